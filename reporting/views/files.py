"""The files of a report: asked for, watched, handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.step_up import fresh_second_factor
from ranpe.kit.readings import note_reading
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from reporting import access, services
from reporting.models import Edition
from reporting.views.parts import fetch, last_job


@require_POST
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file of the present content made in the background."""
    report = fetch(request, pk)
    is_final = request.POST.get("final") == "1"
    services.request_edition(report, is_final=is_final, by=request.user, at=timezone.now())
    messages.info(request, _("Berkas sedang dibuat. Halaman ini boleh ditutup."))
    return redirect("reporting:detail", pk)


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the making of the file is; a part of the report's page.

    Once the file is there, the whole page has changed: its files, its steps, what is missing.
    """
    report = fetch(request, pk)
    shown = last_job(report)
    response = render(request, "reporting/_job.html", {"report": report, "job": shown})
    if request.headers.get("HX-Request") and not (shown and shown.is_running):
        response["HX-Refresh"] = "true"
    return response


@fresh_second_factor
@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of one file, as a download that nothing keeps."""
    rows = Edition.everything.select_related("file", "report")
    found: Edition = visible_or_404(rows, request.user, pk=pk)
    note_reading(request, found.report, "file")
    return _pdf(services.edition_bytes(found), found.file.name)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it stands now, with the mark DRAF on every page; it is not kept."""
    report = fetch(request, pk)
    if not access.builds_files(request.user, report):
        raise NotYours(_("Anda tidak berwenang membuat berkas laporan ini."))
    return _pdf(services.preview_bytes(report), f"draf-{report.file_stem}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
