"""Spreadsheets that are refused as a whole: damaged, hostile, protected, too large."""

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ranpe.kit.sheets import (
    read_table,
    write_csv,
)
from ranpe.kit.sheets.tables import Unreadable
from ranpe.kit.sheets.workbook import MAX_PARTS, Caution, check_passive, read_workbook
from tests.kit.tables import (
    COLUMNS,
    FULL,
    a_workbook,
    places,
    read,
    the_refusal,
    with_part,
)


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
