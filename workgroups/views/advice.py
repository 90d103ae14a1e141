"""The recommendations of the yearly reports, carried from year to year until they are done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.queries import entries_about
from ranpe.kit.clock import day_of
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from workgroups.access import arranges
from workgroups.forms import AdviceForm, AssignForm, NewAdviceForm
from workgroups.models import Recommendation
from workgroups.queries import advice_counts, recommendations_of
from workgroups.services import (
    assign_recommendation,
    follow_up_recommendation,
    record_recommendation,
)
from workgroups.views.parts import tried

ROWS_A_PAGE = 50


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """All that the yearly reports recommended and the reader follows, the unfinished first."""
    user: Any = request.user
    today = day_of(timezone.now())
    rows = list(recommendations_of(user))
    context = {
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "counts": advice_counts(rows, today),
        "today": today,
        "arranges": arranges(user),
    }
    return render(request, "workgroups/recommendations.html", context)


@require_safe
def recommendations_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as CSV or XLSX."""
    headers = [
        _("Rekomendasi"), _("Tahun laporan"), _("Penanggung Jawab"), _("Batas waktu"),
        _("Keadaan"), _("Apa yang sudah dilakukan"),
    ]  # fmt: skip
    rows = [
        [row.text, row.year, row.owner.short, row.due_on, row.get_progress_display(), row.note]
        for row in recommendations_of(request.user)
    ]
    return table_answer(kind, "rekomendasi", headers, rows, timezone.now())


def _check_right(request: HttpRequest) -> None:
    if not arranges(request.user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mencatat rekomendasi."))


@require_http_methods(["GET", "POST"])
def new_advice(request: HttpRequest) -> HttpResponse:
    """Record a recommendation of a year's report with its owner and its day."""
    _check_right(request)
    first = {"year": day_of(timezone.now()).year - 1}
    data = request.POST if request.method == "POST" else None
    form, status = NewAdviceForm(data, initial=first, user=request.user), 200
    if data is not None:
        by, at = request.user, timezone.now()
        status = tried(
            request, form, lambda: record_recommendation(**form.cleaned_data, by=by, at=at)
        )
        if not status:
            messages.success(request, _("Rekomendasi dicatat; penanggung jawabnya diberi tahu."))
            return redirect("workgroups:recommendations")
    return render(request, "workgroups/new_advice.html", {"form": form}, status=status)


def _advice(request: HttpRequest, pk: int) -> Recommendation:
    rows = Recommendation.everything.select_related("owner")
    found: Recommendation = visible_or_404(rows, request.user, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def advice(request: HttpRequest, pk: int) -> HttpResponse:
    """A recommendation, and how far it has come."""
    row = _advice(request, pk)
    if request.method != "POST":
        return _page(request, row)
    _check_right(request)
    form = AdviceForm(request.POST, user=request.user)
    by, at = request.user, timezone.now()
    return _acted(
        request,
        row,
        form,
        lambda: follow_up_recommendation(row, **form.cleaned_data, by=by, at=at),
        _("Tindak lanjut rekomendasi dicatat."),
    )


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who owes a recommendation, and until when."""
    row = _advice(request, pk)
    _check_right(request)
    form = AssignForm(request.POST, user=request.user)
    by, at = request.user, timezone.now()
    return _acted(
        request,
        row,
        form,
        lambda: assign_recommendation(row, **form.cleaned_data, by=by, at=at),
        _("Penanggung jawab dan batas waktu dicatat."),
    )


def _acted(
    request: HttpRequest, row: Recommendation, form: Any, act: Callable[[], Any], done: str
) -> HttpResponse:
    status = tried(request, form, act)
    if status:
        return _page(request, row, form, status=status)
    messages.success(request, done)
    return redirect("workgroups:advice", row.pk)


def _page(
    request: HttpRequest, row: Recommendation, typed: Any = None, *, status: int = 200
) -> HttpResponse:
    user = request.user
    said = {"progress": row.progress, "note": row.note}
    owed = {"owner": row.owner_id, "due_on": row.due_on}
    follows = typed if isinstance(typed, AdviceForm) else AdviceForm(initial=said, user=user)
    assigns = typed if isinstance(typed, AssignForm) else AssignForm(initial=owed, user=user)
    context = {
        "row": row,
        "form": typed,
        "follows": follows,
        "assigns": assigns,
        "may_write": arranges(user),
        "entries": entries_about([row]),
        "today": day_of(timezone.now()),
    }
    return render(request, "workgroups/advice.html", context, status=status)
