"""The short data update of the small plan: per 31 October 2026, open in November."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pillars.models import Period
from pillars.services import PeriodPlan, schedule_period
from progress.models import ProgressReport
from progress.services import (
    ProgressContent,
    open_period,
    propose_report,
    save_report,
    submit_report,
)
from ranpe.kit.clock import end_of, start_of
from tests.factories import World, again, writers
from tests.people import People

NAME = "Pemutakhiran data per 31 Oktober 2026"
WORDS = "Pelatihan kedua selesai; daftar hadir sedang dirapikan."


def days(**changes: Any) -> PeriodPlan:
    """The usual days of the update, due on Monday, 16 November."""
    values: dict[str, Any] = {
        "name": NAME,
        "starts_on": date(2026, 7, 1),
        "ends_on": date(2026, 10, 31),
        "opens_at": start_of(date(2026, 11, 1)),
        "due_at": end_of(date(2026, 11, 16)),
        "closes_at": end_of(date(2026, 11, 23)),
        "cutoff_at": end_of(date(2026, 11, 30)),
        **changes,
    }
    return PeriodPlan(**values)


def scheduled(world: World, people: People, at: datetime, **changes: Any) -> Period:
    """The update in the calendar."""
    return schedule_period(
        world.version,
        days(**changes),
        year=2026,
        code="P1",
        kind="short_update",
        by=people.secretariat,
        at=at,
    )


def an_update(world: World, people: People, at: datetime) -> Period:
    """The update, open, with what everybody owes in it."""
    return open_period(scheduled(world, people, at), by=people.secretariat, at=at)


def owed(period: Period, code: str, short: str) -> ProgressReport:
    """One institution's update on one action."""
    rows = ProgressReport.everything.select_related(
        "period__version__plan",
        "assignment__action__focus__pillar",
        "assignment__institution",
        "assignment__unit",
    )
    found: ProgressReport = rows.get(
        period=period, assignment__action__code=code, assignment__institution__short=short
    )
    return found


def some_words(**changes: Any) -> ProgressContent:
    """A status, a value and two lines."""
    values: dict[str, Any] = {
        "claimed_status": "at_risk",
        "achieved_value": Decimal(61),
        "narrative": WORDS,
        **changes,
    }
    return ProgressContent(**values)


def sent(report: ProgressReport, people: People, at: datetime, **changes: Any) -> ProgressReport:
    """The update written by the operator and sent by the official."""
    operator, approver = writers(report, people)
    content = some_words(**changes)
    row = save_report(report, content, version=report.version, by=operator, at=at)
    propose_report(row, by=operator, at=at)
    submit_report(row, by=approver, at=at)
    return again(report)
