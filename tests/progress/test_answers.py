"""What the verifier remarks is answered before the report is sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from journal.models import Entry, Remark
from progress.models import ProgressReport, Submission
from progress.services import (
    RemarkText,
    answer_remarks,
    attach_evidence,
    confirm_record,
    propose_report,
    return_report,
    submit_report,
)
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import again, signed_in, typed, url
from tests.progress.papers import recorded, second_person

ANSWER = "Daftar hadir bertanda tangan sudah ditambahkan."


@pytest.fixture
def returned(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A report that was returned with one blocking remark on its evidence."""
    return factories.a_report("returned", report, people, at=now)


def filled(report: ProgressReport, **changes: Any) -> dict[str, Any]:
    """The form of a report as it stands, with one answer."""
    remark = Remark.everything.get()
    return typed(report, achieved_value="48", **{f"answer_{remark.pk}": ANSWER}, **changes)


# --- Sending again ---------------------------------------------------------------------------


@pytest.mark.parametrize("send", [propose_report, submit_report])
def test_nothing_goes_on_while_a_blocking_remark_has_no_answer(
    send: Any, returned: ProgressReport, people: People, now: datetime
) -> None:
    by = people.operator if send is propose_report else people.approver

    with pytest.raises(Incomplete, match="Jawab catatan verifikator: “Data dukung"):
        send(returned, by=by, at=now)

    assert again(returned).state == "returned"


def test_the_answers_are_frozen_with_what_is_sent(
    returned: ProgressReport, people: People, now: datetime
) -> None:
    remark = Remark.everything.get()
    answer_remarks(returned, {remark.pk: f" {ANSWER} "}, by=people.operator, at=now)

    sent = submit_report(returned, by=people.approver, at=now)

    assert sent.content["answers"] == [
        {"field": "evidence", "remark": remark.text, "answer": ANSWER}
    ]
    with pytest.raises(OutOfTurn):
        answer_remarks(returned, {remark.pk: "Lain"}, by=people.operator, at=now)


def test_an_answer_leaves_one_entry_and_none_where_nothing_changed(
    returned: ProgressReport, people: People, now: datetime
) -> None:
    remark = Remark.everything.get()

    for _time in range(2):
        answer_remarks(returned, {remark.pk: ANSWER}, by=people.operator, at=now)

    assert Entry.everything.filter(verb="report.answered").count() == 1
    remark.refresh_from_db()
    assert (remark.answer, remark.answered_by) == (ANSWER, people.operator)


def test_a_remark_that_does_not_block_needs_no_answer(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    remarks = [RemarkText("evidence", "Lengkapi"), RemarkText("narrative", "Baik", False)]
    return_report(report, remarks=remarks, by=people.verifier, at=now)
    blocking = Remark.everything.get(is_blocking=True)

    answer_remarks(again(report), {blocking.pk: ANSWER}, by=people.operator, at=now)
    submit_report(again(report), by=people.approver, at=now)

    assert again(report).state == "submitted"


def test_a_return_needs_one_remark_that_asks_for_an_answer(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(Incomplete):
        return_report(
            report, remarks=[RemarkText("narrative", "Baik", False)], by=people.verifier, at=now
        )


@pytest.mark.parametrize("part", ["verifier", "other_operator", "secretariat", "chair"])
def test_nobody_answers_for_the_institution(
    part: str, returned: ProgressReport, people: People, now: datetime
) -> None:
    remark = Remark.everything.get()

    with pytest.raises(NotYours):
        answer_remarks(returned, {remark.pk: ANSWER}, by=people.all()[part], at=now)

    remark.refresh_from_db()
    assert remark.answer == ""


def test_a_letter_that_comes_after_a_return_is_the_answer(
    small_plan: World, returned: ProgressReport, people: People, now: datetime
) -> None:
    record = recorded(returned, by=people.secretariat, at=now)

    confirm_record(record, by=second_person(small_plan), at=now)

    assert Remark.everything.get().answer.startswith("Dijawab dengan surat nomor")
    assert Submission.everything.count() == 2


# --- On the form -----------------------------------------------------------------------------


def test_the_field_is_marked_and_its_answer_is_saved_with_the_form(
    returned: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)
    page = client.get(url("edit", returned)).content.decode()

    client.post(url("edit", returned), filled(returned))

    remark = Remark.everything.get()
    assert f'name="answer_{remark.pk}"' in page
    assert remark.answer == ANSWER
    assert ANSWER in client.get(url("check", returned)).content.decode()


def test_a_half_typed_answer_is_kept_with_the_draft(
    returned: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)

    client.post(url("autosave", returned), filled(returned))

    assert Remark.everything.get().answer == ""
    assert ANSWER in client.get(url("edit", returned)).content.decode()


def test_an_answer_that_is_too_long_is_kept_on_the_page_and_not_saved(
    returned: ProgressReport, people: People
) -> None:
    form = filled(returned)
    form[f"answer_{Remark.everything.get().pk}"] = "panjang " * 200

    answer = signed_in(people.operator).post(url("edit", returned), form)

    assert answer.status_code == 422
    assert "terlalu panjang" in answer.content.decode()
    assert Remark.everything.get().answer == ""


def test_what_is_missing_leads_to_the_place_of_the_answer(
    returned: ProgressReport, people: People
) -> None:
    page = signed_in(people.approver).get(url("check", returned)).content.decode()

    assert f"#id_answer_{Remark.everything.get().pk}" in page
    assert "Belum dapat dikirim" in page


def test_strangers_answer_nothing(returned: ProgressReport, people: People) -> None:
    for person, status in ((people.other_operator, 404), (people.verifier, 403)):
        answer = signed_in(person).post(url("edit", returned), filled(returned))

        assert answer.status_code == status
        assert Remark.everything.get().answer == ""


def test_the_closed_path_takes_a_tick_and_no_word(
    report: ProgressReport, people: People, now: datetime
) -> None:
    ProgressReport.everything.filter(pk=report.pk).update(is_closed=True)
    form = {
        "claimed_status": "on_track",
        "closed_number": "R-7",
        "closed_dated_on": "2026-07-01",
        "base_version": "0",
    }
    client = signed_in(people.operator)
    client.post(url("closed", report), form)
    submit_report(again(report), by=people.approver, at=now)
    remarks = [RemarkText("closed_number", "Nomor surat keliru.")]
    return_report(again(report), remarks=remarks, by=people.verifier, at=now)
    remark = Remark.everything.get()
    form |= {"base_version": "1", f"answer_{remark.pk}": "sebuah kalimat rahasia"}

    client.post(url("closed", report), form)

    assert "Nomor surat keliru." in client.get(url("closed", report)).content.decode()
    assert Remark.everything.get().answer == "Sudah diperbaiki."
    assert submit_report(again(report), by=people.approver, at=now).number == 2


def test_the_verifier_reads_remark_answer_and_what_changed_and_the_rest_is_folded(
    returned: ProgressReport, people: People, now: datetime
) -> None:
    extra = factories.a_file("daftar.pdf", factories.PDF + b"%")
    attach_evidence(returned, extra, title="Daftar bertanda tangan", by=people.operator, at=now)
    remark = Remark.everything.get()
    answer_remarks(again(returned), {remark.pk: ANSWER}, by=people.operator, at=now)
    submit_report(again(returned), by=people.approver, at=now)

    page = signed_in(people.verifier).get(url("desk", returned)).content.decode()

    assert "Jawaban atas catatan sebelumnya" in page
    assert ANSWER in page
    assert "<ins>Daftar bertanda tangan</ins>" in page
    assert "isian tidak berubah sejak dikembalikan" in page
