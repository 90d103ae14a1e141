"""Incidents with personal data: the clock, the notices, and who saw what meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.access import answers_for_incidents, only_readers_of_incidents
from journal.forms import IncidentForm, TermForm
from journal.models import Incident, LegalTerm, TermKey
from journal.queries import entries_about, term_of
from journal.services import (
    close_incident,
    record_incident,
    set_term,
    tell_authority,
    tell_people,
)
from ranpe.kit.clock import day_of
from ranpe.kit.formats import number
from ranpe.kit.refusals import Incomplete, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

_STEPS: dict[str, Callable[..., None]] = {
    "lembaga": lambda row, note, **kept: tell_authority(row, letter=note, **kept),
    "orang": lambda row, note, **kept: tell_people(row, letter=note, **kept),
    "tutup": lambda row, note, **kept: close_incident(row, note=note, **kept),
}


@dataclass(frozen=True)
class Clock:
    """How much time is left to tell, or by how much it has passed, in words."""

    words: str
    is_late: bool


def clock_of(row: Incident, at: datetime) -> Clock:
    """The clock of an incident; it stops when both notices are out."""
    end = row.told_at or at
    left = row.due_at - end
    is_late = left < timedelta(0)
    minutes = int(abs(left).total_seconds() // 60)
    parts = {"hours": number(minutes // 60), "minutes": minutes % 60}
    span = _("%(hours)s jam %(minutes)s menit") % parts
    if row.told_at:
        words = _("diberitahukan, lewat %(span)s") if is_late else _("diberitahukan pada waktunya")
    else:
        words = _("lewat %(span)s") if is_late else _("tersisa %(span)s")
    return Clock(words % {"span": span} if "%(span)s" in words else words, is_late)


@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: HttpRequest) -> HttpResponse:
    """All incidents, the newest first, and the form for another."""
    user: Any = request.user
    only_readers_of_incidents(user)
    at = timezone.now()
    form = IncidentForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = record_incident(form.content(), by=user, at=at)
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error("discovered_at", refusal.sentence)
        else:
            messages.success(request, _("Insiden dicatat; jamnya berjalan."))
            return redirect("journal:incident", made.pk)
    rows = Incident.everything.visible_to(user)
    context = {
        "rows": [(row, clock_of(row, at)) for row in rows],
        "form": form if answers_for_incidents(user) else None,
        "term": term_of(TermKey.INCIDENT_HOURS),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "journal/incidents.html", context, status=status)


@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident with its clock and its steps."""
    return _page(request, visible_or_404(Incident.everything, request.user, pk=pk))


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A notice that went out, or the end."""
    row: Incident = visible_or_404(Incident.everything, request.user, pk=pk)
    if name not in _STEPS:
        raise Http404
    note = request.POST.get("note", "")[:200]
    try:
        _STEPS[name](row, note, by=request.user, at=timezone.now())
    except Incomplete as refusal:
        note_refusal(request, refusal)
        return _page(request, row, refusal)
    messages.success(request, _("Langkah dicatat."))
    return redirect("journal:incident", pk)


def _page(request: HttpRequest, row: Incident, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "incident": row,
        "clock": clock_of(row, timezone.now()),
        "may_act": answers_for_incidents(request.user),
        "refused": refusal.sentence if refusal else "",
        "entries": entries_about([row]).select_related("seal"),
        "first": day_of(row.discovered_at),
        "steps": [
            ("lembaga", _("Lembaga diberi tahu"), row.authority_told_at),
            ("orang", _("Orang yang terdampak diberi tahu"), row.people_told_at),
            ("tutup", _("Ditutup"), row.closed_at),
        ],
    }
    status = refusal.status if refusal else 200
    return render(request, "journal/incident.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """The periods that laws or the agency set, and what they rest on."""
    user: Any = request.user
    only_readers_of_incidents(user)
    form = TermForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        set_term(said["key"], said["amount"], said["ground"], by=user, at=timezone.now())
        messages.success(request, _("Ketentuan disimpan."))
        return redirect("journal:terms")
    rows: list[LegalTerm] = [term_of(key) for key in TermKey]
    context = {"rows": rows, "form": form if answers_for_incidents(user) else None}
    return render(request, "journal/terms.html", context, status=422 if form.errors else 200)
