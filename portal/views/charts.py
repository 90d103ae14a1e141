"""The pictures of the public pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.editions import PublicCount, PublicMeasure
from portal.models import PublishedAction, PublishedPillar, PublishedProvince
from ranpe.kit.charts import (
    Segment,
    StackedRow,
    Tile,
    bullet,
    level_of,
    stacked_bar,
    stacked_bars,
    tile_map,
)
from ranpe.kit.formats import number

# Drawn as wide as a phone, so that the words in the picture keep their size there.
NARROW = 330


def pillar_bar(pillar: PublishedPillar, year: int) -> SafeString:
    """The actions of a pillar by status, above them the year before if it can be compared."""
    title = f"{pillar.name}, {year}"
    key = f"pilar{pillar.number}"
    segments = _scheduled(pillar.counts)
    if not pillar.past_counts:
        return stacked_bar(segments, title=title, key=key, width=NARROW)
    past = _scheduled(pillar.past_counts)
    row = StackedRow(_("Aksi terjadwal"), segments, past)
    names = (str(year - 1), str(year))
    return stacked_bars([row], title=title, key=key, width=NARROW, names=names)


def _scheduled(counts: Iterable[PublicCount]) -> list[Segment]:
    """What was not scheduled is not part of the bar, as in the printed report."""
    return [Segment(row.status, row.count) for row in counts if row.status != "not_scheduled"]


def province_map(
    provinces: Iterable[PublishedProvince], *, title: str, own: str | None = None
) -> SafeString:
    """Each province as a square with the reports that it sent out of those it owed."""
    tiles = [_tile(province) for province in provinces]
    return tile_map(tiles, title=title, key="peta", own=own)


def _tile(province: PublishedProvince) -> Tile:
    reported = province.reported
    return Tile(
        code=province.code,
        label=province.short,
        name=province.name,
        value=f"{number(province.sent)}/{number(province.due)}" if reported else None,
        level=level_of(float(reported.value)) if reported and reported.value is not None else None,
        row=province.tile_row,
        column=province.tile_column,
        href=reverse("portal:province", args=[province.code]),
    )


@dataclass(frozen=True)
class ShownMeasure:
    """What an institution promised and reached, in words and as a picture."""

    measure: PublicMeasure
    chart: SafeString | None


def measures_of(action: PublishedAction, past: PublishedAction | None) -> list[ShownMeasure]:
    """The measures of an action, each with the value of the year before."""
    before = {(row.institution, row.unit): row.value for row in past.measures} if past else {}
    return [
        ShownMeasure(measure, _bullet(measure, before.get((measure.institution, measure.unit)), at))
        for at, measure in enumerate(action.measures)
    ]


def _bullet(measure: PublicMeasure, last: Decimal | None, at: int) -> SafeString | None:
    if measure.is_suppressed:
        return None
    return bullet(
        measure.value,
        measure.target,
        last,
        unit=measure.unit,
        title=_("Capaian %(institution)s") % {"institution": measure.institution},
        key=f"capaian{at}",
        width=480,
    )
