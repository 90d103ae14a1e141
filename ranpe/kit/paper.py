"""Pages that are printed to be filled in, signed or handed out, as PDF in Indonesian."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import override

from ranpe.kit.pdf import PdfFailed, render
from ranpe.kit.refusals import OutOfTurn

AUTHOR = "Sekretariat Bersama RAN PE"


def printed_pdf(
    template: str, context: Mapping[str, Any], *, title: str, at: datetime, qr: bytes = b""
) -> bytes:
    """The PDF of a printed page, in Indonesian whatever the reader's language.

    Raises:
        OutOfTurn: the PDF could not be made.
    """
    with override(settings.LANGUAGE_CODE):
        html = render_to_string(template, dict(context))
    try:
        return render(
            html,
            base_files=[settings.BASE_DIR / "static", {"qr.svg": qr} if qr else {}],
            title=title,
            author=AUTHOR,
            created=at,
            time_limit_seconds=30,
        )
    except PdfFailed as problem:
        raise OutOfTurn(str(problem)) from problem


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file that was made for one reader and is kept nowhere."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def paper_answer(
    template: str, context: dict[str, Any], name: str, *, qr: bytes = b""
) -> HttpResponse:
    """A download of a printed page; `context` has `printed_at`, `qr` is its picture qr.svg.

    Raises:
        OutOfTurn: the PDF cannot be made now.
    """
    data = printed_pdf(template, context, title=name, at=context["printed_at"], qr=qr)
    return file_answer(data, name, "application/pdf")
