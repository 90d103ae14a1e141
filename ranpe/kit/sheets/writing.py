"""Write spreadsheets in which no text of a user ever becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from ranpe.kit.clock import WIB

# Excel's own limits.
_LONGEST_TEXT: Final = 32767
_LONGEST_SHEET_NAME: Final = 31
_LARGEST_NUMBER: Final = 10**15
_FIRST_DAY: Final = date(1900, 1, 1)
_NARROWEST, _WIDEST = 8, 60

BOOK_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# ASVS 1.2.10; quotes before such a sign are counted in, so that reading can undo the guard.
_RISKY = re.compile(r"'*[=+\-@\t\r\n\0]")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; rows may be produced one by one."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_xlsx(sheets: Iterable[Sheet], *, created: datetime) -> bytes:
    """Write a workbook; the same sheets and the same creation instant give the same bytes.

    Numbers and dates stay numbers and dates (instants in WIB); everything else is text. Raises
    ValueError for numbers that are not finite.
    """
    output = io.BytesIO()
    used = {"history"}  # Excel keeps this name for itself.
    # Leaving the block closes the book's temporary files, also when a row raises an error.
    with xlsxwriter.Workbook(output, BOOK_OPTIONS) as book:
        book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        formats = _formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, used)), sheet, formats)
    return output.getvalue()


def write_csv(
    rows: Iterable[Sequence[object]], delimiter: str = ",", *, bom: bool = False
) -> bytes:
    """Write rows (the headers are the first one) as CSV in UTF-8, with a BOM if asked for.

    With a semicolon numbers get a decimal comma, as spreadsheets set to Indonesian expect. Texts
    that a spreadsheet would calculate are guarded by an apostrophe.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_field(value, delimiter) for value in row])
    return output.getvalue().encode("utf-8-sig" if bom else "utf-8", errors="replace")


@dataclass(frozen=True)
class _Formats:
    header: Any
    text: Any
    number: Any
    day: Any
    instant: Any


def _formats(book: Any) -> _Formats:
    return _Formats(
        header=book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        number=book.add_format({"valign": "top"}),
        # 0x421 is the Indonesian locale: the month reads "Des" on every machine.
        day=book.add_format({"num_format": "[$-421]d mmm yyyy", "valign": "top"}),
        instant=book.add_format({"num_format": "[$-421]d mmm yyyy hh:mm", "valign": "top"}),
    )


def _write_sheet(page: Any, sheet: Sheet, formats: _Formats) -> None:
    page.freeze_panes(1, 0)
    widths = [_width(header) for header in sheet.headers]
    for column, header in enumerate(sheet.headers):
        page.write_string(0, column, cell_text(header), formats.header)
    for row_number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, row_number, column, value, formats)
            if column < len(widths):
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        page.set_column(column, column, width)


def _write_cell(page: Any, row: int, column: int, value: object, formats: _Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float | Decimal) and _fits_number(value):
        page.write_number(row, column, value, formats.number)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, _local(value), formats.instant)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        page.write_datetime(row, column, value, formats.day)
    else:
        page.write_string(row, column, cell_text(value), formats.text)


def _fits_number(value: int | float | Decimal) -> bool:
    if isinstance(value, bool):
        return False
    if not Decimal(value).is_finite():
        raise ValueError(f"not a finite number: {value}")
    return -_LARGEST_NUMBER < value < _LARGEST_NUMBER


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(WIB).replace(tzinfo=None)


def _plain_text(value: object) -> str:
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return value.isoformat() if isinstance(value, date) else str(value)


def cell_text(value: object) -> str:
    """A value as the text of a cell: what XML or the spreadsheet does not hold is left out."""
    text = _plain_text(value).replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_IN_XML.sub("", text)
    if len(text) <= _LONGEST_TEXT:
        return text
    mark = _("… (dipotong: satu sel memuat paling banyak 32.767 huruf)")
    return text[: _LONGEST_TEXT - len(mark)] + mark


def _width(value: object) -> int:
    longest = max((len(line) for line in _plain_text(value)[:2000].splitlines()), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(name: str, used: set[str]) -> str:
    cleaned = _NOT_IN_SHEET_NAMES.sub(" ", name).strip(" '") or _("Lembar")
    candidate = cleaned[:_LONGEST_SHEET_NAME].rstrip(" '")
    count = 1
    while candidate.casefold() in used:
        count += 1
        suffix = f" ({count})"
        candidate = cleaned[: _LONGEST_SHEET_NAME - len(suffix)] + suffix
    used.add(candidate.casefold())
    return candidate


def _csv_field(value: object, delimiter: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _local(value).replace(tzinfo=WIB).isoformat()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _csv_number(value, delimiter)
    text = _plain_text(value)
    return f"'{text}" if _RISKY.match(text) else text


def _csv_number(value: int | float | Decimal, delimiter: str) -> str:
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    written = format(exact, "f")
    if delimiter == ";":
        return written.replace(".", ",")
    # 1.234 reads as one thousand two hundred thirty-four in Indonesia; 1.2340 cannot.
    return f"{written}0" if _AMBIGUOUS.fullmatch(written) else written
