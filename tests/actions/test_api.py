"""The plan over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from actions.models import Action
from pillars.models import Classification
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, ten_times
from tests.people import People

ACTIONS = "/api/actions/"


def test_actions_come_with_their_institutions(people: People) -> None:
    body = signed_in(people.operator).get(ACTIONS, {"kata": "P1-F01-A006"}).json()

    assert body["count"] == 1
    action = body["results"][0]
    assert (action["plan"], action["pillar"]) == ("CONTOH-2026", 1)
    assert [row["institution"] for row in action["assignments"]] == ["Kemenag", "Kemensos"]


def test_a_secret_action_exists_only_for_those_concerned(small_plan: World, people: People) -> None:
    action = small_plan.actions[0]
    Action.everything.filter(pk=action.pk).update(classification=Classification.SECRET)
    url = f"{ACTIONS}{action.pk}/"

    assert signed_in(people.operator).get(url).status_code == 200
    assert signed_in(people.approver).get(url).status_code == 200
    assert signed_in(people.other_operator).get(url).status_code == 404
    assert signed_in(people.other_operator).get(ACTIONS).json()["count"] == 11


def test_narrowing_does_not_reach_what_is_hidden(small_plan: World, people: People) -> None:
    owner = small_plan.institutions["Kemenag"]
    Action.everything.update(classification=Classification.SECRET)

    body = signed_in(people.other_operator).get(ACTIONS, {"kl": owner.pk}).json()

    assert [row["code"] for row in body["results"]] == ["P1-F01-A006"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_plan_is_read_only(method: str, small_plan: World, people: People) -> None:
    client = signed_in(people.secretariat)

    for url in (ACTIONS, f"{ACTIONS}{small_plan.actions[0].pk}/", "/api/periods/"):
        assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("url", [ACTIONS, "/api/institutions/", "/api/periods/"])
def test_without_signing_in_there_is_nothing(url: str, small_plan: World) -> None:
    assert Client().get(url).status_code in (302, 401, 403)


def test_institutions_and_periods_are_listed(people: People) -> None:
    client = signed_in(people.operator)

    names = {row["short"] for row in client.get("/api/institutions/").json()["results"]}
    periods = [row["name"] for row in client.get("/api/periods/").json()["results"]]

    assert {"BNPT", "Bali"} <= names
    assert periods == ["Semester I 2026", "Semester II 2026"]


def test_the_list_takes_as_many_queries_for_ten_times_the_actions(
    small_plan: World, people: People
) -> None:
    few = queries_of(people.secretariat, ACTIONS)
    ten_times(small_plan)

    assert (few, queries_of(people.secretariat, ACTIONS)) == (8, 8)
