"""The main job on the full sample, walked once a run without a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from actions.models import Action
from journal import chain
from journal.models import Entry
from journal.verification import verify
from pillars.models import Period
from progress.figures import action_figures, status_counts
from progress.lines import lines_of_year
from progress.models import ProgressReport
from ranpe.sampling.annual import last_closed_year, produce_annual_reports
from ranpe.sampling.roster import DemoAccount, demo_accounts
from reporting.models import AnnualReport
from tests.full.conftest import ON_THE_FULL_SAMPLE

pytestmark = ON_THE_FULL_SAMPLE

Browse = Callable[[str | None], Client]
SECRET = "RAHASIA-CONTOH"
ELSEWHERE = ("/static/", "/masuk/", "/bahasa/")


@pytest.fixture(scope="package")
def annual(full: Path) -> dict[str, PdfReader]:
    """Both annual reports of the last closed year, from draft to published."""
    paths = produce_annual_reports(say=lambda _line: None)
    return {path.stem.split("-")[1]: PdfReader(io.BytesIO(path.read_bytes())) for path in paths}


def _text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_secretariat_sees_seventeen_of_forty_eight_late(full: Path, browse: Browse) -> None:
    for path in ("/beranda/", "/pantau/"):
        assert "17 dari 48 K/L terlambat" in browse("sekretariat").get(path).content.decode()


def test_seeding_again_changes_nothing(full: Path) -> None:
    before = (Entry.everything.count(), ProgressReport.everything.count())

    with CaptureQueriesContext(connection) as seen:
        call_command("seed", verbosity=0)

    assert (Entry.everything.count(), ProgressReport.everything.count()) == before
    writes = [q for q in seen.captured_queries if not q["sql"].startswith("SELECT")]
    assert writes == []


def test_the_journal_of_the_sample_is_real_and_its_chain_holds(full: Path) -> None:
    chain.seal_waiting()

    assert verify() == []
    assert Entry.everything.filter(verb="report.submit").count() >= 1500


@pytest.mark.parametrize("account", demo_accounts(), ids=lambda account: account.email)
def test_every_sample_account_finds_its_home_page(
    account: DemoAccount, full: Path, browse: Browse
) -> None:
    answer = browse(account.email.split("@")[0]).get("/beranda/")

    assert answer.status_code == 200


def test_both_reports_are_approved_and_reach_their_readers(
    annual: dict[str, PdfReader], browse: Browse
) -> None:
    states = dict(AnnualReport.everything.filter(year=2025).values_list("kind", "state"))

    assert states == {"president": "dispatched", "public": "published"}
    assert last_closed_year() == 2025
    assert "2025" in browse(None).get("/").content.decode()


@pytest.mark.parametrize("kind", ["presiden", "publik"])
def test_the_pdfs_have_bookmarks_page_numbers_language_and_title(
    kind: str, annual: dict[str, PdfReader]
) -> None:
    reader = annual[kind]

    assert len(reader.outline) >= 10
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "id"
    assert reader.metadata is not None
    assert "2025" in (reader.metadata.title or "")
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        if number > 1:
            assert f"Halaman {number} dari {total}" in page.extract_text()


def test_every_one_of_the_130_codes_stands_in_the_matrix_for_the_president(
    annual: dict[str, PdfReader],
) -> None:
    pages = [page.extract_text() for page in annual["presiden"].pages]
    matrix = "\n".join(page for page in pages if "Lampiran A" in page)
    codes = set(
        Action.everything.filter(plan__code="RANPE-2020-2024").values_list("code", flat=True)
    )

    assert len(codes) == 130
    assert codes - set(re.findall(r"P\d-F\d\d-A\d{3}", matrix)) == set()


def test_the_totals_of_the_report_are_those_of_the_metric_engine(
    annual: dict[str, PdfReader],
) -> None:
    periods = list(Period.everything.filter(year=2025).select_related("version__plan"))
    rules = periods[0].version.plan.newest_rules
    counts = status_counts(action_figures(lines_of_year(periods), rules))
    text = _text(annual["presiden"])

    for status, count in counts.items():
        if status != "not_scheduled" and count:
            assert f"{count} {status.label}" in text
    assert sum(counts.values()) == 96


def test_no_secret_word_stands_in_the_public_pdf_or_on_any_public_page(
    annual: dict[str, PdfReader], browse: Browse
) -> None:
    assert SECRET not in re.sub(r"\s", "", _text(annual["publik"]))
    assert SECRET in re.sub(r"\s", "", _text(annual["presiden"]))

    client, waiting, seen = browse(None), ["/"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer: Any = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.headers.get("Content-Type", "").startswith(("text/", "application/json")):
            assert SECRET not in body.decode()
            links = re.findall(r'href="(/[^"#]*)', unescape(body.decode()))
            waiting += [
                link for link in links if not link.startswith(("/static/", "/masuk/", "/bahasa/"))
            ]
    assert len(seen) > 150


# Who opens which list or home page, and how many queries it takes; never more than twelve.
BUDGET = [
    (None, "/", 5),
    (None, "/aksi/", 4),
    (None, "/provinsi/", 2),
    (None, "/laporan/", 2),
    ("operator.kemenag", "/beranda/", 12),
    ("eselon2.kemenag", "/beranda/", 11),
    ("koordinator.kemenag", "/beranda/", 12),
    ("operator.p32", "/beranda/", 12),
    ("verifikator.pilar1", "/beranda/", 9),
    ("ketua.pilar1", "/beranda/", 10),
    ("sekretariat", "/beranda/", 12),
    ("sestama", "/beranda/", 12),
    ("kepala", "/beranda/", 11),
    ("ppid", "/beranda/", 7),
    ("auditor", "/beranda/", 7),
    ("admin", "/beranda/", 10),
    ("operator.kemenag", "/laporan-kemajuan/", 12),
    ("verifikator.pilar1", "/laporan-kemajuan/antrean/", 11),
    ("sekretariat", "/pantau/", 12),
    ("sekretariat", "/rencana-aksi/", 12),
    ("operator.kemenag", "/rencana-aksi/", 12),
    ("sekretariat", "/laporan-tahunan/", 10),
    ("sekretariat", "/rapat/", 12),
    ("sekretariat", "/rapat/badan/", 11),
    ("sekretariat", "/pantau/?menurut=kl", 10),
    ("sekretariat", "/pantau/?menurut=pokja", 12),
    ("sekretariat", "/pantau/?menurut=provinsi", 7),
    ("sekretariat", "/pantau/peta-panas/", 12),
    ("sekretariat", "/pantau/perhatian/", 10),
    ("sekretariat", "/pantau/lembar-telepon/", 10),
    ("sekretariat", "/pantau/kl/KL09/", 12),
    ("sekretariat", "/laporan-kemajuan/waktu/", 11),
    ("sekretariat", "/laporan-kemajuan/antrean/alihkan/", 10),
    ("sekretariat", "/laporan-kemajuan/penilaian-kedua/", 11),
    ("sestama", "/periode/", 12),
    ("auditor", "/jejak/", 10),
    ("sekretariat", "/notifikasi/", 8),
]


@pytest.mark.parametrize(("name", "path", "queries"), BUDGET)
def test_lists_and_homes_keep_their_query_budget(
    name: str | None, path: str, queries: int, annual: dict[str, PdfReader], browse: Browse
) -> None:
    client = browse(name)
    client.get(path)

    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200

    assert len(seen) == queries <= 12
