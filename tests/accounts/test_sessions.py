"""When sessions end: by themselves, by their owner, and because something changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy, Role, User
from accounts.services import grant
from journal.models import Entry
from tests.accounts.factors import at_the_door, with_password
from tests.pages.visiting import words_of
from tests.people import PASSWORD, People

HOME = reverse("home")
SECURITY = reverse("security")
NEW = "sandi-baru-yang-panjang-7"


@pytest.fixture
def _fixed_clock() -> None:
    """Here time passes: nothing holds the clock of the framework."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that the test moves."""
    with time_machine.travel("2026-07-28T03:00:15+00:00", tick=False) as moved:
        yield moved


def came_in(person: User) -> Client:
    """A browser in which somebody came in by the door."""
    if not person.has_usable_password():
        with_password(person)
    client, answer = at_the_door(person)
    assert answer["Location"] == HOME
    return client


def is_in(client: Client) -> bool:
    """Whether the house still knows who this is."""
    return bool(client.get(HOME).status_code == 200)


@pytest.mark.parametrize(
    ("part", "minutes"),
    [("operator", 30), ("approver", 30), ("verifier", 15), ("head", 15), ("admin", 15)],
)
def test_who_does_nothing_is_signed_out_after_the_minutes_of_their_role(
    part: str, minutes: int, people: People, clock: Any
) -> None:
    stays, goes = came_in(people.all()[part]), came_in(people.all()[part])

    clock.shift(minutes * 60 - 1)
    assert is_in(stays)
    clock.shift(2)
    assert not is_in(goes)
    assert goes.get(HOME)["Location"].startswith(reverse("sign_in"))
    assert is_in(stays)


def test_after_twelve_hours_it_ends_however_busy_one_is(people: People, clock: Any) -> None:
    client = came_in(people.operator)
    for _twenty_minutes in range(36):
        clock.shift(20 * 60)
        assert is_in(client)

    clock.shift(1)
    assert not is_in(client)


def test_the_minutes_are_settings(people: People, settings: Any, clock: Any) -> None:
    settings.SESSION_IDLE_SHORT_SECONDS = 60
    settings.SESSION_IDLE_SHORT_ROLES = ["operator"]
    client = came_in(people.operator)

    clock.shift(61)
    assert not is_in(client)


def test_a_session_without_its_times_is_none(people: People) -> None:
    client = came_in(people.operator)
    session = client.session
    del session["began_at"]
    session.save()

    assert not is_in(client)


def test_a_visit_is_noted_once_a_minute(people: People, clock: Any) -> None:
    client = came_in(people.operator)
    row = UserSession.objects.get()

    clock.shift(59)
    assert is_in(client)
    assert UserSession.objects.get().last_seen_at == row.last_seen_at
    clock.shift(2)
    assert is_in(client)
    assert UserSession.objects.get().last_seen_at == timezone.now()


def test_one_reads_where_one_is_signed_in_and_ends_one_of_them(people: People) -> None:
    here, there = came_in(people.operator), came_in(people.operator)
    elsewhere = UserSession.objects.get(session_key=there.session.session_key)

    assert "sesi ini" in words_of(here.get(SECURITY))
    assert here.post(reverse("session_end", args=[elsewhere.pk]))["Location"] == SECURITY

    assert (is_in(here), is_in(there)) == (True, False)
    assert Entry.everything.filter(verb="session.ended", actor=people.operator).count() == 1


def test_ending_this_one_leads_to_the_door(people: People) -> None:
    client = came_in(people.operator)
    row = UserSession.objects.get()

    answer = client.post(reverse("session_end", args=[row.pk]))

    assert answer["Location"] == reverse("sign_in")
    assert not is_in(client)


def test_nobody_ends_the_session_of_somebody_else(people: People) -> None:
    mine, theirs = came_in(people.operator), came_in(people.approver)
    row = UserSession.objects.get(session_key=theirs.session.session_key)

    assert mine.post(reverse("session_end", args=[row.pk])).status_code == 404
    assert is_in(theirs)


def test_all_others_end_at_once(people: People) -> None:
    here, *others = [came_in(people.operator) for _computer in range(3)]

    here.post(reverse("sessions_end"))

    assert [is_in(client) for client in (here, *others)] == [True, False, False]
    assert UserSession.objects.get().session_key == here.session.session_key
    assert Entry.everything.filter(verb="session.others_ended").count() == 1


def test_a_new_password_ends_the_others_and_opens_the_door(people: People, settings: Any) -> None:
    settings.DEMO = False
    here, there = came_in(people.operator), came_in(people.operator)
    page = reverse("password")
    said = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    wrong = here.post(page, {**said, "old_password": "salah"})
    short = here.post(page, {**said, "new_password1": "pendek", "new_password2": "pendek"})
    assert (wrong.status_code, short.status_code) == (422, 422)
    assert is_in(there)
    assert here.post(page, said)["Location"] == SECURITY

    assert (is_in(here), is_in(there)) == (True, False)
    answer = Client().post(reverse("sign_in"), {"login": people.operator.email, "password": NEW})
    assert answer["Location"] == HOME
    assert Entry.everything.filter(verb="person.password").count() == 1


def test_in_the_demonstration_nobody_takes_a_sample_account_from_the_others(
    people: People,
) -> None:
    answer = came_in(people.operator).get(reverse("password"))

    assert (answer.status_code, "akun contoh tidak diganti" in words_of(answer)) == (409, True)


def test_who_is_given_another_right_comes_in_anew(people: People, now: datetime) -> None:
    client, other = came_in(people.operator), came_in(people.approver)
    office = Occupancy.everything.get(user=people.operator).position

    grant(office, Role.PPID, by=people.admin, at=now)

    assert (is_in(client), is_in(other)) == (False, True)


def test_a_closed_account_is_out_at_once(people: People) -> None:
    client = came_in(people.operator)

    User.everything.filter(pk=people.operator.pk).update(is_active=False)

    assert not is_in(client)


def test_the_list_of_a_session_names_browser_and_system(people: People) -> None:
    with_password(people.operator)
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Edg/156")
    at_the_door(people.operator, client)

    assert "Edge · Windows" in words_of(client.get(SECURITY))
