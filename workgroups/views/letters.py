"""Surat resmi: the list, a letter with its steps, its words, its print and its scan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from files.services import read_bytes
from ranpe.kit.downloads import table_answer
from ranpe.kit.paper import file_answer, printed_pdf
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from workgroups.access import keeps_letters
from workgroups.forms import DraftForm, LetterFilter
from workgroups.models import Letter
from workgroups.queries import leading_house, letters_asked, shows_sample
from workgroups.services import change_letter
from workgroups.views.parts import tried

ROWS_A_PAGE = 50
_PARTS = ("period", "institution", "through", "signatory__institution", "scan", "drafted_by")


def letter_of(request: HttpRequest, pk: int) -> Letter:
    """The letter, if the reader may see it."""
    rows = Letter.everything.select_related(*_PARTS)
    found: Letter = visible_or_404(rows, request.user, pk=pk)
    return found


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that the reader may see, the newest first."""
    form = LetterFilter(request.GET, user=request.user)
    asked = form.asked()
    rows = letters_asked(request.user, asked)
    context = {
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "form": form,
        "is_narrowed": bool(asked),
        "keeps": keeps_letters(request.user),
    }
    return render(request, "workgroups/letters.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is narrowed, as a table."""
    headers = [
        _("Jenis"), _("Kepada"), _("Melalui"), _("Periode"), _("Keadaan"), _("Hal"),
        _("Nomor surat"), _("Tanggal surat"), _("Ditandatangani oleh"), _("Tanggal dikirim"),
        _("Tanggal diterima"), _("Laporan terlampir"),
    ]  # fmt: skip
    asked = LetterFilter(request.GET, user=request.user).asked()
    rows = [_exported(row) for row in letters_asked(request.user, asked)]
    return table_answer(kind, "surat-resmi", headers, rows, timezone.now())


def _exported(row: Any) -> list[object]:
    through = row.through.name if row.through else None
    return [
        row.title, row.institution.name, through, row.period.name, row.get_state_display(),
        row.subject, row.number, row.dated_on, row.signed_office, row.sent_on,
        row.received_on, row.owed,
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a draft; what it lists is not changed here."""
    letter = letter_of(request, pk)
    if not keeps_letters(request.user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengurus surat resmi."))
    is_typed = request.method == "POST"
    first = DraftForm.first_values(letter)
    form = DraftForm(request.POST if is_typed else None, initial=first, user=request.user)
    status = 200
    if is_typed:
        status = tried(
            request,
            form,
            lambda: change_letter(
                letter,
                form.words(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if not status:
            messages.success(request, _("Konsep surat disimpan."))
            return redirect("letters:letter", pk)
    form.mark_needed()
    context = {"form": form, "letter": letter}
    return render(request, "workgroups/letter_edit.html", context, status=status)


@require_safe
def print_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter on A4 with its list; marked as a draft until it is signed."""
    letter, at = letter_of(request, pk), timezone.now()
    context = {
        "letter": letter,
        "items": list(letter.items.all()),
        "paragraphs": [part.strip() for part in letter.body.split("\n\n") if part.strip()],
        "head": leading_house(),
        "is_sample": shows_sample(),
        "printed_at": at,
    }
    name = f"surat-{letter.pk}.pdf"
    content = printed_pdf("workgroups/print/surat.html", context, title=name, at=at)
    return file_answer(content, name, "application/pdf")


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the signed letter, as a download."""
    stored = letter_of(request, pk).scan
    if stored is None:
        raise Http404
    return file_answer(read_bytes(stored), stored.name, stored.content_type)
