"""The open period of today: who has sent, who is late, what was returned, what is half typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pillars.models import Period
from progress import services
from progress.lines import TargetLine
from progress.models import ProgressReport, RegionalReport
from progress.queries import regional_reports_with_parts, reports_with_parts
from ranpe.sampling import texts
from ranpe.sampling.organisation import Organisation
from ranpe.sampling.source import chance
from ranpe.sampling.walk import Times, Walker, content_for, nil_content, regional_content, times

LATE_INSTITUTIONS = 17
LATE_PROVINCES = 9


def play_today(
    organisation: Organisation,
    period: Period,
    targets: Mapping[int, TargetLine],
    stages: Mapping[int, str],
    *,
    at: datetime,
) -> None:
    """Bring the open period to where it stands at `at`."""
    reports: dict[str, list[ProgressReport]] = {}
    for report in reports_with_parts().filter(period=period):
        reports.setdefault(report.assignment.institution.code, []).append(report)
    late = _late_ones(organisation, sorted(reports))
    for code, owed in sorted(reports.items()):
        if code in late:
            _late_institution(organisation, owed, targets, at)
        else:
            _timely_institution(organisation, owed, targets, at)
    _provinces(organisation, period, stages, at)


def _late_ones(organisation: Organisation, codes: list[str]) -> set[str]:
    """Seventeen of the forty-eight; Kemenag (KL09) is one of them, so that its desk is alive."""
    small = organisation.source.is_small
    count = organisation.source.small["late"] if small else LATE_INSTITUTIONS
    others = [code for code in codes if code not in ("KL06", "KL09")]
    return {"KL09", *chance("late").sample(others, count - 1)}


def _walker(organisation: Organisation, report: Any, targets: Mapping[int, TargetLine]) -> Walker:
    return Walker(organisation, report, targets, chance("today", report.journal_name))


def _send(walker: Walker, at: datetime) -> Times:
    content = (
        nil_content(walker.luck)
        if walker.luck.random() < 0.05
        else content_for(walker.report, walker.target, walker.luck)
    )
    moments = times(walker.report.period, walker.luck, late=False, until=at)
    walker.write(content, moments.written)
    walker.send(moments.sent)
    return moments


def _timely_institution(
    organisation: Organisation,
    owed: list[ProgressReport],
    targets: Mapping[int, TargetLine],
    at: datetime,
) -> None:
    for order, report in enumerate(owed):
        walker = _walker(organisation, report, targets)
        moments = _send(walker, at)
        if order == 0 and walker.luck.random() < 0.25:
            walker.give_back(at - timedelta(days=1, hours=2))
        elif walker.luck.random() < 0.6:
            walker.accept(moments.checked)
            if walker.luck.random() < 0.75:
                walker.endorse(min(moments.checked + timedelta(hours=20), at))


def _late_institution(
    organisation: Organisation,
    owed: list[ProgressReport],
    targets: Mapping[int, TargetLine],
    at: datetime,
) -> None:
    """The first report is still owed; the others are in every stage there is."""
    for order, report in enumerate(owed):
        walker = _walker(organisation, report, targets)
        moments = times(report.period, walker.luck, late=False, until=at)
        stage = ["unsent", "proposed", "typed", "returned", "draft", "sent"][order % 6]
        if stage == "unsent" and len(owed) == 1:
            stage = walker.luck.choice(["unsent", "draft", "proposed", "typed"])
        if stage in ("draft", "proposed"):
            walker.write(content_for(report, walker.target, walker.luck), moments.written)
        if stage == "proposed":
            services.propose_report(walker.report, by=walker.operator, at=moments.sent)
        if stage in ("sent", "returned"):
            _send(walker, at)
        if stage == "returned":
            walker.give_back(at - timedelta(days=1, hours=3))
        if stage == "typed":
            _half_typed(walker, moments)


def _half_typed(walker: Walker, moments: Times) -> None:
    services.save_report(
        walker.report,
        services.ProgressContent(),
        version=walker.report.version,
        by=walker.operator,
        at=moments.written,
    )
    begun = f"Kegiatan pada periode ini baru terlaksana sebagian {texts.tag(walker.luck)}"
    services.autosave(
        walker.report,
        {"narrative": begun, "claimed_status": "on_track"},
        version=0,
        by=walker.operator,
        at=moments.sent,
    )


def _provinces(
    organisation: Organisation, period: Period, stages: Mapping[int, str], at: datetime
) -> None:
    reports = list(regional_reports_with_parts().filter(period=period))
    reports = [
        report for report in reports if organisation.source.keeps_province(report.region.code)
    ]
    count = 1 if organisation.source.is_small else LATE_PROVINCES
    late = set(chance("late provinces").sample([r.region.code for r in reports][1:], count))
    late.add("32")
    actions = tuple(
        ProgressReport.everything.filter(period=period)
        .order_by("assignment__action__code")
        .values_list("assignment__action_id", flat=True)
        .distinct()
    )
    for report in reports:
        _province(organisation, report, stages, actions, at, is_late=report.region.code in late)


def _province(
    organisation: Organisation,
    report: RegionalReport,
    stages: Mapping[int, str],
    actions: tuple[int, ...],
    at: datetime,
    *,
    is_late: bool,
) -> None:
    walker = _walker(organisation, report, {})
    moments = times(report.period, walker.luck, late=False, until=at)
    if is_late and report.region.code != "32":
        return
    stage = stages.get(report.region_id, "")
    walker.write(regional_content(report, stage, actions, walker.luck), moments.written)
    if is_late:
        services.propose_report(walker.report, by=walker.operator, at=moments.sent)
        return
    walker.send(moments.sent)
    if walker.luck.random() < 0.5:
        walker.accept(moments.checked)
