"""Reading reports: tasks, queues, boards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.models import Grant, Role
from progress.access import institution_of
from progress.models import ProgressReport, RegionalReport, ReportState

_REPORT_PARTS = (
    "period__version__plan",
    "assignment__action__focus__pillar",
    "assignment__institution",
    "assignment__unit",
)


def reports_with_parts() -> Any:
    """Reports of institutions with all that a list shows, in one query."""
    return ProgressReport.everything.select_related(*_REPORT_PARTS)


def regional_reports_with_parts() -> Any:
    """Reports of provinces with all that a list shows, in one query."""
    return RegionalReport.everything.select_related("period__version__plan", "region__government")


def reports_written_by(user: Any) -> Any:
    """The reports that a person writes or sends, whatever their state."""
    reach = user.reach
    return reports_with_parts().filter(
        models.Q(assignment__institution_id__in=reach.institutions)
        | models.Q(assignment__unit_id__in=reach.units)
    )


def regional_reports_written_by(user: Any) -> Any:
    """The same for provinces."""
    return regional_reports_with_parts().filter(region__government__in=user.reach.institutions)


def reports_awaiting(user: Any) -> Any:
    """The verification queue of a person: sent reports of their pillars, never of their own
    institution, the oldest first."""
    reach = user.reach
    checked = [
        number for role, kind, number in reach.by_role if (role, kind) == (Role.VERIFIER, "pillar")
    ]
    chaired = [
        number
        for role, kind, number in reach.by_role
        if (role, kind) == (Role.POKJA_CHAIR, "pillar")
    ]
    pillar = "assignment__action__focus__pillar__number__in"
    waiting = models.Q(state=ReportState.SUBMITTED, **{pillar: checked}) | models.Q(
        state=ReportState.AWAITING_CHAIR, **{pillar: chaired}
    )
    if reach.has(Role.POKJA_HEAD):
        waiting |= models.Q(state=ReportState.AWAITING_CHAIR)
    rows = reports_with_parts().filter(waiting)
    return rows.exclude(assignment__institution_id__in=reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def regional_reports_awaiting(user: Any) -> Any:
    """The provinces' reports that wait for a verifier, the oldest first."""
    if not user.reach.has(Role.VERIFIER):
        return RegionalReport.everything.none()
    rows = regional_reports_with_parts().filter(state=ReportState.SUBMITTED)
    return rows.exclude(region__government__in=user.reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def verifiers_of(report: Any) -> Iterable[int]:
    """The keys of the people who may check a report: its pillar's, never its own institution's."""
    own = institution_of(report)
    grants = Grant.everything.filter(role=Role.VERIFIER).exclude(position__institution_id=own)
    if isinstance(report, ProgressReport):
        grants = grants.filter(pillar_number=report.assignment.action.focus.pillar.number)
    keys = grants.values_list("position__occupancies__user", flat=True)
    return keys.exclude(position__occupancies__user=None).distinct()
