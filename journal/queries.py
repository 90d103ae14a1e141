"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from journal.models import (
    READING,
    DailyHead,
    Digest,
    Entry,
    EntrySeal,
    Job,
    JobState,
    LegalTerm,
    MailState,
    Notice,
    Remark,
    TermKey,
)


@dataclass(frozen=True)
class ChainState:
    """How far the chain of seals has come, and what still waits for its seal."""

    last: EntrySeal | None
    waiting: int
    since: datetime | None


def chain_state() -> ChainState:
    """The newest seal, and the unsealed tail behind it; two queries."""
    tail = Entry.everything.filter(seal=None).aggregate(
        waiting=models.Count("pk"), since=models.Min("at")
    )
    return ChainState(EntrySeal.everything.order_by("-sequence").first(), **tail)


# What stands until somebody sets another: UU 27/2022 art. 46 (3 x 24 hours); for the journal no
# law names a figure, the agency's retention schedule sets it.
FIRST_TERMS = {
    TermKey.INCIDENT_HOURS: (72, "UU 27/2022 Pasal 46"),
    TermKey.JOURNAL_YEARS: (5, "Jadwal retensi arsip, belum ditetapkan"),
}


def term_of(key: str) -> LegalTerm:
    """The period in force; the first one while nobody has set another."""
    amount, ground = FIRST_TERMS[TermKey(key)]
    row = LegalTerm.everything.filter(key=key).first()
    return row or LegalTerm(key=key, amount=amount, ground=ground)


def seal_of(record: models.Model, at: datetime) -> EntrySeal | None:
    """The seal of what happened to a record at a moment; None while it waits."""
    rows = EntrySeal.everything.filter(
        entry__subject_label=record._meta.label_lower, entry__subject_id=record.pk, entry__at=at
    )
    return rows.order_by("-sequence").first()


def head_before(day: date) -> DailyHead | None:
    """The newest head that was kept for a day before `day`."""
    return DailyHead.everything.filter(day__lt=day).order_by("day").last()


def seals_like(digits: str) -> models.QuerySet[EntrySeal]:
    """The seals whose hash begins with these digits."""
    return EntrySeal.everything.filter(hash__startswith=digits).select_related("entry")


def entries_about(records: Iterable[models.Model]) -> models.QuerySet[Entry]:
    """What was done to records that the reader already sees, newest first; not who read them."""
    keys: dict[str, list[int]] = {}
    for record in records:
        keys.setdefault(record._meta.label_lower, []).append(record.pk)
    condition = models.Q(pk__in=[])
    for label, found in keys.items():
        condition |= models.Q(subject_label=label, subject_id__in=found)
    done = Entry.everything.filter(condition).exclude(verb__startswith=READING)
    return done.order_by("-at", "-pk")


def remarks_on(record: models.Model, *, version: int | None = None) -> models.QuerySet[Remark]:
    """The remarks on a record that the reader already sees, oldest first."""
    rows = Remark.everything.filter(
        subject_label=record._meta.label_lower, subject_id=record.pk, withdrawn_at=None
    )
    if version is not None:
        rows = rows.filter(version=version)
    return rows.order_by("pk")


def open_remarks_on(record: models.Model) -> models.QuerySet[Remark]:
    """The blocking remarks on a record that have no answer yet, oldest first."""
    return remarks_on(record).filter(is_blocking=True, answer="")


def has_open_remarks(model: type[models.Model]) -> models.Exists:
    """The same as a condition on the rows of `model`, for lists of many."""
    rows = Remark.everything.filter(
        subject_label=model._meta.label_lower,
        subject_id=models.OuterRef("pk"),
        withdrawn_at=None,
        is_blocking=True,
        answer="",
    )
    return models.Exists(rows)


@dataclass(frozen=True)
class QueueLine:
    """How much of a queue is in one state, since when its oldest waits, and how much is stuck."""

    state: str
    label: str
    count: int
    oldest_at: datetime | None
    stuck: int = 0


def job_queue(stuck: models.Q) -> list[QueueLine]:
    """Background work by state; `stuck` is the condition under which it does not move."""
    rows = Job.everything.order_by().values("state")
    counted = rows.annotate(
        n=models.Count("pk"),
        oldest=models.Min("created_at"),
        stuck=models.Count("pk", filter=stuck),
    )
    found: dict[str, Any] = {row["state"]: row for row in counted}
    return [
        QueueLine(state, str(state.label), row["n"], row["oldest"], row["stuck"])
        for state in JobState
        for row in [found.get(state.value, {"n": 0, "oldest": None, "stuck": 0})]
    ]


def _mails(*names: str, **condition: Any) -> Any:
    """Mails counted by some columns: a daily mail is one, so is a notice that leaves by itself."""
    told: Any = Notice.everything.filter(digest=None, **condition)
    daily: Any = Digest.everything.filter(**condition)
    counted = [
        rows.order_by()
        .values(*names)
        .annotate(n=models.Count("pk"), oldest=models.Min("not_before"), kind=models.Max("error"))
        for rows in (told, daily)
    ]
    return counted[0].union(counted[1], all=True)


def mail_queue() -> list[QueueLine]:
    """Mail by state."""
    found: dict[str, list[Any]] = {state: [] for state in MailState.values}
    for row in _mails("mail_state"):
        found[row["mail_state"]].append(row)
    return [
        QueueLine(
            state,
            str(MailState(state).label),
            sum(row["n"] for row in rows),
            min((row["oldest"] for row in rows), default=None),
        )
        for state, rows in found.items()
    ]


@dataclass(frozen=True)
class FailedMail:
    """What was given up for one person: how many mails, since when, and of what kind the error."""

    recipient_id: int
    count: int
    oldest_at: datetime
    error: str


def failed_mail() -> list[FailedMail]:
    """Mail that was given up, by person, the oldest first; never what it says."""
    found: dict[int, list[Any]] = {}
    for row in _mails("recipient", mail_state=MailState.FAILED):
        found.setdefault(row["recipient"], []).append(row)
    people = [
        FailedMail(
            person,
            sum(row["n"] for row in rows),
            min(row["oldest"] for row in rows),
            max(row["kind"] for row in rows),
        )
        for person, rows in found.items()
    ]
    return sorted(people, key=lambda row: row.oldest_at)
