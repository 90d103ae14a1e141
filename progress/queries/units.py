"""An institution as it really works: which of its units has done what, and which is stuck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Occupancy, Role
from institutions.models import Institution, Unit
from journal.models import Entry
from pillars.models import Period
from pillars.queries import rules_of
from progress.access import WRITERS
from progress.models import (
    EDITABLE,
    SENT,
    Draft,
    ProgressReport,
    ReportState,
    UnitDeadline,
)
from progress.queries import deadline_tone, reports_with_parts
from ranpe.kit.clock import day_of, end_of
from ranpe.kit.formats import countdown, day


@dataclass(frozen=True)
class Stage:
    """How many of a unit's reports stand where."""

    state: str
    count: int


@dataclass(frozen=True)
class Holder:
    """Who holds one of a unit's offices today."""

    name: str
    capacity: str


@dataclass(frozen=True)
class UnitStanding:
    """Where one unit (or the house itself, without a unit) is with its reports of a period."""

    institution: Institution
    unit: Unit | None
    stages: tuple[Stage, ...]
    done: int
    total: int
    holders: tuple[Holder, ...]
    due_on: date | None
    deadline: str
    tone: str
    changed_on: date | None
    stuck: str

    @property
    def name(self) -> str:
        """The unit, or the house."""
        return self.unit.name if self.unit else self.institution.name


def coordinated_by(user: Any) -> list[Institution]:
    """The institutions that a person coordinates; mostly their own, which is already known."""
    keys = {
        key
        for role, kind, key in user.reach.by_role
        if (role, kind) == (Role.COORDINATOR, "institution")
    }
    homes = {row.position.institution_id: row.position.institution for row in user.offices}
    if keys <= homes.keys():
        return [homes[key] for key in sorted(keys)]
    return list(Institution.everything.filter(pk__in=keys))


def duties_in(institutions: Iterable[Institution], period: Period) -> list[ProgressReport]:
    """What the institutions owe in a period, by action, with the unit that reports it.

    Each row knows when a step was last taken on it, and when words were last typed into it.
    """
    own = models.OuterRef("pk")
    entries = Entry.everything.filter(
        subject_label=ProgressReport._meta.label_lower, subject_id=own
    ).order_by("-at")
    drafts = Draft.everything.filter(report=own)
    rows = reports_with_parts().filter(assignment__institution__in=institutions, period=period)
    rows = rows.annotate(
        stepped_at=models.Subquery(entries.values("at")[:1]),
        typed_at=models.Subquery(drafts.values("saved_at")[:1]),
    )
    return list(rows.order_by("assignment__action__code", "pk"))


def unit_standings(
    institutions: list[Institution], reports: list[ProgressReport], period: Period, at: datetime
) -> list[UnitStanding]:
    """One line a unit, those that are stuck first; constant in queries."""
    own_days = UnitDeadline.everything.filter(unit=models.OuterRef("pk"), period=period)
    units = list(
        Unit.everything.filter(institution__in=institutions)
        .annotate(due_on=models.Subquery(own_days.values("due_on")[:1]))
        .order_by("code")
    )
    known = _Known(
        reports=reports,
        holders=_holders(institutions, day_of(at)),
        still=timedelta(days=rules_of(period.version.plan).stuck_after_days),
        begun_at=period.opens_at,
        at=at,
    )
    homes = {home.pk: home for home in institutions}
    rows = [_standing(homes[unit.institution_id], unit, known) for unit in units]
    rows += [_standing(home, None, known) for home in institutions]
    filled = [row for row in rows if row.total or row.unit]
    return sorted(filled, key=lambda row: (not row.stuck, row.done == row.total, row.name))


@dataclass(frozen=True)
class _Known:
    """What the lines are made from."""

    reports: list[ProgressReport]
    holders: Mapping[tuple[int, int | None], list[Holder]]
    still: timedelta
    begun_at: datetime
    at: datetime


def _holders(
    institutions: Iterable[Institution], on: date
) -> dict[tuple[int, int | None], list[Holder]]:
    """Who writes and sends today, by institution and unit; none where an office is empty."""
    held = Occupancy.everything.in_force(on).filter(
        position__grants__institution__in=institutions, position__grants__role__in=WRITERS
    )
    placed = held.annotate(
        home=models.F("position__grants__institution"), part=models.F("position__grants__unit")
    )
    found: dict[tuple[int, int | None], list[Holder]] = {}
    rows: Iterable[Any] = placed.select_related("user", "position")
    for row in rows:
        holders = found.setdefault((row.home, row.part), [])
        holder = Holder(row.user.printed_name, row.capacity)
        if holder not in holders:
            holders.append(holder)
    return found


def _changed_at(reports: Iterable[Any]) -> datetime | None:
    """When something last happened to the reports: a step, a file, or words being typed."""
    moments = [moment for row in reports for moment in (row.stepped_at, row.typed_at) if moment]
    return max(moments, default=None)


def _standing(institution: Institution, unit: Unit | None, known: _Known) -> UnitStanding:
    key = unit.pk if unit else None
    own = [
        row
        for row in known.reports
        if row.assignment.institution_id == institution.pk and row.assignment.unit_id == key
    ]
    counts = {state: sum(row.state == state for row in own) for state in ReportState.values}
    due_on = getattr(unit, "due_on", None)
    changed_at = _changed_at(own)
    return UnitStanding(
        institution=institution,
        unit=unit,
        stages=tuple(Stage(state, count) for state, count in counts.items() if count),
        done=sum(row.is_sent for row in own),
        total=len(own),
        holders=tuple(known.holders.get((institution.pk, key), ())),
        due_on=due_on,
        deadline=countdown(end_of(due_on), known.at) if due_on else "",
        tone=deadline_tone(end_of(due_on), known.at) if due_on else "calm",
        changed_on=day_of(changed_at) if changed_at else None,
        stuck=_stuck(own, due_on, changed_at, known),
    )


def _stuck(
    own: Iterable[ProgressReport], due_on: date | None, changed_at: datetime | None, known: _Known
) -> str:
    """Why a unit is stuck, in a sentence; empty while it moves or when all is sent."""
    if not any(row.state in (*EDITABLE, ReportState.PROPOSED) for row in own):
        return ""
    if due_on is not None and day_of(known.at) > due_on:
        return _("Batas internal %(day)s sudah lewat.") % {"day": day(due_on)}
    since = changed_at or known.begun_at
    if known.at - since < known.still:
        return ""
    days = (day_of(known.at) - day_of(since)).days
    return _("Tidak ada perubahan selama %(days)s hari.") % {"days": days}


@dataclass(frozen=True)
class InternalDeadline:
    """A unit's own day, as its people see it beside the official one."""

    unit: str
    due_on: date
    text: str
    tone: str


def internal_deadlines(user: Any, period: Period | None, at: datetime) -> list[InternalDeadline]:
    """The internal deadlines of a person's units in a period; no query without a unit."""
    if period is None or not user.reach.units:
        return []
    rows = UnitDeadline.everything.filter(period=period, unit_id__in=user.reach.units)
    return [_internal(row, at) for row in rows.select_related("unit").order_by("due_on")]


def _internal(row: UnitDeadline, at: datetime) -> InternalDeadline:
    due = end_of(row.due_on)
    return InternalDeadline(row.unit.name, row.due_on, countdown(due, at), deadline_tone(due, at))


def internal_deadline_of(report: Any) -> date | None:
    """The unit's own day for one report; no query for a report of no unit."""
    unit = report.assignment.unit_id if isinstance(report, ProgressReport) else None
    if not unit or report.state in (*SENT, ReportState.LOCKED):
        return None
    rows = UnitDeadline.everything.filter(unit=unit, period=report.period_id)
    return rows.values_list("due_on", flat=True).first()
