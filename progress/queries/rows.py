"""Reading reports: whose they are, what came before, what they rest on."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from progress.access import is_writer
from progress.models import (
    ProgressReport,
    RegionalReport,
    Submission,
)

_REPORT_PARTS = (
    "period__version__plan",
    "assignment__action__focus__pillar",
    "assignment__institution",
    "assignment__unit",
)


def reports_with_parts() -> Any:
    """Reports of institutions with all that a list shows, in one query."""
    return ProgressReport.everything.select_related(*_REPORT_PARTS)


def regional_reports_with_parts() -> Any:
    """Reports of provinces with all that a list shows, in one query."""
    return RegionalReport.everything.select_related("period__version__plan", "region__government")


def reports_written_by(user: Any) -> Any:
    """The reports that a person writes or sends, whatever their state."""
    reach = user.reach
    return reports_with_parts().filter(
        models.Q(assignment__institution_id__in=reach.institutions)
        | models.Q(assignment__unit_id__in=reach.units)
    )


def regional_reports_written_by(user: Any) -> Any:
    """The same for provinces."""
    return regional_reports_with_parts().filter(region__government__in=user.reach.institutions)


def report_before(report: ProgressReport | RegionalReport) -> Any:
    """The same duty's latest earlier report that was sent and is checked; None without any."""
    if isinstance(report, ProgressReport):
        rows: Any = ProgressReport.everything.filter(assignment=report.assignment_id)
    else:
        rows = RegionalReport.everything.filter(region=report.region_id)
    rows = rows.filter(
        period__ends_on__lt=report.period.starts_on,
        period__is_checked=True,
        first_submitted_at__isnull=False,
    )
    return rows.select_related("period").order_by("-period__ends_on").first()


def with_what_was_sent(reports: Any) -> Any:
    """The same reports, each with the content it was last sent with: for lists of many."""
    of_it = "report" if reports.model is ProgressReport else "regional_report"
    sent = Submission.everything.filter(**{of_it: models.OuterRef("pk")}).order_by("-number")
    return reports.annotate(sent_content=models.Subquery(sent.values("content")[:1]))


def mode_of(report: ProgressReport | RegionalReport) -> str:
    """How the report reached the Secretariat, where it is not the usual way; in words."""
    if getattr(report, "is_closed", False):
        return _("Jalur tertutup")
    return _("Dicatat dari surat") if report.came_by_letter else ""


def as_read_by(user: Any, report: Any) -> Any:
    """The report as `user` may read it: while it is repaired, others read what was sent last.

    What comes back is for reading only; the services fetch the row anew.
    """
    is_being_repaired = not report.is_sent and report.first_submitted_at is not None
    if not is_being_repaired or user.reach.national or is_writer(user, report):
        return report
    if not hasattr(report, "sent_content"):
        report.sent_content = report.submissions.order_by("-number")[0].content
    report.last_sent = report.sent_content
    for field in report._meta.concrete_fields:
        if field.name in report.last_sent:
            setattr(report, field.attname, field.to_python(report.last_sent[field.name]))
    return report


def shown_evidence(report: ProgressReport | RegionalReport) -> Any:
    """The files that a report stands on, without those that were taken out."""
    rows = report.evidences.select_related("file")
    if report.last_sent is not None:
        return rows.filter(pk__in=[file["id"] for file in report.last_sent["evidence"]])
    return rows.filter(removed_at=None)


_RECEIPT_PARTS = (
    "report__assignment__action",
    "report__assignment__institution",
    "report__period",
    "regional_report__region",
    "regional_report__period",
)


def receipts_of(user: Any, word: str = "") -> Any:
    """The receipts that a person may read, the newest first; `word` is a part of number or code."""
    rows = Submission.everything.visible_to(user).select_related(*_RECEIPT_PARTS)
    found = models.Q(receipt__icontains=word) | models.Q(
        regional_report__region__name__icontains=word
    )
    found |= models.Q(report__assignment__action__code__icontains=word)
    return rows.filter(found).order_by("-submitted_at", "-pk")
