"""The main job on the full sample, walked once a run without a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from actions.models import Action, Assignment
from institutions.models import Region
from journal import chain
from journal.models import Entry
from pillars.models import Period, PeriodState, Plan, PlanVersion
from progress.models import ProgressReport, RegionalReport
from ranpe.sampling.annual import last_closed_year, produce_annual_reports
from ranpe.sampling.roster import demo_accounts
from reporting.models import AnnualReport, Seal
from workgroups.models import GroupKind, WorkingGroup

Browse = Callable[[str | None], Client]
SECRET = "RAHASIA-CONTOH"


@pytest.fixture(scope="package")
def annual(full: Path) -> dict[str, PdfReader]:
    """Both annual reports of the last closed year, from draft to published."""
    paths = produce_annual_reports(say=lambda _line: None)
    return {path.stem.split("-")[1]: PdfReader(io.BytesIO(path.read_bytes())) for path in paths}


def _text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_totals_are_those_that_stand_in_the_plan_versions(full: Path) -> None:
    for version in PlanVersion.everything.all():
        codes = Action.everything.filter(plan=version.plan).values_list("code", flat=True)
        responsible = Assignment.everything.filter(
            action__plan=version.plan, part="responsible"
        ).values("institution")
        per_pillar = {
            number: sum(code.startswith(f"P{number}-") for code in codes)
            for number in version.expected_per_pillar
        }

        assert len(codes) == version.expected_actions == 130
        assert per_pillar == version.expected_per_pillar == {"1": 82, "2": 33, "3": 15}
        assert responsible.distinct().count() == version.expected_institutions == 48
        assert Region.everything.count() == version.expected_provinces == 38
        pokja = WorkingGroup.everything.filter(kind=GroupKind.POKJA)
        assert pokja.count() == version.expected_working_groups == 3


def test_two_plans_live_together_with_five_sealed_years_and_one_open_period(full: Path) -> None:
    assert Plan.everything.count() == 2
    assert set(Seal.everything.values_list("year", flat=True)) == {2021, 2022, 2023, 2024, 2025}
    assert Period.everything.get(state=PeriodState.OPEN).name == "Semester I 2026"
    assert Period.everything.filter(state=PeriodState.LOCKED).count() == 10


def test_provinces_owe_reports_from_the_year_in_which_they_must(full: Path) -> None:
    def owing(year: int) -> int:
        rows = RegionalReport.everything.filter(period__year=year, period__code="S2")
        return rows.count()

    assert [owing(year) for year in (2021, 2022, 2023, 2025)] == [34, 34, 38, 38]


def test_the_secretariat_sees_seventeen_of_forty_eight_late(full: Path, browse: Browse) -> None:
    for path in ("/beranda/", "/pantau/"):
        assert "17 dari 48 K/L terlambat" in browse("sekretariat").get(path).content.decode()


def test_every_state_of_a_report_is_alive(full: Path) -> None:
    states = set(ProgressReport.everything.values_list("state", flat=True))

    assert states == {
        "not_started", "draft", "proposed", "submitted", "returned", "verified", "locked",
    }  # fmt: skip


def test_seeding_again_changes_nothing(full: Path) -> None:
    before = (Entry.everything.count(), ProgressReport.everything.count())

    with CaptureQueriesContext(connection) as seen:
        call_command("seed", verbosity=0)

    assert (Entry.everything.count(), ProgressReport.everything.count()) == before
    writes = [q for q in seen.captured_queries if not q["sql"].startswith("SELECT")]
    assert writes == []


def test_the_journal_of_the_sample_is_real_and_its_chain_holds(full: Path) -> None:
    chain.seal_waiting()

    assert chain.verify() == []
    assert Entry.everything.filter(verb="report.submit").count() >= 1500


@pytest.mark.parametrize("account", demo_accounts(), ids=lambda account: account.email)
def test_every_sample_account_finds_its_home_page(
    account: object, full: Path, browse: Browse
) -> None:
    answer = browse(account.email.split("@")[0]).get("/beranda/")  # type: ignore[attr-defined]

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
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert reader.metadata is not None
    assert "2025" in (reader.metadata.title or "")
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        if number > 1:
            assert f"Halaman {number} dari {total}" in page.extract_text()


def test_every_one_of_the_130_codes_stands_in_the_matrix_for_the_president(
    annual: dict[str, PdfReader],
) -> None:
    text = _text(annual["presiden"])
    matrix = text[text.rindex("Lampiran A") :]
    codes = set(Action.everything.filter(plan__code="RANPE-2020-2024").values_list("code", flat=True))

    assert len(codes) == 130
    assert codes - set(re.findall(r"P\d-F\d\d-A\d{3}", matrix)) == set()


def test_the_totals_of_the_report_are_those_of_the_metric_engine(
    annual: dict[str, PdfReader],
) -> None:
    from progress.figures import action_figures, status_counts
    from progress.lines import lines_of_year

    periods = list(Period.everything.filter(year=2025).select_related("version__plan"))
    rules = periods[0].version.plan.newest_rules
    counts = status_counts(action_figures(lines_of_year(periods), rules))
    text = _text(annual["presiden"])

    for status, count in counts.items():
        if status != "not_scheduled":
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
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.headers.get("Content-Type", "").startswith(("text/", "application/json")):
            assert SECRET not in body.decode()
            links = re.findall(r'href="(/[^"#?]*)', body.decode())
            waiting += [link for link in links if not link.startswith(("/static/", "/masuk/", "/bahasa/"))]
    assert len(seen) > 150


# Who opens which list or home page, and how many queries it takes; never more than twelve.
BUDGET = [
    (None, "/", 0),
    (None, "/aksi/", 0),
    (None, "/provinsi/", 0),
    (None, "/laporan/", 0),
    ("operator.kemenag", "/beranda/", 0),
    ("eselon2.kemenag", "/beranda/", 0),
    ("koordinator.kemenag", "/beranda/", 0),
    ("operator.p32", "/beranda/", 0),
    ("verifikator.pilar1", "/beranda/", 0),
    ("ketua.pilar1", "/beranda/", 0),
    ("sekretariat", "/beranda/", 0),
    ("sestama", "/beranda/", 0),
    ("kepala", "/beranda/", 0),
    ("ppid", "/beranda/", 0),
    ("auditor", "/beranda/", 0),
    ("admin", "/beranda/", 0),
    ("operator.kemenag", "/laporan-kemajuan/", 0),
    ("verifikator.pilar1", "/laporan-kemajuan/antrean/", 0),
    ("sekretariat", "/pantau/", 0),
    ("sekretariat", "/rencana-aksi/", 0),
    ("operator.kemenag", "/rencana-aksi/", 0),
    ("sekretariat", "/laporan-tahunan/", 0),
    ("sekretariat", "/rapat/", 0),
    ("sestama", "/periode/", 0),
    ("auditor", "/jejak/", 0),
    ("sekretariat", "/notifikasi/", 0),
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
