"""Writing a meeting: its agenda, who came, its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workgroups.forms import AgendaForm, AttendanceForm, MinutesForm
from workgroups.models import Meeting
from workgroups.queries import comers_to
from workgroups.services import (
    Proposal,
    add_items,
    record_attendance,
    save_agenda,
    write_minutes,
)
from workgroups.views.parts import own_meeting, tried


def _page(
    request: HttpRequest, meeting: Meeting, form: Any, act: Callable[[], Any], page: str
) -> HttpResponse:
    status = 200
    if form.is_bound:
        status = tried(request, form, act)
        if not status:
            messages.success(request, _("Tersimpan."))
            return redirect("workgroups:meeting", meeting.pk)
    context = {"form": form, "meeting": meeting}
    return render(request, f"workgroups/{page}.html", context, status=status)


def _given(request: HttpRequest, meeting: Meeting, **first: Any) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    initial = {"version": meeting.version, **first}
    return {"data": data, "initial": initial, "user": request.user}


@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, reword, drop and add items."""
    meeting = own_meeting(request, pk)
    form = AgendaForm(**_given(request, meeting), items=meeting.agenda.all())

    def save() -> None:
        by, at = request.user, timezone.now()
        save_agenda(meeting, form.edits(), version=form.cleaned_data["version"], by=by, at=at)
        add_items(meeting, [Proposal(text) for text in form.new_texts()], by=by, at=at)

    return _page(request, meeting, form, save, "agenda")


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who came."""
    meeting = own_meeting(request, pk)
    given = _given(request, meeting, guests=meeting.guests)
    form = AttendanceForm(**given, comers=comers_to(meeting))

    def save() -> None:
        record_attendance(
            meeting,
            form.marks(),
            guests=form.cleaned_data["guests"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )

    return _page(request, meeting, form, save, "attendance")


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the notula."""
    meeting = own_meeting(request, pk)
    given = _given(request, meeting, summary=meeting.summary)
    form = MinutesForm(**given, items=meeting.agenda.all())

    def save() -> None:
        write_minutes(
            meeting,
            form.minutes(),
            summary=form.cleaned_data["summary"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )

    return _page(request, meeting, form, save, "minutes")
