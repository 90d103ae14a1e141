"""The ministry workbook: taken, filled in, compared three ways, accepted row by row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from actions.models import Action, ActionYear, Assignment, Indicator, Part
from journal.models import Entry
from progress.models import Draft, ProgressReport, WorkbookUpload
from progress.services import autosave, save_report
from progress.workbook import schema
from tests.factories import World, a_report, some_content
from tests.people import People
from tests.progress.pages import again, signed_in
from tests.progress.workbooks import (
    compared,
    confirmation,
    filled,
    hand_in,
    opened,
    page_of,
    place,
    saved,
    taken,
)

FIRST, SECOND = "P1-F01-A001", "P1-F01-A002"
NASTY = '=HYPERLINK("http://x")\r\n  +62 _x0041_ «é» \t tab & <b> "kutip" \'x\'\n\nakhir'


@pytest.fixture
def operator(people: People) -> Client:
    """The operator of Kemenag at the screen."""
    return signed_in(people.operator)


@pytest.fixture
def world(small_plan: World) -> World:
    """The small plan."""
    return small_plan


@pytest.fixture
def written(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A report that was begun on the web."""
    save_report(report, some_content(), version=0, by=people.operator, at=now)
    return again(report)


def rows_of_reports() -> list[Any]:
    return list(ProgressReport.everything.order_by("pk").values())


def texts(page: Any) -> list[tuple[str, str]]:
    return [
        (change.key, change.kind) for shown in page.context["rows"] for change in shown.row.changes
    ]


# --- The workbook itself ----------------------------------------------------------------------


def test_the_workbook_holds_the_open_reports_and_marks_sample_data(
    operator: Client, world: World, people: People, now: datetime
) -> None:
    a_report("submitted", world.report(SECOND, "Kemenag"), people, at=now)

    answer = operator.get(reverse("progress:workbook-download"))

    book = opened(answer.content)
    page = book[schema.SHEET]
    codes = [page.cell(row, 2).value for row in range(2, page.max_row + 1)]
    assert codes == [FIRST, "P1-F01-A006"]
    assert "data-contoh" in answer["Content-Disposition"]
    assert "data contoh" in book[schema.HELP_SHEET]["A1"].value
    assert book[schema.META_SHEET].sheet_state == "hidden"
    assert page.freeze_panes == "C2"


def test_ids_are_locked_and_the_cells_to_fill_have_help_and_choices(
    operator: Client, world: World
) -> None:
    page = opened(taken(operator, world))[schema.SHEET]

    assert page.protection.sheet
    assert page.protection.password is None
    assert page.cell(2, place("report")).protection.locked
    assert not page.cell(2, place("narrative")).protection.locked
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert len(rules) == len(schema.columns())
    status = rules["H2:H4"]
    assert status.formula1 == '"Tercapai,Sesuai target,Perlu perhatian,Tertinggal"'
    assert all(rule.prompt and len(rule.prompt) <= 255 for rule in rules.values())


def test_the_help_sheet_names_each_column_with_its_form_and_choices(
    operator: Client, world: World
) -> None:
    page = opened(taken(operator, world))[schema.HELP_SHEET]

    said = {row[0]: row[1:] for row in page.iter_rows(values_only=True)}
    assert said["Kendala"][0] == "D"
    assert "2.000" in said["Kendala"][1]
    assert said["Jenis kendala"][2].startswith("Anggaran; SDM")


def test_no_text_in_the_workbook_is_a_formula(
    operator: Client, world: World, report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(narrative=NASTY), version=0, by=people.operator, at=now)

    book = opened(taken(operator, world))

    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book[schema.SHEET].cell(2, place("narrative")).value.startswith("=HYPERLINK")


# --- Nothing changed --------------------------------------------------------------------------


def test_an_untouched_round_trip_changes_nothing(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    content = some_content(narrative=NASTY, achieved_value=Decimal("1234.50"), follow_up=" x ")
    save_report(written, content, version=1, by=people.operator, at=now)
    acts = Entry.everything.exclude(verb__startswith="read.")
    before, entries = rows_of_reports(), acts.count()

    answer = hand_in(operator, world, taken(operator, world))

    assert answer.status_code == 302
    assert WorkbookUpload.everything.count() == 0
    assert (rows_of_reports(), acts.count()) == (before, entries)


def test_an_untouched_file_that_was_saved_again_changes_nothing(
    operator: Client, world: World, written: ProgressReport
) -> None:
    again_saved = saved(opened(taken(operator, world)))

    assert hand_in(operator, world, again_saved).status_code == 302
    assert WorkbookUpload.everything.count() == 0


def test_a_workbook_taken_in_english_is_understood_and_in_indonesian(
    operator: Client, world: World, written: ProgressReport
) -> None:
    with override("en"):
        data = taken(operator, world)

    assert opened(data)[schema.SHEET].cell(1, 2).value == "Kode aksi"
    assert hand_in(operator, world, data).status_code == 302


# --- Filled in --------------------------------------------------------------------------------

FILLED = {
    "claimed_status": "Sesuai target",
    "achieved_value": "1.234,5",
    "narrative": "Pelatihan berjalan di tiga tempat, sesuai rencana kerja.",
    "obstacle_kind": "Anggaran",
    "needs_escalation": "Ya",
}


def test_what_only_the_file_changed_is_saved_as_a_draft(
    operator: Client, world: World, report: ProgressReport
) -> None:
    data = filled(taken(operator, world), {FIRST: FILLED})
    upload, page = compared(operator, world, data)
    assert {kind for _key, kind in texts(page)} == {"file"}

    answer = operator.post(page_of(upload), confirmation(page))

    assert answer.status_code == 302
    now = again(report)
    assert (now.state, now.version, now.claimed_status) == ("draft", 1, "on_track")
    assert (now.achieved_value, now.obstacle_kind) == (Decimal("1234.5"), "budget")
    assert now.needs_escalation
    assert again(world.report(SECOND, "Kemenag")).version == 0
    upload.refresh_from_db()
    assert upload.accepted_by_id is not None
    assert Entry.everything.filter(verb="report.workbook", subject_id=report.pk).count() == 1


def test_a_true_number_is_taken_as_it_is(
    operator: Client, world: World, report: ProgressReport
) -> None:
    data = filled(taken(operator, world), {FIRST: {"achieved_value": 1234.5}})
    upload, page = compared(operator, world, data)

    operator.post(page_of(upload), confirmation(page))

    assert again(report).achieved_value == Decimal("1234.5")


def test_what_only_the_web_changed_is_kept(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    data = filled(taken(operator, world), {FIRST: {"obstacle": "Anggaran baru cair Juni."}})
    save_report(
        written, some_content(narrative="Ditulis ulang di web."), version=1, by=people.operator,
        at=now,
    )  # fmt: skip
    upload, page = compared(operator, world, data)
    assert set(texts(page)) == {("obstacle", "file"), ("narrative", "web")}

    operator.post(page_of(upload), confirmation(page))

    found = again(written)
    assert found.narrative == "Ditulis ulang di web."
    assert found.obstacle == "Anggaran baru cair Juni."


def a_conflict(client: Client, world: World, written: ProgressReport, by: Any, at: datetime) -> Any:
    """The same field rewritten in the file and on the web."""
    data = filled(taken(client, world), {FIRST: {"narrative": "Ditulis di berkas."}})
    content = some_content(narrative="Ditulis di web.")
    save_report(written, content, version=1, by=by, at=at)
    return compared(client, world, data)


def test_what_both_changed_must_be_chosen(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    upload, page = a_conflict(operator, world, written, people.operator, now)
    assert texts(page) == [("narrative", "both")]

    answer = operator.post(page_of(upload), confirmation(page))

    assert answer.status_code == 422
    assert "Pilih isi berkas atau isi web." in answer.content.decode()
    assert again(written).narrative == "Ditulis di web."


@pytest.mark.parametrize(("side", "kept"), [("file", "berkas"), ("web", "web")])
def test_the_chosen_side_of_a_conflict_stands(
    side: str,
    kept: str,
    operator: Client,
    world: World,
    written: ProgressReport,
    people: People,
    now: datetime,
) -> None:
    upload, page = a_conflict(operator, world, written, people.operator, now)

    answer = operator.post(page_of(upload), confirmation(page, P1_F01_A001=side))

    assert answer.status_code == 302
    assert again(written).narrative == f"Ditulis di {kept}."


def test_a_report_that_moved_meanwhile_stops_everything_and_is_compared_anew(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    rows = {FIRST: {"obstacle": "Satu."}, SECOND: {"narrative": "Dua."}}
    upload, page = compared(operator, world, filled(taken(operator, world), rows))
    sent = confirmation(page)
    content = some_content(obstacle="Di web.")
    save_report(written, content, version=1, by=people.operator, at=now)

    answer = operator.post(page_of(upload), sent)

    assert answer.status_code == 409
    assert again(written).obstacle == "Di web."
    assert again(world.report(SECOND, "Kemenag")).version == 0
    assert ("obstacle", "both") in texts(answer)
    assert (
        operator.post(page_of(upload), confirmation(answer, P1_F01_A001="file")).status_code == 302
    )
    assert again(written).obstacle == "Satu."


def test_half_typed_words_on_the_web_are_named_and_only_replaced_by_choice(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    data = filled(taken(operator, world), {FIRST: {"obstacle": "Satu."}})
    autosave(written, {"narrative": "setengah"}, version=0, by=people.approver, at=now)
    upload, page = compared(operator, world, data)
    assert people.approver.name in page.content.decode()

    answer = operator.post(page_of(upload), confirmation(page))

    assert answer.status_code == 422
    assert Draft.everything.count() == 1


def test_what_was_sent_is_passed_over_with_a_word(
    operator: Client, world: World, written: ProgressReport, people: People, now: datetime
) -> None:
    rows = {FIRST: {"obstacle": "Satu."}, SECOND: {"narrative": "Dua."}}
    data = filled(taken(operator, world), rows)
    a_report("submitted", written, people, at=now)
    upload, page = compared(operator, world, data)

    assert "sudah dikirim, dilewati" in page.content.decode()
    assert operator.post(page_of(upload), confirmation(page)).status_code == 302
    assert again(written).obstacle == ""
    assert again(world.report(SECOND, "Kemenag")).narrative == "Dua."


def test_a_workbook_is_accepted_once(operator: Client, world: World) -> None:
    data = filled(taken(operator, world), {FIRST: {"obstacle": "Satu."}})
    upload, page = compared(operator, world, data)
    sent = confirmation(page)
    operator.post(page_of(upload), sent)

    answer = operator.post(page_of(upload), sent)

    assert answer.status_code == 302
    assert again(world.report(FIRST, "Kemenag")).version == 1


def test_a_nil_report_with_work_on_the_web_is_not_made(
    operator: Client, world: World, report: ProgressReport, people: People, now: datetime
) -> None:
    rows = {FIRST: {"is_nil": "Ya", "nil_reason": "Anggaran dialihkan."}}
    data = filled(taken(operator, world), rows)
    save_report(report, some_content(), version=0, by=people.operator, at=now)
    upload, page = compared(operator, world, data)

    answer = operator.post(page_of(upload), confirmation(page))

    assert answer.status_code == 422
    assert "laporan nihil tidak memuat" in answer.content.decode()
    assert not again(report).is_nil


def test_a_new_upload_replaces_what_waited(operator: Client, world: World) -> None:
    data = taken(operator, world)
    compared(operator, world, filled(data, {FIRST: {"obstacle": "Satu."}}))

    compared(operator, world, filled(data, {FIRST: {"obstacle": "Dua."}}))

    assert WorkbookUpload.everything.count() == 1


# --- Who and how much -------------------------------------------------------------------------


def test_a_colleague_a_stranger_and_the_desk_do_not_find_an_upload(
    operator: Client, world: World, people: People
) -> None:
    data = filled(taken(operator, world), {FIRST: {"obstacle": "Satu."}})
    upload, _page = compared(operator, world, data)

    for person in (people.approver, people.other_operator, people.secretariat):
        assert signed_in(person).get(page_of(upload)).status_code == 404


@pytest.mark.parametrize("name", ["secretariat", "verifier", "province_operator"])
def test_who_writes_no_report_of_a_ministry_takes_no_workbook(
    name: str, world: World, people: People
) -> None:
    client = signed_in(people.all()[name])

    assert client.get(reverse("progress:workbook-download")).status_code == 404
    assert client.get(reverse("progress:workbook")).context["holdings"] == []


def test_the_units_operator_takes_the_units_reports_only(world: World, people: People) -> None:
    client = signed_in(people.unit_operator)

    page = opened(taken(client, world))[schema.SHEET]

    codes = [page.cell(row, 2).value for row in range(2, page.max_row + 1)]
    assert codes == ["P1-F01-A004"]
    data = filled(taken(client, world), {"P1-F01-A004": {"obstacle": "Satu."}})
    upload, shown = compared(client, world, data)
    assert client.post(page_of(upload), confirmation(shown)).status_code == 302


def test_the_list_of_reports_links_to_the_workbook_for_ministries_only(
    operator: Client, world: World, people: People
) -> None:
    province = signed_in(people.province_operator)

    assert "buku-kerja" in operator.get(reverse("progress:reports")).content.decode()
    assert "buku-kerja" not in province.get(reverse("progress:reports")).content.decode()


def more_duties(world: World, count: int) -> None:
    """Further actions for Kemenag in the open period."""
    before = world.actions[0]
    for number in range(count):
        code = f"P1-F01-A{100 + number}"
        action = Action.everything.create(
            plan=world.plan, focus=before.focus, code=code, title=f"Aksi contoh {code}"
        )
        ActionYear.everything.create(action=action, version=world.version, year=2026)
        Indicator.everything.create(action=action, name=code, unit="orang")
        duty = Assignment.everything.create(
            action=action,
            institution=world.institutions["Kemenag"],
            part=Part.RESPONSIBLE,
            valid_from=world.period.starts_on,
        )
        ProgressReport.everything.create(assignment=duty, period=world.period)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_pages_ask_the_same_few_questions_however_many_reports_there_are(
    operator: Client, world: World
) -> None:
    addresses = [reverse("progress:workbook"), reverse("progress:workbook-download")]

    def counts() -> list[int]:
        data = taken(operator, world)
        book = opened(data)
        page = book[schema.SHEET]
        for row in range(2, page.max_row + 1):
            page.cell(row, place("obstacle")).value = "Anggaran."
        upload, _page = compared(operator, world, saved(book))
        return [queries(operator, address) for address in (*addresses, page_of(upload))]

    few = counts()
    more_duties(world, 9)

    assert counts() == few
    assert few == [9, 10, 9], "what is taken along is noted as a reading"
