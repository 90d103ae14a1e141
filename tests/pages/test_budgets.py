"""What the busiest pages and acts of a period ask the database, and at ten times the reports.

The bounds are those that the Secretariat was promised: 12 for board, queue and task list, 20 for
a spreadsheet of a period, 60 for locking one.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.models import ProgressReport, ReportState
from progress.services import close_period, lock_period, reopen_period
from ranpe.kit.refusals import OutOfTurn
from tests.factories import World
from tests.pages.visiting import queries_of, ten_times
from tests.people import People

PAGES = 12
SPREADSHEET = 20
LOCK = 60


def all_sent(world: World, people: People, now: datetime, state: str) -> None:
    """Every report of the open period in a state behind the sending, with its proofs."""
    ProgressReport.everything.filter(period=world.period).update(
        state=state,
        narrative="Pelatihan berjalan di dua tempat sesuai rencana kerja.",
        claimed_status="on_track",
        achieved_value=Decimal(48),
        recognised_value=Decimal(48) if state == ReportState.VERIFIED else None,
        first_submitted_at=now,
        submitted_at=now,
        submitted_by=people.approver,
        verified_at=now if state == ReportState.VERIFIED else None,
        verified_by=people.verifier if state == ReportState.VERIFIED else None,
    )


@pytest.mark.parametrize(
    ("part", "page", "state"),
    [
        ("secretariat", "board", ReportState.VERIFIED),
        ("verifier", "progress:queue", ReportState.SUBMITTED),
        ("operator", "home", ReportState.DRAFT),
        ("operator", "progress:reports", ReportState.SUBMITTED),
    ],
)
def test_board_queue_and_task_list_ask_as_often_for_ten_times_the_reports(
    part: str, page: str, state: str, small_plan: World, people: People, now: datetime
) -> None:
    person, address = people.all()[part], reverse(page)
    all_sent(small_plan, people, now, state)
    few = queries_of(person, address)
    ten_times(small_plan)
    all_sent(small_plan, people, now, state)

    assert few == queries_of(person, address)
    assert few <= PAGES


@pytest.mark.parametrize(
    ("part", "table"),
    [
        ("secretariat", "board-export"),
        ("secretariat", "actions:export"),
        ("operator", "progress:reports-export"),
        ("verifier", "progress:queue-export"),
    ],
)
def test_a_spreadsheet_of_a_period_asks_as_often_for_ten_times_the_reports(
    part: str, table: str, small_plan: World, people: People, now: datetime
) -> None:
    person, address = people.all()[part], reverse(table, args=["xlsx"])
    all_sent(small_plan, people, now, ReportState.SUBMITTED)
    few = queries_of(person, address)
    ten_times(small_plan)
    all_sent(small_plan, people, now, ReportState.SUBMITTED)

    assert few == queries_of(person, address)
    assert few <= SPREADSHEET


def _locked(period: Period, people: People, now: datetime) -> int:
    """How many queries the lock of a period takes."""
    with CaptureQueriesContext(connection) as seen:
        lock_period(period, by=people.secretariat, at=now)
    return len(seen)


def test_locking_takes_few_queries_also_for_ten_times_the_reports(
    small_plan: World, people: People, now: datetime
) -> None:
    period = close_period(small_plan.period, by=people.secretariat, at=now)
    all_sent(small_plan, people, now, ReportState.VERIFIED)
    count = ProgressReport.everything.filter(period=period).count()
    few = _locked(period, people, now)
    period = reopen_period(period, reason="Keliru.", by=people.pokja_head, at=now)
    ten_times(small_plan)
    all_sent(small_plan, people, now, ReportState.VERIFIED)
    close_period(period, by=people.secretariat, at=now)

    many = _locked(period, people, now)

    assert few <= many <= few + 2 <= LOCK  # the entries are written in batches
    locked = ProgressReport.everything.filter(period=period, state=ReportState.LOCKED)
    assert locked.count() == 10 * count
    assert Entry.everything.filter(verb="report.lock").count() == 11 * count


def test_locking_twice_is_refused_and_leaves_no_second_entry(
    small_plan: World, people: People, now: datetime
) -> None:
    period = close_period(small_plan.period, by=people.secretariat, at=now)
    all_sent(small_plan, people, now, ReportState.VERIFIED)
    _locked(period, people, now)
    before = Entry.everything.count()
    locked = list(ProgressReport.everything.values_list("pk", "locked_at", "state"))

    for again in (period, Period.everything.get(pk=period.pk)):
        with pytest.raises(OutOfTurn):
            lock_period(again, by=people.secretariat, at=now)

    assert Entry.everything.count() == before
    assert list(ProgressReport.everything.values_list("pk", "locked_at", "state")) == locked
    assert Period.everything.get(pk=period.pk).state == PeriodState.LOCKED
