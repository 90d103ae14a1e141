"""Checking the journal: walks the chain from its beginning and names what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice, pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.chain import GENESIS, digest
from journal.models import DailyHead, Entry, EntrySeal, JournalArchive

BATCH = 1000
# A transaction that is open for longer than this is none of ours: what was recorded before, and
# comes into the chain only now, was put there by somebody else.
IN_FLIGHT = timedelta(hours=1)
# So many entries that do not fit are compared with each other to find those that were moved.
COMPARED = 50


class Reason(models.TextChoices):
    """What is wrong with an entry or with its place in the chain."""

    ALTERED = "altered", _("isi diubah")
    RELINKED = "relinked", _("segel diubah")
    MISSING = "missing", _("hilang")
    UNSEALED = "unsealed", _("segel hilang")
    MOVED = "moved", _("berpindah tempat")
    INSERTED = "inserted", _("disisipkan")
    HEAD = "head", _("kepala harian tidak cocok")


@dataclass(frozen=True)
class Fault:
    """What does not fit: its place in the chain (None: in none), the entry, and what it says.

    Of a missing entry nothing is left; then `entry_id` is 0 and `at` and `words` are those of the
    entry before it. Of a head, they are its own.
    """

    sequence: int | None
    entry_id: int
    reason: Reason
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Link:
    """A seal with its entry, if that is still there."""

    seal: EntrySeal
    entry: Entry | None

    def fits(self, previous: str) -> bool:
        """Whether the seal was made from this entry at this place, after `previous`."""
        entry, seal = self.entry, self.seal
        return entry is not None and digest(entry, seal.sequence, previous) == seal.hash

    def fault(self, reason: Reason) -> Fault:
        """The link as a fault."""
        return fault_of(self.entry, reason, self.seal.sequence, self.seal.entry_id)


def fault_of(entry: Entry | None, reason: Reason, sequence: int | None, number: int = 0) -> Fault:
    """An entry as a fault, with the moment and the sentence that tell which it is."""
    if entry is None:
        return Fault(sequence, number, reason)
    words = f"{entry.subject_name}: {entry.sentence}" if entry.subject_name else entry.sentence
    return Fault(sequence, entry.pk, reason, entry.at, words)


def links(seals: Iterable[EntrySeal]) -> Iterator[Link]:
    """Seals with their entries, in batches; an entry that is gone is None."""
    waiting = iter(seals)
    while batch := list(islice(waiting, BATCH)):
        entries = Entry.everything.in_bulk([seal.entry_id for seal in batch])
        for seal in batch:
            yield Link(seal, entries.get(seal.entry_id))


class Walk:
    """One walk over the journal, in constant memory; afterwards it knows what it has seen.

    It begins where the newest archive ends. `sought` is a head that was kept outside, whole or its
    first digits; `found_at` is its place.
    """

    def __init__(self, *, sought: str = "") -> None:
        self.sought, self.found_at = sought.strip().lower(), 0
        self.sealed = 0
        self.waiting = 0
        moved = JournalArchive.everything.order_by("last").last()
        self.last, self.head = (moved.last, moved.head) if moved else (0, GENESIS)
        self._before: Link | None = None
        self._is_faulty = False
        self._highest = 0
        self._newest: datetime | None = None
        self._at_highest: datetime | None = None
        self._misfits: list[Link] = []
        self._orphans: set[int] = set()
        kept = DailyHead.everything.filter(sequence__gt=self.last).order_by("day")
        self._heads = {(head.sequence, head.hash): head for head in kept}

    def faults(self) -> Iterator[Fault]:
        """Everything that does not fit, as it is found: chain, kept heads, unsealed tail."""
        seals = EntrySeal.everything.filter(sequence__gt=self.last).order_by("sequence")
        found = links(seals.iterator(BATCH))
        for link, following in pairwise(chain(found, [None])):
            if link is not None:
                yield from self._at(link, following)
        yield from self._sorted_out()
        for head in self._heads.values():
            yield Fault(head.sequence, 0, Reason.HEAD, head.made_at, f"{head}")
        yield from self._tail()

    def _at(self, link: Link, following: Link | None) -> Iterator[Fault]:
        seal = link.seal
        has_gap = seal.sequence != self.last + 1
        if has_gap:
            yield from self._gap(link)
        was_faulty, self._is_faulty = self._is_faulty, False
        if link.fits(seal.previous):
            if seal.previous != self.head and not (has_gap or was_faulty):
                yield self._betrayed(link)
            yield from self._placed(link)
        else:
            self._is_faulty = True
            yield from self._misfit(link, following)
        self.sealed += 1
        self._heads.pop((seal.sequence, seal.hash), None)
        if self.sought and seal.hash.startswith(self.sought):
            self.found_at = seal.sequence
        self.last, self.head, self._before = seal.sequence, seal.hash, link

    def _gap(self, link: Link) -> Iterator[Fault]:
        """The places that nobody holds, each stretch once, and the entry that lost its seal."""
        before = self._before.entry if self._before else None
        named = fault_of(before, Reason.MISSING, self.last + 1)
        yield Fault(self.last + 1, 0, Reason.MISSING, named.at, named.words)
        low = before.pk if before else 0
        lost = Entry.everything.filter(seal=None, pk__gt=low, pk__lt=link.seal.entry_id)
        for entry in lost.order_by("pk")[:COMPARED]:
            self._orphans.add(entry.pk)
            yield fault_of(entry, Reason.UNSEALED, self.last + 1)

    def _betrayed(self, link: Link) -> Fault:
        """The entry before was sealed anew: the next one still holds the seal it had."""
        return (self._before or link).fault(Reason.RELINKED)

    def _misfit(self, link: Link, following: Link | None) -> Iterator[Fault]:
        seal, entry = link.seal, link.entry
        if entry is None:
            yield link.fault(Reason.MISSING)
        elif link.fits(self.head) or (
            following is not None
            and following.seal.previous == digest(entry, seal.sequence, seal.previous)
        ):
            yield link.fault(Reason.RELINKED)
        elif len(self._misfits) < COMPARED:
            self._misfits.append(link)
        else:
            yield link.fault(Reason.ALTERED)

    def _sorted_out(self) -> Iterator[Fault]:
        """Of those that do not fit: moved if they fit at another place, otherwise altered."""
        for link in self._misfits:
            yield link.fault(Reason.MOVED if self._is_moved(link) else Reason.ALTERED)

    def _is_moved(self, link: Link) -> bool:
        """Whether seal or entry fits at the place of another, or where the seal's past ends."""
        entry, seal = link.entry, link.seal
        if entry is None:
            return False
        others = [other.seal for other in self._misfits if other is not link]
        past = EntrySeal.everything.filter(hash=seal.previous).first()
        places = [past.sequence + 1 if past else 1, *(other.sequence for other in others)]
        return any(digest(entry, place, seal.previous) == seal.hash for place in places) or any(
            digest(entry, other.sequence, other.previous) == other.hash for other in others
        )

    def _placed(self, link: Link) -> Iterator[Fault]:
        entry = link.entry
        if entry is None:
            return
        if self._is_out_of_place(entry):
            yield link.fault(Reason.INSERTED)
            return
        self._newest = max(self._newest or entry.recorded_at, entry.recorded_at)
        if entry.pk > self._highest:
            self._highest, self._at_highest = entry.pk, entry.recorded_at

    def _is_out_of_place(self, entry: Entry) -> bool:
        """Whether number and moment of recording show that it did not come when it should have."""
        if self._newest is None or self._at_highest is None:
            return False
        if entry.recorded_at < self._newest - IN_FLIGHT:
            return True
        return entry.pk < self._highest and entry.recorded_at > self._at_highest + IN_FLIGHT

    def _tail(self) -> Iterator[Fault]:
        """What has no seal yet is counted; what cannot be new is named."""
        for entry in Entry.everything.filter(seal=None).order_by("pk").iterator(BATCH):
            if entry.pk in self._orphans:
                continue
            if self._is_out_of_place(entry):
                yield fault_of(entry, Reason.INSERTED, None)
            else:
                self.waiting += 1


def verify() -> list[Fault]:
    """Everything in the journal that does not fit."""
    return list(Walk().faults())
