"""Where a reader goes with a report: to fill it in, to check it, or to read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from progress import access
from progress.models import EDITABLE, ProgressReport, RegionalReport, ReportState

Either = ProgressReport | RegionalReport


def writes_now(user: Any, report: Either) -> bool:
    """Whether the report lies with the institution and `user` writes for it."""
    return report.state in EDITABLE and access.is_writer(user, report)


def waits_for(user: Any, report: Either) -> bool:
    """Whether the next word on the report is `user`'s, as verifier or chair."""
    if report.state == ReportState.SUBMITTED:
        return access.is_verifier(user, report)
    return report.state == ReportState.AWAITING_CHAIR and access.is_chair(user, report)


def report_page(user: Any, report: Either) -> str:
    """The address of the page on which `user` does something with the report, or reads it."""
    name = "check"
    if writes_now(user, report):
        name = "edit"
    elif waits_for(user, report):
        name = "desk"
    prefix = "regional-" if isinstance(report, RegionalReport) else ""
    return reverse(f"progress:{prefix}{name}", args=[report.pk])
