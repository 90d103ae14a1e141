"""The verifier's and the chair's verbs; a verdict always points to one submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import in_office
from accounts.models import Role
from journal.door import advance
from journal.services import Change, add_remark
from pillars.models import PeriodState, PlanRules
from pillars.queries import rules_of
from progress import access
from progress.figures import status_of_line
from progress.lines import line_with_value
from progress.models import (
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
    Verdict,
    Verification,
)
from progress.queries.sessions import repair_deadline
from progress.services.second import draw_second
from progress.services.writing import _key, _locked
from progress.workflow import REPORT_FLOW
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

Either = ProgressReport | RegionalReport
REVIEWING = (Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER)


@dataclass(frozen=True)
class RemarkText:
    """A remark on one field of the report; one that is blocking must be answered."""

    field: str
    text: str
    is_blocking: bool = True


@dataclass(frozen=True)
class OnSiteCheck:
    """Diperiksa di tempat: who looked at the work at the institution, and on which day."""

    name: str
    on: date


def start_review(report: Either, *, by: Any, at: datetime) -> Any:
    """Note that checking has begun; from now on the report cannot be withdrawn."""
    with transaction.atomic():
        row = _locked(report)
        if not access.is_reviewer(by, row):
            raise NotYours(_("Anda tidak memeriksa laporan ini."))
        if row.period.state == PeriodState.LOCKED:
            raise OutOfTurn(_("Periode ini sudah dikunci; laporannya tidak dapat diubah lagi."))
        if row.state == ReportState.SUBMITTED and row.review_started_at is None:
            row.review_started_at, row.review_started_by_id = at, by.pk
            row.save(update_fields=["review_started_at", "review_started_by"])
    return row


def _latest(report: Either) -> Submission:
    found = Submission.everything.filter(**_key(report)).order_by("-number").first()
    if found is None:
        raise OutOfTurn(_("Laporan ini belum pernah dikirim."))
    return found


def _checked_version(report: Either, submission_number: int | None) -> Submission:
    latest = _latest(report)
    if submission_number is not None and submission_number != latest.number:
        raise OutOfTurn(
            _("Laporan ini sudah dikirim ulang. Muat ulang halaman dan periksa versi terbaru.")
        )
    return latest


def accept_report(
    report: Either,
    *,
    recognised_value: Decimal | None,
    rubric: Mapping[str, bool],
    note: str = "",
    on_site: OnSiteCheck | None = None,
    submission_number: int | None = None,
    by: Any,
    at: datetime,
) -> Verification:
    """Accept the newest submission with the value that the evidence supports.

    Where the plan's rules ask for two levels, the report goes on to the Pokja's chair. On the
    closed path there is no value and no note, only who checked at the institution, and when.

    Raises:
        Incomplete: on the closed path, nobody has checked on site, or content was written.
        OutOfTurn: the report is not waiting, or was sent anew since `submission_number`.
        NotYours: not a verifier of this pillar, or of the own institution.
    """
    by = in_office(by, *REVIEWING)
    with transaction.atomic():
        row = _locked(report)
        rules = rules_of(row.period.version.plan)
        submission = _checked_version(row, submission_number)
        seen = _seen_on_site(row, on_site, content=(recognised_value, rubric, note.strip()), at=at)
        if _rests_on_evidence(row):
            _is_judged(submission, rubric, rules)
        two_levels = rules.needs_chair and isinstance(row, ProgressReport)
        step = "forward" if two_levels else "accept"
        change = Change(before=_columns(row, _SET_BY_ACCEPTING))
        entry = advance(row, REPORT_FLOW, step, by=by, at=at, change=change)
        status = ""
        if isinstance(row, ProgressReport):
            status = _recognise(row, recognised_value, rubric)
        verdict = _verdict(
            submission,
            Verdict.ACCEPTED,
            rules.version,
            by=by,
            at=at,
            note=note,
            value=recognised_value,
            rubric=rubric,
            status=status,
            on_site=seen,
        )
        if _rests_on_evidence(row):
            draw_second(verdict, row, rules, entry=entry)
        return verdict


# What a verdict changes beside the state; the entry keeps it, so that it can be undone.
_SET_BY_ACCEPTING = ("recognised_value", "computed_status")
_SET_BY_RETURNING = (
    "due_at",
    "returns",
    "version",
    *(
        f"{stamp}_{end}"
        for stamp in ("submitted", "proposed", "review_started")
        for end in ("at", "by")
    ),
)


def _columns(report: Either, names: Sequence[str]) -> dict[str, Any]:
    """The values of some columns as the journal keeps them; a province has not all of them."""
    found = [field for field in report._meta.concrete_fields if field.name in names]
    values = {field.name: field.value_from_object(report) for field in found}
    return {
        name: value if value is None or isinstance(value, int) else str(value)
        for name, value in values.items()
    }


def _rests_on_evidence(report: Either) -> bool:
    """An institution's report of work; nil and closed reports and provinces need no file."""
    return isinstance(report, ProgressReport) and not (report.is_nil or report.is_closed)


def _is_judged(submission: Submission, rubric: Mapping[str, bool], rules: PlanRules) -> None:
    if not submission.content.get("evidence"):
        raise Incomplete(_("Tidak ada data dukung yang dapat dinilai; kembalikan laporannya."))
    if any(question["key"] not in rubric for question in rules.rubric):
        raise Incomplete(_("Jawab semua butir rubrik data dukung sebelum menyetujui."))


def _seen_on_site(
    report: Either, on_site: OnSiteCheck | None, *, content: tuple[Any, ...], at: datetime
) -> OnSiteCheck | None:
    """The check at the institution, which the closed path needs and no other report has."""
    if not getattr(report, "is_closed", False):
        return None
    if on_site is None or not on_site.name.strip():
        raise Incomplete(_("Isi nama yang memeriksa di tempat dan tanggalnya."))
    if on_site.on > day_of(at):
        raise Incomplete(_("Tanggal pemeriksaan di tempat belum tiba."))
    if any(part not in (None, "", {}) for part in content):
        raise Incomplete(_("Jalur tertutup tidak memuat nilai, rubrik, atau catatan."))
    return on_site


def _recognise(report: ProgressReport, value: Decimal | None, rubric: Mapping[str, bool]) -> str:
    rules = rules_of(report.period.version.plan)
    share = Decimal(sum(rubric.values())) * 100 / len(rubric) if rubric else None
    line = line_with_value(report, value=value, share=share)
    report.recognised_value = value
    report.computed_status = status_of_line(line, rules)
    report.save(update_fields=["recognised_value", "computed_status"])
    return str(report.computed_status)


def _verdict(
    submission: Submission,
    verdict: str,
    rules_version: int,
    *,
    by: Any,
    at: datetime,
    note: str,
    value: Decimal | None = None,
    rubric: Mapping[str, bool] | None = None,
    status: str = "",
    on_site: OnSiteCheck | None = None,
) -> Verification:
    return Verification.everything.create(
        submission=submission,
        verdict=verdict,
        recognised_value=value,
        rubric=dict(rubric or {}),
        computed_status=status,
        rules_version=rules_version,
        note=note,
        on_site_name=on_site.name.strip() if on_site else "",
        on_site_on=on_site.on if on_site else None,
        decided_at=at,
        decided_by_id=by.pk,
        decided_by_name=by.printed_name,
        capacity=by.capacity,
    )


def endorse_report(report: Either, *, by: Any, at: datetime) -> Any:
    """The Pokja's chair closes the verification."""
    with transaction.atomic():
        row = _locked(report)
        advance(row, REPORT_FLOW, "endorse", by=by, at=at)
    return row


def return_report(
    report: Either,
    *,
    remarks: Sequence[RemarkText],
    note: str = "",
    submission_number: int | None = None,
    by: Any,
    at: datetime,
) -> Verification:
    """Give a report back with remarks on its fields and a new due date in working days.

    Raises:
        Incomplete: no remark was written.
        OutOfTurn: the report is not waiting, or was sent anew since `submission_number`.
    """
    said = [remark for remark in remarks if remark.text.strip()]
    if not any(remark.is_blocking for remark in said):
        raise Incomplete(_("Tuliskan paling sedikit satu catatan perbaikan pada bidangnya."))
    by = in_office(by, *REVIEWING)
    with transaction.atomic():
        row = _locked(report)
        rules = rules_of(row.period.version.plan)
        submission = _checked_version(row, submission_number)
        due_at = repair_deadline(row, at, rules)
        advance(
            row,
            REPORT_FLOW,
            "return",
            by=by,
            at=at,
            change=Change(
                reason="; ".join(r.text for r in said),
                before=_columns(row, _SET_BY_RETURNING),
                after={"due": str(due_at)},
            ),
        )
        row.due_at, row.returns = due_at, row.returns + 1
        row.save(update_fields=["due_at", "returns"])
        for remark in said:
            add_remark(
                row,
                field_name=remark.field,
                version=submission.number,
                text=remark.text,
                is_blocking=remark.is_blocking,
                by=by,
                at=at,
            )
        return _verdict(submission, Verdict.RETURNED, rules.version, by=by, at=at, note=note)
