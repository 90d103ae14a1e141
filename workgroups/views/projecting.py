"""Mode rapat: one item a screen in large letters, the red ones first, to decide in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from workgroups.access import arranges
from workgroups.forms import DecisionForm, NoteForm
from workgroups.models import AgendaItem, Meeting
from workgroups.services import add_note, record_decision
from workgroups.views.parts import meeting_of, own_meeting, tried


@dataclass(frozen=True)
class Screen:
    """One item of the agenda on the wall, with the ones before and after it."""

    item: AgendaItem | None
    number: int
    total: int
    red: int

    @property
    def before(self) -> int:
        """The number of the screen before; 0 on the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the screen after; 0 on the last."""
        return self.number + 1 if self.number < self.total else 0


def _screen(meeting: Meeting, asked: str) -> Screen:
    items = sorted(meeting.agenda.all(), key=lambda row: (not row.is_red, row.order, row.pk))
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    number = min(max(number, 1), max(len(items), 1))
    item = items[number - 1] if items else None
    return Screen(item, number, len(items), sum(row.is_red for row in items))


def _address(meeting: Meeting, screen: Screen) -> str:
    return f"{reverse('workgroups:projector', args=[meeting.pk])}?butir={screen.number}"


@require_http_methods(["GET", "HEAD", "POST"])
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    """The item on the wall; a decision that is recorded here belongs to it."""
    user = request.user
    meeting = own_meeting(request, pk) if request.method == "POST" else meeting_of(request, pk)
    screen = _screen(meeting, request.GET.get("butir", ""))
    if request.method != "POST":
        return _page(request, meeting, screen, DecisionForm(user=user), NoteForm(user=user))
    form = DecisionForm(request.POST, user=user)
    status = tried(
        request,
        form,
        lambda: record_decision(
            meeting, **form.cleaned_data, item=screen.item, by=user, at=timezone.now()
        ),
    )
    if status:
        return _page(request, meeting, screen, form, NoteForm(user=user), status=status)
    messages.success(request, _("Keputusan dicatat; penanggung jawabnya diberi tahu."))
    return redirect(_address(meeting, screen))


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note on the item on the wall goes into the minutes; nothing is overwritten."""
    user = request.user
    meeting = own_meeting(request, pk)
    screen = _screen(meeting, request.GET.get("butir", ""))
    form, item = NoteForm(request.POST, user=user), screen.item
    if item is None:
        raise Http404
    status = tried(
        request,
        form,
        lambda: add_note(item, form.cleaned_data["note"], by=user, at=timezone.now()),
    )
    if status:
        return _page(request, meeting, screen, DecisionForm(user=user), form, status=status)
    messages.success(request, _("Catatan masuk ke notula."))
    return redirect(_address(meeting, screen))


def _page(
    request: HttpRequest,
    meeting: Meeting,
    screen: Screen,
    form: DecisionForm,
    note_form: NoteForm,
    *,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    item = screen.item
    context = {
        "meeting": meeting,
        "screen": screen,
        "decisions": list(item.decisions.select_related("owner")) if item else [],
        "may_write": arranges(user) and not meeting.is_settled,
        "form": form.mark_needed(),
        "note_form": note_form,
        "address": _address(meeting, screen),
    }
    return render(request, "workgroups/projector.html", context, status=status)
