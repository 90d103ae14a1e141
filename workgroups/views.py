"""What was decided, by whom it is owed, and what became of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ranpe.kit.clock import day_of
from workgroups.models import RecommendationState
from workgroups.queries import (
    is_overdue,
    meetings_of,
    notes_on,
    open_decisions,
    recommendations_of,
)

MEETINGS_A_PAGE = 20


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Open decisions first, then the meetings, then the recommendations."""
    user: Any = request.user
    today = day_of(timezone.now())
    page = Paginator(meetings_of(user), MEETINGS_A_PAGE).get_page(request.GET.get("halaman"))
    open_ones = list(open_decisions(user))
    advice = list(recommendations_of(user))
    context = {
        "page_obj": page,
        "notes": notes_on(list(page.object_list), user),
        "open_decisions": open_ones,
        "overdue": sum(is_overdue(row, today) for row in open_ones),
        "recommendations": advice,
        "recommendations_done": sum(row.progress == RecommendationState.DONE for row in advice),
        "today": today,
    }
    return render(request, "workgroups/meetings.html", context)
