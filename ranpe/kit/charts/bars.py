"""Bars: one whole divided by status, several wholes under each other, and plain amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ranpe.kit.charts.drawing import (
    Area,
    document,
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
    BRAND_SOFT,
    INK,
    INK_SOFT,
    STATUS_LOOKS,
    TRACK,
    Status,
)
from ranpe.kit.charts.shapes import filled, mark, status_key
from ranpe.kit.formats import Number, number

GAP = 2
NAME_COLUMN = 48


@dataclass(frozen=True, slots=True)
class Segment:
    """How many of the whole have one status."""

    status: str
    count: int


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One whole by status now and, if known, a year before."""

    label: str
    segments: Sequence[Segment]
    previous: Sequence[Segment] | None = None


@dataclass(frozen=True, slots=True)
class BarRow:
    """One amount with its name; without a value it says that there is no figure."""

    label: str
    value: Number | None
    status: str | None = None
    href: str | None = None


def stacked_bar(
    segments: Sequence[Segment], *, title: str, key: str, width: float = 640
) -> SafeString:
    """Draw one bar of 100 per cent, divided by status, with every count in words below it."""
    bar_height = 36
    entries = [(segment.status, number(segment.count)) for segment in segments]
    words, key_height = status_key(entries, 0, bar_height + 10, width)
    return document(
        [hatch(key), *_strip(segments, Area(0, 0, width, bar_height), key), *words],
        kind="stacked-bar",
        key=key,
        title=title,
        description=describe(segments),
        width=width,
        height=bar_height + 10 + key_height,
    )


def stacked_bars(
    rows: Sequence[StackedRow],
    *,
    title: str,
    key: str,
    width: float = 640,
    names: tuple[str, str] = ("", ""),
) -> SafeString:
    """Draw a bar of 100 per cent for each row, the year before above the present one.

    `names` are the words for the year before and the present year, in this order.
    """
    parts, top = [hatch(key)], 0.0
    for row in rows:
        drawn, top = _stacked_row(row, top, width, key, names)
        parts += drawn
    present = {segment.status for row in rows for segment in _all_segments(row)}
    entries = [(status.value, "") for status in Status if status.value in present]
    words, key_height = status_key(entries, 0, top, width)
    return document(
        [*parts, *words],
        kind="stacked-bars",
        key=key,
        title=title,
        description="; ".join(f"{row.label}: {describe(row.segments)}" for row in rows),
        width=width,
        height=max(top + key_height, 1),
    )


def _all_segments(row: StackedRow) -> list[Segment]:
    return [*row.segments, *(row.previous or ())]


def _stacked_row(
    row: StackedRow, top: float, width: float, key: str, names: tuple[str, str]
) -> tuple[list[str], float]:
    total = number(sum(segment.count for segment in row.segments))
    room = width - width_of(total, 14, 600) - 16
    parts = [
        text(0, top + 14, fitted(row.label, 14, room, 600), size=14, weight=600),
        text(width, top + 14, total, size=14, weight=600, anchor="end"),
    ]
    left = NAME_COLUMN if any(names) else 0
    top += 24
    if row.previous is not None:
        parts.append(text(0, top + 13, names[0], fill=INK_SOFT))
        parts += _strip(row.previous, Area(left, top, width - left, 18), key)
        top += 18 + GAP
    parts.append(text(0, top + 19, names[1] if left else "", weight=600))
    parts += _strip(row.segments, Area(left, top, width - left, 28), key)
    return parts, top + 28 + 20


def describe(segments: Sequence[Segment]) -> str:
    """Say the counts of a bar in words."""
    return sentence(
        [
            f"{STATUS_LOOKS[Status(segment.status)].word} {number(segment.count)}"
            for segment in segments
        ]
    )


def _strip(segments: Sequence[Segment], area: Area, key: str) -> list[str]:
    if any(segment.count < 0 for segment in segments):
        raise ValueError("A bar cannot hold a negative count.")
    shown = [segment for segment in segments if segment.count]
    if not shown:
        return [
            rectangle(*area, TRACK),
            text(area.x + 10, area.y + area.height / 2 + 4.3, _("Belum ada data"), fill=INK_SOFT),
        ]
    total = sum(segment.count for segment in shown)
    room = area.width - GAP * (len(shown) - 1)
    parts: list[str] = []
    x = area.x
    for segment in shown:
        length = room * segment.count / total
        parts.append(_segment(segment, area._replace(x=x, width=length), key))
        x += length + GAP
    return parts


def _segment(segment: Segment, area: Area, key: str) -> str:
    look = STATUS_LOOKS[Status(segment.status)]
    count = number(segment.count)
    return titled(
        f"{look.word}: {count}", filled(look, area, key), _inside(segment.status, count, area)
    )


def _inside(status: str, count: str, area: Area) -> str:
    """Return the shape and the count that stand on a segment, as far as there is room."""
    look = STATUS_LOOKS[Status(status)]
    size = 15 if area.height > 20 else 12
    needed = width_of(count, size, 600)
    middle = area.y + area.height / 2
    if area.width < needed + 4:
        return ""
    has_shape = Status(status) is not Status.NOT_SCHEDULED and area.width >= needed + 38
    start = area.x + (28 if has_shape else (area.width - needed) / 2)
    parts = [text(start, middle + size * 0.36, count, size=size, weight=600, fill=look.on_fill)]
    if has_shape:
        parts.append(mark(status, area.x + 16, middle, size * 0.38, ink=look.on_fill))
    if look.hatched:
        left, plate = (area.x + 6 if has_shape else start - 3), min(20.0, area.height - 4)
        parts.insert(
            0, rectangle(left, middle - plate / 2, start + needed + 5 - left, plate, look.fill)
        )
    return "".join(parts)


def bar_list(
    rows: Sequence[BarRow],
    *,
    title: str,
    key: str,
    unit: str = "",
    width: float = 640,
    maximum: Number | None = None,
    decimals: int | None = None,
) -> SafeString:
    """Draw amounts as bars from zero, each with its name above and its number at the end.

    `maximum` is the amount that fills the width; without it, the greatest amount does.
    Raises ValueError for a negative amount, because the bars begin at zero.
    """
    amounts = finite(row.value for row in rows)
    if any(amount < 0 for amount in amounts):
        raise ValueError("A bar that begins at zero cannot show a negative amount.")
    full = float(maximum) if maximum is not None else max(amounts, default=0.0)
    parts: list[str] = []
    top = 0.0
    described: list[str] = []
    for row in rows:
        shown = _amount(row.value, unit, decimals)
        drawn, height = _bar_row(row, shown, top, width, full)
        parts.append(drawn)
        described.append(f"{row.label} {shown}")
        top += height
    return document(
        parts,
        kind="bar-list",
        key=key,
        title=title,
        description=sentence(described),
        width=width,
        height=max(top - 8, 1),
        has_links=any(row.href for row in rows),
    )


def _amount(value: Number | None, unit: str, decimals: int | None) -> str:
    if value is None:
        return _("tidak ada data")
    shown = number(value, decimals)
    return f"{shown}{unit}" if unit == "%" else f"{shown} {unit}".strip()


def _bar_row(row: BarRow, shown: str, top: float, width: float, full: float) -> tuple[str, float]:
    indent = 18 if row.status else 0
    room = width - width_of(shown, 13, 600) - indent - 24
    lines = wrapped(row.label, 13, room, 2)
    parts = [text(indent, top + 13 + index * 17, line, size=13) for index, line in enumerate(lines)]
    if row.status:
        parts.append(mark(row.status, 6, top + 8.6, 5.5))
    missing = row.value is None
    parts.append(
        text(
            width,
            top + 13,
            shown,
            size=13,
            weight=None if missing else 600,
            anchor="end",
            fill=INK_SOFT if missing else INK,
        )
    )
    bar = top + 4 + 17 * max(1, len(lines))
    if row.value is None:
        parts.append(rule(0, bar + 4.5, width, bar + 4.5, dashes="3 4"))
    else:
        share = min(1.0, float(row.value) / full) if full > 0 else 0.0
        parts.append(rectangle(0, bar, width, 9, TRACK))
        parts.append(rectangle(0, bar, width * share, 9, BRAND_SOFT))
    height = bar + 9 + 15 - top
    named = f"{row.label}: {shown}"
    return linked(row.href, named, Area(0, top, width, height - 8), *parts), height
