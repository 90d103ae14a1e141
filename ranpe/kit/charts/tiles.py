"""The tile map: one square for each province, laid out like the islands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ranpe.kit.charts.drawing import (
    Area,
    document,
    element,
    fitted,
    hatch,
    linked,
    rectangle,
    sentence,
    text,
    width_of,
)
from ranpe.kit.charts.palette import (
    INK,
    LEVELS,
    LINE_STRONG,
    PAPER,
    STATUS_LOOKS,
    Look,
    Status,
)
from ranpe.kit.charts.shapes import filled, mark, status_key

TILE, GAP, COLUMNS, ROWS = 48, 3, 16, 8
STEP = TILE + GAP
WIDTH = COLUMNS * STEP - GAP + 4
MARGIN = 2

LEVEL_LABELS = tuple(level.label for level in LEVELS)

Scale = Literal["level", "status"]
_NO_DATA = STATUS_LOOKS[Status.NO_REPORT]


@dataclass(frozen=True, slots=True)
class Tile:
    """One province: its place (row and column from 1), its short name and what it shows.

    Without a row the tile stands at the bottom left, so that a new province is never lost.
    """

    code: str
    label: str
    value: str | None
    row: int | None = None
    column: int | None = None
    level: int | None = None
    status: str | None = None
    href: str | None = None
    name: str = ""


def tile_map(
    tiles: Sequence[Tile],
    *,
    title: str,
    key: str,
    own: str | None = None,
    scale: Scale = "level",
    level_labels: Sequence[str] = LEVEL_LABELS,
) -> SafeString:
    """Draw the provinces as equal squares, coloured by a class of five or by status.

    `own` is the code of the tile with the strong outline. A tile without a level (or without a
    status, on that scale) is hatched. The values are printed, so the colour never stands alone.
    """
    parts = [hatch(key)]
    outline = ""
    unplaced = 0
    for tile in tiles:
        row, column = tile.row or ROWS, tile.column or unplaced + 1
        unplaced += tile.column is None
        x, y = MARGIN + (column - 1) * STEP, MARGIN + (row - 1) * STEP
        parts.append(_tile(tile, x, y, key, scale))
        if tile.code == own:
            outline = _outline(x, y)
    top = ROWS * STEP + 12
    words, key_height = _legend(tiles, top, key, scale, level_labels)
    return document(
        [*parts, outline, *words],
        kind="tile-map",
        key=key,
        title=title,
        description=sentence([f"{tile.name or tile.label} {_said(tile)}" for tile in tiles]),
        width=WIDTH,
        height=top + key_height,
        has_links=any(tile.href for tile in tiles),
    )


def _said(tile: Tile) -> str:
    status = str(STATUS_LOOKS[Status(tile.status)].word) if tile.status else ""
    return f"{tile.value or ''} {status}".strip() or _("tidak ada data")


def _tile(tile: Tile, x: float, y: float, key: str, scale: Scale) -> str:
    area, ink, hatched = _surface(tile, x, y, key, scale)
    name = f"{tile.name or tile.label}: {_said(tile)}"
    label = fitted(tile.label, 9.5, TILE - 4)
    if hatched:
        band = rectangle(x + 1, y + TILE - 17, TILE - 2, 16, _NO_DATA.fill)
        dash = rectangle(x + TILE / 2 - 10, y + 10, 20, 12, _NO_DATA.fill)
        body = [area, band, dash, mark(Status.NO_REPORT, x + TILE / 2, y + 16, 7, ink=ink)]
    else:
        shape = mark(tile.status, x + TILE - 9.5, y + 10, 5, ink=ink) if tile.status else ""
        value = fitted(tile.value or "", 13, TILE - 6, 700)
        number_line = text(x + 3.5, y + 29, value, size=13, weight=700, fill=ink)
        body = [area, shape, number_line]
    body.append(text(x + 3.5, y + TILE - 6, label, size=9.5, fill=ink))
    return linked(tile.href, name, Area(x, y, TILE, TILE), *body)


def _surface(tile: Tile, x: float, y: float, key: str, scale: Scale) -> tuple[str, str, bool]:
    """Return the filled square, the colour of what stands on it, and whether it is hatched."""
    look = _look(tile, scale)
    return filled(look, Area(x, y, TILE, TILE), key), look.on_fill, look.hatched


def _look(tile: Tile, scale: Scale) -> Look:
    if scale == "status":
        return STATUS_LOOKS[Status(tile.status)] if tile.status else _NO_DATA
    if tile.level is None:
        return _NO_DATA
    level = LEVELS[tile.level]
    return Look(_NO_DATA.word, level.fill, level.on_fill)


def _outline(x: float, y: float) -> str:
    halo = element(
        "rect",
        x=x - 1.5,
        y=y - 1.5,
        width=TILE + 3,
        height=TILE + 3,
        fill="none",
        stroke=INK,
        stroke_width=3,
    )
    inner = element(
        "rect",
        x=x + 0.75,
        y=y + 0.75,
        width=TILE - 1.5,
        height=TILE - 1.5,
        fill="none",
        stroke=PAPER,
        stroke_width=1.5,
    )
    return inner + halo


def _legend(
    tiles: Sequence[Tile], top: float, key: str, scale: Scale, labels: Sequence[str]
) -> tuple[list[str], float]:
    """Return the words for the colours, and for the shapes where the colours mean a class."""
    parts: list[str] = []
    height = 0.0
    if scale == "level":
        parts, height = _level_key(labels, top, any(tile.level is None for tile in tiles), key)
    statuses = {tile.status for tile in tiles if tile.status}
    if scale == "status" and any(tile.status is None for tile in tiles):
        statuses.add(Status.NO_REPORT)
    entries = [(status.value, "") for status in Status if status.value in statuses]
    words, more = status_key(entries, MARGIN, top + height, WIDTH)
    return [*parts, *words], height + more


def _level_key(
    labels: Sequence[str], top: float, has_gaps: bool, key: str
) -> tuple[list[str], float]:
    parts: list[str] = []
    x = float(MARGIN)
    for level, label in zip(LEVELS, labels, strict=True):
        parts.append(rectangle(x, top + 3, 22, 14, level.fill, edge=LINE_STRONG))
        parts.append(text(x + 28, top + 14.5, label))
        x += 28 + width_of(label, 12) + 18
    if has_gaps:
        parts.append(filled(_NO_DATA, Area(x, top + 3, 22, 14), key))
        parts.append(text(x + 28, top + 14.5, _("Tidak ada data")))
    return parts, 24
