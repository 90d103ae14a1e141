"""Pages to look things up: help, who may do what, and how the screens are built."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pillars.models import Status
from progress.models import ReportState
from ranpe.kit.clock import day_of
from ranpe.pages.guides import GUIDES, guide_named, guides_of
from ranpe.pages.guides.calling import calls_for
from ranpe.pages.guides.shape import Guide


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The guide of the reader's role; how to read the figures for whoever has no office."""
    held = guides_of(request.user) if request.user.is_authenticated else []
    if not held:
        return render(request, "pages/help.html")
    return _guide_page(request, held[0], held)


@require_safe
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """The guide of any role: whoever answers a call reads what the caller reads."""
    found = guide_named(key)
    if found is None:
        raise Http404
    return _guide_page(request, found, guides_of(request.user))


def _guide_page(request: HttpRequest, chosen: Guide, held: list[Guide]) -> HttpResponse:
    is_own = chosen in held
    context = {
        "guide": chosen,
        "is_own": is_own,
        "held": held if len(held) > 1 else [],
        "others": [row for row in GUIDES if row not in held],
        "calls": calls_for(request.user, chosen, day_of(timezone.now())) if is_own else [],
    }
    return render(request, "pages/guide.html", context)


@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """How to read a status and a figure, and what to do about the own account."""
    return render(request, "pages/help.html")


@dataclass(frozen=True)
class Permission:
    """A verb and who may do it: for all roles at once, or the answers of one role by case."""

    verb: str
    roles: tuple[str, ...]
    cases: tuple[tuple[str, bool], ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether the chosen role may do it in any case."""
        return any(may for _case, may in self.cases)


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """The matrix of roles and verbs, as it is executed by the tests; `peran` chooses one role."""
    path = settings.BASE_DIR / "docs" / "permissions.csv"
    if not path.exists():
        raise Http404
    with path.open(newline="", encoding="utf-8") as file:
        headers, *rows = [row for row in csv.reader(file) if any(row)]
    roles = list(dict.fromkeys(_role_of(header) for header in headers[2:]))
    role, word = request.GET.get("peran", ""), request.GET.get("kata", "").strip()[:100]
    found = [_permission(headers, row, role) for row in rows]
    if role in roles:  # what the chosen role may do stands first
        found.sort(key=lambda row: not row.is_allowed)
    context = {
        "rows": [row for row in found if word.casefold() in row.verb.casefold()],
        "total": len(found),
        "roles": roles,
        "role": role if role in roles else "",
        "word": word,
    }
    return render(request, "pages/permissions.html", context)


def _role_of(header: str) -> str:
    return header.partition(": ")[0]


def _permission(headers: list[str], row: list[str], chosen: str) -> Permission:
    """Out of a row: verb, code, then a cell a role and case with ya, tidak, or nothing."""
    said = [pair for pair in zip(headers[2:], row[2:], strict=True) if pair[1]]
    return Permission(
        verb=row[0],
        roles=tuple(header for header, cell in said if cell == "ya"),
        cases=tuple(
            (header.partition(": ")[2], cell == "ya")
            for header, cell in said
            if _role_of(header) == chosen
        ),
    )


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part of the screens on one page."""
    context = {"statuses": list(Status.values), "states": list(ReportState.values)}
    return render(request, "style/page.html", context)
