"""Old, sealed entries move into a file of their own; archive and rest are checked together."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from journal import chain, triggers
from journal.models import Entry, EntrySeal, JournalArchive, TermKey
from journal.services import archive, archive_faults, old_stretch, record_entry, set_term
from journal.services.archiving import folder
from journal.verification import verify
from ranpe.kit.refusals import OutOfTurn
from tests.people import People

DAY = timedelta(days=1)


@pytest.fixture
def at() -> datetime:
    """The moment of archiving; entries are recorded by the clock of the database."""
    return timezone.now()


@pytest.fixture
def years(db: None, at: datetime) -> None:
    """One sealed entry a year, from seven years ago until today."""
    Entry.everything.bulk_create(
        Entry(
            at=at - number * 365 * DAY,
            recorded_at=at - number * 365 * DAY,
            actor_name="Sistem",
            verb="sample",
            sentence=f"tahun ke-{number}",
        )
        for number in range(7, -1, -1)
    )
    chain.seal_waiting()


@pytest.fixture
def moved(years: None, at: datetime) -> JournalArchive:
    """What is older than five years, in its file."""
    stretch = old_stretch(at=at)
    assert stretch is not None
    return archive(stretch, at=at)


def said_by(*command: str) -> str:
    """What a command says; a bad end is part of it."""
    said = io.StringIO()
    try:
        call_command(*command, stdout=said)
    except CommandError as problem:
        said.write(f"{problem}")
    return said.getvalue()


def test_what_is_older_than_the_kept_years_leaves_the_tables(
    moved: JournalArchive, at: datetime
) -> None:
    left = list(Entry.everything.order_by("pk").values_list("sentence", flat=True))

    assert (moved.first, moved.last, moved.previous) == (1, 2, chain.GENESIS)
    assert left == [*(f"tahun ke-{n}" for n in range(5, -1, -1)), "sebagian jejak audit diarsipkan"]
    assert old_stretch(at=at) is None


def test_archive_and_rest_are_whole_and_the_chain_goes_on(moved: JournalArchive) -> None:
    first = EntrySeal.everything.order_by("sequence").first()
    assert first is not None
    assert (first.sequence, first.previous) == (moved.last + 1, moved.head)

    assert chain.seal_waiting() == 1

    assert (verify(), archive_faults()) == ([], [])
    assert EntrySeal.everything.order_by("sequence").last().sequence == 9  # type: ignore[union-attr]
    assert "Jejak audit utuh." in said_by("verify_journal")


def test_a_head_from_an_archived_day_is_still_found(moved: JournalArchive) -> None:
    assert "adalah segel nomor 2." in said_by("verify_journal", "--head", moved.head[:12])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.unlink(), "berkas hilang"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "berkas diubah"),
    ],
)
def test_a_changed_archive_is_named(moved: JournalArchive, change: object, words: str) -> None:
    assert callable(change)
    change(folder() / moved.name)

    told = said_by("verify_journal")

    assert f"arsip {moved.name}: {words}" in told
    assert "tidak utuh: 1 temuan" in told


def test_what_was_removed_at_the_seam_is_named(moved: JournalArchive) -> None:
    triggers.lift()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entryseal WHERE sequence = 3")

    assert [(fault.sequence, fault.reason.value) for fault in verify()] == [
        (3, "missing"),
        (3, "unsealed"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET sentence = 'lain'",
        "DELETE FROM journal_entryseal",
        "DELETE FROM journal_journalarchive",
    ],
)
def test_afterwards_nothing_can_be_changed_again(moved: JournalArchive, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_stretch_that_does_not_fit_is_not_moved(years: None, at: datetime) -> None:
    triggers.lift()
    Entry.everything.filter(sentence="tahun ke-7").update(sentence="lain")
    stretch = old_stretch(at=at)
    assert stretch is not None

    with pytest.raises(OutOfTurn, match="tidak utuh"):
        archive(stretch, at=at)

    assert Entry.everything.count() == 8
    assert list(Path(folder()).iterdir()) == []


def test_a_seal_whose_entry_is_gone_is_not_archived_away(years: None, at: datetime) -> None:
    triggers.lift()
    stretch = old_stretch(at=at)
    assert stretch is not None

    with transaction.atomic():
        gone = Entry.everything.filter(sentence="tahun ke-6").order_by()
        gone._raw_delete(gone.db)
        with pytest.raises(OutOfTurn, match="1 kejadian hilang"):
            archive(stretch, at=at)
        transaction.set_rollback(True)

    assert EntrySeal.everything.count() == 8
    assert list(Path(folder()).iterdir()) == []


def test_more_years_than_the_calendar_has_keep_everything(
    years: None, people: People, at: datetime
) -> None:
    set_term(TermKey.JOURNAL_YEARS, 9999, "JRA contoh", by=people.ppid, at=at)

    assert old_stretch(at=at) is None


def test_how_long_is_data(years: None, people: People, at: datetime) -> None:
    set_term(TermKey.JOURNAL_YEARS, 2, "JRA contoh", by=people.ppid, at=at)

    stretch = old_stretch(at=at)

    assert stretch is not None
    assert (stretch.first, stretch.last) == (1, 5)


def test_the_newest_seal_always_stays(db: None, at: datetime) -> None:
    for _number in range(2):
        record_entry(None, "sample", "kejadian", by=None, at=at)
    chain.seal_waiting()

    stretch = old_stretch(at=at + 4000 * DAY)

    assert stretch is not None
    assert (stretch.first, stretch.last) == (1, 1)


def test_the_command_says_first_what_it_would_move(years: None) -> None:
    assert "2 kejadian, segel 1 sampai 2" in said_by("archive_journal", "--dry-run")
    assert Entry.everything.count() == 8

    assert "Diarsipkan ke jejak-1-2.zip" in said_by("archive_journal")
    assert "Belum ada kejadian yang cukup lama." in said_by("archive_journal")
