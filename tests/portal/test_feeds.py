"""What other programs take over, and the edition in plain text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils.translation import override

from portal.editions import PARTIAL
from portal.intake import publish, withdraw
from tests.portal.editions import AT, a_file, an_edition

pytestmark = pytest.mark.django_db


def items_of(client: Client) -> list[dict[str, str]]:
    answer = client.get("/laporan/umpan.xml")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    rows = fromstring(answer.content).iter("item")
    return [{part.tag: part.text or "" for part in row} for row in rows]


def test_the_feed_tells_each_edition_and_each_withdrawal_newest_first(client: Client) -> None:
    first = an_edition(actions=3)
    publish(first, [a_file()], AT)
    publish(replace(first, version=2, corrections=("Ralat.",)), [], AT + timedelta(days=9))
    withdraw(2026, 2, "Angka provinsi keliru.", AT + timedelta(days=12))

    items = items_of(client)

    assert [row["title"] for row in items] == [
        f"Ditarik: {first.title}, versi 2",
        f"{first.title}, versi 1",
    ]
    assert items[0]["description"] == "Angka provinsi keliru."
    assert items[1]["link"].endswith("/laporan/2026/v1/")
    assert len({row["guid"] for row in items}) == 2


def test_a_title_with_markup_stays_words_in_the_feed(client: Client) -> None:
    publish(replace(an_edition(actions=1), verdict="<script>x</script> & lain"), [], AT)

    assert items_of(client)[0]["description"] == "&lt;script&gt;x&lt;/script&gt; &amp; lain"


def test_the_catalogue_names_every_file_of_every_year(client: Client) -> None:
    publish(an_edition(actions=3), [], AT)
    publish(replace(an_edition(actions=3), year=2025), [], AT)

    answer = client.get("/data/katalog.jsonld")
    body: dict[str, Any] = json.loads(answer.content)

    datasets = body["dcat:dataset"]
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    assert [row["dct:identifier"] for row in datasets] == [
        f"ranpe-{year}-{name}"
        for year in (2026, 2025)
        for name in ("aksi", "instansi", "provinsi", "angka")
    ]
    for row in datasets:
        for way in row["dcat:distribution"]:
            path = way["dcat:downloadURL"]["@id"].partition("://")[2].partition("/")[2]
            found = client.get(f"/{path}")
            assert found.status_code == 200
            assert found["Content-Type"].partition(";")[0] == way["dcat:mediaType"]


def test_the_plain_text_tells_the_edition_in_short_lines(client: Client) -> None:
    edition = an_edition(actions=13)
    publish(edition, [], AT)

    answer = client.get("/laporan/2026/v1/teks/")
    text = answer.content.decode()
    flat = " ".join(text.split())

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert edition.verdict in flat
    assert all(section.heading in text for section in edition.sections)
    assert all(action.code in text for action in edition.actions)
    assert all(province.name in text for province in edition.provinces)
    assert "aksi tidak dirinci, dasar Pasal 17" in flat
    assert max(map(len, text.splitlines())) <= 78
    with override("en"):
        assert client.get("/laporan/2026/v1/teks/").content.decode() == text


def test_sums_that_leave_actions_out_say_so_in_the_plain_text(client: Client) -> None:
    edition = an_edition(actions=13)
    pillars = tuple(replace(row, is_partial=row.withheld is not None) for row in edition.pillars)
    publish(replace(edition, pillars=pillars), [], AT)

    flat = " ".join(client.get("/laporan/2026/v1/teks/").content.decode().split())

    assert flat.count(PARTIAL) == sum(row.is_partial for row in pillars) > 0


def test_sample_data_says_so_in_the_plain_text(client: Client) -> None:
    publish(replace(an_edition(actions=1), is_sample=True), [], AT)

    assert client.get("/laporan/2026/v1/teks/").content.startswith(b"DATA CONTOH")
