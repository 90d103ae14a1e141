"""Lembar pengesahan: printed, signed in ink, uploaded for the version it was printed for."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from progress.models import Evidence, PaperRecord, ProgressReport
from progress.services import (
    attach_evidence,
    confirm_record,
    record_sheet,
    save_activity,
    save_report,
    sheet_of,
)
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import World, a_file, a_report, some_activity, some_content
from tests.people import People
from tests.progress.pages import signed_in, url
from tests.progress.papers import again, recorded, second_person

SIGNED: dict[str, Any] = {"signed_by": "Darma Wiguna", "signed_on": date(2026, 7, 27)}


@pytest.fixture
def written(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A whole report of Kemenag that nobody has sent."""
    return a_report("draft", report, people, at=now)


def _upload(report: Any, by: Any, at: datetime, number: str = "") -> PaperRecord:
    number = number or sheet_of(again(report)).number
    return record_sheet(report, number=number, scan=a_file("lembar.pdf"), by=by, at=at, **SIGNED)


def test_a_signed_sheet_is_confirmed_by_the_secretariat_and_sends_the_report(
    written: ProgressReport, people: People, now: datetime
) -> None:
    record = _upload(written, people.operator, now)
    assert again(written).state == "draft"

    submission = confirm_record(record, by=people.secretariat, at=now)

    assert again(written).state == "submitted"
    assert "atas dasar lembar pengesahan S1-2026-K" in submission.capacity
    assert submission.content["paper"]["sender"] == "Darma Wiguna"
    assert Evidence.everything.count() == 1  # the sheet shows who stands for it, not what was done
    assert not submission.is_late


def test_a_sheet_of_an_older_version_is_refused(
    written: ProgressReport, people: People, now: datetime
) -> None:
    old = sheet_of(again(written)).number
    later = some_content(narrative="Uraian yang diubah sesudah lembarnya dicetak.")
    save_report(written, later, version=again(written).version, by=people.operator, at=now)

    with pytest.raises(OutOfTurn, match="bukan untuk versi terakhir"):
        _upload(written, people.operator, now, old)


def test_a_file_added_after_printing_makes_another_sheet(
    written: ProgressReport, people: People, now: datetime
) -> None:
    old = sheet_of(again(written)).number
    attach_evidence(written, a_file("baru.pdf"), title="Baru", by=people.operator, at=now)

    with pytest.raises(OutOfTurn):
        _upload(written, people.operator, now, old)


def test_what_changed_between_upload_and_confirmation_is_not_sent(
    written: ProgressReport, people: People, now: datetime
) -> None:
    record = _upload(written, people.operator, now)
    attach_evidence(written, a_file("baru.pdf"), title="Baru", by=people.operator, at=now)

    with pytest.raises(OutOfTurn, match="bukan lagi versi terakhir"):
        confirm_record(record, by=people.secretariat, at=now)


def test_only_the_institution_uploads_a_whole_report_signed_by_somebody(
    report: ProgressReport, written: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        _upload(written, people.secretariat, now)
    save_report(
        written,
        some_content(achieved_value=None),
        version=again(written).version,
        by=people.operator,
        at=now,
    )
    with pytest.raises(Incomplete):
        _upload(written, people.operator, now)


def test_the_operator_prints_and_uploads_on_one_page(
    written: ProgressReport, people: People, small_plan: World
) -> None:
    operator = signed_in(people.operator)
    number = sheet_of(again(written)).number
    assert url("sheet", written) in operator.get(url("check", written)).content.decode()
    assert number in operator.get(url("sheet", written)).content.decode()
    data: dict[str, Any] = {
        "number": "S1-2026-K00000-V9-AAAAAAAA",
        "signed_by": "Darma Wiguna",
        "signed_on": "2026-07-27",
    }

    wrong = operator.post(url("sheet", written), {**data, "scan": a_file("lembar.pdf")})
    right = {**data, "number": number.lower(), "scan": a_file("lembar.pdf")}
    done = operator.post(url("sheet", written), right)

    assert wrong.status_code == 409
    assert "Darma Wiguna" in wrong.content.decode()
    assert done.status_code == 302
    page = signed_in(second_person(small_plan)).get(done["Location"]).content.decode()
    assert number in page
    assert "Sama dengan surat" in page


def test_the_printed_sheet_names_version_hash_and_address(
    written: ProgressReport, people: People
) -> None:
    answer = signed_in(people.approver).get(url("sheet_pdf", written))

    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages)
    sheet = sheet_of(again(written))
    assert answer["Content-Type"] == "application/pdf"
    assert sheet.number in text
    assert sheet.sha256 in text.replace("\n", "")
    assert url("check", written) in text.replace("\n", "")


def test_what_is_signed_names_the_activities_of_the_report(
    written: ProgressReport, people: People, now: datetime
) -> None:
    save_activity(written, some_activity(), by=people.operator, at=now)

    for name in ("sheet_pdf", "paper_form"):
        answer = signed_in(people.operator).get(url(name, written))
        pages = PdfReader(io.BytesIO(answer.content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "Pelatihan penggerak" in text
        assert "48 peserta" in text


def test_a_prefilled_form_carries_the_codes_of_the_plan(
    report: ProgressReport, regional: Any, people: People
) -> None:
    answer = signed_in(people.operator).get(url("paper_form", report))
    province = signed_in(people.province_operator).get(url("paper_form", regional))

    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Form E/F, Form D" in text
    assert "Form A" in text
    assert "50 orang" in text
    assert province["Content-Type"] == "application/pdf"


def test_a_waiting_letter_keeps_a_sheet_away(
    written: ProgressReport, people: People, now: datetime
) -> None:
    recorded(again(written), by=people.secretariat, at=now)

    with pytest.raises(OutOfTurn, match="Sudah ada catatan"):
        _upload(written, people.operator, now)
