"""Charts are well-formed pictures that say their numbers and statuses without colour."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.utils.safestring import SafeString, mark_safe

from ranpe.kit import charts

Maker = Callable[[str], SafeString]

SVG: Final = "{http://www.w3.org/2000/svg}"
STATUSES: Final = [status.value for status in charts.Status]
PAINT: Final = re.compile(r"#[0-9A-F]{6}|none|url\(#[a-z0-9-]+\)")
HOSTILE: Final = "</text><script>alert(1)</script>\"' & \x00\x0b"
HOSTILE_READ: Final = "</text><script>alert(1)</script>\"' & "
WORDS: Final = (
    *("Tercapai", "Sesuai target", "Perlu perhatian"),
    *("Tertinggal", "Belum melapor", "Tidak dijadwalkan"),
)


def segments(*counts: int) -> list[charts.Segment]:
    return [charts.Segment(status, count) for status, count in zip(STATUSES, counts, strict=False)]


def tiles() -> list[charts.Tile]:
    return [
        charts.Tile("11", "Aceh", "42%", 1, 1, level=2, status="at_risk"),
        charts.Tile("33", "Jateng", "90%", 7, 6, level=4, status="achieved", href="/33/"),
        charts.Tile("95", "Papeg", None, 5, 16),
    ]


def dots() -> list[charts.Dot]:
    return [
        charts.Dot(str(number), STATUSES[number % 6], f"Pilar {number // 50 + 1}")
        for number in range(1, 131)
    ]


SPARKS: Final = [
    charts.SparkRow("Kementerian A", ["on_time", "late", "not_due"]),
    charts.SparkRow("Kementerian B", ["none", "on_time", "not_due"]),
]
YEARS: Final = [
    charts.TrendPoint("2024", 31),
    charts.TrendPoint("2025", None),
    charts.TrendPoint("2026", Decimal("71.25")),
]
MAKERS: Final[dict[str, Maker]] = {
    "stacked_bar": lambda key: charts.stacked_bar(
        segments(31, 52, 22, 13, 9, 3), title="Status", key=key
    ),
    "stacked_bars": lambda key: charts.stacked_bars(
        [
            charts.StackedRow("Pilar 1", segments(20, 30, 11, 6, 4, 1), segments(9, 30, 20)),
            charts.StackedRow("Pilar 2", segments(8, 12)),
        ],
        title="Pilar",
        key=key,
        names=("2025", "2026"),
    ),
    "bullet": lambda key: charts.bullet(62.5, 80, 55, unit="%", title="Capaian", key=key),
    "dot_matrix": lambda key: charts.dot_matrix(dots(), title="Aksi", key=key),
    "tile_map": lambda key: charts.tile_map(tiles(), title="Provinsi", key=key, own="33"),
    "status_map": lambda key: charts.tile_map(tiles(), title="Status", key=key, scale="status"),
    "bar_list": lambda key: charts.bar_list(
        [charts.BarRow("A", 12, "behind"), charts.BarRow("B", None)], title="Laporan", key=key
    ),
    "small_multiples": lambda key: charts.small_multiples(
        SPARKS, periods=["S1", "S2", "S3"], title="Kepatuhan", key=key
    ),
    "trend": lambda key: charts.trend(YEARS, title="Tren", key=key, unit="%", target=80),
    "trend_line": lambda key: charts.trend(YEARS, title="Tren", key=key, kind="line"),
}

every_chart = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def parsed(picture: str) -> Element:
    root: Element = fromstring(picture)
    return root


def texts(picture: str) -> list[str]:
    """Return what the picture prints, line by line."""
    return ["".join(line.itertext()) for line in parsed(picture).iter(f"{SVG}text")]


def bars(picture: str, fill: str) -> list[float]:
    """Return the widths of the rectangles in one colour."""
    return [
        float(box.get("width", "0"))
        for box in parsed(picture).iter(f"{SVG}rect")
        if box.get("fill") == fill
    ]


@every_chart
def test_every_chart_is_well_formed_and_names_itself(make: Maker) -> None:
    root = parsed(make("gambar"))

    assert root.tag == f"{SVG}svg"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text
    assert root.get("role") in {"img", "group"}
    assert root.get("aria-labelledby") == root[0].get("id") == "gambar-title"


@every_chart
def test_every_chart_paints_by_attributes_alone(make: Maker) -> None:
    for part in parsed(make("gambar")).iter():
        assert part.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}image"}
        assert "style" not in part.attrib
        assert not [name for name in part.attrib if name.startswith("on")]
        if part.tag in {f"{SVG}rect", f"{SVG}circle", f"{SVG}text"}:
            assert PAINT.fullmatch(part.attrib["fill"])
        if part.tag in {f"{SVG}path", f"{SVG}line"}:
            assert PAINT.fullmatch(part.get("fill") or part.attrib["stroke"])


@every_chart
def test_the_same_input_gives_the_same_picture_with_short_coordinates(make: Maker) -> None:
    picture = make("gambar")

    assert picture == make("gambar")
    assert not re.search(r"\d\.\d{3,}", picture)


def test_ids_do_not_meet_on_one_page() -> None:
    pictures = [make(f"gambar-{number}") for number, make in enumerate(MAKERS.values())]

    ids = [part.get("id") for picture in pictures for part in parsed(picture).iter()]
    named = [name for name in ids if name]

    assert len(named) == len(set(named)) > 2 * len(pictures)


def test_a_hatch_is_found_in_its_own_picture() -> None:
    picture = MAKERS["stacked_bar"]("gambar")

    used = set(re.findall(r"url\(#([^)]+)\)", picture))

    assert used == {"gambar-hatch"}
    assert parsed(picture).find(f".//{SVG}pattern[@id='gambar-hatch']") is not None


@pytest.mark.parametrize("key", ["", "Besar", "1a", 'a"b', "a b"])
def test_a_key_that_cannot_be_an_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        MAKERS["bullet"](key)


@pytest.mark.parametrize("label", [HOSTILE, mark_safe(HOSTILE)], ids=["text", "marked safe"])
def test_hostile_labels_stay_text(label: str) -> None:
    pictures = [
        charts.bar_list([charts.BarRow(label, 1)], title=label, key="a", unit=label),
        charts.stacked_bars([charts.StackedRow(label, segments(1))], title=label, key="b"),
        charts.bullet(1, 2, 3, unit=label, title=label, key="c"),
        charts.dot_matrix([charts.Dot(label, "behind", label)], title=label, key="d"),
        charts.tile_map([charts.Tile("1", label, label, 1, 1)], title=label, key="e"),
        charts.trend([charts.TrendPoint(label, 1)], title=label, key="f", unit=label),
        charts.small_multiples(
            [charts.SparkRow(label, ["late"])], periods=[label], title=label, key="g"
        ),
    ]

    for picture in pictures:
        root = parsed(picture)
        assert root[0].text == HOSTILE_READ
        assert not list(root.iter(f"{SVG}script"))
        assert "<script" not in picture


@pytest.mark.parametrize(("status", "word"), list(zip(STATUSES, WORDS, strict=True)))
def test_the_shape_of_a_status_carries_its_word(status: str, word: str) -> None:
    beside, alone = (parsed(charts.status_shape(status, alone=alone)) for alone in (False, True))

    assert beside[0].text == alone[0].text == word
    assert beside.get("aria-hidden") == "true"
    assert alone.get("role") == "img"


def test_the_six_shapes_differ_without_colour() -> None:
    drawn = {
        re.sub(r"#[0-9A-F]{6}|<title>.*?</title>|data-status=\"\w+\"", "", picture)
        for picture in map(charts.status_shape, STATUSES)
    }

    assert len(drawn) == 6


def test_a_stacked_bar_prints_every_count_with_its_word() -> None:
    shown = texts(MAKERS["stacked_bar"]("gambar"))

    for count, word in zip((31, 52, 22, 13, 9, 3), WORDS, strict=True):
        assert f"{count} {word}" in shown


def test_a_stacked_bar_divides_its_width_by_the_counts() -> None:
    picture = charts.stacked_bar(segments(3, 1), title="Status", key="a", width=402)

    assert bars(picture, "#0B4F8A") == [300]
    assert bars(picture, "#2F9E6E") == [100]


def test_stacked_bars_put_last_year_above_this_year() -> None:
    picture = MAKERS["stacked_bars"]("gambar")

    heights = {line.text: float(line.get("y", "0")) for line in parsed(picture).iter(f"{SVG}text")}

    assert heights["Pilar 1"] < heights["2025"] < heights["2026"]
    assert {"Pilar 1", "72", "Pilar 2", "20"} <= set(texts(picture))


def test_a_bullet_prints_result_target_and_last_year() -> None:
    assert texts(MAKERS["bullet"]("gambar")) == ["62,5%", "Target 80%", "Tahun lalu 55%"]


def test_a_bullet_begins_at_zero() -> None:
    half = bars(charts.bullet(50, 100, None, unit="%", title="x", key="a"), "#0B3A66")[0]
    full = bars(charts.bullet(100, 100, None, unit="%", title="x", key="a"), "#0B3A66")[0]

    assert full == pytest.approx(half * 2, abs=0.1)


def test_a_bullet_says_what_is_unknown() -> None:
    picture = charts.bullet(None, None, None, unit="%", title="x", key="a")

    assert texts(picture) == [
        "tidak dapat dihitung",
        "Tanpa target",
        "Tahun lalu tidak ada data",
    ]
    assert bars(picture, "#0B3A66") == []


def test_a_bullet_of_zeros_is_not_a_bullet_of_nothing() -> None:
    shown = texts(charts.bullet(0, 0, 0, unit="orang", title="x", key="a"))

    assert shown == ["0", "orang", "Target 0 orang", "Tahun lalu 0 orang"]


def test_the_dot_matrix_shows_all_130_actions_in_rows_of_13() -> None:
    root = parsed(MAKERS["dot_matrix"]("gambar"))

    numbers = [line for line in root.iter(f"{SVG}text") if line.get("text-anchor") == "middle"]

    assert [line.text for line in numbers] == [str(number) for number in range(1, 131)]
    assert len({line.get("x") for line in numbers}) == 13
    assert root.get("role") == "img"


def test_the_dot_matrix_names_its_groups_and_counts() -> None:
    shown = texts(MAKERS["dot_matrix"]("gambar"))

    assert [line for line in shown if line.startswith("Pilar")] == ["Pilar 1", "Pilar 2", "Pilar 3"]
    assert {"49", "50", "31", "22 Sesuai target"} <= set(shown)


def test_a_linked_dot_speaks_and_the_picture_becomes_a_group() -> None:
    dot = charts.Dot("7", "behind", label="Aksi 7", href='#aksi-7"><script>')

    root = parsed(charts.dot_matrix([dot], title="Aksi", key="a"))

    (link,) = root.iter(f"{SVG}a")
    assert link.findtext(f"{SVG}g/{SVG}title") == "Aksi 7: Tertinggal"
    assert link.get("href") == '#aksi-7"><script>'
    assert root.get("role") == "group"


def test_the_tile_map_prints_values_and_outlines_the_own_tile() -> None:
    picture = MAKERS["tile_map"]("gambar")

    outlines = [part for part in parsed(picture).iter() if part.get("stroke-width") == "3"]

    assert {"42%", "Aceh", "90%", "Jateng", "Papeg", "40–60"} <= set(texts(picture))
    assert len(outlines) == 1
    assert float(outlines[0].get("x", "0")) == 2 + 5 * 51 - 1.5


def test_a_tile_without_data_is_hatched_and_says_so() -> None:
    picture = charts.tile_map(
        [charts.Tile("95", "Papeg", None, 5, 16, name="Papua Pegunungan")], title="x", key="a"
    )

    root = parsed(picture)

    assert picture.count("url(#a-hatch)") == 2
    assert root[1].text == "Papua Pegunungan tidak ada data"
    assert "Tidak ada data" in texts(picture)


def test_a_tile_without_a_place_is_still_drawn() -> None:
    new = [charts.Tile("98", "Baru", "5%", level=0), charts.Tile("99", "Lain", "6%", level=0)]

    drawn = parsed(charts.tile_map(new, title="x", key="a")).iter(f"{SVG}text")

    places = {line.text: line.get("x") for line in drawn}
    assert places["Baru"] != places["Lain"]


@pytest.mark.parametrize(
    ("percentage", "level"),
    [(None, None), (0, 0), (19.9, 0), (20, 1), (79.9, 3), (80, 4), (100, 4), (140, 4), (-3, 0)],
)
def test_a_percentage_falls_into_one_of_five_classes(
    percentage: float | None, level: int | None
) -> None:
    assert charts.level_of(percentage) == level


def test_a_bar_list_prints_numbers_and_starts_at_zero() -> None:
    picture = charts.bar_list(
        [charts.BarRow("A", 12), charts.BarRow("B", 3), charts.BarRow("C", None)],
        title="x",
        key="a",
        unit="laporan",
        width=400,
    )

    assert bars(picture, "#2B6FA8") == [400, 100]
    assert texts(picture) == ["A", "12 laporan", "B", "3 laporan", "C", "tidak ada data"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: charts.stacked_bar(segments(-1, 2), title="x", key="a"), "negative"),
        (lambda: charts.bar_list([charts.BarRow("A", -1)], title="x", key="a"), "negative"),
        (lambda: charts.trend([charts.TrendPoint("2026", -1)], title="x", key="a"), "negative"),
        (lambda: charts.bullet(float("nan"), 1, 1, unit="", title="x", key="a"), "finite"),
        (lambda: charts.small_multiples(SPARKS, periods=["S1"], title="x", key="a"), "periods"),
        (lambda: charts.status_shape("biru"), "biru"),
    ],
)
def test_what_a_chart_cannot_show_is_refused(make: Callable[[], str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_small_multiples_count_only_what_was_due() -> None:
    shown = texts(MAKERS["small_multiples"]("gambar"))

    assert shown.count("1 dari 2") == 2
    assert {"Tepat waktu", "Terlambat", "Tidak dikirim", "Belum jatuh tempo"} <= set(shown)


def test_a_late_cell_is_lower_than_one_on_time() -> None:
    root = parsed(MAKERS["small_multiples"]("gambar"))

    heights = {box.get("fill"): float(box.get("height", "0")) for box in root.iter(f"{SVG}rect")}

    assert heights["#F2B134"] < heights["#0B4F8A"] / 1.5


def test_a_trend_prints_each_year_and_leaves_a_gap_without_data() -> None:
    picture = MAKERS["trend"]("gambar")

    columns = bars(picture, "#2B6FA8") + bars(picture, "#0B3A66")

    assert {"2024", "31%", "2025", "tidak ada data", "2026", "71,25%", "Target 80%"} <= set(
        texts(picture)
    )
    assert len(columns) == 2


def test_a_trend_line_breaks_at_a_gap() -> None:
    lines = parsed(MAKERS["trend_line"]("gambar")).iter(f"{SVG}line")

    assert "#0B3A66" not in {line.get("stroke") for line in lines}


def test_pictures_of_nothing_are_still_pictures() -> None:
    empty = charts.stacked_bar(segments(0, 0), title="x", key="g")
    pictures = [
        empty,
        charts.dot_matrix([], title="x", key="a"),
        charts.tile_map([], title="x", key="b"),
        charts.bar_list([], title="x", key="c"),
        charts.small_multiples([], periods=[], title="x", key="d"),
        charts.trend([], title="x", key="e"),
        charts.stacked_bars([], title="x", key="f"),
    ]

    assert all(float(parsed(picture).attrib["height"]) > 0 for picture in pictures)
    assert "Belum ada data" in texts(empty)


def test_a_long_label_is_shortened_but_kept_in_the_description() -> None:
    label = "Kementerian " * 30

    root = parsed(charts.bar_list([charts.BarRow(label, 1)], title="x", key="a"))

    printed = [line.text or "" for line in root.iter(f"{SVG}text")]
    assert printed[1].endswith("…")
    assert label in (root[1].text or "")
