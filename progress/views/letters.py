"""Catat berdasarkan surat: the Secretariat's pages for what came on paper."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actions.models import Action
from progress.access import is_writer, keeps_paper
from progress.forms import LetterForm
from progress.models import PaperRecord
from progress.services import (
    columns_of,
    confirm_record,
    content_recorded,
    mode_of_record,
    object_to_record,
    record_letter,
    refuse_record,
)
from progress.views.closed import record_closed
from progress.views.files import as_download
from progress.views.kinds import PROGRESS, REGIONAL, Kind, subject_of
from progress.views.parts import SummaryRow, anchor_of, is_on_closed_path, label_of, summary_rows
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50
_PARTS = (
    "scan",
    "report__period__version__plan",
    "report__assignment__action__focus__pillar",
    "report__assignment__institution",
    "report__assignment__unit",
    "regional_report__period__version__plan",
    "regional_report__region__government",
)
# The scan is the evidence of a report on paper, and nobody else types into it meanwhile.
_NOT_FROM_A_LETTER = ("evidence", "evidence_classification", "version", "base_version")


def _records() -> Any:
    return PaperRecord.everything.select_related(*_PARTS)


def _fetch(request: HttpRequest, pk: int) -> PaperRecord:
    record: PaperRecord = visible_or_404(_records(), request.user, pk=pk)
    return record


def _kind_of(record: PaperRecord) -> Kind:
    return PROGRESS if record.report_id else REGIONAL


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """What came on paper: what waits for a second person first, then the newest."""
    rows = _records().visible_to(request.user)
    waiting = rows.filter(confirmed_at=None, refused_at=None)
    decided = rows.exclude(confirmed_at=None, refused_at=None)
    page = Paginator(decided, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"waiting": waiting, "decided": page.object_list, "page_obj": page}
    return render(request, "progress/letters.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Type in a letter; what was typed stays on the page whatever is refused."""
    report = kind.fetch(request.user, pk)
    if not keeps_paper(request.user, report):
        raise NotYours(_("Hanya Sekretariat Bersama yang mencatat laporan dari surat."))
    if is_on_closed_path(report):
        return record_closed(request, report)
    data = request.POST if request.method == "POST" else None
    letter = LetterForm(data, request.FILES if data is not None else None, user=request.user)
    form = kind.form.for_report(report, data, user=request.user)
    for name in _NOT_FROM_A_LETTER:
        del form.fields[name]
    if data is None:
        return _record_page(request, report, kind, letter, form)
    if not (letter.is_valid() & form.is_valid()):
        return _record_page(request, report, kind, letter, form, status=422)
    try:
        kept = record_letter(
            report,
            letter.letter(),
            form.content(),
            letter.cleaned_data["scan"],
            by=request.user,
            at=timezone.now(),
        )
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        for sentence in refusal.problems or (refusal.sentence,):
            letter.add_error(None, sentence)
        return _record_page(request, report, kind, letter, form, status=refusal.status)
    messages.success(request, _("Surat dicatat; seorang lain di Sekretariat membenarkannya."))
    return redirect("progress:letter", kept.pk)


def _record_page(
    request: HttpRequest, report: Any, kind: Kind, letter: Any, form: Any, *, status: int = 200
) -> HttpResponse:
    form.mark_needed()
    context = {
        "report": report,
        "subject": subject_of(report, kind, timezone.now()),
        "letter": letter,
        "form": form,
        "check_url": kind.url("check", report),
    }
    return render(request, "progress/letter_new.html", context, status=status)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One record beside its scan: to confirm, to refuse, to object to."""
    return _letter_page(request, _fetch(request, pk))


def _letter_page(
    request: HttpRequest, row: PaperRecord, *, refused: str = "", status: int = 200
) -> HttpResponse:
    report, kind = row.about, _kind_of(row)
    subject = subject_of(report, kind, timezone.now())
    decides = row.is_waiting and keeps_paper(request.user, report)
    unit = subject.target.unit if subject.target else ""
    context = {
        "record": row,
        "mode": mode_of_record(row),
        "report": report,
        "subject": subject,
        "rows": _rows(row, kind, unit),
        "objections": row.objections.all(),
        "may_decide": decides and row.recorded_by_id != request.user.pk,
        "is_own_record": decides and row.recorded_by_id == request.user.pk,
        "may_object": row.confirmed_at is not None and is_writer(request.user, report),
        "check_url": kind.url("check", report),
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "progress/letter.html", context, status=status)


def _rows(row: PaperRecord, kind: Kind, unit: str) -> list[SummaryRow]:
    """The recorded answers, whatever stands in the report by now."""
    imagined = copy.copy(row.about)
    content = content_recorded(row)
    for name, value in columns_of(content).items():
        setattr(imagined, name, value)
    rows = [found for found in summary_rows(imagined, kind, unit) if found.field != "actions"]
    keys = getattr(content, "actions", ())
    if keys:
        codes = Action.everything.filter(pk__in=keys).values_list("code", flat=True)
        words = ", ".join(codes.order_by("code"))
        label = label_of(kind.form, "actions")
        rows.append(SummaryRow("actions", label, words, "", anchor_of("actions")))
    return rows


@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a paper, as a download."""
    stored = _fetch(request, pk).scan
    if stored is None:
        raise Http404
    return as_download(stored)


def _decide(
    request: HttpRequest, pk: int, act: Callable[[PaperRecord], Any], done: str
) -> HttpResponse:
    row = _fetch(request, pk)
    try:
        act(row)
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        fresh = _fetch(request, pk)
        return _letter_page(request, fresh, refused=refusal.sentence, status=refusal.status)
    messages.success(request, done)
    return redirect("progress:letter", pk)


@require_POST
def letter_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person has compared letter and record."""
    return _decide(
        request,
        pk,
        lambda row: confirm_record(row, by=request.user, at=timezone.now()),
        _("Catatan dibenarkan; laporan terkirim dan instansinya diberi tahu."),
    )


@require_POST
def letter_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person finds that the record is not what the letter says."""
    reason = request.POST.get("reason", "").replace("\0", "")
    return _decide(
        request,
        pk,
        lambda row: refuse_record(row, reason=reason, by=request.user, at=timezone.now()),
        _("Catatan tidak dibenarkan; yang mencatat diberi tahu."),
    )


@require_POST
def letter_object(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution objects to what was recorded for it."""
    reason = request.POST.get("reason", "").replace("\0", "")
    return _decide(
        request,
        pk,
        lambda row: object_to_record(row, reason=reason, by=request.user, at=timezone.now()),
        _("Keberatan dicatat; Sekretariat dan verifikator diberi tahu."),
    )
