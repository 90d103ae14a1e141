"""Sums of budget lines, in which one RO of the state budget is counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from actions.models import BudgetLine, BudgetSource, Commitment, Part
from actions.queries.promises import PromiseRow, in_force_of
from ranpe.kit.formats import number, rupiah
from ranpe.kit.ratio import Ratio

WHOLE = Decimal(100)


@dataclass(frozen=True)
class Pot:
    """Money that is counted once: an RO, or a single line without RO code.

    Lines of one institution, year and source that name the same RO speak of the same money, so
    what they state is not added up: the RO's pagu and its realisasi are the largest stated, and
    where statements differ a sentence says so. Each action is attributed the RO's amount times
    the share of its own line.
    """

    lines: tuple[BudgetLine, ...]

    @property
    def allocated(self) -> Decimal | None:
        """The pagu; None where no line states any."""
        return max(self._stated("allocated"), default=None)

    @property
    def spent(self) -> Decimal | None:
        """The realisasi; None where no line states any."""
        return max(self._stated("spent"), default=None)

    def _stated(self, name: str) -> set[Decimal]:
        values = {getattr(line, name) for line in self.lines}
        return values - {None}

    def warnings(self) -> Iterable[str]:
        """What does not fit together, each in one sentence."""
        words: dict[str, object] = {"line": self._name}
        spent, allocated = self.spent, self.allocated
        if spent is not None and allocated is not None and spent > allocated:
            amounts = {"spent": rupiah(spent), "allocated": rupiah(allocated)}
            yield _("%(line)s: realisasi %(spent)s melebihi pagu %(allocated)s.") % {
                **words,
                **amounts,
            }
        if len(self._stated("allocated")) > 1:
            yield _("%(line)s: pagu yang ditulis berbeda; yang terbesar dipakai.") % words
        if len(self._stated("spent")) > 1:
            yield _("%(line)s: realisasi yang ditulis berbeda; yang terbesar dipakai.") % words
        share = sum((line.share for line in self.lines), Decimal(0))
        if share > WHOLE:
            words["share"] = number(share)
            yield _("%(line)s: bagian untuk semua aksi berjumlah %(share)s%%.") % words

    @property
    def _name(self) -> str:
        line = self.lines[0]
        house = line.commitment.assignment.institution.short
        parts = (house, str(line.get_source_display()), line.ro_code and f"RO {line.ro_code}")
        return " · ".join(part for part in parts if part)


def pots_of(lines: Iterable[BudgetLine]) -> list[Pot]:
    """The lines of one year, put together by the money of which they speak."""
    found: dict[tuple[Any, ...], list[BudgetLine]] = {}
    for line in lines:
        house = line.commitment.assignment.institution_id
        key = (house, line.source, line.ro_code) if line.ro_code else (line.pk,)
        found.setdefault(key, []).append(line)
    return [Pot(tuple(group)) for group in found.values()]


@dataclass(frozen=True)
class ShownLine:
    """A line with what is attributed to its action."""

    line: BudgetLine
    allocated: Decimal | None
    spent: Decimal | None


def shown_lines(pots: Iterable[Pot]) -> dict[int, ShownLine]:
    """Every line of the pots by its key."""
    return {
        line.pk: ShownLine(line, _part(pot.allocated, line), _part(pot.spent, line))
        for pot in pots
        for line in pot.lines
    }


def _part(amount: Decimal | None, line: BudgetLine) -> Decimal | None:
    return None if amount is None else amount * line.share / WHOLE


@dataclass(frozen=True)
class PromiseBudget:
    """The budget of one promise, and what does not fit together in it."""

    lines: tuple[ShownLine, ...]
    warnings: tuple[str, ...]


def promise_budget(commitment: Commitment, user: Any) -> PromiseBudget:
    """The lines of a promise, beside what others of the institution say of the same RO."""
    own: list[BudgetLine] = list(commitment.budget_lines.all())
    codes = {line.ro_code for line in own if line.ro_code}
    others = _lines_beside(commitment, codes, user) if codes else []
    keys = {line.pk for line in own}
    pots = [pot for pot in pots_of([*own, *others]) if any(line.pk in keys for line in pot.lines)]
    shown = shown_lines(pots)
    warnings = tuple(sentence for pot in pots for sentence in pot.warnings())
    return PromiseBudget(tuple(shown[line.pk] for line in own), warnings)


def _lines_beside(commitment: Commitment, codes: set[str], user: Any) -> list[BudgetLine]:
    """The lines with these RO codes in the versions that count of the institution's others."""
    rows = (
        Commitment.everything.visible_to(user)
        .filter(
            year=commitment.year,
            assignment__institution=commitment.assignment.institution_id,
            assignment__part=Part.RESPONSIBLE,
        )
        .exclude(assignment=commitment.assignment_id)
        .select_related("assignment__institution")
        .prefetch_related("budget_lines")
        .order_by("number")
    )
    versions: dict[int, list[Commitment]] = {}
    for row in rows:
        versions.setdefault(row.assignment_id, []).append(row)
    counted = [in_force_of(found) or found[-1] for found in versions.values()]
    return [line for row in counted for line in row.budget_lines.all() if line.ro_code in codes]


@dataclass(frozen=True)
class SourceSum:
    """What is allocated and spent from one source; None where nobody states any."""

    label: str
    allocated: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True)
class BudgetSum:
    """The budget of an institution, or of all: each RO once, and for how many actions."""

    name: str
    filled: Ratio
    sources: tuple[SourceSum, ...]


@dataclass(frozen=True)
class YearBudget:
    """The budget of a year's promises as far as one reader sees them."""

    whole: BudgetSum
    institutions: tuple[BudgetSum, ...]
    warnings: tuple[str, ...]
    lines: dict[int, tuple[ShownLine, ...]]


def year_budget(rows: Sequence[PromiseRow], user: Any, year: int) -> YearBudget:
    """The sums over `rows`, the reader's promises of `year`, in one query.

    The version in force counts, before there is any the newest. An action is filled where some
    line of it has a pagu; one without is not counted as zero.
    """
    counted = {row.counted.pk: row for row in rows if row.counted}
    asked = BudgetLine.everything.visible_to(user).filter(commitment__year=year)
    parts = ("commitment__assignment__institution", "commitment__assignment__action")
    lines = [line for line in asked.select_related(*parts) if line.commitment_id in counted]
    pots = pots_of(lines)
    shown, of_promise = shown_lines(pots), dict[int, tuple[ShownLine, ...]]()
    for line in lines:
        key = line.commitment_id
        of_promise[key] = (*of_promise.get(key, ()), shown[line.pk])
    houses = {row.assignment.institution_id: row.assignment.institution.short for row in rows}
    return YearBudget(
        whole=_sum(_("Semua"), rows, pots),
        institutions=tuple(
            _sum(
                name,
                [row for row in rows if row.assignment.institution_id == house],
                [pot for pot in pots if _house_of(pot) == house],
            )
            for house, name in sorted(houses.items(), key=lambda pair: pair[1])
        ),
        warnings=tuple(sentence for pot in pots for sentence in pot.warnings()),
        lines=of_promise,
    )


def _house_of(pot: Pot) -> int:
    return pot.lines[0].commitment.assignment.institution_id


def _sum(name: str, rows: Iterable[PromiseRow], pots: Sequence[Pot]) -> BudgetSum:
    actions = {row.assignment.action_id for row in rows}
    filled = {
        line.commitment.assignment.action_id
        for pot in pots
        if pot.allocated is not None
        for line in pot.lines
    }
    sources = []
    for source in BudgetSource:
        of_it = [pot for pot in pots if pot.lines[0].source == source]
        if of_it:
            allocated = _total(pot.allocated for pot in of_it)
            sources.append(
                SourceSum(str(source.label), allocated, _total(pot.spent for pot in of_it))
            )
    return BudgetSum(name, Ratio(len(filled), len(actions), base=_("aksi")), tuple(sources))


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated, Decimal(0)) if stated else None
