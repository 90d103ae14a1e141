"""The ministry workbook in LibreOffice: what it writes is read, and what it needs stays in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from progress.models import ProgressReport, WorkbookUpload
from progress.services import save_report
from progress.workbook import schema
from tests.factories import World, again, some_content
from tests.people import People
from tests.progress.office import as_libreoffice
from tests.progress.pages import signed_in
from tests.progress.workbooks import (
    compared,
    confirmation,
    filled,
    hand_in,
    opened,
    page_of,
    place,
    taken,
)

FIRST = "P1-F01-A001"
NASTY = '=HYPERLINK("http://x")\r\n  +62 _x0041_ «é» \t tab & <b> "kutip" \'x\'\n\nakhir'
FILLED = {
    "claimed_status": "Sesuai target",
    "achieved_value": 48,
    "narrative": "Pelatihan berjalan di tiga tempat, sesuai rencana kerja.",
    "obstacle_kind": "Anggaran",
    "needs_escalation": True,
    "follow_up": date(2026, 9, 1),
}


@pytest.fixture
def operator(people: People) -> Client:
    """The operator of Kemenag at the screen."""
    return signed_in(people.operator)


@pytest.mark.parametrize("through", [(), ("ods",)], ids=["xlsx", "ods"])
def test_a_file_that_libreoffice_saved_again_changes_nothing(
    through: tuple[str, ...],
    operator: Client,
    small_plan: World,
    report: ProgressReport,
    people: People,
    now: datetime,
) -> None:
    content = some_content(narrative=NASTY, achieved_value=Decimal("1234.50"))
    save_report(report, content, version=0, by=people.operator, at=now)
    before = list(ProgressReport.everything.order_by("pk").values())

    answer = hand_in(operator, small_plan, as_libreoffice(taken(operator, small_plan), *through))

    assert answer.status_code == 302, answer.context["refusal"].problems
    assert WorkbookUpload.everything.count() == 0
    assert list(ProgressReport.everything.order_by("pk").values()) == before


@pytest.mark.parametrize("through", [(), ("ods",)], ids=["xlsx", "ods"])
def test_what_was_filled_in_is_found_with_its_numbers_dates_and_truth_values(
    through: tuple[str, ...], operator: Client, small_plan: World, report: ProgressReport
) -> None:
    data = as_libreoffice(filled(taken(operator, small_plan), {FIRST: FILLED}), *through)
    upload, page = compared(operator, small_plan, data)

    operator.post(page_of(upload), confirmation(page))

    found = again(report)
    assert (found.achieved_value, found.needs_escalation) == (Decimal(48), True)
    assert (found.claimed_status, found.obstacle_kind) == ("on_track", "budget")
    assert found.follow_up.startswith("2026-09-01")
    assert found.narrative == FILLED["narrative"]


def test_lists_help_locks_and_the_hidden_sheet_survive(operator: Client, small_plan: World) -> None:
    before = opened(taken(operator, small_plan))
    after = opened(as_libreoffice(taken(operator, small_plan)))

    page = after[schema.SHEET]
    assert _beside_cells(page) == _beside_cells(before[schema.SHEET])
    assert page.protection.sheet
    assert page.cell(2, place("code")).protection.locked
    assert not page.cell(2, place("narrative")).protection.locked
    assert page.cell(2, place("narrative")).number_format == "@"
    assert after[schema.META_SHEET].sheet_state == "hidden"
    assert after[schema.META_SHEET].protection.sheet


def _beside_cells(page: Any) -> dict[str, tuple[object, ...]]:
    """The choices and the help of every column, by the cell in the first row."""
    return {
        page.cell(2, column).coordinate: (
            found.prompt,
            found.error,
            found.formula1 if found.error else "",
        )
        for column in range(1, len(schema.columns()) + 1)
        for found in page.data_validations.dataValidation
        if page.cell(2, column).coordinate in found.sqref
    }
