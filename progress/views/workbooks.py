"""The workbook on the web: take it, hand it in, compare, accept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.forms.workbook import ChoicesForm, WorkbookForm
from progress.models import WorkbookUpload
from progress.workbook import (
    Choice,
    Comparison,
    RowChange,
    Workbook,
    accept_rows,
    compare,
    holdings,
    open_among,
    reports_of,
    take_workbook,
    write_workbook,
)
from ranpe.kit.formats import number
from ranpe.kit.refusals import Incomplete, OutOfTurn, Refused, note_refusal
from ranpe.kit.scope import visible_or_404
from ranpe.kit.sheets import MAX_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest) -> HttpResponse:
    """Where a workbook is taken and handed in; what is wrong with one is listed at once."""
    at = timezone.now()
    if request.method == "GET":
        return _page(request, _period(request, at), at)
    form = WorkbookForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _page(request, _period(request, at), at, form=form, status=422)
    period, upload = form.cleaned_data["period"], form.cleaned_data["file"]
    try:
        taken = take_workbook(
            upload.read(MAX_BYTES + 1),
            name=upload.name or "",
            period=period,
            by=request.user,
            at=at,
        )
    except Incomplete as refusal:
        return _page(request, period, at, form=form, refusal=refusal, status=422)
    if taken is None:
        messages.info(request, _("Isi berkas sama dengan saat diunduh; tidak ada yang disimpan."))
        return redirect(f"{reverse('progress:workbook')}?periode={period.pk}")
    return redirect("progress:workbook-compare", pk=taken.pk)


def _period(request: HttpRequest, at: datetime) -> Period | None:
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED).filter(is_checked=True)
    chosen = request.GET.get("periode", "")
    if chosen:
        rows = begun.select_related("version__plan")
        found: Period = visible_or_404(rows, request.user, pk=chosen)
        return found
    return current_period(at, checked=True)


def _page(
    request: HttpRequest,
    period: Period | None,
    at: datetime,
    *,
    form: Any = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    first = {"period": period.pk if period else None}
    waiting = WorkbookUpload.everything.visible_to(request.user).filter(accepted_at=None)
    context = {
        "period": period,
        "holdings": holdings(request.user, period, at) if period else [],
        "waiting": waiting.select_related("period", "institution"),
        "form": form or WorkbookForm(user=request.user, initial=first),
        "refusal": refusal,
    }
    return render(request, "progress/workbook.html", context, status=status)


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The workbook of one institution; without a choice, of the person's only one.

    Raises:
        Http404: the person writes no report of that institution in that period.
        Incomplete: nothing is open any more.
    """
    at = timezone.now()
    period, asked = _period(request, at), request.GET.get("instansi", "")
    found = [
        row
        for row in (holdings(request.user, period, at) if period else [])
        if asked in ("", str(row.institution.pk))
    ]
    if period is None or len(found) != 1:
        raise Http404
    institution = found[0].institution
    rows = open_among(reports_of(request.user, period, institution), by=request.user, at=at)
    if not rows:
        raise Incomplete(_("Tidak ada laporan yang masih dapat diisi lewat buku kerja."))
    made = Workbook(period, institution, rows, at)
    response = HttpResponse(write_workbook(made), content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=made.file_name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def workbook_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Every field that moved, on three sides; what is accepted is saved as drafts."""
    rows = WorkbookUpload.everything.select_related("period__version__plan", "institution")
    upload: WorkbookUpload = visible_or_404(rows, request.user, pk=pk)
    at = timezone.now()
    if upload.accepted_at is not None:
        messages.info(request, _("Buku kerja ini sudah disimpan; unggah lagi bila ada isian baru."))
        return redirect(_list_of(upload))
    comparison = compare(upload, by=request.user, at=at)
    if request.method == "GET":
        return _compared(request, upload, comparison, _choices(request, comparison))
    form = ChoicesForm(request.POST, rows=comparison.to_decide, user=request.user)
    if not form.is_valid() and not _has_moved(request.POST, comparison):
        return _compared(request, upload, comparison, form, status=422)
    try:
        count = accept_rows(upload, _chosen(request.POST), by=request.user, at=at)
    except (OutOfTurn, Incomplete) as refusal:
        note_refusal(request, refusal)
        fresh = compare(upload, by=request.user, at=at)
        form = _choices(request, fresh, request.POST)
        return _compared(request, upload, fresh, form, refusal=refusal, status=refusal.status)
    _say(request, count)
    return redirect(_list_of(upload))


def _list_of(upload: WorkbookUpload) -> str:
    return f"{reverse('progress:reports')}?periode={upload.period_id}"


def _say(request: HttpRequest, count: int) -> None:
    said = ngettext(
        "%(count)s laporan dari buku kerja disimpan sebagai draf; periksa dan ajukan di web.",
        "%(count)s laporan dari buku kerja disimpan sebagai draf; periksa dan ajukan di web.",
        count,
    )
    messages.success(request, said % {"count": number(count)})


def _chosen(data: Mapping[str, Any]) -> dict[int, Choice]:
    """The choices of a confirmation, by the report they are for."""
    keys = [name.removeprefix("side_") for name in data if name.startswith("side_")]
    return {
        int(key): Choice(data[f"side_{key}"], data.get(f"seen_{key}", ""))
        for key in keys
        if key.isdecimal() and len(key) < 19
    }


def _has_moved(data: Mapping[str, Any], comparison: Comparison) -> bool:
    """Whether the person confirmed other rows, or other versions, than there are now."""
    return any(data.get(f"seen_{row.report.pk}") != row.seen for row in comparison.to_decide)


def _choices(
    request: HttpRequest, comparison: Comparison, data: Mapping[str, Any] | None = None
) -> ChoicesForm:
    """A fresh form; choices made before stay where their row is still the same."""
    form = ChoicesForm(rows=comparison.to_decide, user=request.user)
    for row in comparison.to_decide if data else []:
        key = row.report.pk
        if data and data.get(f"seen_{key}") == row.seen:
            form.initial[f"side_{key}"] = data.get(f"side_{key}", "")
    return form


@dataclass(frozen=True)
class ShownRow:
    """A row with the fields in which the person decides on it."""

    row: RowChange
    side: Any
    seen: Any


def _shown(comparison: Comparison, form: ChoicesForm) -> Iterable[ShownRow]:
    for row in comparison.to_decide:
        key = row.report.pk
        yield ShownRow(row, form[f"side_{key}"], form[f"seen_{key}"])


def _compared(
    request: HttpRequest,
    upload: WorkbookUpload,
    comparison: Comparison,
    form: ChoicesForm,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "upload": upload,
        "comparison": comparison,
        "rows": list(_shown(comparison, form)),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "progress/workbook_compare.html", context, status=status)
