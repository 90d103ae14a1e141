"""The charts of the reports, made from documents and public editions alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from ranpe.kit.charts import (
    BarRow,
    Dot,
    Segment,
    SparkRow,
    StackedRow,
    Tile,
    bar_list,
    bullet,
    dot_matrix,
    small_multiples,
    stacked_bars,
    tile_map,
)
from ranpe.kit.formats import number

COLUMNS = 13
MOST_BARS = 4


def segments(counts: Iterable[Any]) -> list[Segment]:
    """Counts by status as the parts of a bar; what was not scheduled is not part of it."""
    return [Segment(row.status, row.count) for row in counts if row.status != "not_scheduled"]


def pillar_bars(
    pillars: Sequence[Any], label: str, year: int, previous_year: int | None, key: str
) -> SafeString:
    """A bar for each pillar, the year before above it where there is one."""
    rows = [
        StackedRow(
            f"{label} {pillar.number}. {pillar.name}",
            segments(pillar.counts),
            segments(pillar.past_counts) if pillar.past_counts else None,
        )
        for pillar in pillars
    ]
    has_past = any(row.previous is not None for row in rows)
    names = (str(previous_year), str(year)) if has_past and previous_year else ("", "")
    return stacked_bars(rows, title=f"Status aksi tahun {year}", key=key, names=names)


def summary_bars(
    pillars: Sequence[Any], label: str, year: int, previous_year: int | None, key: str
) -> SafeString:
    """The bars for the one-page summary: one a pillar, or one for all where they are many."""
    if len(pillars) <= MOST_BARS:
        return pillar_bars(pillars, label, year, previous_year, key)
    counts = _sums(row for pillar in pillars for row in pillar.counts)
    past = _sums(row for pillar in pillars for row in pillar.past_counts)
    rows = [StackedRow(f"Seluruh {label.lower()}", counts, past or None)]
    names = (str(previous_year), str(year)) if past and previous_year else ("", "")
    return stacked_bars(rows, title=f"Status aksi tahun {year}", key=key, names=names)


def _sums(counts: Iterable[Any]) -> list[Segment]:
    found: dict[str, int] = {}
    for row in segments(counts):
        found[row.status] = found.get(row.status, 0) + row.count
    return [Segment(status, count) for status, count in found.items()]


def action_dots(
    numbered: Iterable[tuple[int, Any]], names: dict[int, str], key: str, prefix: str
) -> SafeString:
    """Every action as one shape with its number, under its pillar; links lead to its row."""
    dots = [
        Dot(
            number=str(place),
            status=action.status,
            group=names[action.pillar_number],
            label=f"{place}. {action.code}",
            href=f"#{prefix}{action.code}",
        )
        for place, action in numbered
    ]
    return dot_matrix(dots, title="Peta seluruh aksi", key=key, columns=COLUMNS)


def compliance_sparks(institutions: Sequence[Any], key: str) -> SafeString:
    """Each institution's reports by period, all on the same scale."""
    periods = list(dict.fromkeys(cell.period for row in institutions for cell in row.periods))
    rows = [
        SparkRow(row.short, [cell.cell for cell in row.periods], name=row.name)
        for row in institutions
        if len(row.periods) == len(periods)
    ]
    return small_multiples(
        rows, periods=periods, title="Ketepatan waktu laporan K/L", key=key, columns=4, width=860
    )


def province_tiles(provinces: Sequence[Any], key: str) -> SafeString:
    """The provinces by the stage of their regional plan, with the reports they sent."""
    tiles = [
        Tile(
            code=row.code,
            label=row.short,
            value=f"{number(row.on_time)}/{number(row.due)}" if row.owes else None,
            row=row.tile_row,
            column=row.tile_column,
            level=_level(row),
            name=row.name,
        )
        for row in provinces
    ]
    return tile_map(
        tiles, title="Laporan provinsi tepat waktu dari yang wajib", key=key, scale="level"
    )


def _level(row: Any) -> int | None:
    """The class of five of an on-time share; none for a province that owes nothing."""
    if not row.due:
        return None
    return min(4, int(row.on_time) * 100 // int(row.due) // 20)


def obstacle_bars(obstacles: Sequence[Any], key: str) -> SafeString:
    """How often each kind of obstacle was named."""
    rows = [BarRow(row.label, row.count) for row in obstacles]
    return bar_list(rows, title="Kendala menurut jenis", key=key, unit="laporan", decimals=0)


def action_bullet(action: Any, key: str) -> SafeString:
    """An action's achievement against its target, and the year before."""
    past = action.past.percent if action.past else None
    return bullet(
        action.percent,
        100,
        past,
        unit="%",
        title=f"Capaian {action.code}",
        key=key,
        decimals=1,
    )
