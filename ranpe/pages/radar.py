"""Hal yang perlu perhatian: what the rules find, why, whose it is and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pillars.models import Period
from progress.queries.radar import findings_in
from progress.radar import Finding, RadarRule
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import NotYours
from ranpe.pages.boards import board_scope, recent_periods, shown_of
from ranpe.pages.context import period_chip
from ranpe.pages.monitoring import pillar_asked

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class RuleChip:
    """A rule to which the list can be limited, with how much it found."""

    key: str
    label: str
    count: int


def _found(request: HttpRequest) -> tuple[Period | None, list[Finding]]:
    """What the rules find among what the reader oversees; `pokja` narrows it to one pillar."""
    user: Any = request.user
    reach = user.reach
    if not (reach.national or reach.pillar_numbers):
        raise NotYours(_("Halaman ini dibaca oleh Sekretariat, Pokja, Sekber, dan pimpinan."))
    recent = recent_periods(checked=True)
    period = shown_of(recent)
    if period is None:
        return None, []
    plan = period.version.plan_id
    earlier = [
        row for row in recent if row.version.plan_id == plan and row.ends_on < period.starts_on
    ]
    pillars = None if reach.national else reach.pillar_numbers
    rows = findings_in(period, earlier, board_scope(user), pillars, timezone.now())
    pillar = pillar_asked(request)
    return period, [row for row in rows if pillar is None or pillar in row.pillar_numbers]


def _limited(request: HttpRequest, rows: list[Finding]) -> list[Finding]:
    rule = request.GET.get("aturan", "")
    return [row for row in rows if not rule or row.rule == rule]


@require_safe
def radar(request: HttpRequest) -> HttpResponse:
    """The findings; `aturan` limits them to one rule."""
    period, rows = _found(request)
    counts = Counter(row.rule for row in rows)
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    page = Paginator(_limited(request, rows), ROWS_A_PAGE)
    context: dict[str, Any] = {
        "period": period,
        "page_obj": page.get_page(request.GET.get("halaman")),
        "total": len(rows),
        "chips": [
            RuleChip(rule.value, str(rule.label), counts[rule])
            for rule in RadarRule
            if counts[rule]
        ],
        "rule": request.GET.get("aturan", ""),
        "query": parameters.urlencode(),
    }
    if period is not None:
        context["period_chip"] = period_chip(period, timezone.now())
    return render(request, "pages/radar.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as a file."""
    period, rows = _found(request)
    headers = [_("Aturan"), _("Kode"), _("Alasan"), _("Pemilik"), _("Yang perlu dilakukan")]
    told = [
        [str(row.rule.label), row.action_code, row.reason, row.owner, row.remedy]
        for row in _limited(request, rows)
    ]
    name = "perhatian" + (f"-{period.code}-{period.year}" if period else "")
    return table_answer(kind, name, headers, told, timezone.now())
