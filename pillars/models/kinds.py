"""Kinds of reporting period: what each asks, whether it is checked, and its usual days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SEMESTER: Final = "semester"
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True)
class PeriodKind:
    """The terms of one kind; a period copies them on the day on which it is scheduled.

    `asks` names the fields of the report that are asked, none for all of them; `text_limit` is the
    most that its text may have; the days count from the last day of the data.
    """

    key: str
    label: str
    name: str
    code: str
    is_checked: bool
    with_provinces: bool
    asks: tuple[str, ...]
    text_limit: int | None
    opens_after: int
    due_after: int
    closes_after: int
    cutoff_after: int

    @classmethod
    def of(cls, terms: dict[str, Any]) -> PeriodKind:
        """The kind that stands in a plan's rules."""
        return cls(**{**terms, "asks": tuple(terms["asks"])})

    def code_of(self, number: int) -> str:
        """The code of the year's period of this kind with a number."""
        return self.code % {"number": number}

    def name_of(self, number: int, year: int, day: str) -> str:
        """The name of that period; `day` is the last day of its data in words."""
        roman = ROMAN[number - 1] if number <= len(ROMAN) else str(number)
        return self.name % {"number": number, "roman": roman, "year": year, "day": day}


def default_period_kinds() -> list[dict[str, Any]]:
    """The semester report, and the short data update between two of them."""
    return [
        {
            "key": SEMESTER,
            "label": "Laporan semester",
            "name": "Semester %(roman)s %(year)s",
            "code": "S%(number)s",
            "is_checked": True,
            "with_provinces": True,
            "asks": [],
            "text_limit": None,
            "opens_after": 1,
            "due_after": 20,
            "closes_after": 34,
            "cutoff_after": 51,
        },
        {
            "key": "short_update",
            "label": "Pemutakhiran data",
            "name": "Pemutakhiran data per %(day)s",
            "code": "P%(number)s",
            "is_checked": False,
            "with_provinces": False,
            "asks": ["claimed_status", "achieved_value", "narrative"],
            "text_limit": 300,
            "opens_after": 1,
            "due_after": 14,
            "closes_after": 21,
            "cutoff_after": 28,
        },
    ]
