"""By link through the door: invited, or with a lost password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journal import jobs
from journal.models import Entry, Job
from tests.accounts.factors import at_the_door, with_password
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import PASSWORD, People

FORGOTTEN = reverse("password_forgotten")
NEW = "sandi-baru-yang-panjang-7"
SAME = "Bila alamat itu punya akun"


@pytest.fixture
def _fixed_clock() -> None:
    """Here time passes: nothing holds the clock of the framework."""


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[Any]:
    """A clock that the test moves, outside the demonstration."""
    settings.DEMO = False
    with time_machine.travel("2026-07-28T03:00:15+00:00", tick=False) as moved:
        yield moved


def mailed_link(person: User) -> str:
    """Let the worker send what waits, and open the mail."""
    jobs.run(Job.everything.latest("pk").pk)
    letter = mail.outbox[-1]
    assert letter.to == [person.email]
    found = re.search(r"https?://[^/]+(/masuk/\S+)", str(letter.body))
    assert found
    return found[1]


def chosen(link: str, password: str = NEW, again: str = "") -> Any:
    """Choose a password under a link."""
    said = {"new_password1": password, "new_password2": again or password}
    return Client().post(link, said)


def ask(email: str) -> Any:
    """Ask for a new password."""
    return Client().post(FORGOTTEN, {"email": email})


def test_a_forgotten_password_is_replaced_once_by_link(people: People, clock: Any) -> None:
    person = with_password(people.operator)
    inside, _answer = at_the_door(person)

    assert SAME in words_of(ask(person.email.upper()))
    link = mailed_link(person)
    clock.shift(29 * 60)
    assert (chosen(link, "pendek").status_code, chosen(link, NEW, "lain").status_code) == (422, 422)
    assert chosen(link)["Location"] == reverse("sign_in")

    assert inside.get(reverse("home")).status_code == 302
    answer = Client().post(reverse("sign_in"), {"login": person.email, "password": NEW})
    assert answer["Location"] == reverse("home")
    assert chosen(link, PASSWORD + "-lain").status_code == 410
    verbs = list(Entry.everything.filter(subject_id=person.pk).values_list("verb", flat=True))
    assert verbs.count("person.reset_asked") == verbs.count("person.reset") == 1


def test_a_link_ends_after_half_an_hour(people: People, clock: Any) -> None:
    ask(with_password(people.operator).email)
    link = mailed_link(people.operator)

    clock.shift(30 * 60 + 1)

    assert "tidak berlaku lagi" in words_of(Client().get(link))
    assert chosen(link).status_code == 410


def test_the_answer_is_the_same_for_an_address_that_nobody_has(people: People) -> None:
    closed = with_password(people.approver)
    User.everything.filter(pk=closed.pk).update(is_active=False)
    known = ask(with_password(people.operator).email)

    for email in ("tidak.ada@ranpe.example", closed.email):
        answer = ask(email)
        assert (answer.status_code, without_token(answer)) == (200, without_token(known))
    assert Job.everything.filter(task="accounts.mail_door_key").count() == 1


def without_token(answer: Any) -> str:
    """A page without the token of its forms."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", body_of(answer))


def test_asking_again_and_again_fills_nobodys_box(people: People, clock: Any) -> None:
    person = with_password(people.operator)
    for _again in range(9):
        clock.shift(1)
        assert SAME in words_of(ask(person.email))

    assert Job.everything.filter(task="accounts.mail_door_key").count() == 5


def test_the_secret_stands_nowhere_but_in_the_mail(people: People) -> None:
    person = with_password(people.operator)
    ask(person.email)
    secret = mailed_link(person).rstrip("/").rpartition("/")[2]

    assert not any(secret in str(vars(job)) for job in Job.everything.all())
    assert not any(secret in str(vars(entry)) for entry in Entry.everything.all())


def test_a_link_for_one_thing_opens_nothing_else_and_none_can_be_made_up(people: People) -> None:
    ask(with_password(people.operator).email)
    link = mailed_link(people.operator)

    assert Client().get(link.replace("pulihkan", "undangan")).status_code == 410
    assert Client().get(link[:-4] + "abc/").status_code == 410
    assert Client().get(reverse("door_key", args=["pulihkan", "k" * 40])).status_code == 410


def test_somebody_new_is_invited_chooses_a_password_and_signs_in(
    people: People, clock: Any
) -> None:
    admin = signed_in(people.admin)

    assert "Undang" in words_of(admin.get(reverse("people")))
    answer = admin.post(reverse("invite", args=[people.operator.pk]))
    assert answer["Location"] == reverse("people")
    link = mailed_link(people.operator)
    clock.shift(6 * 24 * 3600)
    assert people.operator.name in words_of(Client().get(link))
    assert chosen(link)["Location"] == reverse("sign_in")

    again = Client().post(reverse("sign_in"), {"login": people.operator.email, "password": NEW})
    assert again["Location"] == reverse("home")
    assert chosen(link).status_code == 410
    assert Entry.everything.filter(verb="person.invited", actor=people.admin).count() == 1


def test_an_invitation_ends_after_its_days(people: People, clock: Any) -> None:
    signed_in(people.admin).post(reverse("invite", args=[people.operator.pk]))
    link = mailed_link(people.operator)

    clock.shift(7 * 24 * 3600 + 1)

    assert "minta admin" in words_of(Client().get(link))


def test_only_who_enters_people_invites_and_nobody_who_is_in(people: People) -> None:
    place = reverse("invite", args=[people.operator.pk])

    for part, status in (("head", 403), ("approver", 404), ("secretariat", 302)):
        assert signed_in(people.all()[part]).post(place).status_code == status, part
    with_password(people.operator)
    assert signed_in(people.admin).post(place).status_code == 409


def test_the_sample_accounts_of_the_demonstration_stay_as_they_are(
    people: People, settings: Any
) -> None:
    settings.DEMO = True
    ask(with_password(people.operator).email)

    assert not Job.everything.filter(task="accounts.mail_door_key").exists()
