"""How the tests take a workbook, fill it in, and hand it in again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

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
    assert answer.status_code == 302, answer.context["refusal"].problems
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
