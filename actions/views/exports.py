"""The commitments of a year as a file: one row for each budget line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from actions.models import CommitmentState
from actions.queries import NO_PROMISE, PromiseRow, ShownLine, year_budget
from actions.views.lists import asked_rows
from ranpe.kit.downloads import table_answer


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered; an assignment without budget lines has one row, too."""
    asked = asked_rows(request)
    lines = year_budget(asked.rows, request.user, asked.year).lines
    headers = [
        _("Kode"), _("Aksi"), _("K/L"), _("Unit"), _("Tahun"), _("Keadaan"), _("Versi"),
        _("Indikator"), _("Target tahunan"), _("Satuan"), _("Versi anggaran"), _("Sumber"),
        _("Keterangan sumber"), _("Kode RO"), _("Pagu"), _("Realisasi"),
        _("Bagian untuk aksi ini (%)"), _("Pagu untuk aksi ini"), _("Realisasi untuk aksi ini"),
    ]  # fmt: skip
    rows = [
        [*_promise(row, asked.year), *_budget(row, line)]
        for row in asked.shown
        for line in (lines.get(row.counted.pk, ()) if row.counted else ()) or (None,)
    ]
    return table_answer(kind, f"komitmen-{asked.year}", headers, rows, timezone.now())


def _promise(row: PromiseRow, year: int) -> list[object]:
    assignment, newest = row.assignment, row.newest
    state = _("Belum ada") if row.state == NO_PROMISE else str(CommitmentState(row.state).label)
    return [
        assignment.action.code, assignment.action.title, assignment.institution.short,
        assignment.unit.name if assignment.unit else None, year, state,
        newest.number if newest else None, newest.indicator.name if newest else None,
        newest.annual_target if newest else None, newest.indicator.unit if newest else None,
    ]  # fmt: skip


def _budget(row: PromiseRow, shown: ShownLine | None) -> list[object]:
    if shown is None or row.counted is None:
        return [None] * 9
    line = shown.line
    return [
        row.counted.number, str(line.get_source_display()), line.note, line.ro_code,
        line.allocated, line.spent, line.share, shown.allocated, shown.spent,
    ]  # fmt: skip
