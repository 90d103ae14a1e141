"""From a report and its seal to the annual document: a reading of rows, without any formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import override

from actions.models import RegionalPlanState
from pillars.models import Status
from portal import editions
from portal.editions import PublicEdition
from progress.models import ObstacleKind
from reporting import document as shapes
from reporting import sentences
from reporting.corrections import corrections_of
from reporting.models import (
    AnnualReport,
    HarmDecision,
    HarmSubject,
    ReportKind,
    Seal,
    SealedAction,
    SealedFigure,
    SealedInstitution,
    SealedLine,
    SealedProvince,
)
from reporting.public_edition import public_edition

LANGUAGE = "id"


def compose_report(report: AnnualReport) -> shapes.AnnualDocument:
    """The document of a report as it stands now; the same rows give the same document."""
    with override(LANGUAGE):
        chapters = tuple(
            shapes.Chapter(row.key, row.order, row.heading, row.text, row.is_edited)
            for row in report.sections.order_by("order")
        )
        requests = tuple(
            shapes.Request(row.text, row.owner, row.due_on)
            for row in report.directionrequests.order_by("order")
        )
        return _document(report, chapters, requests)


def compose_public(report: AnnualReport) -> PublicEdition:
    """What the public will read of a report, after the decisions of the harm test."""
    with override(LANGUAGE):
        return public_edition(compose_report(report), clearance_of(report))


def content_sha256(report: AnnualReport) -> str:
    """The hash of what is printed now; an approval holds only as long as it stays the same."""
    if report.kind == ReportKind.PUBLIC:
        return editions.sha256_of(compose_public(report))
    return shapes.sha256_of(compose_report(report))


def clearance_of(report: AnnualReport) -> shapes.Clearance:
    """What the harm test of a report keeps back."""
    kept = list(report.harmtestitems.filter(decision=HarmDecision.WITHHOLD))
    return shapes.Clearance(
        grounds={
            item.subject_key: item.ground
            for item in kept
            if item.subject_kind == HarmSubject.ACTION
        },
        summaries=frozenset(
            item.subject_key for item in kept if item.subject_kind == HarmSubject.SUMMARY
        ),
        chapters=frozenset(
            item.subject_key for item in kept if item.subject_kind == HarmSubject.SECTION
        ),
    )


def _document(
    report: AnnualReport,
    chapters: tuple[shapes.Chapter, ...],
    requests: tuple[shapes.Request, ...],
) -> shapes.AnnualDocument:
    seal, before = report.seal, report.compared_with
    figures = tuple(figures_of(seal, before))
    actions = tuple(actions_of(seal, before))
    return shapes.AnnualDocument(
        kind=report.kind,
        year=report.year,
        version=report.version,
        title=report.title,
        classification=report.classification,
        plan_code=seal.plan_code,
        plan_title=seal.plan_title,
        plan_basis=seal.plan_basis,
        base=seal.base,
        level_one_label=seal.level_one_label,
        level_two_label=seal.level_two_label,
        is_sample=seal.is_sample,
        is_provisional=seal.is_provisional,
        cutoff_at=seal.cutoff_at,
        sealed_at=seal.sealed_at,
        seal=str(seal),
        seal_sha256=seal.sha256,
        journal_head=seal.journal_head,
        rules=_rules(seal),
        previous_year=before.year if before else None,
        previous_base=before.base if before else "",
        verdict=sentences.verdict(seal.year, figures),
        highlights=tuple(sentences.highlights(actions)),
        chapters=chapters,
        requests=requests,
        figures=figures,
        pillars=tuple(pillars_of(actions, figures)),
        actions=actions,
        institutions=tuple(_institution(row, actions) for row in seal.institutions.all()),
        provinces=tuple(_province(row) for row in seal.provinces.all()),
        obstacles=tuple(obstacles_of(figures)),
        notes=tuple(_notes(seal)),
        corrections=tuple(corrections_of(seal)),
    )


def _rules(seal: Seal) -> shapes.Rules:
    return shapes.Rules(
        version=seal.rules_version,
        formula_version=seal.formula_version,
        achieved_from=seal.achieved_from,
        on_track_from=seal.on_track_from,
        at_risk_from=seal.at_risk_from,
        evidence_from=seal.evidence_from,
        small_cell_below=seal.small_cell_below,
    )


def has_same_base(seal: Seal, before: Seal) -> bool:
    """Whether two years count the same actions of the same plan and may be compared."""
    return (seal.plan_code, seal.base) == (before.plan_code, before.base)


def figures_of(seal: Seal, before: Seal | None) -> Iterable[shapes.Figure]:
    """The figures of a seal, each with that of the year before."""
    past = {row.key: row for row in before.figures.all()} if before else {}
    for row in seal.figures.all():
        old = past.get(row.key)
        yield shapes.Figure(
            key=row.key,
            label=row.label,
            unit=row.unit,
            part=row.part,
            whole=row.whole,
            value=row.value,
            base=row.base,
            cutoff_at=row.cutoff_at,
            formula=row.formula,
            formula_version=row.formula_version,
            source=f"Pembekuan data {seal}",
            past=_past(old, seal, before) if old and before else None,
        )


def _past(old: SealedFigure, seal: Seal, before: Seal) -> shapes.Past:
    return shapes.Past(
        before.year, old.part, old.whole, old.value, old.base, has_same_base(seal, before)
    )


def actions_of(seal: Seal, before: Seal | None) -> Iterable[shapes.Action]:
    """The actions of a seal with their lines, in the order of the codes."""
    lines: dict[str, list[shapes.Line]] = {}
    for line in seal.report_lines.all():
        lines.setdefault(line.action_code, []).append(_line(line))
    comparable = before is not None and before.plan_code == seal.plan_code
    past = {row.code: row for row in before.actions.all()} if before and comparable else {}
    for row in seal.actions.order_by("pillar_number", "code"):
        yield _action(row, tuple(lines.get(row.code, ())), past.get(row.code))


def _action(
    row: SealedAction, lines: tuple[shapes.Line, ...], past: SealedAction | None
) -> shapes.Action:
    return shapes.Action(
        code=row.code,
        title=row.title,
        intended_result=row.intended_result,
        pillar_number=row.pillar_number,
        pillar_name=row.pillar_name,
        focus_number=row.focus_number,
        focus_name=row.focus_name,
        classification=row.classification,
        is_scheduled=row.is_scheduled,
        status=row.status,
        percent=row.percent,
        measured=row.measured,
        line_count=row.lines,
        verified=row.verified,
        is_carried_out=row.is_carried_out,
        responsible=row.responsible,
        public_summary=row.public_summary,
        lines=lines,
        past=shapes.PastAction(past.status, past.percent) if past else None,
    )


def _line(row: SealedLine) -> shapes.Line:
    return shapes.Line(
        institution_code=row.institution_code,
        institution_name=row.institution_name,
        institution_short=row.institution_short,
        unit_name=row.unit_name,
        period_name=row.period_name,
        indicator=row.indicator,
        unit=row.unit,
        direction=row.direction,
        target=row.target,
        claimed=row.claimed,
        recognised=row.recognised,
        claimed_status=row.claimed_status,
        computed_status=row.computed_status,
        achievement=row.achievement,
        evidence_share=row.evidence_share,
        is_sent=row.is_sent,
        is_verified=row.is_verified,
        sent_at=row.sent_at,
        was_on_time=row.was_on_time,
        returns=row.returns,
        is_nil=row.is_nil,
        is_closed=row.is_closed,
        narrative=row.narrative,
        obstacle_kind=row.obstacle_kind,
        obstacle=row.obstacle,
        follow_up=row.follow_up,
        needs_escalation=row.needs_escalation,
        public_summary=row.public_summary,
        classification=row.classification,
        receipt=row.receipt,
    )


def counted(statuses: Sequence[str]) -> tuple[shapes.Count, ...]:
    """Every status with its count, in the fixed order."""
    return tuple(shapes.Count(status.value, statuses.count(status)) for status in Status)


def pillars_of(
    actions: Sequence[shapes.Action], figures: Sequence[shapes.Figure]
) -> Iterable[shapes.Pillar]:
    """The first level with its counts, from the sealed actions and figures."""
    by_key = {figure.key: figure for figure in figures}
    for number, name in sorted({(row.pillar_number, row.pillar_name) for row in actions}):
        own = [row for row in actions if row.pillar_number == number]
        past = [row.past.status for row in own if row.past]
        yield shapes.Pillar(
            number=number,
            name=name,
            scheduled=sum(row.is_scheduled for row in own),
            counts=counted([row.status for row in own]),
            past_counts=counted(past) if past else (),
            mean=by_key.get(f"mean.pillar.{number}"),
            carried_out=by_key.get(f"carried_out.pillar.{number}"),
            foci=tuple(_foci(own)),
        )


def _foci(actions: Sequence[shapes.Action]) -> Iterable[shapes.Focus]:
    for number, name in sorted({(row.focus_number, row.focus_name) for row in actions}):
        statuses = [row.status for row in actions if row.focus_number == number]
        yield shapes.Focus(number, name, counted(statuses))


def _institution(row: SealedInstitution, actions: Sequence[shapes.Action]) -> shapes.Institution:
    lines = [line for action in actions for line in action.lines]
    own = [line.computed_status for line in lines if line.institution_code == row.code]
    return shapes.Institution(
        code=row.code,
        name=row.name,
        short=row.short,
        due=row.due,
        sent=row.sent,
        on_time=row.on_time,
        on_time_at_first=row.on_time_at_first,
        nil=row.nil,
        missing=row.missing,
        periods=tuple(shapes.Timeliness(each["period"], each["cell"]) for each in row.periods),
        counts=counted(own),
    )


def _province(row: SealedProvince) -> shapes.Province:
    return shapes.Province(
        code=row.code,
        name=row.name,
        short=row.short,
        island_group=row.island_group,
        tile_row=row.tile_row,
        tile_column=row.tile_column,
        owes=row.owes,
        due=row.due,
        sent=row.sent,
        on_time=row.on_time,
        on_time_at_first=row.on_time_at_first,
        plan_stage=row.plan_stage,
        plan_stage_word=str(RegionalPlanState(row.plan_stage).label),
        instrument=row.instrument,
        public_summary=row.public_summary,
        obstacle_kind=row.obstacle_kind,
        obstacle=row.obstacle,
    )


def obstacles_of(figures: Sequence[shapes.Figure]) -> Iterable[shapes.Obstacle]:
    """The kinds of obstacle with their counts, the most frequent first."""
    by_key = {figure.key: figure.part or 0 for figure in figures}
    rows = [
        shapes.Obstacle(kind.value, str(kind.label), by_key.get(f"obstacle.{kind.value}", 0))
        for kind in ObstacleKind
    ]
    return sorted(rows, key=lambda row: -row.count)


def _notes(seal: Seal) -> Iterable[shapes.Note]:
    for row in seal.notes.all():
        yield shapes.Note(
            row.kind, row.body, row.text, row.owner, row.year, row.on, row.standing, row.is_done
        )
