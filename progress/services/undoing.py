"""Taking a verdict back within ten seconds: a step of its own, before anybody was told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import in_office
from journal.door import advance
from journal.models import Entry
from journal.queries import entries_about, remarks_on
from journal.services import UNDO_WINDOW, take_back_notices, take_back_remarks
from progress.models import ProgressReport, RegionalReport, ReportState, Submission, Verification
from progress.services.verifying import REVIEWING
from progress.services.writing import _key, _locked
from progress.workflow import REPORT_FLOW
from ranpe.kit.refusals import NotYours, OutOfTurn

Either = ProgressReport | RegionalReport
VERDICTS = frozenset({"report.accept", "report.forward", "report.return", "report.endorse"})


def undo_verdict(report: Either, *, by: Any, at: datetime) -> Any:
    """Put the report back to where it stood before the newest verdict; the verdict stays, marked.

    Raises:
        OutOfTurn: ten seconds have passed, or somebody has acted on the verdict.
        NotYours: it was somebody else's verdict.
    """
    by = in_office(by, *REVIEWING)
    with transaction.atomic():
        row = _locked(report)
        verdict = _open_verdict(row, by=by, at=at)
        for name, value in verdict.before.items():
            if name != "state":
                field = row._meta.get_field(name)
                setattr(row, field.attname, field.to_python(value))
        row.save()
        waited_for_chair = verdict.before["state"] == ReportState.AWAITING_CHAIR
        advance(row, REPORT_FLOW, "undo_to_chair" if waited_for_chair else "undo", by=by, at=at)
        sent = Submission.everything.filter(**_key(row))
        own = {"decided_by_id": by.pk, "decided_at": verdict.at, "undone_at": None}
        Verification.everything.filter(submission__in=sent, **own).update(
            undone_at=at, undone_by_id=by.pk
        )
        said = remarks_on(row).filter(author_id=by.pk, created_at=verdict.at)
        take_back_remarks(said, by=by, at=at)
        take_back_notices(str(verdict.pk), at=at)
    return row


def _open_verdict(report: Either, *, by: Any, at: datetime) -> Entry:
    newest = entries_about([report]).order_by("-pk").first()
    if newest is None or newest.verb not in VERDICTS:
        raise OutOfTurn(_("Tidak ada keputusan yang dapat dibatalkan."))
    if newest.actor_id != by.pk:
        raise NotYours(_("Hanya yang memutuskan yang dapat membatalkan keputusannya."))
    if at - newest.at > UNDO_WINDOW:
        raise OutOfTurn(_("Sepuluh detik sudah lewat; keputusan ini tidak dapat dibatalkan lagi."))
    if _was_taken_up(report, newest):
        raise OutOfTurn(_("Instansi sudah mulai memperbaiki; keputusan tidak dapat dibatalkan."))
    return newest


def _was_taken_up(report: Any, verdict: Entry) -> bool:
    """Whether the institution has written or attached since; that leaves no entry."""
    return bool(
        report.version != verdict.before.get("version", report.version)
        or report.drafts.filter(saved_at__gte=verdict.at).exists()
        or report.evidences.filter(added_at__gt=verdict.at).exists()
    )
