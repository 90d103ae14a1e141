"""The plan's pages: the list of actions, its export, and everything about one action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pillars.models import Classification, Status
from progress.models import ReportState
from ranpe.kit.downloads import table_answer
from ranpe.kit.formats import NOTHING
from ranpe.kit.readings import note_reading
from ranpe.pages.action_page import action_page
from ranpe.pages.histories import action_history
from ranpe.pages.monitoring import oversees
from ranpe.pages.plan_rows import ALL_PLANS, ActionRow, PlanList, plan_list

ROWS_A_PAGE = 50
EVENTS_A_PAGE = 25


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """A filter with its options."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the query string without it."""

    label: str
    query: str


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """The plan as a filtered, sorted, paged list."""
    user: Any = request.user
    found = plan_list(request, timezone.now())
    page = Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    choices = _filters(found)
    reach = user.reach
    context = {
        "list": found,
        "page_obj": page,
        "query": parameters.urlencode(),
        "filters": choices,
        "chips": _chips(request, choices),
        "has_more_chosen": any(request.GET.get(row.name) for row in choices if row.name != "kl"),
        "word": found.choices.get("kata", ""),
        "is_late": bool(found.choices.get("terlambat")),
        "has_own": bool(reach.institutions or reach.units or reach.pillar_numbers),
        "is_mine": bool(found.choices.get("milik")),
        "oversees": oversees(user),
        "order": found.choices.get("urut", "kode"),
    }
    return render(request, "actions/list.html", context)


def _filters(found: PlanList) -> list[Choice]:
    chosen = found.choices.get("rencana", ALL_PLANS)
    rows = [row for row in found.every if chosen in (ALL_PLANS, str(row.plan_id))]
    plans = {str(row.plan_id): row.plan_code for row in found.every}
    owners = sorted({owner for row in rows for owner in row.owners}, key=lambda row: row[1])
    options: list[tuple[str, str, dict[str, str]]] = [
        ("rencana", _("Rencana"), {ALL_PLANS: _("Semua rencana"), **plans}),
        (
            "pilar",
            _("Pilar"),
            {str(r.pillar_number): f"{r.pillar_number}. {r.pillar}" for r in rows},
        ),
        ("fokus", _("Fokus"), {str(row.focus_id): row.focus for row in rows}),
        ("kl", _("Penanggung Jawab"), {str(key): name for key, name in owners}),
    ]
    if found.shows_status:
        options += [
            ("status", _("Status"), {row.value: str(row.label) for row in Status}),
            ("keadaan", _("Keadaan laporan"), {row.value: str(row.label) for row in ReportState}),
        ]
    return [_choice(found, name, label, values) for name, label, values in options]


def _choice(found: PlanList, name: str, label: str, values: dict[str, str]) -> Choice:
    chosen = found.choices.get(name, "")
    options = [Option(value, text, value == chosen) for value, text in values.items()]
    if name != "rencana":
        options.insert(0, Option("", _("Semua"), not chosen))
    return Choice(name, label, tuple(options))


def _chips(request: HttpRequest, choices: list[Choice]) -> list[Chip]:
    words = {
        choice.name: f"{choice.label}: {option.label}"
        for choice in choices
        for option in choice.options
        if option.is_chosen and option.value and request.GET.get(choice.name)
    }
    if request.GET.get("kata", "").strip():
        words["kata"] = f"“{request.GET['kata'].strip()}”"
    if request.GET.get("terlambat"):
        words["terlambat"] = _("Terlambat")
    if request.GET.get("milik"):
        words["milik"] = _("Milik saya")
    return [Chip(label, _without(request, name)) for name, label in words.items()]


def _without(request: HttpRequest, name: str) -> str:
    parameters = request.GET.copy()
    for key in (name, "halaman"):
        parameters.pop(key, None)
    return f"?{parameters.urlencode()}"


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as the filtered list, as CSV or XLSX."""
    at = timezone.now()
    found = plan_list(request, at)
    headers = [
        _("Kode"), _("Aksi"), _("Rencana"), _("Pilar"), _("Fokus"), _("Penanggung Jawab"),
        _("Status"), _("Capaian (%)"), _("Laporan terverifikasi"), _("Keadaan laporan"),
        _("Terlambat (hari)"),
    ]  # fmt: skip
    name = "rencana-aksi" + (f"-{found.period.code}-{found.period.year}" if found.period else "")
    return table_answer(kind, name, headers, map(_exported, found.rows), at)


def _exported(row: ActionRow) -> list[object]:
    return [
        row.code,
        row.title,
        row.plan_code,
        f"{row.pillar_number}. {row.pillar}",
        row.focus,
        row.owner_names,
        row.status_word or NOTHING,
        row.percent,
        row.parts,
        row.state_word or NOTHING,
        row.days_late or None,
    ]


@require_safe
def action(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Everything about one action that the reader may see."""
    if len(plan) > 30 or len(code) > 20:
        raise Http404
    page: Any = action_page(request.user, plan, code, timezone.now())
    _note(request, page.action)
    return render(request, "actions/detail.html", {"page": page})


def _note(request: HttpRequest, action: Any) -> None:
    if action.classification != Classification.OPEN:
        note_reading(request, action, "action")


@require_safe
def history(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """All that happened to one action, with the fields that changed."""
    if len(plan) > 30 or len(code) > 20:
        raise Http404
    found = action_history(request.user, plan, code)
    _note(request, found.action)
    page = Paginator(found.events, EVENTS_A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "actions/history.html", {"action": found.action, "page_obj": page})
