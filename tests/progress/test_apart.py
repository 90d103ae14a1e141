"""Who makes, who checks and who decides are never one person: the database refuses it itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from accounts.services import grant
from pillars.models import PlanRules
from progress.access import is_chair, is_verifier
from progress.models import ProgressReport, ReportState, Submission, Verification
from progress.services import accept_report, endorse_report
from ranpe.kit.refusals import NotYours
from reporting import services
from reporting.access import decides, endorses
from reporting.models import AnnualReport
from tests import factories
from tests.factories import RUBRIC, World
from tests.people import People
from tests.security.annual import Way
from tests.security.foreign import seal_of_the_year_before
from tests.security.stage import Stage


def refused(statement: str, *values: Any) -> bool:
    """Whether the database refuses a statement that goes past every service."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount == 1, "the statement found its row"
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def report(small_plan: World) -> ProgressReport:
    return small_plan.report("P1-F01-A001", "Kemenag")


@pytest.fixture
def forwarded(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A report that the verifier passed on to the chair."""
    PlanRules.everything.update(needs_chair=True)
    sent = factories.a_report("submitted", report, people, at=now)
    accept_report(sent, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now)
    return factories.again(report)


def test_the_sender_of_a_report_is_not_its_verifier(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    statement = "UPDATE progress_progressreport SET verified_by_id = %s WHERE id = %s"

    assert refused(statement, people.approver.pk, report.pk)
    assert not refused(statement, people.sekber_verifier.pk, report.pk)


def test_no_verdict_stands_on_a_sending_of_the_same_person(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    verdict = Verification.everything.get()
    change = "UPDATE progress_verification SET decided_by_id = %s WHERE id = %s"
    copy = (
        "INSERT INTO progress_verification (submission_id, verdict, rubric, computed_status,"
        " rules_version, note, on_site_name, decided_at, decided_by_id, decided_by_name, capacity)"
        " SELECT submission_id, verdict, rubric, computed_status, rules_version, note,"
        " on_site_name, decided_at, %s, decided_by_name, capacity"
        " FROM progress_verification WHERE id = %s"
    )

    assert Submission.everything.get().submitted_by_id == people.approver.pk
    for statement in (change, copy):
        assert refused(statement, people.approver.pk, verdict.pk)
        assert not refused(statement, people.sekber_verifier.pk, verdict.pk)


def test_whoever_passed_a_report_on_does_not_decide_as_its_chair(
    forwarded: ProgressReport, people: People, now: datetime
) -> None:
    assert (forwarded.state, forwarded.forwarded_by) == ("awaiting_chair", people.verifier)
    office = people.verifier.offices[0].position
    grant(office, Role.POKJA_CHAIR, pillar_number=1, by=None, at=now)
    both = type(people.verifier).objects.get(pk=people.verifier.pk)

    assert not is_chair(both, forwarded)
    assert is_verifier(both, forwarded)
    with pytest.raises(NotYours):
        endorse_report(forwarded, by=both, at=now + timedelta(minutes=1))

    endorse_report(forwarded, by=people.chair, at=now + timedelta(minutes=1))
    assert factories.again(forwarded).state == ReportState.VERIFIED
    statement = "UPDATE progress_progressreport SET verified_by_id = %s WHERE id = %s"
    assert refused(statement, people.verifier.pk, forwarded.pk)
    assert not refused(statement, people.sekber_verifier.pk, forwarded.pk)


def test_an_annual_report_is_written_endorsed_and_approved_by_three(
    small_plan: World, people: People, now: datetime
) -> None:
    stage = Stage(small_plan, people, now)
    opened = services.open_annual_report(
        seal_of_the_year_before(stage), "president", by=people.secretariat, at=now
    )
    report: AnnualReport = Way(stage, opened).to("approved")
    three = {
        "opened_by_id": people.secretariat.pk,
        "drafted_by_id": report.drafted_by_id,
        "reviewed_by_id": report.reviewed_by_id,
        "decided_by_id": people.head.pk,
    }

    assert {name: getattr(report, name) for name in three} == three
    for column, person in three.items():
        statement = f"UPDATE reporting_annualreport SET {column} = %s WHERE id = %s"  # noqa: S608
        assert not refused(statement, person, report.pk)
        others = {three[name] for name in three} - {person}
        own = {"opened_by_id", "drafted_by_id"}
        for other in others:
            same_side = column in own and other in {three[name] for name in own}
            assert refused(statement, other, report.pk) is not same_side, (column, other)


def test_the_desk_of_an_annual_report_says_so_before_the_database(
    small_plan: World, people: People, now: datetime
) -> None:
    stage = Stage(small_plan, people, now)
    opened = services.open_annual_report(
        seal_of_the_year_before(stage), "president", by=people.secretariat, at=now
    )

    assert endorses(people.pokja_head, opened)
    opened.drafted_by_id = people.pokja_head.pk
    assert not endorses(people.pokja_head, opened)
    assert decides(people.head, opened)
    opened.reviewed_by_id = people.head.pk
    assert not decides(people.head, opened)
