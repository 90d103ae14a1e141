"""A fresh second factor before what weighs most; what was typed stays and goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.passkeys import ConfirmPasskey
from accounts.forms.second_factor import ConfirmForm
from accounts.middleware import shown_at
from ranpe.kit.refusals import Incomplete

PREFIX = "langkah-kedua"
Page = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor was shown within the last minutes."""
    at = shown_at(request)
    return at is not None and time.time() - at < settings.STEP_UP_SECONDS


def fresh_second_factor(view: Page) -> Page:
    """Ask for the second factor before `view` acts, unless it was shown just now.

    The question carries what was typed; after the right code the very same request goes on, and
    whoever only wanted to see a page is led back to it.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SECOND_FACTOR or is_fresh(request):
            return view(request, *args, **kwargs)
        form = _answered(request)
        if form is not None and form.is_valid():
            form.save()
            if f"{PREFIX}-page" in request.POST:
                return redirect(request.get_full_path())
            return view(request, *args, **kwargs)
        return _question(request, form)

    return asked


def fresh_for_posts(view: Page) -> Page:
    """The same, only for what is sent; looking at the page asks nothing."""
    guarded = fresh_second_factor(view)

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = guarded if request.method == "POST" else view
        return chosen(request, *args, **kwargs)

    return asked


def _answered(request: HttpRequest) -> Any:
    if f"{PREFIX}-credential" in request.POST:
        return ConfirmPasskey(request.POST, user=request.user, prefix=PREFIX)
    if f"{PREFIX}-code" in request.POST:
        return ConfirmForm(request.POST, user=request.user, prefix=PREFIX)
    return None


def _question(request: HttpRequest, answered: Any) -> HttpResponse:
    if request.FILES:
        raise Incomplete(
            _("Tunjukkan dahulu langkah kedua di halaman Keamanan akun, lalu kirim berkasnya.")
        )
    has_passkey = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN
    ).exists()
    said = {
        "form": answered
        if isinstance(answered, ConfirmForm)
        else ConfirmForm(user=request.user, prefix=PREFIX),
        "is_refused": answered is not None,
        "typed": _typed(request),
        "page": f"{PREFIX}-page" if _wants_page(request) else "",
        "passkey_options": json.dumps(begin_authentication(request.user)) if has_passkey else "",
        "minutes": settings.STEP_UP_SECONDS // 60,
    }
    return render(request, "accounts/step_up.html", said, status=422 if answered else 403)


def _wants_page(request: HttpRequest) -> bool:
    return request.method != "POST" or f"{PREFIX}-page" in request.POST


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person sent, without our own fields and the form's token."""
    names = [
        name
        for name in request.POST
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
    ]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
