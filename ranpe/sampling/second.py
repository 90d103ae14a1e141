"""The sample's blind second verdicts: mostly the same as the first ones, now and then not."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from progress.models import SecondVerdict, Verification
from progress.services.second import give_second
from ranpe.sampling.source import chance

# So many of those that were drawn are given; the others still wait.
GIVEN = 0.85


def look_again(first: Verification, *, at: datetime) -> None:
    """Give the second verdict on a report that was drawn, a day after the first one."""
    second = SecondVerdict.everything.filter(verification=first).select_related("verifier").first()
    if second is None or second.verifier is None:
        return
    luck = chance("second", second.report.journal_name)
    if luck.random() > GIVEN:
        return
    value = first.recognised_value
    if value and luck.random() < 0.2:
        value = (value * Decimal(luck.randint(60, 95)) / 100).quantize(Decimal(1))
    accepts = luck.random() > 0.05
    give_second(
        second,
        accepts=accepts,
        recognised_value=value if accepts else None,
        rubric={key: yes != (luck.random() < 0.05) for key, yes in first.rubric.items()},
        note="" if accepts else "Bukti belum menunjukkan hasilnya (data contoh).",
        by=second.verifier,
        at=at + timedelta(days=1),
    )
