"""The calendar's desk: what a step would do is said before it is taken."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.models import ProgressReport, ReportState
from tests import factories
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, ten_times, words_of
from tests.people import People

PERIODS = reverse("periods")


def step(period: Period, name: str) -> str:
    """The address of a step."""
    return reverse("period-step", args=[period.pk, name])


@pytest.mark.parametrize("part", ["secretariat", "pokja_head"])
def test_whoever_runs_the_calendar_sees_it(part: str, people: People) -> None:
    words = words_of(signed_in(people.all()[part]).get(PERIODS))

    assert "Semester I 2026" in words
    assert "Tutup periode" in words


@pytest.mark.parametrize(
    "part", ["operator", "approver", "other_operator", "verifier", "head", "auditor", "admin"]
)
def test_nobody_else_sees_it_or_takes_a_step(part: str, small_plan: World, people: People) -> None:
    client = signed_in(people.all()[part])

    assert client.get(PERIODS).status_code == 403
    assert client.post(step(small_plan.period, "close")).status_code == 403
    small_plan.period.refresh_from_db()
    assert small_plan.period.state == PeriodState.OPEN


def test_the_checklist_names_what_is_not_ready(small_plan: World, people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(PERIODS))

    assert "13 laporan K/L akan dibuat" in words
    assert "4 laporan provinsi akan dibuat" in words
    assert "13 dari 13 penugasan memiliki komitmen yang disetujui" in words
    assert "2 K/L belum memiliki pejabat yang dapat mengirim" in words
    assert "Belum siap: Tanggal buka sudah tiba" in words


def test_what_locking_affects_is_counted_before_it_is_confirmed(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("verified", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    client = signed_in(people.secretariat)
    client.post(step(small_plan.period, "close"))

    words = words_of(client.get(PERIODS))

    assert "1 laporan terverifikasi dikunci. 16 laporan lain tetap" in words


def test_a_period_is_closed_locked_and_opened_again_with_a_reason(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("verified", report, people, at=now)
    client = signed_in(people.secretariat)

    for name in ("close", "lock"):
        assert client.post(step(small_plan.period, name))["Location"] == PERIODS
    report.refresh_from_db()
    assert report.state == ReportState.LOCKED
    client.post(step(small_plan.period, "reopen"), {"reason": "Tiga K/L belum melapor"})

    small_plan.period.refresh_from_db()
    assert small_plan.period.state == PeriodState.OPEN
    assert Entry.everything.get(verb="period.reopen").reason == "Tiga K/L belum melapor"


def test_opening_again_without_a_reason_comes_back_with_the_field(
    small_plan: World, people: People
) -> None:
    client = signed_in(people.secretariat)
    client.post(step(small_plan.period, "close"))

    answer = client.post(step(small_plan.period, "reopen"), {"reason": "  "})

    assert answer.status_code == 422
    assert "Tuliskan alasannya terlebih dahulu." in words_of(answer)
    small_plan.period.refresh_from_db()
    assert small_plan.period.state == PeriodState.CLOSED


def test_opening_lays_out_the_reports(small_plan: World, people: People) -> None:
    client = signed_in(people.secretariat)

    client.post(step(small_plan.next_period, "open"))

    assert ProgressReport.everything.filter(period=small_plan.next_period).count() == 13


def test_a_step_out_of_turn_is_refused_in_words(small_plan: World, people: People) -> None:
    answer = signed_in(people.secretariat).post(step(small_plan.period, "lock"))

    assert answer.status_code == 409
    assert "tidak dapat dilakukan pada tahap ini" in words_of(answer)


@pytest.mark.parametrize("name", ["hapus", "begin"])
def test_there_are_no_other_steps(name: str, small_plan: World, people: People) -> None:
    assert signed_in(people.secretariat).post(step(small_plan.period, name)).status_code == 404


def test_a_step_needs_a_form(small_plan: World, people: People) -> None:
    assert signed_in(people.secretariat).get(step(small_plan.period, "close")).status_code == 405


def test_the_desk_takes_as_many_queries_for_ten_times_the_actions(
    small_plan: World, people: People
) -> None:
    few = queries_of(people.secretariat, PERIODS)
    ten_times(small_plan)

    assert (few, queries_of(people.secretariat, PERIODS)) == (12, 12)
