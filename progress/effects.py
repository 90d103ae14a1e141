"""What a decision would change, calculated by the metric engine before anybody takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from progress.figures import Line
from ranpe.kit.ratio import Ratio


@dataclass(frozen=True)
class TimeEffect:
    """What a later due date changes: who is late now, and the best that can still be reached.

    `at_first` is the best by the first due dates; nothing granted moves it.
    """

    late_before: int
    late_after: int
    best_before: Ratio
    best_after: Ratio
    at_first: Ratio


def effect_of_time(
    lines: Sequence[Line], moved: Iterable[int], until: datetime, at: datetime
) -> TimeEffect:
    """What moving the due date of some reports (by key) to `until` changes for all these lines."""
    keys = {*moved}

    def later(line: Line) -> Line:
        if line.report_id not in keys:
            return line
        return replace(line, extended_to=until, owed_at=max(line.owed_at, until))

    def best(rows: Iterable[Line]) -> Ratio:
        return Ratio(sum(row.can_be_on_time_at(at) for row in rows), len(lines))

    after = [later(line) for line in lines]
    return TimeEffect(
        late_before=sum(line.is_late_at(at) for line in lines),
        late_after=sum(line.is_late_at(at) for line in after),
        best_before=best(lines),
        best_after=best(after),
        at_first=best(replace(line, extended_to=None) for line in lines),
    )
