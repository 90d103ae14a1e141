"""The head's decision, and what follows it: the letter, the sending, the publication."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from files.services import read_bytes
from journal.door import advance
from journal.services import Change, record_entry
from portal import intake
from portal.editions import PublicFile
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from reporting import access
from reporting.compose import compose_public, content_sha256
from reporting.exposure import exposure_of
from reporting.exposure import sha256_of as exposed_sha256
from reporting.models import AnnualReport, CoverLetter, Edition, Stage
from reporting.services.drafting import locked, void_approval
from reporting.workflow import ANNUAL_FLOW, current_final_edition


def _head(by: Any) -> Any:
    return access.in_office(by, Role.HEAD)


def approve_report(
    report: AnnualReport, *, sha256: str, exposed: str | None = None, by: Any, at: datetime
) -> AnnualReport:
    """Approve exactly the bytes whose hash the head has seen.

    A public report is approved with the list of what becomes newly public; `exposed` is the hash
    of the list that was read. The journal keeps the hash and the counts.

    Raises:
        OutOfTurn: there is a newer file, or the content has changed since it was made, or another
            list of what becomes public.
        NotYours: `by` does not hold the head's office, or wrote the report.
        Incomplete: the file is damaged.
    """
    with transaction.atomic():
        row = locked(report)
        _may_decide(by, row)
        signed: dict[str, Any] = {"sha256": sha256}
        if row.state == Stage.AWAITING_DECISION:
            edition = _seen(row, sha256)
            signed |= _exposed(row, exposed)
            _bind(row, edition, _head(by).capacity)
        advance(
            row,
            ANNUAL_FLOW,
            "approve",
            by=_head(by),
            at=at,
            change=Change(after=signed),
        )
    return row


def _exposed(report: AnnualReport, seen: str | None) -> dict[str, Any]:
    if report.is_for_president:
        return {}
    exposure = exposure_of(compose_public(report))
    sha256 = exposed_sha256(exposure)
    if seen is not None and seen != sha256:
        raise OutOfTurn(_("Daftar yang menjadi publik sudah berubah. Muat ulang dan baca lagi."))
    counts = {kind.kind: len(kind.items) for kind in exposure}
    return {"newly_public": {"sha256": sha256, **counts}}


def _may_decide(by: Any, report: AnnualReport) -> None:
    if by.reach.has(Role.HEAD) and by.pk in access.drafters_of(report):
        raise NotYours(_("Penyusun laporan tidak dapat menyetujui laporannya sendiri."))
    if not access.decides(by, report):
        raise NotYours(_("Laporan tahunan hanya disetujui oleh Kepala BNPT."))


def _seen(report: AnnualReport, sha256: str) -> Edition:
    edition: Edition | None = current_final_edition(report)
    if edition is None or edition.sha256 != sha256:
        raise OutOfTurn(_("Ada versi yang lebih baru. Muat ulang halaman dan baca versi itu."))
    read_bytes(edition.file)
    return edition


def _bind(report: AnnualReport, edition: Edition, capacity: str) -> None:
    report.approved_edition, report.approved_sha256 = edition, edition.sha256
    report.decided_capacity = capacity
    report.save(update_fields=["approved_edition", "approved_sha256", "decided_capacity"])


def withdraw_approval(report: AnnualReport, *, reason: str, by: Any, at: datetime) -> AnnualReport:
    """Take an approval back before the report is sent or published.

    Raises:
        OutOfTurn: it is sent already.
        Incomplete: no reason was given.
    """
    with transaction.atomic():
        row = locked(report)
        before = {"sha256": row.approved_sha256}
        change = Change(reason=reason, before=before)
        advance(row, ANNUAL_FLOW, "withdraw_approval", by=_head(by), at=at, change=change)
        void_approval(row)
    return row


def number_cover_letter(
    report: AnnualReport,
    *,
    number: str,
    dated_on: date,
    city: str,
    text: str,
    by: Any,
    at: datetime,
) -> CoverLetter:
    """Write down the cover letter with the number from the register, after the approval.

    Raises:
        OutOfTurn: the report is not approved, or has a letter already.
        Incomplete: number, city or text is missing, or the number is taken.
    """
    if not access.drafts(by):
        raise NotYours(_("Surat pengantar dicatat oleh Sekretariat Bersama."))
    if not (number.strip() and city.strip() and text.strip()):
        raise Incomplete(_("Isi nomor, tempat, dan isi surat pengantar."))
    with transaction.atomic():
        row = locked(report)
        if row.state != Stage.APPROVED or not row.is_for_president or row.coverletters.exists():
            raise OutOfTurn(_("Surat pengantar diberi nomor sekali, sesudah laporan disetujui."))
        if CoverLetter.everything.filter(number=number.strip()).exists():
            raise Incomplete(_("Nomor surat ini sudah dipakai."))
        letter = CoverLetter.everything.create(
            report=row,
            number=number.strip(),
            dated_on=dated_on,
            city=city.strip(),
            text=text.strip(),
            recorded_at=at,
            recorded_by_id=by.pk,
        )
        officer = access.in_office(by, Role.SECRETARIAT)
        sentence = f"surat pengantar bernomor {letter.number}"
        record_entry(row, "annual.letter", sentence, by=officer, at=at)
    return letter


def dispatch_report(report: AnnualReport, *, note: str = "", by: Any, at: datetime) -> AnnualReport:
    """Record that the approved report was sent to the President, and by which way.

    Raises:
        Incomplete: the cover letter has no number yet, or the file is damaged.
    """
    officer = access.in_office(by, Role.SECRETARIAT, Role.POKJA_HEAD, Role.HEAD)
    with transaction.atomic():
        row = locked(report)
        advance(row, ANNUAL_FLOW, "dispatch", by=officer, at=at, change=Change(reason=note))
        _approved_bytes(row)
        row.dispatch_note = note[:300]
        row.save(update_fields=["dispatch_note"])
    return row


def _approved_bytes(report: AnnualReport) -> bytes:
    edition = report.approved_edition
    if edition is None or edition.sha256 != report.approved_sha256:
        raise OutOfTurn(_("Berkas yang disetujui tidak ditemukan."))
    return read_bytes(edition.file)


def publish_report(report: AnnualReport, *, by: Any, at: datetime) -> AnnualReport:
    """Put the approved public report on the portal: the approved bytes and the same content.

    Raises:
        OutOfTurn: the content is not the approved one any more.
    """
    officer = access.in_office(by, Role.PPID, Role.SECRETARIAT)
    with transaction.atomic():
        row = locked(report)
        advance(row, ANNUAL_FLOW, "publish", by=officer, at=at)
        data = _approved_bytes(row)
        approved = row.approved_edition
        if approved is None or content_sha256(row) != approved.content_sha256:
            raise OutOfTurn(_("Isi laporan tidak lagi sama dengan yang disetujui."))
        name = f"laporan-publik-{row.year}-v{row.version}.pdf"
        file = PublicFile(name, "application/pdf", row.approved_sha256, data)
        intake.publish(compose_public(row), [file], at=at)
    return row


def withdraw_publication(
    report: AnnualReport, *, reason: str, by: Any, at: datetime
) -> AnnualReport:
    """Take a published report off the portal; its address says that it was withdrawn, and why.

    Raises:
        Incomplete: no reason was given.
    """
    officer = access.in_office(by, Role.HEAD, Role.PPID)
    with transaction.atomic():
        row = locked(report)
        change = Change(reason=reason)
        advance(row, ANNUAL_FLOW, "withdraw_publication", by=officer, at=at, change=change)
        intake.withdraw(row.year, row.version, reason, at=at)
    return row
