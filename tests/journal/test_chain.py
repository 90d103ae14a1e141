"""The hash chain grows in order; the tables refuse to change."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from journal import chain, triggers
from journal.apps import TABLES
from journal.models import Entry, EntrySeal
from journal.services import record_entry
from journal.verification import verify


@pytest.fixture
def sealed(db: None, now: datetime) -> list[Entry]:
    made = [record_entry(None, "sample", f"kejadian {n}", by=None, at=now) for n in range(20)]
    chain.seal_waiting()
    return made


def test_a_sealed_journal_verifies_and_has_no_tail(sealed: list[Entry]) -> None:
    assert verify() == []
    assert EntrySeal.everything.count() == len(sealed)
    assert chain.head() == EntrySeal.everything.get(sequence=20).hash


def test_sealing_again_adds_only_what_is_new(sealed: list[Entry], now: datetime) -> None:
    record_entry(None, "sample", "kejadian baru", by=None, at=now)

    assert chain.seal_waiting() == 1
    assert verify() == []


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
    assert {*TABLES, "progress_submission"} <= triggers.installed()
