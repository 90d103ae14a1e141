"""Reading what waits for a check, and who may check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now

from accounts.models import Role
from accounts.queries import holders_of
from institutions.models import SekberRole
from pillars.models import Status
from pillars.queries import rules_of
from progress.access import institution_of, records_handled_by
from progress.figures import achievement
from progress.lines import targets_of
from progress.models import (
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.queries.rows import (
    mode_of,
    regional_reports_with_parts,
    reports_with_parts,
)
from progress.radar import contradiction
from ranpe.kit.clock import day_of


def reports_awaiting(user: Any) -> Any:
    """The verification queue of a person: sent reports of their pillars, never of their own
    institution, the oldest first."""
    reach = user.reach
    checked = [
        number for role, kind, number in reach.by_role if (role, kind) == (Role.VERIFIER, "pillar")
    ]
    chaired = [
        number
        for role, kind, number in reach.by_role
        if (role, kind) == (Role.POKJA_CHAIR, "pillar")
    ]
    pillar = "assignment__action__focus__pillar__number__in"
    waiting = models.Q(state=ReportState.SUBMITTED, **{pillar: checked}) | models.Q(
        state=ReportState.AWAITING_CHAIR, **{pillar: chaired}
    )
    if reach.has(Role.POKJA_HEAD):
        waiting |= models.Q(state=ReportState.AWAITING_CHAIR)
    if reach.has(Role.SEKBER_MEMBER):
        waiting |= models.Q(
            state=ReportState.AWAITING_CHAIR,
            assignment__institution__sekber_role=SekberRole.LEAD,
        )
    rows = reports_with_parts().filter(waiting, period__is_checked=True)
    own_hand = records_handled_by(user).filter(report__isnull=False)
    rows = rows.exclude(came_by_letter=True, pk__in=own_hand.values("report"))
    return rows.exclude(assignment__institution_id__in=reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def regional_reports_awaiting(user: Any) -> Any:
    """The provinces' reports that wait for a verifier, the oldest first."""
    if not user.reach.has(Role.VERIFIER):
        return RegionalReport.everything.none()
    rows = regional_reports_with_parts().filter(
        state=ReportState.SUBMITTED, period__is_checked=True
    )
    own_hand = records_handled_by(user).filter(regional_report__isnull=False)
    rows = rows.exclude(came_by_letter=True, pk__in=own_hand.values("regional_report"))
    return rows.exclude(region__government__in=user.reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def verifiers_of(report: Any) -> Iterable[int]:
    """The keys of the people who may check a report: its pillar's, never its own institution's."""
    own = institution_of(report)
    condition = models.Q(role=Role.VERIFIER) & ~models.Q(position__institution_id=own)
    if isinstance(report, ProgressReport):
        number = report.assignment.action.focus.pillar.number
        condition &= models.Q(pillar_number=number)
    return holders_of(condition, on=day_of(timezone.now()))


@dataclass(frozen=True)
class QueueRow:
    """One report that waits for a check; `age_days` counts from its sending.

    `contradiction` says in words how the claim and the figures disagree; `is_resent`, that it
    has been sent more than once.
    """

    url_name: str
    pk: int
    code: str
    title: str
    owner: str
    state: str
    claimed_status: str
    mode: str
    period: str
    sent_at: datetime
    age_days: int
    returned_before: bool
    was_late: bool
    is_resent: bool
    contradiction: str

    @property
    def reasons(self) -> list[str]:
        """Why this one should be looked at before others of its age."""
        found = []
        if self.claimed_status in (Status.BEHIND, Status.AT_RISK):
            found.append(_now("Dinyatakan “%s”.") % Status(self.claimed_status).label)
        if self.contradiction:
            found.append(self.contradiction)
        if self.returned_before:
            found.append(_now("Pernah dikembalikan."))
        if self.was_late:
            found.append(_now("Terlambat dikirim."))
        return found


def queue_rows(user: Any, at: datetime, *, compares: bool = True) -> list[QueueRow]:
    """What waits for `user` to check, of institutions and provinces, the oldest first.

    `compares` sets each claim against its figures, for three queries more.
    """
    reports = list(_with_sendings(reports_awaiting(user), "report"))
    said = _contradictions(reports) if compares and reports else {}
    rows = [_queue_row(report, said, at) for report in reports]
    provinces = _with_sendings(regional_reports_awaiting(user), "regional_report")
    rows += [_regional_queue_row(report, at) for report in provinces]
    return sorted(rows, key=lambda row: (row.sent_at, row.url_name, row.pk))


def by_risk(rows: Iterable[QueueRow]) -> list[QueueRow]:
    """Those with the most reasons first; among equals the order stays."""
    return sorted(rows, key=lambda row: -len(row.reasons))


def _with_sendings(reports: Any, of_it: str) -> Any:
    again = Submission.everything.filter(**{of_it: models.OuterRef("pk")}, number__gt=1)
    return reports.annotate(is_resent=models.Exists(again))


def _contradictions(reports: Sequence[ProgressReport]) -> dict[int, str]:
    targets = targets_of(reports)
    plans = {row.period.version.plan_id: row.period.version.plan for row in reports}
    rules = {key: rules_of(plan) for key, plan in plans.items()}
    found = {}
    for row in reports:
        target = targets.get(row.pk)
        if target is not None:
            reached = achievement(row.achieved_value, target.value, target.direction)
            own = rules[row.period.version.plan_id]
            found[row.pk] = contradiction(row.claimed_status, reached, own)
    return found


def _queue_row(report: ProgressReport, said: Mapping[int, str], at: datetime) -> QueueRow:
    return QueueRow(
        url_name="progress:desk",
        code=report.assignment.action.code,
        title=report.assignment.action.title,
        owner=report.assignment.institution.short,
        claimed_status=report.claimed_status,
        contradiction=said.get(report.pk, ""),
        **_waiting(report, at),
    )


def _regional_queue_row(report: RegionalReport, at: datetime) -> QueueRow:
    return QueueRow(
        url_name="progress:regional-desk",
        code=report.region.code,
        title=_now("Laporan daerah %(region)s") % {"region": report.region.name},
        owner=report.region.name,
        claimed_status="",
        contradiction="",
        **_waiting(report, at),
    )


def _waiting(report: Any, at: datetime) -> dict[str, Any]:
    sent_at = report.submitted_at or at
    return {
        "pk": report.pk,
        "state": report.state,
        "mode": mode_of(report),
        "period": report.period.name,
        "sent_at": sent_at,
        "age_days": (day_of(at) - day_of(sent_at)).days,
        "returned_before": report.returns > 0,
        "was_late": report.was_late,
        "is_resent": report.is_resent,
    }
