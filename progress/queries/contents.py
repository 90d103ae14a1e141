"""What a report is made of beside its words: its activities, its files and their other uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from files.services import SHOWN, read_bytes
from journal.queries import remarks_on
from progress.models import (
    COUNTED,
    Activity,
    ActivityDraft,
    Evidence,
    EvidenceLabel,
    OutputKind,
    ProgressReport,
    RegionalReport,
    ReportState,
)
from progress.queries import reports_written_by, shown_evidence
from ranpe.kit.metadata import Unreadable, cleaned
from ranpe.kit.refusals import Incomplete, OutOfTurn


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


def verbose(name: str) -> str:
    """The words of a field of an activity."""
    field: Any = Activity._meta.get_field(name)
    return str(field.verbose_name)


def told_lines(content: dict[str, Any]) -> list[str]:
    """The activities of a sending as it was frozen, one line each."""
    kinds, found = dict(OutputKind.choices), []
    for told in content.get("activities", ()):
        counts = [f"{verbose(name)}: {told[name]}" for name in COUNTED if told[name] is not None]
        flags = [verbose(name) for name in ("is_online", "is_undivided") if told[name]]
        output = str(kinds.get(told["output_kind"], ""))
        parts = [told["title"], told["held_on"], told["region"], told["partners"], output]
        found.append(" · ".join(part for part in [*parts, *flags, *counts] if part))
    return found


def activity_draft(
    report: ProgressReport, activity: Activity | None, user: Any
) -> ActivityDraft | None:
    """What is being typed of an activity (None: of a new one); None when nothing is."""
    found: ActivityDraft | None = _drafts_of(report, user).filter(activity=activity).first()
    return found


@dataclass(frozen=True)
class HalfTyped:
    """An activity of which something is typed and not saved, as a list shows it."""

    key: int | None
    title: str
    who: str
    at: datetime


def half_typed_of(report: Any, user: Any) -> list[HalfTyped]:
    """The half-typed activities of a report, for those who write it."""
    if not isinstance(report, ProgressReport):
        return []
    return [
        HalfTyped(
            key=row.activity_id,
            title=str(row.content.get("title", "")).strip(),
            who=row.saved_by.printed_name,
            at=row.saved_at,
        )
        for row in _drafts_of(report, user)
    ]


def _drafts_of(report: ProgressReport, user: Any) -> Any:
    rows = ActivityDraft.everything.visible_to(user).filter(report=report)
    return rows.select_related("saved_by")


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


def is_cleared(evidence: Evidence) -> bool:
    """Whether a file may leave the house: label Publik, in a report that was verified."""
    is_public = evidence.classification == EvidenceLabel.PUBLIC and evidence.removed_at is None
    return is_public and evidence.about.state in (ReportState.VERIFIED, ReportState.LOCKED)


def has_public_copy(evidence: Evidence) -> bool:
    """Whether a copy for the public can be made: cleared, and of a kind that can be cleaned."""
    is_there = evidence.file.is_open and evidence.file.content_type in SHOWN
    return is_there and is_cleared(evidence)


def public_copy_of(evidence: Evidence) -> bytes:
    """The file as the public may have it: without place, camera, author and history.

    Raises:
        OutOfTurn: it is not labelled Publik, or its report is not verified.
        Incomplete: its kind cannot be cleaned, or the file cannot be read.
    """
    if not is_cleared(evidence):
        raise OutOfTurn(_("Hanya berkas berlabel Publik dari laporan terverifikasi yang dibuka."))
    try:
        return cleaned(read_bytes(evidence.file), evidence.file.content_type)
    except Unreadable:
        raise Incomplete(
            _("Jejak penulis dan lokasi tidak dapat dihapus dari berkas ini; siapkan PDF baru.")
        ) from None


def answers_in(report: ProgressReport | RegionalReport) -> list[dict[str, str]]:
    """The remarks of returns with what was answered to them, as they are frozen."""
    rows = remarks_on(report).exclude(answer="") if report.returns else []
    return [{"field": row.field, "remark": row.text, "answer": row.answer} for row in rows]
