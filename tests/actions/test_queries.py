"""Finding actions."""

from __future__ import annotations

import pytest

from actions.models import Action
from actions.queries import concerning, matching
from pillars.models import Classification
from tests.factories import World
from tests.people import People


@pytest.mark.parametrize(
    ("text", "count"),
    [("P1-F01-A001", 1), ("p3-f01", 2), ("Kemendagri", 1), ("Kementerian Sosial", 3), ("xyz", 0)],
)
def test_actions_are_found_by_code_title_and_owner(text: str, count: int, people: People) -> None:
    assert matching(text, people.secretariat).count() == count


def test_each_action_is_found_once(people: People) -> None:
    found = list(matching("contoh", people.secretariat))

    assert len(found) == len(set(found)) == 12


def test_what_a_reader_may_not_see_is_not_found(small_plan: World, people: People) -> None:
    Action.everything.filter(code="P2-F01-A001").update(classification=Classification.SECRET)

    assert matching("P2-F01-A001", people.coordinator).count() == 1
    assert matching("P2-F01-A001", people.operator).count() == 0
    assert matching("P2-F01-A001", people.verifier).count() == 0
    assert matching("P2-F01-A001", people.other_verifier).count() == 1


def test_a_persons_own_actions_are_each_counted_once(people: People) -> None:
    own = Action.everything.filter(concerning(people.operator))

    assert [row.code for row in own] == ["P1-F01-A001", "P1-F01-A002", "P1-F01-A006"]
