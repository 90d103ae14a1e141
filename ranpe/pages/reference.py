"""Pages to look things up: help, who may do what, and how the screens are built."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pillars.models import Status
from progress.models import ReportState
from ranpe.pages.families import family_of


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Short answers, those for the reader's role first."""
    family = family_of(request.user) if request.user.is_authenticated else ""
    context = {
        "reports": family in ("reporter", "province"),
        "checks": family in ("verifier", "secretariat"),
        "leads": family in ("leader", "ppid", "secretariat"),
        "runs": family in ("secretariat", "admin", "auditor"),
    }
    return render(request, "pages/help.html", context)


@dataclass(frozen=True)
class Permission:
    """A verb, and who may do it; a condition stands behind the role."""

    verb: str
    roles: tuple[str, ...]


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """The matrix of roles and verbs, as it is executed by the tests, verb by verb."""
    path = settings.BASE_DIR / "docs" / "permissions.csv"
    if not path.exists():
        raise Http404
    with path.open(newline="", encoding="utf-8") as file:
        headers, *rows = [row for row in csv.reader(file) if any(row)]
    context = {"rows": [_permission(headers, row) for row in rows]}
    return render(request, "pages/permissions.html", context)


def _permission(headers: list[str], row: list[str]) -> Permission:
    """Out of a row: verb, code, then a cell a role with ya, tidak, nothing, or a condition."""
    allowed = [
        role if cell == "ya" else f"{role} ({cell})"
        for role, cell in zip(headers[2:], row[2:], strict=True)
        if cell not in ("", "tidak")
    ]
    return Permission(row[0], tuple(allowed))


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part of the screens on one page."""
    context = {"statuses": list(Status.values), "states": list(ReportState.values)}
    return render(request, "style/page.html", context)
