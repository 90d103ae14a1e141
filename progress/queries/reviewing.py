"""Reading how long those who check have had what was sent: the clock's other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import Grant, Occupancy, Role
from institutions.models import SekberRole
from pillars.models import Period
from progress.access import institution_of
from progress.models import ProgressReport, RegionalReport, ReportState, Verification
from progress.queries.reminders import Either
from progress.queries.rows import regional_reports_with_parts, reports_with_parts
from ranpe.kit.clock import day_of

_CHECKING = (Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER)


@dataclass(frozen=True)
class StuckQueue:
    """What has waited too long for one person."""

    period: Period
    reviewer: int
    age_days: int
    reports: tuple[Either, ...]

    @property
    def count(self) -> int:
        """How many reports wait."""
        return len(self.reports)


@dataclass(frozen=True)
class _Reviewer:
    pk: int
    home: int
    rights: frozenset[tuple[str, int | None]]


def stuck_queues(period: Period, patience: int, at: datetime) -> list[StuckQueue]:
    """Who has had a report of this period for `patience` days or more, the keys in order."""
    waiting = [
        (report, age)
        for report in _with_reviewers(period)
        if (age := (day_of(at) - day_of(_held_since(report))).days) >= max(patience, 1)
    ]
    if not waiting:
        return []
    reviewers = _reviewers(day_of(at))
    held: dict[int, list[tuple[int, Either]]] = {}
    for report, age in waiting:
        for key in _holders(report, reviewers):
            held.setdefault(key, []).append((age, report))
    return [
        StuckQueue(
            period=period,
            reviewer=key,
            age_days=max(age for age, _report in own),
            reports=tuple(report for _age, report in own),
        )
        for key, own in sorted(held.items())
    ]


def _with_reviewers(period: Period) -> list[Any]:
    if not period.is_checked:
        return []
    states = [ReportState.SUBMITTED, ReportState.AWAITING_CHAIR]
    judged = Verification.everything.order_by("-pk").values("decided_at")
    found: list[Any] = []
    for rows, name in (
        (reports_with_parts(), "report"),
        (regional_reports_with_parts(), "regional_report"),
    ):
        last = judged.filter(**{f"submission__{name}": models.OuterRef("pk")})
        waiting = rows.due_in(period).filter(state__in=states)
        found += waiting.annotate(judged_at=models.Subquery(last[:1])).order_by("pk")
    return found


def _held_since(report: Any) -> datetime:
    """Since when the report has been with whoever has it now."""
    moments: list[datetime] = [m for m in (report.submitted_at, report.judged_at) if m]
    return max(moments)


def _reviewers(on: date) -> list[_Reviewer]:
    held = Occupancy.everything.filter(user__is_active=True).in_force(on)
    checking = Grant.everything.filter(role__in=_CHECKING).order_by().values("position")
    held = held.filter(position__in=checking)
    rows = held.select_related("position").prefetch_related("position__grants")
    return [
        _Reviewer(
            row.user_id,
            row.position.institution_id,
            frozenset((grant.role, grant.pillar_number) for grant in row.position.grants.all()),
        )
        for row in rows
    ]


def _holders(report: Any, reviewers: Sequence[_Reviewer]) -> set[int]:
    """Whose turn it is; never somebody of the institution that owes the report.

    A report that somebody has begun to check waits for them, as long as they are in office.
    """
    others = [row for row in reviewers if row.home != institution_of(report)]
    pillar = None
    if isinstance(report, ProgressReport):
        pillar = report.assignment.action.focus.pillar.number
    if report.state == ReportState.SUBMITTED:
        began = report.review_started_by_id
        if began in {row.pk for row in others}:
            return {began}
        if isinstance(report, RegionalReport):
            return {row.pk for row in others if any(r == Role.VERIFIER for r, _p in row.rights)}
        return {row.pk for row in others if (Role.VERIFIER, pillar) in row.rights}
    return _chairs(report, others, pillar)


def _chairs(report: Any, others: Sequence[_Reviewer], pillar: int | None) -> set[int]:
    wanted: list[tuple[str, int | None]] = [(Role.POKJA_CHAIR, pillar)]
    if report.assignment.institution.sekber_role == SekberRole.LEAD:
        wanted.append((Role.SEKBER_MEMBER, None))
    found = {row.pk for row in others if not row.rights.isdisjoint(wanted)}
    return found or {row.pk for row in others if (Role.POKJA_HEAD, None) in row.rights}
