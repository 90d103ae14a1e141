"""What the President's report shows, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from ranpe.kit.formats import moment
from reporting import sentences
from reporting.document import Action, AnnualDocument, Chapter, Institution, Line, Pillar
from reporting.rendering import pictures

HEADLINES = ("carried_out", "mean", "compliance.on_time", "provinces.on_time", "provinces.plan")
FIRST = {"behind": 0, "at_risk": 1, "no_report": 2, "on_track": 3, "achieved": 4}
CLASSES = {"B": "BIASA", "T": "TERBATAS", "R": "RAHASIA"}


@dataclass(frozen=True)
class NumberedAction:
    """An action with its number in the map of all actions."""

    number: int
    action: Action


@dataclass(frozen=True)
class FocusTable:
    """The actions of one focus, for one small table."""

    number: int
    name: str
    rows: tuple[NumberedAction, ...]


@dataclass(frozen=True)
class PillarPart:
    """A pillar with its verdict, its bar and its tables."""

    pillar: Pillar
    verdict: str
    bar: SafeString
    tables: tuple[FocusTable, ...]


@dataclass(frozen=True)
class Sheet:
    """The page-half of one action."""

    number: int
    action: Action
    bullet: SafeString
    progress: str
    obstacle: str
    follow_up: str


@dataclass(frozen=True)
class Card:
    """Rapor of one institution: its compliance and its lines."""

    institution: Institution
    lines: tuple[tuple[str, Line], ...]


@dataclass(frozen=True)
class Island:
    """The provinces of one group of islands."""

    name: str
    provinces: tuple[Any, ...]


@dataclass(frozen=True)
class FigureTable:
    """The figures that share one base."""

    base: str
    figures: tuple[Any, ...]


@dataclass(frozen=True)
class ChapterPart:
    """A chapter with its number."""

    number: int
    chapter: Chapter


def president_context(document: AnnualDocument) -> dict[str, Any]:
    """Everything that the template prints; it decides nothing itself."""
    numbered = numbered_actions(document.actions)
    names = {row.number: pillar_name(document, row) for row in document.pillars}
    return {
        "document": document,
        "cover_title": document.title.removesuffix(f" Tahun {document.year}"),
        "classification": CLASSES[document.classification],
        "frozen": frozen_words(document),
        "headlines": [document.figure(key) for key in HEADLINES],
        "headline_bases": headline_bases(document.figures),
        "summary_bars": pictures.summary_bars(
            document.pillars,
            document.level_one_label,
            document.year,
            document.previous_year,
            "summary-bars",
        ),
        "dots": pictures.action_dots(
            [(row.number, row.action) for row in numbered], names, "all-actions", "matriks-"
        ),
        "chapters": [ChapterPart(row.order, row) for row in document.chapters],
        "pillars": list(pillar_parts(document, numbered)),
        "sheets": list(sheets(numbered)),
        "sparks": pictures.compliance_sparks(document.institutions, "compliance"),
        "institutions": document.institutions,
        "cards": list(cards(document)),
        "tiles": pictures.province_tiles(document.provinces, "provinces"),
        "islands": islands(document.provinces),
        "obstacle_bars": pictures.obstacle_bars(document.obstacles, "obstacles"),
        "raised": list(raised(document.actions)),
        "followed": [
            row
            for row in document.notes
            if row.kind == "recommendation" and row.year < document.year
        ],
        "meetings": [row for row in document.notes if row.kind == "meeting"],
        "decisions": [row for row in document.notes if row.kind == "decision"],
        "figure_tables": figure_tables(document.figures),
    }


def frozen_words(document: AnnualDocument) -> str:
    """Until when the data speak, and whether they may still change."""
    frozen = "Data dibekukan sementara" if document.is_provisional else "Data dibekukan"
    return f"{frozen} {moment(document.cutoff_at)}"


def headline_bases(figures: Sequence[Any]) -> list[str]:
    """The bases of the large numbers, each said once."""
    bases: dict[str, list[str]] = {}
    by_key = {figure.key: figure for figure in figures}
    for figure in filter(None, map(by_key.get, HEADLINES)):
        bases.setdefault(figure.base, []).append(figure.label)
    return [f"{sentences.joined(labels)}: {base}." for base, labels in bases.items()]


def pillar_name(document: AnnualDocument, pillar: Pillar) -> str:
    """The label, number and name of a pillar."""
    return f"{document.level_one_label} {pillar.number}. {pillar.name}"


def numbered_actions(actions: Sequence[Action]) -> list[NumberedAction]:
    """The actions with the numbers under which the map shows them."""
    return [NumberedAction(place, row) for place, row in enumerate(actions, start=1)]


def pillar_parts(
    document: AnnualDocument, numbered: Sequence[NumberedAction]
) -> Iterable[PillarPart]:
    """Each pillar with its bar against the year before and one table a focus."""
    for pillar in document.pillars:
        own = [row for row in numbered if row.action.pillar_number == pillar.number]
        yield PillarPart(
            pillar=pillar,
            verdict=sentences.pillar_verdict(pillar),
            bar=pictures.pillar_bars(
                [pillar],
                document.level_one_label,
                document.year,
                document.previous_year,
                f"pillar-{pillar.number}",
            ),
            tables=tuple(
                FocusTable(
                    focus.number,
                    focus.name,
                    tuple(row for row in own if row.action.focus_number == focus.number),
                )
                for focus in pillar.foci
            ),
        )


def sheets(numbered: Sequence[NumberedAction]) -> Iterable[Sheet]:
    """A sheet for each scheduled action; those that need attention come first."""
    scheduled = [row for row in numbered if row.action.is_scheduled]
    for row in sorted(scheduled, key=lambda each: (FIRST[each.action.status], each.number)):
        yield _sheet(row)


def _sheet(row: NumberedAction) -> Sheet:
    action = row.action
    return Sheet(
        number=row.number,
        action=action,
        bullet=pictures.action_bullet(action, f"bullet-{row.number}"),
        progress=_first(action, "narrative"),
        obstacle=_first(action, "obstacle"),
        follow_up=_first(action, "follow_up"),
    )


def _first(action: Action, name: str) -> str:
    """The words of the institutions, each behind its name when there are several."""
    said = [(line.institution_short, getattr(line, name)) for line in action.lines]
    told = [(short, " ".join(text.split())) for short, text in said if text.strip()]
    if len(told) == 1 and len(action.lines) == 1:
        return told[0][1]
    return " ".join(f"{short}: {text}" for short, text in told)


def cards(document: AnnualDocument) -> Iterable[Card]:
    """Each institution's own lines, in the order of the actions."""
    for institution in document.institutions:
        yield Card(
            institution,
            tuple(
                (action.code, line)
                for action in document.actions
                for line in action.lines
                if line.institution_code == institution.code
            ),
        )


def islands(provinces: Sequence[Any]) -> list[Island]:
    """The provinces under their group of islands, in the order of the codes."""
    groups: dict[str, list[Any]] = {}
    for row in provinces:
        groups.setdefault(row.island_group, []).append(row)
    return [Island(name, tuple(rows)) for name, rows in groups.items()]


def raised(actions: Sequence[Action]) -> Iterable[tuple[str, Line]]:
    """The lines whose obstacle was asked to be raised."""
    for action in actions:
        for line in action.lines:
            if line.needs_escalation and line.obstacle:
                yield action.code, line


def figure_tables(figures: Sequence[Any]) -> list[FigureTable]:
    """The figures in one small table a base, those of the whole plan before those of pillars."""
    whole = [row for row in figures if ".pillar." not in row.key]
    tables: dict[str, list[Any]] = {}
    for row in [*whole, *(row for row in figures if ".pillar." in row.key)]:
        tables.setdefault(row.base, []).append(row)
    return [FigureTable(base, tuple(rows)) for base, rows in tables.items()]
