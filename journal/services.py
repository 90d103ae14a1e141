"""Writing to the journal: entries, notices, remarks, the inbox and its mail."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from journal.models import Entry, MailState, Notice, Remark

logger = logging.getLogger("ranpe.mail")

# A step can be undone for ten seconds; its mail waits as long.
UNDO_WINDOW = timedelta(seconds=10)
MAIL_ATTEMPTS = 5


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
    said = change or Change()
    with override(settings.LANGUAGE_CODE):
        words, name = str(sentence)[:500], printed(subject) if subject else ""
    return Entry.everything.create(
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
) -> int:
    """Put one notice per person in inbox and outbox; a repeated `key` tells nobody twice."""
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
        )
        for person in sorted(set(recipients))
    ]
    Notice.everything.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def add_remark(
    subject: models.Model, *, field_name: str, version: int, text: str, by: Any, at: datetime
) -> Remark:
    """Anchor a remark to a field and a version of a record."""
    return Remark.everything.create(
        subject_label=subject._meta.label_lower,
        subject_id=subject.pk,
        version=version,
        field=field_name,
        text=text,
        author_id=by.pk,
        author_name=by.printed_name,
        created_at=at,
    )


def mark_read(notices: models.QuerySet[Notice], *, at: datetime) -> int:
    """Mark the notices as read; returns how many were new."""
    return notices.filter(read_at=None).update(read_at=at)


def send_waiting_mail(*, at: datetime, limit: int = 200) -> int:
    """Send what waits in the outbox, oldest first; returns how many were sent.

    Each row is locked while it is sent, so two workers never send one notice twice. A crash
    between sending and marking may repeat a mail, with the same Message-ID.
    """
    waiting = Notice.everything.filter(mail_state=MailState.WAITING, not_before__lte=at)
    keys = list(waiting.order_by("not_before").values_list("pk", flat=True)[:limit])
    return sum(_send_one(pk, at) for pk in keys)


def _send_one(pk: int, at: datetime) -> int:
    with transaction.atomic():
        rows = Notice.everything.select_for_update(of=("self",)).select_related("recipient")
        notice = rows.filter(pk=pk, mail_state=MailState.WAITING).first()
        if notice is None:
            return 0
        notice.attempts += 1
        try:
            _message(notice).send()
        except OSError as problem:
            notice.error = type(problem).__name__
            if notice.attempts >= MAIL_ATTEMPTS:
                notice.mail_state = MailState.FAILED
            logger.warning("mail not sent: notice %s, %s", pk, type(problem).__name__)
        else:
            notice.mail_state, notice.sent_at, notice.error = MailState.SENT, at, ""
        notice.save(update_fields=["attempts", "mail_state", "sent_at", "error"])
        return int(notice.mail_state == MailState.SENT)


def _message(notice: Notice) -> EmailMessage:
    link = f"{settings.PUBLIC_ADDRESS}/ke/{notice.subject_label}/{notice.subject_id}/"
    return EmailMessage(
        subject=_("RAN PE: ada kabar untuk Anda"),
        body=f"{notice.sentence}\n\n{link}\n",
        to=[notice.recipient.email],
        headers={"Message-ID": f"<notice-{notice.pk}@ranpe>"},
    )
