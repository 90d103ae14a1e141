"""What a report's pages say of the paper it came on, and what the Secretariat may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from progress.access import keeps_paper
from progress.models import (
    EDITABLE,
    ClosedDuty,
    Objection,
    PaperRecord,
    ProgressReport,
    ReportState,
)
from progress.services import mode_of_record
from progress.views.kinds import REGIONAL, Kind


@dataclass(frozen=True)
class PaperNote:
    """One paper of a report: how it came, who stands for it, what was objected."""

    record: PaperRecord
    mode: str
    objections: list[Objection]


def papers_of(report: Any, user: Any) -> list[PaperNote]:
    """The papers of a report that stand; no query for a report that never came on paper.

    The Secretariat also sees what waits for its second person.
    """
    if not (report.came_by_letter or keeps_paper(user, report)):
        return []
    name = "report" if isinstance(report, ProgressReport) else "regional_report"
    rows = PaperRecord.everything.visible_to(user).filter(**{name: report}, refused_at=None)
    return [
        PaperNote(row, mode_of_record(row), list(row.objections.all()))
        for row in rows.prefetch_related("objections")
    ]


@dataclass(frozen=True)
class PaperDesk:
    """What the Secretariat may do with a report on its page; empty addresses are not offered."""

    record_url: str = ""
    path_url: str = ""
    is_closed: bool = False


def _is_closed_duty(report: Any) -> bool:
    return bool(
        ClosedDuty.everything.filter(assignment=report.assignment_id, ended_at=None).exists()
    )


def paper_desk(report: Any, kind: Kind, user: Any) -> PaperDesk | None:
    """The Secretariat's own panel; nothing for everybody else."""
    if not keeps_paper(user, report):
        return None
    is_closed = kind is not REGIONAL and _is_closed_duty(report)
    is_unsent = report.state in (*EDITABLE, ReportState.PROPOSED) and report.period.asks_everything
    return PaperDesk(
        record_url=kind.url("record", report) if is_unsent else "",
        path_url="" if kind is REGIONAL else kind.url("path", report),
        is_closed=is_closed,
    )
