"""Read CSV text, with commas or semicolons, into a grid."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ranpe.kit.formats import number
from ranpe.kit.sheets.cells import folded
from ranpe.kit.sheets.tables import Cell, Grid, Unreadable

_DELIMITERS = (";", ",")
_BLANK = " \t\r\n;,"
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_OTHER_FORMATS = ("<", "%PDF", "{\\rtf")
# What `writing.write_csv` puts before a text that a spreadsheet would calculate.
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def read_delimited(data: bytes, *, name: str, headers: Sequence[str], max_rows: int) -> Grid:
    """Read CSV bytes; the delimiter is the one that finds more of the expected headers.

    Raises Unreadable for what is not CSV in UTF-8 and for too many rows.
    """
    text = _decoded(data)
    delimiter = max(_DELIMITERS, key=lambda sign: _score(text, sign, headers))
    lines: list[tuple[int, list[Cell]]] = []
    for line_number, fields in enumerate(_records(text, delimiter), start=1):
        if any(field.strip() for field in fields):
            lines.append((line_number, [_unguarded(field) for field in fields]))
        if len(lines) > max_rows + 1:
            raise too_many_rows(max_rows)
    return Grid(name, lines, {})


def too_many_rows(max_rows: int) -> Unreadable:
    """The refusal of a table with more rows than allowed."""
    return Unreadable(
        _("tabel memuat lebih dari %(limit)s baris") % {"limit": number(max_rows)},
        _("bagi tabel menjadi beberapa berkas"),
    )


def wrong_type() -> Unreadable:
    """The refusal of a file that is no spreadsheet."""
    return Unreadable(
        _("isi berkas bukan XLSX atau CSV"),
        _("buka di aplikasi lembar kerja, lalu simpan sebagai XLSX atau CSV UTF-8"),
    )


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if _BINARY.search(text) or text.lstrip().startswith(_OTHER_FORMATS):
        raise wrong_type()
    return text


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise Unreadable(
            _("tanda kutip pada atau sebelum baris %(line)s tidak berpasangan")
            % {"line": number(reader.line_num)},
            _("tutup tanda kutipnya, atau simpan ulang sebagai XLSX"),
        ) from None


def _is_filled(fields: Sequence[str]) -> bool:
    # Spreadsheets save a blank row as a line of delimiters only, whichever they use.
    return any(field.strip(_BLANK) for field in fields)


def _score(text: str, delimiter: str, headers: Sequence[str]) -> tuple[int, int]:
    expected = {folded(header) for header in headers}
    try:
        first = next(filter(_is_filled, _records(text, delimiter)), [])
    except Unreadable:
        return (0, 0)
    return (sum(folded(field) in expected for field in first), len(first))


def _unguarded(field: str) -> str:
    return (field[1:] if _GUARDED.match(field) else field).strip()
