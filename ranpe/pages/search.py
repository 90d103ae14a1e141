"""Searching everywhere that the reader may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Occupancy
from actions import queries as action_queries
from institutions.models import Institution
from ranpe.kit.clock import day_of
from reporting.models import AnnualReport

SHOWN = 20
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing found; without an address it has no page of its own."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind; `total` may be more than what is shown."""

    label: str
    hits: tuple[Hit, ...]
    has_more: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Actions, institutions, people in office and annual reports that carry the words."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    is_asked = len(text) >= SHORTEST
    groups = _groups(text, request.user) if is_asked else []
    context = {
        "text": text,
        "is_asked": is_asked,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
    }
    return render(request, "pages/search.html", context)


def _groups(text: str, user: Any) -> list[HitGroup]:
    found = [
        (_("Aksi"), _actions(text, user)),
        (_("Instansi"), _institutions(text, user)),
        (_("Pejabat"), _people(text, user)),
        (_("Laporan tahunan"), _annual_reports(text, user)),
    ]
    return [
        HitGroup(label, tuple(hits[:SHOWN]), len(hits) > SHOWN) for label, hits in found if hits
    ]


def _actions(text: str, user: Any) -> list[Hit]:
    return [
        Hit(
            f"{row.code} {row.title}",
            f"{row.plan.title} · {row.focus.pillar}",
            reverse("actions:detail", args=[row.plan.code, row.code]),
        )
        for row in action_queries.matching(text, user)[: SHOWN + 1]
    ]


def _institutions(text: str, user: Any) -> list[Hit]:
    named = models.Q(name__icontains=text) | models.Q(short__icontains=text)
    earlier = models.Q(names__name__icontains=text) | models.Q(names__short__icontains=text)
    rows = Institution.everything.visible_to(user).filter(named | earlier).distinct()
    address = reverse("actions:list")
    return [
        Hit(row.short, row.name, f"{address}?rencana=semua&kl={row.pk}")
        for row in rows.order_by("code")[: SHOWN + 1]
    ]


def _people(text: str, user: Any) -> list[Hit]:
    rows = Occupancy.everything.visible_to(user).in_force(day_of(timezone.now()))
    found = rows.filter(
        models.Q(user__name__icontains=text) | models.Q(position__title__icontains=text)
    )
    return [
        Hit(row.user.name, f"{row.capacity} · {row.position.institution.short}", "")
        for row in found.select_related("user", "position__institution")[: SHOWN + 1]
    ]


def _annual_reports(text: str, user: Any) -> list[Hit]:
    rows = AnnualReport.everything.visible_to(user).filter(title__icontains=text)
    return [
        Hit(str(row), row.get_state_display(), reverse("go", args=[row._meta.label_lower, row.pk]))
        for row in rows[: SHOWN + 1]
    ]
