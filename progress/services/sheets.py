"""Lembar pengesahan: the official signs a printed version in ink, and the operator uploads it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from journal.services import record_entry, tell
from progress import access
from progress.models import EDITABLE, PaperKind, PaperRecord, ReportState
from progress.services.letters import (
    WAITS_FOR_SECOND,
    Either,
    LetterFacts,
    current_words,
    keep_record,
    secretariat_on,
)
from progress.services.printed import Sheet, sheet_of
from progress.services.writing import _locked, _open_for_sending
from progress.workflow import missing_parts
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

UPLOADED = gettext_lazy("lembar pengesahan bertanda tangan diunggah, menunggu Sekretariat")


def sheet_to_print(report: Either, *, by: Any) -> Sheet:
    """The sheet that may be printed now.

    Raises:
        NotYours: not of the institution or province.
        OutOfTurn: sent already, or on the closed path.
        Incomplete: something is missing; `problems` names each thing.
    """
    if not access.is_writer(by, report):
        raise NotYours(_("Hanya K/L atau provinsi yang bersangkutan yang mencetak lembar ini."))
    if report.state not in (*EDITABLE, ReportState.PROPOSED):
        raise OutOfTurn(_("Laporan ini sudah dikirim."))
    if getattr(report, "is_closed", False):
        raise OutOfTurn(_("Laporan jalur tertutup tidak memakai lembar pengesahan."))
    missing = tuple(part.sentence for part in missing_parts(report))
    if missing:
        raise Incomplete(missing[0], problems=missing)
    return sheet_of(report)


def record_sheet(
    report: Either,
    *,
    number: str,
    signed_by: str,
    signed_on: date,
    scan: Any,
    by: Any,
    at: datetime,
) -> PaperRecord:
    """Hand in the signed sheet; the Secretariat sends the report once it has compared the two.

    Raises:
        OutOfTurn: the sheet was printed for another version than the current one.
        Incomplete: the scan, the name or the day is missing, or the day has not come.
    """
    by = in_office(by, *access.WRITERS)
    with transaction.atomic():
        row = _locked(report)
        _open_for_sending(row, by=by, at=at)
        sheet = sheet_to_print(row, by=by)
        if number.strip().upper() != sheet.number:
            raise OutOfTurn(
                _(
                    "Lembar ini bukan untuk versi terakhir laporan (%(number)s). Cetak lembar "
                    "yang baru, mintakan tanda tangan, lalu unggah kembali."
                )
                % {"number": sheet.number}
            )
        if signed_on > day_of(at):
            raise Incomplete(_("Tanggal tanda tangan belum tiba."))
        if not signed_by.strip():
            raise Incomplete(_("Isi nama pejabat yang menandatangani."))
        facts = LetterFacts(sheet.number, signed_on, signed_by, day_of(at))
        record = keep_record(
            row,
            PaperKind.SHEET,
            facts,
            scan,
            content=current_words(row),
            version=sheet.version,
            by=by,
            at=at,
        )
        record_entry(row, "sheet.uploaded", UPLOADED, by=by, at=at)
        waits = format_lazy("{report} {waits}", report=row.journal_name, waits=WAITS_FOR_SECOND)
        tell(secretariat_on(at), row, waits, key=f"paper:{record.pk}", at=at)
    return record
