"""Who steers and decides, and the official letters that they write."""

from workgroups.models.letters import (
    LADDER_KINDS,
    Letter,
    LetterItem,
    LetterKind,
    LetterState,
    LetterTemplate,
)
from workgroups.models.meetings import (
    AgendaItem,
    Attendance,
    Decision,
    DecisionState,
    GroupKind,
    ItemKind,
    Meeting,
    MeetingState,
    Membership,
    MembershipPart,
    Presence,
    Recommendation,
    RecommendationState,
    WorkingGroup,
)

__all__ = [
    "LADDER_KINDS",
    "AgendaItem",
    "Attendance",
    "Decision",
    "DecisionState",
    "GroupKind",
    "ItemKind",
    "Letter",
    "LetterItem",
    "LetterKind",
    "LetterState",
    "LetterTemplate",
    "Meeting",
    "MeetingState",
    "Membership",
    "MembershipPart",
    "Presence",
    "Recommendation",
    "RecommendationState",
    "WorkingGroup",
]
