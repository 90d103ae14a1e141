"""Scenario 1: an officer reports on one action, an official sends it; nothing is asked twice."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from progress.models import ProgressReport, ReportState, Submission
from progress.services import close_period, lock_period, open_period
from tests.factories import World, a_report, again
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People

SECOND_SEMESTER = datetime.fromisoformat("2027-01-10T10:00:00+07:00")
CODE = "P1-F01-A001"
MOST_CLICKS, MOST_FORM_PAGES = 12, 2


@pytest.fixture
def owed(town: World, crowd: People, clock: Clock) -> ProgressReport:
    """A report of the second semester; the first was verified, so there is a text to copy."""
    first, at = town.report(CODE, "Kemenag"), clock.now()
    a_report("verified", first, crowd, at=at)
    close_period(town.period, by=crowd.secretariat, at=at)
    lock_period(town.period, by=crowd.secretariat, at=at)
    open_period(town.next_period, by=crowd.secretariat, at=at)
    clock.move_to(SECOND_SEMESTER)
    found: ProgressReport = ProgressReport.everything.get(
        period=town.next_period, assignment=first.assignment
    )
    return found


def comes_from_a_mail(visitor: Visitor, email: str) -> None:
    """Follow the link of a mail to the home page; the door is on the way."""
    visitor.go("/beranda/")
    visitor.answer_the_door(email, PASSWORD)
    visitor.arrives_at("Tugas Anda")


@pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])
def test_scenario_01_officer_reports_in_one_sitting(
    owed: ProgressReport, crowd: People, visit: Visit, evidence: Path, *, javascript: bool
) -> None:
    officer = visit(javascript=javascript)
    official = visit(javascript=javascript, width=390)

    comes_from_a_mail(officer, crowd.operator.email)
    officer.follow(f"Isi {CODE}")
    officer.check_page()
    officer.choose("Sesuai target")
    officer.fill("Realisasi", "96,5")
    officer.press("Salin teks periode lalu")
    narrative = officer.field("Uraian kemajuan")
    copied = narrative.input_value()
    assert copied.startswith("Pelatihan telah berjalan")
    officer.fill("Uraian kemajuan", f"{copied} Semester ini ditambah satu angkatan di Bandung.")
    officer.attach("Data dukung", evidence)
    officer.press("Periksa")
    officer.arrives_at("Periksa isian", "96,5 orang", "daftar-hadir.pdf")
    officer.press("Ajukan ke Eselon II")
    officer.arrives_at("Laporan sudah diajukan")

    comes_from_a_mail(official, crowd.approver.email)
    official.follow(f"Periksa {CODE}")
    official.check_page()
    official.press("Kirim")
    official.arrives_at("Tanda terima", "Terkirim (menunggu verifikasi)", "Verifikator")

    receipt = Submission.everything.get(report=owed).receipt
    assert receipt in official.text
    assert again(owed).state == ReportState.SUBMITTED
    assert officer.clicks + official.clicks <= MOST_CLICKS
    assert len(officer.form_pages | official.form_pages) <= MOST_FORM_PAGES
    official.follow("Baca laporan")
    official.arrives_at("Riwayat")
    sent = official.page.get_by_role("listitem").filter(has_text="laporan dikirim")
    assert sent.count() == 1
    assert re.search(r"Darma Wiguna, Kepala Biro Perencanaan Kemenag", sent.inner_text())
