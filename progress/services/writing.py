"""The officer's verbs: save, attach, propose, send, take back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from files.services import store_upload
from journal.door import advance
from journal.models import Urgency
from journal.services import Change, record_entry, tell
from pillars.models import Classification, PeriodState
from progress import access
from progress.models import (
    EDITABLE,
    ActivityDraft,
    Draft,
    Evidence,
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.queries import verifiers_of
from progress.queries.contents import answers_in
from progress.services.contents import ProgressContent, RegionalContent
from progress.workflow import REPORT_FLOW
from ranpe.kit.formats import moment, number
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused

Either = ProgressReport | RegionalReport
WAITS = gettext_lazy("menunggu verifikasi")
RECEIPT = gettext_lazy("Tanda terima")


def refusal_to_write(report: Either, *, by: Any, at: datetime) -> Refused | None:
    """Why `by` cannot write words or attach files now; None when they can."""
    refusal = refusal_to_send(report, by=by, at=at)
    if refusal is None and getattr(report, "is_closed", False):
        return OutOfTurn(
            _("Laporan jalur tertutup hanya memuat status, nomor surat, dan tanggal surat.")
        )
    return refusal


def refusal_to_send(report: Either, *, by: Any, at: datetime) -> Refused | None:
    """Why `by` cannot prepare or send the report now; None when they can."""
    if not access.is_writer(by, report):
        return NotYours(_("Hanya K/L atau provinsi yang bersangkutan yang mengisi laporan ini."))
    if report.state not in (*EDITABLE, ReportState.PROPOSED):
        return OutOfTurn(_("Laporan ini sudah dikirim dan tidak dapat diubah."))
    if report.period.state == PeriodState.LOCKED:
        return OutOfTurn(_("Periode ini sudah dikunci; laporannya tidak dapat diubah lagi."))
    if not access.is_taken_at(report, at):
        return OutOfTurn(_("Periode ini sedang tidak menerima laporan."))
    return None


def _open_for_writing(report: Either, *, by: Any, at: datetime) -> None:
    refusal = refusal_to_write(report, by=by, at=at)
    if refusal is not None:
        raise refusal


def _open_for_sending(report: Either, *, by: Any, at: datetime) -> None:
    refusal = refusal_to_send(report, by=by, at=at)
    if refusal is not None:
        raise refusal


def _same_version(report: Either, version: int | None) -> None:
    if version is not None and report.version != version:
        raise OutOfTurn(
            _(
                "Laporan ini baru saja diubah di tempat lain. Tulisan Anda tidak hilang; "
                "bandingkan dahulu kedua versi."
            )
        )


def _locked(report: Either) -> Any:
    """The report's row, locked and fresh; whose duty it is does not change under it."""
    rows = type(report).everything.select_for_update(of=("self",))
    row = rows.select_related("period__version__plan").order_by().get(pk=report.pk)
    if isinstance(report, ProgressReport):
        row.assignment = report.assignment
    else:
        row.region = report.region
    return row


def locked_for_writing(report: Either, *, by: Any, at: datetime) -> Any:
    """The report's row, locked and fresh, when `by` may write in it now."""
    row = _locked(report)
    _open_for_writing(row, by=by, at=at)
    return row


def _write(
    report: Either, values: Mapping[str, Any], *, version: int, by: Any, at: datetime
) -> Any:
    row = _locked(report)
    _open_for_writing(row, by=by, at=at)
    _same_version(row, version)
    if row.state == ReportState.NOT_STARTED:
        advance(row, REPORT_FLOW, "begin", by=in_office(by, *access.WRITERS), at=at)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
    Draft.everything.filter(**_key(row)).delete()
    return row


def _key(report: Either) -> dict[str, Any]:
    name = "report" if isinstance(report, ProgressReport) else "regional_report"
    return {name: report}


def save_report(
    report: ProgressReport, content: ProgressContent, *, version: int, by: Any, at: datetime
) -> ProgressReport:
    """Keep what the officer has written so far; nothing is complete until it is sent.

    Raises:
        OutOfTurn: sent already, period closed, or saved elsewhere since `version`.
        Incomplete: the period asks only some fields, or a shorter text.
    """
    values = asdict(content)
    _only_asked(report, values)
    with transaction.atomic():
        row: ProgressReport = _write(report, values, version=version, by=by, at=at)
    return row


def _only_asked(report: ProgressReport, values: Mapping[str, Any]) -> None:
    """A period that asks some fields takes no others, and no longer text than it says."""
    period = report.period
    nothing = asdict(ProgressContent())
    others = [name for name, value in values.items() if value != nothing[name]]
    if not all(map(period.asks_for, others)):
        raise Incomplete(_("%(period)s tidak meminta isian itu.") % {"period": period.name})
    if period.text_limit and len(values["narrative"]) > period.text_limit:
        words = {"count": number(period.text_limit)}
        raise Incomplete(_("Uraian paling banyak %(count)s huruf pada periode ini.") % words)


def refuse_unasked(report: Either, part: str) -> None:
    """Evidence, activities and letters belong to a report of which everything is asked.

    Raises:
        OutOfTurn: the report's period asks only some fields, and not this one.
    """
    period = report.period
    if not period.asks_for(part):
        said = _("%(period)s tidak meminta data dukung, kegiatan, atau surat.")
        raise OutOfTurn(said % {"period": period.name})


def save_regional_report(
    report: RegionalReport, content: RegionalContent, *, version: int, by: Any, at: datetime
) -> RegionalReport:
    """The same for a province's report."""
    values = {f.name: getattr(content, f.name) for f in fields(content) if f.name != "actions"}
    with transaction.atomic():
        row: RegionalReport = _write(report, values, version=version, by=by, at=at)
        row.actions.set(content.actions)
    return row


def autosave(
    report: Either,
    content: Mapping[str, Any],
    *,
    version: int,
    report_version: int | None = None,
    by: Any,
    at: datetime,
) -> Draft:
    """Keep raw, half-typed input; another person's newer draft is not overwritten.

    Raises:
        OutOfTurn: the draft has moved on since `version`, or the report since `report_version`.
    """
    with transaction.atomic():
        row = _locked(report)
        _open_for_writing(row, by=by, at=at)
        _same_version(row, report_version)
        draft, _is_new = Draft.everything.get_or_create(
            **_key(report), defaults={"saved_at": at, "saved_by_id": by.pk}
        )
        if draft.version != version and draft.saved_by_id != by.pk:
            raise OutOfTurn(_("Draf ini sedang diubah orang lain; tulisan Anda belum tersimpan."))
        draft.content, draft.version = dict(content), draft.version + 1
        draft.saved_at, draft.saved_by_id = at, by.pk
        draft.save()
    return draft


def attach_evidence(
    report: Either,
    upload: Any,
    *,
    title: str,
    by: Any,
    at: datetime,
    classification: str = Classification.LIMITED,
) -> Evidence:
    """Add a file that shows what the report says.

    Raises:
        Incomplete: the file is of a kind or size that is not taken.
    """
    with transaction.atomic():
        row = _locked(report)
        _open_for_writing(row, by=by, at=at)
        refuse_unasked(row, "evidence")
        stored = store_upload(
            upload, owner_key=f"institution:{access.institution_of(row)}", by=by, at=at
        )
        if row.state == ReportState.NOT_STARTED:
            advance(row, REPORT_FLOW, "begin", by=by, at=at)
        return Evidence.everything.create(
            **_key(row),
            file=stored,
            title=title or stored.name,
            classification=classification,
            added_at=at,
            added_by_id=by.pk,
        )


def remove_evidence(evidence: Evidence, *, by: Any, at: datetime) -> None:
    """Take a file out of a report that is still being written; what was sent keeps it."""
    with transaction.atomic():
        _open_for_writing(_locked(evidence.about), by=by, at=at)
        evidence.removed_at, evidence.removed_by_id = at, by.pk
        evidence.save(update_fields=["removed_at", "removed_by"])
        record_entry(evidence.about, "evidence.removed", _("data dukung dikeluarkan"), by=by, at=at)


def propose_report(report: Either, *, version: int | None = None, by: Any, at: datetime) -> Any:
    """The operator asks the Eselon II official to send what stands in `version`."""
    by = in_office(by, Role.OPERATOR, Role.COORDINATOR)
    with transaction.atomic():
        row = _locked(report)
        _open_for_sending(row, by=by, at=at)
        _same_version(row, version)
        advance(row, REPORT_FLOW, "propose", by=by, at=at)
    return row


def hand_back_report(report: Either, *, reason: str, by: Any, at: datetime) -> Any:
    """The official gives a proposal back to the operator."""
    by = in_office(by, Role.APPROVER)
    with transaction.atomic():
        row = _locked(report)
        advance(row, REPORT_FLOW, "hand_back", by=by, at=at, change=Change(reason=reason))
    return row


def submit_report(
    report: Either, *, version: int | None = None, by: Any, at: datetime
) -> Submission:
    """Send a report: an immutable, numbered, hashed submission; late is marked, not refused.

    `version` is what the sender has read; it holds back words written since.

    Raises:
        Incomplete: something is missing; `problems` names each thing.
        OutOfTurn: sent already, changed since `version`, or the period takes no reports.
    """
    by = in_office(by, Role.APPROVER)
    with transaction.atomic():
        row = _locked(report)
        if row.state not in (*EDITABLE, ReportState.PROPOSED):
            raise OutOfTurn(_("Laporan ini sudah dikirim."))
        _open_for_sending(row, by=by, at=at)
        _same_version(row, version)
        is_late = at > row.owed_at
        advance(row, REPORT_FLOW, "submit", by=by, at=at, change=Change(after={"late": is_late}))
        submission = _freeze(row, by=by, at=at, is_late=is_late)
        if isinstance(row, ProgressReport):
            ActivityDraft.everything.filter(report=row).delete()
        if row.first_submitted_at is None:
            row.first_submitted_at = at
            row.save(update_fields=["first_submitted_at"])
        tell(
            verifiers_of(row) if row.period.is_checked else (),
            row,
            format_lazy("{report} {waits}", report=row.journal_name, waits=WAITS),
            key=submission.receipt,
            at=at,
        )
        _mail_the_receipt(row, submission)
    return submission


def _mail_the_receipt(report: Either, submission: Submission) -> None:
    """The receipt by mail, to whoever sent and whoever proposed; there is nothing to undo."""
    sentence = format_lazy(
        "{title} {receipt}: {report}, {at}",
        title=RECEIPT,
        receipt=submission.receipt,
        report=report.journal_name,
        at=moment(submission.submitted_at),
    )
    writers = [key for key in (submission.submitted_by_id, report.proposed_by_id) if key]
    key, at = f"{submission.receipt}:tanda-terima", submission.submitted_at
    tell(writers, report, sentence, key=key, at=at, waits=timedelta(0), urgency=Urgency.RECEIPT)


def content_of(report: Either) -> dict[str, Any]:
    """Everything a report says, as plain values in a stable form."""
    if getattr(report, "is_closed", False):
        return _closed_content(report)
    shape = ProgressContent if isinstance(report, ProgressReport) else RegionalContent
    names = [f.name for f in fields(shape) if f.name != "actions"]
    content: dict[str, Any] = {name: _plain(getattr(report, name)) for name in names}
    if isinstance(report, RegionalReport):
        content["actions"] = sorted(report.actions.values_list("code", flat=True))
    elif told := [item.told() for item in report.activities.select_related("region")]:
        content["activities"] = told  # a report without any reads as it did before they came
    if said := answers_in(report):
        content["answers"] = said
    shown = report.evidences.filter(removed_at=None).select_related("file")
    content["evidence"] = [
        {"id": item.pk, "title": item.title, "sha256": item.file.sha256} for item in shown
    ]
    return content


def _closed_content(report: Any) -> dict[str, Any]:
    return {
        "path": "closed",
        "claimed_status": report.claimed_status,
        "letter_number": report.closed_number,
        "letter_dated_on": f"{report.closed_dated_on or ''}",
    }


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _freeze(
    report: Either,
    *,
    by: Any,
    at: datetime,
    is_late: bool,
    paper: Mapping[str, Any] | None = None,
) -> Submission:
    content = content_of(report) | ({"paper": dict(paper)} if paper else {})
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    number = Submission.everything.filter(**_key(report)).count() + 1
    prefix = "K" if isinstance(report, ProgressReport) else "D"
    return Submission.everything.create(
        **_key(report),
        number=number,
        receipt=f"{report.period.code}-{report.period.year}-{prefix}{report.pk:05d}-{number}",
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        submitted_at=at,
        submitted_by_id=by.pk,
        submitted_by_name=by.printed_name,
        capacity=by.capacity,
        is_late=is_late,
    )


def withdraw_report(report: Either, *, by: Any, at: datetime) -> Any:
    """Take a sent report back, as long as nobody has begun to check it.

    A report taken back before any verdict counts as not sent: its time is that of the next
    sending. Once its period takes no reports it stays, for it could not be sent again.
    """
    by = in_office(by, Role.APPROVER)
    with transaction.atomic():
        row = _locked(report)
        if row.state == ReportState.SUBMITTED and not access.is_taken_at(row, at):
            raise OutOfTurn(_("Periode ini sudah ditutup; laporan yang terkirim tetap terkirim."))
        advance(row, REPORT_FLOW, "withdraw", by=by, at=at)
        if row.returns == 0:
            row.first_submitted_at = None
            row.save(update_fields=["first_submitted_at"])
    return row
