"""Spreadsheets: round trips, errors named by their cell, hostile files, no formulas."""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranpe.kit.ratio import Ratio
from ranpe.kit.sheets import (
    Column,
    Problem,
    Sheet,
    Table,
    choice,
    codes,
    decimal,
    integer,
    iso_date,
    read_table,
    text,
    write_csv,
    write_xlsx,
    years,
)
from ranpe.kit.sheets.tables import Unreadable
from ranpe.kit.sheets.workbook import MAX_PARTS, Caution, check_passive, read_workbook

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", '=HYPERLINK("http://x","y")']
COLUMNS = [
    Column("code", "Kode aksi", True, text(20)),
    Column("target", "Target", True, integer(0, 100)),
    Column("budget", "Anggaran", False, decimal(0)),
    Column("due", "Batas waktu", False, iso_date),
    Column("years", "Tahun", False, years, blank=()),
    Column("partners", "Instansi terkait", False, codes()),
    Column("state", "Keadaan", False, choice({"Berjalan": "running", "Selesai": "done"})),
]
HEADERS = [column.header for column in COLUMNS]
FULL = ["A1.1", 75, Decimal("1234.5"), date(2026, 12, 31), "2026-2028", "BNPT; POLRI", "selesai"]
FULL_VALUES = {
    "code": "A1.1",
    "target": 75,
    "budget": Decimal("1234.5"),
    "due": date(2026, 12, 31),
    "years": (2026, 2027, 2028),
    "partners": ("BNPT", "POLRI"),
    "state": "done",
}


def a_workbook(*rows: Sequence[object], headers: Sequence[str] = HEADERS) -> bytes:
    return write_xlsx([Sheet("Aksi", headers, rows)], created=CREATED)


def read(data: bytes, columns: Sequence[Column] = COLUMNS, **options: object) -> Table:
    return read_table(data, name="matriks.xlsx", columns=columns, **options)  # type: ignore[arg-type]


def places(table: Table) -> list[str]:
    return [problem.cell for problem in table.problems]


def the_refusal(data: bytes) -> str:
    table = read(data)
    assert table.rows == []
    assert [(problem.sheet, problem.cell) for problem in table.problems] == [("matriks.xlsx", "")]
    return str(table.problems[0])


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if part.filename != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return output.getvalue()


# --- Round trips ------------------------------------------------------------------------------


def test_a_written_workbook_is_read_back_with_its_types_and_row_numbers() -> None:
    table = read(a_workbook(FULL, ["A1.2", 0, None, None, None, None, None]))

    assert table.problems == []
    assert table.is_complete
    assert [(row.number, row.sheet) for row in table.rows] == [(2, "Aksi"), (3, "Aksi")]
    assert table.rows[0].values == FULL_VALUES
    assert table.rows[1].values["budget"] is None
    assert table.rows[1].values["years"] == ()


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("bom", [True, False])
def test_written_csv_is_read_back_with_either_delimiter(delimiter: str, bom: bool) -> None:
    data = write_csv([HEADERS, FULL], delimiter, bom=bom)

    table = read_table(data, name="matriks.csv", columns=COLUMNS)

    assert table.problems == []
    assert [row.sheet for row in table.rows] == ["matriks.csv"]
    assert table.rows[0].values == FULL_VALUES


def test_a_table_is_read_from_a_path_whatever_its_name_ends_in(tmp_path: Path) -> None:
    path = tmp_path / "matriks.csv"
    path.write_bytes(a_workbook(FULL))

    assert read_table(path, name=path.name, columns=COLUMNS).rows[0].values == FULL_VALUES


def test_a_semicolon_file_with_commas_in_headers_and_numbers_is_understood() -> None:
    columns = [Column("a", "Target, persen", True, decimal()), Column("b", "Dana", True, decimal())]

    table = read(b"Target, persen;Dana\r\n12,5;1.234.567,89\r\n", columns)

    assert table.rows[0].values == {"a": Decimal("12.5"), "b": Decimal("1234567.89")}


def test_headers_are_found_in_any_order_letter_case_and_with_a_required_mark() -> None:
    columns = [Column("a", "Kode aksi", True, text()), Column("b", "Target", False, integer())]

    table = read(b"\n\ntarget , KODE  AKSI *\n\n5,X\n", columns)

    assert [(row.number, dict(row.values)) for row in table.rows] == [(5, {"a": "X", "b": 5})]


def test_a_table_that_starts_below_and_right_of_the_first_cell_keeps_its_cell_names() -> None:
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D4"] = "Kode aksi", "Target"
    book.active["C6"], book.active["D6"] = "A1", "banyak"
    output = io.BytesIO()
    book.save(output)

    table = read(output.getvalue(), COLUMNS[:2])

    assert places(table) == ["D6"]


def test_the_named_sheet_is_read_and_hidden_sheets_are_not_taken_for_the_first() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Daftar"
    book.active.sheet_state = "hidden"
    for title, code in (("Isian", "A"), ("Lain", "B")):
        page = book.create_sheet(title)
        page.append(["Kode aksi"])
        page.append([code])
    output = io.BytesIO()
    book.active = 1
    book.save(output)

    first = read(output.getvalue(), COLUMNS[:1])
    named = read(output.getvalue(), COLUMNS[:1], sheet="Lain")
    absent = read(output.getvalue(), COLUMNS[:1], sheet="Target")

    assert [row.values["code"] for row in first.rows] == ["A"]
    assert [row.values["code"] for row in named.rows] == ["B"]
    assert "lembar “Target” tidak ada" in str(absent.problems[0])
    assert "Isian, Lain" in str(absent.problems[0])


written_text = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
).filter(lambda value: value == value.strip() != "")


@settings(deadline=None)
@given(st.lists(st.one_of(written_text, st.sampled_from(RISKY)), min_size=1, max_size=5))
def test_every_text_survives_csv(texts: list[str]) -> None:
    data = write_csv([["Kode aksi"], *([value] for value in texts)], ";")

    table = read(data, [Column("code", "Kode aksi", True, text())])

    assert table.problems == []
    assert [row.values["code"] for row in table.rows] == [
        value.replace("\r", "\n").strip() for value in texts
    ]


@settings(deadline=None)
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6
    ),
    st.sampled_from([",", ";"]),
)
def test_every_number_survives_csv(value: Decimal, delimiter: str) -> None:
    column = Column("value", "Nilai", True, decimal(places=3))

    table = read(write_csv([["Nilai", "x"], [value, None]], delimiter), [column])

    assert [row.values["value"] for row in table.rows] == [value]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(written_text, st.sampled_from(RISKY)), min_size=1, max_size=5))
def test_every_text_survives_xlsx(texts: list[str]) -> None:
    data = a_workbook(*([value] for value in texts), headers=["Kode aksi"])

    table = read(data, [Column("code", "Kode aksi", True, text())])

    assert table.problems == []
    assert [row.values["code"] for row in table.rows] == [
        value.replace("\r", "\n").strip() for value in texts
    ]


# --- All errors at once, each with its cell -----------------------------------------------------


def test_all_errors_of_a_workbook_are_named_at_once_by_their_cells() -> None:
    data = a_workbook(
        ["A1.1", 101, -5, "31/12/2026", "26", "BNPT", "Selesei"],
        FULL,
        [None, 1.5, "1,2,3", "2026-02-30", "2028-2026", None, "x"],
        ["A" * 21, "tiga", None, None, "2026; 1999", None, None],
    )

    table = read(data)

    assert places(table) == [
        "B2", "C2", "D2", "E2", "G2",
        "A4", "B4", "C4", "D4", "E4", "G4",
        "A5", "B5", "E5",
    ]  # fmt: skip
    assert [row.number for row in table.rows] == [3]
    assert not table.is_complete


def test_a_problem_reads_as_one_sentence_with_place_reason_and_remedy() -> None:
    table = read(a_workbook(["A1.1", 101, None, None, None, None, "Selesei"], [None, 1]))

    assert [str(problem) for problem in table.problems] == [
        "Aksi, sel B2: 101 terlalu besar; isi paling banyak 100.",
        "Aksi, sel G2: “Selesei” tidak ada dalam daftar pilihan; mungkin maksudnya Selesai.",
        "Aksi, sel A3: Kode aksi wajib diisi; isi sel ini.",
    ]
    assert str(Problem("a.csv", "", "berkas kosong", "isi")) == "a.csv: berkas kosong; isi."


def test_errors_of_a_csv_file_are_named_like_the_cells_a_spreadsheet_would_show() -> None:
    data = b'Kode aksi;Target\n\n"dua\nbaris";x\nA2;-1\n'

    table = read_table(data, name="matriks.csv", columns=COLUMNS[:2])

    assert [(problem.sheet, problem.cell) for problem in table.problems] == [
        ("matriks.csv", "B3"),
        ("matriks.csv", "B4"),
    ]


def test_missing_unknown_and_repeated_headers_name_their_header_cells() -> None:
    headers = ["Kode aksi", "Targat", "kode AKSI", "Catatan"]

    table = read(a_workbook(["A", 1, "B", "x"], headers=headers), COLUMNS[:3])

    assert [str(problem) for problem in table.problems] == [
        "Aksi, sel B1: judul kolom “Targat” tidak dikenal; ganti menjadi “Target”.",
        "Aksi, sel C1: judul kolom “kode AKSI” ganda; hapus salah satu kolomnya.",
        "Aksi, sel D1: judul kolom “Catatan” tidak dikenal; hapus kolom ini.",
        "Aksi, sel E1: judul kolom “Target” tidak ada; tambahkan kolom “Target” di baris judul.",
        "Aksi, sel F1: judul kolom “Anggaran” tidak ada; "
        "tambahkan kolom “Anggaran” di baris judul.",
    ]


def test_values_beside_the_table_are_not_dropped_in_silence() -> None:
    table = read(b"Kode aksi,Target\nA,1\nB,2,5\nC,3,6\n", COLUMNS[:2])

    assert places(table) == ["C3"]
    assert "kolom tanpa judul" in table.problems[0].reason


def test_formulas_with_errors_or_without_a_value_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Kode aksi", "Target"])
    book.active.append(["A", "=1+1"])
    book.active.append(["B", None])
    book.active["B3"].value = "#DIV/0!"
    book.active["B3"].data_type = "e"
    output = io.BytesIO()
    book.save(output)

    table = read(output.getvalue(), COLUMNS[:2])

    assert [(problem.cell, problem.reason) for problem in table.problems] == [
        ("B2", "rumus belum dihitung"),
        ("B3", "rumus menghasilkan kesalahan"),
    ]


def test_a_column_with_choices_accepts_any_letter_case_and_gives_the_listed_spelling() -> None:
    columns = [Column("state", "Keadaan", True, text(), choices=("Aktif", "Non aktif"))]

    table = read(b"Keadaan\nNON  AKTIF\nentah\n", columns)

    assert [row.values["state"] for row in table.rows] == ["Non aktif"]
    assert places(table) == ["A3"]


def test_a_value_error_of_a_callers_own_parser_becomes_the_reason() -> None:
    def refuse(_cell: object) -> None:
        raise ValueError("kode tidak terdaftar.")

    table = read(b"Kode\nX\n", [Column("code", "Kode", True, refuse)])

    assert str(table.problems[0]) == (
        "matriks.xlsx, sel A2: kode tidak terdaftar; perbaiki isi sel ini."
    )


def test_a_long_number_that_the_spreadsheet_rounded_is_refused_as_text() -> None:
    data = a_workbook([None], headers=["Kode aksi"])
    page = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(page)
    row = b'<row r="2"><c r="A2"><v>198501012010011001</v></c></row></sheetData>'

    table = read(with_part(data, page, content.replace(b"</sheetData>", row)), COLUMNS[:1])

    assert places(table) == ["A2"]
    assert "15 digit" in table.problems[0].reason


def test_a_typed_number_is_read_as_the_text_that_was_typed() -> None:
    table = read(a_workbook([202601], [1.5], headers=["Kode aksi"]), COLUMNS[:1])

    assert [row.values["code"] for row in table.rows] == ["202601", "1.5"]


def test_at_most_a_thousand_problems_are_listed_and_the_rest_is_counted() -> None:
    data = write_csv([["Target"], *(["x"] for _ in range(1200))])

    table = read(data, [COLUMNS[1]])

    assert len(table.problems) == 1001
    assert "200 masalah lain" in str(table.problems[-1])


# --- Files that are refused as a whole ----------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"<html><table><tr><td>Kode aksi</td></tr></table></html>",
        b"%PDF-1.7 x",
        b"{\\rtf1 x}",
        b"Kode aksi\0",
        "Kode aksi".encode("utf-16"),
        b"\xff\xfe\xfa",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_file_that_only_bears_the_name_of_a_spreadsheet_is_refused(data: bytes) -> None:
    assert "isi berkas bukan XLSX atau CSV" in the_refusal(data)


def test_a_formula_with_a_value_is_a_flaw_only_for_the_cautious() -> None:
    page = "xl/worksheets/sheet1.xml"
    cell = b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row></sheetData>'
    data = a_workbook(headers=["Target"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(page).replace(b"</sheetData>", cell)
    data = with_part(data, page, content)

    trusting = read_workbook(data, sheet=None, max_rows=10)
    cautious = read_workbook(data, sheet=None, max_rows=10, caution=Caution(refuses_formulas=True))

    assert trusting.flaws == {}
    assert cautious.flaws[2, 0][0] == "sel ini berisi rumus"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "makro"),
        ("xl/externalLinks/externalLink1.xml", "menautkan"),
        ("xl/embeddings/oleObject1.bin", "objek sisipan"),
    ],
)
def test_a_workbook_that_does_or_fetches_something_is_not_passive(part: str, said: str) -> None:
    check_passive(a_workbook(FULL))

    with pytest.raises(Unreadable, match=said):
        check_passive(with_part(a_workbook(FULL), part, b"x"))


def test_another_zip_file_is_no_workbook() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert "isi berkas bukan XLSX atau CSV" in the_refusal(output.getvalue())


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\n ;; \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert "tidak berisi tabel" in the_refusal(data)


def test_a_workbook_with_an_empty_sheet_is_refused() -> None:
    assert "tidak berisi tabel" in the_refusal(a_workbook(headers=[]))


def test_headers_alone_are_no_table() -> None:
    assert places(read(a_workbook())) == ["A2"]


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_truncated_workbook_is_damaged(share: float) -> None:
    data = a_workbook(FULL)

    assert "berkas rusak" in the_refusal(data[: int(len(data) * share)])


def test_a_workbook_with_a_broken_sheet_is_damaged() -> None:
    data = with_part(a_workbook(FULL), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row")

    assert "berkas rusak" in the_refusal(data)


def test_a_file_with_a_password_or_in_the_old_format_is_named_as_such() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

    assert "kata sandi" in the_refusal(ole)


def test_a_zip_with_encrypted_parts_is_protected() -> None:
    data = bytearray(a_workbook(FULL))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1

    assert "kata sandi" in the_refusal(bytes(data))


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = with_part(a_workbook(FULL), "xl/worksheets/sheet1.xml", b" " * 8_000_000)

    assert len(bomb) < 50_000
    assert "terlalu luas" in the_refusal(bomb)


def test_a_bomb_whose_directory_lies_about_its_size_does_not_get_through() -> None:
    bomb = bytearray(with_part(a_workbook(FULL), "xl/worksheets/sheet1.xml", b" " * 8_000_000))
    entry = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<L", bomb, entry + 24, 1000)

    table = read(bytes(bomb))

    assert table.rows == []
    assert len(table.problems) == 1


def test_a_file_of_very_many_parts_is_refused() -> None:
    output = io.BytesIO(a_workbook(FULL))
    with zipfile.ZipFile(output, "a") as archive:
        for number in range(MAX_PARTS):
            archive.writestr(f"xl/media/{number}", b"")

    assert "terlalu luas" in the_refusal(output.getvalue())


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_and_harms_nobody() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Kode aksi"
    book.active["XFD1048576"] = "x"
    output = io.BytesIO()
    book.save(output)

    assert "terlalu luas" in the_refusal(output.getvalue())


def test_a_stray_cell_far_below_is_read_as_a_row_with_its_number() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1048576"] = "Kode aksi", "x"
    output = io.BytesIO()
    book.save(output)

    assert [row.number for row in read(output.getvalue(), COLUMNS[:1]).rows] == [1048576]


def test_a_table_with_too_many_columns_is_refused() -> None:
    assert "terlalu luas" in the_refusal(a_workbook(headers=[f"K{n}" for n in range(300)]))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_row_too_many_is_refused_and_blank_rows_do_not_count(kind: str) -> None:
    def a_file(count: int) -> bytes:
        filled: list[str | None] = ["A", None, *["B"] * (count - 1)]
        rows = [[code] for code in filled]
        if kind == "xlsx":
            return a_workbook(*rows, headers=["Kode aksi"])
        return write_csv([["Kode aksi"], *rows])

    enough = read(a_file(3), COLUMNS[:1], max_rows=3)
    too_many = read(a_file(4), COLUMNS[:1], max_rows=3)

    assert len(enough.rows) == 3
    assert [problem.reason for problem in too_many.problems] == ["tabel memuat lebih dari 3 baris"]
    assert too_many.rows == []


def test_a_file_over_the_size_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "besar.csv"
    path.write_bytes(b"Kode aksi\n" + b"A\n" * 2000)

    table = read_table(path, name="besar.csv", columns=COLUMNS[:1], max_bytes=2048)

    assert str(table.problems[0]).startswith("besar.csv: berkas lebih besar dari 2 KB;")


def test_an_unclosed_quote_in_csv_is_refused_with_its_line() -> None:
    assert "tanda kutip" in the_refusal(b'Kode aksi;Target\nA;1\n"B;2\n')


# --- Writing --------------------------------------------------------------------------------------


def test_no_text_ever_becomes_a_formula_or_a_link() -> None:
    data = write_xlsx(
        [Sheet("=1+1", ["=2", *RISKY], [RISKY, ["http://contoh.id", "123", "{=1}"]])],
        created=CREATED,
    )

    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    assert page["B3"].value == "123"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml").replace(b"<fo", b"")


def test_numbers_and_dates_are_real_and_other_values_are_text() -> None:
    at = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    row = [5, Decimal("1.25"), date(2026, 12, 31), at, True, Ratio(1, 2), 10**17, date(1850, 1, 2)]

    data = write_xlsx([Sheet("Data", ["x"] * len(row), [row])], created=CREATED)

    cells = openpyxl.load_workbook(io.BytesIO(data)).active[2]
    assert [cell.value for cell in cells] == [
        5,
        1.25,
        datetime(2026, 12, 31),  # noqa: DTZ001 - spreadsheets know no zones
        datetime(2027, 1, 1, 0, 30),  # noqa: DTZ001
        "Ya",
        "1 dari 2 (50,0%)",
        "100000000000000000",
        "1850-01-02",
    ]
    assert [cell.is_date for cell in cells[2:4]] == [True, True]


def test_the_header_is_bold_and_stays_in_view_and_columns_are_wide_enough() -> None:
    rows = [["x" * 30, 1], ["y" * 500, 2]]

    page = openpyxl.load_workbook(
        io.BytesIO(write_xlsx([Sheet("Data", ["Judul", "N"], rows)], created=CREATED))
    ).active

    assert [cell.font.bold for cell in page[1]] == [True, True]
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width > 50
    assert page.column_dimensions["B"].width < 10


def test_the_same_sheets_and_instant_give_the_same_bytes() -> None:
    later = datetime(2026, 1, 3, tzinfo=UTC)

    first, second = a_workbook(FULL), a_workbook(FULL)

    assert first == second
    assert write_xlsx([Sheet("Aksi", HEADERS, [FULL])], created=later) != first


def test_sheet_names_are_made_valid_and_distinct() -> None:
    names = ["Aksi: 1/2", "aksi  1 2", "A" * 40, "A" * 50, "", "History", "'x'"]

    data = write_xlsx([Sheet(name, ["a"], []) for name in names], created=CREATED)

    written = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert written[0] == "Aksi  1 2"
    assert len({name.casefold() for name in written}) == len(names)
    assert max(map(len, written)) == 31
    assert written[4:] == ["Lembar", "History (2)", "x"]


def test_a_text_longer_than_a_cell_is_cut_with_a_visible_mark() -> None:
    data = a_workbook(["x" * 40_000], headers=["Kode aksi"])

    value = openpyxl.load_workbook(io.BytesIO(data)).active["A2"].value

    assert len(value) == 32_767
    assert value.endswith("32.767 huruf)")


def test_control_characters_do_not_break_a_workbook() -> None:
    table = read(a_workbook(["A\x00\x01\x0bB"], headers=["Kode aksi"]), COLUMNS[:1])

    assert [row.values["code"] for row in table.rows] == ["AB"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_not_finite_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        write_csv([[value]])
    with pytest.raises(ValueError, match="finite"):
        a_workbook([value])


@pytest.mark.parametrize("value", [*RISKY, "\n=1", "\0=1"])
def test_csv_guards_every_text_that_a_spreadsheet_would_calculate(value: str) -> None:
    written = write_csv([[value]], ";").decode()

    assert written.lstrip('"').startswith("'")


def test_csv_writes_negative_numbers_as_numbers_and_dates_in_iso_form() -> None:
    at = datetime(2026, 12, 31, 7, 30, tzinfo=UTC)
    row = [-5, Decimal("-1.5"), date(2026, 12, 31), at, None, False, "a,b"]

    commas, semicolons = write_csv([row], bom=True), write_csv([row], ";")

    assert commas.startswith(b"\xef\xbb\xbf-5,-1.5,2026-12-31,2026-12-31T14:30:00+07:00,,Tidak,")
    assert semicolons == b"-5;-1,5;2026-12-31;2026-12-31T14:30:00+07:00;;Tidak;a,b\r\n"
