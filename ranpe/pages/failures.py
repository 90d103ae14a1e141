"""What is shown when a form comes from nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or a request from elsewhere."""
    sentence = _("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim sekali lagi.")
    return render(request, "403.html", {"sentence": sentence}, status=403)
