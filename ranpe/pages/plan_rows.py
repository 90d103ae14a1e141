"""The plan as a list: every visible action with its status in the period that runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from actions.filters import ActionFilter
from actions.models import Action, Part
from pillars.models import Period, Status
from pillars.queries import rules_of
from progress.figures import ActionFigure, Line, action_figures
from progress.lines import lines_of
from progress.models import ProgressReport, ReportState
from ranpe.kit.clock import day_of
from ranpe.kit.formats import percent
from ranpe.pages.boards import board_scope, shown_period

# The order in which states worry: what stands first is shown for an action with several.
_STATES = (
    ReportState.RETURNED,
    ReportState.NOT_STARTED,
    ReportState.DRAFT,
    ReportState.PROPOSED,
    ReportState.SUBMITTED,
    ReportState.AWAITING_CHAIR,
    ReportState.VERIFIED,
    ReportState.LOCKED,
)
_WORRY = (
    Status.BEHIND,
    Status.AT_RISK,
    Status.NO_REPORT,
    Status.ON_TRACK,
    Status.ACHIEVED,
    Status.NOT_SCHEDULED,
)
ALL_PLANS = "semua"


@dataclass(frozen=True)
class ActionRow:
    """An action in the list; status, value and state are empty where the reader sees no report."""

    pk: int
    code: str
    title: str
    plan_id: int
    plan_code: str
    pillar_number: int
    pillar: str
    focus_id: int
    focus: str
    owners: tuple[tuple[int, str], ...] = ()
    status: str = ""
    percent: Decimal | None = None
    value: str = ""
    parts: str = ""
    state: str = ""
    days_late: int = 0

    @property
    def owner_names(self) -> str:
        """The responsible institutions, separated by commas."""
        return ", ".join(name for _key, name in self.owners)

    @property
    def status_word(self) -> str:
        """The word of the status."""
        return str(Status(self.status).label) if self.status else ""

    @property
    def state_word(self) -> str:
        """The word of the state."""
        return str(ReportState(self.state).label) if self.state else ""


@dataclass(frozen=True)
class PlanList:
    """The chosen rows, and everything among which can be chosen."""

    period: Period | None
    rows: list[ActionRow]
    every: list[ActionRow]
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows_status(self) -> bool:
        """Whether the reader sees the status of any action."""
        return any(row.status for row in self.every)


def plan_list(request: Any, at: datetime) -> PlanList:
    """The actions that the query string asks for; a constant number of queries."""
    period = shown_period(checked=True)
    choices = _choices(request.GET, period)
    visible = Action.everything.visible_to(request.user)
    every = list(_rows(visible))
    chosen = set(
        ActionFilter(_for_filter(choices), queryset=visible, request=request)
        .qs.order_by()
        .values_list("pk", flat=True)
    )
    every = _with_standing(every, period, request.user, at)
    rows = [row for row in every if row.pk in chosen and _is_wanted(row, choices)]
    return PlanList(period, _sorted(rows, choices.get("urut", "")), every, choices)


def _choices(asked: Any, period: Period | None) -> dict[str, str]:
    names = ("rencana", "pilar", "fokus", "kl", "kata", "status", "keadaan", "terlambat", "milik")
    found = {name: asked.get(name, "").strip() for name in (*names, "urut")}
    if not found["rencana"] and period is not None:
        found["rencana"] = str(period.version.plan_id)
    return {name: value for name, value in found.items() if value}


def _for_filter(choices: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in choices.items() if value != ALL_PLANS}


def _rows(visible: models.QuerySet[Action]) -> Iterable[ActionRow]:
    owner = models.FilteredRelation(
        "assignments", condition=models.Q(assignments__part=Part.RESPONSIBLE)
    )
    names = (
        "pk", "code", "title", "plan_id", "plan__code", "focus__pillar__number",
        "focus__pillar__name", "focus_id", "focus__name",
    )  # fmt: skip
    held = visible.annotate(held=owner).order_by("-plan__first_year", "code", "held__institution")
    found: dict[int, tuple[Any, list[_Holding]]] = {}
    for *base, key, short, until in held.values_list(
        *names, "held__institution_id", "held__institution__short", "held__valid_to"
    ):
        holdings = found.setdefault(base[0], (base, []))[1]
        if key is not None:
            holdings.append(_Holding(key, short, until or date.max))
    for base, holdings in found.values():
        row = ActionRow(*base)
        yield _changed(row, owners=_newest(holdings))


class _Holding(NamedTuple):
    key: int
    short: str
    until: date


def _newest(holdings: list[_Holding]) -> tuple[tuple[int, str], ...]:
    """Those who hold the part now; of an action that has ended, those who held it last."""
    last = max((row.until for row in holdings), default=date.max)
    return tuple(dict.fromkeys((row.key, row.short) for row in holdings if row.until == last))


def lines_seen_by(user: Any, period: Period) -> list[Line]:
    """The lines of a period that a person reads: the own ones, and those they oversee."""
    reach = user.reach
    own = models.Q(assignment__institution_id__in=reach.institutions) | models.Q(
        assignment__unit_id__in=reach.units
    )
    scope = board_scope(user)
    reports = ProgressReport.everything.filter(scope if reach.national else scope | own)
    return lines_of(period, reports.filter(period=period))


def _with_standing(
    rows: list[ActionRow], period: Period | None, user: Any, at: datetime
) -> list[ActionRow]:
    if period is None:
        return rows
    lines = lines_seen_by(user, period)
    figures = {row.action_id: row for row in action_figures(lines, rules_of(period.version.plan))}
    grouped: dict[int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.action_id, []).append(line)
    sees_all = user.reach.national
    pillars = user.reach.pillar_numbers
    return [
        _standing(row, figures.get(row.pk), grouped.get(row.pk, []), at)
        if row.pk in figures
        else _unscheduled(row, sees_all or row.pillar_number in pillars, period)
        for row in rows
    ]


def _unscheduled(row: ActionRow, is_overseen: bool, period: Period) -> ActionRow:
    if not is_overseen or row.plan_id != period.version.plan_id:
        return row
    return _changed(row, status=Status.NOT_SCHEDULED.value)


def _standing(
    row: ActionRow, figure: ActionFigure | None, lines: Sequence[Line], at: datetime
) -> ActionRow:
    assert figure is not None, "only called with a figure"  # noqa: S101
    late = [line for line in lines if line.is_late_at(at)]
    state = min((line.state for line in lines), key=lambda name: _STATES.index(ReportState(name)))
    return _changed(
        row,
        status=figure.status.value,
        percent=figure.percent,
        value=percent(figure.percent) if figure.percent is not None else "",
        parts=_("%(part)s dari %(whole)s laporan")
        % {"part": figure.verified, "whole": figure.lines},
        state=str(state),
        days_late=max(
            (max((day_of(at) - day_of(line.owed_at)).days, 1) for line in late), default=0
        ),
    )


def _changed(row: ActionRow, **values: Any) -> ActionRow:
    return ActionRow(**{**row.__dict__, **values})


def _is_wanted(row: ActionRow, choices: Mapping[str, str]) -> bool:
    status, state = choices.get("status"), choices.get("keadaan")
    return (
        (not status or row.status == status)
        and (not state or row.state == state)
        and (not choices.get("terlambat") or row.days_late > 0)
    )


def _sorted(rows: list[ActionRow], order: str) -> list[ActionRow]:
    keys: dict[str, Any] = {
        "status": lambda row: _WORRY.index(Status(row.status)) if row.status else len(_WORRY),
        "capaian": lambda row: row.percent if row.percent is not None else Decimal(-1),
        "terlambat": lambda row: -row.days_late,
        "pj": lambda row: row.owner_names,
    }
    return sorted(rows, key=keys[order]) if order in keys else rows
