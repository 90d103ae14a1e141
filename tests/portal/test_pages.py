"""The public pages as a reader without an account and without a script finds them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal import intake
from portal.intake import publish, withdraw
from portal.models import CorrectionSuggestion
from portal.services import MOST_IN_AN_HOUR
from tests.portal.editions import AT, a_file, an_edition

pytestmark = pytest.mark.django_db

FILE = a_file()
HASH = FILE.sha256

# Address and number of queries, whatever the number of actions.
PAGES = {
    "/": 5,
    "/aksi/": 4,
    "/aksi/?q=guru&pilar=1&status=achieved&instansi=BNPT": 4,
    "/aksi/P1-F01-A001/": 1,
    "/provinsi/": 2,
    "/provinsi/32/": 2,
    "/laporan/": 2,
    "/laporan/2026/": 7,
    "/laporan/2026/v1/": 7,
    "/laporan/2026/v1/aksi/": 3,
    "/laporan/2026/v1/teks/": 6,
    "/laporan/umpan.xml": 2,
    "/data/": 1,
    "/data/katalog.jsonld": 1,
    "/data/2026/aksi.csv": 2,
    "/data/2026/instansi.xlsx": 2,
    "/data/2026/provinsi.json": 2,
    "/data/2026/angka.csv": 2,
    f"/berkas/{HASH}/laporan-publik.pdf": 1,
    "/verifikasi/": 0,
    f"/verifikasi/{HASH}/": 2,
    "/tentang/": 2,
    "/koreksi/": 0,
    "/koreksi/diterima/": 0,
    "/robots.txt": 0,
    "/.well-known/security.txt": 0,
    "/sitemap.xml": 4,
}
EMPTY = ("/", "/aksi/", "/provinsi/", "/laporan/", "/data/", "/tentang/", "/sitemap.xml")
ABSENT = (
    "/aksi/P9-F99-A999/",
    "/aksi/%00/",
    "/provinsi/99/",
    "/laporan/2019/",
    "/laporan/2026/v9/",
    "/laporan/2026/v9/aksi/",
    "/laporan/2026/v9/teks/",
    "/data/2026/rahasia.csv",
    "/data/2026/aksi.pdf",
    "/data/2019/aksi.csv",
    f"/berkas/{'0' * 64}/laporan-publik.pdf",
    f"/berkas/{HASH}/lain.pdf",
)


@pytest.fixture(params=[13, 130])
def edition(request: Any) -> int:
    size: int = request.param
    publish(an_edition(actions=size), [FILE], AT)
    return size


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_only_portal_tables_and_as_often_for_any_number_of_actions(
    client: Client, edition: int, address: str
) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)

    tables = {
        name
        for query in captured
        for name in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', query["sql"])
    }
    assert response.status_code == 200
    assert {name for name in tables if not name.startswith("portal_")} == set()
    assert len(captured) == PAGES[address]


@pytest.mark.parametrize("address", [address for address in PAGES if "koreksi/" not in address])
def test_a_page_may_be_kept_and_says_when_it_is_the_same(client: Client, address: str) -> None:
    publish(an_edition(), [FILE], AT)
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "public" in first["Cache-Control"]
    assert "sessionid" not in client.cookies


def test_whoever_finds_a_weakness_learns_where_to_write(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:keamanan@ranpe.example"

    answer = client.get("/.well-known/security.txt")

    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    left = datetime.fromisoformat(said["Expires"]) - timezone.now()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert said["Contact"] == "mailto:keamanan@ranpe.example"
    assert timedelta(days=30) < left < timedelta(days=366)  # RFC 9116: less than a year


def test_without_a_contact_nothing_is_said(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("address", ABSENT)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    publish(an_edition(), [FILE], AT)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", EMPTY)
def test_before_anything_is_published_the_pages_say_so(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [address for address in PAGES if address != "/koreksi/"])
def test_a_public_page_takes_no_post(client: Client, address: str) -> None:
    publish(an_edition(), [FILE], AT)

    assert client.post(address).status_code == 405


def test_the_front_page_tells_each_number_with_its_parts_and_its_date(client: Client) -> None:
    publish(an_edition(actions=13), [FILE], AT)

    text = client.get("/").content.decode()

    for words in ("42,9%", "6 dari 14", "14 aksi, versi rencana 1", "31 Januari 2027", "64,6%"):
        assert words in text
    assert "dengan dasar lain (12 aksi)" in text
    assert "1 aksi tidak dirinci, dasar Pasal 17 huruf a UU 14/2008." in text


def test_an_action_is_found_by_word_pillar_status_and_institution(client: Client) -> None:
    publish(an_edition(actions=13), [], AT)

    def found(query: str) -> list[str]:
        text = client.get(f"/aksi/{query}").content.decode()
        return re.findall(r'href="/aksi/(P[^/]+)/"', text)

    assert len(found("?q=GURU tanda")) == 5
    assert found("?q=tahap 13 diikuti") == ["P1-F01-A013"]
    assert all(code.startswith("P2") for code in found("?pilar=2"))
    assert len(found("?pilar=2")) == 4
    assert found("?status=achieved") == ["P2-F01-A005", "P1-F01-A010"][::-1]
    assert len(found("?instansi=BNPT")) == 5
    assert found("?instansi=Kemen") == []
    assert found("?pilar=7") == found("?pilar=abc") == found("?q=%25") == []


def test_long_lists_come_in_pages(client: Client) -> None:
    publish(an_edition(actions=130), [], AT)

    first = client.get("/aksi/").content.decode()
    last = client.get("/aksi/?halaman=6").content.decode()

    assert "1–25 dari 130" in first
    assert "126–130 dari 130" in last


def test_an_action_says_who_answers_for_it_and_what_was_reached(client: Client) -> None:
    publish(an_edition(2025, actions=3), [], AT)
    publish(an_edition(2026, actions=3), [], AT)

    text = client.get("/aksi/P1-F01-A001/").content.decode()

    assert "Kementerian Kemensos (Kemensos)" in text
    assert "61 dari target 100 orang" in text
    assert "Tahun lalu 61 orang" in text
    assert "Pelatihan tahap 1 diikuti guru." in text
    assert "Laporan Publik RAN PE 2025" in text


def test_an_action_of_another_plan_with_the_same_code_is_no_history(client: Client) -> None:
    publish(an_edition(2025, actions=3, plan_code="RANPE-2020"), [], AT)
    publish(an_edition(2026, actions=3), [], AT)

    text = client.get("/aksi/P1-F01-A001/").content.decode()

    assert "Laporan Publik RAN PE 2025" not in text


def test_a_small_number_of_people_is_not_told(client: Client) -> None:
    publish(an_edition(actions=5), [], AT)

    text = client.get("/aksi/P2-F01-A005/").content.decode()

    assert "Angka tidak ditampilkan: menyangkut kurang dari 5 orang" in text


def test_a_province_that_did_not_have_to_report_is_not_called_late(client: Client) -> None:
    publish(an_edition(), [], AT)

    assert "belum wajib melapor" in client.get("/provinsi/96/").content.decode()


def test_a_superseded_version_keeps_its_address_and_says_so(client: Client) -> None:
    publish(an_edition(verdict="Kalimat lama."), [], AT)
    publish(an_edition(version=2, corrections=("Angka Aceh dikoreksi.",)), [], AT)

    old = client.get("/laporan/2026/v1/").content.decode()
    new = client.get("/laporan/2026/").content.decode()

    assert "Kalimat lama." in old
    assert "sudah digantikan" in old
    assert 'href="/laporan/2026/v2/"' in old
    assert "Angka Aceh dikoreksi." in new
    assert "sudah digantikan" not in new


def test_a_withdrawn_edition_says_so_with_the_reason_at_every_address(client: Client) -> None:
    publish(an_edition(), [FILE], AT)
    withdraw(2026, 1, "Angka Aceh keliru.", AT)

    addresses = (
        "/laporan/2026/",
        "/laporan/2026/v1/",
        "/laporan/2026/v1/aksi/",
        f"/berkas/{HASH}/laporan-publik.pdf",
    )
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 410
        assert "Angka Aceh keliru." in response.content.decode()
    assert client.get("/aksi/P1-F01-A001/").status_code == 404
    assert "sudah ditarik" in client.get("/").content.decode()
    assert "Angka Aceh keliru." in client.get(f"/verifikasi/{HASH}/").content.decode()


def test_a_file_is_given_byte_for_byte_as_an_attachment(client: Client) -> None:
    publish(an_edition(), [FILE], AT)

    response = client.get(f"/berkas/{HASH}/laporan-publik.pdf")

    assert response.content == FILE.content
    assert response["Content-Disposition"] == 'attachment; filename="laporan-publik.pdf"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_that_changed_on_the_disk_is_not_given(client: Client) -> None:
    publish(an_edition(), [FILE], AT)
    intake.path_of(HASH).write_bytes(b"%PDF lain")

    response = client.get(f"/berkas/{HASH}/laporan-publik.pdf")

    assert response.status_code == 503
    assert b"%PDF lain" not in response.content


def test_a_hash_is_recognised_or_not(client: Client) -> None:
    publish(an_edition(), [FILE], AT)

    known = client.get("/verifikasi/", {"sidik": f" {HASH.upper()} "}, follow=True)
    unknown = client.get(f"/verifikasi/{'0' * 64}/")
    wrong = client.get("/verifikasi/", {"sidik": "abc"})

    assert "Dokumen ini diterbitkan oleh portal RAN PE" in known.content.decode()
    assert "Tidak dikenal" in unknown.content.decode()
    assert "terdiri atas 64" in wrong.content.decode()


def test_a_suggestion_is_kept_for_the_secretariat_only(client: Client) -> None:
    data = {"page": "/aksi/", "text": "Angka BNPT keliru.", "contact": "warga@contoh.example"}

    response = client.post("/koreksi/", data, follow=True)

    assert "usulan Anda kami terima" in response.content.decode()
    assert CorrectionSuggestion.received.get().text == "Angka BNPT keliru."


@pytest.mark.parametrize(
    "change", [{"text": "pendek"}, {"text": ""}, {"page": "//jahat.example/"}, {"page": "x"}]
)
def test_a_suggestion_without_page_or_words_is_shown_again(
    client: Client, change: dict[str, str]
) -> None:
    data = {"page": "/aksi/", "text": "Angka BNPT keliru.", **change}

    response = client.post("/koreksi/", data)

    assert response.status_code == 422
    assert not CorrectionSuggestion.received.exists()


def test_too_many_suggestions_are_refused_in_words(client: Client) -> None:
    from django.utils import timezone  # noqa: PLC0415

    row = {"page": "/", "text": "Angka keliru.", "at": timezone.now()}
    CorrectionSuggestion.received.bulk_create(
        CorrectionSuggestion(**row) for _number in range(MOST_IN_AN_HOUR)
    )

    response = client.post("/koreksi/", {"page": "/", "text": "Angka BNPT keliru."})

    assert response.status_code == 409
    assert CorrectionSuggestion.received.count() == MOST_IN_AN_HOUR


def test_words_of_an_edition_never_become_markup(client: Client) -> None:
    publish(an_edition(actions=1, verdict="<script>alert(1)</script>"), [], AT)

    assert b"<script>" not in client.get("/").content


def test_the_english_page_tells_the_same_edition(client: Client) -> None:
    publish(an_edition(), [], AT)
    client.get("/bahasa/en/?next=/aksi/")

    response = client.get("/aksi/")

    assert response["Content-Language"] == "en"
    assert "Cookie" in response["Vary"]
    assert "P1-F01-A001" in response.content.decode()
