"""The door against guessing: slowed down per person and address, nobody locked out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.adapters import places_at_the_door
from accounts.models import User
from journal.models import Entry
from ranpe.kit.addresses import networks
from tests.pages.visiting import signed_in, words_of
from tests.people import PASSWORD

SIGN_IN = reverse("sign_in")
NEUTRAL = "Surel atau kata sandi tidak cocok."
SLOWED = "Terlalu banyak percobaan."
BORNE = 5


@pytest.fixture
def person(db: None) -> User:
    """Someone with a password."""
    return User.objects.create_user("contoh@ranpe.example", "Orang Contoh", PASSWORD)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that the test moves."""
    with time_machine.travel("2026-07-28T03:00:00+00:00", tick=False) as moved:
        yield moved


def enter(email: str, password: str, address: str = "203.0.113.5", **headers: str) -> Any:
    """Fill in the form at a computer of one address."""
    client = Client(REMOTE_ADDR=address)
    return client.post(SIGN_IN, {"login": email, "password": password}, headers=headers)


def guess(email: str, times: int, address: str = "203.0.113.5") -> None:
    """Guess wrongly again and again."""
    for number in range(times):
        assert NEUTRAL in words_of(enter(email, f"salah-{number}", address))


def test_after_five_failures_even_the_right_password_waits(person: User, clock: Any) -> None:
    guess(person.email, BORNE)

    assert SLOWED in words_of(enter(person.email, PASSWORD))

    clock.shift(15 * 60 + 1)
    assert enter(person.email, PASSWORD).status_code == 302


def test_it_slows_down_and_never_locks(person: User, clock: Any) -> None:
    for _quarter_of_an_hour in range(4):
        guess(person.email, BORNE)
        assert SLOWED in words_of(enter(person.email, "salah"))
        clock.shift(15 * 60 + 1)

    assert enter(person.email, PASSWORD).status_code == 302


def test_guessing_elsewhere_keeps_nobody_out(person: User, clock: Any) -> None:
    guess(person.email, BORNE, "198.51.100.9")

    assert enter(person.email, PASSWORD).status_code == 302


def test_a_colleague_behind_the_same_address_is_not_slowed(person: User, clock: Any) -> None:
    User.objects.create_user("rekan@ranpe.example", "Rekan Contoh", PASSWORD)
    guess(person.email, BORNE)

    assert enter("rekan@ranpe.example", PASSWORD).status_code == 302


def test_one_address_does_not_try_the_whole_house(person: User, clock: Any) -> None:
    for number in range(20):
        guess(f"orang{number}@ranpe.example", 1)

    assert SLOWED in words_of(enter("orang99@ranpe.example", "salah"))
    clock.shift(61)
    assert enter(person.email, PASSWORD).status_code == 302


def test_an_unknown_address_is_slowed_in_the_same_words(person: User, clock: Any) -> None:
    guess("tidak.ada@ranpe.example", BORNE)

    assert SLOWED in words_of(enter("tidak.ada@ranpe.example", PASSWORD))


def test_who_writes_another_sender_each_time_gains_nothing(person: User, clock: Any) -> None:
    for number in range(BORNE):
        enter(person.email, "salah", **{"x-forwarded-for": f"192.0.2.{number}"})

    answer = enter(person.email, PASSWORD, **{"x-forwarded-for": "192.0.2.99"})
    assert SLOWED in words_of(answer)


def test_behind_a_trusted_proxy_each_visitor_counts_alone(
    person: User, clock: Any, settings: Any
) -> None:
    settings.PROXIES = networks(["10.0.0.4"])
    for number in range(BORNE):
        forged = f"192.0.2.{number}, 203.0.113.5"
        enter(person.email, "salah", "10.0.0.4", **{"x-forwarded-for": forged})

    same = enter(person.email, PASSWORD, "10.0.0.4", **{"x-forwarded-for": "203.0.113.5"})
    other = enter(person.email, PASSWORD, "10.0.0.4", **{"x-forwarded-for": "203.0.113.6"})
    assert SLOWED in words_of(same)
    assert other.status_code == 302


def test_checking_passwords_never_takes_all_threads(person: User, settings: Any) -> None:
    settings.SIGN_IN_WAIT_SECONDS = 0
    for _place in range(settings.SIGN_IN_PLACES):
        assert places_at_the_door.acquire(blocking=False)
    try:
        answer = enter(person.email, PASSWORD)
    finally:
        for _place in range(settings.SIGN_IN_PLACES):
            places_at_the_door.release()

    assert "Sedang banyak yang masuk." in words_of(answer)
    assert enter(person.email, PASSWORD).status_code == 302


def test_passwords_are_kept_by_argon2id_with_the_figures_of_owasp(person: User) -> None:
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_old_hash_still_opens_and_is_replaced(person: User) -> None:
    person.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    person.save()

    assert enter(person.email, PASSWORD).status_code == 302

    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_signing_in_stands_in_the_journal_once_and_a_failure_not_at_all(person: User) -> None:
    enter(person.email, "salah")
    enter(person.email, PASSWORD)

    (entry,) = Entry.everything.all()
    assert (entry.verb, entry.actor_id, entry.subject_id) == (
        "person.signed_in",
        person.pk,
        person.pk,
    )


def test_leaving_lets_the_browser_forget(person: User) -> None:
    answer = signed_in(person).post(reverse("sign_out"))

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == reverse("portal:home")


def test_a_new_key_is_given_at_the_door(person: User) -> None:
    client = Client()
    client.get(SIGN_IN)
    before = client.session.session_key

    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})

    assert client.session.session_key not in (None, before)
