"""The rows of a seal, made from a locked year; names become text here, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from actions.models import Action, RegionalPlan, RegionalPlanState
from institutions.models import GOVERNMENT, Region
from pillars.models import Period
from progress.figures import Line, measured, status_of_line
from progress.lines import TargetLine, targets_in
from progress.models import RegionalReport, ReportState
from ranpe.kit.clock import day_of
from reporting.models import (
    NoteKind,
    Seal,
    SealedAction,
    SealedFigure,
    SealedInstitution,
    SealedLine,
    SealedNote,
    SealedProvince,
)
from reporting.sealing.figures import compliance_rows, figures_of_year
from reporting.sealing.year import Known, Year, responsible_of
from workgroups.models import Decision, Meeting, Recommendation, RecommendationState

CHECKED_STATES = (ReportState.VERIFIED, ReportState.LOCKED)
NO_TARGET = TargetLine(indicator="", unit="", direction="up", value=None, annual=None)


def rows_of_year(seal: Seal, year: Year) -> list[models.Model]:
    """Every row of the seal, unsaved."""
    provinces = [_province(seal, year, region) for region in year.regions]
    notes = list(_notes(seal, year))
    lines = list(_lines(seal, year))
    return [
        *_actions(seal, year, lines),
        *lines,
        *_institutions(seal, year),
        *provinces,
        *notes,
        *_figures(seal, year, provinces, notes),
    ]


# What a column of the seal holds; a target of one hundredth could exceed it.
MOST = Decimal(99_999_999)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(min(value, MOST), 6)


def _actions(seal: Seal, year: Year, lines: Sequence[SealedLine]) -> Iterable[SealedAction]:
    responsible = responsible_of(year)
    summaries: dict[str, list[str]] = {}
    for line in lines:
        if line.public_summary:
            summaries.setdefault(line.action_code, []).append(line.public_summary)
    for action in year.actions:
        yield _action(seal, year, action, responsible.get(action.pk, []), summaries)


def _action(
    seal: Seal,
    year: Year,
    action: Action,
    responsible: Sequence[Known],
    summaries: dict[str, list[str]],
) -> SealedAction:
    figure, text = year.figures[action.pk], year.texts.get(action.pk)
    return SealedAction(
        seal=seal,
        code=action.code,
        title=text.title if text else action.title,
        intended_result=text.intended_result if text else "",
        pillar_number=action.focus.pillar.number,
        pillar_name=action.focus.pillar.name,
        focus_number=action.focus.number,
        focus_name=action.focus.name,
        classification=action.classification,
        is_scheduled=action.pk in year.scheduled,
        percent=_rounded(figure.percent),
        measured=figure.measured,
        lines=figure.lines,
        verified=figure.verified,
        status=figure.status,
        is_carried_out=figure.is_carried_out,
        responsible=", ".join(known.short for known in responsible),
        public_summary="\n\n".join(summaries.get(action.code, [])),
    )


def _lines(seal: Seal, year: Year) -> Iterable[SealedLine]:
    targets = {period.pk: targets_in(period) for period in year.periods}
    periods = {period.pk: period for period in year.periods}
    for line in year.lines:
        report = year.reports[line.report_id or 0]
        target = targets[report.period_id].get(line.assignment_id, NO_TARGET)
        yield _line(seal, year, line, periods[report.period_id], target)


def _line(seal: Seal, year: Year, line: Line, period: Period, target: TargetLine) -> SealedLine:
    known = year.institutions[line.institution_id]
    report = year.reports[line.report_id or 0]
    return SealedLine(
        seal=seal,
        action_code=line.action_code,
        pillar_number=line.pillar_number,
        institution_code=known.code,
        institution_name=known.name,
        institution_short=known.short,
        unit_name=year.units.get(line.unit_id, "") if line.unit_id else "",
        period_name=period.name,
        indicator=target.indicator,
        unit=line.unit,
        direction=line.direction,
        target=line.target,
        recognised=line.value,
        computed_status=status_of_line(line, year.rules),
        achievement=_rounded(measured(line)),
        evidence_share=_rounded(line.evidence_share),
        is_sent=line.was_sent,
        is_verified=line.is_verified,
        sent_at=line.sent_at,
        was_on_time=line.was_on_time,
        returns=line.returns,
        classification=report.classification,
        is_closed=line.is_closed,
        **_words(line, year),
    )


def _words(line: Line, year: Year) -> dict[str, Any]:
    """What the institution has handed in; what it is still writing stays its own."""
    submission = year.submissions.get(line.report_id or 0)
    if submission is None or not line.is_sent:
        return {"is_nil": False, "needs_escalation": False}
    said = submission.content
    claimed = said.get("achieved_value")
    return {
        "claimed": None if claimed is None else Decimal(claimed),
        "claimed_status": said.get("claimed_status", ""),
        "is_nil": bool(said.get("is_nil")),
        "narrative": said.get("narrative") or said.get("nil_reason", ""),
        "obstacle_kind": said.get("obstacle_kind", ""),
        "obstacle": said.get("obstacle", ""),
        "follow_up": said.get("follow_up", ""),
        "needs_escalation": bool(said.get("needs_escalation")),
        "public_summary": said.get("public_summary", "") if line.is_verified else "",
        "receipt": submission.receipt,
        "submission_sha256": submission.sha256,
    }


def _institutions(seal: Seal, year: Year) -> Iterable[SealedInstitution]:
    for row in compliance_rows(year):
        known = year.institutions[row.owner_id]
        yield SealedInstitution(
            seal=seal,
            code=known.code,
            name=known.name,
            short=known.short,
            due=row.due,
            sent=row.sent,
            on_time=row.on_time,
            on_time_at_first=row.on_time_at_first,
            nil=row.nil,
            missing=row.due - row.sent,
            periods=[
                {"period": period.name, "cell": _cell(lines, row.owner_id)}
                for period, lines in year.period_lines
            ],
        )


def _cell(lines: Sequence[Line], owner: int) -> str:
    own = [line for line in lines if line.institution_id == owner]
    if not own:
        return "not_due"
    if not all(line.was_sent for line in own):
        return "none"
    return "on_time" if all(line.was_on_time for line in own) else "late"


def _province(seal: Seal, year: Year, region: Region) -> SealedProvince:
    reports = year.regional_reports.get(region.pk, [])
    sent = [row for row in reports if row.first_submitted_at is not None]
    plan = _plan_in_force(region, year)
    government = getattr(region, "government", None)
    known: Region | Known = year.institutions[government.pk] if government else region
    return SealedProvince(
        seal=seal,
        code=region.code,
        name=known.name.removeprefix(GOVERNMENT),
        short=known.short,
        tile_row=region.tile_row,
        tile_column=region.tile_column,
        island_group=region.island_group,
        owes=bool(reports) or region.reports_from <= year.periods[-1].ends_on,
        due=len(reports),
        sent=len(sent),
        on_time=sum(not row.was_late for row in sent),
        on_time_at_first=sum(row.was_on_time_at_first for row in sent),
        plan_stage=plan.stage,
        instrument=plan.instrument,
        **_words_of_province(sent, year),
    )


def _words_of_province(sent: Sequence[RegionalReport], year: Year) -> dict[str, str]:
    checked = [row for row in sent if row.state in CHECKED_STATES]
    for report in reversed(checked):
        submission = year.regional_submissions.get(report.pk)
        if submission:
            said = submission.content
            return {
                "public_summary": said.get("public_summary", ""),
                "obstacle_kind": said.get("obstacle_kind", ""),
                "obstacle": said.get("obstacle", ""),
            }
    return {}


def _plan_in_force(region: Region, year: Year) -> RegionalPlan:
    """The register's row that counts on the day of the cut-off: in force, else the furthest."""
    day = day_of(year.cutoff_at)
    order = list(RegionalPlanState.values)
    rows = [_as_of(row, day) for row in region.regional_plans.all()]
    rank = {**{stage: order.index(stage) for stage in order}, RegionalPlanState.ENACTED: 99}
    empty = RegionalPlan(region=region, stage=RegionalPlanState.NONE)
    return max(rows, key=lambda row: rank[row.stage], default=empty)


def _as_of(row: RegionalPlan, day: date) -> RegionalPlan:
    if row.stage != RegionalPlanState.ENACTED:
        return row
    if row.enacted_on and row.enacted_on > day:
        return RegionalPlan(region=row.region, stage=RegionalPlanState.HARMONISING)
    if row.expires_on and row.expires_on < day:
        return RegionalPlan(
            region=row.region, stage=RegionalPlanState.EXPIRED, instrument=row.instrument
        )
    return row


def _notes(seal: Seal, year: Year) -> Iterable[SealedNote]:
    rows = [*_meetings(year), *_decisions(year), *_recommendations(year)]
    for order, values in enumerate(rows, start=1):
        yield SealedNote(seal=seal, order=order, **values)


def _meetings(year: Year) -> Iterable[dict[str, Any]]:
    rows = Meeting.everything.filter(held_on__year=year.number).select_related("group")
    for row in rows.order_by("held_on", "pk"):
        yield {
            "kind": NoteKind.MEETING,
            "body": row.group.name,
            "text": row.title,
            "year": year.number,
            "on": row.held_on,
            "is_done": True,
        }


def _decisions(year: Year) -> Iterable[dict[str, Any]]:
    rows = Decision.everything.filter(meeting__held_on__year=year.number)
    for row in rows.select_related("meeting__group").order_by("due_on", "pk"):
        is_done = row.done_on is not None and row.done_on <= day_of(year.cutoff_at)
        yield {
            "kind": NoteKind.DECISION,
            "body": row.meeting.group.name,
            "text": row.text,
            "owner": year.institutions[row.owner_id].short,
            "year": year.number,
            "on": row.due_on,
            "standing": "Selesai" if is_done else "Belum selesai",
            "is_done": is_done,
        }


def _recommendations(year: Year) -> Iterable[dict[str, Any]]:
    rows = Recommendation.everything.filter(year__in=[year.number - 1, year.number])
    for row in rows.order_by("year", "pk"):
        yield {
            "kind": NoteKind.RECOMMENDATION,
            "text": row.text,
            "owner": year.institutions[row.owner_id].short,
            "year": row.year,
            "standing": str(RecommendationState(row.progress).label),
            "is_done": row.progress == RecommendationState.DONE,
        }


def _figures(
    seal: Seal,
    year: Year,
    provinces: Sequence[SealedProvince],
    notes: Sequence[SealedNote],
) -> Iterable[SealedFigure]:
    for row in figures_of_year(year, provinces, notes):
        yield SealedFigure(
            seal=seal,
            key=row.key,
            label=row.label,
            unit=row.unit,
            part=row.part,
            whole=row.whole,
            value=_rounded(row.value),
            base=row.base,
            cutoff_at=year.cutoff_at,
            formula=row.formula,
            formula_version=row.formula_version,
        )
