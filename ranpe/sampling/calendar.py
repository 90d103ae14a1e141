"""The sample calendar: which semesters there are, seen from the anchor day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ranpe.kit.clock import end_of, start_of


@dataclass(frozen=True, order=True)
class Semester:
    """Half a year."""

    year: int
    half: int

    @property
    def code(self) -> str:
        """S1 or S2."""
        return f"S{self.half}"

    @property
    def name(self) -> str:
        """As it stands on the screen."""
        return f"Semester {'I' if self.half == 1 else 'II'} {self.year}"

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day."""
        if self.half == 1:
            return date(self.year, 1, 1), date(self.year, 6, 30)
        return date(self.year, 7, 1), date(self.year, 12, 31)

    def after(self) -> Semester:
        """The next one."""
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)


def usual_days(semester: Semester) -> dict[str, Any]:
    """The reporting days of a closed semester: a month after its end, two weeks for the late."""
    first, last = semester.days
    opens = last + timedelta(days=1)
    due = date(opens.year, 7, 31) if semester.half == 1 else date(opens.year, 1, 20)
    return _days(first, last, start_of(opens), due, due + timedelta(days=14))


def live_days(semester: Semester, anchor: date) -> dict[str, Any]:
    """The days of the open period: due four days before the anchor, closing ten days after."""
    first, last = semester.days
    due = anchor - timedelta(days=4)
    return _days(first, last, start_of(due - timedelta(days=30)), due, anchor + timedelta(days=10))


def _days(first: date, last: date, opens_at: datetime, due: date, closes: date) -> dict[str, Any]:
    return {
        "starts_on": first,
        "ends_on": last,
        "opens_at": opens_at,
        "due_at": end_of(due),
        "closes_at": end_of(closes),
        "cutoff_at": end_of(closes + timedelta(days=17)),
    }


def closed_semesters(first_year: int, last_year: int) -> list[Semester]:
    """All semesters of these years."""
    return [Semester(year, half) for year in range(first_year, last_year + 1) for half in (1, 2)]


def live_semester(anchor: date, first: Semester) -> Semester:
    """The last semester that ended before the anchor, but never one before `first`."""
    current = first
    while current.after().days[1] < anchor:
        current = current.after()
    return current
