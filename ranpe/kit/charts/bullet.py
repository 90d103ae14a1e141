"""The bullet: what was reached, against the target and the year before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ranpe.kit.charts.drawing import (
    document,
    element,
    finite,
    fitted,
    rectangle,
    rule,
    sentence,
    text,
    width_of,
)
from ranpe.kit.charts.palette import BRAND, INK, INK_SOFT, LINE_STRONG, PAPER, TRACK
from ranpe.kit.formats import Number, number

BAR_TOP, BAR_HEIGHT, HEIGHT, COLUMN = 30, 24, 82, 132


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    width: float

    def at(self, value: Number) -> float:
        return (float(value) - self.low) / (self.high - self.low) * self.width


def bullet(
    value: Number | None,
    target: Number | None,
    last: Number | None,
    *,
    unit: str,
    title: str,
    key: str,
    width: float = 640,
    decimals: int | None = None,
) -> SafeString:
    """Draw what was reached as a bar, the target as a line across it, last year as a diamond.

    Each of the three may be unknown, and is then said in words. The scale begins at zero.
    """
    reached = _shown(value, unit, decimals) or _("tidak dapat dihitung")
    target_words = _target_words(target, unit, decimals)
    last_words = _last_words(last, unit, decimals)
    scale = _scale((value, target, last), width - COLUMN)
    return document(
        [
            rectangle(0, BAR_TOP, scale.width, BAR_HEIGHT, TRACK),
            *_reached(value, unit, decimals, scale),
            *_target(target, target_words, scale),
            *_last(last, last_words, scale),
        ],
        kind="bullet",
        key=key,
        title=title,
        description=sentence([f"{_('Capaian')} {reached}", target_words, last_words]),
        width=width,
        height=HEIGHT,
    )


def _shown(value: Number | None, unit: str, decimals: int | None) -> str | None:
    if value is None:
        return None
    written = number(value, decimals)
    return f"{written}{unit}" if unit == "%" else f"{written} {unit}".strip()


def _target_words(target: Number | None, unit: str, decimals: int | None) -> str:
    shown = _shown(target, unit, decimals)
    return _("Target %(value)s") % {"value": shown} if shown else _("Tanpa target")


def _last_words(last: Number | None, unit: str, decimals: int | None) -> str:
    shown = _shown(last, unit, decimals)
    if shown is None:
        return _("Tahun lalu tidak ada data")
    return _("Tahun lalu %(value)s") % {"value": shown}


def _scale(values: Iterable[Number | None], width: float) -> _Scale:
    known = finite(values)
    low, high = min([0.0, *known]), max([0.0, *known])
    return _Scale(low, high + (high - low) * 0.06 or 1.0, width)


def _reached(value: Number | None, unit: str, decimals: int | None, scale: _Scale) -> list[str]:
    middle = BAR_TOP + BAR_HEIGHT / 2
    column, room = scale.width + 16, COLUMN - 16
    if value is None:
        shown = fitted(_("tidak dapat dihitung"), 12, room)
        return [
            rule(0, middle, scale.width, middle, dashes="3 4"),
            text(column, middle + 4.3, shown, fill=INK_SOFT),
        ]
    start, end = sorted((scale.at(0), scale.at(value)))
    bar = rectangle(start, BAR_TOP + 6, end - start, BAR_HEIGHT - 12, BRAND)
    amount = _shown(value, "%" if unit == "%" else "", decimals) or ""
    size = next((size for size in (20, 16, 13) if width_of(amount, size, 700) <= room), 11)
    below = "" if unit == "%" else fitted(unit, 12, room)
    return [
        bar,
        text(column, middle + (1 if below else 7), amount, size=size, weight=700),
        text(column, middle + 18, below, fill=INK_SOFT) if below else "",
    ]


def _target(target: Number | None, shown: str, scale: _Scale) -> list[str]:
    if target is None:
        return [text(0, BAR_TOP - 12, shown, fill=INK_SOFT)]
    x = scale.at(target)
    return [
        rectangle(x - 1.5, BAR_TOP - 7, 3, BAR_HEIGHT + 14, INK),
        _beside(x, BAR_TOP - 12, shown, scale.width, INK),
    ]


def _last(last: Number | None, shown: str, scale: _Scale) -> list[str]:
    baseline = BAR_TOP + BAR_HEIGHT + 24
    if last is None:
        return [text(0, baseline, shown, fill=INK_SOFT)]
    x, y = min(max(scale.at(last), 6.0), scale.width - 6), BAR_TOP + BAR_HEIGHT + 5
    diamond = element(
        "path",
        d=f"M{x:.2f} {y - 5:.2f}L{x + 5:.2f} {y:.2f}L{x:.2f} {y + 5:.2f}L{x - 5:.2f} {y:.2f}Z",
        fill=PAPER,
        stroke=LINE_STRONG,
        stroke_width=1.5,
    )
    return [diamond, _beside(x, baseline, shown, scale.width, INK_SOFT)]


def _beside(x: float, y: float, shown: str, width: float, fill: str) -> str:
    """Centre the words on the point, or align them with the end that they would pass."""
    half = width_of(shown, 12) / 2
    if x - half < 0:
        return text(0, y, shown, fill=fill)
    if x + half > width:
        return text(width, y, shown, fill=fill, anchor="end")
    return text(x, y, shown, fill=fill, anchor="middle")
