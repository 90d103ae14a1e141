"""Indonesian formats, in Python and in templates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from ranpe.kit import formats
from ranpe.kit.ratio import Ratio

AT = datetime(2026, 12, 31, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, None, "1.234,5"),
        (Decimal("1234.50"), None, "1.234,5"),
        (1000, None, "1.000"),
        (1234567, 2, "1.234.567,00"),
        (Decimal("0.25"), 1, "0,3"),
        (Decimal("-0.25"), 1, "-0,3"),
        (Decimal("-0.04"), 1, "0,0"),
        (0.1, None, "0,1"),
        (
            Decimal("12345678901234567890123456789.5"),
            None,
            "12.345.678.901.234.567.890.123.456.789,5",
        ),
        (None, None, "–"),
        (float("nan"), 1, "–"),
    ],
)
def test_a_number_has_dots_for_thousands_and_a_decimal_comma(
    value: Decimal | float | None, decimals: int | None, expected: str
) -> None:
    assert formats.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(82, "82,0%"), (Decimal("90.35"), "90,4%"), (Decimal("90.25"), "90,3%"), (None, "–")],
)
def test_a_percentage_has_one_decimal_rounded_half_away_from_zero(
    value: Decimal | int | None, expected: str
) -> None:
    assert formats.percent(value) == expected


def test_rupiah_are_whole_and_carry_their_sign_in_front() -> None:
    assert formats.rupiah(1234567) == "Rp1.234.567"
    assert formats.rupiah(Decimal("-1500.5")) == "-Rp1.501"
    assert formats.rupiah(None) == "–"


def test_all_twelve_months_have_a_short_and_a_full_name() -> None:
    days = [date(2026, month, 1) for month in range(1, 13)]

    short = [formats.day(on).split()[1] for on in days]
    full = [formats.long_day(on).split()[1] for on in days]

    assert " ".join(short) == "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des"
    assert full[7] == "Agustus"
    assert formats.long_day(date(2026, 12, 31)) == "31 Desember 2026"


def test_an_instant_late_in_the_utc_day_belongs_to_the_next_day_in_jakarta() -> None:
    late = datetime(2026, 12, 30, 17, 5, tzinfo=UTC)

    assert formats.day(late) == "31 Des 2026"
    assert formats.moment(late) == "31 Des 2026 00.05 WIB"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "14.30 WIB"),
        ("Asia/Pontianak", "14.30 WIB"),
        ("Asia/Makassar", "15.30 WITA"),
        ("Asia/Jayapura", "16.30 WIT"),
    ],
)
def test_the_time_of_day_carries_the_sign_of_its_zone(zone: str, expected: str) -> None:
    assert formats.clock(AT, zone) == expected


def test_a_foreign_zone_and_an_instant_without_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="Europe/Paris"):
        formats.clock(AT, "Europe/Paris")
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2027, 1, 12), "12 hari lagi"),
        (date(2026, 12, 31), "hari ini"),
        (date(2026, 12, 28), "Terlambat 3 hari"),
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "hari ini"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "1 hari lagi"),
        (None, "–"),
    ],
)
def test_the_countdown_counts_calendar_days_in_jakarta(due: date | None, expected: str) -> None:
    assert formats.countdown(due, AT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1,5", "1.5"),
        ("1,234", "1.234"),
        ("12.5", "12.5"),
        ("1234.567", "1234.567"),
        ("0.125", "0.125"),
        (" -7 ", "-7"),
        ("−7,25", "-7.25"),
        ("+3", "3"),
    ],
)
def test_numbers_are_read_in_indonesian_and_plain_notation(text: str, expected: str) -> None:
    assert formats.parse_number(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,234,567", "1,234.5", "1.23.456", "12.345.6", "1 234", "1e5", ".5", "5,", "--1",
     "१२", "NaN", "9" * 41],
)  # fmt: skip
def test_an_ambiguous_or_invalid_number_gets_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Tulis angka seperti 1\.234,5 .*\.$"):
        formats.parse_number(text)


@settings(deadline=None)
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_every_written_number_is_read_back_unchanged(value: Decimal) -> None:
    assert formats.parse_number(formats.number(value)) == value


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_number_or_refused_with_a_value_error(text: str) -> None:
    try:
        value = formats.parse_number(text)
    except ValueError:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ total|number }}", "1.234"),
        ("{{ total|number:1 }}", "1.234,0"),
        ("{{ absent|number }}", "–"),
        ("{{ total|percent }}", "1.234,0%"),
        ("{{ total|rupiah }}", "Rp1.234"),
        ("{{ on|day }}", "31 Des 2026"),
        ("{{ absent|day }}", "–"),
        ("{{ on|long_day }}", "31 Desember 2026"),
        ('{{ at|clock:"Asia/Jayapura" }}', "16.30 WIT"),
        ("{{ at|moment }}", "31 Des 2026 14.30 WIB"),
        ("{{ absent|moment }}", "–"),
        ("{{ on|countdown:at }}", "hari ini"),
        ("{{ share|ratio }}", "41 dari 50 (82,0%)"),
        ("{{ 1|ratio:4 }}", "1 dari 4 (25,0%)"),
        ("{{ absent|ratio }}", "–"),
    ],
)
def test_templates_write_the_same_formats(source: str, expected: str) -> None:
    template = Template("{% load ranpe_formats %}" + source)

    shown = template.render(
        Context({"total": 1234, "on": date(2026, 12, 31), "at": AT, "share": Ratio(41, 50)})
    )

    assert shown == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{% query request page=2 %}", "?pilar=1&amp;pilar=2&amp;q=a%26b&amp;page=2"),
        ("{% query request pilar=None %}", "?q=a%26b&amp;page=1"),
        ("{% query request pilar=wanted page='' q=None %}", "?pilar=7&amp;pilar=8"),
        ("{% query request pilar=None page=None q=None %}", "?"),
        ("{% query request q='\"><b>' pilar=None page=None %}", "?q=%22%3E%3Cb%3E"),
    ],
)
def test_the_query_tag_changes_only_the_named_parameters(tag: str, expected: str) -> None:
    request = RequestFactory().get("/aksi/?pilar=1&pilar=2&q=a%26b&page=1")
    template = Template("{% load ranpe_formats %}" + tag)

    assert template.render(Context({"request": request, "wanted": [7, 8]})) == expected
