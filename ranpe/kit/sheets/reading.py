"""Read a table from a spreadsheet and name every error by its cell."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from ranpe.kit.formats import number, shortened
from ranpe.kit.sheets.cells import CellError, chosen, folded
from ranpe.kit.sheets.delimited import read_delimited, wrong_type
from ranpe.kit.sheets.tables import (
    Cell,
    Column,
    Grid,
    Problem,
    Row,
    Table,
    Unreadable,
    cell_name,
    is_blank,
)
from ranpe.kit.sheets.workbook import protected, read_workbook

MAX_ROWS: Final = 5000
MAX_BYTES: Final = 5 * 1024 * 1024
MAX_PROBLEMS: Final = 1000

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(
    source: Path | str | bytes,
    *,
    name: str,
    columns: Sequence[Column],
    sheet: str | None = None,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read the table of an XLSX or CSV file, given as bytes or as a path, with all its problems.

    `name` is the file's name as the reader knows it. The type is judged by the content. The first
    filled row holds the headers; blank rows are skipped. Of an XLSX file the sheet called `sheet`
    is read, or the first visible one. At most 1,000 problems are listed, then their number.
    """
    try:
        data = _loaded(source, max_bytes)
        grid = _grid(data, name, [column.header for column in columns], sheet, max_rows)
    except Unreadable as refusal:
        return Table([], [Problem(name, "", refusal.reason, refusal.remedy)])
    return _table(grid, columns)


def _loaded(source: Path | str | bytes, max_bytes: int) -> bytes:
    if not isinstance(source, bytes):
        with Path(source).open("rb") as file:
            source = file.read(max_bytes + 1)
    if len(source) > max_bytes:
        raise Unreadable(
            _("berkas lebih besar dari %(limit)s KB") % {"limit": number(max_bytes // 1024)},
            _("hapus gambar dan lembar lain, atau bagi tabel menjadi beberapa berkas"),
        )
    return source


def _grid(data: bytes, name: str, headers: Sequence[str], sheet: str | None, max_rows: int) -> Grid:
    if data.startswith(_OLE):
        raise protected()
    if data.startswith(_EMPTY_ZIP):
        raise wrong_type()
    if data.startswith(_ZIP):
        grid = read_workbook(data, sheet=sheet, max_rows=max_rows)
    else:
        grid = read_delimited(data, name=name, headers=headers, max_rows=max_rows)
    if not grid.lines:
        raise Unreadable(
            _("berkas tidak berisi tabel"), _("pakai templat dan isi mulai dari baris judul")
        )
    return grid


def _table(grid: Grid, columns: Sequence[Column]) -> Table:
    header_row, headers = grid.lines[0]
    places, problems = _header(grid.sheet, header_row, headers, columns)
    problems += _cells_without_header(grid)
    rows = []
    for line_number, cells in grid.lines[1:]:
        values, found = _values(grid, line_number, cells, places)
        problems += found
        if not found:
            rows.append(Row(line_number, grid.sheet, MappingProxyType(values)))
    if not grid.lines[1:]:
        problems.append(_no_rows(grid.sheet, header_row))
    letters = {column.key: cell_name(1, index).rstrip("1") for index, column in places}
    return Table(rows, _capped(problems, grid.sheet), letters)


def _header(
    sheet: str, row: int, headers: Sequence[Cell], columns: Sequence[Column]
) -> tuple[list[tuple[int, Column]], list[Problem]]:
    by_name = {folded(column.header): column for column in columns}
    places: dict[str, int] = {}
    problems = []
    for index, cell in enumerate(headers):
        found = _header_name(cell)
        if found in by_name and found not in places:
            places[found] = index
        elif found:
            missing = [key for key in by_name if key not in places]
            reason, remedy = _odd_header(cell, found in places, found, missing, by_name)
            problems.append(Problem(sheet, cell_name(row, index), reason, remedy))
    free = len(headers)
    for key, column in by_name.items():
        if key not in places:
            problems.append(_missing_header(sheet, cell_name(row, free), column))
            free += 1
    return [(index, by_name[key]) for key, index in places.items()], problems


def _header_name(cell: Cell) -> str:
    # Templates mark a required column with an asterisk after its header.
    return folded(str(cell)).rstrip("*").rstrip()


def _odd_header(
    cell: Cell, is_repeated: bool, found: str, missing: list[str], by_name: Mapping[str, Column]
) -> tuple[str, str]:
    shown = {"header": shortened(str(cell))}
    if is_repeated:
        return _("judul kolom “%(header)s” ganda") % shown, _("hapus salah satu kolomnya")
    near = get_close_matches(found, missing, n=1)
    remedy = (
        _("ganti menjadi “%(header)s”") % {"header": by_name[near[0]].header}
        if near
        else _("hapus kolom ini")
    )
    return _("judul kolom “%(header)s” tidak dikenal") % shown, remedy


def _missing_header(sheet: str, cell: str, column: Column) -> Problem:
    return Problem(
        sheet,
        cell,
        _("judul kolom “%(header)s” tidak ada") % {"header": column.header},
        _("tambahkan kolom “%(header)s” di baris judul") % {"header": column.header},
    )


def _cells_without_header(grid: Grid) -> list[Problem]:
    titled = {index for index, cell in enumerate(grid.lines[0][1]) if not is_blank(cell)}
    first_rows: dict[int, int] = {}
    for line_number, cells in grid.lines[1:]:
        for index, cell in enumerate(cells):
            if index not in titled and not is_blank(cell):
                first_rows.setdefault(index, line_number)
    return [
        Problem(
            grid.sheet,
            cell_name(line_number, index),
            _("isi berada di kolom tanpa judul"),
            _("hapus isinya atau pindahkan ke kolom yang benar"),
        )
        for index, line_number in sorted(first_rows.items())
    ]


def _no_rows(sheet: str, header_row: int) -> Problem:
    return Problem(
        sheet,
        cell_name(header_row + 1, 0),
        _("tidak ada baris di bawah judul kolom"),
        _("isi paling sedikit satu baris"),
    )


def _values(
    grid: Grid, line_number: int, cells: Sequence[Cell], places: Sequence[tuple[int, Column]]
) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems = []
    for index, column in places:
        cell = cells[index] if index < len(cells) else ""
        try:
            if (line_number, index) in grid.flaws:
                raise CellError(*grid.flaws[line_number, index])
            values[column.key] = _value(cell, column)
        except ValueError as error:
            reason, remedy = _explained(error)
            place = cell_name(line_number, index)
            problems.append(Problem(grid.sheet, place, reason, remedy))
    return values, problems


def _value(cell: Cell, column: Column) -> object:
    if is_blank(cell):
        if column.required:
            raise CellError(
                _("%(header)s wajib diisi") % {"header": column.header}, _("isi sel ini")
            )
        return column.blank
    return column.parse(chosen(cell, column.choices) if column.choices else cell)


def _explained(error: ValueError) -> tuple[str, str]:
    if isinstance(error, CellError):
        return error.reason, error.remedy
    return str(error).rstrip("."), _("perbaiki isi sel ini")


def _capped(problems: list[Problem], sheet: str) -> list[Problem]:
    hidden = len(problems) - MAX_PROBLEMS
    if hidden <= 0:
        return problems
    return [
        *problems[:MAX_PROBLEMS],
        Problem(
            sheet,
            "",
            _("masih ada %(count)s masalah lain") % {"count": number(hidden)},
            _("perbaiki dahulu yang tercantum, lalu unggah lagi"),
        ),
    ]
