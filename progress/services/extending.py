"""More time: asked for by the institution, decided by another, or granted by letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.door import advance
from journal.services import Change, record_entry, tell
from pillars.models import Period, PeriodState
from progress import access
from progress.models import (
    EDITABLE,
    Extension,
    ExtensionKind,
    ExtensionState,
    ProgressReport,
    RegionalReport,
    ReportState,
)
from progress.services.writing import _key, _locked
from progress.workflow import EXTENSION_FLOW, deciders_of_time
from ranpe.kit.clock import day_of, end_of
from ranpe.kit.formats import day
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

Either = ProgressReport | RegionalReport
_ASKS = gettext_lazy("{report}: waktu tambahan diminta sampai {until}")


def kind_of_request(report: Either, at: datetime) -> str:
    """A later due date while the period takes reports, after that the reopening of this one."""
    if report.period.is_open_at(at):
        return ExtensionKind.DUE_DATE
    return ExtensionKind.REOPENING


def ask_for_time(report: Either, *, until: date, reason: str, by: Any, at: datetime) -> Extension:
    """Ask for more time; whoever decides is told, and nothing changes until then.

    Raises:
        NotYours: `by` does not write for the institution or province.
        OutOfTurn: the report is not open, its period is locked, or a request is waiting.
        Incomplete: no reason, or a day that is not later than the one in force.
    """
    if not access.is_writer(by, report):
        raise NotYours(_("Hanya instansi pelapor yang meminta waktu tambahan."))
    with transaction.atomic():
        row = _locked(report)
        if Extension.everything.filter(**_key(row), state=ExtensionState.REQUESTED).exists():
            raise OutOfTurn(_("Permintaan waktu tambahan untuk laporan ini masih menunggu."))
        extension = _written(row, until, reason, at)
        extension.requested_at, extension.requested_by_id = at, by.pk
        extension.save()
        entry = record_entry(
            extension,
            "extension.requested",
            gettext_lazy("waktu tambahan diminta"),
            by=by,
            at=at,
            change=Change(reason=extension.reason, after=_printed(extension)),
        )
        said = format_lazy(_ASKS, report=str(row), until=day(until))
        people = [person for person in deciders_of_time(row) if person != by.pk]
        tell(people, extension, said, key=str(entry.pk), at=at)
    return extension


def grant_by_letter(
    reports: Iterable[Either], *, until: date, reason: str, letter: str, by: Any, at: datetime
) -> list[Extension]:
    """Give time of the Secretariat's own motion, to one report or to many, all or none.

    A general extension names its letter; each report gets its own entry.

    Raises:
        Incomplete: no reason, no letter, or a day that is not later than the one in force.
        NotYours: `by` may not decide this for one of the reports.
        OutOfTurn: a report is already sent, or its period is locked.
    """
    if not letter.strip():
        raise Incomplete(_("Isi nomor dan tanggal surat yang menjadi dasarnya."))
    made = []
    with transaction.atomic():
        for report in reports:
            extension = _written(_locked(report), until, reason, at)
            extension.letter = letter.strip()
            extension.save()
            made.append(grant_time(extension, by=by, at=at))
    return made


def _written(report: Any, until: date, reason: str, at: datetime) -> Extension:
    """The unsaved request, when it makes sense."""
    if report.period.state in (PeriodState.SCHEDULED, PeriodState.LOCKED):
        raise OutOfTurn(_("Periode ini belum dibuka atau sudah dikunci; waktunya tidak diubah."))
    if report.state not in (*EDITABLE, ReportState.PROPOSED):
        raise OutOfTurn(_("Laporan ini sudah dikirim; tidak perlu waktu tambahan."))
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    ends_at = end_of(until)
    if ends_at <= at:
        raise Incomplete(_("Pilih hari yang belum lewat."))
    kind = kind_of_request(report, at)
    if kind == ExtensionKind.DUE_DATE and ends_at <= report.owed_at:
        raise Incomplete(
            _("Pilih hari sesudah batas waktu sekarang, %(day)s.")
            % {"day": day(day_of(report.owed_at))}
        )
    extension = extension_of(report)
    extension.kind, extension.until, extension.reason = kind, ends_at, reason.strip()
    return extension


def extension_of(report: Either) -> Extension:
    """An unsaved grant of time for a report: to ask who may decide it."""
    return Extension(**_key(report))


def grant_time(extension: Extension, *, by: Any, at: datetime) -> Extension:
    """Grant a request: the due date moves, or the closed period takes this report again.

    Raises:
        NotYours: `by` asked for it, or may not decide it.
        OutOfTurn: it was decided before, or its period has been locked meanwhile.
    """
    with transaction.atomic():
        report = _locked(extension.about)
        if report.period.state == PeriodState.LOCKED:
            raise OutOfTurn(_("Periode ini sudah dikunci; waktunya tidak diubah lagi."))
        advance(
            extension,
            EXTENSION_FLOW,
            "grant",
            by=by,
            at=at,
            change=Change(reason=extension.reason, after=_printed(extension)),
        )
        _apply(report, extension)
    return extension


def _apply(report: Any, extension: Extension) -> None:
    if extension.kind == ExtensionKind.REOPENING:
        report.reopened_until = extension.until
        report.save(update_fields=["reopened_until"])
        return
    report.extended_to = extension.until
    changed = ["extended_to"]
    if report.due_at is not None and report.due_at < extension.until:
        report.due_at = extension.until  # a returned report's own day moves too
        changed.append("due_at")
    report.save(update_fields=changed)


def decline_time(extension: Extension, *, reason: str, by: Any, at: datetime) -> Extension:
    """Turn a request down, with a reason that the institution reads."""
    with transaction.atomic():
        advance(extension, EXTENSION_FLOW, "decline", by=by, at=at, change=Change(reason=reason))
        extension.answer = reason.strip()
        extension.save(update_fields=["answer"])
    return extension


def reports_to_extend(period: Period, user: Any) -> list[Either]:
    """The unsent reports of a period for which `user` may move the due date."""
    found: list[Either] = []
    for model in (ProgressReport, RegionalReport):
        rows = model.everything.visible_to(user).filter(period=period).unsent()
        owner = "assignment__institution" if model is ProgressReport else "region__government"
        for row in rows.select_related("period__version__plan", owner):
            if access.grants_time(user, extension_of(row)):
                found.append(row)
    return found


def _printed(extension: Extension) -> dict[str, str]:
    return {
        "sampai": day(day_of(extension.until)),
        **({"surat": extension.letter} if extension.letter else {}),
    }
