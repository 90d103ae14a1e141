"""One file of all that an institution has sent in a period, under its official cover letter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.access import in_office
from accounts.models import Role, User
from files.services import store_bytes, store_upload
from institutions.models import Institution
from journal.jobs import Running, enqueue
from journal.models import Job
from journal.services import Change, record_entry
from pillars.models import Period
from progress import access
from progress.lines import TargetLine, targets_in
from progress.models import InstitutionReport, ProgressReport
from progress.queries import reports_with_parts
from ranpe.kit.formats import number
from ranpe.kit.pdf import render
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

TASK = "progress.compile_institution"
AUTHOR = "RAN PE"
_TEXTS = ("narrative", "obstacle", "follow_up", "nil_reason")


def _compiler(by: Any, institution_id: int) -> Any:
    if not access.compiles(by, institution_id):
        raise NotYours(_("Hanya koordinator atau pejabat K/L ini yang menyusun laporannya."))
    return in_office(by, Role.COORDINATOR, Role.APPROVER)


def begin_compilation(
    institution: Institution, period: Period, *, by: Any, at: datetime
) -> InstitutionReport:
    """The place for an institution's report of a period; asked for twice, there is one.

    Raises:
        NotYours: `by` neither coordinates nor sends for the whole institution.
    """
    by = _compiler(by, institution.pk)
    with transaction.atomic():
        row, is_new = InstitutionReport.everything.get_or_create(
            institution=institution, period=period
        )
        if is_new:
            said = gettext_lazy("laporan K/L mulai disusun")
            record_entry(row, "institution_report.begun", said, by=by, at=at)
    return row


def _locked(report: InstitutionReport) -> InstitutionReport:
    rows = InstitutionReport.everything.select_for_update(of=("self",)).order_by()
    found: InstitutionReport = rows.select_related("institution", "period").get(pk=report.pk)
    return found


def record_cover(
    report: InstitutionReport,
    *,
    document_number: str,
    dated_on: date | None,
    letter: Any = None,
    version: int,
    by: Any,
    at: datetime,
) -> InstitutionReport:
    """Keep the document's number and day, and the signed letter as the institution scanned it.

    Raises:
        NotYours: not the institution's own.
        OutOfTurn: changed elsewhere since `version`.
        Incomplete: no number, or a file of a kind that is not taken.
    """
    by = _compiler(by, report.institution_id)
    if not document_number.strip():
        raise Incomplete(_("Tuliskan nomor suratnya."))
    with transaction.atomic():
        row = _locked(report)
        if row.version != version:
            raise OutOfTurn(_("Surat pengantar ini baru saja diubah di tempat lain."))
        if letter is not None:
            owner = f"institution:{row.institution_id}"
            row.letter = store_upload(letter, owner_key=owner, by=by, at=at)
        row.number, row.dated_on = document_number.strip(), dated_on
        row.covered_at, row.covered_by_id = at, by.pk
        row.version += 1
        row.save()
        sha256 = row.letter.sha256 if row.letter else ""
        said = gettext_lazy("surat pengantar K/L dicatat")
        change = Change(after={"number": row.number, "letter": sha256})
        record_entry(row, "institution_report.covered", said, by=by, at=at, change=change)
    return row


def request_compilation(report: InstitutionReport, *, by: Any, at: datetime) -> Job:
    """Have the file made in the background; the same content is made once.

    Raises:
        NotYours: not the institution's own.
        Incomplete: nothing has been sent yet.
    """
    _compiler(by, report.institution_id)
    content = compiled(report)
    if not content["sent"]:
        raise Incomplete(_("Belum ada laporan yang terkirim pada periode ini."))
    return enqueue(
        TASK,
        key=job_key(report, content),
        payload={"report": report.pk, "by": by.pk, "at": at.isoformat()},
        by=by,
        at=at,
    )


def job_key(report: InstitutionReport, content: Mapping[str, Any]) -> str:
    """One job for one content, as long as no other file was made in between."""
    before = int(report.built_at.timestamp()) if report.built_at else 0
    return f"{TASK}:{report.pk}:{before}:{sha256_of(content)[:32]}"


def compiled(report: InstitutionReport) -> dict[str, Any]:
    """What the file says, as plain values: the words of what was sent, the names of the rest."""
    rows = reports_with_parts().filter(
        assignment__institution=report.institution_id, period=report.period_id
    )
    reports = list(rows.order_by("assignment__action__code", "pk"))
    targets = targets_in(report.period, [row.assignment_id for row in reports]) if reports else {}
    lines = [_line(row, targets.get(row.assignment_id)) for row in reports]
    with override(settings.LANGUAGE_CODE):
        return {
            "institution": report.institution.name,
            "period": report.period.name,
            "number": report.number,
            "dated_on": report.dated_on.isoformat() if report.dated_on else "",
            "lines": lines,
            "sent": sum(line["is_sent"] for line in lines),
            "total": len(lines),
        }


def _line(report: ProgressReport, target: TargetLine | None) -> dict[str, Any]:
    assignment, unit = report.assignment, target.unit if target else ""
    found: dict[str, Any] = {
        "code": assignment.action.code,
        "title": assignment.action.title,
        "unit": assignment.unit.name if assignment.unit else "",
        "is_sent": report.is_sent,
        "is_nil": report.is_nil and report.is_sent,
        "status": report.claimed_status if report.is_sent else "",
        "target": f"{number(target.value)} {unit}".strip() if target else "",
        "value": "",
    }
    if report.is_sent and report.achieved_value is not None:
        found["value"] = f"{number(report.achieved_value)} {unit}".strip()
    return found | {name: getattr(report, name) if report.is_sent else "" for name in _TEXTS}


def sha256_of(content: Mapping[str, Any]) -> str:
    """The hash of what a file says; a new day alone does not change it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def compile_institution(running: Running) -> Mapping[str, Any]:
    """Lay the file out and keep it; taken up again after a crash, there is still one."""
    said = running.payload
    rows = InstitutionReport.everything.select_related("institution", "period", "file")
    report = rows.get(pk=said["report"])
    running.progress(5, "Menyusun")
    content = compiled(report)
    sha256 = sha256_of(content)
    if report.file is None or report.content_sha256 != sha256:
        asked_at = parse_datetime(said["at"]) or timezone.now()
        data = _lay_out(content, asked_at, running)
        running.progress(90, "Menyimpan")
        _keep(report, data, sha256, User.objects.get(pk=said["by"]))
    return {"institution_report": report.pk, "sha256": sha256}


def _lay_out(content: Mapping[str, Any], at: datetime, running: Running) -> bytes:
    steps = {"percent": 10}

    def hear(sentence: str) -> None:
        steps["percent"] = min(85, steps["percent"] + 3)
        running.progress(steps["percent"], f"Menata halaman: {sentence}")

    context = {
        **content,
        "day": date.fromisoformat(content["dated_on"]) if content["dated_on"] else None,
        "at": at,
        "is_sample": settings.DEMO,
    }
    with override(settings.LANGUAGE_CODE):
        html = render_to_string("progress/compiled/report.html", context)
    return render(
        html,
        base_files=settings.BASE_DIR / "static",
        title=f"Laporan RAN PE {content['institution']}, {content['period']}",
        author=AUTHOR,
        created=at,
        on_progress=hear,
    )


def _keep(report: InstitutionReport, data: bytes, sha256: str, by: User) -> None:
    at = timezone.now()
    with transaction.atomic():
        row = _locked(report)
        period = row.period
        row.file = store_bytes(
            data,
            name=f"laporan-{row.institution.code}-{period.code}-{period.year}.pdf",
            content_type="application/pdf",
            owner_key=f"institution:{row.institution_id}",
            by=by,
            at=at,
        )
        row.content_sha256, row.built_at, row.built_by = sha256, at, by
        row.save(update_fields=["file", "content_sha256", "built_at", "built_by"])
        said = gettext_lazy("berkas laporan K/L dibuat")
        change = Change(after={"sha256": row.file.sha256, "content": sha256})
        officer = in_office(by, Role.COORDINATOR, Role.APPROVER)
        record_entry(row, "institution_report.built", said, by=officer, at=at, change=change)
