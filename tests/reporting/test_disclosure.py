"""No published sum gives a kept-back action away, whatever is subtracted from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ranpe.kit.refusals import Incomplete
from reporting import services
from reporting.compose import compose_public, compose_report
from reporting.disclosure import Told, for_the_public, given_away, is_mixed, told_whole
from reporting.document import Action, AnnualDocument, Clearance
from reporting.models import Stage
from tests.reporting.years import LIMITED, SealedYear, a_draft, decide_everything, walked

STATUSES = ("achieved", "behind", "no_report")
BELOW = 3


@pytest.mark.parametrize(
    ("kept_back", "mixed"),
    [([], True), ("ab", False), ("aaaa", False), ("aab", True), ("abcd", True)],
)
def test_a_remainder_hides_its_members_when_it_is_large_and_mixed(
    kept_back: Sequence[object], mixed: bool
) -> None:
    assert is_mixed(kept_back, BELOW) is mixed


def test_a_pillar_joins_those_that_are_too_few_alone() -> None:
    told = told_whole({1: "abab", 2: "a", 3: "abc", 4: ""}, BELOW)

    assert told.pillars == {1, 4}, "the smallest of the others keeps pillar 2 company"
    assert told.is_plan


def test_where_all_together_are_too_few_the_plan_is_not_told_either() -> None:
    told = told_whole({1: "a", 2: "b", 3: ""}, BELOW)

    assert told.pillars == {3}
    assert not told.is_plan


@given(st.lists(st.lists(st.sampled_from(STATUSES), max_size=4), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_everything_that_fits_the_sums_leaves_each_action_open(pillars: list[list[str]]) -> None:
    kept_back = dict(enumerate(pillars, start=1))
    secrets = [(pillar, value) for pillar, values in kept_back.items() for value in values]
    assume(len(secrets) <= 7)
    told = told_whole(kept_back, BELOW)

    possible = [guess for guess in _guesses(secrets) if _fits(guess, secrets, told)]

    for place in range(len(secrets)):
        assert len({guess[place] for guess in possible}) > 1
        assert not _is_solvable(place, secrets, told)


Secrets = list[tuple[int, str]]


def _guesses(secrets: Secrets) -> Iterator[Secrets]:
    places = [place for place, _value in secrets]
    for values in product(STATUSES, repeat=len(secrets)):
        yield list(zip(places, values, strict=True))


def _fits(guess: Secrets, truth: Secrets, told: Told) -> bool:
    """Whether a guess gives the same published sums as the truth."""
    same = all(
        Counter(value for place, value in guess if place == pillar)
        == Counter(value for place, value in truth if place == pillar)
        for pillar in told.pillars
    )
    both = Counter(value for _place, value in guess), Counter(value for _place, value in truth)
    return same and (not told.is_plan or both[0] == both[1])


def _is_solvable(place: int, secrets: Secrets, told: Told) -> bool:
    """Whether one kept-back cell is a linear combination of the published sums."""
    rows = [[Fraction(at == pillar) for at, _value in secrets] for pillar in told.pillars]
    if told.is_plan:
        rows.append([Fraction(1)] * len(secrets))
    cell = [Fraction(each == place) for each in range(len(secrets))]
    return _rank([*rows, cell]) == _rank(rows)


def _rank(rows: list[list[Fraction]]) -> int:
    left, rank = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        found = next((row for row in left if row[column]), None)
        if found is None:
            continue
        left.remove(found)
        rank += 1
        left = [
            [value - found[i] * row[column] / found[column] for i, value in enumerate(row)]
            for row in left
        ]
    return rank


def test_the_solver_finds_a_cell_that_stands_alone() -> None:
    assert _is_solvable(0, [(1, "a"), (2, "b")], Told(frozenset({1}), is_plan=False))
    assert not _is_solvable(0, [(1, "a"), (1, "b")], Told(frozenset({1}), is_plan=True))


@pytest.fixture
def document(year: SealedYear) -> AnnualDocument:
    return compose_report(a_draft(year, "public"))


def test_a_pillar_with_one_closed_action_counts_its_open_ones(document: AnnualDocument) -> None:
    public = for_the_public(document, Clearance())

    full = {row.number: row for row in document.pillars}
    for pillar in public.pillars:
        shown = [
            row
            for row in document.actions
            if row.pillar_number == pillar.number and row.classification == "B"
        ]
        assert pillar.is_partial is (pillar.number != 3)
        assert {row.status: row.count for row in pillar.counts if row.count} == Counter(
            row.status for row in shown
        )
        assert sum(row.count for row in full[pillar.number].counts) - len(shown) == (
            1 if pillar.is_partial else 0
        )


def test_the_sums_of_the_plan_say_that_they_count_open_actions_only(
    document: AnnualDocument,
) -> None:
    public = for_the_public(document, Clearance())

    carried = public.figure("carried_out")
    assert carried is not None
    shown = [row for row in document.actions if row.classification == "B" and row.is_scheduled]
    assert (carried.part, carried.whole) == (sum(row.is_carried_out for row in shown), len(shown))
    assert carried.base.endswith("tanpa 2 aksi yang tidak dirinci") and carried.past is None
    assert public.figure("verified") is None
    assert public.figure("compliance.sent") == document.figure("compliance.sent")


def test_many_mixed_closed_actions_leave_the_sums_whole(document: AnnualDocument) -> None:
    first = document.actions[0]
    closed = [
        replace(
            first,
            code=f"T{place}",
            classification="T",
            status=STATUSES[place % 3],
            percent=Decimal(60 + place),
        )
        for place in range(6)
    ]
    wide = _with(document, (*_open_ones(document), *closed))

    public = for_the_public(wide, Clearance())

    assert public.figures == wide.figures
    assert not any(row.is_partial for row in public.pillars)


def test_a_mean_does_not_give_a_small_number_of_people_away(document: AnnualDocument) -> None:
    actions = _open_ones(document)
    few = replace(
        actions[0],
        lines=(replace(actions[0].lines[0], unit="orang", recognised=Decimal(3)),),
        percent=Decimal(30),
    )
    public = for_the_public(_with(document, (few, *actions[1:])), Clearance())

    mean, carried = public.figure("mean"), public.figure("carried_out")
    assert mean is not None and carried is not None
    percents = [row.percent for row in actions[1:] if row.percent is not None]
    assert mean.value == sum(percents, Decimal(0)) / len(percents)
    assert mean.part == len(percents)
    assert carried == document.figure("carried_out"), "the state of that action is public"


def _open_ones(document: AnnualDocument) -> tuple[Action, ...]:
    return tuple(row for row in document.actions if row.classification == "B")


def _with(document: AnnualDocument, actions: tuple[Action, ...]) -> AnnualDocument:
    return replace(document, actions=actions)


def test_the_first_text_of_the_public_report_tells_no_such_sum(document: AnnualDocument) -> None:
    assert given_away(document, Clearance()) == ()


def test_a_chapter_that_tells_what_was_kept_back_later_stops_the_harm_test(
    year: SealedYear,
) -> None:
    report = walked(a_draft(year, "public"), Stage.HARM_TEST, year)
    services.add_harm_item(
        report,
        kind="action",
        key="P3-F01-A001",
        subject="Aksi P3-F01-A001",
        by=year.people.ppid,
        at=year.later(5),
    )
    decide_everything(report, year)

    with pytest.raises(Incomplete, match="“Kemajuan” masih menyebut angka"):
        services.finish_harm_test(report, by=year.people.ppid, at=year.later(6))


def test_the_public_edition_says_why_its_sums_are_smaller(year: SealedYear) -> None:
    report = walked(a_draft(year, "public"), Stage.AWAITING_DECISION, year)

    edition = compose_public(report)

    assert [row.is_partial for row in edition.pillars] == [True, True, False]
    foci = {focus.number: focus for focus in edition.pillars[0].foci}
    assert foci[1].withheld == 1 and LIMITED.startswith("P1-F01")
