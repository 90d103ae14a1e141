"""A person's due days for their own calendar: codes and days only, at a secret address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from accounts.models import FeedKey, User
from accounts.services import digest_of, make_feed_key, revoke_feed_key
from pillars.models import PeriodState
from progress.queries import regional_reports_written_by, reports_written_by
from ranpe.kit.clock import day_of

REFRESH_EVERY = timedelta(hours=6)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret; an unknown or revoked one does not exist."""
    key = FeedKey.everything.filter(digest=digest_of(secret)).select_related("user").first()
    if key is None or not key.user.is_active:
        raise Http404
    with override(settings.LANGUAGE_CODE):
        calendar = _calendar_of(key.user, timezone.now())
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="ran-pe.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _calendar_of(user: User, at: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//RAN PE//Batas waktu//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Batas waktu RAN PE"))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    is_open = {"period__state": PeriodState.OPEN}
    for report in reports_written_by(user).filter(**is_open).unsent().order_by("pk"):
        calendar.add_component(_event(report, report.assignment.action.code, at))
    for report in regional_reports_written_by(user).filter(**is_open).unsent().order_by("pk"):
        calendar.add_component(_event(report, report.region.code, at))
    return calendar


def _event(report: Any, code: str, at: datetime) -> Event:
    day = day_of(report.owed_at)
    event = Event()
    event.add("uid", f"{report._meta.label_lower}.{report.pk}@ranpe")
    event.add("summary", f"RAN PE {code}")
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", at)
    event.add("transp", "TRANSPARENT")
    return event


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown this once; the one before stops working."""
    user: Any = request.user
    secret = make_feed_key(by=user, at=timezone.now())
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    messages.success(
        request,
        _("Alamat kalender Anda: %(address)s. Salin sekarang; alamat ini tidak ditampilkan lagi.")
        % {"address": address},
    )
    return redirect(reverse("profile") + "#kalender")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address."""
    user: Any = request.user
    revoke_feed_key(by=user, at=timezone.now())
    messages.success(request, _("Alamat kalender dicabut dan tidak dapat dibuka lagi."))
    return redirect(reverse("profile") + "#kalender")
