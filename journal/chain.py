"""The hash chain over the journal: every entry is sealed in order by a background step."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction

from journal.models import DailyHead, Entry, EntrySeal
from journal.outside import periksa_jejak
from ranpe.kit.clock import day_of

GENESIS = "0" * 64
BATCH = 500


def content_of(entry: Entry) -> list[Any]:
    """Every value of an entry, in the order in which it is sealed."""
    return [
        entry.pk,
        entry.at.isoformat(),
        entry.recorded_at.isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.capacity,
        entry.verb,
        entry.sentence,
        entry.subject_label,
        entry.subject_id,
        entry.subject_name,
        entry.reason,
        entry.before,
        entry.after,
    ]


def digest(entry: Entry, sequence: int, previous: str) -> str:
    """SHA-256 (hex) over the previous link, the place in the chain and every value of the entry."""
    return periksa_jejak.digest(previous, sequence, content_of(entry))


def seal_waiting() -> int:
    """Chain the entries that are not sealed yet, in batches; returns how many were sealed.

    They are looked for once: what comes meanwhile waits for the next pass.
    """
    waiting = Entry.everything.filter(seal=None).order_by("pk").values_list("pk", flat=True)
    keys, total = iter(list(waiting)), 0
    while batch := list(islice(keys, BATCH)):
        sealed = _seal(batch)
        total += sealed
        if not sealed:
            break
    return total


def _seal(keys: list[int]) -> int:
    try:
        with transaction.atomic():
            last = EntrySeal.everything.order_by("-sequence").first()
            sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
            rows = []
            for entry in Entry.everything.filter(pk__in=keys, seal=None).order_by("pk"):
                sequence += 1
                previous_hash, previous = previous, digest(entry, sequence, previous)
                rows.append(
                    EntrySeal(entry=entry, sequence=sequence, previous=previous_hash, hash=previous)
                )
            EntrySeal.everything.bulk_create(rows)
            return len(rows)
    except IntegrityError:
        return 0  # another worker sealed this stretch at the same moment


def head() -> str:
    """The newest link of the chain, for printing in reports."""
    last = EntrySeal.everything.order_by("-sequence").first()
    return last.hash if last else GENESIS


def note_head(*, at: datetime) -> DailyHead | None:
    """Keep the newest link as the head of yesterday, once a day; None if that is done already."""
    yesterday = day_of(at) - timedelta(days=1)
    last = EntrySeal.everything.order_by("-sequence").first()
    if last is None or DailyHead.everything.filter(day=yesterday).exists():
        return None
    try:
        with transaction.atomic():
            return DailyHead.everything.create(
                day=yesterday, sequence=last.sequence, hash=last.hash, made_at=at
            )
    except IntegrityError:
        return None  # another worker kept it at the same moment
