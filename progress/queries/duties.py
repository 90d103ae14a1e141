"""Reading who will owe a report in a period: what opening it lays out."""

from __future__ import annotations

from typing import Any

from actions.models import Assignment
from institutions.models import Region
from pillars.models import Period
from progress.models import ClosedDuty


def closed_duties() -> Any:
    """The keys of the assignments that report on the closed path today."""
    return ClosedDuty.everything.filter(ended_at=None).values_list("assignment_id", flat=True)


def duties_in(period: Period) -> Any:
    """The assignments that owe a report; where only some fields are asked, not the closed path's,
    which has a status and a letter and no word of content."""
    due = Assignment.everything.due_in(period)
    return due if period.asks_everything else due.exclude(pk__in=closed_duties())


def provinces_in(period: Period) -> Any:
    """The provinces that owe a report."""
    if not period.with_provinces:
        return Region.everything.none()
    return Region.everything.filter(reports_from__lte=period.ends_on, government__isnull=False)
