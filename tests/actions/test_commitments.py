"""Form A: written, sent, approved, and changed without losing what was promised before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from actions.models import Commitment, CommitmentState, Direction, Indicator, Target
from actions.services import (
    Promise,
    approve_commitment,
    draft_commitment,
    return_commitment,
    revise_commitment,
    save_commitment,
    submit_commitment,
)
from actions.workflow import target_problems
from journal.models import Entry, Notice
from pillars.models import Period, PeriodState
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import World
from tests.people import People


def promised(world: World, code: str = "P1-F01-A001") -> Commitment:
    """The approved promise on an action (of its first institution)."""
    return Commitment.everything.filter(assignment__action__code=code).order_by("pk")[0]


def a_promise(world: World, **changes: Any) -> Promise:
    """A complete Form A for 2026."""
    values: dict[str, Any] = {
        "planned_activity": "Pelatihan lanjutan (data contoh)",
        "annual_target": Decimal(120),
        "targets": {world.period: Decimal(60), world.next_period: Decimal(120)},
        "reason": "Peserta bertambah.",
        **changes,
    }
    return Promise(**values)


def a_revision(world: World, people: People, at: datetime, **changes: Any) -> Commitment:
    """A second version of the promise of P1-F01-A001, written by the operator."""
    revision = revise_commitment(promised(world), by=people.operator, at=at)
    return save_commitment(
        revision,
        a_promise(world, **changes),
        indicator=revision.indicator,
        version=revision.version,
        by=people.operator,
        at=at,
    )


def approved(revision: Commitment, people: People, at: datetime) -> Commitment:
    """The revision, sent by the official and approved by the chair."""
    submit_commitment(revision, by=people.approver, at=at)
    return approve_commitment(revision, by=people.chair, at=at)


def test_a_revision_leaves_the_approved_promise_as_it_is(
    small_plan: World, people: People, now: datetime
) -> None:
    first = promised(small_plan)
    revision = approved(a_revision(small_plan, people, now), people, now)
    first.refresh_from_db()

    assert (first.number, first.annual_target, first.state) == (1, Decimal(100), "approved")
    assert first.approved_by is not None
    assert first.approved_by.email == "berkas@ranpe.example"
    assert (revision.number, revision.annual_target) == (2, Decimal(120))
    assert (revision.reason, revision.approved_by) == ("Peserta bertambah.", people.chair)


def test_the_journal_keeps_old_value_reason_and_approver(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = approved(a_revision(small_plan, people, now), people, now)

    entry = Entry.everything.get(verb="commitment.approve", subject_id=revision.pk)
    assert (entry.actor_id, entry.reason) == (people.chair.pk, "Peserta bertambah.")
    assert entry.before["target tahunan"] == "100 orang"
    assert entry.after["target tahunan"] == "120 orang"
    assert (entry.before["Semester I 2026"], entry.after["Semester I 2026"]) == (
        "50 orang",
        "60 orang",
    )


def test_a_revision_begins_with_what_was_promised(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = revise_commitment(promised(small_plan), by=people.operator, at=now)

    assert revision.state == CommitmentState.DRAFT
    assert [row.value for row in revision.targets.order_by("period__code")] == [50, 100]


def test_a_revision_is_not_sent_without_its_reason(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now, reason=" ")

    with pytest.raises(Incomplete, match="Alasan perubahan"):
        submit_commitment(revision, by=people.approver, at=now)


def test_only_one_version_is_under_way(small_plan: World, people: People, now: datetime) -> None:
    revise_commitment(promised(small_plan), by=people.operator, at=now)

    with pytest.raises(OutOfTurn, match="versi yang lebih baru"):
        revise_commitment(promised(small_plan), by=people.approver, at=now)


def test_the_table_itself_refuses_a_second_open_version(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = revise_commitment(promised(small_plan), by=people.operator, at=now)
    revision.pk, revision.number = None, 3

    with pytest.raises(IntegrityError), transaction.atomic():
        revision.save()


def test_a_returned_revision_comes_back_as_the_same_version(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    submit_commitment(revision, by=people.approver, at=now)
    return_commitment(revision, reason="Terlalu tinggi.", by=people.chair, at=now)

    again = save_commitment(
        revision,
        a_promise(small_plan, annual_target=Decimal(110), targets={}),
        indicator=revision.indicator,
        version=revision.version,
        by=people.operator,
        at=now,
    )

    assert (again.number, again.annual_target, again.state) == (2, Decimal(110), "returned")


def test_two_people_do_not_overwrite_each_other(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = revise_commitment(promised(small_plan), by=people.operator, at=now)
    words = a_promise(small_plan)
    save_commitment(
        revision, words, indicator=revision.indicator, version=0, by=people.operator, at=now
    )

    with pytest.raises(OutOfTurn, match="disimpan orang lain"):
        save_commitment(
            revision, words, indicator=revision.indicator, version=0, by=people.approver, at=now
        )


def test_what_was_sent_is_not_changed(small_plan: World, people: People, now: datetime) -> None:
    revision = a_revision(small_plan, people, now)
    submit_commitment(revision, by=people.approver, at=now)

    with pytest.raises(OutOfTurn, match="sudah diajukan"):
        save_commitment(
            revision,
            a_promise(small_plan),
            indicator=revision.indicator,
            version=revision.version,
            by=people.operator,
            at=now,
        )


def test_a_stranger_writes_no_promise_for_another_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        revise_commitment(promised(small_plan), by=people.other_operator, at=now)


def test_an_action_is_promised_once_a_year(
    small_plan: World, people: People, now: datetime
) -> None:
    first = promised(small_plan)

    with pytest.raises(OutOfTurn, match="sudah ada"):
        draft_commitment(
            first.assignment,
            a_promise(small_plan),
            year=2026,
            indicator=first.indicator,
            by=people.operator,
            at=now,
        )


def test_an_indicator_of_another_action_is_refused(
    small_plan: World, people: People, now: datetime
) -> None:
    other = Indicator.everything.get(action__code="P2-F01-A001")

    with pytest.raises(Incomplete, match="bukan milik aksi"):
        draft_commitment(
            promised(small_plan).assignment,
            a_promise(small_plan),
            year=2026,
            indicator=other,
            by=people.operator,
            at=now,
        )


def test_every_period_needs_its_part_before_sending(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    Target.everything.filter(commitment=revision, period=small_plan.period).delete()

    with pytest.raises(Incomplete, match="Semester I 2026 belum diisi"):
        submit_commitment(revision, by=people.approver, at=now)


def test_a_locked_year_takes_no_new_promise(
    small_plan: World, people: People, now: datetime
) -> None:
    Period.everything.update(state=PeriodState.LOCKED, locked_at=now, locked_by=people.pokja_head)

    with pytest.raises(OutOfTurn, match="sudah dikunci"):
        revise_commitment(promised(small_plan), by=people.operator, at=now)


def test_the_next_hand_is_told(small_plan: World, people: People, now: datetime) -> None:
    revision = a_revision(small_plan, people, now)
    submit_commitment(revision, by=people.approver, at=now)
    return_commitment(revision, reason="Terlalu tinggi.", by=people.chair, at=now + timedelta(1))

    told = Notice.everything.filter(subject_id=revision.pk).order_by("pk")
    assert [row.recipient for row in told][:1] == [people.chair]
    assert {row.recipient for row in told[1:]} == {people.operator, people.approver}


@pytest.mark.parametrize(
    ("direction", "annual", "due", "fields"),
    [
        (Direction.UP, "100", ["50", "100"], []),
        (Direction.UP, "100", ["0", "100"], []),
        (Direction.UP, None, [None, None], []),
        (Direction.UP, "0", [None, None], ["annual_target"]),
        (Direction.STAGES, "0", [None, None], ["annual_target"]),
        (Direction.STAGES, "125", [None, None], ["annual_target"]),
        (Direction.DOWN, "0", ["5", "0"], []),
        (Direction.UP, "100", ["120", None], ["target_0"]),
        (Direction.UP, "100", ["50", "40"], ["target_1"]),
        (Direction.UP, "100", ["50", "90"], ["target_1"]),
        (Direction.DOWN, "10", ["20", "11"], ["target_1"]),
    ],
)
def test_targets_that_make_no_sense_are_named(
    direction: str, annual: str | None, due: list[str | None], fields: list[str]
) -> None:
    parts = [None if text is None else Decimal(text) for text in due]

    found = target_problems(direction, None if annual is None else Decimal(annual), parts)

    assert [problem.field for problem in found] == fields
