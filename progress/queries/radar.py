"""Loading what the radar looks at, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Grant, Occupancy, Role
from actions.models import Action, ActionState, ActionYear, Assignment, Part
from pillars.models import Period
from pillars.queries import rules_of
from progress.differences import repeated_share
from progress.figures import achievement
from progress.lines import TargetLine, targets_in
from progress.models import Evidence, ProgressReport, ReportState
from progress.radar import Finding, Orphan, Reading, Watched, findings
from ranpe.kit.clock import day_of

_UNREAD = ("obstacle", "follow_up", "note_to_verifier", "public_summary", "nil_reason")
_PARTS = (
    "period",
    "assignment__institution",
    "assignment__action__plan",
    "assignment__action__focus__pillar",
)


def findings_in(
    period: Period, earlier: Sequence[Period], scope: models.Q, pillars: Any, at: datetime
) -> list[Finding]:
    """What the rules find in a period among the reports of `scope`.

    `earlier` are the periods before it, the newest first; the rules look at two of them.
    `pillars` are the pillar numbers whose actions without an owner are shown; None for all.
    Of what has not been sent nothing is read but that it is owed.
    """
    columns = [period, *earlier[:2]]
    # Whether a figure has fallen is asked of one period back; two back only whether it moved.
    targets = {row.pk: targets_in(row) for row in columns[:2]}
    duties: dict[int, dict[int, ProgressReport]] = {}
    for report in _reports(columns, scope, day_of(at)):
        duties.setdefault(report.assignment_id, {})[report.period_id] = report
    watched = []
    for key, of_duty in duties.items():
        if period.pk not in of_duty:
            continue
        readings = {
            pk: _reading(row, targets.get(pk, {}).get(key), at) for pk, row in of_duty.items()
        }
        before = [readings.get(row.pk) for row in columns[1:]]
        last = of_duty.get(columns[1].pk) if len(columns) > 1 else None
        watched.append(_watched(of_duty[period.pk], last, readings[period.pk], before))
    orphans = _orphans(period, pillars)
    return findings(watched, orphans, rules_of(period.version.plan), day_of(at))


def _reports(columns: Sequence[Period], scope: models.Q, today: date) -> Any:
    """The reports of the periods; each knows who may send it and what it shows once more."""
    rows = ProgressReport.everything.filter(scope, period__in=columns)
    held = Occupancy.everything.in_force(today).order_by()
    senders = Grant.everything.filter(
        models.Q(unit=None) | models.Q(unit=models.OuterRef("assignment__unit")),
        role=Role.APPROVER,
        institution=models.OuterRef("assignment__institution"),
        position__in=held.values("position"),
    )
    return (
        rows.select_related(*_PARTS)
        .defer(*_UNREAD)
        .annotate(
            has_sender=models.Exists(senders),
            same_files=_same_files(columns[1]) if len(columns) > 1 else models.Value(0),
        )
    )


def _same_files(before: Period) -> Any:
    """How many files of a report's evidence stood under the duty's last report too."""
    used = Evidence.everything.filter(
        removed_at=None,
        report__period=before,
        report__assignment=models.OuterRef("report__assignment"),
        file__sha256=models.OuterRef("file__sha256"),
    )
    rows = Evidence.everything.filter(
        models.Exists(used), removed_at=None, report=models.OuterRef("pk")
    )
    counted = rows.order_by().values("report").annotate(count=models.Count("pk"))
    return Coalesce(models.Subquery(counted.values("count")), 0)


def _reading(report: ProgressReport, target: TargetLine | None, at: datetime) -> Reading:
    is_sent = report.is_sent
    value = report.achieved_value if is_sent else None
    return Reading(
        is_sent=is_sent,
        is_late=report.is_late_at(at),
        is_nil=report.is_nil and is_sent,
        year=report.period.year,
        status=report.claimed_status if is_sent else "",
        value=value,
        percent=achievement(value, target.value, target.direction) if target else None,
    )


def _watched(
    report: Any, last: ProgressReport | None, now: Reading, readings: Sequence[Reading | None]
) -> Watched:
    action = report.assignment.action
    waits = report.state in (ReportState.SUBMITTED, ReportState.AWAITING_CHAIR)
    before, earlier = [*readings, None, None][:2]
    return Watched(
        plan_code=action.plan.code,
        action_code=action.code,
        pillar_number=action.focus.pillar.number,
        owner=report.assignment.institution.short,
        now=now,
        before=before,
        earlier=earlier,
        is_closed=report.is_closed,
        repeated_share=_repeated(report, last),
        same_files=report.same_files,
        waits_since=day_of(report.submitted_at) if waits else None,
        waits_for_chair=report.state == ReportState.AWAITING_CHAIR,
        has_sender=report.has_sender,
    )


def _repeated(report: ProgressReport, last: ProgressReport | None) -> int:
    if last is None or not report.is_sent or not last.is_sent:
        return 0
    return repeated_share(last.narrative, report.narrative)


def _orphans(period: Period, pillars: Any) -> Iterable[Orphan]:
    held = Assignment.everything.filter(
        models.Q(valid_to=None) | models.Q(valid_to__gte=period.ends_on),
        action=models.OuterRef("pk"),
        part=Part.RESPONSIBLE,
        valid_from__lte=period.ends_on,
    )
    scheduled = ActionYear.everything.filter(version=period.version_id, year=period.year)
    rows = Action.everything.filter(
        ~models.Exists(held),
        pk__in=scheduled.values("action"),
        standing__in=[ActionState.ACTIVE, ActionState.ADJUSTED],
    )
    if pillars is not None:
        rows = rows.filter(focus__pillar__number__in=pillars)
    names = ("plan__code", "code", "focus__pillar__number")
    return [Orphan(*row) for row in rows.order_by("code").values_list(*names)]
