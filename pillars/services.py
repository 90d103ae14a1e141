"""Writing plans and their calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from journal.services import Change, record_entry
from pillars.access import runs_the_calendar
from pillars.models import SEMESTER, Holiday, Period, PeriodState, Plan, PlanRules, PlanVersion
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


def create_plan(
    code: str,
    title: str,
    *,
    legal_basis: str,
    first_year: int,
    last_year: int,
    by: Any,
    at: datetime,
    needs_chair: bool = False,
    second_share: int = 0,
    is_sample: bool = False,
) -> Plan:
    """A new plan with its first rules.

    `needs_chair` adds the Pokja chair's second look, `second_share` a blind second verdict on so
    many per cent of the accepted reports.
    """
    with transaction.atomic():
        plan = Plan.everything.create(
            code=code,
            title=title,
            legal_basis=legal_basis,
            first_year=first_year,
            last_year=last_year,
            is_sample=is_sample,
        )
        PlanRules.everything.create(
            plan=plan, version=1, needs_chair=needs_chair, second_share=second_share
        )
        record_entry(plan, "plan.created", _("rencana dicatat"), by=by, at=at)
    return plan


def create_version(
    plan: Plan,
    number: int,
    *,
    basis: str,
    years: tuple[int, int],
    expected: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> PlanVersion:
    """A new base of a plan, with the totals that its matrix must add up to."""
    with transaction.atomic():
        version = PlanVersion.everything.create(
            plan=plan,
            number=number,
            basis=basis,
            first_year=years[0],
            last_year=years[1],
            expected_actions=expected["actions"],
            expected_per_pillar=expected["per_pillar"],
            expected_institutions=expected["institutions"],
            expected_provinces=expected["provinces"],
            expected_working_groups=expected["working_groups"],
        )
        record_entry(version, "version.created", _("versi rencana dicatat"), by=by, at=at)
    return version


@dataclass(frozen=True)
class PeriodPlan:
    """What is fixed of a period before it opens: its name, and the days of data and reporting."""

    name: str
    starts_on: date
    ends_on: date
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    cutoff_at: datetime


def schedule_period(
    version: PlanVersion,
    plan: PeriodPlan,
    *,
    year: int,
    code: str,
    kind: str = SEMESTER,
    by: Any,
    at: datetime,
) -> Period:
    """Put a reporting period into the calendar; it copies the terms of its kind (ADR 0019).

    Raises:
        NotYours: `by` does not run the calendar.
        Incomplete: the days contradict each other or another period, the code is taken, or the
            plan's rules do not know the kind.
    """
    _admit(by)
    terms = version.plan.newest_rules.kinds.get(kind)
    if terms is None:
        raise Incomplete(_now("Jenis periode ini tidak ada dalam aturan rencana."))
    with transaction.atomic():
        others = _held_calendar(version)
        if any((row.year, row.code) == (year, code) for row in others):
            said = {"code": code, "year": year}
            raise Incomplete(_now("Kode %(code)s sudah dipakai pada tahun %(year)s.") % said)
        _refuse_days(plan, kind, others)
        period = Period.everything.create(
            version=version,
            year=year,
            code=code,
            kind=terms.key,
            kind_label=terms.label,
            is_checked=terms.is_checked,
            with_provinces=terms.with_provinces,
            asks=list(terms.asks),
            text_limit=terms.text_limit,
            **vars(plan),
        )
        record_entry(period, "period.scheduled", _("periode dijadwalkan"), by=by, at=at)
    return period


def reschedule_period(period: Period, plan: PeriodPlan, *, by: Any, at: datetime) -> Period:
    """Correct the name and the days of a period that has not been opened.

    Raises:
        NotYours: `by` does not run the calendar.
        OutOfTurn: the period has been opened; more time is given by extension.
        Incomplete: the days contradict each other or another period.
    """
    _admit(by)
    with transaction.atomic():
        others = _held_calendar(period.version)
        row = Period.everything.get(pk=period.pk)
        if row.state != PeriodState.SCHEDULED:
            raise OutOfTurn(_now("Periode ini sudah dibuka; pakai waktu tambahan."))
        _refuse_days(plan, row.kind, [other for other in others if other.pk != row.pk])
        wanted = vars(plan)
        before = {name: getattr(row, name) for name in wanted}
        changed = [name for name in wanted if before[name] != wanted[name]]
        for name in changed:
            setattr(row, name, wanted[name])
        if changed:
            row.save(update_fields=changed)
            said = Change(
                before={name: str(before[name]) for name in changed},
                after={name: str(wanted[name]) for name in changed},
            )
            sentence = _("jadwal periode diubah")
            record_entry(row, "period.rescheduled", sentence, by=by, at=at, change=said)
    return row


def _admit(by: Any) -> None:
    if by is not None and not runs_the_calendar(by, None):  # None is the sample's own hand
        raise NotYours(_now("Periode dikelola oleh Sekretariat dan Ketua Pokja."))


def _held_calendar(version: PlanVersion) -> list[Period]:
    """The periods of the plan; whoever changes its calendar meanwhile waits."""
    Plan.everything.select_for_update().get(pk=version.plan_id)
    return list(Period.everything.filter(version__plan=version.plan_id))


def _refuse_days(plan: PeriodPlan, kind: str, others: Iterable[Period]) -> None:
    problems = []
    if plan.ends_on < plan.starts_on:
        problems.append(_now("Hari terakhir data mendahului hari pertamanya."))
    moments = [plan.opens_at, plan.due_at, plan.closes_at, plan.cutoff_at]
    if moments != sorted(moments):
        problems.append(
            _now("Urutkan tanggalnya: dibuka, batas waktu, ditutup, lalu pembekuan data.")
        )
    for row in others:
        words = {"name": row.name}
        if row.kind == kind and row.starts_on <= plan.ends_on and plan.starts_on <= row.ends_on:
            problems.append(_now("Rentang datanya bertumpuk dengan %(name)s.") % words)
        if row.due_at == plan.due_at:
            # Boards tell the periods of a plan apart by their due date.
            problems.append(
                _now("%(name)s sudah memakai batas waktu itu; pilih hari lain.") % words
            )
    if problems:
        raise Incomplete(problems[0], problems=problems)


def note_holidays(days: Mapping[date, str]) -> None:
    """Add public holidays to the calendar; known days are left as they are."""
    Holiday.everything.bulk_create(
        (Holiday(day=day, name=name) for day, name in days.items()), ignore_conflicts=True
    )
