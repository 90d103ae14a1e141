"""Reading the short data update between two semester reports: what it says already."""

from __future__ import annotations

from typing import Any

from progress.models import SENT, ProgressReport, RegionalReport, ReportState


def update_before(report: ProgressReport | RegionalReport) -> ProgressReport | None:
    """The newest data update that was sent about the same duty and days; None without any, and
    for a report that somebody has begun."""
    if isinstance(report, RegionalReport) or report.state != ReportState.NOT_STARTED:
        return None
    period = report.period
    if not period.is_checked:
        return None
    rows = ProgressReport.everything.filter(
        assignment=report.assignment_id,
        state__in=[*SENT, ReportState.LOCKED],
        period__is_checked=False,
        period__ends_on__range=(period.starts_on, period.ends_on),
    )
    found: ProgressReport | None = (
        rows.select_related("period").order_by("-period__ends_on").first()
    )
    return found


def said_by(update: ProgressReport | None) -> dict[str, Any]:
    """What the update says, by the fields that its period asked; nothing without one."""
    if update is None:
        return {}
    return {name: getattr(update, name) for name in update.period.asks}
