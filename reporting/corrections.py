"""What a later seal of the same year changed in its figures, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from ranpe.kit.formats import number, percent
from reporting.models import Seal, SealedFigure


def corrections_of(seal: Seal) -> Iterable[str]:
    """What differs from the final seal before of the same year; a draft's figures do not count."""
    return differences(seal.earlier.filter(is_provisional=False).first(), seal)


def differences(before: Seal | None, seal: Seal) -> Iterable[str]:
    """One sentence for each figure that both seals hold with another value."""
    if before is None:
        return
    old = {row.key: row for row in before.figures.all()}
    for row in seal.figures.all():
        past = old.get(row.key)
        if past and (past.part, past.whole, past.value) != (row.part, row.whole, row.value):
            yield f"{row.label}: semula {_shown(past)}, menjadi {_shown(row)}."


def _shown(row: SealedFigure) -> str:
    if row.unit == "count":
        return f"{number(row.part)} dari {number(row.whole)}"
    return f"{percent(row.value)} ({number(row.part)} dari {number(row.whole)})"
