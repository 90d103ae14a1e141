"""What is written in a report, as the services take it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ProgressContent:
    """What an officer writes about one action."""

    claimed_status: str = ""
    achieved_value: Decimal | None = None
    narrative: str = ""
    obstacle_kind: str = ""
    obstacle: str = ""
    follow_up: str = ""
    needs_escalation: bool = False
    note_to_verifier: str = ""
    public_summary: str = ""
    is_nil: bool = False
    nil_reason: str = ""


@dataclass(frozen=True)
class RegionalContent:
    """What a province writes about its period; `actions` are keys of the actions it served."""

    narrative: str = ""
    activity_count: int | None = None
    plan_stage: str = ""
    obstacle_kind: str = ""
    obstacle: str = ""
    follow_up: str = ""
    note_to_verifier: str = ""
    public_summary: str = ""
    is_nil: bool = False
    nil_reason: str = ""
    actions: tuple[int, ...] = ()
