"""Catat berdasarkan surat: what came on paper is recorded by one person, confirmed by another."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.access import Officer, in_office
from accounts.models import Role
from accounts.queries import holders_of
from files.services import store_upload
from journal.door import advance
from journal.services import Change, record_entry, tell
from pillars.models import Classification, PeriodState
from progress import access
from progress.models import (
    EDITABLE,
    Evidence,
    Objection,
    PaperKind,
    PaperRecord,
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.queries import verifiers_of
from progress.services.answering import answer_by_letter
from progress.services.contents import ProgressContent, RegionalContent
from progress.services.printed import sheet_of
from progress.services.writing import WAITS, _freeze, _key, _locked, _plain, refuse_unasked
from progress.workflow import REPORT_FLOW, missing_words
from ranpe.kit.clock import day_of, start_of
from ranpe.kit.formats import day as printed_day
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

Either = ProgressReport | RegionalReport


@dataclass(frozen=True)
class ClosedContent:
    """All that a report on the closed path says."""

    claimed_status: str
    number: str
    dated_on: date | None


Content = ProgressContent | RegionalContent | ClosedContent
RECORDED = gettext_lazy("surat dicatat, menunggu pembenaran orang kedua")
WAITS_FOR_SECOND = gettext_lazy("catatan surat menunggu pembenaran Anda")
NOT_CONFIRMED = gettext_lazy("catatan surat tidak dibenarkan")
OBJECTED = gettext_lazy("keberatan diajukan atas catatan surat")


@dataclass(frozen=True)
class LetterFacts:
    """What stands at the head of a letter, and the day on which it came."""

    number: str
    dated_on: date
    sender: str
    received_on: date


def secretariat_on(at: datetime) -> Iterable[int]:
    """The keys of the people of the Secretariat."""
    return holders_of(models.Q(role=Role.SECRETARIAT), on=day_of(at))


def record_letter(
    report: Either, letter: LetterFacts, content: Content, scan: Any, *, by: Any, at: datetime
) -> PaperRecord:
    """Type in what an institution reported by letter; it counts once a second person confirms.

    Raises:
        NotYours: not of the Secretariat.
        OutOfTurn: sent already, on the other path, or the period takes no letter of that day.
        Incomplete: a fact, the scan or a part of the report is missing.
    """
    by = in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        row = _locked(report)
        if not access.keeps_paper(by, row):
            raise NotYours(_("Hanya Sekretariat Bersama yang mencatat laporan dari surat."))
        _is_plausible(letter, at)
        kind = PaperKind.CLOSED if isinstance(content, ClosedContent) else PaperKind.LETTER
        _takes_paper(row, kind, letter.received_on)
        _is_whole(row, content)
        record = keep_record(row, kind, letter, scan, content=_stored(content), by=by, at=at)
        record_entry(row, "letter.recorded", RECORDED, by=by, at=at, change=_said(record))
        others = [person for person in secretariat_on(at) if person != by.pk]
        waits = format_lazy("{report} {waits}", report=row.journal_name, waits=WAITS_FOR_SECOND)
        tell(others, row, waits, key=f"paper:{record.pk}", at=at)
    return record


def keep_record(
    row: Either,
    kind: str,
    letter: LetterFacts,
    scan: Any,
    *,
    content: Mapping[str, Any],
    version: int | None = None,
    by: Any,
    at: datetime,
) -> PaperRecord:
    """Lay the paper on the desk, with its scan; one at a time for each report."""
    waiting = PaperRecord.everything.filter(
        **_key(row), confirmed_at__isnull=True, refused_at__isnull=True
    )
    if waiting.exists():
        raise OutOfTurn(_("Sudah ada catatan untuk laporan ini yang menunggu orang kedua."))
    stored = None
    if kind != PaperKind.CLOSED:
        if scan is None:
            raise Incomplete(_("Unggah pindaian surat; tanpa pindaian surat tidak dapat dicatat."))
        owner = f"institution:{access.institution_of(row)}"
        stored = store_upload(scan, owner_key=owner, by=by, at=at)
    return PaperRecord.everything.create(
        **_key(row),
        kind=kind,
        number=letter.number.strip(),
        dated_on=letter.dated_on,
        sender=letter.sender.strip(),
        received_on=letter.received_on,
        scan=stored,
        version=version,
        content=dict(content),
        recorded_at=at,
        recorded_by_id=by.pk,
        recorded_by_name=by.printed_name,
    )


def _takes_paper(row: Either, kind: str, received_on: date) -> None:
    if getattr(row, "is_closed", False) != (kind == PaperKind.CLOSED):
        raise OutOfTurn(
            _("Laporan ini berada di jalur tertutup; catat status dan suratnya saja.")
            if kind != PaperKind.CLOSED
            else _("Laporan ini tidak berada di jalur tertutup.")
        )
    refuse_unasked(row, "letter")
    if row.state not in (*EDITABLE, ReportState.PROPOSED):
        raise OutOfTurn(_("Laporan ini sudah dikirim."))
    if row.period.state not in (PeriodState.OPEN, PeriodState.CLOSED):
        raise OutOfTurn(_("Periode ini sedang tidak menerima laporan."))
    if not row.returns and start_of(received_on) > row.period.closes_at:
        raise OutOfTurn(_("Surat ini diterima setelah periode ditutup."))


def _is_plausible(letter: LetterFacts, at: datetime) -> None:
    if not (letter.number.strip() and letter.sender.strip()):
        raise Incomplete(_("Isi nomor surat dan pengirimnya."))
    if letter.dated_on > letter.received_on:
        raise Incomplete(_("Tanggal diterima tidak boleh mendahului tanggal surat."))
    if letter.received_on > day_of(at):
        raise Incomplete(_("Tanggal diterima belum tiba."))


def _is_whole(row: Either, content: Content) -> None:
    """Complain now about what the letter does not say, not when the second person reads it."""
    imagined = copy.copy(row)
    for name, value in columns_of(content).items():
        setattr(imagined, name, value)
    missing = tuple(p.sentence for p in missing_words(imagined) if p.field != "evidence")
    if missing:
        raise Incomplete(missing[0], problems=missing)


def columns_of(content: Content) -> dict[str, Any]:
    """What a record's content puts into the report's own fields, by name."""
    if isinstance(content, ClosedContent):
        return {
            "claimed_status": content.claimed_status,
            "closed_number": content.number.strip(),
            "closed_dated_on": content.dated_on,
        }
    return {f.name: getattr(content, f.name) for f in fields(content) if f.name != "actions"}


def _stored(content: Content) -> dict[str, Any]:
    if isinstance(content, ClosedContent):
        return {"path": "closed", "claimed_status": content.claimed_status}
    plain = {name: _plain(value) for name, value in asdict(content).items()}
    if isinstance(content, RegionalContent):
        plain["actions"] = list(content.actions)
    return plain


def current_words(report: Any) -> dict[str, Any]:
    """What stands in the report now, in the form in which a record keeps it."""
    if getattr(report, "is_closed", False):
        return {
            "claimed_status": report.claimed_status,
            "closed_number": report.closed_number,
            "closed_dated_on": f"{report.closed_dated_on or ''}",
        }
    shape = ProgressContent if isinstance(report, ProgressReport) else RegionalContent
    names = [f.name for f in fields(shape) if f.name != "actions"]
    found: dict[str, Any] = {name: _plain(getattr(report, name)) for name in names}
    if isinstance(report, RegionalReport):
        found["actions"] = sorted(report.actions.values_list("pk", flat=True))
    return found


def content_recorded(record: PaperRecord) -> Content:
    """The content of a record, as the services take it."""
    if record.kind == PaperKind.CLOSED:
        status = record.content["claimed_status"]
        return ClosedContent(status, record.number, record.dated_on)
    shape = ProgressContent if record.report_id else RegionalContent
    values = {f.name: record.content[f.name] for f in fields(shape) if f.name in record.content}
    if shape is RegionalContent:
        return RegionalContent(**{**values, "actions": tuple(values.get("actions", ()))})
    value = values.get("achieved_value")
    return ProgressContent(
        **{**values, "achieved_value": None if value is None else Decimal(value)}
    )


def _said(record: PaperRecord) -> Change:
    return Change(
        after={
            "number": record.number,
            "dated_on": f"{record.dated_on}",
            "received_on": f"{record.received_on}",
            "recorded_by": record.recorded_by_name,
        }
    )


def _locked_record(record: PaperRecord, *, by: Any) -> tuple[PaperRecord, Any]:
    """The record and its report, locked, for the second person."""
    report = _locked(record.about)
    rows = PaperRecord.everything.select_for_update(of=("self",)).select_related("scan")
    row = rows.order_by().get(pk=record.pk)
    if not access.keeps_paper(by, report):
        raise NotYours(_("Hanya Sekretariat Bersama yang membenarkan catatan surat."))
    if row.recorded_by_id == by.pk:
        raise NotYours(_("Yang mencatat tidak memutuskan catatannya sendiri; mintalah orang lain."))
    if not row.is_waiting:
        raise OutOfTurn(_("Catatan surat ini sudah diputuskan."))
    return row, report


def confirm_record(record: PaperRecord, *, by: Any, at: datetime) -> Submission:
    """The second person has compared letter and record: the report is sent, as received that day.

    Raises:
        NotYours: not of the Secretariat, or the one who recorded it.
        OutOfTurn: decided already, the report was sent meanwhile, or the signed version is old.
    """
    by = in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        row, report = _locked_record(record, by=by)
        _takes_paper(report, row.kind, row.received_on)
        _write_content(row, report)
        _keep_as_evidence(row, report, by=by, at=at)
        if row.kind != PaperKind.SHEET:  # whoever signs a sheet has answered on the form
            answer_by_letter(report, row, by=by, at=at)
        received_at = start_of(row.received_on)
        is_late = received_at > report.owed_at
        change = Change(after={**_said(row).after, "late": is_late})
        advance(report, REPORT_FLOW, "confirm_paper", by=by, at=at, change=change)
        submission = _freeze(
            report, by=_on_paper(by, row), at=at, is_late=is_late, paper=_facts(row)
        )
        report.came_by_letter = True
        report.first_submitted_at = report.first_submitted_at or received_at
        report.save(update_fields=["came_by_letter", "first_submitted_at"])
        row.confirmed_at, row.confirmed_by_id, row.submission = at, by.pk, submission
        row.confirmed_by_name = by.printed_name
        row.save()
        waits = format_lazy("{report} {waits}", report=report.journal_name, waits=WAITS)
        tell(verifiers_of(report), report, waits, key=submission.receipt, at=at)
    return submission


def _write_content(record: PaperRecord, report: Any) -> None:
    """Put the letter's words into the report; what stood there is kept in the record."""
    if record.kind == PaperKind.SHEET:
        if sheet_of(report).number != record.number:
            raise OutOfTurn(_("Versi yang disahkan bukan lagi versi terakhir laporan ini."))
        return
    content = content_recorded(record)
    columns = columns_of(content)
    if report.version:
        record.replaced = current_words(report)
    for name, value in columns.items():
        setattr(report, name, value)
    report.version += 1
    report.save(update_fields=[*columns, "version"])
    if isinstance(content, RegionalContent):
        report.actions.set(content.actions)


def _keep_as_evidence(record: PaperRecord, report: Either, *, by: Any, at: datetime) -> None:
    if record.kind == PaperKind.SHEET or record.scan is None:
        return  # a sheet shows who stands for the report, not what was done
    Evidence.everything.create(
        **_key(report),
        file=record.scan,
        title=str(record)[:200],
        classification=Classification.LIMITED,
        added_at=at,
        added_by_id=by.pk,
    )


def _facts(record: PaperRecord) -> dict[str, str]:
    """What the submission says for ever about the paper it was recorded from."""
    said = {
        "kind": record.kind,
        "number": record.number,
        "dated_on": f"{record.dated_on}",
        "sender": record.sender,
        "received_on": f"{record.received_on}",
        "recorded_by": record.recorded_by_name,
    }
    return said | ({"scan_sha256": record.scan.sha256} if record.scan else {})


def _on_paper(by: Any, record: PaperRecord) -> Officer:
    """The confirming person, in a capacity that says on what paper they acted."""
    with override(settings.LANGUAGE_CODE):
        words = mode_of_record(record)
    return Officer(by.pk, by.printed_name, f"{by.capacity}, {words}"[:200], by.reach)


def mode_of_record(record: PaperRecord) -> str:
    """How a sending came, in the words that stay visible for ever."""
    words = {
        "number": record.number,
        "received": printed_day(record.received_on),
        "sender": record.sender,
    }
    if record.kind == PaperKind.SHEET:
        return _("atas dasar lembar pengesahan %(number)s, diterima %(received)s") % words
    return _("dicatat dari surat nomor %(number)s, diterima %(received)s") % words


def refuse_record(record: PaperRecord, *, reason: str, by: Any, at: datetime) -> PaperRecord:
    """The second person finds that the record is not what the letter says."""
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    by = in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        row, report = _locked_record(record, by=by)
        row.refused_at, row.refused_by_id, row.refusal_reason = at, by.pk, reason.strip()
        row.save(update_fields=["refused_at", "refused_by", "refusal_reason"])
        change = Change(reason=reason.strip(), after=_said(row).after)
        record_entry(report, "letter.refused", NOT_CONFIRMED, by=by, at=at, change=change)
        told = format_lazy("{report}: {words}", report=report.journal_name, words=NOT_CONFIRMED)
        tell([row.recorded_by_id], report, told, key=f"paper-refused:{row.pk}", at=at)
    return row


def object_to_record(record: PaperRecord, *, reason: str, by: Any, at: datetime) -> Objection:
    """The institution says that the record is not what it wrote; those who check read it."""
    report = record.about
    if not access.is_writer(by, report):
        raise NotYours(_("Hanya K/L atau provinsi yang bersangkutan yang mengajukan keberatan."))
    if record.confirmed_at is None:
        raise OutOfTurn(_("Catatan surat ini belum dibenarkan."))
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasan keberatan."))
    by = in_office(by, *access.WRITERS)
    with transaction.atomic():
        objection = Objection.everything.create(
            record=record,
            reason=reason.strip(),
            raised_at=at,
            raised_by_id=by.pk,
            raised_by_name=by.printed_name,
            capacity=by.capacity,
        )
        change = Change(reason=reason.strip(), after=_said(record).after)
        record_entry(report, "letter.objected", OBJECTED, by=by, at=at, change=change)
        told = format_lazy("{report}: {words}", report=report.journal_name, words=OBJECTED)
        readers = {*secretariat_on(at), *verifiers_of(report)}
        tell(readers, report, told, key=f"objection:{objection.pk}", at=at)
    return objection
