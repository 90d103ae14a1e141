"""What a late institution lacks: all, a part, or the consent of its official."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from progress.figures import Line
from progress.models import ReportState
from ranpe.kit.formats import number

# The names in the address; together they are the late institutions, each once.
NOTHING_SENT, PARTLY_SENT, AWAITING_OFFICIAL = "belum", "sebagian", "eselon2"
LACKS = (NOTHING_SENT, PARTLY_SENT, AWAITING_OFFICIAL)


@dataclass(frozen=True)
class LackCount:
    """How many late institutions lack what `key` names, in words."""

    key: str
    count: int
    words: str


def lack_of(lines: Sequence[Line], at: datetime) -> str:
    """What one institution lacks in a period; empty when none of its reports is late.

    Waiting (`eselon2`): every late report was proposed by the operator and waits for the
    official, whatever else was sent. None (`belum`): of the others, whoever never sent a report
    of the period. Partly (`sebagian`): the rest: something was sent, and something is missing,
    or came back and was not repaired by its new day.
    """
    late = [line for line in lines if line.is_late_at(at)]
    if not late:
        return ""
    if all(line.state == ReportState.PROPOSED for line in late):
        return AWAITING_OFFICIAL
    return PARTLY_SENT if any(line.was_sent for line in lines) else NOTHING_SENT


def lack_counts(lacks: Iterable[str], *, is_over: bool) -> tuple[LackCount, ...]:
    """The late ones split in words, without those that are none; `is_over` after the lock."""
    found = list(lacks)
    counts = {key: found.count(key) for key in LACKS}
    words = _words_after_the_lock() if is_over else _words()
    return tuple(
        LackCount(key, count, words[key] % {"count": number(count)})
        for key, count in counts.items()
        if count
    )


def _words() -> dict[str, str]:
    return {
        NOTHING_SENT: _("%(count)s belum mengirim sama sekali"),
        PARTLY_SENT: _("%(count)s baru sebagian"),
        AWAITING_OFFICIAL: _("%(count)s menunggu Eselon II"),
    }


def _words_after_the_lock() -> dict[str, str]:
    return {
        NOTHING_SENT: _("%(count)s tidak mengirim sama sekali"),
        PARTLY_SENT: _("%(count)s hanya sebagian"),
        AWAITING_OFFICIAL: _("%(count)s tertahan di Eselon II"),
    }
