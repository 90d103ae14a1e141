"""The calendar's desk: is the next period ready, and what will a step do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Grant, Role
from actions.models import Commitment, CommitmentState
from pillars.access import runs_the_calendar
from pillars.forms import PeriodStepForm
from pillars.models import Period, PeriodState
from pillars.queries import current_among, holidays_by_year
from pillars.workflow import PERIOD_FLOW
from progress.models import ProgressReport, RegionalReport, ReportState
from progress.queries.duties import duties_in, provinces_in
from progress.services import close_period, lock_period, open_period, reopen_period
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, note_refusal
from ranpe.kit.scope import visible_or_404
from ranpe.pages.context import period_chip


@dataclass(frozen=True)
class Check:
    """One line of the checklist before a period opens."""

    text: str
    is_done: bool
    url: str = ""


@dataclass(frozen=True)
class StepChoice:
    """A step that is open on a period, and what it would do, in words."""

    name: str
    label: str
    effect: str
    needs_reason: bool


@dataclass(frozen=True)
class PeriodCard:
    """A period with its counts, its checklist and its open steps."""

    period: Period
    due: int
    sent: int
    verified: int
    checks: tuple[Check, ...]
    steps: tuple[StepChoice, ...]


def _admitted(user: Any) -> None:
    if not runs_the_calendar(user, None):
        raise NotYours(_("Periode dikelola oleh Sekretariat dan Ketua Pokja."))


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """All periods, those that run or come next first."""
    _admitted(request.user)
    return _page(request, PeriodStepForm(), None)


def _page(
    request: HttpRequest, form: PeriodStepForm, failed: int | None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    rows = Period.everything.visible_to(request.user).select_related("version__plan")
    counts = _counts()
    ordered = list(rows.order_by("-ends_on", "code"))
    live = [row for row in ordered if row.state in (PeriodState.OPEN, PeriodState.CLOSED)]
    waiting = [row for row in ordered if row.state == PeriodState.SCHEDULED]
    coming = sorted(waiting, key=lambda row: row.opens_at)
    locked = [row for row in ordered if row.state == PeriodState.LOCKED]
    cards = [
        _card(request.user, row, counts.get(row.pk, {}), tuple(_checks(row, at)))
        if row in coming
        else _card(request.user, row, counts.get(row.pk, {}))
        for row in [*live, *coming[:1]]
    ]
    context: dict[str, Any] = {
        "cards": cards,
        "rest": [
            _card(request.user, row, counts.get(row.pk, {})) for row in [*coming[1:], *locked]
        ],
        "form": form,
        "failed": failed,
    }
    if current := current_among(ordered):
        context["period_chip"] = period_chip(current, at)
    return render(request, "pages/periods.html", context, status=status)


def _counts() -> dict[int, dict[str, int]]:
    """Reports by period and state, of institutions and provinces together."""
    found: dict[int, dict[str, int]] = {}
    for model in (ProgressReport, RegionalReport):
        rows = model.everything.order_by().values_list("period_id", "state")
        for period, state, count in rows.annotate(count=models.Count("pk")):
            states = found.setdefault(period, {})
            states[state] = states.get(state, 0) + count
    return found


_SENT = (
    ReportState.SUBMITTED,
    ReportState.AWAITING_CHAIR,
    ReportState.VERIFIED,
    ReportState.LOCKED,
)


def _card(
    user: Any, period: Period, counts: dict[str, int], checks: tuple[Check, ...] = ()
) -> PeriodCard:
    return PeriodCard(
        period=period,
        due=sum(counts.values()),
        sent=sum(counts.get(state, 0) for state in _SENT),
        verified=counts.get(ReportState.VERIFIED, 0) + counts.get(ReportState.LOCKED, 0),
        checks=checks,
        steps=tuple(
            StepChoice(
                step.name, str(step.label), _effect(step.name, period, counts), step.needs_reason
            )
            for step in PERIOD_FLOW.open_to(user, period)
        ),
    )


def _checks(period: Period, at: datetime) -> list[Check]:
    promises = Commitment.everything.filter(
        assignment=models.OuterRef("pk"), year=period.year, state=CommitmentState.APPROVED
    )
    due = list(
        duties_in(period)
        .annotate(is_promised=models.Exists(promises))
        .values_list("institution_id", "is_promised")
    )
    ready = {
        "due": len(due),
        "promised": sum(is_promised for _owner, is_promised in due),
        "provinces": provinces_in(period).count(),
        "silent": len({owner for owner, _promised in due} - _owners_that_send(at)),
    }
    provinces = _("%(provinces)s laporan provinsi akan dibuat") % ready
    return [
        Check(_("%(due)s laporan K/L akan dibuat") % ready, ready["due"] > 0),
        *([Check(provinces, ready["provinces"] > 0)] if period.with_provinces else []),
        Check(
            _("%(promised)s dari %(due)s penugasan memiliki komitmen yang disetujui") % ready,
            ready["promised"] == ready["due"],
        ),
        Check(
            _("%(silent)s K/L belum memiliki pejabat yang dapat mengirim") % ready,
            ready["silent"] == 0,
        ),
        *_holiday_checks(period),
        Check(_("Tanggal buka sudah tiba"), period.opens_at <= at),
    ]


def _holiday_checks(period: Period) -> list[Check]:
    """Whether the days off are known for every year in which working days will be counted."""
    counts = holidays_by_year(day_of(period.opens_at), day_of(period.closes_at))
    return [
        Check(
            _("%(count)s hari libur %(year)s tercatat") % {"count": count, "year": year},
            count > 0,
            f"{reverse('holidays')}?tahun={year}",
        )
        for year, count in counts.items()
    ]


def _owners_that_send(at: datetime) -> set[int]:
    """The keys of the institutions that have somebody in office who may send."""
    today = day_of(at)
    held = models.Q(position__occupancies__ends_on=None) | models.Q(
        position__occupancies__ends_on__gte=today
    )
    senders = Grant.everything.filter(
        held,
        role=Role.APPROVER,
        institution__isnull=False,
        position__occupancies__starts_on__lte=today,
    )
    return {key for key in senders.values_list("institution_id", flat=True) if key}


def _effect(name: str, period: Period, counts: dict[str, int]) -> str:
    total = sum(counts.values())
    words = {
        "total": total,
        "verified": counts.get(ReportState.VERIFIED, 0),
        "left": total - counts.get(ReportState.VERIFIED, 0) - counts.get(ReportState.LOCKED, 0),
        "unsent": total - sum(counts.get(state, 0) for state in _SENT),
    }
    effects = {
        "open": _("Laporan yang wajib dibuat untuk setiap penanggung jawab dan provinsi.")
        if period.with_provinces
        else _("Laporan yang wajib dibuat untuk setiap penanggung jawab; provinsi tidak melapor."),
        "close": _(
            "Laporan baru tidak diterima lagi; %(unsent)s dari %(total)s belum terkirim. "
            "Yang dikembalikan masih dapat diperbaiki sampai periode dikunci."
        ),
        "lock": _(
            "%(verified)s laporan terverifikasi dikunci. %(left)s laporan lain tetap seperti "
            "sekarang dan tidak dapat diubah lagi."
        )
        if period.is_checked
        else _("%(total)s laporan tetap seperti sekarang dan tidak dapat diubah lagi."),
        "reopen": _("Laporan diterima kembali. Alasannya tersimpan di jejak audit."),
    }
    return effects[name] % words


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step on a period; a missing reason comes back beside its field."""
    _admitted(request.user)
    period: Any = visible_or_404(
        Period.everything.select_related("version__plan"), request.user, pk=pk
    )
    form = PeriodStepForm(request.POST)
    if not form.is_valid():
        return _page(request, form, period.pk, status=422)
    try:
        _take(name, period, form.cleaned_data["reason"], by=request.user)
    except Incomplete as problem:
        note_refusal(request, problem)
        form.add_error("reason", problem.sentence)
        return _page(request, form, period.pk, status=422)
    said = {"period": period.name, "state": period.get_state_display()}
    messages.success(request, _("%(period)s: %(state)s.") % said)
    return redirect("periods")


def _take(name: str, period: Period, reason: str, *, by: Any) -> None:
    at = timezone.now()
    match name:
        case "open":
            open_period(period, by=by, at=at)
        case "close":
            close_period(period, by=by, at=at)
        case "lock":
            lock_period(period, by=by, at=at)
        case "reopen":
            reopen_period(period, reason=reason, by=by, at=at)
        case _:
            raise Http404
