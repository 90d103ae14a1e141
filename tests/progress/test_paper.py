"""Catat berdasarkan surat: the whole way of a report that came on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Grant, Role
from journal.models import Entry, Notice
from progress.figures import compliance_of
from progress.lines import lines_of
from progress.models import PaperRecord, ProgressReport, RegionalReport
from progress.queries import queue_rows
from progress.services import (
    RemarkText,
    accept_report,
    close_period,
    confirm_record,
    lock_period,
    object_to_record,
    record_letter,
    refuse_record,
    return_report,
    save_report,
    submit_report,
)
from ranpe.kit.clock import start_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import RUBRIC, World, a_file, some_content
from tests.people import People
from tests.progress.papers import a_letter, again, recorded, second_person


@pytest.fixture
def record(report: ProgressReport, people: People, now: datetime) -> PaperRecord:
    """Kemenag's letter, recorded by the Secretariat."""
    return recorded(report, by=people.secretariat, at=now)


def test_an_institution_on_paper_walks_to_verified_and_is_on_time_by_the_received_day(
    report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    late = small_plan.period.due_at + timedelta(days=3)  # the desk types it in after the due date
    received = small_plan.period.due_at.date()
    record = recorded(report, by=people.secretariat, at=late, received_on=received)
    assert again(report).state == "not_started"

    submission = confirm_record(record, by=second_person(small_plan), at=late)

    sent = again(report)
    assert (sent.state, sent.came_by_letter, sent.was_late) == ("submitted", True, False)
    assert sent.first_submitted_at == start_of(received)
    assert not submission.is_late
    assert "dicatat dari surat nomor B-12/KONTOH/2026, diterima 31 Jul 2026" in submission.capacity
    assert submission.content["paper"]["number"] == "B-12/KONTOH/2026"
    assert submission.content["paper"]["recorded_by"] == people.secretariat.printed_name
    assert [row.pk for row in queue_rows(people.verifier, late)] == [report.pk]

    accept_report(
        report, recognised_value=sent.achieved_value, rubric=RUBRIC, by=people.verifier, at=late
    )

    own = [line for line in lines_of(small_plan.period) if line.report_id == report.pk]
    figure = compliance_of(1, own, late)
    assert again(report).state == "verified"
    assert (figure.due, figure.sent, figure.on_time) == (1, 1, 1)


def test_a_letter_that_came_after_the_due_day_is_late(
    report: ProgressReport, small_plan: World, people: People
) -> None:
    at = small_plan.period.due_at + timedelta(days=5)
    received = (small_plan.period.due_at + timedelta(days=1)).date()
    record = recorded(report, by=people.secretariat, at=at, received_on=received)

    submission = confirm_record(record, by=second_person(small_plan), at=at)

    assert submission.is_late
    assert again(report).was_late


def test_a_letter_received_in_time_is_recorded_after_the_period_was_closed_not_when_locked(
    report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    close_period(small_plan.period, by=people.secretariat, at=now)
    record = recorded(report, by=people.secretariat, at=now)
    lock_period(small_plan.period, by=people.secretariat, at=now)

    with pytest.raises(OutOfTurn):
        confirm_record(record, by=second_person(small_plan), at=now)


def test_a_province_may_report_on_paper_too(
    regional: RegionalReport, small_plan: World, people: People, now: datetime
) -> None:
    record = recorded(regional, by=people.secretariat, at=now)

    confirm_record(record, by=second_person(small_plan), at=now)

    assert again(regional).state == "submitted"
    assert again(regional).activity_count == 3


def test_only_the_secretariat_records_and_the_recorder_does_not_confirm(
    report: ProgressReport, record: PaperRecord, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        recorded(report, by=people.operator, at=now)
    with pytest.raises(NotYours):
        confirm_record(record, by=people.secretariat, at=now)
    with pytest.raises(NotYours):
        refuse_record(record, reason="Salah ketik.", by=people.secretariat, at=now)
    with pytest.raises(NotYours):
        confirm_record(record, by=people.verifier, at=now)


def test_the_database_holds_two_people_apart(record: PaperRecord, people: People) -> None:
    rows = PaperRecord.everything.filter(pk=record.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(
            refused_by=people.secretariat, refused_at=record.recorded_at, refusal_reason="x"
        )


@pytest.mark.parametrize("hand", ["recorder", "confirmer"])
def test_who_recorded_or_confirmed_does_not_verify(
    hand: str, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    second = second_person(small_plan)
    person: Any = people.secretariat if hand == "recorder" else second
    office = person.offices[0].position
    Grant.everything.create(position=office, role=Role.VERIFIER, pillar_number=1)
    recorder, confirmer = people.secretariat, second
    for one in (recorder, confirmer):
        one.__dict__.pop("reach", None)
        one.__dict__.pop("offices", None)
    confirm_record(recorded(report, by=recorder, at=now), by=confirmer, at=now)

    with pytest.raises(NotYours):
        accept_report(report, recognised_value=None, rubric=RUBRIC, by=person, at=now)
    with pytest.raises(NotYours):
        return_report(report, remarks=[RemarkText("narrative", "x")], by=person, at=now)
    assert queue_rows(person, now) == []


def test_the_second_person_refuses_with_a_reason_and_the_recorder_is_told(
    report: ProgressReport, record: PaperRecord, small_plan: World, people: People, now: datetime
) -> None:
    second = second_person(small_plan)
    with pytest.raises(Incomplete):
        refuse_record(record, reason=" ", by=second, at=now)

    refuse_record(record, reason="Nomor surat keliru.", by=second, at=now)

    assert again(report).state == "not_started"
    assert Notice.everything.filter(recipient=people.secretariat, subject_id=report.pk).exists()
    with pytest.raises(OutOfTurn):
        confirm_record(record, by=second, at=now)
    recorded(report, by=people.secretariat, at=now)  # and now it is recorded rightly


def test_one_record_waits_at_a_time(
    report: ProgressReport, record: PaperRecord, people: People, now: datetime
) -> None:
    with pytest.raises(OutOfTurn):
        recorded(report, by=people.secretariat, at=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": " "},
        {"sender": ""},
        {"dated_on": date(2026, 7, 14)},
        {"received_on": date(2030, 1, 1)},
    ],
)
def test_a_letter_needs_its_facts(
    wrong: dict[str, Any], report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete):
        recorded(report, by=people.secretariat, at=now, **wrong)


def test_a_letter_needs_its_scan_and_a_whole_report(
    report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match="pindaian"):
        record_letter(report, a_letter(), some_content(), None, by=people.secretariat, at=now)
    with pytest.raises(Incomplete, match="realisasi"):
        record_letter(
            report,
            a_letter(),
            some_content(achieved_value=None),
            a_file(),
            by=people.secretariat,
            at=now,
        )


def test_words_that_the_letter_replaces_are_kept(
    report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    own = some_content(narrative="Tulisan operator yang belum dikirim sama sekali.")
    save_report(report, own, version=0, by=people.operator, at=now)
    record = recorded(again(report), by=people.secretariat, at=now)

    confirm_record(record, by=second_person(small_plan), at=now)

    record.refresh_from_db()
    assert record.replaced["narrative"] == own.narrative


def test_the_institution_is_told_and_may_object_and_those_who_check_hear_it(
    report: ProgressReport, record: PaperRecord, small_plan: World, people: People, now: datetime
) -> None:
    with pytest.raises(OutOfTurn):
        object_to_record(record, reason="Bukan surat kami.", by=people.operator, at=now)
    confirm_record(record, by=second_person(small_plan), at=now)
    record.refresh_from_db()
    told = Notice.everything.filter(subject_id=report.pk, sentence__contains="berdasarkan surat")
    assert {people.operator.pk, people.approver.pk} <= set(told.values_list("recipient", flat=True))

    with pytest.raises(NotYours):
        object_to_record(record, reason="Bukan surat kami.", by=people.other_operator, at=now)
    objection = object_to_record(record, reason="Angka keliru.", by=people.operator, at=now)

    heard = Notice.everything.filter(key__startswith=f"objection:{objection.pk}")
    assert {people.secretariat.pk, people.verifier.pk} <= set(
        heard.values_list("recipient", flat=True)
    )
    assert Entry.everything.get(verb="letter.objected").reason == "Angka keliru."


def test_a_report_that_was_sent_meanwhile_is_not_overwritten(
    report: ProgressReport, record: PaperRecord, small_plan: World, people: People, now: datetime
) -> None:
    from progress.services import attach_evidence  # noqa: PLC0415

    save_report(report, some_content(), version=0, by=people.operator, at=now)
    attach_evidence(report, a_file(), title="", by=people.operator, at=now)
    submit_report(report, by=people.approver, at=now)

    with pytest.raises(OutOfTurn):
        confirm_record(record, by=second_person(small_plan), at=now)
