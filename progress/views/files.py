"""Handing out evidence: only through the visible report, as a download or shown in a sandbox."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from files.services import SHOWN, read_bytes
from progress.models import Evidence, ProgressReport
from progress.queries.contents import has_public_copy, public_copy_of
from progress.views.kinds import PROGRESS, REGIONAL
from ranpe.kit.readings import note_reading
from ranpe.kit.scope import visible_or_404

# No script, no form, no origin, no further request: whatever stands in the file, it only shows.
SANDBOX = "default-src 'none'; sandbox"


_PARTS = (
    "file",
    "report__period",
    "report__assignment__action",
    "report__assignment__institution",
    "regional_report__period",
    "regional_report__region",
)


def _fetch(request: HttpRequest, pk: int) -> Any:
    rows = Evidence.everything.select_related(*_PARTS)
    return visible_or_404(rows, request.user, pk=pk)


def _opened(request: HttpRequest, pk: int) -> Any:
    """A piece of evidence whose bytes are handed out: the journal keeps to whom."""
    found = _fetch(request, pk)
    note_reading(request, found, "evidence")
    return found


def _handed_out(data: bytes, content_type: str, name: str, *, is_shown: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    disposition = content_disposition_header(as_attachment=not is_shown, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of one piece of evidence, as a download."""
    return as_download(_opened(request, pk).file)


def as_download(file: Any) -> HttpResponse:
    """The bytes of a stored file, never opened inside the page."""
    return _handed_out(read_bytes(file), file.content_type, file.name, is_shown=False)


@require_GET
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a PDF or a picture, for the frame of the preview and for nothing else."""
    file = _opened(request, pk).file
    if file.content_type not in SHOWN:
        raise Http404
    response = _handed_out(read_bytes(file), file.content_type, file.name, is_shown=True)
    response["Content-Security-Policy"] = f"{SANDBOX}; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_GET
def public_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A cleared file without its metadata, as a download to be passed on."""
    found = _opened(request, pk)
    data, file = public_copy_of(found), found.file
    return _handed_out(data, file.content_type, file.name, is_shown=False)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF or a picture to look at beside what is known of it; other kinds are downloaded."""
    found = _fetch(request, pk)
    about = found.about
    kind = PROGRESS if isinstance(about, ProgressReport) else REGIONAL
    context = {
        "item": found,
        "report": about,
        "is_picture": found.file.content_type.startswith("image/"),
        "is_shown": found.file.content_type in SHOWN,
        "has_public_copy": has_public_copy(found),
        "report_url": kind.url("check", about),
    }
    return render(request, "progress/preview.html", context)
