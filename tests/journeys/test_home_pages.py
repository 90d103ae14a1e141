"""Every role's own pages on a desk and on a phone, on a busy day after the due date.

With RANPE_PICTURES=FOLDER a picture of each page at each width is kept in that folder.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from portal import intake
from tests.factories import World, a_report
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.portal.editions import a_file, an_edition
from tests.reporting.years import report_of_province

AFTER_DUE = datetime.fromisoformat("2026-08-04T10:00:00+07:00")
WIDTHS = (1280, 390)
PICTURES = os.environ.get("RANPE_PICTURES")
ROLES = [
    "operator",
    "approver",
    "coordinator",
    "province_operator",
    "verifier",
    "chair",
    "pokja_head",
    "secretariat",
    "sekber_member",
    "regional_supervisor",
    "ppid",
    "head",
    "auditor",
    "admin",
]
PAGES = {
    "beranda": "/beranda/",
    "pantau": "/pantau/",
    "aksi": "/rencana-aksi/",
    "detail": "/rencana-aksi/CONTOH-2026/P1-F01-A004/",
    "cari": "/cari/?q=contoh",
    "notifikasi": "/notifikasi/",
    "bantuan": "/bantuan/",
}
PORTAL = {
    "beranda": "/",
    "aksi": "/aksi/",
    "detail": "/aksi/P1-F01-A001/",
    "provinsi": "/provinsi/",
    "satu-provinsi": "/provinsi/32/",
    "laporan": "/laporan/",
    "satu-laporan": "/laporan/2026/",
    "data": "/data/",
    "tentang": "/tentang/",
    "koreksi": "/koreksi/",
    "keaslian": "/verifikasi/",
    "masuk": "/masuk/",
}
# (action, who owes it, how far its report is)
REPORTS = [
    ("P1-F01-A001", "Kemenag", "returned"),
    ("P1-F01-A002", "Kemenag", "proposed"),
    ("P1-F01-A003", "Kemensos", "submitted"),
    ("P1-F01-A004", "Polri", "verified"),
    ("P1-F01-A005", "BNPT", "submitted"),
    ("P2-F01-A001", "Polri", "verified"),
    ("P2-F01-A004", "Kemensos", "draft"),
]
# A bar whose end is out of sight says something else than the whole bar.
CUT_BARS = """() => [...document.querySelectorAll('[data-chart^=stacked-bar]')].filter(bar => {
  const room = bar.closest('.scroller') ?? document.documentElement;
  return bar.getBoundingClientRect().width > room.clientWidth + 1;
}).map(bar => bar.outerHTML.slice(0, 200))"""


@pytest.fixture
def busy(town: World, crowd: People, clock: Clock) -> World:
    """The small plan four days after the due date: something of everything."""
    for code, short, state in REPORTS:
        a_report(state, town.report(code, short), crowd, at=clock.now())
    report_of_province(town.regional_report("32"), crowd, clock.now())
    clock.move_to(AFTER_DUE)
    return town


def look(visitor: Visitor, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """Check the page in view at each width, and keep a picture of it if somebody wants one."""
    for width in widths:
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.check_page()
        assert visitor.page.evaluate(CUT_BARS) == [], f"{name} at {width} hides a part of a bar"
        if PICTURES:
            visitor.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("role", ROLES)
def test_every_home_page_at_two_widths(busy: World, crowd: People, visit: Visit, role: str) -> None:
    v = visit(crowd.all()[role])

    for name, path in PAGES.items():
        v.go(path)
        look(v, f"{role}-{name}")


def test_the_style_page_at_two_widths(crowd: People, visit: Visit) -> None:
    v = visit(crowd.admin)
    v.go("/gaya/")

    look(v, "gaya")


@pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])
def test_the_portal_at_three_widths(
    busy: World, visit: Visit, clock: Clock, *, javascript: bool
) -> None:
    v = visit(javascript=javascript)
    v.go("/")
    look(v, "portal-kosong")
    intake.publish(an_edition(2026), [a_file()], at=clock.now())

    v = visit(javascript=javascript)  # the first browser may keep the empty page for five minutes
    for name, path in PORTAL.items():
        v.go(path)
        look(v, f"portal-{name}", widths=(*WIDTHS, 320))
