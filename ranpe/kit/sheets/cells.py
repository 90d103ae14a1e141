"""Parsers for single cells, each with its own sentence for the person who filled it in."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from django.utils.translation import gettext as _

from ranpe.kit.formats import number, parse_number, shortened
from ranpe.kit.sheets.tables import Cell

Value = TypeVar("Value")

# Spreadsheets keep 15 digits of a number; longer ones were already changed when typed.
_EXACT_DIGITS = 15
_FIRST_YEAR = 2000
_LAST_YEAR = 2100
_SHOWN_OPTIONS = 8
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class CellError(ValueError):
    """A cell cannot be read: the reason and the remedy, as clauses without a full stop."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


def text(max_length: int | None = None) -> Callable[[Cell], str]:
    """Make a parser for text of at most so many characters; numbers are read as typed."""

    def parse(cell: Cell) -> str:
        value = _CONTROLS.sub("", as_text(cell).replace("\r\n", "\n").replace("\r", "\n"))
        if max_length is not None and len(value) > max_length:
            raise CellError(
                _("teks terlalu panjang (%(length)s huruf)") % {"length": number(len(value))},
                _("singkat menjadi paling banyak %(limit)s huruf") % {"limit": number(max_length)},
            )
        return value

    return parse


def integer(minimum: int | None = None, maximum: int | None = None) -> Callable[[Cell], int]:
    """Make a parser for whole numbers within bounds, both included."""

    def parse(cell: Cell) -> int:
        value = _as_number(cell)
        if value != value.to_integral_value():
            raise CellError(
                _("“%(value)s” bukan bilangan bulat") % {"value": number(value)},
                _("tulis bilangan tanpa desimal"),
            )
        _check_bounds(value, minimum, maximum)
        return int(value)

    return parse


def decimal(
    minimum: Decimal | int | None = None, maximum: Decimal | int | None = None, places: int = 2
) -> Callable[[Cell], Decimal]:
    """Make a parser for numbers within bounds with at most so many decimals.

    Text is read in Indonesian or plain notation, see `formats.parse_number`.
    """

    def parse(cell: Cell) -> Decimal:
        value = _as_number(cell)
        _check_bounds(value, minimum, maximum)
        if value != round(value, places):
            raise CellError(
                _("“%(value)s” memiliki terlalu banyak angka desimal") % {"value": number(value)},
                _("bulatkan menjadi paling banyak %(places)s angka desimal") % {"places": places},
            )
        return value

    return parse


def codes(separator: str = ";") -> Callable[[Cell], tuple[str, ...]]:
    """Make a parser for a list of codes in one cell; order is kept, repetitions are dropped."""

    def parse(cell: Cell) -> tuple[str, ...]:
        parts = (" ".join(part.split()) for part in as_text(cell).split(separator))
        return tuple(dict.fromkeys(part for part in parts if part))

    return parse


def years(cell: Cell) -> tuple[int, ...]:
    """Read one or more years, such as 2026, "2026; 2027" or "2026-2029", in rising order."""
    found: set[int] = set()
    for part in re.split(r"[;,]", as_text(cell)):
        match = _YEARS.fullmatch(part.strip())
        if match is None:
            raise _not_years(cell)
        first, last = int(match[1]), int(match[2] or match[1])
        if not _FIRST_YEAR <= first <= last <= _LAST_YEAR:
            raise _not_years(cell)
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def iso_date(cell: Cell) -> date:
    """Read a date cell, or a date written as 2026-12-31."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        if isinstance(cell, str) and _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass  # 2026-02-30 has the right shape but is no day.
    raise CellError(
        _("“%(value)s” bukan tanggal") % {"value": shortened(as_text(cell))},
        _("tulis sebagai tahun-bulan-hari, misalnya 2026-12-31"),
    )


def choice(options: Mapping[str, Value] | Sequence[str]) -> Callable[[Cell], Value | str]:
    """Make a parser for one of several labels, in any letter case.

    Labels given as a mapping are read as the value they stand for.
    """
    labels = list(options)
    values: Mapping[str, Value | str] = (
        dict(options) if isinstance(options, Mapping) else {label: label for label in labels}
    )

    def parse(cell: Cell) -> Value | str:
        return values[chosen(cell, labels)]

    return parse


def chosen(cell: Cell, labels: Sequence[str]) -> str:
    """The label that a cell names, as it is spelt in the list; raises CellError for another."""
    wanted = as_text(cell)
    by_folded = {folded(label): label for label in labels}
    if folded(wanted) in by_folded:
        return by_folded[folded(wanted)]
    near = get_close_matches(folded(wanted), by_folded, n=1)
    listed = ", ".join([by_folded[key] for key in near] or list(labels)[:_SHOWN_OPTIONS])
    raise CellError(
        _("“%(value)s” tidak ada dalam daftar pilihan") % {"value": shortened(wanted)},
        _("mungkin maksudnya %(options)s") % {"options": listed}
        if near
        else _("pilih salah satu, misalnya %(options)s") % {"options": listed},
    )


def folded(label: str) -> str:
    """A label without differences of letter case and white space, for comparisons."""
    return " ".join(label.casefold().split())


def as_text(cell: Cell) -> str:
    """A cell as the text that was typed; raises CellError for a number that lost digits."""
    if isinstance(cell, bool):
        return _("Ya") if cell else _("Tidak")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    if abs(cell) >= 10**_EXACT_DIGITS:
        raise CellError(
            _("angka lebih dari 15 digit berubah di lembar kerja"),
            _("jadikan sel ini teks, lalu ketik ulang nomornya"),
        )
    return str(int(cell)) if cell == int(cell) else str(cell)


def _as_number(cell: Cell) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell))
    try:
        return parse_number(as_text(cell))
    except ValueError:
        raise CellError(
            _("“%(value)s” bukan angka") % {"value": shortened(as_text(cell))},
            _("tulis angka seperti 1.234,5 (titik untuk ribuan, koma untuk desimal)"),
        ) from None


def _check_bounds(
    value: Decimal, minimum: Decimal | int | None, maximum: Decimal | int | None
) -> None:
    if minimum is not None and value < minimum:
        raise CellError(
            _("%(value)s terlalu kecil") % {"value": number(value)},
            _("isi paling sedikit %(limit)s") % {"limit": number(minimum)},
        )
    if maximum is not None and value > maximum:
        raise CellError(
            _("%(value)s terlalu besar") % {"value": number(value)},
            _("isi paling banyak %(limit)s") % {"limit": number(maximum)},
        )


def _not_years(cell: Cell) -> CellError:
    return CellError(
        _("“%(value)s” bukan tahun") % {"value": shortened(as_text(cell))},
        _("tulis tahun empat angka antara 2000 dan 2100, misalnya 2026; 2027 atau 2026-2029"),
    )
