"""How the plan stands: a verdict in words, a bar for each pillar, and what worries most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pillars.models import Period, PlanRules, Status
from progress.figures import ActionFigure, Line, action_figures, status_counts
from progress.models import ProgressReport
from ranpe.kit.charts import Segment, StackedRow, stacked_bars
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, in_sentence, number

RISKS = 5
# The width of a chart that is read whole on a phone; wider screens enlarge it.
PHONE = 340


@dataclass(frozen=True)
class PillarCount:
    """The actions of one pillar by status, for the table beside the chart."""

    label: str
    total: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Risk:
    """An action that needs a look, and why."""

    plan_code: str
    code: str
    title: str
    owners: str
    status: str
    reason: str


@dataclass(frozen=True)
class Outlook:
    """The state of a plan in one period."""

    verdict: str
    chart: str
    pillars: tuple[PillarCount, ...]
    risks: tuple[Risk, ...]


def outlook_of(
    period: Period, lines: Sequence[Line], rules: PlanRules, at: datetime, *, risks: int = RISKS
) -> Outlook:
    """The outlook on the lines of a period; one query for the risks, none without any."""
    figures = action_figures(lines, rules)
    pillars = _pillars(period, figures)
    return Outlook(
        verdict=_verdict(figures),
        chart=_chart(pillars),
        pillars=pillars,
        risks=_risks(period, figures, lines, at, risks) if risks else (),
    )


def _verdict(figures: Sequence[ActionFigure]) -> str:
    counts = status_counts(figures)
    if not figures:
        return _("Belum ada aksi yang dijadwalkan dalam periode ini.")
    return _(
        "Dari %(all)s aksi, %(good)s tercapai atau sesuai target, %(risk)s perlu perhatian, "
        "%(behind)s tertinggal, dan %(missing)s belum ada laporan terverifikasi."
    ) % {
        "all": number(len(figures)),
        "good": number(counts[Status.ACHIEVED] + counts[Status.ON_TRACK]),
        "risk": number(counts[Status.AT_RISK]),
        "behind": number(counts[Status.BEHIND]),
        "missing": number(counts[Status.NO_REPORT]),
    }


def _pillars(period: Period, figures: Sequence[ActionFigure]) -> tuple[PillarCount, ...]:
    label = period.version.plan.level_one_label
    numbers = sorted({figure.pillar_number for figure in figures})
    return tuple(
        _pillar(f"{label} {key}", [row for row in figures if row.pillar_number == key])
        for key in numbers
    )


def _pillar(label: str, figures: Sequence[ActionFigure]) -> PillarCount:
    counts = status_counts(figures)
    shown = tuple((status.value, counts[status]) for status in Status if counts[status])
    return PillarCount(label, len(figures), shown)


def _chart(pillars: Sequence[PillarCount]) -> str:
    rows = [
        StackedRow(
            row.label,
            [Segment(status, count) for status, count in row.counts],
        )
        for row in pillars
    ]
    if not rows:
        return ""
    return stacked_bars(rows, title=_("Aksi menurut status"), key="pilar", width=PHONE)


def _risks(
    period: Period,
    figures: Sequence[ActionFigure],
    lines: Sequence[Line],
    at: datetime,
    count: int,
) -> tuple[Risk, ...]:
    late = {line.action_id: line for line in lines if line.is_late_at(at)}
    worst = sorted(
        (figure for figure in figures if _rank(figure, late) is not None),
        key=lambda figure: (_rank(figure, late), figure.percent or 0, figure.action_code),
    )[:count]
    if not worst:
        return ()
    reports = ProgressReport.everything.filter(
        period=period, assignment__action_id__in=[figure.action_id for figure in worst]
    ).select_related("assignment__action__plan", "assignment__institution", "period")
    grouped: dict[int, list[ProgressReport]] = {}
    for report in reports:
        grouped.setdefault(report.assignment.action_id, []).append(report)
    return tuple(_risk(figure, grouped[figure.action_id], at) for figure in worst)


def _rank(figure: ActionFigure, late: dict[int, Line]) -> int | None:
    if figure.status == Status.BEHIND:
        return 0
    if figure.action_id in late:
        return 1
    return 2 if figure.status == Status.AT_RISK else None


def _risk(figure: ActionFigure, reports: Sequence[ProgressReport], at: datetime) -> Risk:
    action = reports[0].assignment.action
    return Risk(
        plan_code=action.plan.code,
        code=action.code,
        title=action.title,
        owners=", ".join(report.assignment.institution.short for report in reports),
        status=figure.status,
        reason=_reason(figure, reports, at),
    )


def _reason(figure: ActionFigure, reports: Sequence[ProgressReport], at: datetime) -> str:
    late = [report for report in reports if report.is_late_at(at)]
    if late:
        names = ", ".join(report.assignment.institution.short for report in late)
        first = min(report.owed_at for report in late)
        if day_of(first) == day_of(at):
            return _("%(names)s belum melapor") % {"names": names}
        late_words = countdown(first, at)
        return _("%(names)s belum melapor, %(late)s") % {
            "names": names,
            "late": in_sentence(late_words),
        }
    told = [report for report in reports if report.is_sent and report.obstacle.strip()]
    if told:
        kind = told[0].get_obstacle_kind_display()
        return f"{kind}: {told[0].obstacle}" if kind else told[0].obstacle
    if figure.percent is None:
        return _("Capaian tidak dapat dihitung")
    return _("Capaian %(percent)s dari target periode ini") % {
        "percent": f"{number(figure.percent, 1)}%"
    }
