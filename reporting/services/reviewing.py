"""The reviewers' verbs: opinions, the plenary, the harm test, giving back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from journal.door import advance
from journal.services import Change, record_entry
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from reporting import access
from reporting.clearing import Finding, findings_of
from reporting.models import (
    AnnualReport,
    HarmDecision,
    HarmSubject,
    HarmTestItem,
    Opinion,
    ReportReview,
    ReviewStage,
    Stage,
)
from reporting.services.drafting import locked
from reporting.workflow import ANNUAL_FLOW

GROUNDS = tuple("abcdefghij")
_BODY = {Stage.POKJA_REVIEW: ReviewStage.POKJA, Stage.PLENARY: ReviewStage.PLENARY}


def record_review(
    report: AnnualReport,
    *,
    opinion: str,
    text: str = "",
    pillar_number: int | None = None,
    by: Any,
    at: datetime,
) -> ReportReview:
    """Record the opinion of a Pokja (with its pillar number) or of the plenary (without).

    Raises:
        NotYours: `by` does not speak for that body.
        OutOfTurn: the report is not with that body now.
        Incomplete: an objection or a note without words.
    """
    with transaction.atomic():
        row = locked(report)
        stage = _BODY.get(Stage(row.state))
        if stage is None or (stage == ReviewStage.POKJA) != (pillar_number is not None):
            raise OutOfTurn(_("Laporan ini sedang tidak dibahas pada tahap itu."))
        if not access.reviews_for(by, pillar_number):
            raise NotYours(_("Anda tidak mewakili kelompok ini."))
        if opinion != Opinion.AGREES and not text.strip():
            raise Incomplete(_("Tuliskan catatan atau keberatannya."))
        officer = _reviewer(by)
        review = ReportReview.everything.create(
            report=row,
            stage=stage,
            pillar_number=pillar_number,
            opinion=opinion,
            text=text.strip(),
            reviewed_at=at,
            reviewed_by_id=by.pk,
            reviewed_by_name=officer.printed_name,
            capacity=officer.capacity,
        )
        record_entry(
            row,
            "annual.reviewed",
            f"pendapat {ReviewStage(stage).label}: {Opinion(opinion).label}",
            by=officer,
            at=at,
            change=Change(reason=text.strip(), after={"pillar": pillar_number}),
        )
    return review


def _reviewer(by: Any) -> Any:
    return access.in_office(
        by, Role.POKJA_HEAD, Role.POKJA_CHAIR, Role.SEKBER_MEMBER, Role.SECRETARIAT
    )


def to_plenary(report: AnnualReport, *, note: str = "", by: Any, at: datetime) -> AnnualReport:
    """The head of the Pokja passes the report on to the plenary of the Sekber.

    Raises:
        Incomplete: a Pokja still objects.
    """
    return _step(report, "to_plenary", note, access.in_office(by, Role.POKJA_HEAD), at)


def to_harm_test(report: AnnualReport, *, note: str = "", by: Any, at: datetime) -> AnnualReport:
    """Close the plenary of a public report and lay out what the PPID has to look at."""
    officer = access.in_office(by, Role.POKJA_HEAD, Role.SECRETARIAT)
    with transaction.atomic():
        row = _step(report, "to_harm_test", note, officer, at)
        _lay_out(row, findings_of(row))
    return row


def _lay_out(report: AnnualReport, findings: Iterable[Finding]) -> None:
    """One item for each finding; what was decided on a chapter is asked anew, its text moved."""
    for found in findings:
        item, is_new = HarmTestItem.everything.get_or_create(
            report=report,
            subject_kind=found.kind,
            subject_key=found.key,
            defaults={"subject": found.subject, "finding": found.finding},
        )
        if not is_new and found.kind == HarmSubject.SECTION:
            item.finding, item.decision, item.decided_at, item.decided_by = (
                found.finding,
                "",
                None,
                None,
            )
            item.save()


def add_harm_item(
    report: AnnualReport, *, kind: str, key: str, subject: str, by: Any, at: datetime
) -> HarmTestItem:
    """The PPID puts one more thing to the test: an action, a summary or a chapter."""
    with transaction.atomic():
        row = _under_test(report, by)
        item, _is_new = HarmTestItem.everything.get_or_create(
            report=row, subject_kind=kind, subject_key=key, defaults={"subject": subject}
        )
        record_entry(row, "annual.harm_item", f"{subject} diuji", by=_ppid(by), at=at)
    return item


def decide_harm_item(
    item: HarmTestItem,
    *,
    decision: str,
    ground: str = "",
    reason: str = "",
    withheld_for: str = "",
    by: Any,
    at: datetime,
) -> HarmTestItem:
    """Keep one thing back, with its ground and for how long, or release it.

    Raises:
        Incomplete: ground (huruf of Pasal 17), reason or period is missing, or a classified
            action would be released.
    """
    with transaction.atomic():
        report = _under_test(item.report, by)
        row = HarmTestItem.everything.select_for_update(of=("self",)).get(pk=item.pk)
        _check_decision(report, row, decision, (ground, reason, withheld_for))
        kept = decision == HarmDecision.WITHHOLD
        row.decision, row.reason = decision, reason.strip()
        row.ground, row.withheld_for = (ground, withheld_for.strip()) if kept else ("", "")
        row.decided_at, row.decided_by_id = at, by.pk
        row.save()
        record_entry(
            report,
            "annual.harm_decided",
            f"{row.subject}: {HarmDecision(decision).label}",
            by=_ppid(by),
            at=at,
            change=Change(reason=row.reason, after={"ground": row.ground}),
        )
    return row


def _check_decision(
    report: AnnualReport, item: HarmTestItem, decision: str, said: tuple[str, str, str]
) -> None:
    ground, reason, withheld_for = said
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))
    if decision == HarmDecision.WITHHOLD:
        if ground not in GROUNDS or not withheld_for.strip():
            raise Incomplete(_("Pilih huruf Pasal 17 dan isi jangka waktu pengecualian."))
        return
    if item.subject_kind == HarmSubject.ACTION and _is_classified(report, item.subject_key):
        raise Incomplete(
            _("Aksi ini berklasifikasi Terbatas atau Rahasia; ubah klasifikasinya lebih dahulu.")
        )


def _is_classified(report: AnnualReport, code: str) -> bool:
    return bool(report.seal.actions.filter(code=code).exclude(classification="B").exists())


def _under_test(report: AnnualReport, by: Any) -> AnnualReport:
    row = locked(report)
    if not access.tests_harm(by, row):
        raise NotYours(_("Uji konsekuensi dilakukan oleh PPID."))
    if row.state != Stage.HARM_TEST or row.harm_tested_at is not None:
        raise OutOfTurn(_("Uji konsekuensi laporan ini tidak sedang berjalan."))
    return row


def _ppid(by: Any) -> Any:
    return access.in_office(by, Role.PPID)


def finish_harm_test(report: AnnualReport, *, by: Any, at: datetime) -> AnnualReport:
    """The PPID closes the test; the figures are those of the seal, whatever was decided.

    Raises:
        Incomplete: something is not decided yet.
    """
    with transaction.atomic():
        row = locked(report)
        if row.state == Stage.HARM_TEST and row.harm_tested_at is not None:
            raise OutOfTurn(_("Uji konsekuensi laporan ini tidak sedang berjalan."))
        advance(row, ANNUAL_FLOW, "finish_harm_test", by=_ppid(by), at=at)
    return row


def ask_decision(report: AnnualReport, *, note: str = "", by: Any, at: datetime) -> AnnualReport:
    """Lay the report before the head: after the plenary, or after the harm test.

    Raises:
        Incomplete: an objection stands, the test is not finished, or there is no final file of
            the present content.
    """
    officer = access.in_office(by, Role.POKJA_HEAD, Role.SECRETARIAT)
    name = "close_plenary" if report.is_for_president else "ask_decision"
    return _step(report, name, note, officer, at)


def return_to_drafting(report: AnnualReport, *, reason: str, by: Any, at: datetime) -> AnnualReport:
    """Give the report back to the drafters with a reason.

    Raises:
        Incomplete: no reason was given.
    """
    officer = access.in_office(by, Role.HEAD, Role.POKJA_HEAD, Role.PPID, Role.SECRETARIAT)
    return _step(report, "return_to_drafting", reason, officer, at)


def _step(report: AnnualReport, name: str, note: str, officer: Any, at: datetime) -> AnnualReport:
    with transaction.atomic():
        row = locked(report)
        advance(row, ANNUAL_FLOW, name, by=officer, at=at, change=Change(reason=note.strip()))
    return row
