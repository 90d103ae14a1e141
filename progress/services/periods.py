"""Opening, closing and locking periods: rows exist before data, and freeze after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from journal.door import advance, advance_all
from journal.services import Change
from pillars.access import runs_the_calendar
from pillars.models import Classification, Period, PeriodState
from pillars.queries import return_deadline, rules_of
from pillars.workflow import PERIOD_FLOW
from progress.models import ProgressReport, RegionalReport, ReportState
from progress.queries.duties import closed_duties, duties_in, provinces_in
from progress.workflow import REPORT_FLOW
from ranpe.kit.refusals import NotYours


def open_period(period: Period, *, by: Any, at: datetime) -> Period:
    """Open a period and lay out one report for each duty; repeated calls add only what lacks."""
    if period.state == PeriodState.OPEN and not runs_the_calendar(by, period):
        raise NotYours(_("Anda tidak berwenang membuka periode."))
    with transaction.atomic():
        if period.state != PeriodState.OPEN:
            advance(period, PERIOD_FLOW, "open", by=by, at=at)
        _lay_out(period)
    return period


def _lay_out(period: Period) -> None:
    due = duties_in(period).select_related("action")
    closed = set(closed_duties())
    ProgressReport.everything.bulk_create(
        (
            ProgressReport(
                is_closed=assignment.pk in closed,
                assignment=assignment,
                period=period,
                classification=max(
                    assignment.action.classification,
                    Classification.LIMITED,
                    key=["B", "T", "R"].index,
                ),
            )
            for assignment in due
        ),
        ignore_conflicts=True,
    )
    RegionalReport.everything.bulk_create(
        (RegionalReport(region=region, period=period) for region in provinces_in(period)),
        ignore_conflicts=True,
    )


def close_period(period: Period, *, by: Any, at: datetime) -> Period:
    """Stop taking reports; what was returned can still be repaired until the lock."""
    advance(period, PERIOD_FLOW, "close", by=by, at=at)
    return period


def reopen_period(period: Period, *, reason: str, by: Any, at: datetime) -> Period:
    """Take reports again, with a reason that stays in the journal.

    Where the closing day has passed, the days of a return are given once more.
    """
    until = max(period.closes_at, return_deadline(at, rules_of(period.version.plan)))
    change = Change(
        reason=reason, before={"closes": str(period.closes_at)}, after={"closes": str(until)}
    )
    with transaction.atomic():
        advance(period, PERIOD_FLOW, "reopen", by=by, at=at, change=change)
        for rows in _reports_in(period, ReportState.LOCKED):
            advance_all(rows, REPORT_FLOW, "unlock", by=by, at=at, change=Change(reason=reason))
        period.closes_at = until
        period.save(update_fields=["closes_at"])
    return period


def _reports_in(period: Period, state: str) -> Iterable[Any]:
    """The reports of a period that stand in a state, by kind, each with its printed name."""
    of_house = ProgressReport.everything.filter(period=period, state=state)
    yield of_house.select_related("period", "assignment__action", "assignment__institution")
    of_region = RegionalReport.everything.filter(period=period, state=state)
    yield of_region.select_related("period", "region")


def lock_period(period: Period, *, by: Any, at: datetime) -> Period:
    """Freeze a period: verified reports are locked, and nothing in it changes any more.

    It takes few queries, however many reports there are; a period that is locked is refused.
    """
    with transaction.atomic():
        for rows in _reports_in(period, ReportState.VERIFIED):
            advance_all(rows, REPORT_FLOW, "lock", by=by, at=at)
        advance(period, PERIOD_FLOW, "lock", by=by, at=at)
    return period
