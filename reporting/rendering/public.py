"""What the public report shows, out of nothing but the public edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from portal.editions import PublicAction, PublicEdition, PublicPillar
from ranpe.kit.formats import moment
from reporting.public_edition import withheld_sentence
from reporting.rendering import pictures
from reporting.rendering.president import HEADLINES, figure_tables, headline_bases, islands


@dataclass(frozen=True)
class PublicFocusTable:
    """The open actions of one focus."""

    number: int
    name: str
    rows: tuple[PublicAction, ...]


@dataclass(frozen=True)
class PublicPillarPart:
    """A pillar with its bar, its tables and what is only counted."""

    pillar: PublicPillar
    bar: SafeString
    withheld: str
    tables: tuple[PublicFocusTable, ...]


def public_context(edition: PublicEdition) -> dict[str, Any]:
    """Everything that the template prints."""
    return {
        "edition": edition,
        "cover_title": edition.title.removesuffix(f" Tahun {edition.year}"),
        "frozen": f"Data dibekukan {moment(edition.cutoff_at)}",
        "headlines": [edition.figure(key) for key in HEADLINES],
        "headline_bases": headline_bases(edition.figures),
        "bars": pictures.summary_bars(
            edition.pillars, edition.level_one_label, edition.year, edition.previous_year, "bars"
        ),
        "pillars": [_pillar(edition, row) for row in edition.pillars],
        "summaries": [row for row in edition.actions if row.summaries],
        "sparks": pictures.compliance_sparks(edition.institutions, "compliance"),
        "tiles": pictures.province_tiles(edition.provinces, "provinces"),
        "islands": islands(edition.provinces),
        "figure_tables": figure_tables(edition.figures),
        "obstacle_bars": pictures.obstacle_bars(edition.obstacles, "obstacles"),
    }


def _pillar(edition: PublicEdition, pillar: PublicPillar) -> PublicPillarPart:
    own = [row for row in edition.actions if row.pillar_number == pillar.number]
    return PublicPillarPart(
        pillar=pillar,
        bar=pictures.pillar_bars(
            [pillar],
            edition.level_one_label,
            edition.year,
            edition.previous_year,
            f"pillar-{pillar.number}",
        ),
        withheld=withheld_sentence(pillar),
        tables=_tables(pillar, own),
    )


def _tables(pillar: PublicPillar, actions: Sequence[PublicAction]) -> tuple[PublicFocusTable, ...]:
    return tuple(
        PublicFocusTable(focus.number, focus.name, rows)
        for focus in pillar.foci
        if (rows := tuple(row for row in actions if row.focus_number == focus.number))
    )
