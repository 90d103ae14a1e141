"""The files of a report: asked for once, built in the background, kept by their hash."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfReader

from accounts.models import Role, User
from files.services import read_bytes, store_bytes
from journal.jobs import Running, enqueue
from journal.models import Job
from journal.services import Change, record_entry
from ranpe.kit.refusals import NotYours, OutOfTurn
from reporting import access
from reporting.compose import compose_public, compose_report, content_sha256
from reporting.models import AnnualReport, Edition
from reporting.rendering import PrintedReport, president_pdf, public_pdf
from reporting.services.drafting import locked

TASK = "reporting.build_edition"


def request_edition(report: AnnualReport, *, is_final: bool, by: Any, at: datetime) -> Job:
    """Have the file of the present content made; asking again for the same content is one job.

    Raises:
        NotYours: `by` neither drafts, leads, tests nor decides.
        OutOfTurn: a final file is asked for on a provisional seal.
    """
    if not access.builds_files(by, report):
        raise NotYours(_("Anda tidak berwenang membuat berkas laporan ini."))
    if is_final and report.seal.is_provisional:
        raise OutOfTurn(_("Berkas final hanya dibuat dari data akhir; ini pembekuan sementara."))
    content = content_sha256(report)
    return enqueue(
        TASK,
        key=f"edition:{report.pk}:{'final' if is_final else 'draf'}:{content}",
        payload={"report": report.pk, "is_final": is_final, "content": content, "by": by.pk},
        by=by,
        at=at,
    )


def build_edition(running: Running) -> Mapping[str, Any]:
    """Compose, lay out and keep one file; taken up again after a crash, there is still one.

    Raises:
        OutOfTurn: the content has changed since the file was asked for.
    """
    said = running.payload
    report = AnnualReport.everything.select_related("seal", "compared_with").get(pk=said["report"])
    running.progress(5, "Menyusun")
    found = _existing(report, is_final=said["is_final"], content=said["content"])
    if found is None:
        if content_sha256(report) != said["content"]:
            raise OutOfTurn(_("Isi laporan sudah berubah sejak berkas diminta."))
        data = _lay_out(report, running, is_final=said["is_final"])
        running.progress(90, "Menyimpan")
        found = _keep(report, data, said)
    return {"edition": found.pk, "sha256": found.sha256, "pages": found.page_count}


def _existing(report: AnnualReport, *, is_final: bool, content: str) -> Edition | None:
    return report.editions.filter(is_final=is_final, content_sha256=content).first()


def _lay_out(report: AnnualReport, running: Running, *, is_final: bool) -> bytes:
    steps = {"percent": 10}

    def hear(sentence: str) -> None:
        steps["percent"] = min(85, steps["percent"] + 3)
        running.progress(steps["percent"], f"Menata halaman: {sentence}")

    return printed(report, PrintedReport(is_draft=not is_final, on_progress=hear))


def printed(report: AnnualReport, how: PrintedReport) -> bytes:
    """The PDF of a report as it stands now."""
    if report.is_for_president:
        return president_pdf(compose_report(report), how)
    return public_pdf(compose_public(report), how, created=report.seal.sealed_at)


def _keep(report: AnnualReport, data: bytes, said: Mapping[str, Any]) -> Edition:
    by, at = User.objects.get(pk=said["by"]), timezone.now()
    with transaction.atomic():
        row = locked(report)
        found = _existing(row, is_final=said["is_final"], content=said["content"])
        if found is not None:
            return found
        number = row.editions.count() + 1
        stored = store_bytes(
            data,
            name=f"{row.file_stem}-{number}.pdf",
            content_type="application/pdf",
            owner_key=f"report:{row.pk}",
            by=by,
            at=at,
        )
        edition = Edition.everything.create(
            report=row,
            number=number,
            is_final=said["is_final"],
            sha256=hashlib.sha256(data).hexdigest(),
            content_sha256=said["content"],
            page_count=len(PdfReader(io.BytesIO(data)).pages),
            file=stored,
            built_at=at,
            built_by=by,
        )
        record_entry(
            row,
            "annual.edition",
            f"berkas {'final' if edition.is_final else 'draf'} nomor {number} dibuat",
            by=access.in_office(by, Role.SECRETARIAT, Role.POKJA_HEAD, Role.PPID, Role.HEAD),
            at=at,
            change=Change(after={"sha256": edition.sha256, "content": edition.content_sha256}),
        )
    return edition


def edition_bytes(edition: Edition) -> bytes:
    """The bytes of a file, refused when they no longer match their hash."""
    return read_bytes(edition.file)


def preview_bytes(report: AnnualReport) -> bytes:
    """The PDF as it stands now with the mark DRAF on every page; it is never kept."""
    return printed(report, PrintedReport(is_draft=True))
