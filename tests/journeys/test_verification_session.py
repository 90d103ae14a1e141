"""A verification session in the browser: shared out, same-day repair, live count, signed."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from progress.models import ProgressReport, SessionState, VerificationSession
from ranpe.kit.clock import day_of, end_of
from tests import factories
from tests.factories import World, again
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.test_scenario_04 import REMARK, repair
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.progress.sessions import item_of

NAME = "Sesi Semester I (data contoh)"


@pytest.fixture
def sent(town: World, crowd: People, clock: Clock) -> list[ProgressReport]:
    """Two reports of Kemenag that wait for a verifier."""
    rows = [town.report(code, "Kemenag") for code in ("P1-F01-A001", "P1-F01-A002")]
    return [factories.a_report("submitted", row, crowd, at=clock.now()) for row in rows]


def begin(v: Visitor) -> VerificationSession:
    """The Secretariat plans a session of pillar 1, shares it out and begins it."""
    v.go("/laporan-kemajuan/sesi/")
    v.follow("Rencanakan sesi")
    v.fill("Nama sesi", NAME)
    v.fill("Hari pertama", "2026-07-28")
    v.fill("Hari terakhir", "2026-07-30")
    v.fill("Tempat", "Ruang rapat contoh")
    v.choose("1")
    v.fill("Contoh kalibrasi", "0")
    v.press("Simpan sesi")
    v.arrives_at("Tugas belum dibagi.")
    v.press("Bagi tugas")
    v.arrives_at("0 dari 7 laporan terverifikasi.")
    v.press("Mulai sesi")
    v.arrives_at("Berlangsung")
    return VerificationSession.everything.get()


def open_desk(v: Visitor, session: VerificationSession, report: ProgressReport) -> None:
    """From the verifier's own list in the session to the desk of one report."""
    v.go(f"/laporan-kemajuan/sesi/{session.pk}/")
    v.arrives_at("Di meja saya")
    v.follow(f"{report.assignment.action.code} · Kemenag")
    v.page.wait_for_url(f"**/laporan/{report.pk}/verifikasi/**")
    v.check_page()


def accept(v: Visitor) -> None:
    """Every question answered with yes."""
    v.page.get_by_label("Semua terpenuhi").check()
    v.press("Setujui")
    v.sees("Terverifikasi.")


def give_back(v: Visitor) -> None:
    """Returned with one of the usual remarks."""
    v.page.locator("details[data-remark] > summary").last.click()
    v.page.get_by_label(REMARK).check()
    v.press("Kembalikan")
    v.arrives_at("Laporan dikembalikan")


def sign(v: Visitor, verifier: str, official: str) -> str:
    """The Secretariat writes the berita acara of Kemenag; the words of the paper to be signed."""
    v.follow("Kemenag")
    v.arrives_at("Berita acara")
    v.fill("Nomor berita acara", "BA-01/CONTOH/2026")
    v.fill("Nama verifikator", verifier)
    v.fill("Nama pejabat K/L", official)
    v.press("Simpan berita acara")
    v.arrives_at("Berita acara dicatat.", "BA-01/CONTOH/2026")
    paper = PdfReader(io.BytesIO(v.download("Unduh PDF")))
    return " ".join(page.extract_text() for page in paper.pages)


def test_a_session_runs_from_its_plan_to_the_signed_berita_acara(
    sent: list[ProgressReport], crowd: People, clock: Clock, visit: Visit
) -> None:
    board = visit(crowd.secretariat)
    session = begin(board)
    first, second = sent

    seat = item_of(session, first).seat
    assert seat
    at_desk = visit(seat.verifier)
    open_desk(at_desk, session, first)
    give_back(at_desk)
    # What a session returns is due on the same day, and repaired on it.
    assert again(first).due_at == end_of(day_of(clock.now()))
    repair(visit(crowd.operator), first)
    official = visit(crowd.approver)
    official.go(f"/laporan-kemajuan/laporan/{first.pk}/periksa/")
    official.press("Kirim")
    official.arrives_at("Tanda terima")
    open_desk(at_desk, session, first)
    at_desk.sees("Jawaban atas catatan sebelumnya")
    accept(at_desk)

    # The board in the hall counts by itself; nobody loads it again.
    board.arrives_at("1 dari 7 laporan terverifikasi.")

    other = item_of(session, second).seat
    assert other
    beside = at_desk if other == seat else visit(other.verifier)
    open_desk(beside, session, second)
    accept(beside)
    board.arrives_at("2 dari 7 laporan terverifikasi.")

    words = sign(board, other.verifier.name, crowd.approver.name)
    for said in ("BA-01/CONTOH/2026", "P1-F01-A001", "P1-F01-A002", crowd.approver.name):
        assert said in words
    board.go(f"/laporan-kemajuan/sesi/{session.pk}/")
    board.press("Tutup sesi")
    board.arrives_at("Ditutup")
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED
