"""Old stretches of the journal become files that check themselves; the chain goes on from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.chain import GENESIS
from journal.models import Entry, EntrySeal, JournalArchive, TermKey
from journal.outside import periksa_jejak
from journal.queries import term_of
from journal.services.bundling import write_bundle
from journal.services.writing import Change, record_entry
from journal.triggers import lift, protect
from ranpe.kit.formats import number
from ranpe.kit.refusals import OutOfTurn

TABLES = ("journal_entry", "journal_entryseal")
BATCH = 1000


@dataclass(frozen=True)
class Stretch:
    """A stretch of seals that is old enough: its ends, and how many entries it holds."""

    first: int
    last: int
    before: datetime

    @property
    def count(self) -> int:
        """How many entries."""
        return self.last - self.first + 1


def folder() -> Path:
    """Where archives are kept, beside the uploaded files; it belongs into the backup."""
    return Path(settings.MEDIA_ROOT).parent / "journal-archive"


def old_stretch(*, at: datetime) -> Stretch | None:
    """The seals of all entries that were recorded before the kept years began; never the newest."""
    before = _years_before(at, term_of(TermKey.JOURNAL_YEARS).amount)
    seals = EntrySeal.everything.order_by("sequence")
    first, newest = seals.first(), seals.last()
    if first is None or newest is None:
        return None
    young = seals.filter(entry__recorded_at__gte=before).first()
    last = (young or newest).sequence - 1
    return Stretch(first.sequence, last, before) if last >= first.sequence else None


def archive(stretch: Stretch, *, at: datetime) -> JournalArchive:
    """Move a stretch into a file, after the file was checked; only the tables' owner can.

    Raises:
        OutOfTurn: the stretch does not fit its seals, or the file stands there already.
    """
    path = folder() / f"jejak-{stretch.first}-{stretch.last}.zip"
    if path.exists():
        raise OutOfTurn(_("Berkas %(name)s sudah ada.") % {"name": path.name})
    path.parent.mkdir(parents=True, exist_ok=True)
    seals = EntrySeal.everything.filter(sequence__range=(stretch.first, stretch.last))
    made = None
    try:
        count = write_bundle(path, Entry.everything.filter(seal__in=seals), until=stretch.last)
        faults = periksa_jejak.check(str(path)).faults
        if count != stretch.count:  # a seal whose entry is gone says so only by this number
            missing = stretch.count - count
            faults.append(_("%(count)s kejadian hilang") % {"count": number(missing)})
        if faults:
            raise OutOfTurn(_("Jejak audit tidak utuh: %(fault)s.") % {"fault": faults[0]})
        with transaction.atomic():
            row = _moved(stretch, path, seals, at)
        made = row
    finally:
        if made is None:  # nothing was moved: no half archive stays behind
            path.unlink(missing_ok=True)
    return made


def _moved(
    stretch: Stretch, path: Path, seals: models.QuerySet[EntrySeal], at: datetime
) -> JournalArchive:
    ends = {row.sequence: row for row in seals.filter(sequence__in=(stretch.first, stretch.last))}
    row = JournalArchive.everything.create(
        first=stretch.first,
        last=stretch.last,
        previous=ends[stretch.first].previous,
        head=ends[stretch.last].hash,
        name=path.name,
        sha256=sha256_of(path),
        archived_at=at,
    )
    lift(TABLES)
    keys = iter(list(seals.values_list("entry_id", flat=True)))
    seals.order_by()._raw_delete(seals.db)
    while batch := list(islice(keys, BATCH)):
        rows = Entry.everything.filter(pk__in=batch).order_by()
        rows._raw_delete(rows.db)
    protect(TABLES)
    change = Change(after={"first": row.first, "last": row.last, "sha256": row.sha256})
    said = gettext_lazy("sebagian jejak audit diarsipkan")
    record_entry(row, "journal.archived", said, by=None, at=at, change=change)
    return row


def sha256_of(path: Path) -> str:
    """The hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def archive_faults() -> list[str]:
    """What does not fit in the archives: a missing or changed file, a gap between two of them."""
    faults: list[str] = []
    place, head = 0, GENESIS
    for row in JournalArchive.everything.order_by("first"):
        path = folder() / row.name
        if row.first != place + 1 or row.previous != head:
            faults.append(f"{row.name}: tidak menyambung ke arsip sebelumnya")
        if not path.is_file():
            faults.append(f"{row.name}: berkas hilang")
        elif sha256_of(path) != row.sha256:
            faults.append(f"{row.name}: berkas diubah")
        else:
            faults += [f"{row.name}: {fault}" for fault in periksa_jejak.check(str(path)).faults]
        place, head = row.last, row.head
    return faults


def archived_place(head: str) -> int:
    """The place of a kept head in an archive; 0 if it is in none of them."""
    for row in JournalArchive.everything.order_by("first"):
        path = folder() / row.name
        if path.is_file() and (found := periksa_jejak.place_of(str(path), head)):
            return found
    return 0


def _years_before(at: datetime, years: int) -> datetime:
    year = max(at.year - years, 1)
    try:
        return at.replace(year=year)
    except ValueError:  # 29 February
        return at.replace(year=year, day=28)
