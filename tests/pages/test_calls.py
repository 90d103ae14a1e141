"""Lembar telepon: the five that are latest, what they owe since when, and what to say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy
from pillars.models import Period, PeriodState
from progress.models import ProgressReport
from ranpe.kit.clock import end_of
from ranpe.pages.boards import board_for
from ranpe.pages.calls import CALLS, CODES, calls_of
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

SHEET = reverse("calls")
CALLERS = ("head", "pokja_head", "secretariat")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, small_plan: World) -> datetime:
    """Five days after the due date."""
    moment = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.mark.parametrize("part", CALLERS)
@pytest.mark.usefixtures("late")
def test_who_leads_reads_what_is_owed_since_when_and_what_to_say(part: str, people: People) -> None:
    words = words_of(signed_in(people.all()[part]).get(SHEET))

    assert f"{people.approver.name} " in words
    assert "P1-F01-A001, P1-F01-A002" in words
    assert (
        "“Bapak/Ibu, 3 laporan Kemenag untuk Semester I 2026 masih kami tunggu sejak batas waktu "
        "31 Juli 2026; kapan kami dapat menerimanya?”"
    ) in words


@pytest.mark.parametrize(
    "part", ["operator", "verifier", "chair", "sekber_member", "auditor", "province_operator"]
)
@pytest.mark.usefixtures("late")
def test_nobody_else_reads_it(part: str, people: People) -> None:
    answer = signed_in(people.all()[part]).get(SHEET)

    assert answer.status_code == 403
    assert "P1-F01-A001" not in body_of(answer)


def test_the_calls_are_the_first_rows_of_the_board(
    small_plan: World, people: People, late: datetime
) -> None:
    returned = small_plan.report("P1-F01-A003", "Kemensos")
    ProgressReport.everything.filter(pk=returned.pk).update(due_at=end_of(date(2026, 7, 1)))
    board = board_for(people.head, late)
    assert board is not None

    calls = calls_of(board, late)

    assert [call.row for call in calls] == list(board.late_rows[:CALLS])
    assert calls[0].row.name == "Kemensos"
    assert calls[0].since == end_of(date(2026, 7, 1))
    assert sum(call.owed for call in calls) == sum(row.unsent for row in board.late_rows[:CALLS])


def test_what_was_sent_is_not_asked_for(small_plan: World, people: People, late: datetime) -> None:
    sent = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", sent, people, at=late)

    words = words_of(signed_in(people.head).get(SHEET))

    assert "2 laporan Kemenag untuk" in words


def test_when_nobody_is_late_there_is_nobody_to_call(small_plan: World, people: People) -> None:
    words = words_of(signed_in(people.head).get(SHEET))

    assert "Tidak ada K/L yang terlambat hari ini" in words


def test_before_the_first_period_it_says_so(small_plan: World, people: People) -> None:
    Period.everything.update(state=PeriodState.SCHEDULED)

    assert "Belum ada periode" in words_of(signed_in(people.head).get(SHEET))


@pytest.mark.usefixtures("late")
def test_an_empty_office_is_said(small_plan: World, people: People) -> None:
    Occupancy.everything.filter(user=people.approver).update(ends_on=date(2026, 6, 30))

    assert "Belum ada pejabat yang tercatat" in words_of(signed_in(people.head).get(SHEET))


@pytest.mark.usefixtures("late")
def test_after_the_lock_one_asks_for_the_reason(small_plan: World, people: People) -> None:
    Period.everything.filter(pk=small_plan.period.pk).update(state=PeriodState.LOCKED)

    words = words_of(signed_in(people.head).get(SHEET))

    assert "tidak kami terima sampai periode dikunci; apa kendalanya" in words


def test_of_many_codes_some_are_shown_and_the_rest_is_counted(
    small_plan: World, people: People, late: datetime
) -> None:
    ten_times(small_plan)

    words = words_of(signed_in(people.head).get(SHEET))

    assert f"dan {30 - CODES} lainnya" in words


@pytest.mark.parametrize("part", CALLERS)
def test_home_and_meetings_lead_there(part: str, people: People) -> None:
    client = signed_in(people.all()[part])
    pages = [reverse("workgroups:meetings"), *([] if part == "secretariat" else [reverse("home")])]

    assert all(f'href="{SHEET}"' in body_of(client.get(page)) for page in pages)
    assert f'href="{SHEET}"' not in body_of(signed_in(people.sekber_member).get(pages[-1]))


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("part", CALLERS)
def test_ten_times_the_actions_take_as_many_queries(
    part: str, small_plan: World, people: People
) -> None:
    person = people.all()[part]
    few = queries_of(person, SHEET)
    ten_times(small_plan)

    assert (few, queries_of(person, SHEET)) == (10, 10)
