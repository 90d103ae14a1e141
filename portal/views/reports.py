"""The reports of the years, and their data for reuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import queries
from portal.models import PublishedEdition
from portal.queries import tables
from portal.queries.tables import DATASETS, Card, Dataset
from portal.views.answers import page, public_page, withdrawn
from portal.views.charts import province_map
from portal.views.pages import shown_pillars
from portal.views.plain import plain_text
from portal.views.shown import Step, shown


@dataclass(frozen=True)
class Format:
    """A way to write a dataset."""

    content_type: str
    write: Callable[[Dataset, PublishedEdition], bytes]


FORMATS: Final = {
    "csv": Format("text/csv; charset=utf-8", tables.as_csv),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", tables.as_xlsx
    ),
    "json": Format("application/json; charset=utf-8", tables.as_json),
}


@public_page
def reports(request: HttpRequest) -> HttpResponse:
    """The reports by year, and when the next one is to be expected."""
    rows = queries.editions()
    current = [row for row in rows if row.is_current]
    return page(
        request,
        "reports",
        edition=current[0] if current else None,
        section="reports",
        current=current,
        superseded=[row for row in rows if not row.is_current],
        notices=queries.notices(),
        next_year=current[0].year + 1 if current else None,
    )


@public_page
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The valid edition of a year; if it was withdrawn, why."""
    edition = queries.current_edition(year)
    if edition is None:
        return _gone(request, year, None)
    return _report(request, edition)


@public_page
def version(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """One version of a year for good; a superseded one says so."""
    edition = queries.edition_of(year, version)
    if edition is None:
        return _gone(request, year, version)
    return _report(request, edition)


@public_page
def report_actions(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """Every open action of one version of a year, on one page."""
    edition = queries.edition_of(year, version)
    if edition is None:
        return _gone(request, year, version)
    return page(
        request,
        "report_actions",
        edition=edition,
        section="reports",
        actions=queries.actions_of(edition),
        newer=_newer(edition),
        withheld=[row for row in queries.pillars_of(edition) if row.withheld_count],
        trail=[*_trail(), Step(edition.title, edition.get_absolute_url()), Step(_("Semua aksi"))],
    )


@public_page
def plain(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """One version of a year in plain text."""
    edition = queries.edition_of(year, version)
    if edition is None:
        return _gone(request, year, version)
    return HttpResponse(plain_text(edition), content_type="text/plain; charset=utf-8")


def _trail() -> list[Step]:
    return [
        Step(_("Beranda"), reverse("portal:home")),
        Step(_("Laporan"), reverse("portal:reports")),
    ]


def _newer(edition: PublishedEdition) -> PublishedEdition | None:
    return None if edition.is_current else queries.current_edition(edition.year)


def _gone(request: HttpRequest, year: int, version: int | None) -> HttpResponse:
    notice = queries.notice_of(year, version)
    if notice is None:
        raise Http404
    return withdrawn(request, notice, current=queries.current_edition(year))


def _report(request: HttpRequest, edition: PublishedEdition) -> HttpResponse:
    figures = queries.figures_of(edition)
    provinces = queries.provinces_of(edition)
    return page(
        request,
        "report",
        edition=edition,
        section="reports",
        newer=_newer(edition),
        sections=queries.sections_of(edition),
        figures=[shown(figure) for figure in queries.main_figures(figures)],
        pillars=shown_pillars(queries.pillars_of(edition), figures, edition.year),
        institutions=queries.institutions_of(edition),
        map=province_map(provinces, title=_("Laporan yang dikirim provinsi")),
        islands=queries.by_island(provinces),
        files=queries.files_of(edition),
        trail=[*_trail(), Step(edition.title)],
    )


@dataclass(frozen=True)
class Download:
    """A dataset of a year with its card and the addresses of its files."""

    dataset: Dataset
    card: Card


@public_page
def data(request: HttpRequest) -> HttpResponse:
    """The open data of every year, each table with its card."""
    current = [row for row in queries.editions() if row.is_current]
    if not current:
        return page(request, "not_yet", section="reports", title=_("Data terbuka"))
    wanted = request.GET.get("tahun", "")
    edition = next((row for row in current if str(row.year) == wanted), current[0])
    return page(
        request,
        "data",
        edition=edition,
        section="reports",
        years=[row.year for row in current],
        downloads=[Download(dataset, tables.card_of(dataset, edition)) for dataset in DATASETS],
        licence_url=tables.LICENCE_URL,
        trail=[*_trail(), Step(_("Data terbuka"))],
    )


@public_page
def table(request: HttpRequest, year: int, name: str, extension: str) -> HttpResponse:
    """A table of the valid edition of a year as a file."""
    dataset = next((row for row in DATASETS if row.name == name), None)
    form = FORMATS.get(extension)
    edition = queries.current_edition(year)
    if dataset is None or form is None or edition is None:
        raise Http404
    options: dict[str, Any] = {}
    if extension == "csv" and request.GET.get("pemisah") == "titik-koma":
        options["delimiter"] = ";"
    response = HttpResponse(form.write(dataset, edition, **options), content_type=form.content_type)
    file_name = f"ranpe-{edition.year}-{dataset.name}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
