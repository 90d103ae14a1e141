"""By link through the door: invited, or with a lost password."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.passwords import AddressForm, ChosenPassword
from accounts.models import User
from accounts.services.door_keys import INVITATION, ask_reset, invite, open_door, person_with
from accounts.views.step_up import fresh_second_factor
from ranpe.kit.scope import visible_or_404


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a new password; the answer is the same for every address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if ratelimit.consume(request, action="reset_password", key=email):
            ask_reset(email, at=timezone.now())
        return render(request, "accounts/forgotten.html", {"is_asked": True})
    status = 422 if form.is_bound else 200
    return render(request, "accounts/forgotten.html", {"form": form}, status=status)


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door_key(request: HttpRequest, purpose: str, key: str) -> HttpResponse:
    """Choose the password; afterwards one signs in with it like everybody."""
    person = person_with(key, purpose)
    if person is None:
        return render(request, "accounts/link_ended.html", {"purpose": purpose}, status=410)
    form = ChosenPassword(person, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        open_door(person, form.cleaned_data["new_password1"], purpose, at=timezone.now())
        messages.success(request, _("Kata sandi disimpan. Silakan masuk."))
        return redirect("sign_in")
    context = {"form": form, "person": person, "is_invited": purpose == INVITATION}
    return render(request, "accounts/door_key.html", context, status=422 if form.is_bound else 200)


@require_POST
@fresh_second_factor
def send_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody who was entered and has no password yet."""
    person = visible_or_404(User.everything, request.user, pk=pk)
    invite(person, by=request.user, at=timezone.now())
    messages.success(request, _("Undangan untuk %(name)s dikirim.") % {"name": person.name})
    return redirect("people")
