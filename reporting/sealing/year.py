"""All that a seal is made from, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from actions.models import Action, ActionText, ActionYear, Assignment
from institutions.models import Institution, InstitutionName, Region, Unit, name_on
from pillars.models import Period, PeriodState, PlanRules, PlanVersion, Status
from pillars.queries import periods_of_year, rules_of
from progress.figures import ActionFigure, Line, action_figures
from progress.lines import lines_of, lines_of_year
from progress.models import ProgressReport, RegionalReport, Submission
from ranpe.kit.refusals import OutOfTurn


@dataclass(frozen=True)
class Known:
    """An institution under the name that was valid on the last day of the year."""

    code: str
    name: str
    short: str


@dataclass(frozen=True)
class Year:
    """A year: its actions, lines, reports and names.

    All its periods are locked, unless it `is_provisional`: then those that have begun are read as
    they stand, until now.
    """

    number: int
    is_provisional: bool
    version: PlanVersion
    rules: PlanRules
    periods: Sequence[Period]
    cutoff_at: datetime
    actions: Sequence[Action]
    texts: dict[int, ActionText]
    scheduled: frozenset[int]
    lines: Sequence[Line]
    period_lines: Sequence[tuple[Period, Sequence[Line]]]
    figures: dict[int, ActionFigure]
    reports: dict[int, ProgressReport]
    submissions: dict[int, Submission]
    institutions: dict[int, Known]
    units: dict[int, str]
    regions: Sequence[Region]
    regional_reports: dict[int, list[RegionalReport]]
    regional_submissions: dict[int, Submission]

    @property
    def last_day(self) -> date:
        """The day whose names and provinces count."""
        return date(self.number, 12, 31)

    @property
    def scheduled_figures(self) -> list[ActionFigure]:
        """The figures of the scheduled actions, in the order of the codes."""
        return [self.figures[row.pk] for row in self.actions if row.pk in self.scheduled]


def locked_periods(year: int) -> list[Period]:
    """The periods of the plan that runs in a year.

    Raises:
        OutOfTurn: there are none, or one of them is not locked.
    """
    rows = list(periods_of_year(year))
    if not rows:
        raise OutOfTurn(_("Tahun %(year)s belum memiliki periode pelaporan.") % {"year": year})
    plan = rows[-1].version.plan_id
    rows = [row for row in rows if row.version.plan_id == plan]
    waiting = [row.name for row in rows if row.state != PeriodState.LOCKED]
    if waiting:
        raise OutOfTurn(
            _("Data belum dapat dibekukan; periode ini belum dikunci: %(names)s.")
            % {"names": ", ".join(waiting)}
        )
    return rows


def begun_periods(year: int) -> list[Period]:
    """The periods of a year that have been opened, whatever became of them.

    Raises:
        OutOfTurn: none has.
    """
    rows = [row for row in periods_of_year(year) if row.state != PeriodState.SCHEDULED]
    if not rows:
        raise OutOfTurn(_("Tahun %(year)s belum memiliki periode yang dibuka.") % {"year": year})
    return [row for row in rows if row.version.plan_id == rows[-1].version.plan_id]


def read_year(year: int, *, is_provisional: bool = False, at: datetime) -> Year:
    """Read a locked year, or what there is of it by now.

    Raises:
        OutOfTurn: a period of the year is not locked yet, or none has begun.
    """
    periods = begun_periods(year) if is_provisional else locked_periods(year)
    version = periods[-1].version
    rules = rules_of(version.plan)
    texts = {row.action_id: row for row in ActionText.everything.filter(version=version)}
    scheduled = frozenset(
        ActionYear.everything.filter(version=version, year=year).values_list("action_id", flat=True)
    )
    lines = lines_of_year(periods)
    actions = _actions(texts, scheduled, {line.action_id for line in lines})
    return Year(
        number=year,
        is_provisional=is_provisional,
        version=version,
        rules=rules,
        periods=periods,
        cutoff_at=at if is_provisional else min(max(row.cutoff_at for row in periods), at),
        actions=actions,
        texts=texts,
        scheduled=scheduled.intersection(row.pk for row in actions),
        lines=lines,
        period_lines=[(period, lines_of(period)) for period in periods],
        figures=_figures(actions, lines, scheduled, rules),
        reports={row.pk: row for row in ProgressReport.everything.filter(period__in=periods)},
        submissions=_latest("report_id", report__period__in=periods),
        institutions=_institutions(year),
        units=dict(Unit.everything.values_list("pk", "name")),
        regions=_regions(year),
        regional_reports=_regional_reports(periods),
        regional_submissions=_latest("regional_report_id", regional_report__period__in=periods),
    )


def _actions(
    texts: dict[int, ActionText], scheduled: frozenset[int], with_lines: set[int]
) -> list[Action]:
    keys = {*texts, *scheduled, *with_lines}
    rows = Action.everything.filter(pk__in=keys).select_related("focus__pillar")
    gone = models.Q(standing__in=["merged", "withdrawn"]) & ~models.Q(pk__in=with_lines)
    return list(rows.exclude(gone).order_by("focus__pillar__number", "code"))


def _figures(
    actions: Sequence[Action],
    lines: Sequence[Line],
    scheduled: frozenset[int],
    rules: PlanRules,
) -> dict[int, ActionFigure]:
    found = {figure.action_id: figure for figure in action_figures(lines, rules)}
    for action in actions:
        if action.pk not in found:
            found[action.pk] = _without_lines(action, is_scheduled=action.pk in scheduled)
    return found


def _without_lines(action: Action, *, is_scheduled: bool) -> ActionFigure:
    return ActionFigure(
        action_id=action.pk,
        action_code=action.code,
        pillar_number=action.focus.pillar.number,
        focus_id=action.focus_id,
        percent=None,
        measured=0,
        lines=0,
        verified=0,
        is_carried_out=False,
        status=Status.NO_REPORT if is_scheduled else Status.NOT_SCHEDULED,
    )


def _latest(field: str, **condition: Any) -> dict[int, Submission]:
    rows = Submission.everything.filter(**condition).order_by("number")
    return {getattr(row, field): row for row in rows}


def _institutions(year: int) -> dict[int, Known]:
    """Every institution under its name on the last day of the year."""
    names: dict[int, list[InstitutionName]] = {}
    for row in InstitutionName.everything.all():
        names.setdefault(row.institution_id, []).append(row)
    found = {}
    for each in Institution.everything.all():
        valid = name_on(names.get(each.pk, []), date(year, 12, 31)) or each
        found[each.pk] = Known(each.code, valid.name, valid.short)
    return found


def _regions(year: int) -> list[Region]:
    """The provinces that existed on the last day of the year."""
    last_day = date(year, 12, 31)
    there = models.Q(established_on=None) | models.Q(established_on__lte=last_day)
    return list(
        Region.everything.filter(there)
        .select_related("government")
        .prefetch_related("regional_plans")
        .order_by("code")
    )


def _regional_reports(periods: Sequence[Period]) -> dict[int, list[RegionalReport]]:
    found: dict[int, list[RegionalReport]] = {}
    rows = RegionalReport.everything.filter(period__in=periods).select_related("period")
    for row in rows.order_by("period__code"):
        found.setdefault(row.region_id, []).append(row)
    return found


def responsible_of(year: Year) -> dict[int, list[Known]]:
    """The institutions responsible on the last day of the year, by action."""
    rows = (
        Assignment.everything.filter(
            part="responsible", action__in=[row.pk for row in year.actions]
        )
        .filter(valid_from__lte=year.last_day)
        .filter(models.Q(valid_to=None) | models.Q(valid_to__gte=year.last_day))
    )
    found: dict[int, list[Known]] = {}
    for row in rows.order_by("institution__code"):
        found.setdefault(row.action_id, []).append(year.institutions[row.institution_id])
    return found
