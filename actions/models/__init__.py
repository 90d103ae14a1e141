"""What is promised, and by whom."""

from actions.models.commitments import (
    BudgetLine,
    BudgetSource,
    Commitment,
    CommitmentState,
    Target,
)
from actions.models.plan import (
    Action,
    ActionState,
    ActionText,
    ActionYear,
    Assignment,
    AssignmentQuerySet,
    Direction,
    Indicator,
    Part,
    RegionalPlan,
    RegionalPlanState,
    promised_to,
)

__all__ = [
    "Action",
    "ActionState",
    "ActionText",
    "ActionYear",
    "Assignment",
    "AssignmentQuerySet",
    "BudgetLine",
    "BudgetSource",
    "Commitment",
    "CommitmentState",
    "Direction",
    "Indicator",
    "Part",
    "RegionalPlan",
    "RegionalPlanState",
    "Target",
    "promised_to",
]
