"""The page of reminders: preview, sending, what was refused, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy
from institutions.models import Institution
from journal.models import Notice
from journal.services import send_waiting_mail
from progress.models import Reminder
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People

PAGE, UNDO = reverse("progress:remind"), reverse("progress:unremind")


def keys(*shorts: str) -> list[int]:
    rows = Institution.everything.filter(short__in=shorts).order_by("code")
    return list(rows.values_list("pk", flat=True))


def test_the_preview_names_people_and_words_and_sends_nothing(
    small_plan: World, people: People
) -> None:
    words = words_of(signed_in(people.secretariat).get(PAGE, {"kl": keys("Kemenag", "Kemensos")}))

    assert "Kirim 2 pengingat" in words
    assert "Kepada Darma Wiguna, Rahmi Lestari" in words
    assert "P1-F01-A001, P1-F01-A002, P1-F01-A006 (batas waktu 31 Jul 2026, 3 hari lagi)" in words
    assert "Teks untuk grup WhatsApp" in words
    assert not Reminder.everything.exists()


def test_sending_tells_whom_and_offers_to_undo(
    small_plan: World, people: People, now: datetime
) -> None:
    client = signed_in(people.secretariat)

    words = words_of(client.post(PAGE, {"kl": keys("Kemenag", "Kemensos"), "channel": "mail"}))

    assert words.startswith("Beranda Pantau Pengingat 2 pengingat disampaikan")
    assert "Urungkan (dalam 10 detik)" in words
    send_waiting_mail(at=now + timedelta(seconds=10))
    assert len(mail.outbox) == 4


def test_undone_within_ten_seconds_nothing_is_mailed(
    small_plan: World, people: People, now: datetime
) -> None:
    client = signed_in(people.secretariat)
    client.post(PAGE, {"kl": keys("Kemenag")})
    [reminder] = Reminder.everything.all()

    answer = client.post(UNDO, {"reminder": [reminder.pk]}, follow=True)

    assert "1 pengingat diurungkan; tidak ada yang terkirim." in body_of(answer)
    send_waiting_mail(at=now + timedelta(seconds=11))
    assert mail.outbox == []


def test_undone_too_late_is_refused_in_words(
    small_plan: World, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(people.secretariat)
    client.post(PAGE, {"kl": keys("Kemenag")})
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=10))

    answer = client.post(UNDO, {"reminder": [Reminder.everything.get().pk]})

    assert answer.status_code == 409
    assert "tidak dapat diurungkan lagi" in body_of(answer)
    assert Notice.everything.count() == 2


def test_a_second_try_within_a_day_is_refused_with_words(small_plan: World, people: People) -> None:
    client = signed_in(people.secretariat)
    client.post(PAGE, {"kl": keys("Kemenag")})

    again = client.post(PAGE, {"kl": keys("Kemenag")})

    assert again.status_code == 422
    assert "dapat diingatkan lagi mulai 29 Jul 2026 10.00 WIB" in words_of(again)
    assert Reminder.everything.count() == 1


def test_nobody_ticked_is_said_before_anything_is_sent(people: People) -> None:
    answer = signed_in(people.secretariat).post(PAGE, {})

    assert answer.status_code == 422
    assert "Pilih paling sedikit satu penerima." in words_of(answer)


def test_an_institution_without_people_is_listed_with_the_way_to_mend_it(
    small_plan: World, people: People
) -> None:
    Occupancy.everything.filter(position__institution__short="Polri").update(ends_on="2026-01-31")

    answer = signed_in(people.secretariat).get(PAGE, {"kl": keys("Polri")})

    words = words_of(answer)
    assert "Belum ada orang yang dapat dihubungi." in words
    assert "Perbaiki kontak Polri" in words
    assert "Kirim" not in words.split("Saluran")[1].split("Kepolisian")[0]


@pytest.mark.parametrize("part", ["operator", "approver", "verifier", "head", "auditor", "admin"])
def test_others_have_no_such_page(part: str, small_plan: World, people: People) -> None:
    client = signed_in(people.all()[part])

    assert client.get(PAGE, {"kl": keys("Kemensos")}).status_code == 403
    assert client.post(PAGE, {"kl": keys("Kemensos")}).status_code == 403
    assert not Reminder.everything.exists()


def test_a_supervisor_of_the_regions_reminds_provinces_and_no_ministry(
    small_plan: World, people: People
) -> None:
    client = signed_in(people.regional_supervisor)

    assert client.post(PAGE, {"kl": keys("Kemensos")}).status_code == 403
    assert client.post(PAGE, {"kl": keys("Jawa Barat")}).status_code == 200
    assert Reminder.everything.get().institution == small_plan.provinces["32"]


def test_whoever_was_reminded_comes_to_their_list_and_a_stranger_to_nothing(
    small_plan: World, people: People
) -> None:
    signed_in(people.secretariat).post(PAGE, {"kl": keys("Kemenag")})
    link = reverse("go", args=["progress.reminder", Reminder.everything.get().pk])

    own = signed_in(people.operator).get(link)

    assert own["Location"] == f"/laporan-kemajuan/?periode={small_plan.period.pk}"
    assert signed_in(people.other_operator).get(link).status_code == 404
    assert Notice.everything.get(recipient=people.operator).read_at is not None


def test_the_board_shows_the_last_reminder_and_offers_the_next(
    small_plan: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: at)
    client = signed_in(people.secretariat)
    client.post(PAGE, {"kl": keys("Kemenag")})

    body = body_of(client.get(reverse("board"), {"pilih": "kl"}))

    assert "5 Agu 2026" in body
    assert body.count('name="kl"') == 5 + 4
    assert body.count(" checked>") == 5


def test_the_preview_takes_as_many_queries_for_five_as_for_one(
    small_plan: World, people: People
) -> None:
    def asked(*shorts: str) -> int:
        return queries_of(
            people.secretariat, PAGE + "?" + "&".join(f"kl={k}" for k in keys(*shorts))
        )

    one = asked("Kemenag")

    assert (one, asked("Kemenag", "Kemensos", "Polri", "BNPT", "Kemendagri")) == (13, 13)
