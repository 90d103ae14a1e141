"""The person's open sessions, and their password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.passwords import PasswordForm
from accounts.services.door_keys import keeps_sample_password
from accounts.services.signing_in import change_password, end_own_sessions, note_session_ended
from accounts.views.step_up import fresh_for_posts
from ranpe.kit.refusals import OutOfTurn

# The first that fits: browsers name those whose kin they are as well.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """A session as its owner recognises it."""

    pk: int
    place: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def open_sessions(request: HttpRequest) -> list[OpenSession]:
    """Where the person is signed in, this one first."""
    rows = UserSession.objects.purge_and_list(request.user)
    found = [
        OpenSession(
            row.pk, told_place(row.user_agent), row.ip, row.created_at, row.last_seen_at,
            row.session_key == request.session.session_key,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (not row.is_this, -row.seen_at.timestamp()))


def told_place(user_agent: str) -> str:
    """Browser and system of a session in a few words."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), _("Peramban lain"))
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), _("perangkat lain"))
    return f"{browser} · {system}"


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of the person."""
    user: Any = request.user
    row = UserSession.objects.filter(user_id=user.pk, pk=pk).first()
    if row is None:
        raise Http404
    note_session_ended(by=user, at=timezone.now())
    is_this = row.session_key == request.session.session_key
    row.end()
    if is_this:
        logout(request)
        return redirect("sign_in")
    messages.success(request, _("Sesi itu diakhiri."))
    return redirect("security")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person but this one."""
    end_own_sessions(by=request.user, at=timezone.now())
    stay_alone(request)
    messages.success(request, _("Semua sesi lain diakhiri."))
    return redirect("security")


def stay_alone(request: HttpRequest) -> None:
    """Give this session the new mark, under a new key; the others have lost it."""
    user: Any = request.user
    before = request.session.session_key
    user.refresh_from_db(fields=["session_round", "password"])
    update_session_auth_hash(request, user)
    rows = UserSession.objects.filter(user_id=user.pk)
    rows.exclude(session_key=before).delete()
    rows.update(session_key=request.session.session_key)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_for_posts
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    user: Any = request.user
    if keeps_sample_password(user):
        raise OutOfTurn(_("Dalam peragaan, kata sandi akun contoh tidak diganti."))
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        change_password(form.cleaned_data["new_password1"], by=user, at=timezone.now())
        stay_alone(request)
        messages.success(request, _("Kata sandi diganti; sesi Anda di tempat lain berakhir."))
        return redirect("security")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password.html", {"form": form}, status=status)
