"""The coordinator's page: which unit is where, who reports what, until when inside the house."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from actions.models import Assignment
from institutions.models import Institution, Unit
from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.forms.coordinating import UnitDeadlineForm
from progress.models import ProgressReport, ReportState
from progress.queries.units import coordinated_by, duties_in, unit_standings
from progress.services.coordinating import Handing, hand_out, set_unit_deadline
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused, note_refusal
from ranpe.kit.scope import visible_or_404


@require_safe
def coordination(request: HttpRequest) -> HttpResponse:
    """The units of the coordinator's institution in the running or the chosen period."""
    return _page(request, _own(request))


@require_GET
def coordination_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The duties of the page as a file: who reports each, where it stands, until when."""
    at, institutions, period = timezone.now(), _own(request), _period(request)
    duties = duties_in(institutions, period) if period else []
    standings = unit_standings(institutions, duties, period, at) if period else []
    inside = {row.unit.pk: row.due_on for row in standings if row.unit}
    headers = [
        _("Kode"), _("Aksi"), _("Instansi"), _("Dilaporkan oleh"), _("Keadaan laporan"),
        _("Batas internal"), _("Batas waktu"), _("Terkirim"),
    ]  # fmt: skip
    rows = [_duty_row(report, inside) for report in duties]
    name = f"koordinasi-{period.code}-{period.year}" if period else "koordinasi"
    return table_answer(kind, name, headers, rows, at)


def _duty_row(report: ProgressReport, inside: dict[int, date | None]) -> list[object]:
    duty = report.assignment
    return [
        duty.action.code, duty.action.title, duty.institution.short,
        duty.unit.name if duty.unit else duty.institution.short,
        str(ReportState(report.state).label),
        inside.get(duty.unit_id or 0), report.owed_at, report.submitted_at,
    ]  # fmt: skip


def _own(request: HttpRequest) -> list[Institution]:
    institutions = coordinated_by(request.user)
    if not institutions:
        raise NotYours(_("Hanya Koordinator K/L yang membuka halaman ini."))
    return institutions


def _page(
    request: HttpRequest, institutions: list[Institution], refusal: Refused | None = None
) -> HttpResponse:
    if refusal is not None:
        note_refusal(request, refusal)
    at = timezone.now()
    period = _period(request)
    duties = duties_in(institutions, period) if period else []
    standings = unit_standings(institutions, duties, period, at) if period else []
    context = {
        "period": period,
        "standings": standings,
        "duties": duties,
        "units": [row.unit for row in standings if row.unit],
        "may_set": period is not None and at <= period.due_at,
        "stuck": [row for row in standings if row.stuck],
        "done": sum(row.done for row in standings),
        "total": sum(row.total for row in standings),
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "progress/coordination.html", context, status=status)


def _period(request: HttpRequest) -> Period | None:
    chosen = request.POST.get("periode") or request.GET.get("periode", "")
    if not chosen:
        return current_period(timezone.now())
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED).select_related("version__plan")
    found: Period = visible_or_404(begun, request.user, pk=chosen)
    return found


def _back(period: Period | None) -> HttpResponse:
    query = f"?periode={period.pk}" if period else ""
    return redirect(reverse("progress:coordination") + query)


@require_POST
def unit_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """The coordinator asks a unit to be ready by a day."""
    institutions = _own(request)
    unit: Unit = visible_or_404(Unit.everything, request.user, pk=pk)
    period = _period(request)
    if period is None:
        raise Http404
    form = UnitDeadlineForm(request.POST)
    try:
        if not form.is_valid():
            raise Incomplete(_("Isi tanggal batas internal untuk %(unit)s.") % {"unit": unit})
        day = form.cleaned_data["due_on"]
        set_unit_deadline(unit, period, due_on=day, by=request.user, at=timezone.now())
    except Incomplete as refusal:
        return _page(request, institutions, refusal)
    messages.success(request, _("Batas internal ditetapkan; orang-orang di unit diberi tahu."))
    return _back(period)


@require_POST
def hand_on(request: HttpRequest) -> HttpResponse:
    """The coordinator says which unit reports on which action; only changes are written."""
    institutions = _own(request)
    try:
        handings = _handings(request, institutions)
        count = hand_out(handings, by=request.user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        return _page(request, institutions, refusal)
    if count:
        messages.success(request, _("Pembagian tugas disimpan; unit yang terkait diberi tahu."))
    else:
        messages.info(request, _("Tidak ada pembagian yang berubah."))
    return _back(_period(request))


def _handings(request: HttpRequest, institutions: list[Institution]) -> list[Handing]:
    duties = Assignment.everything.visible_to(request.user).filter(institution__in=institutions)
    units = {unit.pk: unit for unit in Unit.everything.filter(institution__in=institutions)}
    return [
        Handing(
            duty,
            _unit(units, _key(request.POST[f"unit-{duty.pk}"])),
            _key(request.POST.get(f"shown-{duty.pk}", "")),
        )
        for duty in duties.select_related("action", "institution")
        if f"unit-{duty.pk}" in request.POST
    ]


def _unit(units: dict[int, Unit], key: int | None) -> Any:
    if key is None:
        return None
    if key not in units:
        raise Http404
    return units[key]


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
