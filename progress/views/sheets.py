"""Paper that leaves the house: the sheet of approval to be signed, and prefilled forms."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from progress.forms import SheetForm
from progress.queries import report_before, shown_evidence
from progress.queries.contents import shown_activities
from progress.services import record_sheet, sheet_to_print
from progress.views.kinds import REGIONAL, Kind, rules_for, subject_of
from progress.views.parts import activity_lines, is_on_closed_path, summary_rows
from ranpe.kit.paper import paper_answer
from ranpe.kit.qr import qr_svg
from ranpe.kit.refusals import Incomplete, OutOfTurn, note_refusal


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Print the sheet, have it signed in ink, upload it: three steps on one page."""
    report = kind.fetch(request.user, pk)
    current = sheet_to_print(report, by=request.user)
    if request.method == "GET":
        form = SheetForm(user=request.user)
        return _page(request, report, kind, form, current)
    form = SheetForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _page(request, report, kind, form, current, status=422)
    try:
        record = record_sheet(report, **form.cleaned_data, by=request.user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        form.add_error("number" if isinstance(refusal, OutOfTurn) else None, refusal.sentence)
        return _page(request, report, kind, form, current, status=refusal.status)
    messages.success(request, _("Lembar diterima; Sekretariat membandingkannya lalu mengirimkan."))
    return redirect("progress:letter", record.pk)


def _page(
    request: HttpRequest, report: Any, kind: Kind, form: Any, current: Any, *, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "subject": subject_of(report, kind, timezone.now()),
        "form": form,
        "sheet": current,
        "check_url": kind.url("check", report),
        "pdf_url": kind.url("sheet_pdf", report),
    }
    return render(request, "progress/sheet.html", context, status=status)


@require_GET
def sheet_pdf(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The sheet of approval of the version as it stands now, as PDF."""
    report = kind.fetch(request.user, pk)
    current = sheet_to_print(report, by=request.user)
    address = request.build_absolute_uri(kind.url("check", report))
    context = {**_printed(report, kind), "sheet": current, "address": address}
    name = f"lembar-pengesahan-{current.number}.pdf"
    return paper_answer("progress/print/sheet.html", context, name, qr=qr_svg(address))


@require_GET
def paper_form(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The report as a prefilled A4 form with room to write, for those who work on paper."""
    report = kind.fetch(request.user, pk)
    context = {**_printed(report, kind), "before": report_before(report)}
    name = f"formulir-{context['subject'].code}.pdf"
    return paper_answer("progress/print/form.html", context, name)


def _printed(report: Any, kind: Kind) -> dict[str, Any]:
    at = timezone.now()
    subject = subject_of(report, kind, at)
    unit = subject.target.unit if subject.target else ""
    with override(settings.LANGUAGE_CODE):
        rows = summary_rows(report, kind, unit)
    return {
        "report": report,
        "subject": subject,
        "rows": rows,
        "activities": activity_lines(shown_activities(report)),
        "evidence": [] if is_on_closed_path(report) else list(shown_evidence(report)),
        "form_codes": rules_for(report).form_codes,
        "is_regional": kind is REGIONAL,
        "is_sample": report.period.version.plan.is_sample,
        "printed_at": at,
    }
