"""Tables as files: the same rows as on the page, as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse

from ranpe.kit.clock import WIB
from ranpe.kit.sheets import Sheet, write_csv, write_xlsx

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_answer(
    kind: str,
    name: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    at: datetime,
) -> HttpResponse:
    """A download of the rows, named after its view and the minute in WIB.

    CSV has semicolons and a mark of its encoding, as spreadsheets set to Indonesian expect.
    """
    if kind not in KINDS:
        raise Http404
    if kind == "csv":
        content = write_csv([headers, *rows], ";", bom=True)
    else:
        content = write_xlsx([Sheet(name, headers, rows)], created=at)
    response = HttpResponse(content, content_type=KINDS[kind])
    stamp = at.astimezone(WIB).strftime("%Y%m%d-%H%M")
    response["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{kind}"'
    return response
