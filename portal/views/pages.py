"""What was promised and what was done: the whole, the actions, the provinces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import queries
from portal.forms import ActionSearch
from portal.models import PublishedEdition, PublishedFigure, PublishedPillar
from portal.views.answers import page, public_page
from portal.views.charts import measures_of, pillar_bar, province_map
from portal.views.shown import ShownPillar, Step, all_shown, shown

ON_A_PAGE = 25


def shown_pillars(
    pillars: Iterable[PublishedPillar], figures: Iterable[PublishedFigure], year: int
) -> list[ShownPillar]:
    """The pillars with their figures and pictures."""
    known = all_shown(figures)
    return [
        ShownPillar(
            pillar=pillar,
            mean=known.get(pillar.mean_key),
            carried_out=known.get(pillar.carried_out_key),
            chart=pillar_bar(pillar, year),
        )
        for pillar in pillars
    ]


def _home() -> Step:
    return Step(_("Beranda"), reverse("portal:home"))


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Does the plan work? One sentence, four numbers, the pillars, the provinces."""
    edition = queries.current_edition()
    if edition is None:
        return page(request, "home_empty", section="home", notices=queries.notices())
    figures = queries.figures_of(edition)
    pillars = queries.pillars_of(edition)
    provinces = queries.provinces_of(edition)
    return page(
        request,
        "home",
        edition=edition,
        section="home",
        figures=[shown(row) for row in queries.main_figures(figures)[: queries.HEADLINES]],
        pillars=shown_pillars(pillars, figures, edition.year),
        map=province_map(provinces, title=_("Laporan yang dikirim provinsi")),
        islands=queries.by_island(provinces),
        files=queries.files_of(edition),
    )


@public_page
def actions(request: HttpRequest) -> HttpResponse:
    """Find an action by word, pillar, status or institution."""
    edition = queries.current_edition()
    if edition is None:
        return page(request, "not_yet", section="actions", title=_("Aksi"))
    pillars = queries.pillars_of(edition)
    form = ActionSearch(
        request.GET or {},
        level=edition.level_one_label,
        pillars=[(pillar.number, str(pillar)) for pillar in pillars],
        owners=queries.owners_of(edition),
    )
    found = queries.matching(edition, form.search)
    kept = request.GET.copy()
    kept.pop("halaman", None)
    return page(
        request,
        "actions",
        edition=edition,
        section="actions",
        form=form,
        page_obj=Paginator(found, ON_A_PAGE).get_page(request.GET.get("halaman")),
        query=kept.urlencode(),
        is_filtered=any(kept.values()),
        pillars=pillars,
        total=sum(pillar.total for pillar in pillars),
        withheld=[pillar for pillar in pillars if pillar.withheld_count],
    )


@public_page
def action(request: HttpRequest, code: str) -> HttpResponse:
    """One action: who answers for it, how it stands, what was promised and reached."""
    years = queries.years_of_action(code)
    if not years:
        raise Http404
    newest, *earlier = years
    return page(
        request,
        "action",
        edition=newest.edition,
        section="actions",
        action=newest,
        owners=list(zip(newest.responsible, newest.responsible_names, strict=True)),
        measures=measures_of(newest, earlier[0] if earlier else None),
        years=years,
        earlier=earlier,
        trail=[_home(), Step(_("Aksi"), reverse("portal:actions")), Step(newest.code)],
    )


@public_page
def provinces(request: HttpRequest) -> HttpResponse:
    """All provinces: the map, and the same by island in a table."""
    edition = queries.current_edition()
    if edition is None:
        return page(request, "not_yet", section="provinces", title=_("Provinsi"))
    rows = queries.provinces_of(edition)
    return page(
        request,
        "provinces",
        edition=edition,
        section="provinces",
        map=province_map(rows, title=_("Laporan yang dikirim provinsi")),
        islands=queries.by_island(rows),
        counts=_counts(edition, rows),
    )


def _counts(edition: PublishedEdition, rows: list[Any]) -> dict[str, int]:
    owing = [row for row in rows if row.owes and row.due]
    return {
        "owing": len(owing),
        "complete": sum(row.sent >= row.due for row in owing),
        "enacted": sum(row.plan_stage == "enacted" for row in rows),
        "all": len(rows),
    }


@public_page
def province(request: HttpRequest, code: str) -> HttpResponse:
    """One province: its reports and its regional action plan."""
    years = queries.years_of_province(code)
    if not years:
        raise Http404
    newest = years[0]
    return page(
        request,
        "province",
        edition=newest.edition,
        section="provinces",
        province=newest,
        years=years,
        map=province_map(
            queries.provinces_of(newest.edition), title=_("Letak provinsi ini"), own=code
        ),
        trail=[_home(), Step(_("Provinsi"), reverse("portal:provinces")), Step(newest.name)],
    )


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What the plan is, how to read these pages, how we count and what we cannot say."""
    edition = queries.current_edition()
    figures = queries.figures_of(edition) if edition else []
    return page(
        request,
        "about",
        edition=edition,
        section="about",
        figures=[shown(figure) for figure in queries.main_figures(figures)],
        trail=[_home(), Step(_("Tentang"))],
    )
