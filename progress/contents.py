"""What a report is made of beside its words: its activities, its files and their other uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from progress.models import Activity, Evidence, ProgressReport, RegionalReport
from progress.queries import reports_written_by, shown_evidence


def reports_beside(report: ProgressReport, user: Any) -> Any:
    """The other reports of the same institution and period that `user` is still writing."""
    rows = reports_written_by(user).due_in(report.period).unsent().exclude(pk=report.pk)
    house = report.assignment.institution_id
    return rows.filter(assignment__institution=house).order_by("assignment__action__code", "pk")


def shown_activities(report: ProgressReport | RegionalReport) -> list[Activity]:
    """What a report tells of, with the places, by day; provinces tell of none one by one."""
    if isinstance(report, RegionalReport):
        return []
    return list(report.activities.select_related("region"))


@dataclass
class Uses:
    """Where else the bytes of a file stand: reports that a reader sees by name, others without."""

    named: list[str] = field(default_factory=list)
    is_elsewhere: bool = False


def other_uses(report: ProgressReport | RegionalReport, user: Any) -> dict[str, Uses]:
    """Other reports, periods and institutions that rest on the same bytes, by the bytes' hash.

    Only what `user` may see is named; of the rest they learn no more than that it exists.
    """
    own = {"report": report} if isinstance(report, ProgressReport) else {"regional_report": report}
    hashes = shown_evidence(report).values("file__sha256")
    rows = Evidence.everything.filter(file__sha256__in=hashes, removed_at=None).exclude(**own)
    seen = rows.visible_to(user).select_related(
        "file",
        "report__assignment__action",
        "report__assignment__institution",
        "report__period",
        "regional_report__region",
        "regional_report__period",
    )
    found: dict[str, Uses] = {}
    keys = set()
    for row in seen:
        keys.add(row.pk)
        names = found.setdefault(row.file.sha256, Uses()).named
        if row.about.journal_name not in names:
            names.append(row.about.journal_name)
    for pk, sha256 in rows.values_list("pk", "file__sha256"):
        if pk not in keys:
            found.setdefault(sha256, Uses()).is_elsewhere = True
    return found
