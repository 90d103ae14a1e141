"""What was done, and was it checked."""

from progress.models.papers import Draft, Evidence, OfAReport, Submission, Verdict, Verification
from progress.models.reports import (
    EDITABLE,
    SENT,
    ObstacleKind,
    ProgressReport,
    RegionalReport,
    Report,
    ReportQuerySet,
    ReportState,
)

__all__ = [
    "EDITABLE",
    "SENT",
    "Draft",
    "Evidence",
    "ObstacleKind",
    "OfAReport",
    "ProgressReport",
    "RegionalReport",
    "Report",
    "ReportQuerySet",
    "ReportState",
    "Submission",
    "Verdict",
    "Verification",
]
