"""What was done, and was it checked."""

from progress.models.activities import (
    AGE_GROUPS,
    COUNTED,
    SEXES,
    Activity,
    ActivityDraft,
    OutputKind,
)
from progress.models.closed import ClosedDuty
from progress.models.compiled import InstitutionReport
from progress.models.coordinating import UnitDeadline
from progress.models.extensions import Extension, ExtensionKind, ExtensionState
from progress.models.joint import JointNarrative
from progress.models.letters import Objection, PaperKind, PaperRecord
from progress.models.papers import (
    Draft,
    Evidence,
    EvidenceLabel,
    OfAReport,
    Submission,
    Verdict,
    Verification,
)
from progress.models.reminders import Channel, LetterProposal, Occasion, Reminder
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
from progress.models.second import SecondVerdict
from progress.models.sessions import (
    CalibrationMark,
    SessionItem,
    SessionMinutes,
    SessionSeat,
    SessionState,
    Untaken,
    VerificationSession,
)
from progress.models.workbooks import WorkbookUpload

__all__ = [
    "AGE_GROUPS",
    "COUNTED",
    "EDITABLE",
    "SENT",
    "SEXES",
    "Activity",
    "ActivityDraft",
    "CalibrationMark",
    "Channel",
    "ClosedDuty",
    "Draft",
    "Evidence",
    "EvidenceLabel",
    "Extension",
    "ExtensionKind",
    "ExtensionState",
    "InstitutionReport",
    "JointNarrative",
    "LetterProposal",
    "Objection",
    "ObstacleKind",
    "Occasion",
    "OfAReport",
    "OutputKind",
    "PaperKind",
    "PaperRecord",
    "ProgressReport",
    "RegionalReport",
    "Reminder",
    "Report",
    "ReportQuerySet",
    "ReportState",
    "SecondVerdict",
    "SessionItem",
    "SessionMinutes",
    "SessionSeat",
    "SessionState",
    "Submission",
    "UnitDeadline",
    "Untaken",
    "Verdict",
    "Verification",
    "VerificationSession",
    "WorkbookUpload",
]
