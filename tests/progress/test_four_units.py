"""An institution of four units walks its whole way: shared out, sent, compiled, counted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from pypdf import PdfReader

from accounts.models import Role, User
from files.services import read_bytes
from institutions.models import Institution, Unit
from journal.jobs import run
from progress.figures import compliance_by_institution
from progress.lines import lines_of
from progress.models import ProgressReport, UnitDeadline
from progress.queries import task_list
from progress.services import attach_evidence, propose_report, save_report, submit_report
from progress.services.compiling import begin_compilation, record_cover, request_compilation
from progress.services.coordinating import hand_to_unit, set_unit_deadline
from ranpe.kit.clock import day_of
from tests.factories import World, a_file, again, some_content
from tests.pages.visiting import ten_times
from tests.people import People, a_person

NAMES = ("Perencanaan", "Pelatihan", "Hukum", "Kerja Sama")


@dataclass(frozen=True)
class Desk:
    """A unit and its two people."""

    unit: Unit
    operator: User
    approver: User


@pytest.fixture
def coordinator(small_plan: World, people: People) -> User:
    """The Koordinator of Kemenag, whose thirty duties are to be shared out."""
    ten_times(small_plan)
    house = small_plan.institutions["Kemenag"]
    grant = (Role.COORDINATOR, house)
    return a_person(
        "koordinator4@ranpe.example", "Hesti Purwanti", "Koordinator Kemenag", house, grant
    )


@pytest.fixture
def desks(small_plan: World, people: People) -> list[Desk]:
    """Four units, each with an operator and an Eselon II official."""
    house = small_plan.institutions["Kemenag"]
    return [_desk(house, number, name) for number, name in enumerate(NAMES, start=1)]


def _desk(house: Institution, number: int, name: str) -> Desk:
    unit = Unit.everything.create(institution=house, code=f"KEMENAG-{number}", name=f"Unit {name}")
    made = [
        a_person(f"{role}{number}@ranpe.example", f"{title} {name}", title, house, (role, unit))
        for role, title in (
            (Role.OPERATOR, f"Narahubung {name}"),
            (Role.APPROVER, f"Direktur {name}"),
        )
    ]
    return Desk(unit, *made)


def _report_in(report: ProgressReport, desk: Desk, at: datetime) -> None:
    save_report(report, some_content(), version=report.version, by=desk.operator, at=at)
    attach_evidence(report, a_file(), title="Daftar hadir", by=desk.operator, at=at)
    propose_report(report, by=desk.operator, at=at)
    submit_report(report, by=desk.approver, at=at)


def test_four_units_report_under_one_house(
    small_plan: World, people: People, coordinator: User, desks: list[Desk], now: datetime
) -> None:
    house, period = small_plan.institutions["Kemenag"], small_plan.period
    own = ProgressReport.everything.filter(period=period, assignment__institution=house)
    reports = list(own.select_related("assignment__institution", "period").order_by("pk"))
    of_desk = [(report, desks[place % 4]) for place, report in enumerate(reports)]
    for report, desk in of_desk:
        hand_to_unit(report.assignment, desk.unit, shown=None, by=coordinator, at=now)
    for desk in desks:
        set_unit_deadline(desk.unit, period, due_on=day_of(now), by=coordinator, at=now)
    assert UnitDeadline.everything.count() == 4
    assert {task_list(desk.operator, period, now).total for desk in desks} == {7, 8}

    late = period.due_at + timedelta(days=1)
    for report, desk in of_desk:
        if desk is desks[0]:
            _report_in(again(report), desk, now)
        elif desk is not desks[3]:
            _report_in(again(report), desk, late)

    lines = lines_of(period, ProgressReport.everything.filter(period=period))
    of_house = {row.owner_id: row for row in compliance_by_institution(lines, late)}[house.pk]
    shares = [sum(owner is desk for _report, owner in of_desk) for desk in desks]
    assert of_house.due == sum(shares) == 30
    assert of_house.on_time == shares[0]
    assert of_house.sent == sum(shares[:3])
    assert of_house.late_now == shares[3]

    row = begin_compilation(house, period, by=coordinator, at=late)
    row = record_cover(
        row,
        document_number="B-12/CONTOH",
        dated_on=date(2026, 8, 3),
        letter=a_file("surat.pdf"),
        version=row.version,
        by=coordinator,
        at=late,
    )
    run(request_compilation(row, by=coordinator, at=late).pk)
    row.refresh_from_db()
    assert row.file is not None
    pages = PdfReader(io.BytesIO(read_bytes(row.file))).pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert f"{sum(shares[:3])} dari 30 laporan aksi telah dikirim" in words
    assert "B-12/CONTOH" in words
