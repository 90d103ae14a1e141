"""What was decided, by whom it is owed, and what became of it; a meeting and its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranpe.kit.clock import day_of
from workgroups.access import arranges, calls
from workgroups.forms import DayForm, DecisionForm, MeetingForm, ReasonForm
from workgroups.models import Meeting
from workgroups.queries import (
    advice_counts,
    comers_to,
    is_overdue,
    meetings_ahead,
    meetings_of,
    notes_on,
    open_decisions,
    recommendations_of,
)
from workgroups.services import (
    approve_minutes,
    change_meeting,
    hold_meeting,
    invite_to_meeting,
    record_decision,
    reopen_minutes,
)
from workgroups.views.parts import meeting_of, own_meeting, tried
from workgroups.workflow import MEETING_FLOW

MEETINGS_A_PAGE = 20
ADVICE_HERE = 10


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """What comes, the open decisions, then the meetings, then the recommendations."""
    user: Any = request.user
    today = day_of(timezone.now())
    page = Paginator(meetings_of(user), MEETINGS_A_PAGE).get_page(request.GET.get("halaman"))
    open_ones = list(open_decisions(user))
    advice = list(recommendations_of(user))
    context = {
        "page_obj": page,
        "ahead": list(meetings_ahead(user)),
        "notes": notes_on(list(page.object_list), user),
        "open_decisions": open_ones,
        "overdue": sum(is_overdue(row, today) for row in open_ones),
        "recommendations": advice[:ADVICE_HERE],
        "advice_counts": advice_counts(advice, today),
        "today": today,
        "arranges": arranges(user),
        "calls": calls(user),
    }
    return render(request, "workgroups/meetings.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda, who came, what was said and decided, and what can be done now."""
    meeting = meeting_of(request, pk)
    return detail_page(request, meeting, DecisionForm(user=request.user))


def detail_page(
    request: HttpRequest, meeting: Meeting, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    """The page of a meeting with the form in which a decision is recorded."""
    user: Any = request.user
    steps = {step.name: step for step in MEETING_FLOW.open_to(user, meeting)}
    today = day_of(timezone.now())
    context = {
        "meeting": meeting,
        "items": list(meeting.agenda.all()),
        "decisions": list(meeting.decisions.select_related("owner")),
        "comers": comers_to(meeting),
        "may_write": arranges(user) and not meeting.is_settled,
        "form": form.mark_needed(),
        "steps": steps,
        "day_form": DayForm(user=user, initial={"on": min(meeting.day, today)}),
        "reason_form": ReasonForm(user=user),
        "today": today,
    }
    return render(request, "workgroups/meeting.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a decision; without an owner or a day it is refused and the words stay."""
    meeting = own_meeting(request, pk)
    form = DecisionForm(request.POST, user=request.user)
    by, at = request.user, timezone.now()
    status = tried(
        request, form, lambda: record_decision(meeting, **form.cleaned_data, by=by, at=at)
    )
    if status:
        return detail_page(request, meeting, form, status=status)
    messages.success(request, _("Keputusan dicatat; penanggung jawabnya diberi tahu."))
    return redirect("workgroups:meeting", pk)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the time or place of a meeting that has not been held."""
    meeting = own_meeting(request, pk)
    if request.method == "POST":
        form = MeetingForm(request.POST, user=request.user)
        del form.fields["group"]
        status = tried(
            request,
            form,
            lambda: change_meeting(
                meeting,
                form.invitation(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if not status:
            messages.success(request, _("Rencana rapat disimpan."))
            return redirect("workgroups:meeting", pk)
    else:
        form, status = (
            MeetingForm(initial=MeetingForm.first_values(meeting), user=request.user),
            200,
        )
        del form.fields["group"]
    context = {"form": form, "meeting": meeting}
    return render(request, "workgroups/change.html", context, status=status)


_DONE = {
    "invite": gettext_lazy("Undangan dikirim kepada anggota."),
    "hold": gettext_lazy("Rapat ditandai sudah diadakan; tulis notulanya."),
    "approve": gettext_lazy("Notula disahkan."),
    "reopen": gettext_lazy("Notula dibuka kembali untuk diperbaiki."),
}


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a meeting: invite, hold, approve or reopen its minutes."""
    meeting = meeting_of(request, pk)
    if name not in _DONE:
        raise Http404
    by, at = request.user, timezone.now()
    if name == "invite":
        invite_to_meeting(meeting, by=by, at=at)
    elif name == "approve":
        approve_minutes(meeting, by=by, at=at)
    elif name == "reopen":
        reason = request.POST.get("reason", "").replace("\0", "")
        reopen_minutes(meeting, reason=reason, by=by, at=at)
    else:
        form = DayForm(request.POST, user=by)
        day = form.cleaned_data["on"] if form.is_valid() else day_of(at)
        hold_meeting(own_meeting(request, pk), held_on=day, by=by, at=at)
    messages.success(request, str(_DONE[name]))
    return redirect("workgroups:meeting", pk)
