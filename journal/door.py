"""The one door through which a record's state changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from journal.models import Entry, Urgency
from journal.services import Change, record_entry, tell
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from ranpe.kit.workflow import Step, Workflow


def advance(
    record: Any,
    flow: Workflow,
    name: str,
    *,
    by: Any,
    at: datetime,
    change: Change | None = None,
) -> Entry:
    """Take the step `name` on `record`: state, stamp, entry and notices in one transaction.

    Raises:
        OutOfTurn: the record is not in a state from which the step leads.
        NotYours: `by` may not take the step.
        Incomplete: something that the step needs is missing.
    """
    step = flow.step(name)
    with transaction.atomic():
        _lock(record)
        _check(record, step, by, change)
        previous = record.state
        record.state = step.target
        record.save(update_fields=["state", *_stamp(record, step, by, at)])
        said = change or Change()
        entry = record_entry(
            record,
            f"{flow.name}.{step.name}",
            step.says,
            by=by,
            at=at,
            change=Change(
                reason=said.reason,
                before={"state": previous, **said.before},
                after={"state": step.target, **said.after},
            ),
        )
        others = [person for person in step.tells(record) if not by or person != by.pk]
        sentence = f"{entry.subject_name}: {entry.sentence}"
        urgency = Urgency.RETURNED if step.is_return else Urgency.DAILY
        tell(others, record, sentence, key=str(entry.pk), at=at, urgency=urgency)
    return entry


def _lock(record: Any) -> None:
    rows = type(record)._base_manager.select_for_update(of=("self",))
    current = rows.filter(pk=record.pk).order_by().values_list("state", flat=True).first()
    if current != record.state:
        raise OutOfTurn(
            _("Data ini baru saja diubah orang lain. Muat ulang halaman, lalu coba lagi.")
        )


def _check(record: Any, step: Step, by: Any, change: Change | None) -> None:
    if record.state not in step.sources:
        raise OutOfTurn(
            _("“%(step)s” tidak dapat dilakukan pada tahap ini.") % {"step": step.label}
        )
    if not step.taken_by(by, record):
        raise NotYours(_("Anda tidak berwenang melakukan “%(step)s”.") % {"step": step.label})
    if step.needs_reason and not (change and change.reason.strip()):
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    problems = tuple(str(problem) for problem in step.needs(record))
    if problems:
        raise Incomplete(problems[0], problems=problems)


def _stamp(record: models.Model, step: Step, by: Any, at: datetime) -> list[str]:
    touched: list[str] = []
    for pair in step.clears:
        setattr(record, f"{pair}_at", None)
        setattr(record, f"{pair}_by", None)
        touched += [f"{pair}_at", f"{pair}_by"]
    if step.stamp:
        setattr(record, f"{step.stamp}_at", at)
        setattr(record, f"{step.stamp}_by_id", by.pk)
        touched += [f"{step.stamp}_at", f"{step.stamp}_by"]
    return touched
