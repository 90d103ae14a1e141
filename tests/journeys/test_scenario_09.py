"""Scenario 9: a ministry fills 25 reports in a spreadsheet; one wrong cell, then none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.models import Action
from progress.models import ProgressReport, ReportState
from tests.factories import World
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.pages.visiting import copies_of
from tests.people import People
from tests.progress.office import as_libreoffice
from tests.progress.workbooks import filled, line_of, opened

DUE = 25
OWN = ("P1-F01-A001", "P1-F01-A002", "P1-F01-A006")
WRONG = "P1-F01-A002"
WORDS = "Pelatihan berjalan di tiga kota sesuai rencana kerja; peserta 48 orang."
FORMULA = '=HYPERLINK("http://contoh.example";"klik")'


@pytest.fixture
def codes(town: World) -> list[str]:
    """The codes of 25 due actions of the ministry; the title of one begins as a formula does."""
    first = town.actions[:1]
    copies = [
        row.code for copy in range(1, DUE - len(OWN) + 1) for row in copies_of(town, first, copy)
    ]
    Action.everything.filter(code=copies[0]).update(title=FORMULA)
    return sorted([*OWN, *copies])


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 390)], ids=["with_script", "phone_no_script"]
)
def test_scenario_09_a_ministry_reports_by_workbook(
    crowd: People, codes: list[str], visit: Visit, tmp_path: Path, *, javascript: bool, width: int
) -> None:
    officer = visit(crowd.operator, javascript=javascript, width=width)
    officer.go("/laporan-kemajuan/")
    officer.check_page()
    officer.follow("Unduh buku kerja")
    officer.arrives_at("1. Unduh", f"{DUE} dari {DUE} laporan masih terbuka")
    taken = officer.download("Unduh buku kerja Kementerian Agama contoh")

    rows = {code: {"narrative": WORDS, "achieved_value": 48} for code in codes}
    wrong = {**rows[WRONG], "achieved_value": "banyak"}
    file = tmp_path / "buku-kerja.xlsx"
    file.write_bytes(filled(taken, {**rows, WRONG: wrong}))
    officer.attach("Berkas buku kerja", file)
    officer.press("Unggah dan bandingkan")
    officer.arrives_at("Berkas tidak disimpan", f"sel I{line_of(opened(taken), WRONG)}")
    assert not ProgressReport.everything.exclude(state=ReportState.NOT_STARTED).exists()

    file.write_bytes(as_libreoffice(filled(taken, rows)))
    officer.attach("Berkas buku kerja", file)
    officer.press("Unggah dan bandingkan")
    officer.arrives_at("Bandingkan buku kerja", f"{DUE} laporan berubah di berkas")
    officer.press("Simpan yang dipilih")
    officer.arrives_at(f"{DUE} laporan dari buku kerja disimpan sebagai draf")

    drafts = ProgressReport.everything.filter(state=ReportState.DRAFT)
    assert {row.narrative for row in drafts} == {WORDS}
    assert drafts.count() == DUE
    _shares_a_filtered_list(officer, visit(crowd.approver, javascript=javascript, width=width))


def _shares_a_filtered_list(officer: Visitor, colleague: Visitor) -> None:
    """The list of drafts of one word: in the file, and before a colleague, as on the screen."""
    officer.go("/rencana-aksi/?keadaan=draft&kata=A001")
    officer.arrives_at("23 aksi")
    shown = _rows_of(officer)
    sheet = opened(officer.download("XLSX")).worksheets[0]
    header, *lines = sheet.iter_rows()
    assert header[0].value == "Kode"
    assert [f"{line[0].value} {line[1].value}" for line in lines] == shown
    [formula] = [line[1] for line in lines if line[1].value == FORMULA]
    assert formula.data_type == "s"

    colleague.go(officer.page.url.removeprefix(officer.address))
    colleague.check_page()
    assert _rows_of(colleague) == shown


def _rows_of(visitor: Visitor) -> list[str]:
    """The code and title of every row of the table in view."""
    cells = visitor.page.locator("tbody th[scope=row]").all_inner_texts()
    return [re.sub(r"\s+", " ", text).strip() for text in cells]
