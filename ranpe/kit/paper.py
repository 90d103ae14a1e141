"""Pages that are printed to be filled in or signed, as PDF in Indonesian."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import override

from ranpe.kit.pdf import PdfFailed, render
from ranpe.kit.refusals import OutOfTurn

AUTHOR = "Sekretariat Bersama RAN PE"


def paper_answer(
    template: str, context: dict[str, Any], name: str, *, qr: bytes = b""
) -> HttpResponse:
    """A download of a printed page; `context` has `printed_at`, `qr` is its picture qr.svg.

    Raises:
        OutOfTurn: the PDF cannot be made now.
    """
    with override(settings.LANGUAGE_CODE):
        html = render_to_string(template, context)
    try:
        data = render(
            html,
            base_files=[settings.BASE_DIR / "static", {"qr.svg": qr} if qr else {}],
            title=name,
            author=AUTHOR,
            created=context["printed_at"],
            time_limit_seconds=30,
        )
    except PdfFailed as problem:
        raise OutOfTurn(str(problem)) from problem
    response = HttpResponse(data, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
