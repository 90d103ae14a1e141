"""The shapes of the six statuses, drawn as paths because fonts lack their glyphs."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from ranpe.kit.charts.drawing import (
    Area,
    counted,
    element,
    hatch_id,
    rectangle,
    text,
    width_of,
    words,
)
from ranpe.kit.charts.palette import INK_SOFT, PAPER, STATUS_LOOKS, Look, Status

KEY_LINE_HEIGHT = 22


def status_shape(status: str, *, size: float = 16, alone: bool = False) -> SafeString:
    """Return the small picture of a status.

    Beside its word it is hidden from assistive technology; `alone=True` makes it speak.
    """
    known = Status(status)
    name = "img" if alone else None
    return mark_safe(
        element(
            "svg",
            element("title", words(STATUS_LOOKS[known].word)),
            mark(known, 8, 8, 7),
            xmlns="http://www.w3.org/2000/svg",
            class_="status-shape",
            data_status=known.value,
            role=name,
            aria_hidden=None if alone else "true",
            viewBox="0 0 16 16",
            width=size,
            height=size,
        )
    )


def mark(status: str, x: float, y: float, radius: float, *, ink: str | None = None) -> str:
    """Return the shape of a status around a point; with `ink`, in that one colour on a fill."""
    known = Status(status)
    look = STATUS_LOOKS[known]
    fill = ink or look.fill
    edge = None if ink else look.edge
    match known:
        case Status.ACHIEVED:
            return _tick(x, y, radius, fill, look.fill if ink else PAPER)
        case Status.ON_TRACK:
            return element("circle", cx=x, cy=y, r=radius, fill=fill)
        case Status.AT_RISK:
            return _triangle(x, y, radius, fill, edge)
        case Status.BEHIND:
            side = radius * 1.72
            return rectangle(x - side / 2, y - side / 2, side, side, fill)
        case Status.NO_REPORT:
            return _dash(x, y, radius, ink or INK_SOFT)
        case Status.NOT_SCHEDULED:
            return "" if ink else _ring(x, y, radius, look)


def _tick(x: float, y: float, radius: float, fill: str, tick: str) -> str:
    points = ((-0.48, 0.04), (-0.13, 0.4), (0.5, -0.36))
    corners = [f"{x + dx * radius:.2f} {y + dy * radius:.2f}" for dx, dy in points]
    return element("circle", cx=x, cy=y, r=radius, fill=fill) + element(
        "path",
        d="M" + "L".join(corners),
        fill="none",
        stroke=tick,
        stroke_width=radius * 0.28,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _triangle(x: float, y: float, radius: float, fill: str, edge: str | None) -> str:
    height, half = radius * 0.92, radius * 1.04
    return element(
        "path",
        d=(
            f"M{x:.2f} {y - height:.2f}L{x + half:.2f} {y + height * 0.92:.2f}"
            f"L{x - half:.2f} {y + height * 0.92:.2f}Z"
        ),
        fill=fill,
        stroke=edge,
        stroke_width=1 if edge else None,
        stroke_linejoin="round",
    )


def _dash(x: float, y: float, radius: float, fill: str) -> str:
    return rectangle(x - radius, y - radius * 0.24, radius * 2, radius * 0.48, fill, rounding=1)


def _ring(x: float, y: float, radius: float, look: Look) -> str:
    return element(
        "circle", cx=x, cy=y, r=radius - 0.5, fill=look.fill, stroke=look.edge, stroke_width=1
    )


def filled(look: Look, area: Area, key: str) -> str:
    """Return an area in the colour of a look, with its edge and hatch."""
    plain = rectangle(*area, look.fill, edge=look.edge)
    if not look.hatched:
        return plain
    return plain + rectangle(*area, f"url(#{hatch_id(key)})")


def status_key(
    entries: Sequence[tuple[str, str]], x: float, y: float, width: float
) -> tuple[list[str], float]:
    """Return a wrapped line of shapes with words (and a count before them), and its height.

    Each entry is a status and the text that goes before its word, which may be empty.
    """
    parts: list[str] = []
    left, line = x, 0
    for status, count in entries:
        word = str(STATUS_LOOKS[Status(status)].word)
        needed = 17 + width_of(f"{count} {word}".strip(), 12)
        if left > x and left + needed > x + width:
            left, line = x, line + 1
        baseline = y + line * KEY_LINE_HEIGHT + 15
        parts.append(mark(status, left + 6, baseline - 4.2, 5.5))
        start = left + 17
        line_of_text = counted(start, baseline, count, word) if count else None
        parts.append(line_of_text or text(start, baseline, word))
        left += needed + 16
    return parts, (line + 1) * KEY_LINE_HEIGHT if entries else 0
