"""Spreadsheets: round trips, and errors named by their cell."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranpe.kit.sheets import (
    Column,
    Problem,
    decimal,
    integer,
    read_table,
    text,
    write_csv,
)
from tests.kit.tables import (
    COLUMNS,
    FULL,
    FULL_VALUES,
    HEADERS,
    RISKY,
    a_workbook,
    places,
    read,
    with_part,
)

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
