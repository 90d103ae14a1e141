"""The verifier's and the chair's verbs."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import Role
from journal.models import Remark
from pillars.models import Holiday, PlanRules
from progress.models import (
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
    Verification,
)
from progress.services import (
    RegionalContent,
    RemarkText,
    accept_report,
    attach_evidence,
    close_period,
    endorse_report,
    propose_report,
    return_report,
    save_regional_report,
    start_review,
    submit_report,
    withdraw_report,
)
from ranpe.kit.clock import end_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import RUBRIC, World, a_file
from tests.people import People, a_person

REMARK = [RemarkText("evidence", "Data dukung belum memadai")]


def again(report: ProgressReport) -> ProgressReport:
    """The report as it stands now."""
    return factories.again(report)


# --- Checking --------------------------------------------------------------------------------


def test_beginning_to_check_twice_keeps_the_first_hour(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    start_review(report, by=people.verifier, at=now)
    start_review(report, by=people.sekber_verifier, at=now + timedelta(hours=1))

    assert again(report).review_started_at == now
    assert again(report).review_started_by == people.verifier


@pytest.mark.parametrize("part", ["operator", "approver", "other_verifier", "secretariat", "head"])
def test_only_reviewers_begin_to_check(
    part: str, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(NotYours):
        start_review(report, by=people.all()[part], at=now)


def test_the_leading_institutions_report_is_verified_by_another_member(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A005", "BNPT")
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(NotYours):
        accept_report(
            report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now
        )
    accept_report(
        report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.sekber_verifier, at=now
    )

    assert again(report).verified_by == people.sekber_verifier


def test_a_verifier_who_also_works_for_the_reporter_is_refused(
    report: ProgressReport, people: People, now: datetime
) -> None:
    home = report.assignment.institution
    own = a_person("rangkap@ranpe.example", "Rangkap", "Pejabat rangkap", home, (Role.VERIFIER, 1))
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(NotYours):
        accept_report(report, recognised_value=Decimal(48), rubric=RUBRIC, by=own, at=now)


def test_claimed_and_recognised_value_are_kept_apart(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    accept_report(report, recognised_value=Decimal(20), rubric=RUBRIC, by=people.verifier, at=now)

    done = again(report)
    assert (done.achieved_value, done.recognised_value) == (Decimal(48), Decimal(20))
    assert (done.claimed_status, done.computed_status) == ("on_track", "behind")
    verdict = Verification.everything.get()
    assert (verdict.submission, verdict.rules_version) == (Submission.everything.get(), 1)


def test_weak_evidence_keeps_a_full_result_from_being_called_achieved(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now, achieved_value=Decimal(50))
    weak = dict.fromkeys(RUBRIC, False)

    accept_report(report, recognised_value=Decimal(50), rubric=weak, by=people.verifier, at=now)

    assert again(report).computed_status == "on_track"


def test_the_pokja_chair_closes_where_the_rules_ask_for_two_levels(
    report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    factories.a_report("submitted", report, people, at=now)

    accept_report(report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now)
    assert again(report).state == ReportState.AWAITING_CHAIR
    endorse_report(report, by=people.chair, at=now)

    done = again(report)
    assert (done.state, done.verified_by) == (ReportState.VERIFIED, people.chair)


def test_a_province_needs_no_chair(regional: RegionalReport, people: People, now: datetime) -> None:
    PlanRules.everything.update(needs_chair=True)
    content = RegionalContent(narrative="Empat kegiatan ketahanan masyarakat di tiga kabupaten.")
    save_regional_report(regional, content, version=0, by=people.province_operator, at=now)
    submit_report(regional, by=people.province_approver, at=now)

    accept_report(regional, recognised_value=None, rubric=RUBRIC, by=people.verifier, at=now)

    regional.refresh_from_db()
    assert regional.state == ReportState.VERIFIED


# --- Returning -------------------------------------------------------------------------------


def test_a_return_gives_working_days_without_weekends_and_holidays(
    report: ProgressReport, people: People
) -> None:
    friday = datetime.fromisoformat("2026-07-31T15:00:00+07:00")
    Holiday.everything.create(day=datetime(2026, 8, 5).date(), name="Libur contoh")  # noqa: DTZ001
    factories.a_report("submitted", report, people, at=friday)

    return_report(report, remarks=REMARK, by=people.verifier, at=friday)

    # Mon 3, Tue 4, Thu 6, Fri 7, Mon 10, Tue 11, Wed 12.
    assert again(report).due_at == end_of(datetime(2026, 8, 12).date())  # noqa: DTZ001


def test_a_return_needs_a_remark(report: ProgressReport, people: People, now: datetime) -> None:
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(Incomplete):
        return_report(report, remarks=[RemarkText("evidence", " ")], by=people.verifier, at=now)

    assert again(report).returns == 0


def test_a_return_anchors_its_remarks_and_is_counted(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)

    remark = Remark.everything.get()
    assert (remark.field, remark.version, remark.subject_id) == ("evidence", 1, report.pk)
    assert (again(report).returns, again(report).state) == (1, ReportState.RETURNED)


def test_a_verdict_on_an_older_sending_is_refused(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    withdraw_report(report, by=people.approver, at=now)
    submit_report(report, by=people.approver, at=now)

    with pytest.raises(OutOfTurn, match="dikirim ulang"):
        accept_report(
            report,
            recognised_value=Decimal(48),
            rubric=RUBRIC,
            submission_number=1,
            by=people.verifier,
            at=now,
        )


def test_a_repaired_report_is_a_new_numbered_sending_with_another_hash(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    attach_evidence(
        again(report),
        a_file("tambahan.pdf", factories.PDF + b"%"),
        title="",
        by=people.operator,
        at=now,
    )

    factories.answer_all(report, people, at=now)
    submit_report(report, by=people.approver, at=now)

    first, second = Submission.everything.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.sha256 != second.sha256
    assert second.receipt.endswith("-2")
    assert again(report).first_submitted_at == now


def test_a_returned_report_is_repaired_and_proposed_after_the_period_has_closed(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    later = report.period.closes_at + timedelta(days=1)
    close_period(report.period, by=people.secretariat, at=later)

    factories.answer_all(again(report), people, at=later)
    propose_report(again(report), by=people.operator, at=later)
    submit_report(again(report), by=people.approver, at=later)

    assert again(report).state == ReportState.SUBMITTED
    assert Submission.everything.get(number=2).is_late


def test_a_repair_inside_its_days_is_not_late(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    after_the_due_day = report.period.due_at + timedelta(days=2)

    factories.answer_all(again(report), people, at=after_the_due_day)
    submit_report(again(report), by=people.approver, at=after_the_due_day)

    assert not Submission.everything.get(number=2).is_late
    assert not again(report).was_late
