"""Peta panas: how every action stood in each of the last periods, by the one metric engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.models import Action
from institutions.models import Institution
from pillars.models import Period, Plan, Status
from pillars.queries import rules_of
from progress.figures import Line, action_figure
from progress.lines import lines_across
from progress.models import ProgressReport
from ranpe.pages.boards import HEAT_PERIODS, WORDS, board_scope, shown_of
from ranpe.pages.profiles import begun_periods


@dataclass(frozen=True)
class ActionHeat:
    """An action over the periods; a period in which it owed no report is not scheduled."""

    code: str
    title: str
    pillar_number: int
    owners: frozenset[int]
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Heatmap:
    """The actions of one plan by their status in its last periods, the oldest first."""

    period: Period
    plans: tuple[Plan, ...]
    periods: tuple[Period, ...]
    every: tuple[ActionHeat, ...]
    institutions: tuple[Institution, ...]

    def rows_of(self, *, pillar: int | None, institution: str) -> list[ActionHeat]:
        """The actions of a pillar that an institution (by its code) answers for, or all."""
        keys = {row.pk for row in self.institutions if row.code == institution}
        return [
            row
            for row in self.every
            if pillar in (None, row.pillar_number) and (not institution or row.owners & keys)
        ]


def heatmap_for(user: Any, plan: str = "") -> Heatmap | None:
    """The map of what a person oversees in a plan (by its code), else in the running one.

    None before the first period.

    A constant number of queries. Statuses are those of `figures.action_figure` against each
    period's own targets: of the action, with all its institutions.
    """
    begun = [row for row in begun_periods() if row.is_checked]
    period = shown_of([row for row in begun if row.version.plan.code == plan] or begun)
    if period is None:
        return None
    columns = _columns(period, begun)
    reports = ProgressReport.everything.filter(board_scope(user), period__in=columns)
    lines = lines_across(reports.defer(*WORDS))
    grouped: dict[tuple[int, Any], list[Line]] = {}
    for line in lines:
        grouped.setdefault((line.action_id, line.period_due_at), []).append(line)
    rules = rules_of(period.version.plan)
    owners: dict[int, set[int]] = {}
    for line in lines:
        owners.setdefault(line.action_id, set()).add(line.institution_id)

    def status(action: int, column: Period) -> Status:
        group = grouped.get((action, column.due_at))
        return action_figure(group, rules).status if group else Status.NOT_SCHEDULED

    rows = tuple(
        ActionHeat(
            code=code,
            title=title,
            pillar_number=number,
            owners=frozenset(owners.get(key, ())),
            statuses=tuple(status(key, column) for column in columns),
        )
        for key, code, title, number in _actions(user, period)
    )
    named = Institution.everything.filter(pk__in={line.institution_id for line in lines})
    return Heatmap(
        period=period,
        plans=tuple({row.version.plan_id: row.version.plan for row in begun}.values()),
        periods=tuple(columns),
        every=rows,
        institutions=tuple(named.order_by("code")),
    )


def _columns(period: Period, begun: Sequence[Period]) -> list[Period]:
    """The last periods of the plan up to the one that is shown, the oldest first."""
    plan = period.version.plan_id
    own = [row for row in begun if row.version.plan_id == plan and row.due_at <= period.due_at]
    return sorted(own, key=lambda row: row.due_at)[-HEAT_PERIODS:]


def _actions(user: Any, period: Period) -> Sequence[tuple[int, str, str, int]]:
    """The actions of the plan that a person oversees, by code."""
    rows = Action.everything.visible_to(user).filter(plan=period.version.plan_id)
    if not user.reach.national:
        rows = rows.filter(focus__pillar__number__in=user.reach.pillar_numbers)
    return list(rows.order_by("code").values_list("pk", "code", "title", "focus__pillar__number"))
