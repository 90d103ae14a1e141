"""The door: one place where a state changes, and what comes with it."""

from __future__ import annotations

from datetime import datetime

import pytest

from journal.door import advance, advance_all
from journal.models import Entry, Notice
from journal.services import Change
from progress.models import ProgressReport
from progress.services import propose_report
from progress.workflow import REPORT_FLOW
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.people import People


@pytest.fixture
def draft(small_plan: factories.World, people: People, now: datetime) -> ProgressReport:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    return factories.a_report("draft", report, people, at=now)


def test_a_step_changes_the_state_stamps_it_and_writes_one_entry(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    before = Entry.everything.count()

    entry = advance(draft, REPORT_FLOW, "propose", by=people.operator, at=now)

    stored = factories.again(draft)
    assert (stored.state, stored.proposed_by, stored.proposed_at) == (
        "proposed",
        people.operator,
        now,
    )
    assert Entry.everything.count() == before + 1
    assert (entry.verb, entry.before, entry.after) == (
        "report.propose",
        {"state": "draft"},
        {"state": "proposed"},
    )
    assert (entry.actor_name, entry.capacity) == ("Rahmi Lestari", "Narahubung Kemenag")


def test_the_people_concerned_are_told_once_and_not_the_one_who_acts(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    propose_report(draft, by=people.operator, at=now)

    told = Notice.everything.filter(subject_id=draft.pk).values_list("recipient__email", flat=True)
    assert list(told) == ["eselon2.kemenag@ranpe.example"]


def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    before = Entry.everything.count()

    with pytest.raises(OutOfTurn):
        advance(draft, REPORT_FLOW, "accept", by=people.verifier, at=now)

    assert factories.again(draft).state == "draft"
    assert Entry.everything.count() == before


def test_a_stranger_may_not_take_the_step(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        advance(draft, REPORT_FLOW, "propose", by=people.other_operator, at=now)


def test_a_step_that_needs_a_reason_is_refused_without_one(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    proposed = propose_report(draft, by=people.operator, at=now)

    with pytest.raises(Incomplete):
        advance(proposed, REPORT_FLOW, "hand_back", by=people.approver, at=now)
    advance(
        proposed,
        REPORT_FLOW,
        "hand_back",
        by=people.approver,
        at=now,
        change=Change(reason="Lengkapi uraian."),
    )

    assert factories.again(draft).state == "draft"


def test_a_record_that_somebody_else_moved_meanwhile_is_refused(
    draft: ProgressReport, people: People, now: datetime
) -> None:
    stale = factories.again(draft)
    propose_report(draft, by=people.operator, at=now)

    with pytest.raises(OutOfTurn, match="diubah orang lain"):
        advance(stale, REPORT_FLOW, "propose", by=people.operator, at=now)


@pytest.fixture
def verified(small_plan: factories.World, people: People, now: datetime) -> list[ProgressReport]:
    """Two verified reports of two institutions."""
    rows = [("P1-F01-A001", "Kemenag"), ("P1-F01-A003", "Kemensos")]
    reports = [small_plan.report(code, short) for code, short in rows]
    return [factories.a_report("verified", report, people, at=now) for report in reports]


def test_a_step_on_many_is_the_same_step_on_each(
    verified: list[ProgressReport], people: People, now: datetime
) -> None:
    entries = advance_all(verified, REPORT_FLOW, "lock", by=people.secretariat, at=now)

    stored = [factories.again(report) for report in verified]
    assert {(row.state, row.locked_at, row.locked_by) for row in stored} == {
        ("locked", now, people.secretariat)
    }
    written = Entry.everything.filter(verb="report.lock").order_by("pk")
    assert list(written) == entries
    assert [entry.subject_id for entry in written] == [report.pk for report in verified]
    assert {(str(entry.before), str(entry.after)) for entry in written} == {
        ("{'state': 'verified'}", "{'state': 'locked'}")
    }
    assert {entry.capacity for entry in written} == {"Sekretariat Bersama"}


def test_a_step_on_many_stands_or_falls_as_a_whole(
    verified: list[ProgressReport], small_plan: factories.World, people: People, now: datetime
) -> None:
    draft = small_plan.report("P1-F01-A002", "Kemenag")
    before = Entry.everything.count()

    with pytest.raises(OutOfTurn):
        advance_all([*verified, draft], REPORT_FLOW, "lock", by=people.secretariat, at=now)
    with pytest.raises(NotYours):
        advance_all(
            [factories.again(row) for row in verified],
            REPORT_FLOW,
            "lock",
            by=people.verifier,
            at=now,
        )

    assert {factories.again(report).state for report in verified} == {"verified"}
    assert Entry.everything.count() == before


def test_a_step_on_many_sees_what_somebody_else_changed_meanwhile(
    verified: list[ProgressReport], people: People, now: datetime
) -> None:
    read_before = [factories.again(report) for report in verified]
    advance_all(verified, REPORT_FLOW, "lock", by=people.secretariat, at=now)

    with pytest.raises(OutOfTurn, match="baru saja diubah"):
        advance_all(read_before, REPORT_FLOW, "lock", by=people.secretariat, at=now)

    assert Entry.everything.filter(verb="report.lock").count() == len(verified)


def test_a_step_on_none_is_nothing(people: People, now: datetime) -> None:
    assert advance_all([], REPORT_FLOW, "lock", by=people.secretariat, at=now) == []
