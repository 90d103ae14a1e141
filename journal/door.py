"""The one door through which a record's state changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from journal.models import Entry, Urgency
from journal.services import Change, entry_of, tell
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
        _lock_all([record])
        _check(record, step, by, change)
        entry, touched = _moved(record, flow, step, by=by, at=at, change=change)
        record.save(update_fields=["state", *touched])
        entry.save(force_insert=True)
        _tell(record, step, entry, by=by, at=at)
    return entry


def advance_all(
    records: Iterable[Any],
    flow: Workflow,
    name: str,
    *,
    by: Any,
    at: datetime,
    change: Change | None = None,
) -> list[Entry]:
    """Take one step on many records of a kind, all or none, in few queries.

    Each is checked and gets its own entry and notices, as with `advance`.

    Raises:
        OutOfTurn, NotYours, Incomplete: as `advance`, for the first that stands in the way.
    """
    rows = list(records)
    if not rows:
        return []
    step = flow.step(name)
    with transaction.atomic():
        _lock_all(rows)
        entries, touched = [], ["state"]
        for record in rows:
            _check(record, step, by, change)
            entry, stamped = _moved(record, flow, step, by=by, at=at, change=change)
            entries.append(entry)
            touched = ["state", *stamped]
        # The same step gives every record the same values.
        model = type(rows[0])
        values = {name: getattr(rows[0], name) for name in _columns(model, touched)}
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
        Entry.everything.bulk_create(entries)
        for record, entry in zip(rows, entries, strict=True):
            _tell(record, step, entry, by=by, at=at)
    return entries


def _columns(model: Any, names: Iterable[str]) -> list[str]:
    return [model._meta.get_field(name).attname for name in names]


def _moved(
    record: Any, flow: Workflow, step: Step, *, by: Any, at: datetime, change: Change | None
) -> tuple[Entry, list[str]]:
    """The record in its new state and the entry that tells of it, both not written yet."""
    said, previous = change or Change(), record.state
    record.state = step.target
    touched = _stamp(record, step, by, at)
    entry = entry_of(
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
    return entry, touched


def _tell(record: Any, step: Step, entry: Entry, *, by: Any, at: datetime) -> None:
    others = [person for person in step.tells(record) if not by or person != by.pk]
    if others:
        sentence = f"{entry.subject_name}: {entry.sentence}"
        urgency = Urgency.RETURNED if step.is_return else Urgency.DAILY
        tell(others, record, sentence, key=str(entry.pk), at=at, urgency=urgency)


def _lock_all(rows: Sequence[Any]) -> None:
    locked = type(rows[0])._base_manager.select_for_update(of=("self",))
    found = locked.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    states = dict(found.values_list("pk", "state"))
    if any(states.get(row.pk) != row.state for row in rows):
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
