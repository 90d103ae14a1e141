"""Budget lines of the live year: some promises have one, and every two of a house share an RO."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from actions.models import BudgetLine, Commitment
from actions.services import BudgetContent, record_spending, save_budget_line
from ranpe.kit.clock import WIB
from ranpe.sampling.source import chance

AT_MOST = 30
SHARES = (Decimal(60), Decimal(40))


class SampleBudgets:
    """The lines made so far; the second of each pair states the same RO and pagu as the first."""

    def __init__(self) -> None:
        self._made: Counter[str] = Counter()

    def add(self, commitment: Commitment, *, by: Any, at: datetime) -> None:
        """Give a draft its line, until there are enough."""
        house = commitment.assignment.institution.code
        if self._made.total() >= AT_MOST:
            return
        place = self._made[house]
        self._made[house] += 1
        luck = chance("anggaran", commitment.year, house, place // 2)
        content = BudgetContent(
            source="apbn",
            note="data contoh",
            ro_code=f"{house}.QDB.{place // 2 + 1:03d}",
            allocated=Decimal(luck.randint(2, 60) * 25_000_000),
            share=SHARES[place % 2],
        )
        save_budget_line(commitment, content, version=commitment.version, by=by, at=at)

    def spend(self, commitment: Commitment, *, by: Any) -> None:
        """Note in May what was spent of an approved promise, of three in four."""
        at = datetime(commitment.year, 5, 4, 10, 0, tzinfo=WIB)
        for line in BudgetLine.everything.filter(commitment=commitment):
            luck = chance("realisasi", commitment.year, line.ro_code)
            if luck.random() < 0.75 and line.allocated is not None:
                line.commitment = commitment
                spent = (line.allocated * luck.randint(5, 45) / 100).quantize(Decimal(1))
                record_spending(line, spent, version=commitment.version, by=by, at=at)
