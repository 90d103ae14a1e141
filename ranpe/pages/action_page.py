"""Everything about one action: the promise, the reports, the evidence, the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Grant, Role
from actions.models import Action, ActionText, Assignment, Commitment, Part
from journal.queries import entries_about
from pillars.models import Period, PlanRules, Status
from pillars.queries import rules_of
from progress import access
from progress.figures import Line, action_figure, status_of_line
from progress.lines import TargetLine, lines_of, targets_in
from progress.models import Evidence, ProgressReport, ReportState
from progress.queries.joint import Joint, joint_of
from progress.queries.second import blind_reports, blinded
from ranpe.kit.charts import bullet
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, in_sentence, moment, number, percent
from ranpe.kit.scope import visible_or_404
from ranpe.pages.boards import board_scope, recent_periods, shown_of
from ranpe.pages.report_links import report_page, waits_for, writes_now
from workgroups.queries import entries_of_letters, letters_about

STRIP_PERIODS = 6
HISTORY_LINES = 20


@dataclass(frozen=True)
class Step:
    """The one thing to do next, as a link."""

    url: str
    label: str


@dataclass(frozen=True)
class PeriodCell:
    """The action's status in one period; empty where the reader sees no report."""

    name: str
    status: str
    value: str


@dataclass(frozen=True)
class ReportRow:
    """One institution's report in the period that runs."""

    institution: str
    state: str
    claimed: str
    claimed_status: str
    recognised: str
    status: str
    deadline: str
    tone: str
    url: str
    chart: str
    target: str


@dataclass(frozen=True)
class PartRow:
    """An institution's part in the action, with the office that answers for it."""

    institution: str
    full_name: str
    part: str
    unit: str
    office: str
    is_responsible: bool


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history."""

    at: str
    who: str
    text: str
    reason: str


@dataclass(frozen=True)
class ActionPage:
    """An action as one reader sees it."""

    action: Any
    text: Any
    period: Period | None
    verdict: str
    status: str
    strip: tuple[PeriodCell, ...]
    reports: tuple[ReportRow, ...]
    commitments: list[Any]
    parts: tuple[PartRow, ...]
    evidence: list[Any]
    history: tuple[HistoryLine, ...]
    years: list[int]
    step: Step | None
    joint: Joint | None

    @property
    def responsible(self) -> list[PartRow]:
        """Who answers for the action."""
        return [part for part in self.parts if part.is_responsible]

    @property
    def related(self) -> list[PartRow]:
        """Who takes part in it."""
        return [part for part in self.parts if not part.is_responsible]


def action_page(user: Any, plan: str, code: str, at: datetime) -> ActionPage:
    """The action of a plan's code and its own; Http404 when `user` may not see it.

    The number of queries does not depend on how much was reported.
    """
    rows = Action.everything.select_related("plan", "focus__pillar", "successor__plan")
    action: Any = visible_or_404(rows, user, plan__code=plan, code=code)
    periods = [
        period
        for period in recent_periods(2 * STRIP_PERIODS, checked=True)
        if period.version.plan_id == action.plan_id
    ][:STRIP_PERIODS]
    period = shown_of(periods)
    hidden = blind_reports(user)
    lines = {row.pk: blinded(_lines_seen(user, action, row), hidden) for row in periods}
    now = lines[period.pk] if period else []
    reports = _reports(user, action)
    rules = rules_of(action.plan)
    verdict, status = _verdict(period, now, rules, at)
    current = [row for row in reports if period and row.period_id == period.pk]
    commitments = _commitments(user, action)
    return ActionPage(
        action=action,
        text=ActionText.everything.filter(action=action).order_by("-version__number").first(),
        period=period,
        verdict=verdict,
        status=status,
        strip=tuple(_cell(row, lines[row.pk], rules) for row in reversed(periods)) if now else (),
        reports=tuple(_report_rows(period, current, now, rules, user=user, at=at)),
        commitments=commitments,
        parts=_parts(action, day_of(at)),
        evidence=_evidence(reports),
        history=_history(user, action, [action, *reports, *commitments]),
        years=sorted({row.year for row in action.years.all()}),
        step=_next_step(user, current),
        joint=joint_of(user, action, period),
    )


def _lines_seen(user: Any, action: Action, period: Period) -> list[Line]:
    reach = user.reach
    own = models.Q(assignment__institution_id__in=reach.institutions) | models.Q(
        assignment__unit_id__in=reach.units
    )
    scope = board_scope(user)
    rows = ProgressReport.everything.filter(scope if reach.national else scope | own)
    return lines_of(period, rows.filter(period=period, assignment__action=action))


def _reports(user: Any, action: Action) -> list[ProgressReport]:
    rows = ProgressReport.everything.visible_to(user).filter(assignment__action=action)
    return list(
        rows.select_related(
            "period__version__plan",
            "assignment__institution",
            "assignment__action__focus__pillar",
        ).order_by("-period__ends_on", "assignment__institution")
    )


def _verdict(
    period: Period | None, lines: Sequence[Line], rules: PlanRules, at: datetime
) -> tuple[str, str]:
    if period is None or not lines:
        return "", ""
    figure = action_figure(lines, rules)
    if figure.status == Status.NO_REPORT:
        left = countdown(min(line.owed_at for line in lines if not line.is_verified), at)
        if all(line.is_sent for line in lines):
            return _("Laporan sudah dikirim dan menunggu verifikasi."), figure.status
        return _("Belum ada laporan terverifikasi; batas waktu %(left)s.") % {
            "left": in_sentence(left)
        }, figure.status
    words = {
        "percent": percent(figure.percent),
        "period": period.name,
        "part": figure.verified,
        "whole": figure.lines,
    }
    if figure.percent is None:
        sentence = _("Capaian tidak dapat dihitung; %(part)s dari %(whole)s laporan terverifikasi.")
    else:
        sentence = _(
            "%(percent)s dari target %(period)s; %(part)s dari %(whole)s laporan terverifikasi."
        )
    return sentence % words, figure.status


def _cell(period: Period, lines: Sequence[Line], rules: PlanRules) -> PeriodCell:
    if not lines:
        return PeriodCell(period.name, Status.NOT_SCHEDULED, "")
    figure = action_figure(lines, rules)
    value = "" if figure.percent is None else number(figure.percent, 0)
    return PeriodCell(period.name, figure.status, value)


def _report_rows(
    period: Period | None,
    reports: Sequence[ProgressReport],
    lines: Sequence[Line],
    rules: PlanRules,
    *,
    user: Any,
    at: datetime,
) -> list[ReportRow]:
    if period is None or not reports:
        return []
    targets = targets_in(period, [report.assignment_id for report in reports])
    before = _last_year(period, reports)
    by_report = {line.report_id: line for line in lines}
    return [
        _report_row(
            report,
            by_report[report.pk],
            targets.get(report.assignment_id),
            before=before.get(report.assignment_id),
            rules=rules,
            user=user,
            at=at,
        )
        for report in reports
        if report.pk in by_report
    ]


def _last_year(period: Period, reports: Sequence[ProgressReport]) -> dict[int, Any]:
    rows = ProgressReport.everything.filter(
        assignment__in=[report.assignment_id for report in reports],
        period__year=period.year - 1,
        period__code=period.code,
    )
    return dict(rows.values_list("assignment_id", "recognised_value"))


def _report_row(
    report: ProgressReport,
    line: Line,
    target: TargetLine | None,
    *,
    before: Any,
    rules: PlanRules,
    user: Any,
    at: datetime,
) -> ReportRow:
    unit = target.unit if target else ""
    return ReportRow(
        institution=report.assignment.institution.short,
        state=report.state,
        claimed=_amount(report.achieved_value, unit),
        claimed_status=report.claimed_status,
        recognised=_amount(line.value, unit) if line.is_verified else "",
        status=status_of_line(line, rules),
        deadline="" if report.is_sent else countdown(report.owed_at, at),
        tone="late" if report.is_late_at(at) else "calm",
        url=report_page(user, report),
        chart=bullet(
            line.value if line.is_verified else None,
            target.value if target else None,
            before,
            unit=unit,
            title=_("Realisasi terhadap target: %(name)s")
            % {"name": report.assignment.institution.short},
            key=f"laporan-{report.pk}",
        ),
        target=_amount(target.value if target else None, unit),
    )


def _amount(value: Any, unit: str) -> str:
    return "" if value is None else f"{number(value)} {unit}".strip()


def _next_step(user: Any, reports: Sequence[ProgressReport]) -> Step | None:
    for report in reports:
        label = _step_label(user, report)
        if label:
            return Step(report_page(user, report), label)
    return None


def _step_label(user: Any, report: ProgressReport) -> str:
    if writes_now(user, report):
        return _("Perbaiki laporan") if report.returns else _("Isi laporan")
    if report.state == ReportState.PROPOSED and access.is_approver(user, report):
        return _("Periksa dan kirim")
    return _("Verifikasi laporan") if waits_for(user, report) else ""


def _commitments(user: Any, action: Action) -> list[Any]:
    rows = Commitment.everything.visible_to(user).filter(assignment__action=action)
    return list(
        rows.select_related("assignment__institution", "indicator")
        .prefetch_related("targets__period")
        .order_by("-year", "assignment__institution", "-number")
    )


def _parts(action: Action, today: date) -> tuple[PartRow, ...]:
    rows = [
        row
        for row in Assignment.everything.filter(action=action)
        .select_related("institution", "unit")
        .order_by("-part", "institution")
        if row.in_force_on(today) or row.valid_to is None
    ]
    offices = _offices(rows)
    return tuple(
        PartRow(
            institution=row.institution.short,
            full_name=row.institution.name,
            part=row.get_part_display(),
            unit=row.unit.name if row.unit else "",
            office=offices.get((row.institution_id, row.unit_id))
            or offices.get((row.institution_id, None), ""),
            is_responsible=row.part == Part.RESPONSIBLE,
        )
        for row in rows
    )


def _offices(rows: Sequence[Assignment]) -> dict[tuple[int, int | None], str]:
    grants = Grant.everything.filter(
        role=Role.APPROVER, institution__in={row.institution_id for row in rows}
    )
    return {
        (institution, unit): title
        for institution, unit, title in grants.order_by("-pk").values_list(
            "institution_id", "unit_id", "position__title"
        )
        if institution is not None
    }


def _evidence(reports: Sequence[ProgressReport]) -> list[Any]:
    rows = Evidence.everything.filter(report__in=[row.pk for row in reports], removed_at=None)
    return list(
        rows.select_related("file", "report__period", "report__assignment__institution").order_by(
            "-pk"
        )[:HISTORY_LINES]
    )


def _history(user: Any, action: Action, records: Sequence[models.Model]) -> tuple[HistoryLine, ...]:
    written = entries_of_letters(letters_about(action.code, action.plan, user), user)
    entries = entries_about(records) | written
    return tuple(
        HistoryLine(
            at=moment(entry.at),
            who=", ".join(part for part in (entry.actor_name, entry.capacity) if part),
            text=f"{entry.subject_name}: {entry.sentence}",
            reason=entry.reason,
        )
        for entry in entries[:HISTORY_LINES]
    )
