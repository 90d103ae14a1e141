"""How the tests take a workbook, fill it in, and hand it in again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from progress.models import WorkbookUpload
from progress.workbook import schema
from tests.factories import World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def taken(client: Client, world: World) -> bytes:
    """The workbook as it is downloaded."""
    answer = client.get(reverse("progress:workbook-download"), {"periode": world.period.pk})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content


def opened(data: bytes) -> Any:
    """The workbook in a spreadsheet."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    """The spreadsheet as a file again."""
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def place(key: str) -> int:
    """The number of a column, from 1."""
    return [column.key for column in schema.columns()].index(key) + 1


def line_of(book: Any, code: str) -> int:
    """The row of an action."""
    page = book[schema.SHEET]
    found = [row for row in range(2, page.max_row + 1) if page.cell(row, 2).value == code]
    return int(found[0])


def filled(data: bytes, rows: Mapping[str, Mapping[str, object]]) -> bytes:
    """The workbook with cells filled in, by action and column."""

    def write(book: Any) -> None:
        for code, values in rows.items():
            for key, value in values.items():
                book[schema.SHEET].cell(line_of(book, code), place(key)).value = value

    return changed(data, write)


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The workbook after `change` was done to it in a spreadsheet."""
    book = opened(data)
    change(book)
    return saved(book)


def hand_in(client: Client, world: World, data: bytes, name: str = "buku-kerja.xlsx") -> Any:
    """The answer to an upload."""
    upload = SimpleUploadedFile(name, data, content_type=XLSX)
    return client.post(reverse("progress:workbook"), {"period": world.period.pk, "file": upload})


def compared(client: Client, world: World, data: bytes) -> tuple[WorkbookUpload, Any]:
    """The upload that waits, and its page."""
    answer = hand_in(client, world, data)
    assert answer.status_code == 302, answer.content.decode()
    upload = WorkbookUpload.everything.get(accepted_at=None)
    assert answer["Location"] == page_of(upload)
    return upload, client.get(page_of(upload))


def page_of(upload: WorkbookUpload) -> str:
    """The address of its comparison."""
    return reverse("progress:workbook-compare", args=[upload.pk])


def confirmation(page: Any, **sides: str) -> dict[str, str]:
    """What a browser sends from the comparison; `sides` by the action's code without signs."""
    data = {}
    for shown in page.context["rows"]:
        report = shown.row.report
        code = report.assignment.action.code.replace("-", "_")
        side = sides.get(code, shown.side.value() or "")
        data[f"seen_{report.pk}"] = shown.seen.value()
        if side:
            data[f"side_{report.pk}"] = side
    return data


def problems(answer: Any) -> list[str]:
    """The sentences of a refused upload."""
    assert answer.status_code == 422
    return list(answer.context["refusal"].problems)


# --- The same workbook as LibreOffice writes it -------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ROW = 'customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0"'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="true"/></cellXfs></styleSheet>'
)


def as_libreoffice(data: bytes) -> bytes:
    """The workbook saved again the way LibreOffice does, built by hand.

    Shared strings in place of inline ones, numbers with a decimal, dates as day numbers, truth
    values, empty styled cells, a last empty row; no hidden sheet, protection, or drop-downs.
    """
    book, strings = opened(data), _Strings()
    names = book.sheetnames
    sheets = {f"xl/worksheets/sheet{n}.xml": _sheet(book[name], strings)
              for n, name in enumerate(names, start=1)}  # fmt: skip
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    kinds = {**{f"worksheets/sheet{n}": "worksheet" for n in range(1, len(names) + 1)}}
    kinds |= {"styles": "styles", "sharedStrings": "sharedStrings"}
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/{kind}" Target="{part}.xml"/>'
        for n, (part, kind) in enumerate(kinds.items(), 1)
    )
    root = f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr '
        f'date1904="false"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
        **sheets,
        "xl/sharedStrings.xml": strings.part(),
        "[Content_Types].xml": _content_types(sheets),
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, _HEAD + content)
    return output.getvalue()


class _Strings:
    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))

    def part(self) -> str:
        kept = (re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) for text in self.known)
        items = (f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in kept)
        return f'<sst xmlns="{_MAIN}">{"".join(items)}</sst>'


def _sheet(page: Any, strings: _Strings) -> str:
    rows = [
        f'<row r="{row[0].row}" {_ROW}>{"".join(_cell(cell, strings) for cell in row)}</row>'
        for row in page.iter_rows()
    ]
    rows.append(f'<row r="1048576" {_ROW}/>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(cell: Any, strings: _Strings) -> str:
    place, value = cell.coordinate, cell.value
    if value is None:
        return f'<c r="{place}" s="0"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" s="0" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        days = (date(value.year, value.month, value.day) - date(1899, 12, 30)).days
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}" s="0" t="n"><v>{float(value)}</v></c>'
    said = str(value).replace("_x005F_", "_")  # as stands in inline strings
    return f'<c r="{place}" s="0" t="s"><v>{strings.place(said)}</v></c>'


def _content_types(sheets: Mapping[str, str]) -> str:
    start = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
        **dict.fromkeys(sheets, "worksheet"),
    }
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="{start}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{rels}"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{listed}</Types>'
