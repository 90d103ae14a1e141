"""Small marks of the printed reports: a status in shape and word, a figure with its parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ranpe.kit.charts import status_shape
from ranpe.kit.charts.palette import STATUS_LOOKS, Status
from ranpe.kit.formats import number, percent
from reporting import sentences
from reporting.document import Figure

register = template.Library()


@register.simple_tag
def status_mark(status: str) -> SafeString:
    """The shape of a status with its word."""
    word = STATUS_LOOKS[Status(status)].word
    return format_html(
        '<span class="status">{}<span class="word">{}</span></span>',
        status_shape(status, size=11),
        word,
    )


@register.filter
def status_word(status: str) -> str:
    """The word of a status; empty when nothing was claimed."""
    return str(STATUS_LOOKS[Status(status)].word) if status else ""


@register.filter
def parts(figure: Figure | None) -> str:
    """A figure's part and whole, as in "41 dari 50"; of a mean, over how many it runs."""
    if figure is None:
        return ""
    if figure.key.startswith(("mean", "evidence")):
        return f"terukur {number(figure.part)} dari {number(figure.whole)}"
    return f"{number(figure.part)} dari {number(figure.whole)}"


@register.filter
def shown(figure: Figure | None) -> str:
    """A figure with its parts and its share."""
    return sentences.shown(figure)


@register.filter
def headline(figure: Figure | None) -> str:
    """The share of a figure alone, for the large numbers."""
    if figure is None or figure.value is None:
        return "–"
    return percent(figure.value)


@register.filter
def change(figure: Figure | None) -> str:
    """How a figure changed since the year before."""
    return sentences.change(figure)


@register.filter
def based(figure: Figure | None) -> str:
    """Base and cut-off of a figure."""
    return sentences.with_base(figure)


@register.filter
def paragraphs(text: str) -> Iterable[str]:
    """The paragraphs of a plain text."""
    found = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(each.split()) for each in found if each.strip()]


@register.filter
def of_status(counts: Iterable[Any], status: str) -> int:
    """How many have one status."""
    return sum(row.count for row in counts if row.status == status)


@register.filter
def stated(value: Any, unit: str) -> str:
    """A value with its unit, or a dash."""
    return number(value) if value is None else f"{number(value)} {unit}".strip()
