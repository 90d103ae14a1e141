"""Reading requests for time, and what was given means for compliance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pillars.models import Period
from progress.figures import compliance_of
from progress.lines import lines_of
from progress.models import Extension, ExtensionState, ProgressReport
from ranpe.kit.ratio import Ratio

_PARTS = (
    "report__assignment__action",
    "report__assignment__institution",
    "report__period",
    "regional_report__region__government",
    "regional_report__period",
    "requested_by",
    "decided_by",
)


def extensions_about(report: Any) -> list[Extension]:
    """Everything that was asked and given for a report, the newest first."""
    name = "report" if isinstance(report, ProgressReport) else "regional_report"
    rows = Extension.everything.filter(**{name: report.pk})
    return list(rows.select_related("requested_by", "decided_by"))


def extensions_waiting(user: Any) -> Any:
    """The requests that wait for a decision, the oldest first."""
    rows = Extension.everything.visible_to(user).filter(state=ExtensionState.REQUESTED)
    return rows.select_related(*_PARTS).order_by("pk")


def extensions_decided(user: Any) -> Any:
    """What was decided, the newest first."""
    rows = Extension.everything.visible_to(user).exclude(state=ExtensionState.REQUESTED)
    return rows.select_related(*_PARTS).order_by("-decided_at", "-pk")


@dataclass(frozen=True)
class TimeGiven:
    """Compliance of a period's institutions against both deadlines."""

    agreed: Ratio
    at_first: Ratio
    extended: int


def time_given(user: Any, period: Period, at: datetime) -> TimeGiven:
    """How many reports of institutions are on time against the agreed and the first due date."""
    rows = ProgressReport.everything.visible_to(user).filter(period=period)
    total = compliance_of(0, lines_of(period, rows), at)
    return TimeGiven(total.on_time_ratio, total.on_time_at_first_ratio, total.extended)
