"""Handing out evidence: only through the visible report, never opened inside the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from files.services import read_bytes
from progress.models import Evidence
from ranpe.kit.scope import visible_or_404


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of one piece of evidence, as a download."""
    found: Any = visible_or_404(Evidence.everything.select_related("file"), request.user, pk=pk)
    response = HttpResponse(read_bytes(found.file), content_type=found.file.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=found.file.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
