"""What other programs take over: news of editions (RSS) and the catalogue of the data (DCAT)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import override

from portal import queries
from portal.models import PublishedEdition, WithdrawalNotice
from portal.queries import tables
from portal.queries.tables import DATASETS, Dataset
from portal.views.answers import public_page
from portal.views.reports import FORMATS

# The vocabulary of W3C DCAT 3, with Dublin Core and FOAF as it uses them.
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _address(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Every edition that was published and every one that was withdrawn, the newest first."""
    with override("id"):
        news = Rss201rev2Feed(
            title="Laporan publik RAN PE",
            link=_address(reverse("portal:reports")),
            description="Laporan tahunan yang terbit, dikoreksi, atau ditarik.",
            language="id",
            feed_url=_address(reverse("portal:feed")),
        )
        found = [*map(_published, queries.editions()), *map(_withdrawn, queries.notices())]
        for at, title, told, link, key in sorted(found, reverse=True):
            # Readers take a description for HTML: what is written is shown as it is written.
            news.add_item(
                title,
                link,
                escape(told),
                pubdate=at,
                unique_id=key,
                unique_id_is_permalink=False,
            )
        body = news.writeString("utf-8")
    return HttpResponse(body, content_type="application/rss+xml; charset=utf-8")


_Item = tuple[datetime, str, str, str, str]


def _published(edition: PublishedEdition) -> _Item:
    link = _address(edition.get_absolute_url())
    title = f"{edition.title}, versi {edition.version}"
    return edition.published_at, title, edition.verdict, link, link


def _withdrawn(notice: WithdrawalNotice) -> _Item:
    link = _address(notice.edition.get_absolute_url())
    title = f"Ditarik: {notice.edition.title}, versi {notice.edition.version}"
    return notice.at, title, notice.reason, link, f"{link}#ditarik"


@public_page
def catalogue(request: HttpRequest) -> HttpResponse:
    """The open data of all years as a catalogue that other portals harvest (W3C DCAT 3)."""
    with override("id"):
        body = {
            "@context": _CONTEXT,
            "@id": _address(reverse("portal:catalogue")),
            "@type": "dcat:Catalog",
            "dct:title": "Data terbuka RAN PE",
            "dct:language": "id",
            "dct:publisher": _producer(),
            "dcat:dataset": [
                _dataset(dataset, edition)
                for edition in queries.editions()
                if edition.is_current
                for dataset in DATASETS
            ],
        }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=1),
        content_type="application/ld+json; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


def _producer() -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": "Sekretariat Bersama RAN PE, BNPT"}


def _dataset(dataset: Dataset, edition: PublishedEdition) -> dict[str, Any]:
    card = tables.card_of(dataset, edition)
    page = f"{_address(reverse('portal:data'))}?tahun={edition.year}"
    return {
        "@id": f"{page}#data-{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"ranpe-{edition.year}-{dataset.name}",
        "dct:title": f"{card.title} {edition.year}",
        "dct:description": card.definition,
        "dct:publisher": _producer(),
        "dct:issued": _moment(edition.published_at),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{edition.year}-01-01"),
            "dcat:endDate": _day(f"{edition.year}-12-31"),
        },
        "dct:provenance": f"{card.source}. {card.cutoff}",
        "dcat:version": str(edition.version),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(dataset, edition, name) for name in FORMATS],
    }


def _distribution(dataset: Dataset, edition: PublishedEdition, extension: str) -> dict[str, Any]:
    address = _address(reverse("portal:table", args=[edition.year, dataset.name, extension]))
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": FORMATS[extension].content_type.partition(";")[0],
        "dct:license": {"@id": tables.LICENCE_URL},
    }


def _moment(at: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": at.isoformat()}


def _day(day: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day}
