"""From the document to what the public may read: only what the allow-list names is copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portal import editions
from ranpe.kit.formats import number
from reporting import sentences
from reporting.disclosure import (
    for_the_public,
    hides_people,
    is_open,
    is_suppressed,
    is_told,
)
from reporting.document import (
    Action,
    AnnualDocument,
    Clearance,
    Count,
    Figure,
    Institution,
    Line,
    Past,
    Pillar,
    Province,
)

RESTRICTED = "R"
PUBLIC = "public"


def public_edition(
    document: AnnualDocument, clearance: Clearance | None = None
) -> editions.PublicEdition:
    """What the public may know of `document`, after the harm test's `clearance`.

    Chapters are taken from a public report only: those for the President are never public.
    """
    cleared = clearance or Clearance()
    document = for_the_public(document, cleared)
    shown = [action for action in document.actions if is_open(action, cleared)]
    return editions.PublicEdition(
        year=document.year,
        version=document.version,
        title=document.title,
        verdict=document.verdict,
        highlights=tuple(sentences.highlights(shown)),
        plan_code=document.plan_code,
        plan_title=document.plan_title,
        plan_basis=document.plan_basis,
        base=document.base,
        level_one_label=document.level_one_label,
        level_two_label=document.level_two_label,
        is_sample=document.is_sample,
        cutoff_at=document.cutoff_at,
        achieved_from=document.rules.achieved_from,
        on_track_from=document.rules.on_track_from,
        at_risk_from=document.rules.at_risk_from,
        rules_version=document.rules.version,
        formula_version=document.rules.formula_version,
        small_cell_below=document.rules.small_cell_below,
        previous_year=document.previous_year,
        sections=tuple(_sections(document, cleared)),
        figures=tuple(_figure(figure) for figure in document.figures),
        pillars=tuple(_pillar(pillar, document, cleared) for pillar in document.pillars),
        actions=tuple(_action(action, document, cleared) for action in shown),
        institutions=tuple(_institution(row) for row in document.institutions),
        provinces=tuple(_province(row, cleared) for row in document.provinces),
        obstacles=tuple(
            editions.PublicObstacle(row.kind, row.label, row.count) for row in document.obstacles
        ),
        corrections=document.corrections,
    )


def _sections(document: AnnualDocument, cleared: Clearance) -> Iterable[editions.PublicSection]:
    if document.kind != PUBLIC:
        return
    for chapter in document.chapters:
        if chapter.key not in cleared.chapters:
            yield editions.PublicSection(chapter.key, chapter.order, chapter.heading, chapter.text)


def _figure(figure: Figure) -> editions.PublicFigure:
    return editions.PublicFigure(
        key=figure.key,
        label=figure.label,
        unit=figure.unit,
        part=figure.part,
        whole=figure.whole,
        value=figure.value,
        base=figure.base,
        cutoff_at=figure.cutoff_at,
        formula=figure.formula,
        formula_version=figure.formula_version,
        past=_past(figure.past) if figure.past else None,
    )


def _past(past: Past) -> editions.PublicPast:
    return editions.PublicPast(
        past.year, past.part, past.whole, past.value, past.base, past.is_same_base
    )


def _counts(counts: Iterable[Count]) -> tuple[editions.PublicCount, ...]:
    return tuple(editions.PublicCount(row.status, row.count) for row in counts)


def _pillar(pillar: Pillar, document: AnnualDocument, cleared: Clearance) -> editions.PublicPillar:
    kept_back = [
        action
        for action in document.actions
        if action.pillar_number == pillar.number and not is_open(action, cleared)
    ]
    return editions.PublicPillar(
        number=pillar.number,
        name=pillar.name,
        scheduled=pillar.scheduled,
        counts=_counts(pillar.counts),
        past_counts=_counts(pillar.past_counts),
        mean=_figure(pillar.mean) if pillar.mean else None,
        carried_out=_figure(pillar.carried_out) if pillar.carried_out else None,
        withheld=_withheld(kept_back, cleared) if kept_back else None,
        is_partial=pillar.is_partial,
        foci=tuple(
            editions.PublicFocus(
                focus.number,
                focus.name,
                _counts(focus.counts),
                sum(action.focus_number == focus.number for action in kept_back),
            )
            for focus in pillar.foci
        ),
    )


def _withheld(actions: list[Action], cleared: Clearance) -> editions.PublicWithheld:
    grounds = Counter(cleared.grounds.get(action.code, "") for action in actions)
    letters = ", ".join(sorted(letter for letter in grounds if letter))
    basis = f"Pasal 17 huruf {letters} UU 14/2008" if letters else "menunggu uji konsekuensi"
    return editions.PublicWithheld(len(actions), basis)


def withheld_sentence(pillar: editions.PublicPillar) -> str:
    """The sentence that stands in place of the actions that are only counted."""
    withheld = pillar.withheld
    if withheld is None:
        return ""
    said = f"{number(withheld.count)} aksi tidak dirinci, dasar {withheld.basis}."
    return f"{said} {editions.PARTIAL}" if pillar.is_partial else said


def _action(action: Action, document: AnnualDocument, cleared: Clearance) -> editions.PublicAction:
    below = document.rules.small_cell_below
    measures = tuple(_measure(line, below) for line in action.lines if is_told(line))
    return editions.PublicAction(
        code=action.code,
        title=action.title,
        pillar_number=action.pillar_number,
        focus_number=action.focus_number,
        focus_name=action.focus_name,
        is_scheduled=action.is_scheduled,
        status=action.status,
        percent=None if is_suppressed(action, below) else action.percent,
        lines=action.line_count,
        verified=action.verified,
        is_carried_out=action.is_carried_out,
        responsible=tuple(line.institution_short for line in _one_an_institution(action)),
        responsible_names=tuple(line.institution_name for line in _one_an_institution(action)),
        summaries=tuple(_summaries(action, cleared)),
        measures=measures,
    )


def _one_an_institution(action: Action) -> list[Line]:
    return list({line.institution_code: line for line in action.lines}.values())


def _measure(line: Line, below: int) -> editions.PublicMeasure:
    hidden = hides_people(line, below)
    return editions.PublicMeasure(
        institution=line.institution_short,
        unit=line.unit,
        target=None if hidden else line.target,
        value=None if hidden else line.recognised,
        is_suppressed=hidden,
    )


def _summaries(action: Action, cleared: Clearance) -> Iterable[editions.PublicSummary]:
    for line in action.lines:
        key = f"{action.code}/{line.institution_code}"
        if line.classification == RESTRICTED or not line.is_verified:
            continue
        if line.public_summary and key not in cleared.summaries:
            yield editions.PublicSummary(line.institution_short, line.public_summary)


def _institution(row: Institution) -> editions.PublicInstitution:
    return editions.PublicInstitution(
        code=row.code,
        name=row.name,
        short=row.short,
        due=row.due,
        sent=row.sent,
        on_time=row.on_time,
        on_time_at_first=row.on_time_at_first,
        nil=row.nil,
        missing=row.missing,
        periods=tuple(editions.PublicTimeliness(cell.period, cell.cell) for cell in row.periods),
    )


def _province(row: Province, cleared: Clearance) -> editions.PublicProvince:
    return editions.PublicProvince(
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
        plan_stage_word=row.plan_stage_word,
        instrument=row.instrument,
        summary="" if f"P{row.code}" in cleared.summaries else row.public_summary,
    )
