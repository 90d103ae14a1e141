"""The dot matrix: every action as one shape with its number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ranpe.kit.charts.drawing import Area, document, fitted, linked, sentence, text
from ranpe.kit.charts.palette import INK_SOFT, STATUS_LOOKS, Status
from ranpe.kit.charts.shapes import mark, status_key
from ranpe.kit.formats import number

CELL_HEIGHT = 46
HEADING_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class Dot:
    """One action: its number, its status, the pillar it stands under."""

    number: str
    status: str
    group: str = ""
    label: str = ""
    href: str | None = None


def dot_matrix(
    dots: Sequence[Dot], *, title: str, key: str, columns: int = 13, width: float = 640
) -> SafeString:
    """Draw every action as a shape with its number below, in rows under the name of its group.

    Groups keep the order in which they first appear. An address that begins with `#` becomes a
    link inside a PDF, any other address a link on a page.
    """
    parts: list[str] = []
    top, cell = 0.0, width / columns
    for group, members in _by_group(dots):
        if group:
            parts += _heading(group, len(members), top, width)
            top += HEADING_HEIGHT
        for index, dot in enumerate(members):
            row, column = divmod(index, columns)
            corner = (column * cell, top + row * CELL_HEIGHT)
            parts.append(_cell(dot, Area(*corner, cell, CELL_HEIGHT - 2)))
        top += -(-len(members) // columns) * CELL_HEIGHT + 10
    counts = Counter(Status(dot.status) for dot in dots)
    entries = [(status.value, number(counts[status])) for status in Status if counts[status]]
    words, key_height = status_key(entries, 0, top, width)
    return document(
        [*parts, *words],
        kind="dot-matrix",
        key=key,
        title=title,
        description=sentence(
            [f"{STATUS_LOOKS[Status(name)].word} {count}" for name, count in entries]
        ),
        width=width,
        height=max(top + key_height, 1),
        has_links=any(dot.href for dot in dots),
    )


def _by_group(dots: Sequence[Dot]) -> list[tuple[str, list[Dot]]]:
    groups: dict[str, list[Dot]] = {}
    for dot in dots:
        groups.setdefault(dot.group, []).append(dot)
    return list(groups.items())


def _heading(group: str, count: int, top: float, width: float) -> list[str]:
    name = fitted(group, 14, width - 60, 600)
    return [
        text(0, top + 15, name, size=14, weight=600),
        text(width, top + 15, number(count), size=14, fill=INK_SOFT, anchor="end"),
    ]


def _cell(dot: Dot, area: Area) -> str:
    middle = area.x + area.width / 2
    name = f"{dot.label or dot.number}: {STATUS_LOOKS[Status(dot.status)].word}"
    return linked(
        dot.href,
        name,
        area,
        mark(dot.status, middle, area.y + 14, 10),
        text(middle, area.y + 38, fitted(dot.number, 12, area.width - 2), anchor="middle"),
    )
