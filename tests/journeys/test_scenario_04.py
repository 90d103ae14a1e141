"""Scenario 4: the Pokja returns by keyboard, the officer repairs, the reviewer approves."""

from __future__ import annotations

import pytest

from journal.models import Entry
from progress.models import ProgressReport
from tests import factories
from tests.factories import World, again
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import People

REMARK = "Data dukung belum memadai."
ANSWER = "Daftar hadir bertanda tangan sudah ditambahkan."
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])


@pytest.fixture
def sent(town: World, crowd: People, clock: Clock) -> ProgressReport:
    """A report that waits for the verifier."""
    report = town.report("P1-F01-A001", "Kemenag")
    return factories.a_report("submitted", report, crowd, at=clock.now())


def give_back(v: Visitor, report: ProgressReport) -> None:
    """Open the next one in the queue, look at its evidence, return it."""
    v.go("/laporan-kemajuan/antrean/")
    v.check_page()
    v.follow("Verifikasi berikutnya")
    v.page.wait_for_url(f"**/laporan/{report.pk}/verifikasi/")
    v.check_page()
    if v.has_script:
        v.page.keyboard.press("k")
        chip = v.page.get_by_label(REMARK)
        chip.focus()
        v.page.keyboard.press("Space")
        v.page.keyboard.press("k")
    else:
        v.page.locator("details[data-remark] > summary").last.click()
        v.page.get_by_label(REMARK).check()
        v.press("Kembalikan")
    v.arrives_at("Laporan dikembalikan")


def repair(v: Visitor, report: ProgressReport) -> None:
    """The officer finds it first, answers beside the field and adds a file."""
    v.go("/beranda/")
    v.check_page()
    v.page.get_by_role("link", name="P1-F01-A001").first.click()
    v.go(f"/laporan-kemajuan/laporan/{report.pk}/isi/")
    v.arrives_at(REMARK)
    v.fill("Jawaban Anda", ANSWER)
    v.page.get_by_label("Data dukung", exact=False).and_(
        v.page.locator("input[type=file]")
    ).set_input_files(
        {
            "name": "daftar-hadir.pdf",
            "mimeType": "application/pdf",
            "buffer": factories.PDF + b"%",
        }
    )
    v.press("Periksa")
    v.page.wait_for_url("**/periksa/")
    v.arrives_at(ANSWER)
    v.press("Ajukan ke Eselon II")
    v.arrives_at("Laporan sudah diajukan")


@BOTH
def test_scenario_04_returned_repaired_answered_and_approved(
    sent: ProgressReport, crowd: People, visit: Visit, *, javascript: bool
) -> None:
    give_back(visit(crowd.verifier, javascript=javascript), sent)
    repair(visit(crowd.operator, javascript=javascript), sent)
    v = visit(crowd.approver, javascript=javascript)
    v.go(f"/laporan-kemajuan/laporan/{sent.pk}/periksa/")
    v.press("Kirim")
    v.arrives_at("Tanda terima")

    v = visit(crowd.verifier, javascript=javascript)
    v.go(f"/laporan-kemajuan/laporan/{sent.pk}/verifikasi/")
    v.arrives_at("Jawaban atas catatan sebelumnya", ANSWER)
    assert v.page.locator("ins", has_text="daftar-hadir").count() == 1
    v.page.get_by_label("Semua terpenuhi").check()
    v.press("Setujui")
    v.arrives_at("Antrean kosong")

    assert again(sent).state == "verified"
    verbs = ["report.return", "report.answered", "report.propose", "report.submit", "report.accept"]
    known = Entry.everything.filter(
        subject_id=sent.pk, subject_label="progress.progressreport"
    ).exclude(verb__startswith="read.")
    assert list(known.order_by("pk").values_list("verb", flat=True))[-5:] == verbs


def test_scenario_04_a_reviewer_of_another_pokja_finds_nothing(
    sent: ProgressReport, crowd: People, visit: Visit
) -> None:
    v = visit(crowd.other_verifier)

    answer = v.page.goto(f"{v.address}/laporan-kemajuan/laporan/{sent.pk}/verifikasi/")
    assert answer is not None
    assert answer.status == 404
    v.go("/cari/?q=KENARI")
    assert "KENARI" not in v.page.locator("main").inner_text().replace("“KENARI”", "")
