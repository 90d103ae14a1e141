"""The Secretariat's verbs: open a report, write its chapters, send it to the Pokja."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Role
from journal.door import advance
from journal.services import Change, record_entry
from pillars.models import Classification
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from reporting import access
from reporting.compose import clearance_of, compose_report
from reporting.disclosure import for_the_public
from reporting.models import (
    AnnualReport,
    DirectionRequest,
    ReportKind,
    Seal,
    Section,
    Stage,
)
from reporting.sentences import PRESIDENT_CHAPTERS, PUBLIC_CHAPTERS
from reporting.workflow import ANNUAL_FLOW

MOST_REQUESTS = 5


@dataclass(frozen=True)
class RequestText:
    """What is asked of the President, who would act, and by when."""

    text: str
    owner: str
    due_on: date | None = None


def locked(report: AnnualReport) -> AnnualReport:
    """The report as it stands in the database, held until the transaction ends."""
    rows = AnnualReport.everything.select_for_update(of=("self",))
    found: AnnualReport = rows.select_related("seal", "compared_with").get(pk=report.pk)
    return found


def open_annual_report(seal: Seal, kind: str, *, by: Any, at: datetime) -> AnnualReport:
    """Begin a report on a seal: its chapters already say what the figures say.

    What people wrote into the version before comes along; the machine's own words are new.

    Raises:
        NotYours: `by` does not draft.
        OutOfTurn: the seal is provisional and the year has been sealed since.
    """
    _must_draft(by)
    _must_be_the_last_word(seal)
    last = AnnualReport.everything.filter(year=seal.year, kind=kind).aggregate(
        last=models.Max("version")
    )["last"]
    is_public = kind == ReportKind.PUBLIC
    with transaction.atomic(), override("id"):
        report = AnnualReport.everything.create(
            year=seal.year,
            kind=kind,
            version=(last or 0) + 1,
            seal=seal,
            compared_with=Seal.everything.filter(year=seal.year - 1, is_provisional=False)
            .order_by("-number")
            .first(),
            title=_title(seal, kind),
            classification=Classification.OPEN if is_public else Classification.LIMITED,
            opened_at=at,
            opened_by_id=by.pk,
        )
        _write_chapters(report)
        if not is_public:
            _suggest_requests(report)
        record_entry(
            report,
            "annual.opened",
            "penyusunan dimulai",
            by=access.in_office(by, Role.SECRETARIAT),
            at=at,
            change=Change(after={"seal": str(seal), "sha256": seal.sha256}),
        )
    return report


def _must_draft(by: Any) -> None:
    if not access.drafts(by):
        raise NotYours(_("Laporan tahunan disusun oleh Sekretariat Bersama."))


def _must_be_the_last_word(seal: Seal) -> None:
    final = Seal.everything.filter(year=seal.year, is_provisional=False)
    if seal.is_provisional and final.exists():
        raise OutOfTurn(_("Data akhir tahun ini sudah dibekukan; susun laporan dari data itu."))


def _title(seal: Seal, kind: str) -> str:
    name = "Laporan Pelaksanaan" if kind == ReportKind.PRESIDENT else "Laporan Publik"
    return f"{name} {seal.plan_title} Tahun {seal.year}"[:200]


def _write_chapters(report: AnnualReport) -> None:
    written = _written_before(report)
    plans = PRESIDENT_CHAPTERS if report.is_for_president else PUBLIC_CHAPTERS
    document = compose_report(report)
    if not report.is_for_president:
        document = for_the_public(document, clearance_of(report))
    Section.everything.bulk_create(
        Section(
            report=report,
            key=plan.key,
            order=order,
            heading=plan.heading,
            automatic=plan.text(document),
            edited=written.get(plan.key, ""),
        )
        for order, plan in enumerate(plans, start=1)
    )


def _written_before(report: AnnualReport) -> dict[str, str]:
    """The chapters that people wrote in the version before, by key."""
    before = AnnualReport.everything.filter(
        year=report.year, kind=report.kind, version__lt=report.version
    ).order_by("-version")
    last = before.first()
    rows = last.sections.exclude(edited="") if last else ()
    return {row.key: row.edited for row in rows}


def _suggest_requests(report: AnnualReport) -> None:
    """First the year's recommendations, then what institutions asked to be raised."""
    seal = report.seal
    made = seal.notes.filter(kind="recommendation", year=seal.year, is_done=False)
    suggested = [RequestText(note.text, note.owner) for note in made.order_by("order")]
    suggested += [
        RequestText(
            f"Penyelesaian kendala pada aksi {line.action_code}: {line.obstacle}",
            line.institution_short,
        )
        for line in seal.report_lines.filter(needs_escalation=True)
        if line.obstacle
    ]
    _store_requests(report, suggested[:MOST_REQUESTS])


def _store_requests(report: AnnualReport, requests: Sequence[RequestText]) -> None:
    DirectionRequest.everything.filter(report=report).delete()
    DirectionRequest.everything.bulk_create(
        DirectionRequest(
            report=report,
            order=order,
            text=request.text[:400],
            owner=request.owner[:200],
            due_on=request.due_on,
        )
        for order, request in enumerate(requests, start=1)
    )


def save_section(
    section: Section, text: str, *, version: int | None = None, by: Any, at: datetime
) -> Section:
    """Write a chapter anew; an empty text brings the automatic one back.

    A change after the draft was sent takes the report back to drafting and voids its approval.

    Raises:
        OutOfTurn: the chapter was saved elsewhere since `version`, or the report is settled.
    """
    with transaction.atomic():
        report = locked(section.report)
        row = Section.everything.select_for_update(of=("self",)).get(pk=section.pk)
        if version is not None and row.version != version:
            raise OutOfTurn(
                _(
                    "Bab ini baru saja diubah di tempat lain. Tulisan Anda tidak hilang; "
                    "bandingkan dahulu kedua versi."
                )
            )
        before = row.text
        said = text.replace("\r\n", "\n").strip()
        row.edited = "" if said == row.automatic.strip() else said
        reopen_for_editing(report, row.heading, is_changed=row.text != before, by=by, at=at)
        row.version += 1
        row.updated_at, row.updated_by_id = at, by.pk
        row.save(update_fields=["edited", "version", "updated_at", "updated_by"])
    return row


def save_requests(
    report: AnnualReport, requests: Sequence[RequestText], *, by: Any, at: datetime
) -> AnnualReport:
    """Write down what is asked of the President: at most five, each with its owner.

    Raises:
        Incomplete: more than five, or one without text or owner.
    """
    said = [request for request in requests if request.text.strip() or request.owner.strip()]
    if len(said) > MOST_REQUESTS:
        raise Incomplete(_("Paling banyak lima permohonan arahan."))
    if any(not (request.text.strip() and request.owner.strip()) for request in said):
        raise Incomplete(_("Setiap permohonan arahan memuat isi dan penanggung jawabnya."))
    with transaction.atomic():
        row = locked(report)
        reopen_for_editing(row, "Mohon arahan", is_changed=True, by=by, at=at)
        _store_requests(row, said)
    return row


def reopen_for_editing(
    report: AnnualReport, what: str, *, is_changed: bool, by: Any, at: datetime
) -> None:
    """Let an edit happen: noted, and back in drafting without its approval if it was further."""
    _must_draft(by)
    officer = access.in_office(by, Role.SECRETARIAT)
    change = Change(after={"part": what})
    if report.state == Stage.DRAFTING:
        record_entry(report, "annual.edited", f"{what} diubah", by=officer, at=at, change=change)
    elif is_changed:
        advance(report, ANNUAL_FLOW, "edit", by=officer, at=at, change=change)
        void_approval(report)
    report.revision += 1
    report.save(update_fields=["revision"])


def void_approval(report: AnnualReport) -> None:
    """Take away the file that an approval was bound to."""
    report.approved_edition, report.approved_sha256, report.decided_capacity = None, "", ""
    report.save(update_fields=["approved_edition", "approved_sha256", "decided_capacity"])


def send_to_review(report: AnnualReport, *, by: Any, at: datetime) -> AnnualReport:
    """Send the draft to the Pokja.

    Raises:
        Incomplete: a chapter is empty.
    """
    officer = access.in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        row = locked(report)
        advance(row, ANNUAL_FLOW, "send_to_review", by=officer, at=at)
    return row
