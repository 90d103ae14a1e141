"""The commitments of a year: who promised what, and who has not yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from actions.models import CommitmentState
from actions.queries import (
    NO_PROMISE,
    PromiseRow,
    count_of_commitments_awaiting,
    promise_rows,
    promise_years,
    year_budget,
)
from pillars.queries import current_period

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class StateChip:
    """A state that the list can be limited to, with how many there are."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class AskedRows:
    """The reader's promises of the year asked for, and those in the state asked for."""

    years: list[int]
    year: int
    state: str
    rows: list[PromiseRow]
    shown: list[PromiseRow]


def asked_rows(request: HttpRequest) -> AskedRows:
    """What the address asks for: a year and a state."""
    years = promise_years()
    year = _year_asked(request, years)
    rows = promise_rows(request.user, year) if year else []
    state = request.GET.get("keadaan", "")
    shown = [row for row in rows if not state or row.state == state]
    return AskedRows(years, year, state, rows, shown)


@require_GET
def commitments(request: HttpRequest) -> HttpResponse:
    """Who promised what for a year, and who has not yet; of the own institution or pillars."""
    asked = asked_rows(request)
    year, state, rows = asked.year, asked.state, asked.rows
    page = Paginator(asked.shown, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "year": year,
        "years": asked.years,
        "page_obj": page,
        "chips": _chips(Counter(row.state for row in rows)),
        "state": state,
        "total": len(rows),
        "approved": sum(row.in_force is not None for row in rows),
        "budget": year_budget(rows, request.user, year),
        "query": f"tahun={year}&keadaan={state}",
        "shows_owner": len({row.assignment.institution_id for row in rows}) > 1,
        "awaiting": count_of_commitments_awaiting(request.user),
    }
    return render(request, "actions/commitments.html", context)


def _year_asked(request: HttpRequest, years: list[int]) -> int:
    """The year in the address, else that of the running period."""
    asked = request.GET.get("tahun", "")
    if asked:
        found = [year for year in years if str(year) == asked]
        if not found:
            raise Http404
        return found[0]
    period = current_period(timezone.now())
    return period.year if period else 0


def _chips(counts: Counter[str]) -> list[StateChip]:
    labels = [(NO_PROMISE, _("Belum ada"))]
    labels += [(state.value, str(state.label)) for state in CommitmentState]
    return [StateChip(key, label, counts[key]) for key, label in labels if counts[key]]
