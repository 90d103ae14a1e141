"""The calendar of the house: instants are UTC in storage, days are days in Jakarta."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def day_of(at: datetime) -> date:
    """The calendar day in Jakarta of an instant."""
    return at.astimezone(WIB).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Jakarta; deadlines are inclusive."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=WIB)


def start_of(day: date) -> datetime:
    """The first instant of a day in Jakarta."""
    return datetime.combine(day, time(0, 0), tzinfo=WIB)
