"""More time: the request of an institution, the desk that decides, time given by letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.access import decides_on_time, grants_time, is_writer
from progress.effects import TimeEffect
from progress.forms.extending import DeclineForm, LetterTimeForm, TimeForm
from progress.models import Extension, ExtensionState
from progress.queries.extending import (
    effect_of_giving,
    effects_of_granting,
    extensions_about,
    extensions_decided,
    extensions_waiting,
)
from progress.queries.extending import time_given as _time_given
from progress.services.extending import (
    ask_for_time,
    decline_time,
    extension_of,
    grant_by_letter,
    grant_time,
    kind_of_request,
    reports_to_extend,
)
from progress.views.kinds import Kind, subject_of
from ranpe.kit.clock import end_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
def time(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Ask for more time for one report, or give it by letter; what was decided before."""
    report = kind.fetch(request.user, pk)
    may_give = grants_time(request.user, extension_of(report))
    if not may_give and not is_writer(request.user, report):
        raise NotYours(_("Waktu tambahan diminta oleh instansi pelapor."))
    form_class = LetterTimeForm if may_give else TimeForm
    if request.method != "POST":
        return _time_page(request, report, kind, form_class(), gives=may_give)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            _ask_or_give(report, form, by=request.user, gives=may_give)
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error(None, refusal.sentence)
    if not form.is_valid():
        return _time_page(request, report, kind, form, gives=may_give, status=422)
    if may_give:
        messages.success(request, _("Waktu tambahan diberikan; instansi pelapor diberi tahu."))
    else:
        messages.success(request, _("Permintaan waktu tambahan dikirim."))
    return redirect(kind.url("time", report))


def _ask_or_give(report: Any, form: TimeForm, *, by: Any, gives: bool) -> None:
    until, reason, at = form.cleaned_data["until"], form.cleaned_data["reason"], timezone.now()
    if gives:
        letter = form.cleaned_data["letter"]
        grant_by_letter([report], until=until, reason=reason, letter=letter, by=by, at=at)
    else:
        ask_for_time(report, until=until, reason=reason, by=by, at=at)


def _time_page(
    request: HttpRequest,
    report: Any,
    kind: Kind,
    form: TimeForm,
    *,
    gives: bool,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    rows = extensions_about(report)
    context = {
        "report": report,
        "subject": subject_of(report, kind, at),
        "form": form,
        "gives": gives,
        "rows": rows,
        "is_waiting": any(row.state == ExtensionState.REQUESTED for row in rows),
        "is_open": not report.is_sent and report.period.state != PeriodState.LOCKED,
        "kind_of_request": kind_of_request(report, at),
        "check_url": kind.url("check", report),
    }
    return render(request, "progress/time.html", context, status=status)


def _admitted(user: Any) -> None:
    if not decides_on_time(user):
        raise NotYours(_("Waktu tambahan diputuskan oleh Sekretariat, Ketua Pokja, dan Sekber."))


@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what was decided, and what it means for compliance."""
    _admitted(request.user)
    return _times_page(request, DeclineForm(), None)


def _times_page(
    request: HttpRequest, form: DeclineForm, failed: int | None, *, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    page = Paginator(extensions_decided(user), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    period = current_period(timezone.now())
    asked = list(extensions_waiting(user))
    effects = effects_of_granting(asked, timezone.now())
    context = {
        "waiting": [(row, grants_time(user, row), effects.get(row.pk)) for row in asked],
        "page_obj": page,
        "form": form,
        "failed": failed,
        "period": period,
        "given": _time_given(user, period, timezone.now()) if period else None,
    }
    return render(request, "progress/times.html", context, status=status)


@require_POST
def time_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant what was asked."""
    extension: Extension = visible_or_404(Extension.everything, request.user, pk=pk)
    grant_time(extension, by=request.user, at=timezone.now())
    messages.success(request, _("Waktu tambahan dikabulkan; instansi pelapor diberi tahu."))
    return redirect("progress:times")


@require_POST
def time_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn it down; a missing reason comes back beside its field."""
    extension: Extension = visible_or_404(Extension.everything, request.user, pk=pk)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            decline_time(extension, reason=reason, by=request.user, at=timezone.now())
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error("reason", refusal.sentence)
    if not form.is_valid():
        _admitted(request.user)
        return _times_page(request, form, extension.pk, status=422)
    messages.success(request, _("Permintaan tidak dikabulkan; instansi pelapor diberi tahu."))
    return redirect("progress:times")


@require_http_methods(["GET", "POST"])
def time_for_all(request: HttpRequest) -> HttpResponse:
    """A general extension of the open period by letter, for every report that is not sent yet."""
    user: Any = request.user
    _admitted(user)
    period = current_period(timezone.now())
    if period is None or period.state != PeriodState.OPEN:
        raise OutOfTurn(_("Tidak ada periode yang sedang dibuka."))
    reports = reports_to_extend(period, user)
    if request.method != "POST":
        return _for_all_page(request, period, reports, LetterTimeForm())
    form = LetterTimeForm(request.POST)
    if form.is_valid() and request.POST.get("do") == "preview":
        until, at = end_of(form.cleaned_data["until"]), timezone.now()
        effect = effect_of_giving(period, reports, until, at)
        return _for_all_page(request, period, reports, form, effect=effect)
    if form.is_valid():
        try:
            made = grant_by_letter(reports, **form.cleaned_data, by=user, at=timezone.now())
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error(None, refusal.sentence)
    if not form.is_valid():
        return _for_all_page(request, period, reports, form, status=422)
    if not made:
        raise OutOfTurn(_("Tidak ada laporan yang masih dapat diperpanjang dalam periode ini."))
    said = ngettext(
        "Batas waktu %(count)s laporan diperpanjang.",
        "Batas waktu %(count)s laporan diperpanjang.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return redirect("progress:times")


def _for_all_page(
    request: HttpRequest,
    period: Period,
    reports: list[Any],
    form: TimeForm,
    *,
    effect: TimeEffect | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"period": period, "count": len(reports), "form": form, "effect": effect}
    return render(request, "progress/time_for_all.html", context, status=status)
