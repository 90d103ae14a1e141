"""The coordinator's verbs: hand duties on to units, and ask them for a day of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from accounts.queries import holders_of
from actions.models import Assignment
from institutions.models import Unit
from journal.services import Change, record_entry, tell
from pillars.models import Period
from progress import access
from progress.models import UnitDeadline
from ranpe.kit.clock import day_of
from ranpe.kit.formats import day
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

_ASKED = gettext_lazy("{unit}: batas internal {period} adalah {day}")
_HANDED_ON = gettext_lazy("{assignment} sekarang dilaporkan oleh {unit}")
_HOUSE = gettext_lazy("instansi sendiri")


def _coordinator(by: Any, institution_id: int) -> Any:
    if not access.coordinates(by, institution_id):
        raise NotYours(_("Hanya Koordinator K/L dari instansi ini yang mengaturnya."))
    return in_office(by, Role.COORDINATOR)


def _people_of(unit: Unit, on: date) -> Any:
    return holders_of(models.Q(unit=unit, role__in=access.WRITERS), on=on)


def set_unit_deadline(
    unit: Unit, period: Period, *, due_on: date, by: Any, at: datetime
) -> UnitDeadline:
    """Ask a unit to be ready by a day before the official due date; its people are told.

    Raises:
        NotYours: `by` does not coordinate the unit's institution.
        Incomplete: the day is past, or later than the official one.
    """
    by = _coordinator(by, unit.institution_id)
    if due_on < day_of(at):
        raise Incomplete(_("Batas internal tidak boleh berada di masa lalu."))
    if due_on > day_of(period.due_at):
        raise Incomplete(
            _("Batas internal tidak boleh melewati batas waktu resmi, %(day)s.")
            % {"day": day(day_of(period.due_at))}
        )
    with transaction.atomic():
        row, _is_new = UnitDeadline.everything.update_or_create(
            unit=unit,
            period=period,
            defaults={"due_on": due_on, "set_at": at, "set_by_id": by.pk},
        )
        entry = record_entry(
            row,
            "unit_deadline.set",
            gettext_lazy("batas internal ditetapkan"),
            by=by,
            at=at,
            change=Change(after={"due_on": due_on.isoformat()}),
        )
        said = format_lazy(_ASKED, unit=unit.name, period=period.name, day=day(due_on))
        people = [person for person in _people_of(unit, day_of(at)) if person != by.pk]
        tell(people, row, said, key=f"unit-deadline:{entry.pk}", at=at)
    return row


@dataclass(frozen=True)
class Handing:
    """Which unit is to report; `shown` is the key of the one that the coordinator has seen."""

    assignment: Assignment
    unit: Unit | None
    shown: int | None


def hand_out(handings: Iterable[Handing], *, by: Any, at: datetime) -> int:
    """Hand several duties on, all or none; returns how many have changed hands."""
    count = 0
    with transaction.atomic():
        for handing in handings:
            key = handing.unit.pk if handing.unit else None
            if key != handing.shown:
                hand_to_unit(handing.assignment, handing.unit, shown=handing.shown, by=by, at=at)
                count += 1
    return count


def hand_to_unit(
    assignment: Assignment, unit: Unit | None, *, shown: int | None, by: Any, at: datetime
) -> Assignment:
    """Let a unit of the house report on an action, or the house itself again.

    Raises:
        NotYours: `by` does not coordinate the institution.
        Incomplete: the unit belongs to another institution.
        OutOfTurn: somebody else has handed the duty on meanwhile.
    """
    by = _coordinator(by, assignment.institution_id)
    if unit is not None and unit.institution_id != assignment.institution_id:
        raise Incomplete(_("Unit kerja ini bukan bagian dari instansi Anda."))
    with transaction.atomic():
        rows = Assignment.everything.select_for_update(of=("self",)).order_by()
        row = rows.select_related("action", "institution").get(pk=assignment.pk)
        if row.unit_id != shown:
            raise OutOfTurn(
                _("Pembagian %(assignment)s baru saja diubah orang lain.") % {"assignment": row}
            )
        row.unit = unit
        row.save(update_fields=["unit"])
        _record(row, shown, by=by, at=at)
    return row


def _record(row: Assignment, before: int | None, *, by: Any, at: datetime) -> None:
    said = format_lazy(_HANDED_ON, assignment=row, unit=row.unit.name if row.unit else _HOUSE)
    entry = record_entry(
        row,
        "assignment.handed_on",
        said,
        by=by,
        at=at,
        change=Change(before={"unit": before}, after={"unit": row.unit_id}),
    )
    concerned = [key for key in (before, row.unit_id) if key]
    people = holders_of(models.Q(unit_id__in=concerned, role__in=access.WRITERS), on=day_of(at))
    tell([person for person in people if person != by.pk], row, said, key=str(entry.pk), at=at)
