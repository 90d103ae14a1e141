"""Loading the rows that the metric engine works on, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from actions.models import Commitment, CommitmentState, Direction, Target
from pillars.models import Period
from progress.figures import Line
from progress.models import ProgressReport, Verdict, Verification
from ranpe.kit.clock import end_of


@dataclass(frozen=True)
class TargetLine:
    """What was promised for one assignment in one period, in the indicator's unit.

    `set_at` is when the Pokja approved it, `number` the version of the commitment.
    """

    indicator: str
    unit: str
    direction: str
    value: Decimal | None
    annual: Decimal | None
    set_at: datetime | None = None
    number: int = 1


def in_force(versions: Sequence[Commitment], ends_at: datetime) -> Commitment:
    """Of the approved versions of a promise, the one against which a period is measured.

    It is the newest that was approved by the period's end; where none was, the first that was
    approved after it. So a revision never changes the target of a period that has passed.
    """
    before = [row for row in versions if row.approved_at and row.approved_at <= ends_at]
    return before[-1] if before else versions[0]


def targets_in(period: Period, assignments: Iterable[int] = ()) -> dict[int, TargetLine]:
    """The targets in force in a period by assignment (of all, or of those named)."""
    approved = Commitment.everything.filter(year=period.year, state=CommitmentState.APPROVED)
    if assignments:
        approved = approved.filter(assignment__in=assignments)
    due = Target.everything.filter(commitment=models.OuterRef("pk"), period=period)
    rows = approved.annotate(due=models.Subquery(due.values("value")[:1])).select_related(
        "indicator"
    )
    promised: dict[int, list[Commitment]] = {}
    for row in rows.order_by("number"):
        promised.setdefault(row.assignment_id, []).append(row)
    ends_at = end_of(period.ends_on)
    chosen: dict[int, Any] = {
        key: in_force(versions, ends_at) for key, versions in promised.items()
    }
    return {key: _target(row, row.due) for key, row in chosen.items()}


def targets_of(reports: Iterable[ProgressReport]) -> dict[int, TargetLine]:
    """The target in force for each of some reports, of whatever periods, by report."""
    rows = list(reports)
    approved = Commitment.everything.filter(
        state=CommitmentState.APPROVED,
        year__in={row.period.year for row in rows},
        assignment__in={row.assignment_id for row in rows},
    )
    promised: dict[tuple[int, int], list[Commitment]] = {}
    parts = approved.select_related("indicator").prefetch_related("targets")
    for version in parts.order_by("number"):
        promised.setdefault((version.assignment_id, version.year), []).append(version)
    found = {}
    for row in rows:
        versions = promised.get((row.assignment_id, row.period.year))
        if versions:
            chosen = in_force(versions, end_of(row.period.ends_on))
            due = {target.period_id: target.value for target in chosen.targets.all()}
            found[row.pk] = _target(chosen, due.get(row.period_id))
    return found


def _target(row: Any, due: Decimal | None) -> TargetLine:
    return TargetLine(
        indicator=row.indicator.name,
        unit=row.indicator.unit,
        direction=row.indicator.direction,
        value=due,
        annual=row.annual_target,
        set_at=row.approved_at,
        number=row.number,
    )


def lines_of(period: Period, reports: models.QuerySet[ProgressReport] | None = None) -> list[Line]:
    """One line for each report owed in a period; `reports` limits them (for one reader)."""
    rows = ProgressReport.everything.filter(period=period) if reports is None else reports
    found = _with_parts(rows)
    few = [row.assignment_id for row in found] if len(found) < 50 else []
    targets = targets_in(period, few) if found else {}
    return [_line(row, targets.get(row.assignment_id)) for row in found]


def lines_across(reports: models.QuerySet[ProgressReport]) -> list[Line]:
    """One line for each report of several periods, each against the target of its own period."""
    found = _with_parts(reports)
    targets = targets_of(found) if found else {}
    return [_line(row, targets.get(row.pk)) for row in found]


def _with_parts(reports: models.QuerySet[ProgressReport]) -> list[ProgressReport]:
    accepted = Verification.everything.filter(
        submission__report=models.OuterRef("pk"), verdict=Verdict.ACCEPTED, undone_at=None
    ).order_by("-pk")
    return list(
        reports.select_related("assignment__action__focus__pillar", "period").annotate(
            rubric=models.Subquery(accepted.values("rubric")[:1])
        )
    )


def line_with_value(
    report: ProgressReport, *, value: Decimal | None, share: Decimal | None
) -> Line:
    """The line of one report as it stands when `value` is recognised on evidence of `share`."""
    target = targets_in(report.period, [report.assignment_id]).get(report.assignment_id)
    line = _line(report, target)
    return replace(line, state="verified", value=value, evidence_share=share)


def _line(report: ProgressReport, target: TargetLine | None) -> Line:
    assignment, action = report.assignment, report.assignment.action
    rubric = getattr(report, "rubric", None)
    return Line(
        action_id=action.pk,
        action_code=action.code,
        pillar_number=action.focus.pillar.number,
        focus_id=action.focus_id,
        assignment_id=assignment.pk,
        institution_id=assignment.institution_id,
        unit_id=assignment.unit_id,
        report_id=report.pk,
        state=report.state,
        sent_at=report.first_submitted_at,
        owed_at=report.owed_at,
        period_due_at=report.period.due_at,
        returns=report.returns,
        is_nil=report.is_nil,
        direction=target.direction if target else Direction.UP,
        unit=target.unit if target else "",
        target=target.value if target else None,
        claimed_value=report.achieved_value,
        value=report.recognised_value,
        claimed_status=report.claimed_status,
        evidence_share=_share(rubric),
        is_closed=report.is_closed,
        target_set_at=target.set_at if target else None,
        extended_to=report.extended_to,
        action_title=action.title,
    )


def _share(rubric: object) -> Decimal | None:
    if not isinstance(rubric, dict) or not rubric:
        return None
    return Decimal(sum(map(bool, rubric.values()))) * 100 / len(rubric)


def lines_of_year(periods: Iterable[Period]) -> list[Line]:
    """One line an assignment for a whole year: its last verified report, against that target.

    Targets and values add up over the year, so the last verified period speaks for the year.
    Where nothing was verified, the last period's line stands (and counts as no report).
    """
    return last_lines(
        lines_of(period) for period in sorted(periods, key=lambda row: (row.year, row.code))
    )


def last_lines(periods: Iterable[Iterable[Line]]) -> list[Line]:
    """Of the lines of several periods, in their order, the one that speaks for the year."""
    latest: dict[int, Line] = {}
    for lines in periods:
        for line in lines:
            before = latest.get(line.assignment_id)
            if before is None or line.is_verified or not before.is_verified:
                latest[line.assignment_id] = line
    return list(latest.values())
