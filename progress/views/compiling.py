"""The institution's whole period as one file: its cover letter, its making, its hand-out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.models import StoredFile
from files.services import read_bytes
from institutions.models import NATIONAL_KINDS, Institution
from journal.models import Job
from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.access import compiles
from progress.forms.coordinating import CoverForm
from progress.models import InstitutionReport
from progress.services import compiling
from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

_RUNNING = ("queued", "running")


@require_safe
def institution_reports(request: HttpRequest) -> HttpResponse:
    """The institutions' reports that a person may see, and the ones that they may begin."""
    user: Any = request.user
    rows = InstitutionReport.everything.visible_to(user).select_related(
        "institution", "period", "letter", "file"
    )
    period = current_period(timezone.now(), checked=True)
    known = set(rows.filter(period=period).values_list("institution_id", flat=True))
    own = [key for _role, kind, key in user.reach.by_role if kind == "institution"]
    keys = {key for key in own if key not in known and compiles(user, key)}
    context = {
        "rows": rows.order_by("-period__ends_on", "institution__code"),
        "period": period,
        "to_begin": _national(keys) if keys and period else [],
    }
    return render(request, "progress/institution_reports.html", context)


def _national(keys: Iterable[int]) -> Any:
    return Institution.everything.filter(pk__in=keys, kind__in=NATIONAL_KINDS)


@require_POST
def begin_institution_report(request: HttpRequest) -> HttpResponse:
    """The coordinator or official makes the place for the institution's report."""
    keys = [request.POST.get(name, "") for name in ("institution", "period")]
    if not all(key.isdecimal() and len(key) < 10 for key in keys):
        raise NotYours(_("Hanya koordinator atau pejabat K/L ini yang menyusun laporannya."))
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED).filter(is_checked=True)
    institution = visible_or_404(Institution.everything, request.user, pk=keys[0])
    period = visible_or_404(begun, request.user, pk=keys[1])
    at = timezone.now()
    row = compiling.begin_compilation(institution, period, by=request.user, at=at)
    return redirect("progress:institution_report", row.pk)


def _fetch(request: HttpRequest, pk: int) -> InstitutionReport:
    rows = InstitutionReport.everything.select_related(
        "institution", "period__version__plan", "letter", "file"
    )
    found: InstitutionReport = visible_or_404(rows, request.user, pk=pk)
    return found


@require_safe
def institution_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One institution's period: what was sent, the letter, the file."""
    return _page(request, _fetch(request, pk))


def _page(
    request: HttpRequest, row: InstitutionReport, form: Any = None, refusal: Refused | None = None
) -> HttpResponse:
    if refusal is not None:
        note_refusal(request, refusal)
    content = compiling.compiled(row)
    initial = {"number": row.number, "dated_on": row.dated_on, "version": row.version}
    job = Job.everything.filter(key=compiling.job_key(row, content)).first()
    is_current = row.file is not None and row.content_sha256 == compiling.sha256_of(content)
    context = {
        "row": row,
        "content": content,
        "may_write": compiles(request.user, row.institution_id),
        "form": form or CoverForm(initial=initial),
        "job": None if is_current else job,
        "is_running": job is not None and job.state in _RUNNING,
        "is_current": is_current,
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 200 if form is None else 422
    return render(request, "progress/institution_report.html", context, status=status)


@require_POST
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution's own number and the signed letter are kept."""
    row = _fetch(request, pk)
    if not compiles(request.user, row.institution_id):
        raise NotYours(_("Hanya koordinator atau pejabat K/L ini yang menyusun laporannya."))
    form = CoverForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, form)
    said = form.cleaned_data
    try:
        compiling.record_cover(
            row,
            document_number=said["number"],
            dated_on=said["dated_on"],
            letter=said["letter"],
            version=said["version"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, _fetch(request, pk), form, refusal)
    messages.success(request, _("Surat pengantar dicatat."))
    return redirect("progress:institution_report", pk)


@require_POST
def compile_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of the present content is made in the background."""
    row = _fetch(request, pk)
    compiling.request_compilation(row, by=request.user, at=timezone.now())
    messages.info(request, _("Berkas sedang dibuat. Halaman ini boleh ditutup."))
    return redirect("progress:institution_report", pk)


@require_safe
def compiled_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The bytes of the file or of the signed letter, as a download."""
    row = _fetch(request, pk)
    stored: StoredFile | None = row.file if name == "berkas" else row.letter
    if stored is None:
        raise Http404
    response = HttpResponse(read_bytes(stored), content_type=stored.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=stored.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
