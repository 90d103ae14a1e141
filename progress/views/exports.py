"""The lists as files: the same rows as on the page, as CSV or XLSX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pillars.models import Status
from progress.models import ProgressReport, ReportState, Submission
from progress.queries import Task, receipts_of, task_list
from progress.views.lists import asked_word, shown_period
from progress.views.walking import walk_of
from ranpe.kit.downloads import table_answer


@require_GET
def reports_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the person owes in the period that the page shows."""
    at, period = timezone.now(), shown_period(request)
    tasks = task_list(request.user, period, at) if period else None
    headers = [
        _("Kode"), _("Aksi"), _("Pelapor"), _("Keadaan laporan"), _("Batas waktu"),
        _("Terkirim"), _("Nilai terakhir"),
    ]  # fmt: skip
    rows = [
        _task_row(task)
        for section in (tasks.sections if tasks else ())
        for group in section.groups
        for task in group.tasks
    ]
    name = f"laporan-{period.code}-{period.year}" if period else "laporan"
    return table_answer(kind, name, headers, rows, at)


def _task_row(task: Task) -> list[object]:
    state = str(ReportState(task.state).label)
    return [
        task.code, task.title, task.owner, state, task.owed_at, task.sent_at, task.last_value,
    ]  # fmt: skip


@require_GET
def queue_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What waits for the person's check, limited and in order as on the page."""
    at = timezone.now()
    headers = [
        _("Kode"), _("Aksi"), _("Pelapor"), _("Periode"), _("Keadaan laporan"),
        _("Status yang dilaporkan"), _("Terkirim"), _("Menunggu (hari)"), _("Tanda risiko"),
        _("Dikirim ulang"),
    ]  # fmt: skip
    rows = [
        [
            row.code, row.title, row.owner, row.period, str(ReportState(row.state).label),
            str(Status(row.claimed_status).label) if row.claimed_status else None,
            row.sent_at, row.age_days, " ".join(row.reasons),
            _("ya") if row.is_resent else _("tidak"),
        ]
        for row in walk_of(request, at).rows
    ]  # fmt: skip
    return table_answer(kind, "antrean-verifikasi", headers, rows, at)


@require_GET
def archive_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The receipts that the page finds."""
    headers = [
        _("Nomor"), _("Kode"), _("Pelapor"), _("Periode"), _("Diterima"), _("Terlambat"),
        _("Dikirim oleh"), _("Jabatan"), _("Sidik isi"),
    ]  # fmt: skip
    rows = [_receipt_row(row) for row in receipts_of(request.user, asked_word(request))]
    return table_answer(kind, "tanda-terima", headers, rows, timezone.now())


def _receipt_row(row: Submission) -> list[object]:
    about = row.about
    if isinstance(about, ProgressReport):
        of_whom = [about.assignment.action.code, about.assignment.institution.short]
    else:
        of_whom = [about.region.code, about.region.name]
    return [
        row.receipt, *of_whom, about.period.name, row.submitted_at,
        _("ya") if row.is_late else _("tidak"), row.submitted_by_name, row.capacity, row.sha256,
    ]  # fmt: skip
