"""The short data update: few fields, sent like a report, verified by nobody, counted by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from journal.models import Entry, Notice
from pillars.models import Period, PlanRules
from progress.figures import compliance_of
from progress.lines import lines_of
from progress.models import LetterProposal, ProgressReport, RegionalReport, Reminder, ReportState
from progress.queries import queue_rows, reports_awaiting
from progress.services import (
    ProgressContent,
    accept_report,
    attach_evidence,
    close_duty,
    close_period,
    lock_period,
    open_period,
    return_report,
    save_activity,
    save_report,
    submit_report,
    withdraw_report,
)
from progress.services.climbing import climb_ladder
from progress.services.extending import grant_by_letter
from progress.services.many import Chosen, report_nil
from progress.workflow import REPORT_FLOW
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused
from tests.factories import RUBRIC, World, a_file, again, some_activity, some_content
from tests.pages.visiting import body_of, words_of
from tests.people import People
from tests.progress.pages import signed_in, typed, url
from tests.progress.updates import (
    NAME,
    WORDS,
    an_update,
    owed,
    scheduled,
    sent,
    some_words,
)
from tests.security.stage import REMARKS


@pytest.fixture
def now() -> datetime:
    """Five days after the update was opened."""
    return datetime.fromisoformat("2026-11-05T10:00:00+07:00")


@pytest.fixture
def update(small_plan: World, people: People, now: datetime) -> Period:
    """The update, open."""
    return an_update(small_plan, people, now)


@pytest.fixture
def report(update: Period) -> ProgressReport:
    """What Kemenag owes in it."""
    return owed(update, "P1-F01-A001", "Kemenag")


def test_a_period_keeps_the_terms_of_the_day_it_was_scheduled(
    small_plan: World, people: People, now: datetime
) -> None:
    period = scheduled(small_plan, people, now)
    rules = PlanRules.everything.get(plan=small_plan.plan)
    rules.period_kinds = [{**terms, "is_checked": True} for terms in rules.period_kinds]
    rules.save()
    period.refresh_from_db()

    assert (period.kind_label, period.is_checked, period.with_provinces) == (
        "Pemutakhiran data",
        False,
        False,
    )
    assert period.asks == ["claimed_status", "achieved_value", "narrative"]
    assert period.text_limit == 300


def test_opening_lays_out_the_duties_without_provinces_and_closed_paths(
    small_plan: World, people: People, now: datetime
) -> None:
    duty = small_plan.report("P1-F01-A001", "Kemenag").assignment
    close_duty(duty, reason="Tertutup.", by=people.secretariat, at=now)

    period = an_update(small_plan, people, now)

    assert ProgressReport.everything.filter(period=period).count() == 12
    assert not ProgressReport.everything.filter(period=period, assignment=duty).exists()
    assert not RegionalReport.everything.filter(period=period).exists()


def test_the_page_asks_three_things_and_keeps_them(report: ProgressReport, people: People) -> None:
    client = signed_in(people.operator)
    page = client.get(url("edit", report))
    body = body_of(page)

    assert 'name="achieved_value"' in body
    assert 'data-counter="300"' in body
    assert "Target setahun: 100 orang." in words_of(page)
    assert "Tanpa target" not in words_of(page)
    for name in ("is_nil", "obstacle", "evidence", "public_summary", "note_to_verifier"):
        assert f'name="{name}"' not in body

    data = typed(report, narrative=WORDS, obstacle="Tidak diminta.", is_nil="on", do="check")
    client.post(url("edit", report), data)

    found = again(report)
    assert (found.narrative, found.achieved_value) == (WORDS, Decimal("1234.5"))
    assert (found.obstacle, found.is_nil) == ("", False)
    words = words_of(client.get(url("check", report)))
    assert "Data dukung" not in words
    assert "Yang akan terlihat publik" not in words


def test_a_text_beyond_two_lines_comes_back_with_its_words(
    report: ProgressReport, people: People
) -> None:
    long = "Pelatihan berjalan. " * 16

    answer = signed_in(people.operator).post(url("edit", report), typed(report, narrative=long))

    assert answer.status_code == 422
    assert long.strip() in words_of(answer)
    assert again(report).narrative == ""


def test_the_operator_proposes_and_the_official_sends_without_evidence(
    report: ProgressReport, people: People, now: datetime
) -> None:
    operator, official = signed_in(people.operator), signed_in(people.approver)
    operator.post(url("edit", report), typed(report, narrative=WORDS))
    version = {"version": str(again(report).version)}

    operator.post(url("propose", report), version)
    answer = official.post(url("submit", report), version)

    assert answer["Location"] == url("receipt", report)
    words = words_of(official.get(url("receipt", report)))
    assert "Terkirim" in words
    assert "verifik" not in words.casefold()
    assert again(report).state == ReportState.SUBMITTED
    listed = words_of(operator.get(reverse("progress:reports")))
    assert "menunggu verifikasi" not in listed


def test_without_a_value_it_is_not_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    draft = save_report(report, ProgressContent(), version=0, by=people.operator, at=now)

    with pytest.raises(Incomplete) as caught:
        submit_report(draft, by=people.approver, at=now)

    assert caught.value.problems == (
        "Pilih status kemajuan.",
        "Isi realisasi; tulis 0 bila memang belum ada hasil.",
        "Uraian kemajuan belum diisi (paling sedikit 30 huruf).",
    )


def test_what_is_not_asked_is_not_taken_by_any_door(
    report: ProgressReport, people: People, now: datetime
) -> None:
    by = people.operator
    with pytest.raises(Incomplete, match="tidak meminta isian itu"):
        save_report(report, some_content(), version=0, by=by, at=now)
    with pytest.raises(Incomplete, match="paling banyak 300 huruf"):
        save_report(report, some_words(narrative="a" * 301), version=0, by=by, at=now)
    with pytest.raises(OutOfTurn, match="tidak meminta data dukung, kegiatan"):
        attach_evidence(report, a_file(), title="", by=by, at=now)
    with pytest.raises(OutOfTurn, match="tidak meminta data dukung, kegiatan"):
        save_activity(report, some_activity(), by=by, at=now)
    [outcome] = report_nil([Chosen(report, 0)], reason="Nihil", send=False, by=by, at=now)

    assert "tidak meminta isian itu" in outcome.refusal
    assert again(report).state == ReportState.NOT_STARTED


def test_nobody_verifies_it_and_nobody_is_told_to(
    report: ProgressReport, people: People, now: datetime
) -> None:
    sent(report, people, now)

    verifier, chair = people.verifier, people.chair
    with pytest.raises(Refused):
        accept_report(
            again(report), recognised_value=Decimal(61), rubric=RUBRIC, by=verifier, at=now
        )
    assert not REPORT_FLOW.step("accept").taken_by(verifier, again(report))
    with pytest.raises(NotYours):
        return_report(again(report), remarks=REMARKS, by=verifier, at=now)
    assert not reports_awaiting(verifier).exists()
    assert not reports_awaiting(chair).exists()
    assert queue_rows(verifier, now) == []
    assert not Notice.everything.filter(recipient=verifier).exists()
    assert again(report).state == ReportState.SUBMITTED


def test_locking_keeps_what_was_sent_as_it_is(
    report: ProgressReport, people: People, now: datetime
) -> None:
    sent(report, people, now)
    close_period(report.period, by=people.secretariat, at=now)
    lock_period(report.period, by=people.secretariat, at=now)

    assert again(report).state == ReportState.SUBMITTED
    with pytest.raises((OutOfTurn, Incomplete)):
        withdraw_report(again(report), by=people.approver, at=now)


def test_its_compliance_is_its_own(update: Period, people: People, now: datetime) -> None:
    late = update.due_at + timedelta(hours=9)
    sent(owed(update, "P1-F01-A001", "Kemenag"), people, now)
    sent(owed(update, "P1-F01-A002", "Kemenag"), people, now)
    sent(owed(update, "P1-F01-A003", "Kemensos"), people, late)

    kept = compliance_of(0, lines_of(update), late)

    # Of 13 duties two came in time and one the morning after; the other ten are late.
    assert (kept.due, kept.sent, kept.on_time, kept.late_now) == (13, 3, 2, 10)


def test_time_is_given_as_in_every_period(
    report: ProgressReport, people: People, now: datetime
) -> None:
    until = report.period.due_at.date() + timedelta(days=3)
    grant_by_letter(
        [report], until=until, reason="Audit.", letter="S-1", by=people.secretariat, at=now
    )
    sent(again(report), people, report.period.due_at + timedelta(days=1))

    kept = compliance_of(0, lines_of(report.period), now)

    assert (kept.on_time, kept.on_time_at_first, kept.extended) == (1, 0, 1)


def test_the_ladder_reminds_of_it_and_proposes_letters(update: Period, people: People) -> None:
    sent(owed(update, "P1-F01-A001", "Kemenag"), people, update.due_at - timedelta(days=9))

    climb_ladder(at=update.due_at - timedelta(days=3, hours=14))

    told = Reminder.everything.filter(period=update, institution__short="Kemensos")
    assert [row.rung for row in told] == [-3]
    assert NAME in Notice.everything.filter(recipient=people.other_operator).latest("pk").sentence

    climb_ladder(at=update.due_at + timedelta(days=11, hours=-14))

    assert LetterProposal.everything.filter(period=update).exists()
    assert not Reminder.everything.filter(period=update, occasion="queue").exists()


def test_the_second_semester_begins_with_what_was_said(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    sent(report, people, now, achieved_value=Decimal(61))
    later = open_period(small_plan.next_period, by=people.secretariat, at=now)
    semester = owed(later, "P1-F01-A001", "Kemenag")

    page = signed_in(people.operator).get(url("edit", semester))

    words = words_of(page)
    assert f"Isian awal diambil dari {NAME}, dikirim 5 Nov 2026" in words
    assert page.context["form"]["achieved_value"].value() == "61"
    assert page.context["form"]["claimed_status"].value() == "at_risk"
    assert WORDS in words
    assert again(semester).state == ReportState.NOT_STARTED
    assert again(semester).achieved_value is None


def test_what_somebody_began_or_took_back_is_left_alone(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    sent(report, people, now)
    later = open_period(small_plan.next_period, by=people.secretariat, at=now)
    semester = owed(later, "P1-F01-A001", "Kemenag")
    client = signed_in(people.operator)
    withdraw_report(again(report), by=people.approver, at=now)
    assert "Isian awal" not in words_of(client.get(url("edit", semester)))
    submit_report(again(report), by=people.approver, at=now)
    assert "Isian awal" in words_of(client.get(url("edit", semester)))

    client.post(url("edit", semester), typed(semester, achieved_value="5"))

    page = client.get(url("edit", semester))
    assert "Isian awal" not in words_of(page)
    assert page.context["form"]["achieved_value"].value() == "5"


def test_another_institution_gets_nothing_of_it(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    sent(report, people, now)
    later = open_period(small_plan.next_period, by=people.secretariat, at=now)

    page = signed_in(people.other_operator).get(url("edit", owed(later, "P1-F01-A003", "Kemensos")))

    assert "Isian awal" not in words_of(page)
    assert signed_in(people.other_operator).get(url("check", report)).status_code == 404


def test_each_step_leaves_one_entry(report: ProgressReport, people: People, now: datetime) -> None:
    sent(report, people, now)

    verbs = Entry.everything.filter(subject_id=report.pk, subject_label="progress.progressreport")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "report.begin",
        "report.propose",
        "report.submit",
    ]
