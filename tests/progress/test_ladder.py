"""The ladder of the calendar: once a rung, never at night, never before what was already told."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from accounts.models import Occupancy
from journal.models import MailState, Notice
from pillars.models import PlanRules
from progress.models import LetterProposal, Reminder
from progress.services.climbing import climb_ladder
from progress.services.clock import rehearse, run_the_clock
from tests import factories
from tests.factories import World
from tests.people import People


@pytest.mark.usefixtures("people")
def test_of_missed_rungs_only_the_newest_is_climbed(small_plan: World) -> None:
    at = small_plan.period.due_at + timedelta(days=3, hours=-14)

    climb_ladder(at=at)

    assert set(Reminder.everything.values_list("rung", flat=True)) == {1}
    assert Reminder.everything.count() == 9


@pytest.mark.usefixtures("people")
def test_the_days_are_those_of_the_rules(small_plan: World, now: datetime) -> None:
    PlanRules.everything.update(reminder_days=[-2, 4])

    climb_ladder(at=now)
    assert not Reminder.everything.exists()
    climb_ladder(at=now + timedelta(days=1))

    assert set(Reminder.everything.values_list("rung", flat=True)) == {-2}


@pytest.mark.usefixtures("small_plan", "people")
def test_at_night_nothing_happens(now: datetime) -> None:
    climb_ladder(at=now.replace(hour=20))
    climb_ladder(at=now.replace(hour=5, minute=59))

    assert not Reminder.everything.exists()


@pytest.mark.usefixtures("small_plan", "people")
def test_a_clock_put_back_does_nothing_and_says_so_in_one_sentence(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    run_the_clock(at=now)
    before = (Reminder.everything.count(), Notice.everything.count())

    with caplog.at_level(logging.WARNING, "ranpe.clock"):
        run_the_clock(at=now - timedelta(days=30))

    assert (Reminder.everything.count(), Notice.everything.count()) == before
    assert [record.message for record in caplog.records] == [
        "Jam server mundur: pengingat terakhir tercatat 28 Jul 2026 10.00 WIB. "
        "Tidak ada yang dikirim."
    ]


def test_where_nobody_is_in_office_the_secretariat_is_told(
    small_plan: World, people: People, now: datetime
) -> None:
    Occupancy.everything.filter(position__institution__short="Polri").update(ends_on="2026-01-31")

    climb_ladder(at=now)

    told = Notice.everything.get(recipient=people.secretariat, sentence__startswith="Polri")
    assert told.sentence == (
        "Polri: tidak ada yang dapat diingatkan (Semester I 2026); perbaiki kontaknya"
    )


def test_what_was_sent_is_not_reminded_and_whoever_checks_is_only_after_a_week(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("submitted", report, people, at=now)

    climb_ladder(at=now + timedelta(minutes=1))
    assert not Reminder.everything.filter(institution__short="Kemendagri").exists()
    assert not Reminder.everything.filter(occasion="queue").exists()
    factories.verifier_of(report, people)
    climb_ladder(at=now + timedelta(days=7))

    reminded = Reminder.everything.filter(occasion="queue")
    assert {str(row.reviewer) for row in reminded} == {"Verifikator Bappenas"}


@pytest.mark.usefixtures("people")
def test_letters_are_proposed_to_the_desk_and_none_leaves(small_plan: World) -> None:
    at = small_plan.period.due_at + timedelta(days=10, hours=-14)

    climb_ladder(at=at)
    climb_ladder(at=at)

    assert LetterProposal.everything.filter(kind="request").count() == 9
    told = Notice.everything.get(subject_label="pillars.period")
    assert told.sentence == "9 surat resmi diusulkan untuk Semester I 2026"


@pytest.mark.usefixtures("people")
def test_a_rehearsal_tells_what_would_leave_and_leaves_nothing_behind(
    small_plan: World, now: datetime
) -> None:
    done, mails = rehearse(at=now, to="operator.kemenag@ranpe.example")

    assert len(done.reminders) == 9
    [letter] = mails
    assert "P1-F01-A001" in letter.body
    assert not Reminder.everything.exists()
    assert not Notice.everything.filter(mail_state=MailState.WAITING).exists()
