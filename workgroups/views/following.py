"""A decision on its way until it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from journal.queries import entries_about
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from workgroups.forms import DayForm, NoteForm, ReasonForm
from workgroups.models import Decision, Meeting
from workgroups.services import close_decision, report_decision, send_back_decision
from workgroups.views.parts import tried
from workgroups.workflow import DECISION_FLOW

_FORMS: dict[str, Any] = {"report": NoteForm, "close": DayForm, "send_back": ReasonForm}
_DONE = {
    "report": gettext_lazy("Laporan diterima; Sekretariat memeriksanya."),
    "close": gettext_lazy("Keputusan ditutup."),
    "send_back": gettext_lazy("Keputusan dikembalikan kepada penanggung jawab."),
}


def _decision(request: HttpRequest, pk: int) -> Decision:
    rows = Decision.everything.select_related("meeting__group", "owner", "reported_by")
    found: Decision = visible_or_404(rows, request.user, pk=pk)
    return found


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: who owes it, until when, what became of it."""
    return _page(request, _decision(request, pk), {})


def _page(
    request: HttpRequest, row: Decision, typed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    user, today = request.user, day_of(timezone.now())
    first = {"close": {"on": today}}
    steps = [
        {
            "step": step,
            "form": typed.get(step.name)
            or _FORMS[step.name](user=user, initial=first.get(step.name)),
        }
        for step in DECISION_FLOW.open_to(user, row)
    ]
    is_reader = Meeting.everything.visible_to(user).filter(pk=row.meeting_id).exists()
    context = {
        "decision": row,
        "steps": steps,
        "form": next(iter(typed.values()), None),
        "is_reader": is_reader,
        "entries": entries_about([row]),
        "today": today,
    }
    return render(request, "workgroups/decision.html", context, status=status)


@require_POST
def decision_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The owner reports; the Secretariat or the chair closes or sends back."""
    row = _decision(request, pk)
    if name not in _FORMS:
        raise Http404
    if not DECISION_FLOW.step(name).taken_by(request.user, row):
        raise NotYours(_("Langkah ini bukan kewenangan Anda."))
    form = _FORMS[name](request.POST, user=request.user)
    by, at = request.user, timezone.now()

    def act() -> None:
        said = form.cleaned_data
        if name == "report":
            report_decision(row, note=said["note"], by=by, at=at)
        elif name == "close":
            close_decision(row, done_on=said["on"], by=by, at=at)
        else:
            send_back_decision(row, reason=said["reason"], by=by, at=at)

    status = tried(request, form, act)
    if status:
        return _page(request, _decision(request, pk), {name: form}, status=status)
    messages.success(request, str(_DONE[name]))
    return redirect("workgroups:decision", pk)
