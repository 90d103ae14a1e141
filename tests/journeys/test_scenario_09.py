"""Scenario 9: a ministry fills all its reports in a spreadsheet; one wrong cell, then none."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress.models import ProgressReport, ReportState
from tests.factories import World
from tests.journeys.conftest import Visit
from tests.people import People
from tests.progress.office import as_libreoffice
from tests.progress.workbooks import filled

CODES = ("P1-F01-A001", "P1-F01-A002", "P1-F01-A006")
WORDS = "Pelatihan berjalan di tiga kota sesuai rencana kerja; peserta 48 orang."


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 390)], ids=["with_script", "phone_no_script"]
)
def test_scenario_09_a_ministry_reports_by_workbook(
    town: World, crowd: People, visit: Visit, tmp_path: Path, *, javascript: bool, width: int
) -> None:
    officer = visit(crowd.operator, javascript=javascript, width=width)
    officer.go("/laporan-kemajuan/")
    officer.check_page()
    officer.follow("Unduh buku kerja")
    officer.arrives_at("1. Unduh", "3 dari 3 laporan masih terbuka")
    taken = officer.download("Unduh buku kerja Kementerian Agama contoh")

    rows = {code: {"narrative": WORDS, "achieved_value": 48} for code in CODES}
    file = tmp_path / "buku-kerja.xlsx"
    file.write_bytes(filled(taken, {**rows, CODES[1]: {"achieved_value": "banyak"}}))
    officer.attach("Berkas buku kerja", file)
    officer.press("Unggah dan bandingkan")
    officer.arrives_at("Berkas tidak disimpan", "sel I3")
    assert ProgressReport.everything.exclude(state=ReportState.NOT_STARTED).count() == 0

    file.write_bytes(as_libreoffice(filled(taken, rows)))
    officer.attach("Berkas buku kerja", file)
    officer.press("Unggah dan bandingkan")
    officer.arrives_at("Bandingkan buku kerja", "3 laporan berubah di berkas")
    officer.press("Simpan yang dipilih")
    officer.arrives_at("3 laporan dari buku kerja disimpan sebagai draf")

    drafts = ProgressReport.everything.filter(state=ReportState.DRAFT)
    assert {row.narrative for row in drafts} == {WORDS}
    assert drafts.count() == len(CODES)
