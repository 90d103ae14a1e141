"""The second step at the door, and where phones, passkeys and recovery codes are kept."""

from __future__ import annotations

import base64
import json
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.passkeys import AddPasskey
from accounts.forms.second_factor import EnrolForm
from accounts.middleware import idle_seconds, shown_at
from accounts.models import RecoveryCode, User
from accounts.services.second_factor import (
    has_second_factor,
    make_recovery_codes,
    note_factor,
)
from accounts.services.signing_in import end_sessions
from accounts.views.sessions import open_sessions, stay_alone
from accounts.views.step_up import fresh_second_factor
from ranpe.kit.qr import qr_svg
from ranpe.kit.refusals import OutOfTurn

_OFF = gettext_lazy("Dalam peragaan, langkah kedua dimatikan.")


class SecondStep(AuthenticateView):
    """After the password: the code of the phone, a passkey, or a recovery code."""

    template_name = "accounts/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, with the status of a form in error."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, and what a passkey needs to answer."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        allowed = options["publicKey"].get("allowCredentials")
        return {**context, "passkey_options": json.dumps(options) if allowed else ""}


second_step = SecondStep.as_view()


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """The person's second factors and recovery codes."""
    user: Any = request.user
    rows = Authenticator.objects.filter(user_id=user.pk).order_by("created_at")
    context = {
        "is_off": not settings.SECOND_FACTOR,
        "phone": next((row for row in rows if row.type == Authenticator.Type.TOTP), None),
        "passkeys": [row for row in rows if row.type == Authenticator.Type.WEBAUTHN],
        "sessions": open_sessions(request),
        "idle": idle_seconds(user) // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "codes_left": RecoveryCode.everything.visible_to(user).filter(used_at=None).count(),
    }
    return render(request, "accounts/security.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up a phone: at the first sign-in, or a new one in place of the old."""
    _refuse_in_the_demonstration()
    if has_second_factor(request.user):
        return _enrol_anew(request)
    return _enrol(request)


def _refuse_in_the_demonstration() -> None:
    if not settings.SECOND_FACTOR:
        raise OutOfTurn(_OFF)


def _enrol(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    is_sent = request.method == "POST" and "code" in request.POST
    form = EnrolForm(request.POST if is_sent else None, user=user)
    if is_sent and form.is_valid():
        return _enrolled(request, form.secret)
    picture = qr_svg(get_adapter().build_totp_url(user, form.secret))
    context = {
        "form": form,
        "picture": "data:image/svg+xml;base64," + base64.b64encode(picture).decode(),
        "secret": " ".join(form.secret[i : i + 4] for i in range(0, len(form.secret), 4)),
        "next": get_next_redirect_url(request) or "",
        "is_first": shown_at(request) is None,
    }
    return render(request, "accounts/enrol.html", context, status=422 if is_sent else 200)


_enrol_anew = fresh_second_factor(_enrol)


def _enrolled(request: HttpRequest, secret: str) -> HttpResponse:
    user: Any = request.user
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).delete()
        kept = TOTP.activate(user, secret).instance
        said = gettext_lazy("langkah kedua dipasang")
        note_factor("set_up", said, by=user, at=timezone.now())
        codes = make_recovery_codes(by=user, at=timezone.now())
    clear_totp_secret(request)
    _go_on_alone(request, kept)
    where = get_next_redirect_url(request) or reverse("home")
    return render(request, "accounts/codes.html", {"codes": codes, "next": where})


def _go_on_alone(request: HttpRequest, shown: Authenticator) -> None:
    """End the person's other sessions; this one has just shown the factor."""
    user: Any = request.user
    end_sessions(User.everything.filter(pk=user.pk))
    stay_alone(request)
    record_authentication(request, user, "mfa", id=shown.pk, type=shown.type)


@require_POST
@fresh_second_factor
def new_codes(request: HttpRequest) -> HttpResponse:
    """A new sheet of recovery codes; the old one ends."""
    _refuse_in_the_demonstration()
    user: Any = request.user
    codes = make_recovery_codes(by=user, at=timezone.now())
    return render(request, "accounts/codes.html", {"codes": codes, "next": reverse("security")})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_second_factor
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this computer, phone or key, beside the phone's code."""
    _refuse_in_the_demonstration()
    user: Any = request.user
    is_sent = request.method == "POST" and "credential" in request.POST
    form = AddPasskey(request.POST if is_sent else None, user=user)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        with transaction.atomic():
            kept = WebAuthn.add(user, said["name"], said["credential"]).instance
            sentence = gettext_lazy("kunci sandi ditambahkan")
            note_factor("passkey_added", sentence, by=user, at=timezone.now())
        _go_on_alone(request, kept)
        messages.success(request, _("Kunci sandi ditambahkan."))
        return redirect("security")
    context = {"form": form, "passkey_options": json.dumps(begin_registration(user, False))}
    return render(request, "accounts/passkey.html", context, status=422 if is_sent else 200)


@require_POST
@fresh_second_factor
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey; the last second factor stays."""
    user: Any = request.user
    own = Authenticator.objects.filter(user_id=user.pk)
    row = own.filter(type=Authenticator.Type.WEBAUTHN, pk=pk).first()
    if row is None:
        raise Http404
    if own.count() == 1:
        raise OutOfTurn(_("Langkah kedua yang terakhir tidak dapat dihapus."))
    with transaction.atomic():
        row.delete()
        said = gettext_lazy("kunci sandi dihapus")
        note_factor("passkey_removed", said, by=user, at=timezone.now())
    messages.success(request, _("Kunci sandi dihapus."))
    return redirect("security")
