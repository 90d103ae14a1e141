"""Pengguna & penugasan: what nobody answers for first, then people and offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import appoints, reads_people
from accounts.models import Role
from accounts.queries import (
    PeopleFilter,
    Unattended,
    offices_found,
    open_requests,
    people_found,
    told_unattended,
    unattended_offices,
)
from actions.models import Action
from actions.queries import actions_without_owner
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours

ROWS_A_PAGE = 50
SHOWN = 10


@dataclass(frozen=True)
class Orphans:
    """What nobody answers for today: some of it by name, all of it by number."""

    actions: list[Action]
    action_count: int
    offices: list[Unattended]
    office_count: int


def _admitted(user: Any) -> None:
    if not reads_people(user):
        raise NotYours(_("Halaman ini dibaca oleh admin sistem, Sekretariat, dan auditor."))


def _orphans(user: Any, on: Any) -> Orphans:
    seen = models.Exists(Action.everything.visible_to(user).filter(pk=models.OuterRef("pk")))
    actions = list(actions_without_owner(on).annotate(is_seen=seen))
    offices = list(unattended_offices(on))
    return Orphans(
        actions=[row for row in actions if row.is_seen][:SHOWN],
        action_count=len(actions),
        offices=told_unattended(offices[:SHOWN]),
        office_count=len(offices),
    )


def _asked(request: HttpRequest) -> PeopleFilter:
    found = request.GET
    role = found.get("peran", "")
    return PeopleFilter(
        word=found.get("kata", "").strip()[:100],
        role=role if role in Role.values else "",
        state=found.get("keadaan", ""),
    )


def _listed(request: HttpRequest, rows: Any, asked: PeopleFilter) -> dict[str, Any]:
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    return {
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "asked": asked,
        "is_filtered": asked != PeopleFilter(),
        "roles": Role.choices,
        "query": parameters.urlencode(),
        "may_enter": appoints(request.user),
    }


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Actions and offices that nobody answers for, and all people."""
    user: Any = request.user
    _admitted(user)
    at, asked = timezone.now(), _asked(request)
    context = {
        **_listed(request, people_found(asked, user, at), asked),
        "orphans": _orphans(user, day_of(at)),
        "states": [
            ("never", _("Belum pernah masuk")),
            ("loose", _("Tanpa jabatan")),
            ("closed", _("Akun ditutup")),
        ],
    }
    return render(request, "pages/people.html", context)


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Rights that wait for a second person, and all offices with holders and rights."""
    user: Any = request.user
    _admitted(user)
    at, asked = timezone.now(), _asked(request)
    context = {
        **_listed(request, offices_found(asked, user, at), asked),
        "requests": list(open_requests(user)),
        "states": [("unattended", _("Tanpa pejabat yang dapat bertindak"))],
    }
    return render(request, "pages/offices.html", context)
