"""Budget lines as the institutions write them, for the tests."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from actions.models import BudgetLine, Commitment
from actions.services import BudgetContent, revise_commitment, save_budget_line
from tests.actions.test_commitments import promised
from tests.factories import World
from tests.people import People

RO = "6042.QDB.001"


def a_content(**changes: Any) -> BudgetContent:
    """A line of the state budget: 200 million, all of it for the action."""
    values: dict[str, Any] = {
        "source": "apbn",
        "ro_code": RO,
        "allocated": Decimal(200_000_000),
        **changes,
    }
    return BudgetContent(**values)


def a_draft(world: World, people: People, at: datetime, code: str = "P1-F01-A001") -> Commitment:
    """A revision of Kemenag that is being written."""
    return revise_commitment(promised(world, code), by=people.operator, at=at)


def a_line(commitment: Commitment, people: People, at: datetime, **changes: Any) -> BudgetLine:
    """A line that the operator put into a draft."""
    content = a_content(**changes)
    version = Commitment.everything.get(pk=commitment.pk).version
    return save_budget_line(commitment, content, version=version, by=people.operator, at=at)


def in_force(commitment: Commitment, **values: Any) -> BudgetLine:
    """A line of a promise that was approved with it."""
    asked: dict[str, Any] = {"source": "apbn", "ro_code": RO, **values}
    return BudgetLine.everything.create(commitment=commitment, **asked)
