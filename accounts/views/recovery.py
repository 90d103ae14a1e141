"""Help for whoever lost the way in: one administrator asks, another grants."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import helps_people
from accounts.forms.second_factor import RecoveryForm
from accounts.models import Recovery
from accounts.services.second_factor import ask_recovery, grant_recovery, withdraw_recovery
from accounts.views.step_up import fresh_for_posts, fresh_second_factor
from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_for_posts
def recoveries(request: HttpRequest) -> HttpResponse:
    """What is asked and what was granted, and the form in which a recovery is asked."""
    user: Any = request.user
    if not helps_people(user):
        raise NotYours(_("Pemulihan akun adalah tugas admin sistem."))
    if request.method != "POST":
        return _recoveries(request, RecoveryForm(user=user))
    form = RecoveryForm(request.POST, user=user)
    if not form.is_valid():
        return _recoveries(request, form, status=422)
    said = form.cleaned_data
    try:
        ask_recovery(said["person"], said["kind"], said["reason"], by=user, at=timezone.now())
    except Refused as refusal:
        note_refusal(request, refusal)
        return _recoveries(request, form, refused=refusal.sentence, status=refusal.status)
    messages.success(request, _("Pemulihan diminta; admin lain yang mengabulkannya."))
    return redirect("recoveries")


def _recoveries(
    request: HttpRequest, form: RecoveryForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    rows = Recovery.everything.visible_to(request.user)
    rows = rows.select_related("person", "asked_by", "granted_by", "withdrawn_by")
    over = rows.exclude(granted_at=None, withdrawn_at=None)
    context = {
        "waiting": list(rows.filter(granted_at=None, withdrawn_at=None)[:_SHOWN]),
        "done": list(over[:_SHOWN]),
        "form": form,
        "refused": refused,
    }
    return render(request, "accounts/recoveries.html", context, status=status)


def _found(request: HttpRequest, pk: int) -> Any:
    return visible_or_404(Recovery.everything, request.user, pk=pk)


@require_POST
@fresh_second_factor
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """The second administrator grants it."""
    row = grant_recovery(_found(request, pk), by=request.user, at=timezone.now())
    said = _("Akun %(name)s dipulihkan; orangnya diberi tahu.") % {"name": row.person.name}
    messages.success(request, said)
    return redirect("recoveries")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator takes the request back."""
    withdraw_recovery(_found(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Permintaan pemulihan dibatalkan."))
    return redirect("recoveries")
