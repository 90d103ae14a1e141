"""Spreadsheets are written valid, the same each time, and without formulas."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from ranpe.kit.ratio import Ratio
from ranpe.kit.sheets import (
    Sheet,
    write_csv,
    write_xlsx,
)
from tests.kit.tables import (
    COLUMNS,
    CREATED,
    FULL,
    HEADERS,
    RISKY,
    a_workbook,
    read,
)


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
