"""Series in time: many small ones on one scale, and one trend by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ranpe.kit.charts.drawing import (
    Area,
    document,
    element,
    finite,
    fitted,
    hatch,
    linked,
    rectangle,
    rule,
    sentence,
    text,
    titled,
    width_of,
    wrapped,
)
from ranpe.kit.charts.palette import (
    BRAND,
    BRAND_SOFT,
    INK,
    INK_SOFT,
    PAPER,
    TIMELINESS_LOOKS,
    Timeliness,
)
from ranpe.kit.charts.shapes import filled
from ranpe.kit.formats import Number, number

SPARK_ROW, SPARK_HEIGHT, COLUMN_GAP = 46, 16, 28


@dataclass(frozen=True, slots=True)
class SparkRow:
    """One institution and how its report of each period arrived."""

    label: str
    cells: Sequence[str]
    name: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One year and its figure; without a figure the year stays as a gap."""

    label: str
    value: Number | None


def small_multiples(
    rows: Sequence[SparkRow],
    *,
    periods: Sequence[str],
    title: str,
    key: str,
    columns: int = 3,
    width: float = 640,
) -> SafeString:
    """Draw for each institution one small cell a period, all on the same scale.

    A full cell is on time, a half cell late, a hatched cell not sent, a line not due yet. Rows
    run down the columns. Raises ValueError when a row has another number of cells than periods.
    """
    column_width = (width - COLUMN_GAP * (columns - 1)) / columns
    deep = -(-len(rows) // columns)
    parts = [hatch(key)]
    for index, row in enumerate(rows):
        if len(row.cells) != len(periods):
            raise ValueError(f"{row.label}: the cells do not match the periods.")
        column, line = divmod(index, deep)
        left = column * (column_width + COLUMN_GAP)
        parts.append(
            _spark(row, periods, Area(left, line * SPARK_ROW, column_width, SPARK_ROW - 6), key)
        )
    top = deep * SPARK_ROW + 6
    words, key_height = _spark_key(periods, top, width, key)
    return document(
        [*parts, *words],
        kind="small-multiples",
        key=key,
        title=title,
        description=sentence([f"{row.label} {_on_time(row)}" for row in rows]),
        width=width,
        height=top + key_height,
        has_links=any(row.href for row in rows),
    )


def _on_time(row: SparkRow) -> str:
    """Say how many of the reports that were due came on time."""
    cells = [Timeliness(cell) for cell in row.cells]
    due = [cell for cell in cells if cell is not Timeliness.NOT_DUE]
    part, whole = number(due.count(Timeliness.ON_TIME)), number(len(due))
    return _("%(part)s dari %(whole)s") % {"part": part, "whole": whole}


def _spark(row: SparkRow, periods: Sequence[str], area: Area, key: str) -> str:
    left, top, width, _height = area
    share = _on_time(row)
    room = width - width_of(share, 12) - 10
    parts = [
        text(left, top + 12, fitted(row.label, 12, room, 600), weight=600),
        text(left + width, top + 12, share, fill=INK_SOFT, anchor="end"),
    ]
    step = min(26.0, width / max(1, len(periods)))
    for index, (cell, period) in enumerate(zip(row.cells, periods, strict=True)):
        known = Timeliness(cell)
        drawn = _spark_cell(known, left + index * step, top + 18, step - 3, key)
        parts.append(titled(f"{period}: {TIMELINESS_LOOKS[known].word}", drawn))
    name = f"{row.name or row.label}: {share} {TIMELINESS_LOOKS[Timeliness.ON_TIME].word}"
    return linked(row.href, name, area, *parts)


def _spark_cell(cell: Timeliness, x: float, y: float, width: float, key: str) -> str:
    look = TIMELINESS_LOOKS[cell]
    if cell is Timeliness.NOT_DUE:
        return rule(x, y + SPARK_HEIGHT - 0.5, x + width, y + SPARK_HEIGHT - 0.5)
    height = SPARK_HEIGHT / 2 if cell is Timeliness.LATE else SPARK_HEIGHT
    return filled(look, Area(x, y + SPARK_HEIGHT - height, width, height), key)


def _spark_key(
    periods: Sequence[str], top: float, width: float, key: str
) -> tuple[list[str], float]:
    parts: list[str] = []
    x = 0.0
    for cell in Timeliness:
        word = str(TIMELINESS_LOOKS[cell].word)
        parts.append(_spark_cell(cell, x, top + 1, 18, key))
        parts.append(text(x + 24, top + 14, word))
        x += 24 + width_of(word, 12) + 18
    if periods:
        reading = _("Kiri ke kanan: %(first)s sampai %(last)s") % {
            "first": periods[0],
            "last": periods[-1],
        }
        parts.append(text(0, top + 36, fitted(reading, 12, width), fill=INK_SOFT))
    return parts, 42


def trend(
    points: Sequence[TrendPoint],
    *,
    title: str,
    key: str,
    unit: str = "",
    target: Number | None = None,
    kind: Literal["column", "line"] = "column",
    width: float = 640,
    height: float = 220,
    decimals: int | None = None,
) -> SafeString:
    """Draw one figure by year as columns or as a line, from zero, with every number printed.

    A year without a figure is a gap that says so; a line is broken there. Raises ValueError for
    a negative figure, because the picture begins at zero.
    """
    plot = _Plot(points, target, width, height, kind)
    shown = [_figure(point.value, unit, decimals) for point in points]
    parts = [rule(0, plot.base, width, plot.base)]
    parts += [
        text(
            plot.middle(index),
            height - 8,
            fitted(point.label, 12, plot.step - 4),
            anchor="middle",
            fill=INK_SOFT,
        )
        for index, point in enumerate(points)
    ]
    parts += _columns(plot) if kind == "column" else _line(plot)
    parts += _target_line(plot, unit, decimals)
    parts += _numbers(plot, shown)
    return document(
        parts,
        kind="trend",
        key=key,
        title=title,
        description=sentence(
            [f"{point.label}: {value}" for point, value in zip(points, shown, strict=True)]
        ),
        width=width,
        height=height,
    )


def _figure(value: Number | None, unit: str, decimals: int | None) -> str:
    if value is None:
        return _("tidak ada data")
    written = number(value, decimals)
    return f"{written}{unit}" if unit == "%" else f"{written} {unit}".strip()


class _Plot:
    """The places of years and figures."""

    def __init__(
        self,
        points: Sequence[TrendPoint],
        target: Number | None,
        width: float,
        height: float,
        kind: str,
    ) -> None:
        self.points = points
        self.target = target
        self.kind = kind
        known = finite(point.value for point in points)
        if any(value < 0 for value in known):
            raise ValueError("A trend that begins at zero cannot show a negative figure.")
        self.high = max([*known, float(target or 0)], default=0.0) or 1.0
        self.base = height - 28
        self.right = width - (96 if target is not None else 0)
        self.step = self.right / max(1, len(points))

    def middle(self, index: int) -> float:
        return (index + 0.5) * self.step

    def at(self, value: Number) -> float:
        return self.base - float(value) / self.high * (self.base - 26)


def _columns(plot: _Plot) -> list[str]:
    thick = min(64.0, plot.step * 0.56)
    last = len(plot.points) - 1
    return [
        rectangle(
            plot.middle(index) - thick / 2,
            plot.at(point.value),
            thick,
            plot.base - plot.at(point.value),
            BRAND if index == last else BRAND_SOFT,
        )
        for index, point in enumerate(plot.points)
        if point.value is not None
    ]


def _line(plot: _Plot) -> list[str]:
    parts: list[str] = []
    before: tuple[float, float] | None = None
    circles: list[str] = []
    for index, point in enumerate(plot.points):
        if point.value is None:
            before = None
            continue
        here = (plot.middle(index), plot.at(point.value))
        if before is not None:
            parts.append(rule(*before, *here, stroke=BRAND, thickness=2.5))
        circles.append(
            element(
                "circle", cx=here[0], cy=here[1], r=4.5, fill=BRAND, stroke=PAPER, stroke_width=2
            )
        )
        before = here
    return parts + circles


def _numbers(plot: _Plot, shown: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for index, (point, written) in enumerate(zip(plot.points, shown, strict=True)):
        x = plot.middle(index)
        if point.value is not None:
            lift = 8 if plot.kind == "column" else 12
            y = plot.at(point.value) - lift
            if plot.target is not None:
                wide = width_of(written, 13, 600) + 6
                parts.append(rectangle(x - wide / 2, y - 13, wide, 17, PAPER))
            parts.append(text(x, y, written, size=13, weight=600, anchor="middle"))
            continue
        lines = wrapped(written, 12, plot.step - 6, 3)
        top = plot.base - 10 - 15 * (len(lines) - 1)
        parts += [
            text(x, top + 15 * place, line, fill=INK_SOFT, anchor="middle")
            for place, line in enumerate(lines)
        ]
    return parts


def _target_line(plot: _Plot, unit: str, decimals: int | None) -> list[str]:
    if plot.target is None:
        return []
    y = plot.at(plot.target)
    words = _("Target %(value)s") % {"value": _figure(plot.target, unit, decimals)}
    return [
        rule(0, y, plot.right, y, stroke=INK, dashes="6 4"),
        text(plot.right + 6, y + 4, fitted(words, 12, 90), weight=600),
    ]
