"""The person's own page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import FeedKey, Occupancy


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, offices with their days and decrees, and what they allow."""
    user: Any = request.user
    rows = Occupancy.everything.filter(user_id=user.pk)
    offices = (
        rows.select_related("position__institution", "position__unit")
        .prefetch_related("position__grants__institution", "position__grants__unit")
        .order_by("-starts_on")
    )
    today = {office.pk for office in user.offices}
    context = {
        "offices": [office for office in offices if office.pk in today],
        "feed_key": FeedKey.everything.visible_to(user).first(),
        "past_offices": [office for office in offices if office.pk not in today],
    }
    return render(request, "accounts/profile.html", context)
