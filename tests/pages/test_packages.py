"""Bekal rapat: what is taken along says the same as the board, in three kinds of file."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pptx import Presentation
from pypdf import PdfReader

from ranpe.kit.formats import moment
from ranpe.kit.slides import Table
from ranpe.pages.boards import board_for
from ranpe.pages.packages import Package, as_html, as_pdf, as_slides, package_for
from tests import factories
from tests.factories import World
from tests.pages.visiting import signed_in, ten_times
from tests.people import People
from workgroups import services
from workgroups.models import Meeting, WorkingGroup
from workgroups.services import Invitation, Proposal


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, small_plan: World) -> datetime:
    """Five days after the due date."""
    at = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def plenary(small_plan: World, people: People, late: datetime) -> Meeting:
    """A meeting of the Sekber with an agenda and an open decision."""
    return _a_meeting(services.create_group("sekber", "Sekber RAN PE"), small_plan, people, late)


def _a_meeting(group: WorkingGroup, world: World, people: People, at: datetime) -> Meeting:
    told = Invitation("Rapat pleno", at + timedelta(days=1), place="Ruang <Garuda>")
    meeting = services.plan_meeting(group, told, by=people.secretariat, at=at)
    items = [Proposal("P1-F01-A001 tertinggal", "red", "Kemenag belum melapor", "a:1")]
    services.add_items(meeting, items, by=people.secretariat, at=at)
    services.record_decision(
        meeting,
        "Melengkapi data dukung",
        owner=world.institutions["Kemenag"],
        due_on=date(2026, 8, 20),
        by=people.secretariat,
        at=at,
    )
    return Meeting.everything.select_related("group").get(pk=meeting.pk)


@pytest.fixture
def package(small_plan: World, plenary: Meeting, people: People, late: datetime) -> Package:
    """What the Secretariat takes along after one institution has sent one report."""
    sent = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", sent, people, at=late)
    return package_for(plenary, people.secretariat, late)


class _Reader(HTMLParser):
    """Reads the tables of a page, and everything in it that could ask for something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: list[str] = []
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names += [name for name, _value in attrs]
        if tag == "tr":
            self.rows.append([])
        self.inside = tag in ("td", "th")
        if self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def _totals(people: People, at: datetime) -> list[str]:
    board = board_for(people.secretariat, at)
    assert board is not None
    rows = board.rows
    counts = [sum(getattr(row, name) for row in rows) for name in ("due", "sent", "unsent")]
    return ["Jumlah", f"{len(board.late_rows)} K/L", *map(str, counts), "0"]


def _table(package: Package, title: str) -> Table:
    return next(table for table in package.tables if table.title == title)


def test_the_totals_are_those_of_the_board(
    package: Package, people: People, late: datetime
) -> None:
    board = board_for(people.secretariat, late)
    assert board is not None

    owners, pillars = _table(package, "Laporan K/L"), _table(package, "Status per pilar")

    assert list(owners.total) == _totals(people, late)
    assert owners.total[3] == "1"
    assert owners.words == board.verdict
    assert pillars.total[-1] == str(len({line.action_id for line in board.lines}))
    assert _table(package, "Laporan daerah").total[2] == str(len(board.provinces))


def test_the_page_asks_for_nothing_and_says_the_same(
    package: Package, people: People, late: datetime
) -> None:
    page = as_html(package).decode()
    read = _Reader(page)

    assert not re.search(r"https?:|//|url\(|@import|static:", page.replace("</", "<"))
    assert not {"script", "link", "img", "iframe", "a", "object", "base"} & {*read.tags}
    assert not {"src", "href", "srcset", "action", "data", "style"} & {*read.names}
    assert "default-src 'none'" in page
    assert _totals(people, late) in read.rows
    assert list(_table(package, "Laporan K/L").rows[0]) in read.rows
    assert "Melengkapi data dukung" in page
    assert f"Data per {moment(late)}" in page
    assert "data contoh" in page
    assert "Ruang &lt;Garuda&gt;" in page


def test_the_slides_hold_native_tables_with_the_same_totals(
    package: Package, people: People, late: datetime
) -> None:
    deck = Presentation(io.BytesIO(as_slides(package)))

    tables = [shape.table for page in deck.slides for shape in page.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    words = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert len(tables) == len(package.tables)
    assert _totals(people, late) in rows
    assert list(_table(package, "Status per pilar").total) in rows
    assert package.source in words
    assert "data contoh" in package.source
    assert deck.core_properties.author == "Sekretariat Bersama RAN PE"


def test_a_long_table_goes_on_over_slides_and_ends_with_its_total(
    small_plan: World, plenary: Meeting, people: People, late: datetime
) -> None:
    for number in range(40):
        text = [Proposal(f"Butir {number} " + "panjang " * 30, "red", "Alasan", f"x:{number}")]
        services.add_items(plenary, text, by=people.secretariat, at=late)

    deck = Presentation(io.BytesIO(as_slides(package_for(plenary, people.secretariat, late))))

    agenda = [
        shape
        for page in deck.slides
        for shape in page.shapes
        if shape.has_table and shape.name == "Agenda"
    ]
    assert len(agenda) > 5
    assert sum(len(shape.table.rows) - 1 for shape in agenda) == 41


def test_the_paper_says_the_same(package: Package, people: People, late: datetime) -> None:
    pages = PdfReader(io.BytesIO(as_pdf(package))).pages

    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert " ".join(_totals(people, late)) in text
    assert "Melengkapi data dukung" in text
    assert "data contoh" in text
    assert round(float(pages[0].mediabox.width)) == 595


def test_it_is_in_indonesian_whatever_the_reader_reads(
    plenary: Meeting, people: People, late: datetime
) -> None:
    with translation.override("en"):
        page = as_html(package_for(plenary, people.secretariat, late)).decode()

    assert "Keputusan yang belum selesai" in page
    assert "5 dari 5 K/L terlambat" in page


def test_a_pokja_takes_along_the_board_of_its_pillar(
    small_plan: World, people: People, late: datetime
) -> None:
    group = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    meeting = _a_meeting(group, small_plan, people, late)

    for person in (people.chair, people.secretariat):
        package = package_for(meeting, person, late)

        assert [row[0] for row in _table(package, "Status per pilar").rows] == ["Pilar 1"]
        assert "Laporan daerah" not in [table.title for table in package.tables]


@pytest.mark.parametrize(
    ("part", "status"),
    [("secretariat", 200), ("auditor", 200), ("chair", 404), ("operator", 404), ("admin", 404)],
)
@pytest.mark.parametrize("kind", ["html", "pptx"])
def test_who_reads_the_meeting_takes_it_along(
    part: str, status: int, kind: str, plenary: Meeting, people: People
) -> None:
    address = reverse("meeting-package", args=[plenary.pk, kind])

    answer = signed_in(people.all()[part]).get(address)

    assert answer.status_code == status
    assert ("attachment" in answer.headers.get("Content-Disposition", "")) == (status == 200)


def test_another_kind_is_not_found(plenary: Meeting, people: People) -> None:
    address = reverse("meeting-package", args=[plenary.pk, "exe"])

    assert signed_in(people.secretariat).get(address).status_code == 404


def test_ten_times_the_actions_take_as_many_queries(
    small_plan: World,
    plenary: Meeting,
    people: People,
    late: datetime,
    django_assert_num_queries: Any,
) -> None:
    ten_times(small_plan)

    with django_assert_num_queries(9):
        package_for(plenary, people.secretariat, late)
