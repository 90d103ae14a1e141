"""Reading the journal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from journal.models import Entry, Remark


def entries_about(records: Iterable[models.Model]) -> models.QuerySet[Entry]:
    """The history of records that the reader already sees, newest first."""
    condition = models.Q(pk__in=[])
    for record in records:
        condition |= models.Q(subject_label=record._meta.label_lower, subject_id=record.pk)
    return Entry.everything.filter(condition).order_by("-at", "-pk")


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
