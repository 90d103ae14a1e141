"""What a published sum may not give away: primary and complementary suppression.

The public reads each open action and sums over pillars and over the plan. Whoever subtracts the
open actions from a sum is left with those that are not told in detail. A sum is therefore told
whole only where enough of them stay mixed up in the remainder; elsewhere it counts the open
actions only, and says so. Sums nest (plan over pillars), so the remainders of several pillars
that count open actions only are looked at together (Willenborg and de Waal, Elements of
Statistical Disclosure Control, 2001, chapter 5: secondary suppression).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from progress.figures import carried_out, mean_percent, status_counts
from ranpe.kit.formats import number
from ranpe.kit.ratio import Ratio
from reporting import sentences
from reporting.document import (
    Action,
    AnnualDocument,
    Clearance,
    Count,
    Figure,
    Line,
    Pillar,
)
from reporting.sentences import PUBLIC_CHAPTERS

OPEN: Final = "B"
# Units that count people; small numbers of them are not told (domain brief 4(d)3).
PERSON_UNITS: Final = frozenset({"orang", "peserta", "jiwa", "siswa", "keluarga", "kk", "penerima"})
_BY_STATUS: Final = ("status.", "carried_out")
# Told of all actions together and of no single one: nothing open to count them from.
_BY_REPORT: Final = ("commitment", "verified", "evidence")


@dataclass(frozen=True)
class Told:
    """Which pillars, and whether the plan, are told with the kept-back actions in their sums."""

    pillars: frozenset[int]
    is_plan: bool


def is_open(action: Action, clearance: Clearance) -> bool:
    """Whether an action is told in detail: classified Biasa and not kept back."""
    return action.classification == OPEN and action.code not in clearance.grounds


def is_told(line: Line) -> bool:
    """Whether target and value of a line stand in the public edition."""
    return line.is_verified and line.target is not None


def is_small_cell(value: Decimal | None, unit: str, below: int) -> bool:
    """Whether a figure counts so few people that it could point to one of them."""
    counts_people = unit.strip().lower() in PERSON_UNITS
    return counts_people and value is not None and 0 < value < below


def hides_people(line: Line, below: int) -> bool:
    """Whether target or value of a line is a small number of people."""
    values = (line.recognised, line.target)
    return any(is_small_cell(value, line.unit, below) for value in values)


def is_suppressed(action: Action, below: int) -> bool:
    """Whether the percentage of an action would give a small number of people away."""
    return any(is_told(line) and hides_people(line, below) for line in action.lines)


def is_mixed(kept_back: Sequence[object], below: int) -> bool:
    """Whether nobody can tell one kept-back value out of this remainder.

    That is so when there is none, or when there are at least `below` and not all alike.
    """
    return not kept_back or (len(kept_back) >= below and len(set(kept_back)) > 1)


def told_whole(kept_back: Mapping[int, Sequence[object]], below: int) -> Told:
    """The pillars (and the plan) whose sums may hold their kept-back values.

    `kept_back` names every pillar with the values of its kept-back actions. Where the pillars
    that are not told whole are too few together, the one with the fewest kept-back actions
    joins them, until they are enough or none is left.
    """
    told = {place for place, values in kept_back.items() if is_mixed(values, below)}
    while True:
        rest = [
            value for place, values in kept_back.items() if place not in told for value in values
        ]
        able = [place for place in told if kept_back[place]]
        if is_mixed(rest, below) or not able:
            return Told(frozenset(told), is_mixed(rest, below))
        told.remove(min(able, key=lambda place: (len(kept_back[place]), place)))


def for_the_public(document: AnnualDocument, clearance: Clearance) -> AnnualDocument:
    """The document with only those sums from which no kept-back action can be worked out."""
    below = document.rules.small_cell_below
    kept = [row for row in document.actions if not is_open(row, clearance)]
    few = [row for row in document.actions if is_open(row, clearance) and is_suppressed(row, below)]
    statuses = told_whole(_by_pillar(document, kept, "status"), below)
    means = told_whole(_by_pillar(document, [*kept, *few], "percent"), below)
    figures = tuple(
        figure
        for row in document.figures
        if (figure := _figure(row, document, clearance, statuses, means))
    )
    by_key = {figure.key: figure for figure in figures}
    return replace(
        document,
        verdict=sentences.verdict(document.year, figures),
        figures=figures,
        pillars=tuple(
            _pillar(row, document, clearance, by_key, is_whole=row.number in statuses.pillars)
            for row in document.pillars
        ),
    )


def _by_pillar(
    document: AnnualDocument, kept: Iterable[Action], name: str
) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {pillar.number: [] for pillar in document.pillars}
    for row in kept:
        value = getattr(row, name)
        if row.is_scheduled and value is not None:
            found[row.pillar_number].append(value)
    return found


def _pillar_of(key: str) -> int | None:
    _name, found, place = key.partition(".pillar.")
    return int(place) if found else None


def _figure(
    row: Figure, document: AnnualDocument, clearance: Clearance, statuses: Told, means: Told
) -> Figure | None:
    place = _pillar_of(row.key)
    if row.key.startswith("mean"):
        told, is_about_action = means, True
    else:
        told, is_about_action = statuses, row.key.startswith((*_BY_STATUS, *_BY_REPORT))
    is_whole = told.is_plan if place is None else place in told.pillars
    if is_whole or not is_about_action:
        return row
    if row.key.startswith(_BY_REPORT):
        return None
    return _over_open(row, document, clearance, place)


def _over_open(
    row: Figure, document: AnnualDocument, clearance: Clearance, place: int | None
) -> Figure:
    """The same figure over the actions that are told in detail, on a base that says so."""
    scheduled = [
        action
        for action in document.actions
        if action.is_scheduled and (place is None or action.pillar_number == place)
    ]
    shown = [action for action in scheduled if is_open(action, clearance)]
    base = f"{row.base}, tanpa {number(len(scheduled) - len(shown))} aksi yang tidak dirinci"
    part, value = _counted(row.key, shown, document.rules.small_cell_below)
    return replace(row, part=part, whole=len(shown), value=value, base=base, past=None)


def _counted(key: str, shown: Sequence[Action], below: int) -> tuple[int, Decimal | None]:
    if key.startswith("mean"):
        measured = [row for row in shown if not is_suppressed(row, below)]
        return sum(row.percent is not None for row in measured), mean_percent(measured)
    if key.startswith("carried_out"):
        ratio = carried_out(shown, len(shown))
    else:
        status = key.removeprefix("status.").partition(".")[0]
        counts: Mapping[Any, int] = status_counts(shown)
        ratio = Ratio(counts.get(status, 0), len(shown))
    return ratio.part, ratio.value


def _pillar(
    pillar: Pillar,
    document: AnnualDocument,
    clearance: Clearance,
    figures: Mapping[str, Figure],
    *,
    is_whole: bool,
) -> Pillar:
    own = [row for row in document.actions if row.pillar_number == pillar.number]
    shown = [row for row in own if is_open(row, clearance)]
    past = [row.past.status for row in own if row.past and not is_open(row, clearance)]
    keeps_past = is_whole and is_mixed(past, document.rules.small_cell_below)
    return replace(
        pillar,
        is_partial=not is_whole,
        counts=pillar.counts if is_whole else _counts(pillar.counts, shown),
        past_counts=pillar.past_counts if keeps_past else (),
        mean=figures.get(f"mean.pillar.{pillar.number}"),
        carried_out=figures.get(f"carried_out.pillar.{pillar.number}"),
        foci=tuple(
            replace(
                focus,
                counts=_counts(
                    focus.counts, [row for row in shown if row.focus_number == focus.number]
                ),
            )
            for focus in pillar.foci
        ),
    )


def _counts(order: Iterable[Count], actions: Sequence[Action]) -> tuple[Count, ...]:
    statuses = [row.status for row in actions]
    return tuple(replace(row, count=statuses.count(row.status)) for row in order)


def given_away(document: AnnualDocument, clearance: Clearance) -> tuple[str, ...]:
    """The headings of the chapters whose words still tell a sum that must not be told.

    Those are the sentences that the machine would write with every action in its sums, and not
    with the kept-back ones out. A chapter that the harm test keeps back is not looked at.
    """
    forbidden = _sentences(document) - _sentences(for_the_public(document, clearance))
    return tuple(
        row.heading
        for row in document.chapters
        if row.key not in clearance.chapters and any(words in row.text for words in forbidden)
    )


def _sentences(document: AnnualDocument) -> set[str]:
    return {words for plan in PUBLIC_CHAPTERS for words in plan.paragraphs(document)}
