"""What is shown when a form comes from nowhere, and when something of ours breaks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from ranpe.kit.logs import request_code


def server_error(_request: HttpRequest) -> HttpResponse:
    """Our fault: the page stands alone and says only the code under which it is in the log."""
    page = loader.get_template("500.html").render({"code": request_code()})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or a request from elsewhere."""
    sentence = _("Halaman ini sudah terlalu lama terbuka. Muat ulang, lalu kirim sekali lagi.")
    return render(request, "403.html", {"sentence": sentence}, status=403)
