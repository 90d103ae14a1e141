"""The lists: what a person owes, and what waits for their check."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.services import choose_shortcuts
from pillars.models import Period, PeriodState
from pillars.queries import current_among, current_period
from progress.access import runs_the_periods
from progress.queries import receipts_of, task_list
from progress.queries.proposals import doors_of
from progress.queries.sessions import sessions_with_own
from progress.queries.units import internal_deadlines
from progress.views.last import undo_url
from progress.views.walking import walk_of
from progress.workbook import has_workbook
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50


def shown_period(request: HttpRequest) -> Period | None:
    """The period that was chosen, or the running one."""
    chosen = request.GET.get("periode", "")
    if not chosen:
        return current_period(timezone.now())
    found: Period = visible_or_404(_begun(request), request.user, pk=chosen)
    return found


def _begun(request: HttpRequest) -> Any:
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED)
    return begun.visible_to(request.user).select_related("version__plan")


def asked_word(request: HttpRequest) -> str:
    """The word by which a list is narrowed."""
    return request.GET.get("kata", "").strip()[:100]


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What the person owes in the running period, or in the one that was chosen."""
    every, at = list(Period.everything.select_related("version__plan")), timezone.now()
    period = shown_period(request) if request.GET.get("periode") else current_among(every)
    begun = [row for row in every if row.state != PeriodState.SCHEDULED]
    tasks = task_list(request.user, period, at) if period else None
    context = {
        "period": period,
        "periods": sorted(begun, key=lambda row: (row.ends_on, row.pk), reverse=True),
        "tasks": tasks,
        "doors": doors_of(request.user, tasks),
        "has_workbook": has_workbook(tasks),
        "internal_deadlines": internal_deadlines(request.user, period, at),
        "in_sessions": sessions_with_own(request.user),
    }
    return render(request, "progress/reports.html", context)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person's check: the riskiest first, or as the address asks."""
    at = timezone.now()
    walk = walk_of(request, at)
    page = Paginator(walk.rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "walk": walk,
        "rows": page.object_list,
        "page_obj": page,
        "first": walk.rows[0] if walk.rows else None,
        "oldest": walk.everything[0] if walk.everything else None,
        "total": len(walk.everything),
        "next_due": None if walk.everything else _next_due(at),
        "undo_url": undo_url(request, at),
        "may_hand_over": runs_the_periods(request.user, None),
    }
    return render(request, "progress/queue.html", context)


def _next_due(at: datetime) -> datetime | None:
    """When the next reports are expected; nothing once that day has passed."""
    period = current_period(at)
    return period.due_at if period and at <= period.due_at else None


@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Turn the single-key shortcuts off or on for the person, from the desk."""
    user: Any = request.user
    choose_shortcuts(are_on=request.POST.get("keys") != "off", by=user, at=timezone.now())
    return redirect("progress:queue")


@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """Every receipt that the person may read, by number, code or province."""
    word = asked_word(request)
    page = Paginator(receipts_of(request.user, word), ROWS_A_PAGE).get_page(
        request.GET.get("halaman")
    )
    query = urlencode({"kata": word}) if word else ""
    return render(
        request, "progress/receipts.html", {"page_obj": page, "word": word, "query": query}
    )
