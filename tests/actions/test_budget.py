"""Budget lines: written with the promise, spent during the year, each RO counted once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from actions.models import BudgetLine, Commitment
from actions.queries import YearBudget, promise_budget, promise_rows, year_budget
from actions.services import (
    record_spending,
    remove_budget_line,
    revise_commitment,
    save_budget_line,
    submit_commitment,
)
from journal.models import Entry
from pillars.models import Period, PeriodState
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.actions.budgets import RO, a_content, a_draft, a_line, in_force
from tests.actions.test_commitments import a_revision, approved, promised
from tests.factories import World
from tests.people import People

MILLION = Decimal(1_000_000)


def budget(person: Any, year: int = 2026) -> YearBudget:
    """The sums of a year as a person sees them."""
    return year_budget(promise_rows(person, year), person, year)


# --- The table -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"allocated": Decimal(-1)},
        {"spent": Decimal(-1)},
        {"share": Decimal(0)},
        {"share": Decimal("100.01")},
    ],
)
def test_the_table_itself_refuses_what_cannot_be(wrong: dict[str, Any], small_plan: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        in_force(promised(small_plan), **wrong)


def test_a_promise_names_an_ro_once_but_may_have_several_lines_without(small_plan: World) -> None:
    row = promised(small_plan)
    in_force(row)
    in_force(row, ro_code="")
    in_force(row, ro_code="")

    with pytest.raises(IntegrityError), transaction.atomic():
        in_force(row)


# --- Writing ---------------------------------------------------------------------------------


def test_a_line_is_added_changed_and_removed_with_what_was_before(
    small_plan: World, people: People, now: datetime
) -> None:
    draft = a_draft(small_plan, people, now)
    line = a_line(draft, people, now, ro_code=" 6042.qdb. 001")
    changed = a_content(allocated=Decimal(300_000_000), share=Decimal(60))
    version = draft.version
    save_budget_line(draft, changed, line=line, version=version, by=people.operator, at=now)
    remove_budget_line(line, version=draft.version, by=people.operator, at=now)

    verbs = ("budget.added", "budget.changed", "budget.removed")
    added, edited, removed = (Entry.everything.get(verb=verb) for verb in verbs)
    assert (added.before, added.after["kode RO"]) == ({}, RO)
    assert (edited.before["pagu"], edited.after["pagu"]) == ("Rp200.000.000", "Rp300.000.000")
    assert (edited.before["bagian"], edited.after["bagian"]) == ("100%", "60%")
    assert (removed.before["sumber"], removed.after) == ("APBN", {})
    assert not BudgetLine.everything.filter(commitment=draft).exists()
    assert Commitment.everything.get(pk=draft.pk).version == version + 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"allocated": Decimal(-1)}, "Pagu"),
        ({"share": Decimal(0)}, "lebih dari 0%"),
        ({"share": Decimal(101)}, "paling tinggi 100%"),
        ({}, "sudah ada"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    wrong: dict[str, Any], said: str, small_plan: World, people: People, now: datetime
) -> None:
    draft = a_draft(small_plan, people, now)
    a_line(draft, people, now)

    with pytest.raises(Incomplete, match=said):
        a_line(draft, people, now, **wrong)


def test_lines_change_only_while_the_promise_lies_with_its_writers(
    small_plan: World, people: People, now: datetime
) -> None:
    first = promised(small_plan)
    kept = in_force(first)
    with pytest.raises(OutOfTurn, match="sudah diajukan"):
        a_line(first, people, now, ro_code="")
    with pytest.raises(OutOfTurn, match="sudah diajukan"):
        remove_budget_line(kept, version=first.version, by=people.operator, at=now)
    revision = a_revision(small_plan, people, now)
    with pytest.raises(OutOfTurn, match="baru saja disimpan"):
        content = a_content(ro_code="")
        save_budget_line(revision, content, version=77, by=people.operator, at=now)
    submit_commitment(revision, by=people.approver, at=now)
    with pytest.raises(OutOfTurn, match="sudah diajukan"):
        a_line(revision, people, now, ro_code="")


@pytest.mark.parametrize("part", ["other_operator", "secretariat", "chair"])
def test_others_write_no_line(part: str, small_plan: World, people: People, now: datetime) -> None:
    draft, kept = a_draft(small_plan, people, now), in_force(promised(small_plan))
    by = people.all()[part]

    with pytest.raises(NotYours):
        save_budget_line(draft, a_content(), version=draft.version, by=by, at=now)
    with pytest.raises(NotYours):
        record_spending(kept, MILLION, version=kept.commitment.version, by=by, at=now)


def test_the_official_sends_only_the_lines_that_were_read(
    small_plan: World, people: People, now: datetime
) -> None:
    revision = a_revision(small_plan, people, now)
    read = revision.version
    a_line(revision, people, now)

    with pytest.raises(OutOfTurn, match="diubah sejak Anda membacanya"):
        submit_commitment(revision, version=read, by=people.approver, at=now)


# --- Spending --------------------------------------------------------------------------------


def test_spending_is_noted_on_the_promise_in_force_without_a_revision(
    small_plan: World, people: People, now: datetime
) -> None:
    line = in_force(promised(small_plan), allocated=200 * MILLION)
    version = line.commitment.version

    record_spending(line, 50 * MILLION, version=version, by=people.operator, at=now)

    line.refresh_from_db()
    entry = Entry.everything.get(verb="budget.spent")
    assert line.spent == 50 * MILLION
    assert (entry.before["realisasi"], entry.after["realisasi"]) == ("–", "Rp50.000.000")
    assert Commitment.everything.filter(assignment=line.commitment.assignment_id).count() == 1


def test_a_revision_copies_the_lines_and_takes_over_what_is_spent_meanwhile(
    small_plan: World, people: People, now: datetime
) -> None:
    first = promised(small_plan)
    line = in_force(first, allocated=200 * MILLION, share=60, note="DIPA")
    revision = revise_commitment(first, by=people.operator, at=now)
    record_spending(line, 70 * MILLION, version=first.version, by=people.operator, at=now)

    copy = revision.budget_lines.get()
    assert (copy.ro_code, copy.allocated, copy.share) == (RO, 200 * MILLION, Decimal(60))
    assert (copy.note, copy.spent, copy.copied_from) == ("DIPA", 70 * MILLION, line)
    with pytest.raises(OutOfTurn, match="komitmen yang berlaku"):
        record_spending(copy, MILLION, version=revision.version, by=people.operator, at=now)


def test_nothing_is_spent_of_a_promise_that_was_replaced(
    small_plan: World, people: People, now: datetime
) -> None:
    line = in_force(promised(small_plan))
    approved(a_revision(small_plan, people, now), people, now)

    with pytest.raises(OutOfTurn, match="komitmen yang berlaku"):
        version = line.commitment.version
        record_spending(line, MILLION, version=version, by=people.operator, at=now)


def test_a_locked_year_takes_no_more_spending(
    small_plan: World, people: People, now: datetime
) -> None:
    line = in_force(promised(small_plan))
    Period.everything.filter(year=2026).update(state=PeriodState.LOCKED)

    with pytest.raises(OutOfTurn, match="sudah dikunci"):
        record_spending(line, MILLION, version=0, by=people.operator, at=now)


def test_two_people_do_not_overwrite_what_was_spent(
    small_plan: World, people: People, now: datetime
) -> None:
    line = in_force(promised(small_plan))
    read = line.commitment.version
    record_spending(line, MILLION, version=read, by=people.operator, at=now)

    with pytest.raises(OutOfTurn, match="baru saja diubah"):
        record_spending(line, 2 * MILLION, version=read, by=people.approver, at=now)
    with pytest.raises(Incomplete, match="kurang dari nol"):
        record_spending(line, -MILLION, version=read + 1, by=people.approver, at=now)


# --- One RO is counted once ------------------------------------------------------------------


def test_two_actions_of_one_ro_count_its_money_once_and_share_it(
    small_plan: World, people: People
) -> None:
    one, two = promised(small_plan), promised(small_plan, "P1-F01-A002")
    in_force(one, allocated=200 * MILLION, spent=80 * MILLION, share=60)
    in_force(two, allocated=200 * MILLION, spent=80 * MILLION, share=40)
    in_force(two, ro_code="", allocated=30 * MILLION)
    in_force(two, ro_code="", allocated=5 * MILLION)
    in_force(two, source="apbd", ro_code="", allocated=7 * MILLION)

    found = budget(people.operator)

    apbn, apbd = found.whole.sources
    assert (apbn.label, apbn.allocated, apbn.spent) == ("APBN", 235 * MILLION, 80 * MILLION)
    assert (apbd.label, apbd.allocated, apbd.spent) == ("APBD", 7 * MILLION, None)
    assert [shown.allocated for shown in found.lines[one.pk]] == [120 * MILLION]
    assert [shown.spent for shown in found.lines[one.pk]] == [48 * MILLION]
    assert found.lines[two.pk][0].allocated == 80 * MILLION
    assert str(found.whole.filled) == "2 dari 3 (66,7%)"
    assert found.warnings == ()


def test_the_largest_counts_where_statements_differ_and_the_page_says_so(
    small_plan: World, people: People
) -> None:
    one, two = promised(small_plan), promised(small_plan, "P1-F01-A002")
    in_force(one, allocated=200 * MILLION, spent=250 * MILLION, share=60)
    in_force(two, allocated=220 * MILLION, share=60)

    found = budget(people.operator)

    assert found.whole.sources[0].allocated == 220 * MILLION
    assert found.lines[one.pk][0].allocated == 132 * MILLION
    assert list(found.warnings) == [
        f"Kemenag · APBN · RO {RO}: realisasi Rp250.000.000 melebihi pagu Rp220.000.000.",
        f"Kemenag · APBN · RO {RO}: pagu yang ditulis berbeda; yang terbesar dipakai.",
        f"Kemenag · APBN · RO {RO}: bagian untuk semua aksi berjumlah 120%.",
    ]
    shown = promise_budget(one, people.operator)
    assert shown.warnings == found.warnings
    assert [row.line.commitment_id for row in shown.lines] == [one.pk]


def test_the_same_code_elsewhere_is_another_ro(small_plan: World, people: People) -> None:
    in_force(promised(small_plan), allocated=10 * MILLION)
    in_force(promised(small_plan, "P1-F01-A003"), allocated=20 * MILLION)
    in_force(promised(small_plan), source="other", allocated=4 * MILLION)

    found = budget(people.secretariat)

    assert [row.allocated for row in found.whole.sources] == [30 * MILLION, 4 * MILLION]
    sums = {row.name: row.sources[0].allocated for row in found.institutions if row.sources}
    assert sums == {"Kemenag": 10 * MILLION, "Kemensos": 20 * MILLION}


def test_a_line_without_pagu_fills_nothing_and_blank_is_not_zero(
    small_plan: World, people: People
) -> None:
    in_force(promised(small_plan), ro_code="")

    found = budget(people.operator)

    assert (found.whole.filled.part, found.whole.sources[0].allocated) == (0, None)


def test_the_version_in_force_counts_not_the_one_under_way(
    small_plan: World, people: People, now: datetime
) -> None:
    in_force(promised(small_plan), allocated=10 * MILLION)
    draft = a_draft(small_plan, people, now)
    a_line(draft, people, now, ro_code="", allocated=90 * MILLION)

    assert budget(people.operator).whole.sources[0].allocated == 10 * MILLION


def test_readers_see_only_the_money_of_promises_they_read(
    small_plan: World, people: People
) -> None:
    in_force(promised(small_plan), allocated=10 * MILLION)

    assert budget(people.other_operator).whole.sources == ()
    assert not BudgetLine.everything.visible_to(people.other_operator).exists()
