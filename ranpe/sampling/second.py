"""The sample's blind second verdicts: mostly the same as the first ones, now and then not."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from progress.models import SecondVerdict, Verification
from progress.services.second import give_second, settle_second
from ranpe.sampling.source import chance

# So many of those that were drawn are given; the others still wait.
GIVEN = 0.85
SETTLED = 0.8


def look_again(first: Verification, chair: User, *, at: datetime) -> None:
    """Give the second verdict on a report that was drawn, a day after the first one.

    What came of most differences, the Pokja's chair has noted.
    """
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
    given = give_second(
        second,
        accepts=accepts,
        recognised_value=value if accepts else None,
        rubric={key: yes != (luck.random() < 0.05) for key, yes in first.rubric.items()},
        note="" if accepts else "Bukti belum menunjukkan hasilnya (data contoh).",
        by=second.verifier,
        at=at + timedelta(days=1),
    )
    if given.differs and luck.random() < SETTLED:
        said = "Dibahas dengan kedua verifikator; putusan pertama tetap (data contoh)."
        settle_second(given, note=said, by=chair, at=at + timedelta(days=3))
