"""The end of a verification session: the chair's list, berita acara, spreadsheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from institutions.models import Institution
from progress.access import runs_the_periods
from progress.forms.sessions import ListForm, MinutesForm
from progress.models import SessionMinutes, VerificationSession
from progress.queries.minutes import MinutesRow, SessionRecord, items_for_record, session_record
from progress.queries.sessions import CHECKED, unresolved_items
from progress.services.deciding import endorse_items, except_items
from progress.services.sessions import record_minutes
from progress.views.sessions import ROWS_A_PAGE, fetch_session, is_inside
from ranpe.kit.downloads import table_answer
from ranpe.kit.paper import paper_answer
from ranpe.kit.refusals import Incomplete, NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404


@require_http_methods(["GET", "POST"])
def session_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What is unresolved; the chair approves what is ticked, or cites a meeting's decision."""
    row = fetch_session(request, pk)
    if not is_inside(request.user):
        raise NotYours(_("Hanya ketua Pokja yang memutuskan laporan ini."))
    open_ones = items_for_record(row).exclude(report__state__in=CHECKED)
    data = request.POST if request.method == "POST" else None
    form = ListForm(data, user=request.user, items=open_ones)
    if data is None:
        return _list_page(request, row, form)
    if not form.is_valid():
        return _list_page(request, row, form, status=422)
    try:
        outcomes = _decide(request, form)
    except Incomplete as refusal:
        note_refusal(request, refusal)
        form.add_error("decision", refusal.sentence)
        return _list_page(request, row, form, status=refusal.status)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if refused:
        note_refusal(request, Refused(refused[0].refusal))
    done = len(outcomes) - len(refused)
    if done:
        messages.success(request, _("%(total)s laporan diputuskan.") % {"total": done})
    if not refused:
        return redirect("progress:session_list", pk)
    status = 200 if done else Refused.status
    return _list_page(request, row, form, status=status, refused=refused)


def _decide(request: HttpRequest, form: ListForm) -> list[Any]:
    said, at = form.cleaned_data, timezone.now()
    if request.POST.get("do") != "except":
        return endorse_items(said["items"], by=request.user, at=at)
    return except_items(
        said["items"], decision=said["decision"], note=said["note"], by=request.user, at=at
    )


def _list_page(
    request: HttpRequest,
    row: VerificationSession,
    form: ListForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    rows = unresolved_items(row, request.user)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "session": row,
        "form": form,
        "items": page.object_list,
        "page_obj": page,
        "ticked": request.POST.getlist("items"),
        **more,
    }
    return render(request, "progress/session_list.html", context, status=status)


@require_GET
def list_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What is unresolved, as on the page."""
    row = fetch_session(request, pk)
    if not is_inside(request.user):
        raise NotYours(_("Hanya ketua Pokja yang memutuskan laporan ini."))
    headers = [
        _("Kode"), _("K/L"), _("Keadaan laporan"), _("Verifikator"), _("Keputusan rapat"),
        _("Catatan"),
    ]  # fmt: skip
    rows = map(_unresolved, unresolved_items(row, request.user))
    name = f"sesi-verifikasi-{row.pk}-belum-selesai"
    return table_answer(kind, name, headers, rows, timezone.now())


def _unresolved(item: Any) -> list[object]:
    report, decision = item.report, item.decision
    return [
        report.assignment.action.code,
        report.assignment.institution.short,
        report.get_state_display(),
        str(item.seat.verifier) if item.seat else None,
        decision.meeting.title if decision else None,
        item.exception_note,
    ]


def _record(
    request: HttpRequest, pk: int, institution_pk: int
) -> tuple[VerificationSession, Institution, SessionRecord]:
    """One K/L's part of a session, for those who see all of it."""
    row = fetch_session(request, pk)
    institution = visible_or_404(Institution.everything, request.user, pk=institution_pk)
    rows = items_for_record(row, institution)
    items = list(rows.visible_to(request.user))
    if not items:
        raise Http404
    if len(items) < rows.count():
        raise NotYours(_("Berita acara dibaca oleh yang melihat semua laporan K/L ini."))
    return row, institution, session_record(row, items, timezone.now())


@require_http_methods(["GET", "POST"])
def session_minutes(request: HttpRequest, pk: int, institution_pk: int) -> HttpResponse:
    """One K/L's results; the Secretariat types the number and the names."""
    row, institution, record = _record(request, pk, institution_pk)
    may_write = runs_the_periods(request.user, row)
    minutes = SessionMinutes.everything.filter(session=row, institution=institution).first()
    names = ("number", "verified_by_name", "official_name")
    initial = {name: getattr(minutes, name, "") for name in names}
    data = request.POST if request.method == "POST" else None
    form = MinutesForm(data, user=request.user, initial=initial)
    if data is not None and not may_write:
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengatur sesi."))
    if data is not None and form.is_valid():
        record_minutes(row, institution, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Berita acara dicatat."))
        return redirect("progress:session_minutes", pk, institution_pk)
    context = {
        "session": row,
        "institution": institution,
        "record": record,
        "minutes": minutes,
        "form": form if may_write else None,
    }
    status = 200 if data is None else 422
    return render(request, "progress/session_minutes.html", context, status=status)


@require_GET
def session_minutes_pdf(request: HttpRequest, pk: int, institution_pk: int) -> HttpResponse:
    """The berita acara to be signed by both."""
    row, institution, record = _record(request, pk, institution_pk)
    context = {
        "session": row,
        "institution": institution,
        "record": record,
        "minutes": SessionMinutes.everything.filter(session=row, institution=institution).first(),
        "is_sample": row.period.version.plan.is_sample,
        "printed_at": timezone.now(),
    }
    name = f"berita-acara-{institution.code}-sesi-{row.pk}.pdf"
    return paper_answer("progress/print/session_minutes.html", context, name)


@require_GET
def session_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The session's reports that the person sees, as a spreadsheet."""
    row, at = fetch_session(request, pk), timezone.now()
    record = session_record(row, items_for_record(row).visible_to(request.user), at)
    headers = [
        _("K/L"), _("Kode"), _("Verifikator"), _("Keadaan laporan"), _("Satuan"),
        _("Realisasi dilaporkan"), _("Realisasi diakui"), _("Status"), _("Hasil verifikasi"),
        _("Catatan"), _("Keputusan rapat"),
    ]  # fmt: skip
    return table_answer(kind, f"sesi-verifikasi-{row.pk}", headers, map(_cells, record.rows), at)


def _cells(row: MinutesRow) -> list[object]:
    return [
        row.owner, row.code, row.verifier, str(row.state), row.unit, row.claimed, row.recognised,
        row.status, row.verdict, row.remarks, row.decision,
    ]  # fmt: skip
