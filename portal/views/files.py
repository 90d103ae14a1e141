"""Published files, byte for byte as they were approved, and the proof of it."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import queries
from portal.intake import HashMismatch, read_bytes
from portal.views.answers import page, public_page, withdrawn
from portal.views.shown import Step

logger = logging.getLogger("ranpe.portal")


@public_page
def file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """The file with this hash, as an attachment; withdrawn ones give their reason instead."""
    found = next((row for row in queries.files_by_hash(sha256) if row.name == name), None)
    if found is None:
        notices = queries.notices_by_hash(sha256)
        if not notices:
            raise Http404
        return withdrawn(request, notices[0])
    try:
        content = read_bytes(found)
    except (HashMismatch, OSError):
        logger.exception("published file %s is not what it was", sha256)
        return page(request, "file_missing", section="reports", status=503, file=found)
    return HttpResponse(
        content,
        content_type=found.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Cache-Control": "public, max-age=31536000, immutable",
            "ETag": f'"{found.sha256}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@public_page
def verification(request: HttpRequest, sha256: str = "") -> HttpResponse:
    """Whether a hash belongs to a published document, and to which."""
    asked = request.GET.get("sidik", "").strip().lower().replace(" ", "")
    if asked and _is_hash(asked):
        return redirect("portal:verification", asked)
    return page(
        request,
        "verification",
        section="reports",
        sha256=sha256,
        is_wrong=bool(asked),
        asked=asked[:100],
        files=queries.files_by_hash(sha256) if sha256 else [],
        notices=queries.notices_by_hash(sha256) if sha256 else [],
        trail=[
            Step(_("Beranda"), reverse("portal:home")),
            Step(_("Laporan"), reverse("portal:reports")),
            Step(_("Verifikasi")),
        ],
    )


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
