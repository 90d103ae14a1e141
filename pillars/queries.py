"""Reading the plan and its calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import models

from pillars.models import Holiday, Period, PeriodState, Plan, PlanRules
from ranpe.kit.clock import day_of, end_of


def current_period(at: datetime, *, checked: bool = False) -> Period | None:
    """The open period, else the next scheduled one, else the last there was.

    Of two that are open the one whose data ended last speaks; `checked` leaves out those that
    nobody verifies.
    """
    rows = Period.everything.select_related("version__plan")
    return current_among(rows.filter(is_checked=True) if checked else rows)


def current_among(periods: Iterable[Period]) -> Period | None:
    """The same out of periods that have been read already."""
    rows = sorted(periods, key=lambda row: row.ends_on, reverse=True)
    open_ones = [row for row in rows if row.state == PeriodState.OPEN]
    waiting = [row for row in reversed(rows) if row.state == PeriodState.SCHEDULED]
    return next(iter([*open_ones, *waiting, *rows]), None)


def rules_of(plan: Plan) -> PlanRules:
    """The rules by which a plan is read today."""
    return plan.newest_rules


def periods_of_year(year: int) -> models.QuerySet[Period]:
    """The periods that speak for a year, in order; a data update that nobody checks is none."""
    rows = Period.everything.filter(year=year, is_checked=True)
    return rows.select_related("version__plan").order_by("code")


def periods_of_kind(plan: Plan, kind: str) -> models.QuerySet[Period]:
    """The periods of one kind in a plan, in the order of their data."""
    return Period.everything.filter(version__plan=plan, kind=kind).order_by("ends_on")


def working_days_after(start: date, count: int) -> date:
    """The day that lies `count` working days after `start`: no weekends, no holidays."""
    holidays = set(
        Holiday.everything.filter(
            day__gt=start, day__lte=start + timedelta(days=count * 3 + 30)
        ).values_list("day", flat=True)
    )
    day = start
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def is_working_day(day: date) -> bool:
    """Whether offices are open: no weekend, no public holiday."""
    return day.weekday() < 5 and not Holiday.everything.filter(day=day).exists()


def holidays_of_year(year: int) -> models.QuerySet[Holiday]:
    """The days off of a year, in order."""
    return Holiday.everything.filter(day__year=year)


def holidays_by_year(first: date, last: date) -> dict[int, int]:
    """How many days off are known in each year from one day to another, 0 included."""
    rows = Holiday.everything.order_by().values_list("day__year").annotate(count=models.Count("pk"))
    known = dict(rows.filter(day__year__range=(first.year, last.year)))
    return {year: known.get(year, 0) for year in range(first.year, last.year + 1)}


def return_deadline(at: datetime, rules: PlanRules) -> datetime:
    """Until when a returned report must be repaired: the end of a working day in Jakarta."""
    return end_of(working_days_after(day_of(at), rules.return_working_days))
