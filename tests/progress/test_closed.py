"""Jalur tertutup: a duty reported without content, and what the figures make of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pillars.queries import rules_of
from progress.figures import action_figure, compliance_of, measured, status_of_line
from progress.lines import lines_of
from progress.models import ClosedDuty, ProgressReport
from progress.queries import queue_rows
from progress.services import (
    ClosedContent,
    OnSiteCheck,
    accept_report,
    attach_evidence,
    autosave,
    close_duty,
    end_closed_duty,
    open_period,
    save_closed_report,
    save_report,
    submit_report,
)
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import RUBRIC, World, a_file, some_content
from tests.people import People
from tests.progress.papers import again

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
