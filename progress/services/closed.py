"""Jalur tertutup: duties reported by status and letter only, checked at the institution."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from actions.models import Assignment
from journal.door import advance
from journal.services import Change, record_entry
from pillars.models import PeriodState
from progress import access
from progress.models import ClosedDuty, PaperRecord, ProgressReport, ReportState
from progress.services.letters import ClosedContent, LetterFacts, columns_of, record_letter
from progress.services.writing import _locked, _open_for_sending, _same_version
from progress.workflow import REPORT_FLOW
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

CLOSED = gettext_lazy("penugasan dilaporkan melalui jalur tertutup")
ENDED = gettext_lazy("jalur tertutup diakhiri")


def close_duty(assignment: Assignment, *, reason: str, by: Any, at: datetime) -> ClosedDuty:
    """From now on the duty is reported without content; reports that were begun stay as they are.

    Raises:
        NotYours: not of the Secretariat.
        OutOfTurn: the duty is on the closed path already.
        Incomplete: no reason was written.
    """
    by = _of_the_secretariat(by)
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasan jalur tertutup."))
    with transaction.atomic():
        Assignment.everything.select_for_update(of=("self",)).order_by().get(pk=assignment.pk)
        if ClosedDuty.everything.filter(assignment=assignment, ended_at=None).exists():
            raise OutOfTurn(_("Penugasan ini sudah berada di jalur tertutup."))
        duty = ClosedDuty.everything.create(
            assignment=assignment, reason=reason.strip(), closed_at=at, closed_by_id=by.pk
        )
        _untouched(assignment).filter(drafts=None, evidences=None).update(is_closed=True)
        change = Change(reason=reason.strip())
        record_entry(duty, "closed_path.begun", CLOSED, by=by, at=at, change=change)
    return duty


def end_closed_duty(duty: ClosedDuty, *, reason: str, by: Any, at: datetime) -> ClosedDuty:
    """The duty is reported with content again; what was sent without it stays so."""
    by = _of_the_secretariat(by)
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    with transaction.atomic():
        rows = ClosedDuty.everything.select_for_update(of=("self",)).select_related("assignment")
        row: ClosedDuty = rows.order_by().get(pk=duty.pk)
        if row.ended_at is not None:
            raise OutOfTurn(_("Jalur tertutup ini sudah diakhiri."))
        row.ended_at, row.ended_by_id = at, by.pk
        row.save(update_fields=["ended_at", "ended_by"])
        _untouched(row.assignment).update(is_closed=False)
        change = Change(reason=reason.strip())
        record_entry(row, "closed_path.ended", ENDED, by=by, at=at, change=change)
    return row


def _of_the_secretariat(by: Any) -> Any:
    if not access.keeps_paper(by, None):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengatur jalur tertutup."))
    return in_office(by, Role.SECRETARIAT)


def _untouched(assignment: Assignment) -> Any:
    rows = ProgressReport.everything.filter(assignment=assignment, state=ReportState.NOT_STARTED)
    return rows.exclude(period__state=PeriodState.LOCKED)


def save_closed_report(
    report: ProgressReport, content: ClosedContent, *, version: int, by: Any, at: datetime
) -> ProgressReport:
    """Keep status, letter number and letter date; there is no place for anything else.

    Raises:
        OutOfTurn: not on the closed path, sent already, closed, or saved elsewhere meanwhile.
        Incomplete: the letter's date has not come yet.
    """
    with transaction.atomic():
        row: ProgressReport = _locked(report)
        _open_for_sending(row, by=by, at=at)
        if not row.is_closed:
            raise OutOfTurn(_("Laporan ini tidak berada di jalur tertutup."))
        _same_version(row, version)
        if content.dated_on is not None and content.dated_on > day_of(at):
            raise Incomplete(_("Tanggal surat belum tiba."))
        if row.state == ReportState.NOT_STARTED:
            advance(row, REPORT_FLOW, "begin", by=by, at=at)
        columns = columns_of(content)
        for name, value in columns.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*columns, "version"])
    return row


def record_closed_letter(
    report: ProgressReport, content: ClosedContent, *, received_on: date, by: Any, at: datetime
) -> PaperRecord:
    """Note what a body without an account reported by letter; no word and no file of it is kept.

    Raises:
        NotYours: not of the Secretariat.
        OutOfTurn: sent already, not on the closed path, or not taken on that day.
        Incomplete: the status, the number or a date is missing or cannot be.
    """
    if content.dated_on is None:
        raise Incomplete(_("Isi tanggal surat."))
    sender = report.assignment.institution.name
    letter = LetterFacts(content.number, content.dated_on, sender, received_on)
    return record_letter(report, letter, content, None, by=by, at=at)
