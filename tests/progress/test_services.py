"""The officer's verbs: write, attach, send, take back."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from journal.models import Entry, Notice
from progress.models import (
    Draft,
    Evidence,
    ProgressReport,
    ReportState,
    Submission,
)
from progress.services import (
    RemarkText,
    accept_report,
    attach_evidence,
    autosave,
    hand_back_report,
    propose_report,
    remove_evidence,
    save_report,
    start_review,
    submit_report,
    withdraw_report,
)
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import RUBRIC, World, a_file, some_content
from tests.people import People

REMARK = [RemarkText("evidence", "Data dukung belum memadai")]


def again(report: ProgressReport) -> ProgressReport:
    """The report as it stands now."""
    return factories.again(report)


# --- Writing ---------------------------------------------------------------------------------


def test_a_report_walks_from_blank_to_verified(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(), version=0, by=people.operator, at=now)
    attach_evidence(report, a_file(), title="Daftar hadir", by=people.operator, at=now)
    propose_report(report, by=people.operator, at=now)
    submit_report(report, by=people.approver, at=now)
    start_review(report, by=people.verifier, at=now)
    accept_report(report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now)

    done = again(report)
    assert (done.state, done.recognised_value, done.computed_status) == (
        "verified",
        Decimal(48),
        "on_track",
    )
    verbs = Entry.everything.filter(subject_id=report.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "report.begin",
        "report.propose",
        "report.submit",
        "report.accept",
    ]


def test_the_official_may_write_and_send_alone(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(), version=0, by=people.approver, at=now)
    attach_evidence(report, a_file(), title="", by=people.approver, at=now)

    submit_report(report, by=people.approver, at=now)

    assert again(report).state == ReportState.SUBMITTED


@pytest.mark.parametrize("part", ["other_operator", "verifier", "secretariat", "province_operator"])
def test_nobody_else_writes(
    part: str, report: ProgressReport, people: People, now: datetime
) -> None:
    by = people.all()[part]

    for write in (
        lambda: save_report(report, some_content(), version=0, by=by, at=now),
        lambda: autosave(report, {"narrative": "x"}, version=0, by=by, at=now),
        lambda: attach_evidence(report, a_file(), title="", by=by, at=now),
    ):
        with pytest.raises(NotYours):
            write()

    assert again(report).state == ReportState.NOT_STARTED
    assert not Evidence.everything.exists()


def test_the_second_of_two_savers_is_told_and_overwrites_nothing(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(
        report, some_content(narrative="Versi pertama"), version=0, by=people.operator, at=now
    )

    with pytest.raises(OutOfTurn, match="diubah di tempat lain"):
        save_report(report, some_content(), version=0, by=people.approver, at=now)

    assert (again(report).narrative, again(report).version) == ("Versi pertama", 1)


def test_what_was_changed_since_it_was_read_is_not_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)
    read = again(report).version
    save_report(again(report), some_content(), version=read, by=people.operator, at=now)

    with pytest.raises(OutOfTurn):
        submit_report(report, version=read, by=people.approver, at=now)

    assert not Submission.everything.exists()


def test_saving_clears_the_raw_draft(report: ProgressReport, people: People, now: datetime) -> None:
    autosave(report, {"narrative": "separuh"}, version=0, by=people.operator, at=now)

    save_report(report, some_content(), version=0, by=people.operator, at=now)

    assert not Draft.everything.exists()


def test_a_draft_keeps_what_no_field_would_take(
    report: ProgressReport, people: People, now: datetime
) -> None:
    draft = autosave(report, {"achieved_value": "1o0"}, version=0, by=people.operator, at=now)

    assert (draft.content, draft.version) == ({"achieved_value": "1o0"}, 1)


def test_another_persons_newer_draft_is_not_overwritten(
    report: ProgressReport, people: People, now: datetime
) -> None:
    autosave(report, {"narrative": "Punya operator"}, version=0, by=people.operator, at=now)

    with pytest.raises(OutOfTurn):
        autosave(report, {"narrative": "Punya atasan"}, version=0, by=people.approver, at=now)

    assert Draft.everything.get().content == {"narrative": "Punya operator"}


def test_a_draft_of_an_older_version_is_not_kept_over_a_saved_report(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(), version=0, by=people.approver, at=now)

    with pytest.raises(OutOfTurn):
        autosave(report, {}, version=0, report_version=0, by=people.operator, at=now)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("kosong.pdf", b""), "kosong"),
        (SimpleUploadedFile("program.exe", b"MZ"), "tidak diterima"),
        (SimpleUploadedFile("samaran.pdf", b"<html>"), "tidak diterima"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    upload: SimpleUploadedFile, said: str, report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match=said):
        attach_evidence(report, upload, title="", by=people.operator, at=now)

    assert not Evidence.everything.exists()


def test_a_removed_file_stays_in_what_was_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    evidence = Evidence.everything.get()

    remove_evidence(evidence, by=people.operator, at=now)

    evidence.refresh_from_db()
    assert evidence.removed_by == people.operator
    assert Submission.everything.get().content["evidence"][0]["id"] == evidence.pk
    assert Evidence.everything.visible_to(people.verifier).get() == evidence


def test_a_file_removed_before_it_was_sent_is_nobodys_any_more(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    evidence = Evidence.everything.get()

    remove_evidence(evidence, by=people.operator, at=now)

    for person in (people.operator, people.approver, people.secretariat, people.auditor):
        assert not Evidence.everything.visible_to(person).exists()


def test_a_file_of_a_sent_report_cannot_be_removed(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(OutOfTurn):
        remove_evidence(Evidence.everything.get(), by=people.operator, at=now)


# --- Sending ---------------------------------------------------------------------------------


def test_an_incomplete_report_is_not_sent_and_every_gap_is_named(
    report: ProgressReport, people: People, now: datetime
) -> None:
    save_report(report, some_content(achieved_value=None), version=0, by=people.approver, at=now)

    with pytest.raises(Incomplete) as refusal:
        submit_report(report, by=people.approver, at=now)

    assert len(refusal.value.problems) == 2
    assert again(report).state == ReportState.DRAFT


def test_sending_twice_gives_one_submission(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    with pytest.raises(OutOfTurn):
        submit_report(report, by=people.approver, at=now)

    assert Submission.everything.count() == 1


def test_a_submission_carries_its_words_its_hash_and_its_sender(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    sent = Submission.everything.get()

    text = json.dumps(sent.content, ensure_ascii=False, sort_keys=True)
    assert sent.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert sent.content["achieved_value"] == "48.00"
    assert (sent.number, sent.capacity) == (1, "Kepala Biro Perencanaan Kemenag")
    assert sent.receipt == f"S1-2026-K{report.pk:05d}-1"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_submission_is_never_changed(
    change: str, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    rows = Submission.everything.all()

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(sha256="0" * 64) if change == "update" else rows.delete()


def test_the_verifiers_of_the_pillar_are_told_and_nobody_of_the_own_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A005", "BNPT")

    factories.a_report("submitted", report, people, at=now)

    told = Notice.everything.filter(sentence__contains="menunggu verifikasi")
    assert [notice.recipient for notice in told] == [people.sekber_verifier]


@pytest.mark.parametrize(
    ("sent", "is_late"),
    [
        ("2026-07-31T23:59:59+07:00", False),
        ("2026-08-01T01:59:59+09:00", False),  # the same second, sent from Jayapura
        ("2026-08-01T00:00:00+07:00", True),
        ("2026-08-14T23:59:59+07:00", True),
    ],
)
def test_late_begins_after_the_last_second_in_jakarta(
    sent: str, is_late: bool, report: ProgressReport, people: People
) -> None:
    factories.a_report("submitted", report, people, at=datetime.fromisoformat(sent))

    assert (Submission.everything.get().is_late, again(report).was_late) == (is_late, is_late)


def test_after_the_closing_second_nothing_is_taken(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)
    after = report.period.closes_at + timedelta(seconds=1)

    with pytest.raises(OutOfTurn, match="tidak menerima laporan"):
        submit_report(report, by=people.approver, at=after)


def test_the_official_hands_a_proposal_back_with_a_reason(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)

    with pytest.raises(Incomplete):
        hand_back_report(report, reason=" ", by=people.approver, at=now)
    hand_back_report(report, reason="Lengkapi angkanya", by=people.approver, at=now)

    done = again(report)
    assert (done.state, done.proposed_at, done.proposed_by) == (ReportState.DRAFT, None, None)
    assert Entry.everything.get(verb="report.hand_back").reason == "Lengkapi angkanya"


# --- Taking back -----------------------------------------------------------------------------


def test_a_report_is_taken_back_before_anyone_has_begun_to_check(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    withdraw_report(report, by=people.approver, at=now)

    done = again(report)
    assert (done.state, done.submitted_at) == (ReportState.DRAFT, None)


def test_a_report_that_was_taken_back_counts_from_its_next_sending(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    withdraw_report(report, by=people.approver, at=now)
    late = report.period.due_at + timedelta(hours=1)

    submit_report(report, by=people.approver, at=late)

    assert again(report).first_submitted_at == late
    assert again(report).was_late


def test_a_report_under_review_is_not_taken_back(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    start_review(report, by=people.verifier, at=now)

    with pytest.raises(Incomplete, match="sudah mulai diperiksa"):
        withdraw_report(report, by=people.approver, at=now)

    assert again(report).state == ReportState.SUBMITTED


def test_a_report_that_could_not_be_sent_again_is_not_taken_back(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    after = report.period.closes_at + timedelta(seconds=1)

    with pytest.raises(OutOfTurn):
        withdraw_report(report, by=people.approver, at=after)

    assert again(report).state == ReportState.SUBMITTED
