"""The shape of a plan and its calendar."""

from pillars.models.kinds import SEMESTER, PeriodKind, default_period_kinds
from pillars.models.plan import (
    Classification,
    Focus,
    Holiday,
    HolidayKind,
    Period,
    PeriodState,
    Pillar,
    Plan,
    PlanRules,
    PlanVersion,
    Status,
    default_form_codes,
    default_letter_days,
    default_reminder_days,
    default_rubric,
)

__all__ = [
    "SEMESTER",
    "Classification",
    "Focus",
    "Holiday",
    "HolidayKind",
    "Period",
    "PeriodKind",
    "PeriodState",
    "Pillar",
    "Plan",
    "PlanRules",
    "PlanVersion",
    "Status",
    "default_form_codes",
    "default_letter_days",
    "default_period_kinds",
    "default_reminder_days",
    "default_rubric",
]
