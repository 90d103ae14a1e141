"""What the calendar does by itself, however often it is asked."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from journal.services import Outgoing, gather_digests, mail_due
from pillars.queries import is_working_day
from progress.services.climbing import Climbed, climb_ladder
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import OutOfTurn

logger = logging.getLogger("ranpe.clock")


def run_the_clock(*, at: datetime) -> Climbed:
    """Climb the ladder and, on working days, gather the daily mail; each only once a day.

    A clock that was put back is reported in one sentence, and nothing is done.
    """
    try:
        done = climb_ladder(at=at)
    except OutOfTurn as refusal:
        logger.warning("%s", refusal.sentence)
        return Climbed()
    if is_working_day(day_of(at)):
        gather_digests(at=at)
    return done


def rehearse(*, at: datetime, to: str = "") -> tuple[Climbed, list[Outgoing]]:
    """What would happen and leave at a moment; all of it is taken back.

    Raises:
        OutOfTurn: reminders later than this moment are on record.
    """
    with transaction.atomic():
        done = climb_ladder(at=at)
        if is_working_day(day_of(at)):
            gather_digests(at=at)
        mails = mail_due(at=at, to=to)
        transaction.set_rollback(True)
    return done, mails
