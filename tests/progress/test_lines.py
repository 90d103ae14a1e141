"""Loading the rows for the metric engine."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from actions.models import Assignment, Commitment, CommitmentState, Indicator, Target
from pillars.models import Period, PeriodState, Status
from progress.figures import Line, status_of_line
from progress.lines import line_with_value, lines_of, lines_of_year, targets_in
from progress.models import ProgressReport
from progress.services import RemarkText, accept_report, return_report
from tests import factories
from tests.factories import World
from tests.people import People


def the_line(period: Period, report: ProgressReport) -> Line:
    """The line of one report."""
    return next(line for line in lines_of(period) if line.report_id == report.pk)


def test_every_owed_report_is_one_line(small_plan: World) -> None:
    lines = lines_of(small_plan.period)

    owed = ProgressReport.everything.filter(period=small_plan.period).count()
    assert (len(lines), len({line.assignment_id for line in lines})) == (owed, owed)


def test_a_line_knows_its_target_and_unit(small_plan: World, report: ProgressReport) -> None:
    line = the_line(small_plan.period, report)

    assert (line.target, line.unit, line.state, line.value) == (
        Decimal(50),
        "orang",
        "not_started",
        None,
    )


def test_a_promise_that_is_not_approved_is_no_target(
    small_plan: World, report: ProgressReport
) -> None:
    promised = Commitment.everything.filter(assignment=report.assignment)
    promised.update(state=CommitmentState.SUBMITTED)

    assert the_line(small_plan.period, report).target is None


def test_a_promise_without_a_part_for_the_period_has_no_target(
    small_plan: World, report: ProgressReport
) -> None:
    Target.everything.filter(
        commitment__assignment=report.assignment, period=small_plan.period
    ).delete()

    line = targets_in(small_plan.period)[report.assignment_id]

    assert (line.value, line.annual) == (None, Decimal(100))


def test_a_revision_may_choose_another_indicator(small_plan: World, report: ProgressReport) -> None:
    action = report.assignment.action
    second = Indicator.everything.create(action=action, name="Modul", unit="modul")
    revision = Commitment.everything.get(assignment=report.assignment)
    revision.pk, revision.number, revision.reason = None, 2, "Indikator keliru."
    revision.indicator = second
    revision.save()

    assert the_line(small_plan.period, report).unit == "modul"


def test_a_verified_line_carries_the_recognised_value_and_the_rubric(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    rubric = {**factories.RUBRIC, "official": False}
    accept_report(report, recognised_value=Decimal(40), rubric=rubric, by=people.verifier, at=now)

    line = the_line(small_plan.period, report)

    assert (line.claimed_value, line.value, line.evidence_share) == (
        Decimal(48),
        Decimal(40),
        Decimal(80),
    )


def test_only_the_last_acceptance_counts(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    remark = RemarkText("evidence", "Belum memadai")
    return_report(report, remarks=[remark], by=people.verifier, at=now)
    factories.a_report("verified", factories.again(report), people, at=now)

    assert the_line(small_plan.period, report).evidence_share == 100


def test_the_lines_are_loaded_in_two_queries(
    small_plan: World, people: People, now: datetime, django_assert_num_queries: Any
) -> None:
    for row in ProgressReport.everything.all()[:3]:
        factories.a_report("verified", factories.again(row), people, at=now)

    with django_assert_num_queries(2):
        lines_of(small_plan.period)


def test_the_lines_can_be_limited_to_what_a_reader_sees(small_plan: World, people: People) -> None:
    own = ProgressReport.everything.filter(period=small_plan.period).visible_to(people.operator)

    lines = lines_of(small_plan.period, own)

    assert {line.institution_id for line in lines} == {small_plan.institutions["Kemenag"].pk}


def test_the_preview_of_a_value_shows_the_status_that_it_would_give(
    small_plan: World, report: ProgressReport
) -> None:
    line = the_line(small_plan.period, report)

    seen = line_with_value(report, value=Decimal(50), share=Decimal(100))

    rules = small_plan.plan.rules.get()
    assert status_of_line(line, rules) == Status.NO_REPORT
    assert status_of_line(seen, rules) == Status.ACHIEVED


def _second_half(world: World) -> Period:
    period = world.next_period
    Period.everything.filter(pk=period.pk).update(state=PeriodState.OPEN)
    for assignment in Assignment.everything.all():
        ProgressReport.everything.create(assignment=assignment, period=period)
    return Period.everything.get(pk=period.pk)


def test_the_last_verified_period_speaks_for_the_year(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    later = _second_half(small_plan)
    second = ProgressReport.everything.get(period=later, assignment=report.assignment)
    factories.a_report(
        "verified",
        factories.again(second),
        people,
        at=now + timedelta(days=150),
        achieved_value=Decimal(90),
    )

    lines = {line.assignment_id: line for line in lines_of_year([later, small_plan.period])}

    found = lines[report.assignment_id]
    assert (found.value, found.target) == (Decimal(90), Decimal(100))


def test_an_unverified_second_period_does_not_hide_the_first(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    later = _second_half(small_plan)

    lines = {line.assignment_id: line for line in lines_of_year([small_plan.period, later])}

    assert (lines[report.assignment_id].value, lines[report.assignment_id].target) == (
        Decimal(48),
        Decimal(50),
    )
    others = [line for key, line in lines.items() if key != report.assignment_id]
    assert {line.target for line in others} == {Decimal(100)}


def _revised(commitment: Commitment, *, approved_at: datetime, value: int) -> Commitment:
    """A second approved version of a promise."""
    period_targets = list(commitment.targets.all())
    revision = Commitment.everything.get(pk=commitment.pk)
    revision.pk, revision.number, revision.reason = None, 2, "Peserta bertambah."
    revision.annual_target, revision.approved_at = Decimal(2 * value), approved_at
    revision.save()
    for row in period_targets:
        share = value if row.period.code == "S1" else 2 * value
        Target.everything.create(commitment=revision, period=row.period, value=share)
    return revision


def test_a_period_is_measured_against_the_target_in_force_at_its_end(
    small_plan: World, report: ProgressReport
) -> None:
    first = Commitment.everything.get(assignment=report.assignment)
    _revised(first, approved_at=datetime.fromisoformat("2026-07-02T09:00:00+07:00"), value=70)

    ended, running = (
        targets_in(period)[report.assignment_id]
        for period in (small_plan.period, small_plan.next_period)
    )

    assert (ended.value, ended.annual, ended.number) == (Decimal(50), Decimal(100), 1)
    assert (running.value, running.annual, running.number) == (Decimal(140), Decimal(140), 2)


def test_a_revision_approved_within_the_period_is_its_target(
    small_plan: World, report: ProgressReport
) -> None:
    first = Commitment.everything.get(assignment=report.assignment)
    _revised(first, approved_at=datetime.fromisoformat("2026-06-30T23:00:00+07:00"), value=70)

    assert targets_in(small_plan.period)[report.assignment_id].value == Decimal(70)


def test_the_first_target_of_all_counts_even_when_it_is_late(
    small_plan: World, report: ProgressReport, now: datetime
) -> None:
    Commitment.everything.filter(assignment=report.assignment).update(approved_at=now)
    first = Commitment.everything.get(assignment=report.assignment)
    _revised(first, approved_at=now + timedelta(days=1), value=70)

    assert targets_in(small_plan.period)[report.assignment_id].value == Decimal(50)


def test_a_target_set_after_the_result_is_known_as_such(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    promised = Commitment.everything.filter(assignment=report.assignment)

    assert not the_line(small_plan.period, report).is_target_late
    promised.update(approved_at=now + timedelta(hours=1))
    assert the_line(small_plan.period, report).is_target_late


def test_revisions_take_no_further_query(
    small_plan: World, now: datetime, django_assert_num_queries: Any
) -> None:
    for commitment in Commitment.everything.all():
        _revised(commitment, approved_at=now, value=70)

    with django_assert_num_queries(2):
        lines_of(small_plan.period)
