"""A deputy (a.n.) may never do or see what the official may not, over every verb of the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Occupancy, User
from accounts.services import Term, delegate
from ranpe.kit.clock import day_of
from ranpe.kit.workflow import Workflow
from reporting.workflow import ANNUAL_FLOW
from tests.people import People, a_person
from tests.security.annual import annual_reports
from tests.security.matrix import Matter
from tests.security.stage import Stage
from tests.security.test_permissions import FLOWS, OF_BODIES, SEEN, sees

# Every official who holds the office in its own right, and of whose house a colleague is deputy.
OFFICIALS = (
    "operator", "approver", "coordinator", "unit_approver", "province_approver", "verifier",
    "sekber_verifier", "chair", "pokja_head", "secretariat", "sekber_member",
    "regional_supervisor", "ppid", "head", "auditor", "admin",
)  # fmt: skip
Pairs = list[tuple[str, User, User]]


@pytest.fixture
def stage(small_plan: Any, people: People, now: Any, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(timezone, "now", lambda: now)
    return Stage(small_plan, people, now)


def pairs_of(stage: Stage) -> Pairs:
    """Each official with a deputy who holds nothing but an empty office and the delegation."""
    found = []
    for name in OFFICIALS:
        official = User.objects.get(pk=stage.cast[name].pk)
        office = Occupancy.everything.select_related("position__institution").get(user=official)
        house = office.position.institution
        deputy = a_person(f"an.{name}@ranpe.example", f"Wakil {name}", f"Staf {name}", house)
        term = Term(day_of(stage.now), day_of(stage.now) + timedelta(days=1), "SP contoh")
        delegate(office, deputy, term, by=official, at=stage.now)
        found.append((name, official, User.objects.get(pk=deputy.pk)))
    return found


def _matters(flow: Workflow, stage: Stage) -> list[Matter]:
    if flow is ANNUAL_FLOW:
        return annual_reports(stage)
    of_body = OF_BODIES.get(flow.name)
    return of_body(stage) if of_body else stage.of_flow(flow.name)


@pytest.mark.parametrize("flow", [*FLOWS, ANNUAL_FLOW], ids=lambda flow: flow.name)
def test_no_step_is_open_to_a_deputy_that_is_closed_to_the_official(
    flow: Workflow, stage: Stage
) -> None:
    matters = _matters(flow, stage)
    exceeded, open_to_both = [], 0
    for name, official, deputy in pairs_of(stage):
        for step in flow.steps:
            for matter in matters:
                may = bool(step.taken_by(official, matter.record))
                may_deputy = bool(step.taken_by(deputy, matter.record))
                open_to_both += may and may_deputy
                if may_deputy and not may:
                    exceeded.append(f"{step.name}: {name} over {matter.record}")

    assert exceeded == []
    # What becomes of an uploaded file is decided by the house itself, by nobody in an office.
    assert open_to_both > 0 or flow.name == "file"


@pytest.mark.parametrize("code", SEEN)
def test_no_row_is_seen_by_a_deputy_that_is_hidden_from_the_official(
    code: str, stage: Stage
) -> None:
    matters = SEEN[code](stage)
    exceeded = [
        f"{name} over {matter.record}"
        for name, official, deputy in pairs_of(stage)
        for matter in matters
        if sees(deputy, matter.record) and not sees(official, matter.record)
    ]

    assert exceeded == []


def test_the_reach_of_a_deputy_is_that_of_the_office(stage: Stage) -> None:
    for name, official, deputy in pairs_of(stage):
        assert deputy.reach == official.reach, name
        assert deputy.capacity.startswith("Staf"), name
        assert deputy.acts_for == f"a.n. {official.offices[0].position.title}", name
