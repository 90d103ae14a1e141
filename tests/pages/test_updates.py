"""A short data update on the boards: its own compliance, and no status that nobody gave."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from pillars.models import Period
from ranpe.pages.boards import board_for
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People
from tests.progress.updates import NAME, an_update, owed, sent

BOARD = reverse("board")
SENT_ON = datetime.fromisoformat("2026-11-05T10:00:00+07:00")


@pytest.fixture
def now() -> datetime:
    """Two days after the update was due."""
    return datetime.fromisoformat("2026-11-18T10:00:00+07:00")


@pytest.fixture
def update(small_plan: World, people: People, now: datetime) -> Period:
    """The update: Kemenag has sent all three of its reports, everybody else nothing."""
    period = an_update(small_plan, people, SENT_ON)
    for code in ("P1-F01-A001", "P1-F01-A002", "P1-F01-A006"):
        sent(owed(period, code, "Kemenag"), people, SENT_ON)
    return period


def test_the_board_speaks_of_the_update_while_it_is_open(
    update: Period, people: People, now: datetime
) -> None:
    words = words_of(signed_in(people.secretariat).get(BOARD))

    # Kemenag has sent its three; the four others owe ten between them.
    board = board_for(people.secretariat, now)
    assert board is not None
    assert board.period == update
    assert {row.name: (row.sent, row.due) for row in board.rows} == {
        "Kemenag": (3, 3),
        "Kemensos": (0, 3),
        "Polri": (0, 3),
        "BNPT": (0, 3),
        "Kemendagri": (0, 1),
    }
    assert "4 dari 5 K/L terlambat" in words
    assert "kepatuhannya dihitung tersendiri dan tidak masuk angka tahunan" in words
    assert "Status per pilar" not in words


def test_the_semester_can_be_chosen_beside_it(
    small_plan: World, update: Period, people: People
) -> None:
    client = signed_in(people.secretariat)

    words = words_of(client.get(BOARD, {"periode": small_plan.period.pk}))
    assert "Status per pilar" in words
    assert "Sampaikan pengingat" not in words
    assert "Sampaikan pengingat" in words_of(client.get(BOARD, {"periode": update.pk}))
    grouped = words_of(client.get(BOARD, {"periode": str(update.pk), "menurut": "kl"}))
    assert "Status laporan" not in grouped
    assert "menunggu verifikasi" not in grouped
    for asked in ("x", "0", str(small_plan.next_period.pk)):
        assert client.get(BOARD, {"periode": asked}).status_code == 404


def test_the_file_of_the_board_is_that_of_the_chosen_period(
    small_plan: World, update: Period, people: People
) -> None:
    url = reverse("board-export", args=["csv"])

    for period, name in ((small_plan.period, "pantau-S1-2026"), (update, "pantau-P1-2026")):
        answer = signed_in(people.secretariat).get(url, {"periode": period.pk})
        assert name in answer["Content-Disposition"]


@pytest.mark.usefixtures("update")
def test_pages_about_status_stay_with_the_semester(small_plan: World, people: People) -> None:
    for name in ("heatmap", "radar"):
        words = signed_in(people.secretariat).get(reverse(name)).content.decode()
        assert NAME not in words[words.index("<main") :]
    leader = words_of(signed_in(people.head).get(reverse("home")))
    assert "belum ada laporan terverifikasi" in leader
    action = reverse("actions:detail", args=[small_plan.plan.code, "P1-F01-A001"])
    assert NAME not in words_of(signed_in(people.verifier).get(action)).split("Riwayat")[0]


def test_the_profile_shows_its_compliance_and_no_status(
    small_plan: World, update: Period, people: People
) -> None:
    url = reverse("institution", args=[small_plan.institutions["Kemenag"].code])

    words = words_of(signed_in(people.secretariat).get(url, {"periode": update.pk}))

    assert "Semua 3 laporan terkirim tepat waktu." in words
    assert "Status yang dihitung" not in words


@pytest.mark.usefixtures("update")
def test_the_home_of_a_reporter_lists_the_update(people: People, now: datetime) -> None:
    words = words_of(signed_in(people.other_operator).get(reverse("home")))

    assert NAME in words
    assert "menunggu verifikasi" not in words
    assert "Laporan nihil untuk beberapa aksi" not in words
    assert "Buku kerja" not in words
    assert now - SENT_ON > timedelta(days=10)


@pytest.mark.usefixtures("update")
def test_the_board_takes_as_many_queries_as_ever(people: People) -> None:
    assert queries_of(people.secretariat, BOARD) <= 12
