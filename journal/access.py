"""Who looks after background work and mail."""

from __future__ import annotations

from typing import Any

from journal.models import KEEPER


def keeps_the_queues(actor: Any, _record: Any = None) -> bool:
    """The administrator of the system has work done again and mail sent again."""
    return bool(actor.reach.has(KEEPER))


def reads_the_queues(actor: Any) -> bool:
    """Whoever keeps the queues, and those who audit."""
    return bool(actor.reach.audits) or keeps_the_queues(actor)
