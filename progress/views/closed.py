"""Jalur tertutup: the short form, and the Secretariat's decision about a duty."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from progress.access import keeps_paper
from progress.forms import AnswersForm, ClosedForm, ClosedLetterForm
from progress.models import ClosedDuty
from progress.services import (
    answer_remarks,
    close_duty,
    end_closed_duty,
    record_closed_letter,
    refusal_to_send,
    save_closed_report,
)
from progress.views.kinds import PROGRESS, subject_of
from progress.views.parts import open_return, remarks_for
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused, note_refusal


@require_http_methods(["GET", "POST"])
def closed(request: HttpRequest, pk: int) -> HttpResponse:
    """Status, letter number and letter date: nothing else is asked or kept."""
    report, at = PROGRESS.fetch(request.user, pk), timezone.now()
    refusal = refusal_to_send(report, by=request.user, at=at)
    if request.method == "POST":
        if refusal is not None:
            raise refusal
        return _keep(request, report)
    if refusal is not None or not report.is_closed:
        if refusal is not None:
            messages.info(request, refusal.sentence)
        return redirect(PROGRESS.url("check" if refusal else "edit", report))
    first = {
        "claimed_status": report.claimed_status,
        "closed_number": report.closed_number,
        "closed_dated_on": report.closed_dated_on,
        "base_version": report.version,
    }
    return _page(request, report, ClosedForm(user=request.user, initial=first))


def _page(
    request: HttpRequest, report: Any, form: ClosedForm, *, status: int = 200
) -> HttpResponse:
    form.mark_needed()
    answers = _answers(request, report)
    context = {
        "report": report,
        "remarks": remarks_for(answers.remarks, PROGRESS, answers),
        "subject": subject_of(report, PROGRESS, timezone.now()),
        "form": form,
        "check_url": PROGRESS.url("check", report),
    }
    return render(request, "progress/closed.html", context, status=status)


def _answers(request: HttpRequest, report: Any) -> AnswersForm:
    """Ticks in place of answers: the closed path has no place for words."""
    given = {"data": request.POST} if request.method == "POST" else {}
    return AnswersForm(user=request.user, remarks=open_return(report), is_closed=True, **given)


def _keep(request: HttpRequest, report: Any) -> HttpResponse:
    form, answers = ClosedForm(request.POST, user=request.user), _answers(request, report)
    if not form.is_valid() or not answers.is_valid():
        return _page(request, report, form, status=422)
    try:
        save_closed_report(
            report,
            form.content(),
            version=form.cleaned_data["base_version"],
            by=request.user,
            at=timezone.now(),
        )
        answer_remarks(report, answers.answers(), by=request.user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        return _refused(request, report, form, refusal)
    messages.success(request, _("Tersimpan. Periksa, lalu kirim."))
    return redirect(PROGRESS.url("check", report))


def _refused(request: HttpRequest, report: Any, form: ClosedForm, refusal: Refused) -> HttpResponse:
    note_refusal(request, refusal)
    form.add_error(None, refusal.sentence)
    return _page(request, report, form, status=refusal.status)


def record_closed(request: HttpRequest, report: Any) -> HttpResponse:
    """The Secretariat notes the letter of a body without an account; a colleague confirms it."""
    if request.method != "POST":
        return _letter_page(request, report, ClosedLetterForm(user=request.user))
    form = ClosedLetterForm(request.POST, user=request.user)
    if not form.is_valid():
        return _letter_page(request, report, form, status=422)
    received_on = form.cleaned_data["received_on"]
    try:
        kept = record_closed_letter(
            report, form.content(), received_on=received_on, by=request.user, at=timezone.now()
        )
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        form.add_error(None, refusal.sentence)
        return _letter_page(request, report, form, status=refusal.status)
    messages.success(request, _("Surat dicatat; seorang lain di Sekretariat membenarkannya."))
    return redirect("progress:letter", kept.pk)


def _letter_page(
    request: HttpRequest, report: Any, form: ClosedLetterForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "subject": subject_of(report, PROGRESS, timezone.now()),
        "form": form,
        "check_url": PROGRESS.url("check", report),
    }
    return render(request, "progress/letter_closed.html", context, status=status)


@require_POST
def path(request: HttpRequest, pk: int) -> HttpResponse:
    """The Secretariat puts the report's duty on the closed path, or ends it, with a reason."""
    report, at = PROGRESS.fetch(request.user, pk), timezone.now()
    if not keeps_paper(request.user, report):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengatur jalur tertutup."))
    reason = request.POST.get("reason", "").replace("\0", "")
    duty = ClosedDuty.everything.filter(assignment=report.assignment_id, ended_at=None).first()
    if duty is None:
        close_duty(report.assignment, reason=reason, by=request.user, at=at)
        messages.success(request, _("Penugasan ini dilaporkan melalui jalur tertutup."))
    else:
        end_closed_duty(duty, reason=reason, by=request.user, at=at)
        messages.success(request, _("Jalur tertutup diakhiri untuk laporan berikutnya."))
    return redirect(PROGRESS.url("check", report))
