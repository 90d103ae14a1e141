"""Who runs the plan's calendar."""

from __future__ import annotations

from typing import Any


def runs_the_calendar(actor: Any, _period: Any) -> bool:
    """Periods are scheduled, opened, closed and locked by the Pokja's head or the Secretariat."""
    return bool(actor.reach.has("pokja_head", "secretariat"))


def keeps_the_holidays(actor: Any) -> bool:
    """The same people keep the days off, by which working days are counted."""
    return runs_the_calendar(actor, None)
