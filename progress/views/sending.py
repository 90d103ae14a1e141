"""Checking one's answers and handing the report on: propose, send, hand back, take back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pillars.models import PeriodState
from progress.access import grants_time, is_reviewer, is_watched_reading, is_writer
from progress.models import ReportState, Verdict, Verification
from progress.queries.beside import parts_beside
from progress.queries.contents import half_typed_of, shown_activities
from progress.queries.second import second_waiting_for
from progress.services import (
    hand_back_report,
    propose_report,
    refusal_to_send,
    submit_report,
    withdraw_report,
)
from progress.services.extending import extension_of
from progress.views.kinds import REGIONAL, Kind, is_withheld, rules_for, subject_of
from progress.views.papers import paper_desk, papers_of
from progress.views.parts import (
    OF_THE_WRITERS,
    activity_lines,
    anchor_of,
    history_of,
    is_on_closed_path,
    is_waiting,
    open_return,
    open_steps,
    proofs_of,
    remarks_for,
    summary_rows,
)
from progress.workflow import missing_parts
from ranpe.kit.readings import note_reading
from ranpe.kit.refusals import Incomplete, OutOfTurn, note_refusal


@require_GET
def check(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The whole report to read, with what is missing and the steps that are open.

    Who has still to give a second verdict reads it there, without the first one.
    """
    report = kind.fetch(request.user, pk)
    second = None if kind is REGIONAL else second_waiting_for(request.user, report)
    if second is not None:
        messages.info(request, _("Laporan ini menunggu penilaian kedua Anda."))
        return redirect("progress:second", second.pk)
    if is_watched_reading(request.user, report):
        note_reading(request, report, "report")
    return _page(request, report, kind)


@dataclass(frozen=True)
class Missing:
    """Something that is missing, and where to fill it in."""

    sentence: str
    anchor: str


def _page(
    request: HttpRequest, report: Any, kind: Kind, *, refused: str = "", status: int = 200
) -> HttpResponse:
    at = timezone.now()
    subject = subject_of(report, kind, at)
    refusal = refusal_to_send(report, by=request.user, at=at)
    is_own = is_writer(request.user, report)
    missing = _missing(report) if is_own and not report.is_sent else []
    unit = subject.target.unit if subject.target else ""
    context = {
        "report": report,
        "subject": subject,
        "kind_prefix": kind.prefix,
        "rows": summary_rows(report, kind, unit),
        "missing": missing,
        "refused": refused,
        "closed": refusal.sentence if refusal and is_own and not report.is_sent else "",
        "remarks": remarks_for(open_return(report), kind),
        "activities": activity_lines(shown_activities(report)),
        "half_typed": half_typed_of(report, request.user) if refusal is None else [],
        "beside": parts_beside(request.user, report),
        "proofs": proofs_of(report, request.user),
        "steps": open_steps(report, request.user, may_write=refusal is None and not missing),
        "edit_url": kind.url(_form_of(report), report) if refusal is None else "",
        "papers": papers_of(report, request.user),
        "paper_form_url": kind.url("paper_form", report) if report.period.asks_everything else "",
        "sheet_url": kind.url("sheet", report) if _may_be_signed(report, refusal, missing) else "",
        "paper_desk": paper_desk(report, kind, request.user),
        "desk_url": _desk_url(report, kind, request.user),
        "time_url": kind.url("time", report) if _may_move_time(report, request.user) else "",
        "receipt_url": kind.url("receipt", report) if report.is_sent else "",
        "verdict": _verdict(report),
        "form_codes": rules_for(report).form_codes,
        "is_own": is_own,
        "is_withheld": is_withheld(report, kind),
        "history": history_of(report),
        **{f"{name}_url": kind.url(name, report) for name in OF_THE_WRITERS},
    }
    return render(request, "progress/check.html", context, status=status)


def _missing(report: Any) -> list[Missing]:
    return [Missing(part.sentence, anchor_of(part.field)) for part in missing_parts(report)]


def _may_be_signed(report: Any, refusal: Any, missing: list[Missing]) -> bool:
    is_printed = report.period.asks_everything and not is_on_closed_path(report)
    return refusal is None and not missing and is_printed


def _may_move_time(report: Any, user: Any) -> bool:
    """Whether the reader may ask for more time for the report, or give it."""
    if report.is_sent or report.period.state not in (PeriodState.OPEN, PeriodState.CLOSED):
        return False
    return is_writer(user, report) or grants_time(user, extension_of(report))


def _form_of(report: Any) -> str:
    return "closed" if is_on_closed_path(report) else "edit"


def _desk_url(report: Any, kind: Kind, user: Any) -> str:
    may_check = is_waiting(report) and is_reviewer(user, report)
    return kind.url("desk", report) if may_check else ""


def _verdict(report: Any) -> Verification | None:
    if report.state not in (ReportState.VERIFIED, ReportState.LOCKED):
        return None
    own = {
        "submission__in": report.submissions.all(),
        "verdict": Verdict.ACCEPTED,
        "undone_at": None,
    }
    return Verification.everything.filter(**own).order_by("-pk").first()


# What a post names that does not say which version was read: no report has it.
NEVER_READ = -1


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else NEVER_READ


def _take(
    request: HttpRequest,
    pk: int,
    kind: Kind,
    step: Callable[[Any, datetime], Any],
    done: tuple[str, ...],
) -> tuple[Any, HttpResponse | None]:
    """Take a step; a second press finds it done, what is missing is shown on the page."""
    report = kind.fetch(request.user, pk)
    try:
        step(report, timezone.now())
    except Incomplete as refusal:
        note_refusal(request, refusal)
        fresh = kind.fetch(request.user, pk)
        return fresh, _page(request, fresh, kind, refused=refusal.sentence, status=422)
    except OutOfTurn as refusal:
        fresh = kind.fetch(request.user, pk)
        if fresh.state in done:
            return fresh, None
        if not is_writer(request.user, fresh):
            raise
        note_refusal(request, refusal)
        return fresh, _page(request, fresh, kind, refused=refusal.sentence, status=409)
    return kind.fetch(request.user, pk), None


@require_POST
def propose(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The operator asks the official to send."""
    version = _version(request)
    report, answer = _take(
        request,
        pk,
        kind,
        lambda row, at: propose_report(row, version=version, by=request.user, at=at),
        (ReportState.PROPOSED,),
    )
    if answer is not None:
        return answer
    messages.success(request, _("Laporan sudah diajukan; pejabat Eselon II diberi tahu."))
    return redirect(kind.url("check", report))


@require_POST
def submit(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The official sends; pressing twice leads to the one receipt."""
    version = _version(request)
    report, answer = _take(
        request,
        pk,
        kind,
        lambda row, at: submit_report(row, version=version, by=request.user, at=at),
        (ReportState.SUBMITTED, ReportState.AWAITING_CHAIR, ReportState.VERIFIED),
    )
    return answer or redirect(kind.url("receipt", report))


@require_POST
def hand_back(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The official gives the proposal back to the operator, with a reason."""
    reason = request.POST.get("reason", "")
    report, answer = _take(
        request,
        pk,
        kind,
        lambda row, at: hand_back_report(row, reason=reason, by=request.user, at=at),
        (),
    )
    if answer is not None:
        return answer
    messages.success(request, _("Laporan dikembalikan kepada operator."))
    return redirect(kind.url("check", report))


@require_POST
def withdraw(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The official takes a sent report back, as long as nobody has begun to check it."""
    report, answer = _take(
        request,
        pk,
        kind,
        lambda row, at: withdraw_report(row, by=request.user, at=at),
        (ReportState.DRAFT,),
    )
    if answer is not None:
        return answer
    messages.success(request, _("Laporan ditarik kembali dan dapat diubah."))
    return redirect(kind.url("edit", report))
