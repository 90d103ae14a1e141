"""Writing plans and their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.services import record_entry
from pillars.models import Holiday, Period, Plan, PlanRules, PlanVersion


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


def schedule_period(
    version: PlanVersion, *, year: int, code: str, name: str, by: Any, at: datetime, **days: Any
) -> Period:
    """Put a reporting period into the calendar: `starts_on`, `ends_on`, `opens_at`, `due_at`,
    `closes_at`, `cutoff_at`."""
    with transaction.atomic():
        period = Period.everything.create(version=version, year=year, code=code, name=name, **days)
        record_entry(period, "period.scheduled", _("periode dijadwalkan"), by=by, at=at)
    return period


def note_holidays(days: Mapping[date, str]) -> None:
    """Add public holidays to the calendar; known days are left as they are."""
    Holiday.everything.bulk_create(
        (Holiday(day=day, name=name) for day, name in days.items()), ignore_conflicts=True
    )
