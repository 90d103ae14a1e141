"""Before what weighs most the second factor is shown again; what was typed goes on."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Occupancy, OccupancyKind
from tests.accounts.factors import ENROL, enrolled
from tests.factories import World
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import People

CODES = reverse("factor_codes")
RECOVERIES = reverse("recoveries")
ASKED = "Langkah ini penting"
CODE = "langkah-kedua-code"
PAGE = "langkah-kedua-page"


@pytest.fixture(autouse=True)
def _second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that the test moves; it stands in the middle of a half minute."""
    with time_machine.travel("2026-07-28T03:00:15+00:00", tick=False) as moved:
        yield moved


def typed(people: People) -> dict[str, Any]:
    """A Plt. for somebody, as an administrator types it."""
    position = Occupancy.everything.get(user=people.head).position_id
    days = {"starts_on": "2026-08-01", "ends_on": "2026-08-31"}
    return {
        "position": position,
        "kind": "plt",
        "person": people.pokja_head.pk,
        "decree": 'SP "7" & <8>',
        **days,
    }


def test_within_five_minutes_nothing_is_asked(people: People, clock: Any) -> None:
    client, _phone, _codes = enrolled(people.admin)
    clock.shift(299)

    answer = client.post(reverse("acting"), typed(people))

    assert answer["Location"] == reverse("acting")


def test_later_it_is_asked_and_what_was_typed_goes_on_after_it(people: People, clock: Any) -> None:
    client, phone, _codes = enrolled(people.admin)
    clock.shift(301)

    question = client.post(reverse("acting"), typed(people))
    assert (question.status_code, ASKED in words_of(question)) == (403, True)
    assert not Occupancy.everything.filter(kind=OccupancyKind.PLT).exists()
    carried = carried_by(question)
    assert carried == {name: str(value) for name, value in typed(people).items()}

    refused = client.post(reverse("acting"), {**carried, CODE: phone.wrong_code()})
    assert (refused.status_code, "Kode tidak cocok." in words_of(refused)) == (422, True)
    assert carried_by(refused) == carried

    done = client.post(reverse("acting"), {**carried, CODE: phone.code()})
    assert done["Location"] == reverse("acting")
    assert Occupancy.everything.get(kind=OccupancyKind.PLT).decree == 'SP "7" & <8>'


def carried_by(answer: Any) -> dict[str, str]:
    """What the question carries on, without the token."""
    form = body_of(answer).partition("novalidate>")[2].partition("</form>")[0]
    pairs = [part.partition('"') for part in form.split('<input type="hidden" name="')[1:]]
    found = {
        name: unescape(rest.partition('value="')[2].partition('"')[0]) for name, _q, rest in pairs
    }
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_a_printed_code_does_as_well_and_freshness_lasts(people: People, clock: Any) -> None:
    client, _phone, codes = enrolled(people.admin)
    clock.shift(3600 // 4)

    assert client.post(CODES, {CODE: codes[0]}).status_code == 200
    clock.shift(240)
    assert client.post(CODES).status_code == 200


def test_looking_at_a_form_asks_nothing_and_a_new_phone_does(people: People, clock: Any) -> None:
    client, phone, _codes = enrolled(people.admin)
    clock.shift(600)

    assert client.get(RECOVERIES).status_code == 200
    assert client.get(reverse("acting")).status_code == 200
    assert client.get(ENROL).status_code == 403
    assert client.post(ENROL, {CODE: phone.code(), PAGE: "1"})["Location"] == ENROL
    assert client.get(ENROL).status_code == 200


def test_a_file_is_handed_out_after_the_code_and_never_before(
    people: People, small_plan: World, clock: Any
) -> None:
    client, phone, _codes = enrolled(people.secretariat)
    file = reverse("board-export", args=["csv"])
    clock.shift(600)

    question = client.get(file)
    assert (question.status_code, question["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert PAGE in body_of(question)
    assert client.post(file, {CODE: phone.wrong_code(), PAGE: "1"}).status_code == 422
    assert client.post(file, {CODE: phone.code(), PAGE: "1"})["Location"] == file
    assert client.get(file)["Content-Type"].startswith("text/csv")


WEIGHTY: dict[str, list[Any]] = {
    "acting": [],
    "delegate": [],
    "factor_codes": [],
    "recoveries": [],
    "recovery_grant": [1],
    "passkey_remove": [1],
    "reporting:approve": [1],
    "reporting:publish": [1],
    "reporting:step": [1, "withdraw_publication"],
    "workgroups:member_add": [],
    "workgroups:member_end": [1],
    "right-give": [1],
    "right-end": [1],
    "right-confirm": [1],
}


@pytest.mark.parametrize("name", WEIGHTY)
def test_every_weighty_step_asks_and_does_not_tell_what_exists(
    name: str, people: People, clock: Any
) -> None:
    client, _phone, _codes = enrolled(people.operator)
    clock.shift(600)

    answer = client.post(reverse(name, args=WEIGHTY[name]), {"typed": "kata"})

    assert (answer.status_code, ASKED in words_of(answer)) == (403, True)
    assert carried_by(answer) == {"typed": "kata"}


def test_who_may_not_is_refused_also_with_a_fresh_code(people: People, clock: Any) -> None:
    client, phone, _codes = enrolled(people.operator)
    clock.shift(600)

    answer = client.post(RECOVERIES, {CODE: phone.code()})

    assert "admin sistem" in words_of(answer)
    assert answer.status_code == 403


def test_the_code_of_the_question_reaches_no_other_form(people: People, clock: Any) -> None:
    client, phone, _codes = enrolled(people.admin)
    clock.shift(600)

    assert client.post(CODES, {"code": phone.code()}).status_code == 403


def test_in_the_demonstration_nothing_is_asked(people: People, settings: Any) -> None:
    settings.SECOND_FACTOR = False

    answer = signed_in(people.admin).post(reverse("acting"), typed(people))

    assert answer["Location"] == reverse("acting")
