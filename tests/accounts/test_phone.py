"""A person's telephone number: written by themselves, read by the Secretariat and their house."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from ranpe.kit.phones import phone_number, shown_phone
from ranpe.sampling.organisation import invented_phone
from tests.factories import World
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import People

pytestmark = pytest.mark.django_db
NUMBER = "+628000000999"
SHOWN = "+62 800-0000-999"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, small_plan: World, people: People) -> World:
    """Kemenag's official has a number, and the ministry is late."""
    User.everything.filter(pk=people.approver.pk).update(phone=NUMBER)
    late = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: late)
    return small_plan


@pytest.mark.parametrize(
    "typed", ["0800-0000-999", "+62 800 0000 999", "62.800.0000.999", " (0800) 0000999 "]
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed: str) -> None:
    assert phone_number(typed) == NUMBER
    assert shown_phone(NUMBER) == SHOWN


@pytest.mark.parametrize("typed", ["999", "0012345678", "+65 6123 4567", "0800-ABCD", "0" * 20])
def test_what_is_no_indonesian_number_is_not_kept(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        phone_number(typed)


def test_each_person_writes_and_removes_their_own(people: People, now: datetime) -> None:
    client = signed_in(people.operator)

    client.post(reverse("phone"), {"phone": "0800-0000-999"})
    assert User.objects.get(pk=people.operator.pk).phone == NUMBER
    assert SHOWN in body_of(client.get(reverse("profile")))
    client.post(reverse("phone"), {"phone": ""})

    assert User.objects.get(pk=people.operator.pk).phone == ""
    entries = Entry.everything.filter(verb="phone.changed")
    assert entries.count() == 2
    assert "800" not in "".join(f"{row.before} {row.after}" for row in entries)
    assert not User.objects.exclude(phone="").exists()


def test_a_wrong_number_is_answered_with_one_sentence_and_stays(people: People) -> None:
    answer = signed_in(people.operator).post(reverse("phone"), {"phone": "0800-ABCD"})

    assert answer.status_code == 422
    assert "Tulis nomor telepon Indonesia lengkap" in words_of(answer)
    assert "0800-ABCD" in body_of(answer)
    assert User.objects.get(pk=people.operator.pk).phone == ""


@pytest.mark.parametrize("page", ["board", "calls"])
def test_the_secretariat_dials_from_the_late_list_and_the_call_sheet(
    page: str, known: World, people: People
) -> None:
    body = body_of(signed_in(people.secretariat).get(reverse(page)))

    assert f'href="tel:{NUMBER}"' in body


@pytest.mark.parametrize("part", ["secretariat", "operator"])
def test_the_profile_shows_it_to_the_secretariat_and_the_own_house(
    part: str, known: World, people: People
) -> None:
    answer = signed_in(people.all()[part]).get(reverse("institution", args=["KL09"]))

    assert SHOWN in words_of(answer)


@pytest.mark.parametrize("part", ["verifier", "chair", "sekber_member", "auditor", "head"])
def test_nobody_else_reads_it(part: str, known: World, people: People) -> None:
    client = signed_in(people.all()[part])
    urls = [
        reverse("board"),
        reverse("board-export", args=["csv"]),
        reverse("calls"),
        reverse("institution", args=["KL09"]),
    ]

    for url in urls:
        body = body_of(client.get(url))
        assert NUMBER not in body
        assert SHOWN not in body


def test_the_file_of_the_board_holds_it_for_the_secretariat(known: World, people: People) -> None:
    answer = signed_in(people.secretariat).get(reverse("board-export", args=["csv"]))

    assert SHOWN in answer.content.decode("utf-8-sig")


def test_the_numbers_of_the_sample_belong_to_nobody() -> None:
    numbers = {invented_phone(place) for place in range(1, 400)}

    assert len(numbers) == 399
    assert all(number.startswith("+628000") for number in numbers)
    assert all(phone_number(shown_phone(number)) == number for number in numbers)
