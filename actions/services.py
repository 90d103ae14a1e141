"""Writing promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actions.models import Assignment, Commitment, Indicator, RegionalPlan, Target
from actions.workflow import COMMITMENT_FLOW
from institutions.models import Region
from journal.door import advance
from journal.services import Change, record_entry
from pillars.models import Period


def draft_commitment(
    assignment: Assignment,
    *,
    year: int,
    indicator: Indicator,
    planned_activity: str,
    annual_target: Decimal | None,
    targets: Mapping[Period, Decimal],
) -> Commitment:
    """Write down what an institution means to do in a year; targets add up over its periods."""
    with transaction.atomic():
        commitment = Commitment.everything.create(
            assignment=assignment,
            year=year,
            indicator=indicator,
            planned_activity=planned_activity,
            annual_target=annual_target,
        )
        Target.everything.bulk_create(
            Target(commitment=commitment, period=period, value=value)
            for period, value in targets.items()
        )
    return commitment


def submit_commitment(commitment: Commitment, *, by: Any, at: datetime) -> Commitment:
    """Send Form A to the Pokja's chair."""
    advance(commitment, COMMITMENT_FLOW, "submit", by=by, at=at)
    return commitment


def approve_commitment(commitment: Commitment, *, by: Any, at: datetime) -> Commitment:
    """Approve Form A; from now on progress is measured against it."""
    advance(commitment, COMMITMENT_FLOW, "approve", by=by, at=at)
    return commitment


def return_commitment(commitment: Commitment, *, reason: str, by: Any, at: datetime) -> Commitment:
    """Give Form A back with a reason."""
    advance(commitment, COMMITMENT_FLOW, "return", by=by, at=at, change=Change(reason=reason))
    return commitment


def register_regional_plan(
    region: Region,
    stage: str,
    *,
    by: Any,
    at: datetime,
    instrument: str = "",
    enacted_on: date | None = None,
    expires_on: date | None = None,
) -> RegionalPlan:
    """Enter a province's regional action plan (RAD PE) into the register."""
    with transaction.atomic():
        plan, _is_new = RegionalPlan.everything.update_or_create(
            region=region,
            instrument=instrument,
            defaults={"stage": stage, "enacted_on": enacted_on, "expires_on": expires_on},
        )
        record_entry(plan, "regional_plan.registered", _("RAD PE dicatat"), by=by, at=at)
    return plan
