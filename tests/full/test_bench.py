"""What `make bench` says of a period, on the full sample, holds and leaves nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import timezone

from actions.models import Action
from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.models import ProgressReport
from ranpe.management.period_bench import measured_period
from tests.full.conftest import ON_THE_FULL_SAMPLE

pytestmark = ON_THE_FULL_SAMPLE

BOUNDS = {"board": 12, "review queue": 12, "task list": 12, "spreadsheet": 20, "lock": 60}


def _counts() -> list[int]:
    locked = Period.everything.filter(state=PeriodState.LOCKED)
    tables = (Action.everything.all(), ProgressReport.everything.all(), Entry.everything.all())
    return [rows.count() for rows in (*tables, locked)]


def _queries(note: str) -> int:
    found = re.match(r" *(\d+) queries", note)
    assert found is not None, note
    return int(found.group(1))


def test_a_period_takes_the_queries_that_were_promised_also_at_ten_times(full: Path) -> None:
    before = _counts()

    lines = list(measured_period(timezone.now()))

    assert _counts() == before
    asked: dict[str, set[int]] = {}
    for name, _seconds, note in lines:
        what = name.split(" with ")[0]
        asked.setdefault(what, set()).add(_queries(note))
        (bound,) = [most for start, most in BOUNDS.items() if name.startswith(start)]
        assert _queries(note) <= bound, f"{name}: {note}"
    assert all(len(numbers) == 1 for numbers in asked.values()), asked
    (lock,) = [note for name, _seconds, note in lines if name.startswith("lock")]
    assert lock.endswith("once more: refused, 0 entries")
