"""Signing in and out, and the person's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Occupancy, OccupancyKind, User
from journal.models import Entry
from tests.factories import World
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import PASSWORD, People

SIGN_IN = reverse("sign_in")
PROFILE = reverse("profile")


@pytest.fixture
def person(db: None) -> User:
    """Someone with a password."""
    return User.objects.create_user("contoh@ranpe.example", "Orang Contoh", PASSWORD)


def enter(client: Client, email: str, password: str, **more: str) -> Any:
    """Fill in the form and send it."""
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_the_right_pair_opens_the_door_to_home(person: User) -> None:
    client = Client()

    answer = enter(client, person.email, PASSWORD)

    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert client.get(reverse("home")).status_code == 200


def test_the_address_may_be_written_in_capitals(person: User) -> None:
    assert enter(Client(), "  Contoh@RANPE.example ", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [("contoh@ranpe.example", "salah-sekali-ini"), ("tidak.ada@ranpe.example", PASSWORD)],
)
def test_whatever_is_wrong_the_sentence_is_the_same(
    email: str, password: str, person: User
) -> None:
    answer = enter(Client(), email, password)

    assert answer.status_code == 422
    assert "Surel atau kata sandi tidak cocok." in words_of(answer)
    assert password not in body_of(answer).replace(f'value="{PASSWORD}"', "").replace(
        f"<code>{PASSWORD}</code>", ""
    )


def test_an_account_that_was_closed_reads_the_same_sentence(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)

    answer = enter(Client(), person.email, PASSWORD)

    assert answer.status_code == 422
    assert "Surel atau kata sandi tidak cocok." in words_of(answer)


def test_afterwards_the_page_that_was_asked_for_opens(person: User) -> None:
    answer = enter(Client(), person.email, PASSWORD, next=reverse("notices"))

    assert answer["Location"] == reverse("notices")


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:1"])
def test_nobody_is_led_to_a_foreign_house(target: str, person: User) -> None:
    assert enter(Client(), person.email, PASSWORD, next=target)["Location"] == reverse("home")


def test_whoever_is_in_goes_home(person: User) -> None:
    assert signed_in(person).get(SIGN_IN)["Location"] == reverse("home")


def test_sample_accounts_are_offered_in_the_demonstration_only(db: None, settings: Any) -> None:
    assert "Akun contoh" in words_of(Client().get(SIGN_IN))

    settings.DEMO = False

    assert "Akun contoh" not in words_of(Client().get(SIGN_IN))


def test_leaving_needs_a_form_and_ends_the_session(person: User) -> None:
    client = signed_in(person)

    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))

    assert client.get(PROFILE).status_code == 302


def test_the_profile_shows_ones_own_offices_with_decree_and_days(people: People) -> None:
    words = words_of(signed_in(people.operator).get(PROFILE))

    assert people.operator.name in words
    assert "Narahubung Kemenag" in words
    assert "SK contoh" in words
    assert "4 Jan 2021 – sekarang" in words
    assert "Operator K/L atau provinsi · Kemenag" in words


def test_colleague_and_stranger_read_nothing_of_it(people: People) -> None:
    for part in ("approver", "other_operator"):
        words = words_of(signed_in(people.all()[part]).get(PROFILE))
        # A colleague's name stands there only as one of those who may become a deputy.
        assert (people.operator.name in words) is (part == "approver")
        assert people.operator.email not in words


def test_acting_for_another_is_said(people: People, small_plan: World) -> None:
    position = people.head.offices[0].position
    Occupancy.everything.create(
        position=position,
        user=people.pokja_head,
        kind=OccupancyKind.PLT,
        decree="SP contoh",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 8, 31),
    )

    words = words_of(signed_in(people.pokja_head).get(PROFILE))

    assert "Anda bertindak sebagai Plt. Kepala BNPT" in words
    assert "1 Jul 2026 – 31 Agu 2026" in words


def test_an_office_that_has_ended_stands_apart(people: People) -> None:
    Occupancy.everything.filter(user=people.operator).update(ends_on=date(2026, 6, 30))

    words = words_of(signed_in(people.operator).get(PROFILE))

    assert "belum memegang jabatan" in words
    assert "Jabatan lain" in words


def test_everybody_chooses_what_is_mailed_at_once(people: People) -> None:
    client = Client()
    client.force_login(people.operator)

    answer = client.post(reverse("mail-choice"), {"mail_choice": "daily"}, follow=True)

    assert "Pilihan surel disimpan." in answer.content.decode()
    assert User.objects.get(pk=people.operator.pk).mail_choice == "daily"
    assert User.objects.get(pk=people.approver.pk).mail_choice == "urgent"
    assert client.post(reverse("mail-choice"), {"mail_choice": "none"}).status_code == 422


def test_the_single_keys_are_switched_off_in_the_profile_and_stay_off(people: People) -> None:
    signed_in(people.verifier).post(reverse("shortcut-choice"), {"keys": "off"})

    page = body_of(signed_in(people.verifier).get(PROFILE))
    assert 'data-shortcuts="off"' in page
    assert "Saat ini mati." in page
    assert 'data-shortcuts="off"' not in body_of(signed_in(people.operator).get(PROFILE))
    assert Entry.everything.filter(verb="shortcuts.chosen").count() == 1

    signed_in(people.verifier).post(reverse("shortcut-choice"), {"keys": "off"})
    assert Entry.everything.filter(verb="shortcuts.chosen").count() == 1

    signed_in(people.verifier).post(reverse("shortcut-choice"), {"keys": "on"})
    assert "Saat ini menyala." in body_of(signed_in(people.verifier).get(PROFILE))
