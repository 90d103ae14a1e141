"""The outbox: what is mailed at once, what waits for the daily mail, and when nothing is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from journal.access import only_the_keeper
from journal.models import Digest, MailState, Notice, Urgency
from journal.queries import head_before
from journal.services.writing import Change, record_entry
from ranpe.kit.clock import WIB, day_of
from ranpe.kit.formats import long_day
from ranpe.kit.refusals import OutOfTurn

logger = logging.getLogger("ranpe.mail")

# After each failure the next attempt waits twice as long: eleven hours before a mail is given up.
MAIL_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Outgoing:
    """One mail that goes out: the row that it is for, to whom, and its words."""

    row: Any
    address: str
    subject: str
    body: str


def is_quiet(at: datetime) -> bool:
    """Whether it is night in Jakarta: no mail leaves between these hours."""
    now = at.astimezone(WIB).time()
    begins, ends = settings.MAIL_QUIET_FROM, settings.MAIL_QUIET_UNTIL
    if begins <= ends:
        return bool(begins <= now < ends)
    return bool(now >= begins or now < ends)


def digest_moment(at: datetime) -> datetime:
    """The moment of the daily mail on the day of `at`."""
    moment: time = settings.MAIL_DIGEST_AT
    return datetime.combine(day_of(at), moment, tzinfo=WIB)


def gather_digests(*, at: datetime) -> int:
    """Put what waits into one daily mail a person, once a day; returns how many were made.

    A mail holds what was told before its moment. What was already tried by itself goes on by
    itself, so that no fact is mailed twice. A late worker catches up on the same day.
    """
    moment = digest_moment(at)
    if at < moment:
        return 0
    with transaction.atomic():
        rows = Notice.everything.select_for_update(of=("self",)).select_related("recipient")
        waiting: dict[int, list[Notice]] = {}
        for notice in rows.filter(
            mail_state=MailState.WAITING, digest=None, attempts=0, not_before__lte=moment
        ).order_by("pk"):
            waiting.setdefault(notice.recipient_id, []).append(notice)
        told = Digest.everything.filter(day=day_of(at)).values_list("recipient", flat=True)
        fresh = [person for person in waiting if person not in set(told)]
        for person in fresh:
            digest = Digest.everything.create(
                recipient_id=person, day=day_of(at), made_at=at, not_before=at
            )
            keys = [notice.pk for notice in waiting[person]]
            Notice.everything.filter(pk__in=keys).update(digest=digest)
    return len(fresh)


def mail_due(*, at: datetime, to: str = "", limit: int = 200) -> list[Outgoing]:
    """What would leave now, oldest first; nothing in the quiet hours. `to` narrows to one."""
    if is_quiet(at):
        return []
    mine = models.Q(recipient__email=to.lower()) if to else models.Q()
    due = mine & models.Q(mail_state=MailState.WAITING, not_before__lte=at)
    digests = Digest.everything.filter(due).select_related("recipient").order_by("pk")
    found = [_digest_mail(row) for row in digests[:limit]]
    notices = Notice.everything.filter(due, digest=None).exclude(urgency=Urgency.DAILY)
    for notice in notices.select_related("recipient").order_by("not_before", "pk"):
        if len(found) < limit and notice.recipient.wants_at_once(notice.urgency):
            found.append(_notice_mail(notice))
    return found


def send_waiting_mail(*, at: datetime, to: str = "", limit: int = 200) -> int:
    """Send what is due, daily mails first; returns how many were sent.

    Each row is locked while it is sent, so two workers never send one mail twice. A crash
    between sending and marking may repeat a mail, with the same Message-ID.
    """
    return sum(_send(mail, at) for mail in mail_due(at=at, to=to, limit=limit))


def _send(mail: Outgoing, at: datetime) -> int:
    with transaction.atomic():
        rows = type(mail.row).everything.select_for_update(of=("self",))
        row = rows.filter(pk=mail.row.pk, mail_state=MailState.WAITING).first()
        if row is None or getattr(row, "digest_id", None):
            return 0
        if not mail.address:
            row.mail_state = MailState.NONE
        else:
            _hand_over(mail, row, at)
        row.save(update_fields=["attempts", "mail_state", "not_before", "sent_at", "error"])
        if isinstance(row, Digest) and row.mail_state != MailState.WAITING:
            row.notices.update(mail_state=row.mail_state, sent_at=row.sent_at)
        return int(row.mail_state == MailState.SENT)


def _hand_over(mail: Outgoing, row: Any, at: datetime) -> None:
    name = f"{type(row).__name__.lower()}-{row.pk}"
    row.attempts += 1
    try:
        EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.address],
            headers={"Message-ID": f"<{name}@ranpe>"},
        ).send()
    except OSError as problem:
        row.error = type(problem).__name__
        row.not_before = at + FIRST_WAIT * 2 ** (row.attempts - 1)
        if row.attempts >= MAIL_ATTEMPTS:
            row.mail_state = MailState.FAILED
        logger.warning("mail not sent: %s, %s", name, type(problem).__name__)
    else:
        row.mail_state, row.sent_at, row.error = MailState.SENT, at, ""


def _notice_mail(notice: Notice) -> Outgoing:
    with override(settings.LANGUAGE_CODE):
        body = f"{_greeting(notice.recipient)}\n\n{notice.sentence}\n\n{_link(notice)}\n"
        return Outgoing(notice, notice.recipient.email, _("RAN PE: ada kabar untuk Anda"), body)


def _digest_mail(digest: Digest) -> Outgoing:
    """Everything of the day, the lines of one record together under its link."""
    with override(settings.LANGUAGE_CODE):
        parts = [_greeting(digest.recipient), *_by_record(digest.notices.order_by("pk"))]
        if head := head_before(digest.day):
            # Hundreds of mailboxes outside the house keep it: a rewritten history is noticed.
            shown = {"day": long_day(head.day), "number": head.sequence, "hash": head.hash}
            parts.append(_("Kepala jejak audit %(day)s: nomor %(number)s, %(hash)s") % shown)
        subject = _("RAN PE: ringkasan %(day)s") % {"day": long_day(digest.day)}
        body = "\n\n".join(parts) + "\n"
        return Outgoing(digest, digest.recipient.email, subject, body)


def _by_record(notices: Iterable[Notice]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for notice in notices:
        grouped.setdefault(_link(notice), []).append(f"- {notice.sentence}")
    return ["\n".join([*lines, f"  {link}"]) for link, lines in grouped.items()]


def _greeting(person: Any) -> str:
    return _("Yth. %(name)s,") % {"name": person.printed_name}


def _link(notice: Notice) -> str:
    return f"{settings.PUBLIC_ADDRESS}/ke/{notice.subject_label}/{notice.subject_id}/"


def retry_failed_mail(person: Any, *, by: Any, at: datetime) -> int:
    """Put what was given up for a person back into the outbox; returns how many mails.

    Each keeps its row, and with it its Message-ID, so that it leaves once.

    Raises:
        NotYours: `by` does not keep the queues.
        OutOfTurn: nothing has failed, or it waits again already.
    """
    only_the_keeper(by)
    afresh = {"mail_state": MailState.WAITING, "attempts": 0, "not_before": at, "error": ""}
    with transaction.atomic():
        notices = [row.pk for row in _given_up(Notice, person).filter(digest=None)]
        digests = [row.pk for row in _given_up(Digest, person)]
        alone = Notice.everything.filter(pk__in=notices).update(**afresh)
        Notice.everything.filter(digest__in=digests).update(mail_state=MailState.WAITING)
        count = alone + Digest.everything.filter(pk__in=digests).update(**afresh)
        if not count:
            raise OutOfTurn(_("Tidak ada surel gagal untuk orang ini; mungkin sudah diulang."))
        said = gettext_lazy("surel yang gagal dikirim ulang")
        change = Change(after={"count": count})
        record_entry(person, "mail.retried", said, by=by, at=at, change=change)
    return count


def _given_up(model: Any, person: Any) -> Any:
    """The rows of a person whose mail was given up, locked."""
    rows = model.everything.select_for_update(of=("self",)).order_by("pk")
    return rows.filter(recipient_id=person.pk, mail_state=MailState.FAILED)
