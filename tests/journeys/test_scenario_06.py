"""Scenario 6: the head of BNPT reads and decides on a phone, in two taps."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator

from progress.services import close_period, lock_period
from reporting import services
from reporting.models import AnnualReport, Edition, Stage
from tests.factories import World
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.house import House, prepare, verify_the_rest
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.reporting.years import SealedYear, a_draft, a_file_of, again, walked

PHONE, SCREEN = 390, 844
MOST_SCREENS = 3


@pytest.fixture
def house(
    town: World,
    crowd: People,
    clock: Clock,
    visit: Visit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    """A year that was reported and is over."""
    house = House(town, crowd, clock, visit, tmp_path, monkeypatch, javascript=True)
    prepare(town)
    verify_the_rest(house)
    house.months_pass("2027-02-20T09:00:00+07:00")
    town.period.refresh_from_db()
    close_period(town.period, by=crowd.secretariat, at=clock.now())
    lock_period(town.period, by=crowd.secretariat, at=clock.now())
    return house


@pytest.fixture
def waiting(house: House) -> tuple[AnnualReport, Edition, Edition]:
    """A report before the head, the file that came first, and the file to decide on."""
    people, at = house.people, house.clock.now()
    seal = services.seal_year(2026, by=people.secretariat, at=at)
    year = SealedYear(house.world, people, seal, at)
    report = a_draft(year)
    first = a_file_of(report, year)
    section = report.sections.order_by("order")[0]
    services.save_section(section, "Bab yang ditulis ulang.", by=people.secretariat, at=at)
    walked(report, Stage.AWAITING_DECISION, year)
    house.clock.pass_by(hours=8)
    second = report.editions.exclude(pk=first.pk).get()
    return again(report), first, second


def tap(head: Visitor, place: Locator) -> None:
    """One finger, once."""
    head.clicks += 1
    place.tap()


def test_scenario_06_head_decides_in_two_taps(
    house: House, waiting: tuple[AnnualReport, Edition, Edition]
) -> None:
    report, first, second = waiting
    head = house.of(house.people.head, width=PHONE)
    page = f"/laporan-tahunan/{report.pk}/putusan/"

    head.go(f"{page}?berkas={first.sha256}")
    head.arrives_at("Versi baru ada")
    head.follow("Buka yang terakhir")
    head.arrives_at("Lima angka")
    assert "Versi baru ada" not in head.text
    height = head.page.evaluate("document.documentElement.scrollHeight")
    assert height <= MOST_SCREENS * SCREEN

    head.follow("Kembalikan")
    head.arrives_at("Kembalikan untuk Perbaikan")
    head.press("Ya, kembalikan untuk Perbaikan")
    head.arrives_at("Ada yang perlu diperbaiki")
    assert again(report).state == Stage.AWAITING_DECISION

    head.go("/notifikasi/")
    head.page.get_by_role("link", name="diajukan kepada Kepala BNPT").first.click()
    head.arrives_at("Lima angka")
    head.clicks = 0
    tap(head, head.page.locator("summary", has_text="Setujui"))
    head.arrives_at("Setujui laporan ini?", report.title, second.sha256)
    tap(head, head.page.get_by_role("button", name="Ya, setujui"))
    head.arrives_at("disetujui.")

    assert head.clicks == 2
    decided = again(report)
    assert decided.state == Stage.APPROVED
    assert decided.approved_sha256 == second.sha256
    for words in ("Disetujui", "Kepala BNPT, 20 Feb 2027", "versi 1", second.sha256):
        assert words in head.text
    assert head.page.get_by_role("button", name="Ya, setujui").count() == 0
    assert head.page.get_by_role("link", name="Kembalikan").count() == 0
    head.go(f"{page}?berkas={first.sha256}")
    head.arrives_at("Versi baru ada")
