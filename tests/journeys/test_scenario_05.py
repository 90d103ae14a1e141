"""Scenario 5: the Secretariat verifies twenty reports in a row, two keys each, and undoes one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from actions.models import Action, Assignment
from progress.models import ProgressReport, ReportState
from tests import factories
from tests.factories import World
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import People

IN_A_ROW = 20


@pytest.fixture
def waiting(town: World, crowd: People, clock: Clock) -> list[ProgressReport]:
    """Twenty reports of pillar 1, of institutions other than the verifier's own."""
    first = town.report("P1-F01-A001", "Kemenag")
    home = first.assignment.institution
    found = [first]
    for number in range(2, IN_A_ROW + 1):
        twin = Assignment.everything.get(pk=first.assignment_id)
        twin.pk, twin.action = None, _another_action(first, number)
        twin.save()
        row = ProgressReport.everything.create(assignment=twin, period=town.period)
        found.append(factories.again(row))
    assert {row.assignment.institution for row in found} == {home}
    return [factories.a_report("submitted", row, crowd, at=clock.now()) for row in found]


def _another_action(report: ProgressReport, number: int) -> Action:
    action: Action = Action.everything.get(pk=report.assignment.action_id)
    action.pk, action.code = None, f"P1-F01-A{100 + number}"
    action.save()
    return action


def _other_than(old: str) -> Callable[[str], bool]:
    def is_other(address: str) -> bool:
        return address != old

    return is_other


def left(v: Visitor) -> int:
    """How many reports the desk says are waiting."""
    words = v.page.locator(".action-bar .saved").inner_text()
    found = re.match(r"\d+", words)
    assert found is not None
    return int(found.group())


def test_scenario_05_twenty_in_a_row_with_two_keys_each_and_the_last_one_undone(
    waiting: list[ProgressReport], crowd: People, visit: Visit
) -> None:
    v = visit(crowd.verifier)
    v.go("/laporan-kemajuan/antrean/")
    v.check_page()
    v.page.keyboard.press("j")
    v.page.wait_for_url("**/verifikasi/")
    v.check_page()

    for done in range(IN_A_ROW):
        assert left(v) == IN_A_ROW - done
        before = v.page.url
        v.page.keyboard.press("s")
        v.page.keyboard.press("a")
        v.page.wait_for_url(_other_than(before))

    assert v.path == "/laporan-kemajuan/antrean/"
    v.sees("Antrean kosong")
    v.check_page()
    states = ProgressReport.everything.filter(pk__in=[row.pk for row in waiting])
    assert {row.state for row in states} == {ReportState.VERIFIED}

    v.page.keyboard.press("z")
    v.page.wait_for_url("**/verifikasi/")
    assert left(v) == 1
    assert states.filter(state=ReportState.SUBMITTED).count() == 1
