"""The lists: what a person owes, and what waits for their check."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.queries import queue_rows, receipts_of, task_list
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What the person owes in the running period, or in the one that was chosen."""
    at = timezone.now()
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED)
    periods = begun.visible_to(request.user).select_related("version__plan")
    chosen = request.GET.get("periode", "")
    period = visible_or_404(periods, request.user, pk=chosen) if chosen else current_period(at)
    context = {
        "period": period,
        "periods": periods.order_by("-year", "-code"),
        "tasks": task_list(request.user, period, at) if period else None,
    }
    return render(request, "progress/reports.html", context)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person's check, the oldest first."""
    rows = queue_rows(request.user, timezone.now())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {"rows": page.object_list, "page_obj": page, "first": rows[0] if rows else None}
    return render(request, "progress/queue.html", {**context, "total": len(rows)})


@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """Every receipt that the person may read, by number, code or province."""
    word = request.GET.get("kata", "").strip()[:100]
    page = Paginator(receipts_of(request.user, word), ROWS_A_PAGE).get_page(
        request.GET.get("halaman")
    )
    query = urlencode({"kata": word}) if word else ""
    return render(
        request, "progress/receipts.html", {"page_obj": page, "word": word, "query": query}
    )
