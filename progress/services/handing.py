"""Handing a verifier's queue on to another one, report by report, outside a session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role, User
from journal.services import Change, record_entry, tell
from progress import access
from progress.models import ProgressReport, RegionalReport, ReportState, SessionState
from progress.services.many import Outcome
from progress.services.writing import _locked
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused

Either = ProgressReport | RegionalReport
_DONE = gettext_lazy("pemeriksaan dialihkan kepada verifikator lain")
_TOLD = gettext_lazy("{report}: pemeriksaannya dialihkan dari {previous} kepada {to}")


def hand_over(
    reports: Iterable[Either], *, holder: User, to: User, reason: str, by: Any, at: datetime
) -> list[Outcome]:
    """Give reports that `holder` has begun to check to another verifier; each stands by itself.

    Both are told, and the age of the report goes on: the Secretariat has had it all the time.

    Raises:
        NotYours: `by` neither leads the Pokja nor is the Secretariat.
        Incomplete: no reason, or the queue would go back to who has it.
    """
    if not access.runs_the_periods(by, None):
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengalihkan antrean."))
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    if to.pk == holder.pk:
        raise Incomplete(_("Pilih verifikator lain."))
    officer = in_office(by, Role.SECRETARIAT, Role.POKJA_HEAD)
    return [_outcome(row, holder, to, reason.strip(), by=officer, at=at) for row in reports]


def _outcome(
    report: Either, holder: User, to: User, reason: str, *, by: Any, at: datetime
) -> Outcome:
    try:
        with transaction.atomic():
            _hand_on(report, holder, to, reason, by=by, at=at)
    except Refused as refusal:
        return Outcome(report, refusal=refusal.sentence)
    return Outcome(report)


def _hand_on(report: Either, holder: User, to: User, reason: str, *, by: Any, at: datetime) -> None:
    row = _locked(report)
    if row.state != ReportState.SUBMITTED or row.review_started_by_id != holder.pk:
        raise OutOfTurn(_("Sudah diputuskan atau sudah dialihkan orang lain."))
    if _is_in_running_session(row):
        raise OutOfTurn(_("Sedang dalam sesi verifikasi; pindahkan di halaman sesinya."))
    if not access.is_verifier(to, row):
        raise Incomplete(_("Verifikator itu tidak boleh memeriksa laporan ini."))
    before = row.review_started_at
    row.review_started_at, row.review_started_by_id = at, to.pk
    row.save(update_fields=["review_started_at", "review_started_by"])
    change = Change(
        reason=reason,
        before={"review_started_by": holder.pk, "review_started_at": before.isoformat()},
        after={"review_started_by": to.pk},
    )
    entry = record_entry(row, "review.handed_over", _DONE, by=by, at=at, change=change)
    said = format_lazy(_TOLD, report=row.journal_name, previous=holder.printed_name, to=to)
    tell({holder.pk, to.pk} - {by.pk}, row, said, key=str(entry.pk), at=at)


def _is_in_running_session(report: Either) -> bool:
    """Whether the report stands at a desk of a session that runs; provinces are in none."""
    if isinstance(report, RegionalReport):
        return False
    return report.session_items.filter(session__state=SessionState.RUNNING).exists()
