"""Scheduling a period: first its kind and data, then its days, with the terms of the kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pillars.access import runs_the_calendar
from pillars.forms import PeriodKindForm, PeriodPlanForm, SchedulePeriodForm
from pillars.models import SEMESTER, Period, PeriodKind, PeriodState, Plan
from pillars.queries import is_working_day, periods_of_kind
from pillars.services import reschedule_period, schedule_period
from progress.forms import ProgressForm
from ranpe.kit.clock import day_of
from ranpe.kit.formats import long_day, number
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404

HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Term:
    """One term of a period, in words."""

    label: str
    value: str


def terms_of(found: PeriodKind | Period) -> list[Term]:
    """What a kind asks, of whom, and what becomes of it."""
    asked = [str(ProgressForm.base_fields[name].label) for name in found.asks]
    year = _("ya") if found.is_checked else _("tidak; kepatuhannya dihitung tersendiri")
    terms = [
        Term(_("Ditanyakan"), ", ".join(asked) or _("seluruh laporan")),
        Term(_("Provinsi melapor"), _("ya") if found.with_provinces else _("tidak")),
        Term(_("Diverifikasi"), _("ya") if found.is_checked else _("tidak")),
        Term(_("Masuk angka tahunan"), year),
    ]
    if found.text_limit:
        words = {"count": number(found.text_limit)}
        terms.insert(1, Term(_("Panjang uraian"), _("paling banyak %(count)s huruf") % words))
    return terms


def _admitted(user: Any) -> None:
    if not runs_the_calendar(user, None):
        raise NotYours(_("Periode dikelola oleh Sekretariat dan Ketua Pokja."))


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest) -> HttpResponse:
    """Choose what the period is about; then, with everything proposed, fix its days."""
    _admitted(request.user)
    kinds = _kinds()
    start = PeriodKindForm(
        request.GET if "kind" in request.GET else None,
        user=request.user,
        kinds=kinds.values(),
        initial=_next_semester(),
    )
    if not start.is_bound or not start.is_valid():
        status = 422 if start.is_bound else 200
        return render(request, "pages/schedule_start.html", {"form": start}, status=status)
    chosen = start.cleaned_data
    terms = chosen["version"].plan.newest_rules.kinds.get(chosen["kind"])
    if terms is None:
        start.add_error("kind", _("Jenis periode ini tidak ada dalam aturan rencana itu."))
        return render(request, "pages/schedule_start.html", {"form": start}, status=422)
    if request.method != "POST":
        form = SchedulePeriodForm(initial=_proposed(terms, chosen))
        return _page(request, form, terms, chosen)
    form = SchedulePeriodForm(request.POST)
    if form.is_valid():
        try:
            _schedule(form, terms, chosen, by=request.user)
        except Incomplete as refusal:
            _add(request, form, refusal)
    if not form.is_valid():
        return _page(request, form, terms, chosen, status=422)
    said = {"period": form.cleaned_data["name"]}
    messages.success(request, _("%(period)s dijadwalkan.") % said)
    return redirect("periods")


def _kinds() -> dict[str, PeriodKind]:
    """The kinds of all plans; the newest plan's words where two use one key."""
    found: dict[str, PeriodKind] = {}
    for plan in Plan.everything.order_by("first_year"):
        found |= plan.newest_rules.kinds
    return found


def _next_semester() -> dict[str, Any]:
    """The half year after the last semester report of the newest plan."""
    last = Period.everything.filter(kind=SEMESTER).order_by("ends_on").last()
    if last is None:
        return {"kind": SEMESTER}
    first = last.ends_on + timedelta(days=1)
    ends = (first + HALF_A_YEAR).replace(day=1) - timedelta(days=1)
    return {"version": last.version_id, "kind": SEMESTER, "starts_on": first, "ends_on": ends}


def _proposed(terms: PeriodKind, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The name, code and days that the kind gives to its next period of the year."""
    last: date = chosen["ends_on"]
    rows = periods_of_kind(chosen["version"].plan, terms.key)
    count = rows.filter(year=last.year).count() + 1
    return {
        "code": terms.code_of(count),
        "name": terms.name_of(count, last.year, long_day(last)),
        "starts_on": chosen["starts_on"],
        "ends_on": last,
        "opens_on": last + timedelta(days=terms.opens_after),
        "due_on": last + timedelta(days=terms.due_after),
        "closes_on": last + timedelta(days=terms.closes_after),
        "cutoff_on": last + timedelta(days=terms.cutoff_after),
    }


def _schedule(
    form: SchedulePeriodForm, terms: PeriodKind, chosen: Mapping[str, Any], *, by: Any
) -> Period:
    plan = form.plan()
    return schedule_period(
        chosen["version"],
        plan,
        year=plan.ends_on.year,
        code=form.cleaned_data["code"],
        kind=terms.key,
        by=by,
        at=timezone.now(),
    )


def _add(request: HttpRequest, form: PeriodPlanForm, refusal: Incomplete) -> None:
    note_refusal(request, refusal)
    for problem in refusal.problems or (refusal.sentence,):
        form.add_error(None, problem)


def _page(
    request: HttpRequest,
    form: PeriodPlanForm,
    terms: PeriodKind | Period,
    chosen: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "period": terms if chosen is None else None,
        "label": terms.kind_label if isinstance(terms, Period) else terms.label,
        "terms": terms_of(terms),
        "due_off": _day_off(form),
    }
    return render(request, "pages/schedule.html", context, status=status)


def _day_off(form: PeriodPlanForm) -> date | None:
    """The due date, where offices are closed on it."""
    due = form.cleaned_data.get("due_on") if form.is_bound else form.initial.get("due_on")
    return due if due is not None and not is_working_day(due) else None


@require_http_methods(["GET", "POST"])
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name and days of a period that has not been opened."""
    _admitted(request.user)
    rows = Period.everything.select_related("version__plan")
    period: Period = visible_or_404(rows, request.user, pk=pk)
    if period.state != PeriodState.SCHEDULED:
        raise OutOfTurn(_("Periode ini sudah dibuka; pakai waktu tambahan."))
    if request.method != "POST":
        return _page(request, PeriodPlanForm(initial=_days_of(period)), period)
    form = PeriodPlanForm(request.POST)
    if form.is_valid():
        try:
            reschedule_period(period, form.plan(), by=request.user, at=timezone.now())
        except Incomplete as refusal:
            _add(request, form, refusal)
    if not form.is_valid():
        return _page(request, form, period, status=422)
    messages.success(request, _("Jadwal %(period)s disimpan.") % {"period": period.name})
    return redirect("periods")


def _days_of(period: Period) -> dict[str, Any]:
    return {
        "name": period.name,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "opens_on": day_of(period.opens_at),
        "due_on": day_of(period.due_at),
        "closes_on": day_of(period.closes_at),
        "cutoff_on": day_of(period.cutoff_at),
    }
