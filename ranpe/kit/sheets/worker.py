"""The limited process that opens one workbook: XLSX on standard input, JSON on standard output.

It stands alone (no import of the application) and trusts nothing in the file.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any
from xml.etree import ElementTree

ANSWER_BYTES = 64 * 1024 * 1024
CPU_SECONDS = 15
OPEN_FILES = 32
TOO_LARGE_EXIT = 3

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c\b(?=[^<>]*\bt="e")[^<>]*\br="([A-Z]{1,3})([0-9]{1,7})"')
_UNCOMPUTED_CELL = re.compile(
    rb'<c\b[^<>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>'
    rb"<f\b[^<>]*(?:/>|>[^<>]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)
# LibreOffice writes a typed truth value as a formula of its own; it says no more than the value.
_FORMULA_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*<(?:\w+:)?f\b'
    rb"(?![^<>]*>(?:TRUE|FALSE)\(\)<)"
)


def main() -> None:
    """Read the request, answer it, and end with 3 when memory ran out."""
    request = json.loads(sys.argv[1])
    _limit(request.pop("memory"))
    try:
        answer = read(sys.stdin.buffer.read(), **request)
        sys.stdout.write(json.dumps(answer))
        sys.stdout.flush()
    except (MemoryError, OSError):
        sys.exit(TOO_LARGE_EXIT)


def read(
    data: bytes, *, sheet: str | None, rows: int, columns: int, formulas: bool
) -> dict[str, Any]:
    """The filled lines of one sheet, or why they cannot be had."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = _visible_sheets(workbook)
        if not names or (sheet is not None and sheet not in workbook.sheet_names):
            return {"refusal": "sheet", "sheets": names[:20]}
        name = names[0] if sheet is None else sheet
        page = workbook.get_sheet_by_name(name)
    except PasswordError:
        return {"refusal": "protected"}
    except CalamineError:
        return {"refusal": "damaged"}
    if page.end is not None and page.end[1] >= columns:
        return {"refusal": "columns"}
    lines = list(_filled_lines(page, rows))
    if len(lines) > rows:
        return {"refusal": "rows"}
    return {"sheet": name, "lines": lines, "flaws": _flaws(data, name, formulas)}


def _limit(memory_bytes: int) -> None:
    for name, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, ANSWER_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(name)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (bound, bound))


def _visible_sheets(workbook: Any) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _filled_lines(page: Any, rows: int) -> Iterator[tuple[int, list[Any]]]:
    if page.start is None:
        return
    # Rows come from row 1 on, but cells only from the first filled column on.
    margin = [""] * page.start[1]
    found = 0
    for number, cells in enumerate(page.iter_rows(), start=1):
        if any(cell != "" and str(cell).strip() for cell in cells):
            yield number, margin + [_plain(cell) for cell in cells]
            found += 1
        if found > rows:
            return


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    is_number = isinstance(cell, int | float) and isfinite(cell)
    return cell if is_number else str(cell)


def _flaws(data: bytes, name: str, formulas: bool) -> list[tuple[int, int, str]]:
    """Cells that read as blank although they hold an error or a formula never calculated.

    With `formulas` every formula is one, whatever its value.
    """
    kinds = [("error", _ERROR_CELL), ("uncomputed", _UNCOMPUTED_CELL)]
    if formulas:
        kinds.append(("formula", _FORMULA_CELL))  # the last word on a cell
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(_part_of(archive, name))
    return [
        (int(match[2]), _column(match[1]), kind)
        for kind, pattern in kinds
        for match in pattern.finditer(content)
    ]


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - limits above
    relation = next(
        element.get(_RELATION_ID)
        for element in book.iter()
        if element.tag.endswith("}sheet") and element.get("name") == name
    )
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(link.get("Target") for link in links if link.get("Id") == relation)
    path = str(target).lstrip("/")
    return path if path.startswith("xl/") else f"xl/{path}"


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


if __name__ == "__main__":
    main()
