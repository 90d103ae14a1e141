"""Published values in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.models import PublishedFigure, PublishedPillar
from ranpe.kit.formats import NOTHING, long_day, number, percent


@dataclass(frozen=True)
class Step:
    """A step of the trail above a page; the page itself has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class ShownFigure:
    """A figure as it is printed: its value, its parts, what it is out of, and until when."""

    key: str
    label: str
    value: str
    parts: str
    base: str
    cutoff: str
    formula: str
    past: str


@dataclass(frozen=True)
class ShownPillar:
    """A pillar with its two figures and its picture."""

    pillar: PublishedPillar
    mean: ShownFigure | None
    carried_out: ShownFigure | None
    chart: str


def shown(figure: PublishedFigure) -> ShownFigure:
    """A figure in words."""
    return ShownFigure(
        key=figure.key,
        label=figure.label,
        value=percent(figure.value) if figure.unit == "percent" else number(figure.part),
        parts=_parts(figure),
        base=figure.base,
        cutoff=long_day(figure.cutoff_at),
        formula=figure.formula,
        past=_past(figure),
    )


def all_shown(figures: Iterable[PublishedFigure]) -> dict[str, ShownFigure]:
    """Figures in words by their keys."""
    return {figure.key: shown(figure) for figure in figures}


def _parts(figure: PublishedFigure) -> str:
    if figure.part is None or figure.whole is None:
        return ""
    values = {"part": number(figure.part), "whole": number(figure.whole)}
    if figure.unit == "percent" and not _is_share(figure):
        return _("atas %(part)s dari %(whole)s") % values
    return _("%(part)s dari %(whole)s") % values


def _is_share(figure: PublishedFigure) -> bool:
    if figure.value is None or not figure.whole or figure.part is None:
        return True
    share = Decimal(figure.part) * 100 / Decimal(figure.whole)
    return abs(share - figure.value) < Decimal("0.01")


def _past(figure: PublishedFigure) -> str:
    if figure.past_year is None:
        return ""
    value = percent(figure.past_value) if figure.unit == "percent" else number(figure.past_part)
    if value == NOTHING:
        return ""
    values = {"year": figure.past_year, "value": value, "base": figure.past_base}
    if figure.past_is_same_base:
        return _("Tahun %(year)s: %(value)s") % values
    return _("Tahun %(year)s: %(value)s, dengan dasar lain (%(base)s)") % values
