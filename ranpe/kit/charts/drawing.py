"""Writes SVG as text: escaped words, rounded coordinates, presentation attributes only."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ranpe.kit.charts.palette import INK, LINE_STRONG
from ranpe.kit.formats import Number

ELLIPSIS: Final = "…"
FONT: Final = "Inter,sans-serif"
_KEY = re.compile(r"[a-z][a-z0-9-]*")
# Characters that no XML document may hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADVANCES: Final = (
    (frozenset("iljI.,:;'|!"), 0.28),
    (frozenset("ftr()[]- "), 0.37),
    (frozenset("mwMW@%"), 0.92),
    (frozenset("ABCDEFGHKLNOPQRSTUVXYZ&"), 0.69),
    (frozenset("0123456789"), 0.64),
)


class Area(NamedTuple):
    """A rectangle in the units of the picture."""

    x: float
    y: float
    width: float
    height: float


def words(value: object) -> str:
    """Return the value as escaped text, without characters that XML forbids."""
    return escape(_FORBIDDEN.sub("", str(value)))


def coordinate(value: float) -> str:
    """Return a coordinate with at most two decimals, the same on every machine."""
    if not math.isfinite(value):
        raise ValueError("A chart cannot place a number that is not finite.")
    rounded = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def finite(values: Iterable[Number | None]) -> list[float]:
    """Return the known values; raises ValueError when one of them is not finite."""
    known = [float(value) for value in values if value is not None]
    if not all(math.isfinite(value) for value in known):
        raise ValueError("A chart cannot show a number that is not finite.")
    return known


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return one element; children are markup already, attributes are escaped here."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _attribute(value: str | float) -> str:
    return words(value) if isinstance(value, str) else coordinate(value)


def text(
    x: float,
    y: float,
    content: object,
    *,
    size: float = 12,
    fill: str = INK,
    weight: int | None = None,
    anchor: str | None = None,
) -> str:
    """Return a line of text whose baseline starts, centres or ends at the point."""
    return element(
        "text",
        words(content),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        font_weight=weight,
        text_anchor=anchor,
    )


def counted(x: float, y: float, count: str, name: str) -> str:
    """Return a strong number and the word that it counts, on one line."""
    number = element("tspan", words(count), font_weight=600)
    return element(
        "text", number, element("tspan", " " + words(name)), x=x, y=y, font_size=12, fill=INK
    )


def rectangle(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    edge: str | None = None,
    rounding: float | None = None,
) -> str:
    """Return a rectangle whose edge, if any, lies inside its bounds."""
    inset = 0.5 if edge else 0.0
    return element(
        "rect",
        x=x + inset,
        y=y + inset,
        width=max(0.0, width - 2 * inset),
        height=max(0.0, height - 2 * inset),
        rx=rounding,
        fill=fill,
        stroke=edge,
        stroke_width=1 if edge else None,
    )


def rule(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    stroke: str = LINE_STRONG,
    thickness: float = 1,
    dashes: str | None = None,
) -> str:
    """Return a straight line."""
    return element(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=stroke,
        stroke_width=thickness,
        stroke_dasharray=dashes,
    )


def titled(title: object, *children: str) -> str:
    """Return a group that names itself when pointed at."""
    return element("g", element("title", words(title)), *children)


def hatch_id(key: str) -> str:
    """Return the name of the hatch that belongs to this chart alone."""
    return f"{key}-hatch"


def hatch(key: str) -> str:
    """Return the definition of the 45-degree hatch that means "no data"."""
    line = element("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", stroke=LINE_STRONG, stroke_width=1)
    pattern = element(
        "pattern",
        line,
        id=hatch_id(key),
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", pattern)


def linked(href: str | None, label: object, area: Area, *children: str) -> str:
    """Return a named group, and a link around it when there is an address.

    The transparent rectangle is the target for a finger, and the page area of the link in a PDF.
    """
    group = titled(label, *children)
    if not href:
        return group
    target = element(
        "rect",
        class_="chart-target",
        x=area.x,
        y=area.y,
        width=area.width,
        height=area.height,
        fill="none",
        pointer_events="all",
    )
    return element("a", target, group, class_="chart-link", href=href)


def width_of(content: str, size: float, weight: int = 400) -> float:
    """Estimate how wide a line of Inter will be; used to choose places, never to cut numbers."""
    advance = sum(_advance(character) for character in content) * size
    return advance * (1.04 if weight >= 600 else 1.0)


def _advance(character: str) -> float:
    return next((width for members, width in _ADVANCES if character in members), 0.57)


def fitted(content: str, size: float, width: float, weight: int = 400) -> str:
    """Return the text, or its beginning with an ellipsis when it is wider than its place."""
    if width_of(content, size, weight) <= width:
        return content
    kept = content
    while kept and width_of(kept + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrapped(content: str, size: float, width: float, most: int, weight: int = 400) -> list[str]:
    """Break text into at most so many lines; the last one is shortened if it must be."""
    lines: list[str] = []
    rest = content.split()
    while rest and len(lines) < most - 1:
        taken = 1
        while taken < len(rest) and (width_of(" ".join(rest[: taken + 1]), size, weight) <= width):
            taken += 1
        lines.append(fitted(" ".join(rest[:taken]), size, width, weight))
        rest = rest[taken:]
    return [*lines, fitted(" ".join(rest), size, width, weight)] if rest else lines


def document(
    body: Iterable[str],
    *,
    kind: str,
    key: str,
    title: str,
    description: str,
    width: float,
    height: float,
    has_links: bool = False,
) -> SafeString:
    """Return the whole picture, with its name and description inside.

    `key` must be unique on the page: it makes the ids inside unique. A picture with links is a
    group, because the parts of an image are hidden from assistive technology.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"Not a key for a chart: {key!r} (small letters, digits, hyphens).")
    return mark_safe(
        element(
            "svg",
            element("title", words(title), id=f"{key}-title"),
            element("desc", words(description), id=f"{key}-description"),
            *body,
            xmlns="http://www.w3.org/2000/svg",
            class_="chart",
            data_chart=kind,
            role="group" if has_links else "img",
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-description",
            viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
            width=width,
            height=height,
            font_family=FONT,
            font_variant="tabular-nums",
        )
    )


def sentence(parts: Sequence[str]) -> str:
    """Join the parts of a description."""
    return ", ".join(part for part in parts if part)
