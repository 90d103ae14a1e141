"""From a document to HTML and PDF; renderers know documents and charts, never models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from portal.editions import PublicEdition
from ranpe.kit.pdf import render
from reporting.document import AnnualDocument
from reporting.rendering.president import president_context
from reporting.rendering.public import public_context

AUTHOR = "Sekretariat Bersama RAN PE"
LANGUAGE = "id"


def _silent(_sentence: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class PrintedReport:
    """How a report is printed: with the mark DRAF or clean, and who hears how far it is."""

    is_draft: bool
    on_progress: Callable[[str], None] = _silent


def president_html(document: AnnualDocument, *, is_draft: bool) -> str:
    """The President's report as one HTML document for the PDF engine."""
    context = president_context(document)
    return _html("reporting/annual/president.html", context, is_draft=is_draft)


def public_html(edition: PublicEdition, *, is_draft: bool) -> str:
    """The public report as one HTML document, out of nothing but the public edition."""
    context = public_context(edition)
    return _html("reporting/annual/public.html", context, is_draft=is_draft)


def _html(template: str, context: dict[str, Any], *, is_draft: bool) -> str:
    with override(LANGUAGE):
        return render_to_string(template, {**context, "is_draft": is_draft})


def president_pdf(document: AnnualDocument, how: PrintedReport) -> bytes:
    """The President's report as PDF; the same document gives the same bytes."""
    html = president_html(document, is_draft=how.is_draft)
    return _pdf(html, document.title, document.sealed_at, how)


def public_pdf(edition: PublicEdition, how: PrintedReport, *, created: datetime) -> bytes:
    """The public report as PDF, dated as its seal."""
    return _pdf(public_html(edition, is_draft=how.is_draft), edition.title, created, how)


def _pdf(html: str, title: str, created: datetime, how: PrintedReport) -> bytes:
    return render(
        html,
        base_files=settings.BASE_DIR / "static",
        title=title,
        author=AUTHOR,
        created=created,
        lang=LANGUAGE,
        on_progress=how.on_progress,
    )
