"""The page of the heat map: actions by periods, and the same as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ranpe.kit.downloads import table_answer
from ranpe.pages.context import period_chip
from ranpe.pages.heatmap import ActionHeat, Heatmap, heatmap_for
from ranpe.pages.monitoring import admit, pillar_asked

# With six periods about 1,800 elements, well under the budget of the page.
ROWS_A_PAGE = 130


def _pillar(request: HttpRequest) -> int | None:
    """The pillar asked for; without a word of it the reader's own one, if there is just one."""
    if "pokja" in request.GET:
        return pillar_asked(request)
    user: Any = request.user
    own = sorted(user.reach.pillar_numbers)
    return own[0] if len(own) == 1 else None


def _chosen(request: HttpRequest, found: Heatmap) -> list[ActionHeat]:
    code = request.GET.get("kl", "")[:20]
    return found.rows_of(pillar=_pillar(request), institution=code)


@require_safe
def heatmap(request: HttpRequest) -> HttpResponse:
    """The map; `rencana` chooses a plan, `pokja` a pillar (`semua`: all), `kl` an institution."""
    user: Any = request.user
    admit(user)
    found = heatmap_for(user, request.GET.get("rencana", ""))
    context: dict[str, Any] = {"map": found}
    if found is not None:
        page = Paginator(_chosen(request, found), ROWS_A_PAGE)
        parameters = request.GET.copy()
        parameters.pop("halaman", None)
        plan = found.period.version.plan
        context |= {
            "page_obj": page.get_page(request.GET.get("halaman")),
            "query": parameters.urlencode(),
            "plan": plan,
            "pillar": _pillar(request),
            "pillars": sorted({row.pillar_number for row in found.every}),
            "institution": request.GET.get("kl", ""),
            "period_chip": period_chip(found.period, timezone.now()),
        }
    return render(request, "pages/heatmap.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the map, as they are limited on the page."""
    user: Any = request.user
    admit(user)
    found = heatmap_for(user, request.GET.get("rencana", ""))
    headers, rows, name = [_("Kode"), _("Aksi"), _("Pilar")], list[list[object]](), "peta-panas"
    if found is not None:
        headers += [period.name for period in found.periods]
        rows = [_exported(row) for row in _chosen(request, found)]
        name += f"-{found.period.code}-{found.period.year}"
    return table_answer(kind, name, headers, rows, timezone.now())


def _exported(row: ActionHeat) -> list[object]:
    words = [str(status.label) for status in row.statuses]
    return [row.code, row.title, row.pillar_number, *words]
