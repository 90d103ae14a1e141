"""Sessions end in time, and nobody goes further without a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services.second_factor import has_second_factor

# What a person may do before the second factor is set up: that, and leave.
FIRST_STEPS = frozenset({"factor_enrol", "sign_out", "choose_language"})


# A visit is noted at most once a minute: not every page is worth a write.
NOTED_SECONDS = 60


def begin_session(request: HttpRequest, **_signal: Any) -> None:
    """Note in a new session when it began."""
    request.session["began_at"] = request.session["seen_at"] = timezone.now().timestamp()


def idle_seconds(user: Any) -> int:
    """How long the person's session waits for them."""
    is_short = user.reach.has(*settings.SESSION_IDLE_SHORT_ROLES)
    given: int = settings.SESSION_IDLE_SHORT_SECONDS if is_short else settings.SESSION_IDLE_SECONDS
    return given


class SessionEnds:
    """Ends a session that nobody used, or that is too old; drafts are kept by their pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._look_at(request)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        session = request.session
        age, idle = now - session.get("began_at", 0), now - session.get("seen_at", 0)
        is_idle = idle > settings.SESSION_IDLE_SHORT_SECONDS and idle > idle_seconds(request.user)
        if is_idle or age > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif idle > NOTED_SECONDS:
            session["seen_at"] = now
            rows = UserSession.objects.filter(session_key=session.session_key)
            rows.update(last_seen_at=timezone.now())


class SecondFactorFirst:
    """Leads whoever has no second factor yet to where it is set up; nobody is exempt."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let through what is open, and whoever has shown a second factor in this session."""
        if not settings.SECOND_FACTOR or is_open(view):
            return None
        if not request.user.is_authenticated or shown_at(request) is not None:
            return None
        if has_second_factor(request.user):
            # A session from before the factor was set up: it has to come in by the door.
            logout(request)
            return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.path})}")
        found = request.resolver_match
        if found is not None and found.view_name in FIRST_STEPS:
            return None
        where = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse('factor_enrol')}?{urlencode(where)}")


def is_open(view: Any) -> bool:
    """Whether a view is for everybody; those of the API have a lock of their own."""
    return not getattr(view, "login_required", True) and not hasattr(view, "cls")


def shown_at(request: HttpRequest) -> float | None:
    """When a second factor was last shown in this session, in seconds; None: never."""
    records = get_authentication_records(request, request.user)
    moments = [record["at"] for record in records if record.get("method") == "mfa"]
    return max(moments, default=None)
