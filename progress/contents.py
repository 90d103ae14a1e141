"""What a report is made of beside its words: its activities and the reports they may serve."""

from __future__ import annotations

from typing import Any

from progress.models import Activity, ProgressReport, RegionalReport
from progress.queries import reports_written_by


def reports_beside(report: ProgressReport, user: Any) -> Any:
    """The other reports of the same institution and period that `user` is still writing."""
    rows = reports_written_by(user).due_in(report.period).unsent().exclude(pk=report.pk)
    house = report.assignment.institution_id
    return rows.filter(assignment__institution=house).order_by("assignment__action__code", "pk")


def shown_activities(report: ProgressReport | RegionalReport) -> list[Activity]:
    """What a report tells of, with the places, by day; provinces tell of none one by one."""
    if isinstance(report, RegionalReport):
        return []
    return list(report.activities.select_related("region"))
