"""Writing promises, and the budget that stands behind them."""

from actions.services.budget import (
    BudgetContent,
    may_record_spending,
    record_spending,
    remove_budget_line,
    save_budget_line,
)
from actions.services.promises import (
    Promise,
    approve_commitment,
    draft_commitment,
    own_indicator,
    register_regional_plan,
    return_commitment,
    revise_commitment,
    save_commitment,
    submit_commitment,
)

__all__ = [
    "BudgetContent",
    "Promise",
    "approve_commitment",
    "draft_commitment",
    "may_record_spending",
    "own_indicator",
    "record_spending",
    "register_regional_plan",
    "remove_budget_line",
    "return_commitment",
    "revise_commitment",
    "save_budget_line",
    "save_commitment",
    "submit_commitment",
]
