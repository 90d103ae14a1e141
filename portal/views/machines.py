"""What programs read: which pages there are, and whom to tell about a weakness."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from portal import queries
from portal.views.answers import public_page

_FIXED: Final = ("home", "actions", "provinces", "reports", "data", "about", "verification")
_SAID_FOR: Final = timedelta(days=180)
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be found."""
    address = f"{settings.PUBLIC_ADDRESS}{reverse('portal:sitemap')}"
    lines = ["User-agent: *", f"Disallow: {reverse('portal:correction')}", f"Sitemap: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported (RFC 9116); it is said anew each day, for half a year."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(today + _SAID_FOR).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: id, en",
        f"Canonical: {settings.PUBLIC_ADDRESS}{reverse('portal:security')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that stands."""
    paths = [reverse(f"portal:{name}") for name in _FIXED]
    paths += [edition.get_absolute_url() for edition in queries.editions()]
    current = queries.current_edition()
    if current is not None:
        actions = queries.actions_of(current).values_list("code", flat=True)
        provinces = [province.code for province in queries.provinces_of(current)]
        paths += [reverse("portal:action", args=[code]) for code in actions]
        paths += [reverse("portal:province", args=[code]) for code in provinces]
    places = "".join(
        f"<url><loc>{escape(settings.PUBLIC_ADDRESS + path)}</loc></url>" for path in paths
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAPS}">{places}</urlset>\n'
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
