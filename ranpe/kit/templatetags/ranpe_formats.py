"""Indonesian formats and query strings for templates."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.http import HttpRequest

from ranpe.kit import formats
from ranpe.kit.phones import shown_phone
from ranpe.kit.ratio import Ratio

register = template.Library()

# A variable that does not exist reaches a filter as the empty string.
Shown = Decimal | int | float | str | None


@register.filter
def number(value: Shown, decimals: int | None = None) -> str:
    """Write a number with dots for thousands: {{ total|number }}, {{ mean|number:1 }}."""
    return formats.number(_present(value), decimals)


@register.filter
def phone(kept: str) -> str:
    """Write a telephone number in groups."""
    return shown_phone(kept)


@register.filter
def in_sentence(words: str) -> str:
    """Write a label after other words: "Tutup periode" becomes "tutup periode"."""
    return formats.in_sentence(words)


@register.filter
def percent(value: Shown) -> str:
    """Write a percentage with one decimal: {{ ratio.value|percent }}."""
    return formats.percent(_present(value))


@register.filter
def rupiah(value: Shown) -> str:
    """Write an amount in whole rupiah: {{ budget|rupiah }}."""
    return formats.rupiah(_present(value))


@register.filter
def day(value: date | str | None) -> str:
    """Write a date with the short month name: {{ period.due_at|day }}."""
    return formats.day(_date(value))


@register.filter
def long_day(value: date | str | None) -> str:
    """Write a date with the full month name: {{ letter.dated_on|long_day }}."""
    return formats.long_day(_date(value))


@register.filter
def clock(value: datetime | str | None, zone: str = "Asia/Jakarta") -> str:
    """Write the time of day with its zone sign: {{ at|clock }}, {{ at|clock:"Asia/Jayapura" }}."""
    return formats.clock(None if isinstance(value, str) else value, zone)


@register.filter
def moment(value: datetime | str | None, zone: str = "Asia/Jakarta") -> str:
    """Write an instant as day and time: {{ entry.at|moment }}."""
    return formats.moment(None if isinstance(value, str) else value, zone)


@register.filter
def countdown(due: date | str | None, now: date) -> str:
    """Say how many days are left until a due date: {{ period.due_at|countdown:now }}."""
    return formats.countdown(_date(due), now)


@register.filter
def ratio(value: Ratio | int | str | None, whole: int | None = None) -> str:
    """Write a ratio with its parts: {{ compliance|ratio }} or {{ sent|ratio:due }}."""
    if isinstance(value, Ratio):
        return str(value)
    if not isinstance(value, int) or whole is None:
        return formats.NOTHING
    return str(Ratio(value, whole))


@register.simple_tag
def query(request: HttpRequest, **changes: object) -> str:
    """Give the current query string with changed parameters: href="{% query request page=2 %}".

    None or an empty text removes a parameter; a list sets it several times. The result always
    begins with "?", because an empty href would keep the old parameters.
    """
    parameters = request.GET.copy()
    for name, value in changes.items():
        wanted = _texts(value)
        if wanted:
            parameters.setlist(name, wanted)
        else:
            parameters.pop(name, None)
    return f"?{parameters.urlencode()}"


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(item) for item in value]
    return [str(value)]


def _present(value: Shown) -> Decimal | int | float | None:
    if isinstance(value, str):
        return formats.parse_number(value) if value.strip() else None
    return value


def _date(value: date | str | None) -> date | None:
    return None if isinstance(value, str) else value
