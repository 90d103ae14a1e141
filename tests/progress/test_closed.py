"""Jalur tertutup: a duty reported without content, and what the figures make of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Grant, Occupancy, User
from files.models import StoredFile
from pillars.queries import rules_of
from progress.access import is_verifier
from progress.figures import action_figure, compliance_of, measured, status_of_line
from progress.lines import lines_of
from progress.models import ClosedDuty, PaperRecord, ProgressReport
from progress.queries import queue_rows
from progress.services import (
    ClosedContent,
    OnSiteCheck,
    accept_report,
    attach_evidence,
    autosave,
    close_duty,
    confirm_record,
    end_closed_duty,
    open_period,
    record_closed_letter,
    save_closed_report,
    save_report,
    submit_report,
)
from ranpe.kit.clock import start_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import RUBRIC, World, a_file, some_content
from tests.people import People
from tests.progress.pages import signed_in, url
from tests.progress.papers import again, recorded, second_person

SAID = ClosedContent("on_track", "R-7/KONTOH/2026", date(2026, 7, 8))
SEEN = OnSiteCheck("Intan Kusumawati", date(2026, 7, 14))


@pytest.fixture
def duty(report: ProgressReport, people: People, now: datetime) -> ClosedDuty:
    """Kemenag's duty, put on the closed path."""
    return close_duty(
        report.assignment, reason="Isi tidak dapat diserahkan.", by=people.secretariat, at=now
    )


def _sent(report: ProgressReport, people: People, now: datetime) -> Any:
    save_closed_report(again(report), SAID, version=0, by=people.operator, at=now)
    return submit_report(again(report), by=people.approver, at=now)


def test_a_body_on_the_closed_path_walks_to_verified_and_counts_as_reported(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    submission = _sent(report, people, now)

    assert submission.content == {
        "path": "closed",
        "claimed_status": "on_track",
        "letter_number": "R-7/KONTOH/2026",
        "letter_dated_on": "2026-07-08",
    }
    assert [row.mode for row in queue_rows(people.verifier, now)] == ["Jalur tertutup"]

    verdict = accept_report(
        again(report), recognised_value=None, rubric={}, on_site=SEEN, by=people.verifier, at=now
    )

    assert (verdict.on_site_name, verdict.on_site_on) == (SEEN.name, SEEN.on)
    assert verdict.computed_status == "on_track"
    own = [line for line in lines_of(small_plan.period) if line.report_id == report.pk]
    figure = compliance_of(1, own, now)
    assert (figure.due, figure.sent, figure.on_time, figure.nil) == (1, 1, 1, 0)


def test_its_achievement_cannot_be_calculated_and_is_never_zero(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    _sent(report, people, now)
    accept_report(
        again(report), recognised_value=None, rubric={}, on_site=SEEN, by=people.verifier, at=now
    )
    line = next(line for line in lines_of(small_plan.period) if line.report_id == report.pk)
    rules = rules_of(small_plan.plan)

    figure = action_figure([line], rules)

    assert line.target == Decimal(50)
    assert measured(line) is None
    assert status_of_line(line, rules) == "on_track"
    assert (figure.percent, figure.measured, figure.status) == (None, 0, "on_track")
    assert figure.is_carried_out


def test_a_closed_line_beside_a_measured_one_lowers_the_status_but_not_the_mean(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    lines = [line for line in lines_of(small_plan.period) if line.report_id == report.pk]
    closed = replace(lines[0], state="verified", claimed_status="behind")
    reached = replace(
        closed, is_closed=False, value=Decimal(50), evidence_share=Decimal(100), assignment_id=0
    )

    figure = action_figure([reached, closed], rules_of(small_plan.plan))

    assert (figure.percent, figure.measured, figure.status) == (Decimal(100), 1, "behind")


def test_no_word_and_no_file_can_exist(
    duty: ClosedDuty, report: ProgressReport, people: People, now: datetime
) -> None:
    for attempt in (
        lambda: save_report(again(report), some_content(), version=0, by=people.operator, at=now),
        lambda: autosave(again(report), {"narrative": "x"}, version=0, by=people.operator, at=now),
        lambda: attach_evidence(again(report), a_file(), title="", by=people.operator, at=now),
    ):
        with pytest.raises(OutOfTurn, match="jalur tertutup"):
            attempt()

    rows = ProgressReport.everything.filter(pk=report.pk)
    for words in (
        {"narrative": "x"},
        {"achieved_value": Decimal(0)},
        {"recognised_value": Decimal(0)},
        {"note_to_verifier": "x"},
        {"public_summary": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**words)


def test_sending_needs_status_number_and_date(
    duty: ClosedDuty, report: ProgressReport, people: People, now: datetime
) -> None:
    save_closed_report(
        again(report), ClosedContent("", "", None), version=0, by=people.operator, at=now
    )

    with pytest.raises(Incomplete) as refusal:
        submit_report(again(report), by=people.approver, at=now)

    assert len(refusal.value.problems) == 3


def test_a_verdict_needs_who_checked_on_site_and_takes_no_content(
    duty: ClosedDuty, report: ProgressReport, people: People, now: datetime
) -> None:
    _sent(report, people, now)
    by = people.verifier

    with pytest.raises(Incomplete, match="di tempat"):
        accept_report(again(report), recognised_value=None, rubric={}, by=by, at=now)
    with pytest.raises(Incomplete, match="tidak memuat"):
        accept_report(
            again(report),
            recognised_value=Decimal(1),
            rubric=RUBRIC,
            on_site=SEEN,
            by=by,
            at=now,
        )
    with pytest.raises(Incomplete, match="belum tiba"):
        accept_report(
            again(report),
            recognised_value=None,
            rubric={},
            on_site=OnSiteCheck("Intan", date(2030, 1, 1)),
            by=by,
            at=now,
        )


def test_only_the_secretariat_closes_with_a_reason_and_begun_reports_stay(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(), version=0, by=people.operator, at=now)
    with pytest.raises(NotYours):
        close_duty(report.assignment, reason="x", by=people.operator, at=now)
    with pytest.raises(Incomplete):
        close_duty(report.assignment, reason=" ", by=people.secretariat, at=now)

    close_duty(report.assignment, reason="Isi rahasia.", by=people.secretariat, at=now)

    assert not again(report).is_closed
    with pytest.raises(OutOfTurn):
        close_duty(report.assignment, reason="Isi rahasia.", by=people.secretariat, at=now)


def test_a_new_period_lays_the_report_out_on_the_closed_path_until_it_ends(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    open_period(small_plan.next_period, by=people.secretariat, at=now)
    later = ProgressReport.everything.get(
        assignment=report.assignment, period=small_plan.next_period
    )
    assert later.is_closed

    end_closed_duty(duty, reason="Isi dapat diserahkan lagi.", by=people.secretariat, at=now)

    assert not again(later).is_closed


# --- A body without an account ------------------------------------------------------------------

RECEIVED = date(2026, 7, 13)


def test_the_letter_of_a_body_without_an_account_is_recorded_confirmed_and_checked_on_site(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    second = second_person(small_plan)
    record = record_closed_letter(
        again(report), SAID, received_on=RECEIVED, by=people.secretariat, at=now
    )
    assert again(report).state == "not_started"
    with pytest.raises(NotYours):
        confirm_record(record, by=people.secretariat, at=now)

    submission = confirm_record(record, by=second, at=now)

    found = again(report)
    assert (found.claimed_status, found.closed_number) == ("on_track", "R-7/KONTOH/2026")
    assert (found.closed_dated_on, found.came_by_letter) == (SAID.dated_on, True)
    assert found.first_submitted_at == start_of(RECEIVED)
    assert submission.content["path"] == "closed"
    assert "scan_sha256" not in submission.content["paper"]
    assert "narrative" not in submission.content
    accept_report(found, recognised_value=None, rubric={}, on_site=SEEN, by=people.verifier, at=now)
    assert again(report).state == "verified"


def test_no_file_and_no_word_of_the_letter_is_kept(
    duty: ClosedDuty, report: ProgressReport, people: People, now: datetime
) -> None:
    record = record_closed_letter(
        again(report), SAID, received_on=RECEIVED, by=people.secretariat, at=now
    )

    assert record.content == {"path": "closed", "claimed_status": "on_track"}
    assert not StoredFile.everything.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperRecord.everything.filter(pk=record.pk).update(kind="letter")
    with pytest.raises(OutOfTurn, match="jalur tertutup"):
        recorded(again(report), by=people.secretariat, at=now)


def test_who_recorded_the_closed_letter_or_confirmed_it_does_not_verify_it(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    second = second_person(small_plan)
    for person in (people.secretariat, second):
        post = Occupancy.everything.get(user=person).position
        Grant.everything.create(position=post, role="verifier", pillar_number=1)
    record = record_closed_letter(
        again(report), SAID, received_on=RECEIVED, by=people.secretariat, at=now
    )
    confirm_record(record, by=second, at=now)

    for person in (people.secretariat, second):
        by = User.objects.get(pk=person.pk)
        assert not is_verifier(by, again(report))
        with pytest.raises(NotYours):
            accept_report(
                again(report), recognised_value=None, rubric={}, on_site=SEEN, by=by, at=now
            )


def test_a_closed_letter_is_recorded_by_the_secretariat_and_for_closed_duties_only(
    report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(OutOfTurn, match="tidak berada di jalur tertutup"):
        record_closed_letter(report, SAID, received_on=RECEIVED, by=people.secretariat, at=now)
    close_duty(report.assignment, reason="Isi rahasia.", by=people.secretariat, at=now)
    with pytest.raises(NotYours):
        record_closed_letter(again(report), SAID, received_on=RECEIVED, by=people.operator, at=now)


def test_the_pages_record_a_closed_letter_without_asking_for_a_file(
    duty: ClosedDuty, report: ProgressReport, small_plan: World, people: People
) -> None:
    first, second = signed_in(people.secretariat), signed_in(second_person(small_plan))
    assert url("record", report) in first.get(url("check", report)).content.decode()
    form = first.get(url("record", report)).content.decode()
    assert 'type="file"' not in form
    data = {
        "claimed_status": "on_track",
        "number": "R-7/KONTOH/2026",
        "dated_on": "2026-07-08",
        "received_on": "2026-07-13",
    }
    wrong = first.post(url("record", report), {**data, "received_on": "2026-07-01"})
    assert wrong.status_code == 422
    assert "R-7/KONTOH/2026" in wrong.content.decode()
    for person in (people.operator, people.other_operator):
        assert signed_in(person).get(url("record", report)).status_code in (403, 404)

    address = first.post(url("record", report), data)["Location"]

    record = PaperRecord.everything.get()
    assert "R-7/KONTOH/2026" in second.get(address).content.decode()
    assert second.get(reverse("progress:scan", args=[record.pk])).status_code == 404
    second.post(reverse("progress:letter_confirm", args=[record.pk]))
    assert again(report).state == "submitted"
