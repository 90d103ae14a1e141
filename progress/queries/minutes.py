"""Berita acara and spreadsheet of a session: the same lines, counted by the one metric engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from institutions.models import Institution
from journal.models import Remark
from pillars.models import PlanRules
from pillars.queries import rules_of
from progress.figures import Compliance, Line, compliance_of, status_of_line
from progress.lines import lines_of
from progress.models import (
    ProgressReport,
    SessionItem,
    Verdict,
    Verification,
    VerificationSession,
)
from progress.queries.sessions import items_with_parts


@dataclass(frozen=True)
class MinutesRow:
    """One report in the berita acara; what is not sent shows no word of its content."""

    report_id: int
    code: str
    owner: str
    verifier: str
    state: str
    unit: str
    claimed: Decimal | None
    recognised: Decimal | None
    claimed_status: str
    status: str
    verdict: str
    remarks: str
    decision: str
    is_closed: bool


@dataclass(frozen=True)
class SessionTotals:
    """What the rows add up to; compliance is that of the board."""

    reports: int
    compliance: Compliance
    verified: int
    statuses: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SessionRecord:
    """The rows of one K/L (or of the whole session) and their totals."""

    rows: tuple[MinutesRow, ...]
    totals: SessionTotals


def session_record(
    session: VerificationSession, items: Iterable[SessionItem], at: datetime
) -> SessionRecord:
    """The record of some items of a session, in the order in which they come."""
    chosen = list(items)
    keys = [item.report_id for item in chosen]
    lines = {
        line.report_id: line
        for line in lines_of(session.period, ProgressReport.everything.filter(pk__in=keys))
    }
    rules = rules_of(session.period.version.plan)
    verdicts, remarks = _verdicts(keys), _remarks(keys)
    rows = []
    for item in chosen:
        line, report = lines[item.report_id], item.report
        verdict = verdicts.get(report.pk) if line.is_sent or report.returns else None
        said = [verdict.note if verdict else ""]
        if verdict is not None and verdict.verdict == Verdict.RETURNED:
            said += remarks.get((report.pk, verdict.submission.number), [])
        rows.append(
            MinutesRow(
                report_id=report.pk,
                code=line.action_code,
                owner=report.assignment.institution.short,
                verifier=str(item.seat.verifier) if item.seat else "",
                state=report.get_state_display(),
                unit=line.unit,
                claimed=line.claimed_value if line.is_sent else None,
                recognised=line.value if line.is_verified else None,
                claimed_status=line.claimed_status if line.is_sent else "",
                status=_status(line, rules),
                verdict=verdict.get_verdict_display() if verdict else "",
                remarks="; ".join(text for text in said if text),
                decision=_decision_of(item),
                is_closed=line.is_closed,
            )
        )
    found = list(lines.values())
    counts = Counter(row.status for row in rows)
    totals = SessionTotals(
        reports=len(rows),
        compliance=compliance_of(0, found, at),
        verified=sum(line.is_verified for line in found),
        statuses=tuple(sorted(counts.items())),
    )
    return SessionRecord(tuple(rows), totals)


def _status(line: Line, rules: PlanRules) -> str:
    """The status word; what is sent and not checked yet has none, and is not called missing."""
    if line.is_sent and not line.is_verified:
        return _("Belum diverifikasi")
    return str(status_of_line(line, rules).label)


def items_for_record(session: VerificationSession, institution: Institution | None = None) -> Any:
    """The items of a session (of one K/L) with the decision that settles them."""
    rows = items_with_parts().select_related("decision__meeting").filter(session=session)
    if institution is not None:
        rows = rows.filter(report__assignment__institution=institution)
    return rows


def _decision_of(item: SessionItem) -> str:
    if item.decision is None:
        return ""
    meeting = item.decision.meeting
    return f"{meeting.title}, {meeting.held_on:%d-%m-%Y}: {item.decision.text}"


def _verdicts(keys: Sequence[int]) -> dict[int, Verification]:
    """The newest verdict on each report."""
    rows = Verification.everything.filter(submission__report__in=keys)
    rows = rows.select_related("submission").order_by("pk")
    return {row.submission.report_id: row for row in rows if row.submission.report_id}


def _remarks(keys: Sequence[int]) -> dict[tuple[int, int], list[str]]:
    label = ProgressReport._meta.label_lower
    found: dict[tuple[int, int], list[str]] = {}
    rows = Remark.everything.filter(subject_label=label, subject_id__in=keys).order_by("pk")
    for row in rows:
        found.setdefault((row.subject_id, row.version), []).append(row.text)
    return found
