"""The workflow table against every person and every state: who may, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from journal.door import advance
from journal.services import Change
from pillars.models import PeriodState, PlanRules
from progress.models import ProgressReport, RegionalReport, ReportState
from progress.workflow import REPORT_FLOW, is_complete, missing_parts
from ranpe.kit.refusals import NotYours, OutOfTurn, Refused
from ranpe.kit.workflow import Step
from tests import factories
from tests.factories import World
from tests.people import People

STEPS = [step.name for step in REPORT_FLOW.steps]

# Of a Kemenag report in pillar 1.
OF_AN_INSTITUTION = {
    "begin": {"operator", "approver"},
    "propose": {"operator"},
    "hand_back": {"approver"},
    "submit": {"approver"},
    "withdraw": {"approver"},
    "return": {"verifier", "sekber_verifier", "chair", "pokja_head"},
    "accept": {"verifier", "sekber_verifier"},
    "forward": {"verifier", "sekber_verifier"},
    "endorse": {"chair", "pokja_head"},
    "undo": {"verifier", "sekber_verifier", "chair", "pokja_head"},
    "undo_to_chair": {"chair", "pokja_head"},
    "confirm_paper": {"secretariat"},
    "lock": {"pokja_head", "secretariat"},
    "unlock": {"pokja_head", "secretariat"},
}
# Of a report that a unit of Polri owes; its coordinator writes for the whole institution.
OF_A_UNIT = {
    **OF_AN_INSTITUTION,
    "begin": {"coordinator", "unit_operator", "unit_approver"},
    "propose": {"coordinator", "unit_operator"},
    "hand_back": {"unit_approver"},
    "submit": {"unit_approver"},
    "withdraw": {"unit_approver"},
}
# Of BNPT itself: nobody from BNPT checks, a member of the Secretariat closes.
OF_THE_LEAD = {
    **{step: set[str]() for step in STEPS},
    "return": {"sekber_verifier", "sekber_member"},
    "accept": {"sekber_verifier"},
    "forward": {"sekber_verifier"},
    "endorse": {"sekber_member"},
    "undo": {"sekber_verifier", "sekber_member"},
    "undo_to_chair": {"sekber_member"},
    "confirm_paper": {"secretariat"},
    "lock": {"pokja_head", "secretariat"},
    "unlock": {"pokja_head", "secretariat"},
}
# Of Jawa Barat; verifiers of any pillar check provinces.
OF_A_PROVINCE = {
    "begin": {"province_operator", "province_approver"},
    "propose": {"province_operator"},
    "hand_back": {"province_approver"},
    "submit": {"province_approver"},
    "withdraw": {"province_approver"},
    "return": {"verifier", "other_verifier", "sekber_verifier", "pokja_head"},
    "accept": {"verifier", "other_verifier", "sekber_verifier"},
    "forward": {"verifier", "other_verifier", "sekber_verifier"},
    "endorse": {"pokja_head"},
    "undo": {"verifier", "other_verifier", "sekber_verifier", "pokja_head"},
    "undo_to_chair": {"pokja_head"},
    "confirm_paper": {"secretariat"},
    "lock": {"pokja_head", "secretariat"},
    "unlock": {"pokja_head", "secretariat"},
}


def allowed(name: str, record: ProgressReport | RegionalReport, people: People) -> set[str]:
    """The people whom the table lets take a step."""
    step = REPORT_FLOW.step(name)
    return {part for part, person in people.all().items() if step.taken_by(person, record)}


def test_every_step_is_expected_for_every_owner() -> None:
    for expected in (OF_AN_INSTITUTION, OF_A_UNIT, OF_THE_LEAD, OF_A_PROVINCE):
        assert set(expected) == set(STEPS)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_on_an_institutions_report_is_taken_only_by(
    name: str, report: ProgressReport, people: People
) -> None:
    assert allowed(name, report, people) == OF_AN_INSTITUTION[name]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_on_a_units_report_is_taken_only_by(
    name: str, small_plan: World, people: People
) -> None:
    report = small_plan.report("P1-F01-A004", "Polri")

    assert allowed(name, report, people) == OF_A_UNIT[name]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_on_the_leading_institutions_own_report_is_taken_only_by(
    name: str, small_plan: World, people: People
) -> None:
    report = small_plan.report("P1-F01-A005", "BNPT")

    assert allowed(name, report, people) == OF_THE_LEAD[name]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_on_a_provinces_report_is_taken_only_by(
    name: str, regional: RegionalReport, people: People
) -> None:
    assert allowed(name, regional, people) == OF_A_PROVINCE[name]


def _put(report: ProgressReport, state: str, people: People, at: datetime) -> ProgressReport:
    """The report in `state`, with the proofs that the database asks for."""
    rows = ProgressReport.everything.filter(pk=report.pk)
    rows.update(
        state=state,
        submitted_at=at,
        submitted_by=people.approver,
        verified_at=at,
        verified_by=people.verifier,
    )
    return factories.again(report)


@pytest.mark.parametrize("name", STEPS)
def test_the_door_refuses_everybody_else(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    step = REPORT_FLOW.step(name)
    row = _put(report, sorted(step.sources)[0], people, now)
    strangers = set(people.all()) - OF_AN_INSTITUTION[name]

    for part in sorted(strangers):
        with pytest.raises(NotYours):
            advance(row, REPORT_FLOW, name, by=people.all()[part], at=now)

    assert factories.again(report).state == row.state


def _someone(expected: Mapping[str, set[str]], step: Step, people: People) -> object:
    return people.all()[sorted(expected[step.name])[0]]


@pytest.mark.parametrize("name", STEPS)
def test_the_door_refuses_every_state_from_which_the_step_does_not_lead(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    step = REPORT_FLOW.step(name)
    by = _someone(OF_AN_INSTITUTION, step, people)

    for state in set(ReportState.values) - step.sources:
        row = _put(report, state, people, now)
        with pytest.raises(OutOfTurn):
            advance(row, REPORT_FLOW, name, by=by, at=now, change=Change(reason="Alasan"))


@pytest.mark.parametrize("name", [name for name in STEPS if "lock" not in name])
def test_nothing_moves_in_a_locked_period(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    step = REPORT_FLOW.step(name)
    row = _put(report, sorted(step.sources)[0], people, now)
    row.period.state = PeriodState.LOCKED

    with pytest.raises(Refused) as refusal:
        advance(
            row,
            REPORT_FLOW,
            name,
            by=_someone(OF_AN_INSTITUTION, step, people),
            at=now,
            change=Change(reason="Alasan"),
        )

    assert "dikunci" in refusal.value.sentence


@pytest.mark.parametrize(("name", "needs_chair"), [("accept", True), ("forward", False)])
def test_the_plans_rules_choose_one_level_or_two(
    name: str, needs_chair: bool, report: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=needs_chair)
    row = _put(report, ReportState.SUBMITTED, people, now)

    with pytest.raises(Refused):
        advance(row, REPORT_FLOW, name, by=people.verifier, at=now)


def test_an_empty_report_names_every_missing_field(report: ProgressReport) -> None:
    fields = [part.field for part in missing_parts(report)]

    assert fields == ["claimed_status", "achieved_value", "narrative", "evidence"]


@pytest.mark.parametrize("status", ["at_risk", "behind"])
def test_trouble_asks_for_the_obstacle_and_what_is_done_about_it(
    status: str, report: ProgressReport
) -> None:
    report.claimed_status = status

    fields = [part.field for part in missing_parts(report)]

    assert {"obstacle", "follow_up"} <= set(fields)


def test_a_nil_report_needs_only_its_reason(report: ProgressReport) -> None:
    report.is_nil = True

    assert [part.field for part in missing_parts(report)] == ["nil_reason"]

    report.nil_reason = "Anggaran dialihkan."
    assert not list(is_complete(report))


def test_a_province_needs_only_its_narrative(regional: RegionalReport) -> None:
    assert [part.field for part in missing_parts(regional)] == ["narrative"]
