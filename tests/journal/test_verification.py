"""A thousand entries: whatever single thing is changed in the database, it is found and named.

The changes are made by SQL, with the triggers lifted, as only the owner of the database could.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from journal import chain, triggers
from journal.models import Entry, EntrySeal
from journal.verification import Reason, Walk, verify
from tests.once import once

ROWS = 1000
FIRST, LAST = 1, ROWS
PLACES = [FIRST, 2, 137, 500, 998, LAST - 1]
BEGINNING = datetime.fromisoformat("2026-01-05T08:00:00+07:00")

# Each column of an entry with a value that it does not have; the key is changed by itself.
ENTRY_CHANGES = {
    "at": "2020-01-01 00:00:00+00:00",
    "recorded_at": "2020-01-01 00:00:00+00:00",
    "actor_name": "Orang Lain",
    "capacity": "Jabatan lain",
    "verb": "lain",
    "sentence": "kalimat lain",
    "subject_label": "lain.lain",
    "subject_id": 9_999,
    "subject_name": "Hal lain",
    "reason": "Alasan lain",
    "before": '{"state": "lain"}',
    "after": '{"state": "lain"}',
}
# The key of a seal says nothing; everything else does.
SEAL_CHANGES = {"sequence": 5_000, "previous": "a" * 64, "hash": "b" * 64}


def _thousand() -> None:
    Entry.everything.bulk_create(
        Entry(
            pk=number,
            at=BEGINNING + timedelta(hours=2 * number),
            recorded_at=BEGINNING + timedelta(hours=2 * number, seconds=1),
            actor_name="Sistem",
            verb="sample",
            sentence=f"kejadian {number}",
            subject_label="progress.progressreport",
            subject_id=number,
            subject_name=f"P1-F01-A{number:03d}",
            before={"state": "draft", "n": number},
            after={"state": "proposed", "n": 0.5},
        )
        for number in range(1, ROWS + 1)
    )
    chain.seal_waiting()


@pytest.fixture
def thousand(db: None) -> Iterator[None]:
    """A thousand sealed entries, two hours apart, without triggers; all of it is rolled back.

    Foreign keys are asked at the end of a transaction only, and this one never ends well.
    """
    once("a thousand entries", _thousand)
    triggers.lift()
    yield
    transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(table: str, column: str, value: object, where: str, key: int) -> None:
    """Set one column of the row that is found by another one."""
    sql(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", value, key)  # noqa: S608


def found() -> list[tuple[int | None, int, str]]:
    return [(fault.sequence, fault.entry_id, fault.reason.value) for fault in verify()]


def test_an_untouched_journal_has_no_fault(thousand: None) -> None:
    walk = Walk()

    assert list(walk.faults()) == []
    assert (walk.sealed, walk.waiting, walk.last, walk.head) == (ROWS, 0, ROWS, chain.head())


def test_every_column_is_tried() -> None:
    columns = {field.attname for field in Entry._meta.concrete_fields}
    seals = {field.attname for field in EntrySeal._meta.concrete_fields}

    assert columns == {*ENTRY_CHANGES, "id", "actor_id"}
    assert seals == {*SEAL_CHANGES, "id", "entry_id"}


@pytest.mark.parametrize("place", [*PLACES, LAST])
@pytest.mark.parametrize("column", ENTRY_CHANGES)
def test_an_altered_entry_is_named(thousand: None, column: str, place: int) -> None:
    change("journal_entry", column, ENTRY_CHANGES[column], "id", place)

    fault = verify()
    assert [(one.sequence, one.entry_id, one.reason) for one in fault] == [
        (place, place, Reason.ALTERED)
    ]
    assert fault[0].at is not None
    if column not in ("sentence", "subject_name"):
        assert fault[0].words == f"P1-F01-A{place:03d}: kejadian {place}"


@pytest.mark.parametrize("place", [*PLACES, LAST])
def test_an_entry_under_another_number_is_named(thousand: None, place: int) -> None:
    sql("UPDATE journal_entry SET id = 5000 WHERE id = %s", place)

    assert (place, place, Reason.MISSING) in found()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("column", SEAL_CHANGES)
def test_an_altered_seal_is_named(thousand: None, column: str, place: int) -> None:
    change("journal_entryseal", column, SEAL_CHANGES[column], "sequence", place)

    if column == "sequence":
        assert (5_000, place, Reason.MOVED) in found()
        assert place in {sequence for sequence, _entry, reason in found() if reason == "missing"}
    else:
        assert found() == [(place, place, Reason.RELINKED)]


@pytest.mark.parametrize("column", SEAL_CHANGES)
def test_an_altered_last_seal_is_named(thousand: None, column: str) -> None:
    change("journal_entryseal", column, SEAL_CHANGES[column], "sequence", LAST)

    assert LAST in {entry for _sequence, entry, _reason in found()}


@pytest.mark.parametrize("place", [*PLACES, LAST])
def test_a_seal_that_was_given_to_another_entry_is_named(thousand: None, place: int) -> None:
    other = Entry.everything.create(at=BEGINNING, actor_name="Sistem", verb="x", sentence="palsu")
    sql("UPDATE journal_entryseal SET entry_id = %s WHERE sequence = %s", other.pk, place)

    assert (place, other.pk, Reason.ALTERED) in found()


@pytest.mark.parametrize("place", PLACES)
def test_a_removed_entry_is_named(thousand: None, place: int) -> None:
    sql("DELETE FROM journal_entry WHERE id = %s", place)

    assert found() == [(place, place, Reason.MISSING)]


@pytest.mark.parametrize("place", PLACES)
def test_an_entry_removed_with_its_seal_is_named_by_the_one_before(
    thousand: None, place: int
) -> None:
    sql("DELETE FROM journal_entryseal WHERE sequence = %s", place)
    sql("DELETE FROM journal_entry WHERE id = %s", place)

    (fault,) = verify()
    assert (fault.sequence, fault.entry_id, fault.reason) == (place, 0, Reason.MISSING)
    if place > FIRST:
        assert fault.words == f"P1-F01-A{place - 1:03d}: kejadian {place - 1}"


@pytest.mark.parametrize("place", PLACES)
def test_a_removed_seal_is_named_with_its_entry(thousand: None, place: int) -> None:
    sql("DELETE FROM journal_entryseal WHERE sequence = %s", place)

    assert found() == [(place, 0, Reason.MISSING), (place, place, Reason.UNSEALED)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_entry_that_was_put_in_between_is_named(
    thousand: None, place: int, is_sealed: bool
) -> None:
    sql(
        "INSERT INTO journal_entry (id, at, recorded_at, actor_name, capacity, verb, sentence,"
        " subject_label, subject_id, subject_name, reason, before, after)"
        " SELECT 5000, at, recorded_at, actor_name, capacity, verb, sentence, subject_label,"
        " subject_id, subject_name, reason, before, after FROM journal_entry WHERE id = %s",
        place,
    )
    if is_sealed:
        chain.seal_waiting()

    assert found() == [(ROWS + 1 if is_sealed else None, 5_000, Reason.INSERTED)]


def test_an_entry_under_an_old_number_is_named(thousand: None) -> None:
    Entry.everything.create(pk=-5, at=BEGINNING, actor_name="Sistem", verb="x", sentence="palsu")

    assert found() == [(None, -5, Reason.INSERTED)]


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 700), (499, 500), (999, 1000)])
def test_entries_that_changed_their_places_are_named(thousand: None, one: int, other: int) -> None:
    _swap("journal_entryseal", "entry_id", one, other, by="sequence")

    assert set(found()) == {(one, other, Reason.MOVED), (other, one, Reason.MOVED)}


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 700), (499, 500), (999, 1000)])
def test_entries_that_changed_their_numbers_are_named(thousand: None, one: int, other: int) -> None:
    _swap("journal_entry", "id", one, other, by="id")

    assert set(found()) == {(one, one, Reason.ALTERED), (other, other, Reason.ALTERED)}


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 700), (499, 500), (998, 999)])
def test_seals_that_changed_their_places_are_named(thousand: None, one: int, other: int) -> None:
    _swap("journal_entryseal", "sequence", one, other, by="sequence")

    assert {(one, other, Reason.MOVED), (other, one, Reason.MOVED)} <= set(found())


def _swap(table: str, column: str, one: int, other: int, *, by: str) -> None:
    for new, old in ((99_999, one), (one, other), (other, 99_999)):
        change(table, column, new, column if old == 99_999 else by, old)


def test_an_entry_that_was_altered_and_sealed_anew_is_named(thousand: None) -> None:
    sql("UPDATE journal_entry SET sentence = 'lain' WHERE id = 300")
    seal = EntrySeal.everything.get(sequence=300)
    forged = chain.digest(Entry.everything.get(pk=300), 300, seal.previous)
    sql("UPDATE journal_entryseal SET hash = %s WHERE sequence = 300", forged)

    assert found() == [(300, 300, Reason.RELINKED)]


def test_entries_that_wait_for_their_seal_are_counted(thousand: None, now: datetime) -> None:
    Entry.everything.create(at=now, actor_name="Sistem", verb="x", sentence="baru")
    walk = Walk()

    assert (list(walk.faults()), walk.waiting) == ([], 1)


def test_the_command_names_the_entry_and_ends_badly(thousand: None) -> None:
    sql("UPDATE journal_entry SET reason = 'lain' WHERE id = 42")
    said = io.StringIO()

    with pytest.raises(CommandError, match="tidak utuh: 1 temuan"):
        call_command("verify_journal", stdout=said)
    assert "isi diubah: segel 42, kejadian 42" in said.getvalue()
    assert "P1-F01-A042: kejadian 42" in said.getvalue()


def test_the_command_says_that_the_journal_is_whole(thousand: None) -> None:
    said = io.StringIO()

    call_command("verify_journal", stdout=said)

    assert "1.000 kejadian bersegel diperiksa." in said.getvalue()
    assert "Jejak audit utuh." in said.getvalue()


def test_what_was_cut_off_at_the_end_is_named_by_the_head_that_was_kept(thousand: None) -> None:
    head = chain.note_head(at=BEGINNING + timedelta(days=90))
    sql("DELETE FROM journal_entryseal WHERE sequence > 990")
    sql("DELETE FROM journal_entry WHERE id > 990")

    (fault,) = verify()
    assert head is not None
    assert (fault.sequence, fault.reason, fault.at) == (LAST, Reason.HEAD, head.made_at)


def test_a_chain_that_was_written_anew_does_not_fit_the_head_that_was_kept(thousand: None) -> None:
    chain.note_head(at=BEGINNING + timedelta(days=90))
    sql("DELETE FROM journal_entryseal")
    sql("UPDATE journal_entry SET sentence = 'lain' WHERE id = 10")
    chain.seal_waiting()

    assert found() == [(LAST, 0, Reason.HEAD)]


def test_the_command_finds_a_head_that_was_kept_outside(thousand: None) -> None:
    kept = EntrySeal.everything.get(sequence=700).hash
    said = io.StringIO()

    call_command("verify_journal", head=kept[:12].upper(), stdout=said)
    assert "Kepala yang diketik adalah segel nomor 700." in said.getvalue()
    with pytest.raises(CommandError, match="tidak ada dalam rantai"):
        call_command("verify_journal", head="0123456789ab", stdout=said)
    with pytest.raises(CommandError, match="paling sedikit 12"):
        call_command("verify_journal", head=kept[:5], stdout=said)
