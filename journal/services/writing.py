"""Writing to the journal: entries, notices, remarks and the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from journal.models import Entry, MailState, Notice, Remark, Urgency

# A step can be undone for ten seconds; its mail waits as long.
UNDO_WINDOW = timedelta(seconds=10)


@dataclass(frozen=True)
class Change:
    """What else an entry says: why, and the values before and after."""

    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def printed(record: models.Model) -> str:
    """The name under which a record stands in the journal; never a confidential title."""
    return str(getattr(record, "journal_name", record))[:200]


def record_entry(
    subject: models.Model | None,
    verb: str,
    sentence: object,
    *,
    by: Any,
    at: datetime,
    change: Change | None = None,
) -> Entry:
    """Add one entry, in Indonesian whatever the reader's language; `by` is None for the calendar.

    A sentence that is to be translated comes as a lazy one.
    """
    entry = entry_of(subject, verb, sentence, by=by, at=at, change=change)
    entry.save(force_insert=True)
    return entry


def entry_of(
    subject: models.Model | None,
    verb: str,
    sentence: object,
    *,
    by: Any,
    at: datetime,
    change: Change | None = None,
) -> Entry:
    """The same entry, not written yet: for the door, which writes many at once."""
    said = change or Change()
    with override(settings.LANGUAGE_CODE):
        words, name = str(sentence)[:500], printed(subject) if subject else ""
    return Entry(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=by.printed_name if by else "Sistem",
        capacity=by.capacity if by else "",
        verb=verb,
        sentence=words,
        subject_label=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        subject_name=name,
        reason=said.reason,
        before=dict(said.before),
        after=dict(said.after),
    )


def tell(
    recipients: Iterable[int],
    subject: models.Model,
    sentence: object,
    *,
    key: str,
    at: datetime,
    waits: timedelta = UNDO_WINDOW,
    urgency: str = Urgency.DAILY,
    by_mail: bool = True,
) -> int:
    """Put one notice per person in inbox and outbox; a repeated `key` tells nobody twice.

    What is not urgent waits for the next daily mail; without `by_mail` only the inbox tells it.
    """
    with override(settings.LANGUAGE_CODE):
        words = str(sentence)[:500]
    rows = [
        Notice(
            recipient_id=person,
            key=f"{key}:{person}",
            sentence=words,
            subject_label=subject._meta.label_lower,
            subject_id=subject.pk,
            created_at=at,
            not_before=at + waits,
            urgency=urgency,
            mail_state=MailState.WAITING if by_mail else MailState.NONE,
        )
        for person in sorted(set(recipients))
    ]
    Notice.everything.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def add_remark(
    subject: models.Model,
    *,
    field_name: str,
    version: int,
    text: str,
    is_blocking: bool = True,
    by: Any,
    at: datetime,
) -> Remark:
    """Anchor a remark to a field and a version of a record."""
    return Remark.everything.create(
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        version=version,
        field=field_name,
        text=text,
        is_blocking=is_blocking,
        author_id=by.pk,
        author_name=by.printed_name,
        created_at=at,
    )


def answer_remark(remark: Remark, text: str, *, by: Any, at: datetime) -> None:
    """Keep what is answered to a remark; an empty text takes the answer back."""
    remark.answer = text
    remark.answered_at = at if text else None
    remark.answered_by_id = by.pk if text else None
    remark.answered_by_name = by.printed_name if text else ""
    remark.save(update_fields=["answer", "answered_at", "answered_by", "answered_by_name"])


def take_back_remarks(remarks: models.QuerySet[Remark], *, by: Any, at: datetime) -> int:
    """Withdraw remarks together with the verdict that they were made in."""
    return remarks.update(withdrawn_at=at, withdrawn_by_id=by.pk)


def take_back_notices(key: str, *, at: datetime) -> int:
    """Withdraw the notices of one entry whose time has not come; nobody was told by mail."""
    waiting = Notice.everything.filter(key__startswith=f"{key}:", not_before__gt=at)
    return waiting.filter(mail_state=MailState.WAITING).delete()[0]


def mark_read(notices: models.QuerySet[Notice], *, at: datetime) -> int:
    """Mark the notices as read; returns how many were new."""
    return notices.filter(read_at=None).update(read_at=at)
