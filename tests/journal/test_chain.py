"""The hash chain names what was altered, removed or moved; the tables refuse to change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from journal import chain, triggers
from journal.models import Entry, EntrySeal
from journal.services import record_entry


@pytest.fixture
def sealed(db: None, now: datetime) -> list[Entry]:
    made = [record_entry(None, "sample", f"kejadian {n}", by=None, at=now) for n in range(20)]
    chain.seal_waiting()
    return made


def test_a_sealed_journal_verifies_and_has_no_tail(sealed: list[Entry]) -> None:
    assert chain.verify() == []
    assert EntrySeal.everything.count() == len(sealed)
    assert chain.head() == EntrySeal.everything.get(sequence=20).hash


def test_sealing_again_adds_only_what_is_new(sealed: list[Entry], now: datetime) -> None:
    record_entry(None, "sample", "kejadian baru", by=None, at=now)

    assert chain.seal_waiting() == 1
    assert chain.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET sentence = 'lain'",
        "DELETE FROM journal_entry",
        "UPDATE journal_entryseal SET hash = 'x'",
        "DELETE FROM journal_entryseal",
    ],
)
def test_the_database_refuses_to_rewrite_history(sealed: list[Entry], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_triggers_stand_on_every_append_only_table(db: None) -> None:
    assert {
        "journal_entry",
        "journal_entryseal",
        "progress_submission",
    } <= triggers.installed()


def _tamper(statement: str, *values: Any) -> None:
    triggers.lift()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_altered_entry_is_named(sealed: list[Entry]) -> None:
    _tamper("UPDATE journal_entry SET sentence = 'lain' WHERE id = %s", sealed[6].pk)

    assert [(fault.sequence, fault.entry_id, fault.reason) for fault in chain.verify()] == [
        (7, sealed[6].pk, "isi berubah")
    ]


def test_a_removed_entry_is_named(sealed: list[Entry]) -> None:
    _tamper("DELETE FROM journal_entryseal WHERE sequence = %s", 5)

    faults = {(fault.sequence, fault.reason) for fault in chain.verify()}
    assert (5, "hilang") in faults
    assert (6, "urutan berubah") in faults


def test_moved_entries_are_named(sealed: list[Entry]) -> None:
    first, second = sealed[2], sealed[3]
    _tamper("UPDATE journal_entryseal SET entry_id = %s WHERE sequence = 20", 0)
    _tamper("UPDATE journal_entryseal SET entry_id = %s WHERE sequence = 3", sealed[19].pk)
    _tamper("UPDATE journal_entryseal SET entry_id = %s WHERE sequence = 20", first.pk)

    changed = {fault.sequence for fault in chain.verify() if fault.reason == "isi berubah"}
    assert changed == {3, 20}
    assert second.pk not in {fault.entry_id for fault in chain.verify()}
