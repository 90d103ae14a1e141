"""The full sample: its numbers are those of the plan, and its people have something to do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Role, User
from actions.models import Action, Commitment, CommitmentState, RegionalPlan, RegionalPlanState
from institutions.models import Unit
from pillars.models import Period, PeriodState, PlanVersion
from progress.models import ProgressReport, RegionalReport, ReportState, Verification
from progress.queries import queue_rows, task_list
from ranpe.kit.clock import day_of, end_of
from ranpe.sampling.roster import demo_accounts
from reporting.models import Seal
from tests.full.conftest import ON_THE_FULL_SAMPLE

pytestmark = [*ON_THE_FULL_SAMPLE, pytest.mark.usefixtures("full")]


@pytest.fixture
def now() -> datetime:
    """The moment at which the sample world stands."""
    return datetime.fromisoformat("2026-11-24T10:00:00+07:00")


@pytest.fixture
def open_period() -> Period:
    """The period of today."""
    return Period.everything.get(state=PeriodState.OPEN)


def the_person(name: str) -> User:
    return User.objects.get(email=f"{name}@ranpe.example")


@pytest.mark.parametrize("code", ["RANPE-2020-2024", "RANPE-2026-2029"])
def test_a_plan_has_130_actions_in_three_pillars(code: str) -> None:
    rows = Action.everything.filter(plan__code=code)

    assert Counter(rows.values_list("focus__pillar__number", flat=True)) == {1: 82, 2: 33, 3: 15}
    assert set(
        PlanVersion.everything.filter(plan__code=code).values_list("expected_actions", flat=True)
    ) == {130}


def test_the_year_of_transition_has_its_own_basis_and_96_actions() -> None:
    version = PlanVersion.everything.get(plan__code="RANPE-2020-2024", number=2)

    assert "Masa transisi 2025" in version.basis
    assert version.action_years.count() == 96
    assert version.texts.count() == 130


def test_48_institutions_and_38_provinces_owe_the_open_period(open_period: Period) -> None:
    owing = open_period.progressreports.values("assignment__institution").distinct()

    assert owing.count() == 48
    assert RegionalReport.everything.filter(period=open_period).count() == 38


@pytest.mark.parametrize(("year", "count"), [(2021, 34), (2022, 34), (2023, 38), (2025, 38)])
def test_the_provinces_that_owed_a_year(year: int, count: int) -> None:
    owing = RegionalReport.everything.filter(period__year=year).values("region").distinct()

    assert owing.count() == count


def test_17_institutions_are_late_and_the_other_31_have_sent_everything(
    open_period: Period, now: datetime
) -> None:
    late = ProgressReport.everything.due_in(open_period).late_at(now)
    homes = set(late.values_list("assignment__institution", flat=True))
    others = ProgressReport.everything.due_in(open_period).exclude(
        assignment__institution__in=homes
    )

    assert len(homes) == 17
    assert others.values("assignment__institution").distinct().count() == 31
    assert set(others.filter(first_submitted_at=None)) == set()


def test_what_was_returned_has_a_day_ahead(open_period: Period, now: datetime) -> None:
    returned = ProgressReport.everything.due_in(open_period).filter(state=ReportState.RETURNED)

    assert returned.count() >= 5
    assert not returned.filter(due_at__lte=now).exists()


def test_every_state_of_a_report_and_of_a_commitment_is_present() -> None:
    states = set(ProgressReport.everything.values_list("state", flat=True))
    promises = set(Commitment.everything.values_list("state", flat=True))

    assert states == set(ReportState.values)
    assert promises == set(CommitmentState.values)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_a_closed_year_is_uneven_as_years_are(year: int) -> None:
    checked = ProgressReport.everything.filter(period__year=year, period__is_checked=True)
    rows = list(checked.select_related("period"))
    share = {
        "on time": sum(row.is_sent and not row.was_late for row in rows) / len(rows),
        "late": sum(row.was_late for row in rows) / len(rows),
        "nil": sum(row.is_nil for row in rows) / len(rows),
        "missing": sum(row.first_submitted_at is None for row in rows) / len(rows),
        "returned": sum(row.returns > 0 for row in rows) / len(rows),
    }

    assert share["on time"] > 0.6
    assert 0.03 < share["late"] < 0.3
    assert 0 < share["nil"] < 0.15
    assert 0 < share["missing"] < 0.12
    assert 0.05 < share["returned"] < 0.3


def test_one_short_update_was_sent_between_two_semesters_and_verified_by_nobody() -> None:
    update = Period.everything.get(kind="short_update")
    reports = ProgressReport.everything.filter(period=update)
    sent = [row for row in reports if row.state == "submitted"]

    assert (update.name, update.state) == ("Pemutakhiran data per 31 Oktober 2025", "locked")
    assert {row.state for row in reports} <= {"submitted", "not_started"}
    assert len(sent) > len(reports) / 2
    assert all("(data contoh)" in row.narrative for row in sent)
    assert not reports.exclude(verified_at=None).exists()


def test_each_closed_year_is_locked_and_sealed() -> None:
    closed = Period.everything.filter(year__lte=2025)

    assert {period.state for period in closed} == {PeriodState.LOCKED}
    assert list(Seal.everything.order_by("year").values_list("year", flat=True)) == [
        2021,
        2022,
        2023,
        2024,
        2025,
    ]


def test_some_values_are_recognised_below_what_was_claimed() -> None:
    rows = Verification.everything.filter(verdict="accepted", submission__report__isnull=False)
    lower = [
        row
        for row in rows.select_related("submission__report")
        if row.recognised_value is not None
        and row.submission.report
        and row.submission.report.achieved_value is not None
        and row.recognised_value < row.submission.report.achieved_value
    ]

    assert len(lower) > 30


def test_actions_with_several_responsible_institutions_tell_different_values() -> None:
    values: dict[Any, set[Any]] = {}
    for row in ProgressReport.everything.exclude(achieved_value=None).select_related("assignment"):
        spot = (row.period_id, row.assignment.action_id)
        values.setdefault(spot, set()).add(row.achieved_value)

    assert sum(len(found) > 1 for found in values.values()) > 20


def test_some_duties_have_no_approved_promise(open_period: Period) -> None:
    promised = Commitment.everything.filter(year=open_period.year, state=CommitmentState.APPROVED)
    without = ProgressReport.everything.due_in(open_period).exclude(
        assignment__in=promised.values("assignment")
    )

    assert 3 <= without.count() <= 25


def test_nine_provinces_have_a_regional_plan_in_force() -> None:
    assert RegionalPlan.everything.filter(stage=RegionalPlanState.ENACTED).count() == 9


def test_seven_institutions_report_through_their_units(open_period: Period) -> None:
    counts = Counter(Unit.everything.values_list("institution__code", flat=True))

    assert set(counts) == {"KL04", "KL06", "KL07", "KL08", "KL09", "KL12", "KL15"}
    assert set(counts.values()) <= {3, 4, 5}
    coordinators = User.everything.filter(
        occupancies__position__grants__role=Role.COORDINATOR
    ).distinct()
    assert coordinators.count() == 7


@pytest.mark.parametrize("name", ["operator.kemenag", "eselon2.kemenag", "koordinator.kemenag"])
def test_the_officers_of_the_roster_have_tasks(
    name: str, open_period: Period, now: datetime
) -> None:
    assert task_list(the_person(name), open_period, now).total > 0


@pytest.mark.parametrize("name", ["verifikator.pilar1", "verifikator2.pilar1", "ketua.pilar1"])
def test_the_checkers_of_the_roster_have_a_queue(name: str, now: datetime) -> None:
    assert queue_rows(the_person(name), now)


def test_the_roster_names_accounts_that_exist() -> None:
    emails = [account.email for account in demo_accounts()]

    assert User.everything.filter(email__in=emails).count() == len(emails)


def test_the_calendar_of_the_open_period(open_period: Period, now: datetime) -> None:
    assert (open_period.code, open_period.year) == ("S1", 2026)
    assert open_period.due_at == end_of(day_of(now).replace(day=20))
    assert open_period.closes_at == end_of(day_of(now).replace(month=12, day=4))
