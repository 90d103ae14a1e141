"""Reading requests for time, and what was given means for compliance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from pillars.models import Period
from progress.effects import TimeEffect, effect_of_time
from progress.figures import Line, compliance_of
from progress.lines import lines_across, lines_of
from progress.models import Extension, ExtensionKind, ExtensionState, ProgressReport
from ranpe.kit.ratio import Ratio

_PARTS = (
    "report__assignment__action",
    "report__assignment__institution",
    "report__period",
    "regional_report__region__government",
    "regional_report__period",
    "requested_by",
    "decided_by",
)


def extensions_about(report: Any) -> list[Extension]:
    """Everything that was asked and given for a report, the newest first."""
    name = "report" if isinstance(report, ProgressReport) else "regional_report"
    rows = Extension.everything.filter(**{name: report.pk})
    return list(rows.select_related("requested_by", "decided_by"))


def extensions_waiting(user: Any) -> Any:
    """The requests that wait for a decision, the oldest first."""
    rows = Extension.everything.visible_to(user).filter(state=ExtensionState.REQUESTED)
    return rows.select_related(*_PARTS).order_by("pk")


def extensions_decided(user: Any) -> Any:
    """What was decided, the newest first."""
    rows = Extension.everything.visible_to(user).exclude(state=ExtensionState.REQUESTED)
    return rows.select_related(*_PARTS).order_by("-decided_at", "-pk")


@dataclass(frozen=True)
class TimeGiven:
    """Compliance of a period's institutions against both deadlines."""

    agreed: Ratio
    at_first: Ratio
    extended: int


def time_given(user: Any, period: Period, at: datetime) -> TimeGiven:
    """How many reports of institutions are on time against the agreed and the first due date."""
    rows = ProgressReport.everything.visible_to(user).filter(period=period)
    total = compliance_of(0, lines_of(period, rows), at)
    return TimeGiven(total.on_time_ratio, total.on_time_at_first_ratio, total.extended)


def effects_of_granting(waiting: Sequence[Extension], at: datetime) -> dict[int, TimeEffect]:
    """What granting each request would change for its institution in that period, by the key of
    the request; constant in queries.

    Reopening leaves a report late, so it changes nothing and is not listed; provinces, which owe
    one report a period, neither.
    """
    asked = [
        (row, row.report)
        for row in waiting
        if row.report is not None and row.kind == ExtensionKind.DUE_DATE
    ]
    if not asked:
        return {}
    owners = models.Q(pk__in=[])
    for _row, report in asked:
        owner = report.assignment.institution_id
        owners |= models.Q(period=report.period_id, assignment__institution=owner)
    lines: dict[tuple[int, datetime], list[Line]] = {}
    for line in lines_across(ProgressReport.everything.filter(owners)):
        lines.setdefault((line.institution_id, line.period_due_at), []).append(line)
    found = {}
    for row, report in asked:
        own = lines[report.assignment.institution_id, report.period.due_at]
        found[row.pk] = effect_of_time(own, [report.pk], row.until, at)
    return found


def effect_of_giving(
    period: Period, reports: Iterable[Any], until: datetime, at: datetime
) -> TimeEffect:
    """What giving time to these reports would change for all institutions of the period."""
    keys = [row.pk for row in reports if isinstance(row, ProgressReport)]
    return effect_of_time(lines_of(period), keys, until, at)
