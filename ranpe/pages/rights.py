"""An office: who holds it, what it carries until when, and how rights are given and ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import OF_A_SEAT, appoints, holds_office, reads_people
from accounts.forms import EndRightForm, RightForm
from accounts.models import Grant, GrantRequest, Position
from accounts.queries import open_requests
from accounts.services.rights import confirm_right, end_right, give_right, withdraw_right
from accounts.views.step_up import fresh_for_posts, fresh_second_factor
from journal.queries import entries_about
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

ENTRIES_SHOWN = 20


def _office_or_404(request: HttpRequest, pk: int) -> Position:
    found: Position = visible_or_404(
        Position.everything.select_related("institution", "unit"), request.user, pk=pk
    )
    if not reads_people(request.user):
        raise NotYours(_("Hak jabatan dibaca oleh admin sistem, Sekretariat, dan auditor."))
    return found


@require_GET
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """One office."""
    return _office(request, _office_or_404(request, pk))


def _office(
    request: HttpRequest,
    position: Position,
    form: RightForm | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    user: Any = request.user
    today = day_of(timezone.now())
    may_change = appoints(user) and not holds_office(user, position.pk)
    if refusal is not None:
        note_refusal(request, refusal)
    grants = position.grants.select_related("institution", "unit").order_by("role", "pk")
    held = position.occupancies.select_related("user", "position").order_by("-starts_on", "-pk")
    current = {row.pk for row in position.occupancies.in_force(today)}
    context = {
        "office": position,
        "rights": [row for row in grants if row.ends_on is None or row.ends_on >= today],
        "past_rights": [row for row in grants if row.ends_on is not None and row.ends_on < today],
        "holders": [row for row in held if row.pk in current],
        "past_holders": [row for row in held if row.pk not in current],
        "requests": list(open_requests(user).filter(position=position)),
        "of_a_seat": OF_A_SEAT,
        "may_change": may_change,
        "form": form or (RightForm(user=user, position=position) if may_change else None),
        "refused": refusal.sentence if refusal else "",
        "entries": entries_about([position])[:ENTRIES_SHOWN],
    }
    status = getattr(refusal, "status", 422 if form is not None else 200)
    return render(request, "pages/office.html", context, status=status)


@require_POST
@fresh_second_factor
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the office a right, or ask a second person for it."""
    position = _office_or_404(request, pk)
    if not appoints(request.user):
        raise NotYours(_("Anda tidak berwenang mengatur hak jabatan."))
    form = RightForm(request.POST, user=request.user, position=position)
    if not form.is_valid():
        return _office(request, position, form)
    try:
        made = give_right(position, form.right(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return _office(request, position, form, refusal)
    if isinstance(made, GrantRequest):
        messages.success(request, _("Hak diusulkan; orang kedua diberi tahu untuk menyetujuinya."))
    else:
        messages.success(request, _("Hak diberikan dan berlaku sekarang juga."))
    return redirect("office", pk)


@require_http_methods(["GET", "POST"])
@fresh_for_posts
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a right of an office, with a reason."""
    row: Grant = visible_or_404(
        Grant.everything.select_related("position__institution", "unit"), request.user, pk=pk
    )
    if not appoints(request.user):
        raise NotYours(_("Anda tidak berwenang mengatur hak jabatan."))
    form = EndRightForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            end_right(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            note_refusal(request, refusal)
            return _ending(request, row, form, refusal)
        messages.success(request, _("Hak diakhiri."))
        return redirect("office", row.position_id)
    return _ending(request, row, form)


def _ending(
    request: HttpRequest, row: Grant, form: EndRightForm, refusal: Refused | None = None
) -> HttpResponse:
    context = {"right": row, "form": form, "refused": refusal.sentence if refusal else ""}
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "pages/right_end.html", context, status=status)


@require_POST
@fresh_second_factor
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person gives what was asked for."""
    row = visible_or_404(GrantRequest.everything, request.user, pk=pk)
    confirm_right(row, by=request.user, at=timezone.now())
    messages.success(request, _("Hak diberikan dan berlaku sekarang juga."))
    return redirect("office", row.position_id)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Put aside what was asked for."""
    row = visible_or_404(GrantRequest.everything, request.user, pk=pk)
    withdraw_right(row, by=request.user, at=timezone.now())
    messages.success(request, _("Usulan hak ditarik."))
    return redirect("office", row.position_id)
