"""Numbers, dates and times as Indonesian readers write them."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranpe.kit.clock import day_of

NOTHING: Final = "–"
ZONE_SIGNS: Final = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}

Number = Decimal | int | float

# Wide enough for every float; the default context would cut at 28 digits.
_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)
_SWAP_SEPARATORS = str.maketrans(",.", ".,")
_LONGEST_NUMBER = 40
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")


def number(value: Number | None, decimals: int | None = None) -> str:
    """Write a number with dots for thousands and a comma for decimals.

    Without `decimals` every significant digit is kept and trailing zeros are dropped; with it
    the value is rounded half away from zero. None and values that are no number give a dash.
    """
    if value is None:
        return NOTHING
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        return NOTHING
    shown = exact.normalize(_EXACT) if decimals is None else _rounded(exact, decimals)
    if shown.is_zero():
        shown = shown.copy_abs()
    return format(shown, ",f").translate(_SWAP_SEPARATORS)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def percent(value: Number | None) -> str:
    """Write a percentage (82 means 82 per cent) with one decimal, half away from zero."""
    return NOTHING if value is None else f"{number(value, 1)}%"


def rupiah(value: Number | None) -> str:
    """Write an amount of money in whole rupiah, as in Rp1.234.567."""
    if value is None:
        return NOTHING
    amount = number(value, 0)
    return f"-Rp{amount[1:]}" if amount.startswith("-") else f"Rp{amount}"


def day(value: date | None) -> str:
    """Write a date with the short month name; an instant is taken as its day in WIB."""
    if value is None:
        return NOTHING
    on = calendar_day(value)
    return f"{on.day} {_short_months()[on.month - 1]} {on.year}"


def long_day(value: date | None) -> str:
    """Write a date with the full month name; an instant is taken as its day in WIB."""
    if value is None:
        return NOTHING
    on = calendar_day(value)
    return f"{on.day} {_long_months()[on.month - 1]} {on.year}"


def clock(value: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """Write the time of day with its zone sign, as in 14.30 WIB.

    Raises ValueError for an instant without a zone and for a zone outside Indonesia.
    """
    if value is None:
        return NOTHING
    if zone not in ZONE_SIGNS:
        raise ValueError(f"no Indonesian time zone: {zone}")
    local = _aware(value).astimezone(ZoneInfo(zone))
    return f"{local:%H.%M} {ZONE_SIGNS[zone]}"


def moment(value: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """Write an instant as day and time of day in one Indonesian zone."""
    if value is None:
        return NOTHING
    time_of_day = clock(value, zone)
    return f"{day(_aware(value).astimezone(ZoneInfo(zone)).date())} {time_of_day}"


def countdown(due: date | None, now: date) -> str:
    """Say how many calendar days in WIB are left until a due date, or have passed since."""
    if due is None:
        return NOTHING
    days = (calendar_day(due) - calendar_day(now)).days
    if days == 0:
        return _("hari ini")
    if days > 0:
        return ngettext("%(count)s hari lagi", "%(count)s hari lagi", days) % {
            "count": number(days)
        }
    return ngettext("Terlambat %(count)s hari", "Terlambat %(count)s hari", -days) % {
        "count": number(-days)
    }


def in_sentence(words: str) -> str:
    """A label as it stands after other words: "Tutup periode" becomes "tutup periode"."""
    return words[:1].lower() + words[1:]


def calendar_day(value: date) -> date:
    """The calendar day of a date, or the day in WIB of an instant."""
    return day_of(_aware(value)) if isinstance(value, datetime) else value


def parse_number(text: str) -> Decimal:
    """Read a number in Indonesian (1.234,5) or plain (1234.5) notation.

    Dots that split the digits into thousands are thousands: 1.234 is 1234. One dot that cannot
    be that (12.5, 1234.567, 0.125) is a decimal point. A comma is always the decimal comma:
    1,234 is a little more than one. Raises ValueError with a sentence for the reader.
    """
    stripped = text.strip().replace("\N{MINUS SIGN}", "-")
    digits = stripped[1:] if stripped[:1] in ("+", "-") else stripped
    if len(digits) <= _LONGEST_NUMBER:
        sign = "-" if stripped.startswith("-") else ""
        if _GROUPED.fullmatch(digits):
            return Decimal(sign + digits.replace(".", "").replace(",", "."))
        if _PLAIN.fullmatch(digits):
            return Decimal(sign + digits.replace(",", "."))
    raise ValueError(
        _("Tulis angka seperti 1.234,5 (titik untuk ribuan, koma untuk desimal), bukan “%(text)s”.")
        % {"text": shortened(text)}
    )


def shortened(text: str, length: int = _LONGEST_NUMBER) -> str:
    """The text on one line, cut with an ellipsis so that it fits into a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _aware(value: date) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value


def _short_months() -> tuple[str, ...]:
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("Mei"),
        _("Jun"),
        _("Jul"),
        _("Agu"),
        _("Sep"),
        _("Okt"),
        _("Nov"),
        _("Des"),
    )


def _long_months() -> tuple[str, ...]:
    return (
        _("Januari"),
        _("Februari"),
        _("Maret"),
        _("April"),
        _("Mei"),
        _("Juni"),
        _("Juli"),
        _("Agustus"),
        _("September"),
        _("Oktober"),
        _("November"),
        _("Desember"),
    )
