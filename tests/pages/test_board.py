"""Pantau: who is late, in words, the worst first."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from pillars.models import Period, PeriodState
from progress.models import ProgressReport, ReportState
from ranpe.kit.clock import end_of, start_of
from ranpe.pages.boards import Board, board_for
from ranpe.pages.lateness import LACKS
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

BOARD = reverse("board")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, small_plan: World) -> datetime:
    """Five days after the due date."""
    moment = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def after_the_lock(world: World, people: People, at: datetime) -> Board:
    """The Secretariat's board once the period is locked."""
    Period.everything.filter(pk=world.period.pk).update(
        state=PeriodState.LOCKED, locked_at=at, locked_by=people.secretariat
    )
    board = board_for(people.secretariat, at)
    assert board is not None
    return board


def test_before_the_due_date_the_days_left_are_said(small_plan: World, people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(BOARD))

    assert words.startswith("Pantau Belum ada yang terlambat; 5 belum kirim, 3 hari lagi")


@pytest.mark.usefixtures("late")
def test_after_the_due_date_the_late_are_counted_in_words(
    small_plan: World, people: People
) -> None:
    words = words_of(signed_in(people.secretariat).get(BOARD))

    assert words.startswith("Pantau 5 dari 5 K/L terlambat")
    assert "Terlambat 5 hari" in words


def test_whoever_has_sent_everything_is_not_late(
    small_plan: World, people: People, late: datetime
) -> None:
    sent = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("submitted", sent, people, at=late)

    board = board_for(people.secretariat, late)

    assert board is not None
    assert board.verdict == "4 dari 5 K/L terlambat"
    assert [row.name for row in board.other_rows] == ["Kemendagri"]


def test_the_worst_stands_first(small_plan: World, people: People, late: datetime) -> None:
    returned = small_plan.report("P1-F01-A003", "Kemensos")
    ProgressReport.everything.filter(pk=returned.pk).update(due_at=end_of(date(2026, 7, 1)))

    board = board_for(people.secretariat, late)

    assert board is not None
    assert board.late_rows[0].name == "Kemensos"
    assert board.late_rows[0].days_late == 35
    assert [row.days_late for row in board.late_rows] == sorted(
        (row.days_late for row in board.late_rows), reverse=True
    )


def test_a_report_that_was_due_minutes_ago_is_one_day_late(
    small_plan: World, people: People
) -> None:
    board = board_for(people.secretariat, small_plan.period.due_at + timedelta(minutes=5))

    assert board is not None
    assert {row.days_late for row in board.late_rows} == {1}


def test_the_official_to_call_is_named_with_the_office(
    small_plan: World, people: People, late: datetime
) -> None:
    words = words_of(signed_in(people.secretariat).get(BOARD))

    assert "Darma Wiguna Kepala Biro Perencanaan Kemenag" in words


def test_in_a_locked_period_the_word_is_not_late_but_silent(
    small_plan: World, people: People, late: datetime
) -> None:
    board = after_the_lock(small_plan, people, late)

    assert board.verdict == "5 dari 5 K/L tidak melapor"


@pytest.mark.usefixtures("late")
def test_one_pokja_can_be_looked_at_alone(small_plan: World, people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(BOARD, {"pokja": "3"}))

    assert words.startswith("Pantau 2 dari 2 K/L terlambat")
    assert "Kemensos" not in words


@pytest.mark.usefixtures("late")
def test_verifiers_see_their_pillar_and_no_other(small_plan: World, people: People) -> None:
    own = words_of(signed_in(people.verifier).get(BOARD))
    other = words_of(signed_in(people.verifier).get(BOARD, {"pokja": "2"}))

    assert own.startswith("Pantau 4 dari 4 K/L terlambat")
    assert "Kemensos" not in other


@pytest.mark.usefixtures("late")
def test_supervisors_of_the_regions_see_provinces_and_no_institution(
    small_plan: World, people: People
) -> None:
    words = words_of(signed_in(people.regional_supervisor).get(BOARD))

    assert words.startswith("Pantau 4 dari 4 provinsi terlambat")
    assert "Kemenag" not in words


@pytest.mark.parametrize("part", ["operator", "approver", "province_operator", "ppid", "admin"])
@pytest.mark.parametrize("url", [BOARD, reverse("board-export", args=["csv"])])
def test_those_who_report_do_not_see_the_board(part: str, url: str, people: People) -> None:
    answer = signed_in(people.all()[part]).get(url)

    assert answer.status_code == 403
    assert "Kemensos" not in body_of(answer)


def test_the_words_of_unsent_reports_stay_with_their_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("draft", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)

    assert factories.SECRET not in body_of(signed_in(people.verifier).get(BOARD))
    assert factories.SECRET not in body_of(signed_in(people.secretariat).get(BOARD))


def test_the_heat_says_in_words_how_each_period_went(
    small_plan: World, people: People, late: datetime
) -> None:
    report = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("submitted", report, people, at=small_plan.period.due_at - timedelta(days=1))

    board = board_for(people.secretariat, late)

    assert board is not None
    heat = {row.name: row.cells[0] for row in board.heat}
    assert (heat["Kemendagri"].word, heat["Kemendagri"].parts) == ("Tepat waktu", "1/1")
    assert (heat["Kemenag"].word, heat["Kemenag"].parts) == ("Belum lengkap, terlambat", "0/3")


def test_earlier_periods_stand_beside_the_running_one(
    small_plan: World, people: People, late: datetime
) -> None:
    before = Period.everything.create(
        version=small_plan.version,
        year=2025,
        code="S2",
        name="Semester II 2025",
        starts_on=date(2025, 7, 1),
        ends_on=date(2025, 12, 31),
        opens_at=start_of(date(2026, 1, 1)),
        due_at=end_of(date(2026, 1, 20)),
        closes_at=end_of(date(2026, 1, 30)),
        cutoff_at=end_of(date(2026, 2, 10)),
        state=PeriodState.CLOSED,
    )
    assignment = small_plan.report("P3-F01-A002", "Kemendagri").assignment
    ProgressReport.everything.create(
        assignment=assignment,
        period=before,
        state=ReportState.SUBMITTED,
        first_submitted_at=before.due_at + timedelta(days=1),
        submitted_at=before.due_at + timedelta(days=1),
        submitted_by=people.approver,
    )

    board = board_for(people.secretariat, late)

    assert board is not None
    assert [period.name for period in board.periods] == ["Semester II 2025", "Semester I 2026"]
    heat = {row.name: [cell.word for cell in row.cells] for row in board.heat}
    assert heat["Kemendagri"] == ["Terkirim terlambat", "Belum lengkap, terlambat"]
    assert heat["Kemenag"] == ["Tidak wajib", "Belum lengkap, terlambat"]


@pytest.mark.usefixtures("late")
def test_the_file_holds_the_rows_of_the_page(small_plan: World, people: People) -> None:
    answer = signed_in(people.secretariat).get(reverse("board-export", args=["csv"]))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 5 + 4
    assert rows[1][1] == "Badan Nasional Penanggulangan Terorisme"
    assert rows[1][4:8] == ["5", "3", "0", "3"]
    assert "pantau-S1-2026-20260805-2359.csv" in answer["Content-Disposition"]


def test_the_file_comes_as_a_workbook_too_but_as_nothing_else(people: People) -> None:
    client = signed_in(people.secretariat)

    assert client.get(reverse("board-export", args=["xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("board-export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize(("part", "count"), [("secretariat", 12), ("verifier", 11)])
def test_the_board_takes_as_many_queries_for_ten_times_the_actions(
    part: str, count: int, small_plan: World, people: People
) -> None:
    person = people.all()[part]
    few = queries_of(person, BOARD)
    ten_times(small_plan)

    assert (few, queries_of(person, BOARD)) == (count, count)


def lacks_of(person: User, at: datetime) -> dict[str, set[str]]:
    """The late institutions by what they lack."""
    board = board_for(person, at)
    assert board is not None
    return {key: {row.name for row in board.late_rows_of(key)} for key in LACKS}


def test_the_late_are_split_by_what_they_lack_and_each_counts_once(
    small_plan: World, people: People, late: datetime
) -> None:
    early = small_plan.period.due_at - timedelta(days=1)
    sent = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", sent, people, at=early)
    waiting = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("proposed", waiting, people, at=early)

    found = lacks_of(people.secretariat, late)

    assert found["sebagian"] == {"Kemenag"}
    assert found["eselon2"] == {"Kemendagri"}
    assert "Kemensos" in found["belum"]
    assert sum(map(len, found.values())) == len(set().union(*found.values())) == 5


def test_one_late_report_that_nobody_proposed_is_not_waiting(
    small_plan: World, people: People, late: datetime
) -> None:
    early = small_plan.period.due_at - timedelta(days=1)
    for code in ("P1-F01-A001", "P1-F01-A002"):
        report = small_plan.report(code, "Kemenag")
        factories.a_report("proposed", report, people, at=early)

    assert "Kemenag" in lacks_of(people.secretariat, late)["belum"]

    last = small_plan.report("P1-F01-A006", "Kemenag")
    factories.a_report("submitted", last, people, at=early)
    assert "Kemenag" in lacks_of(people.secretariat, late)["eselon2"]


def test_a_report_that_came_back_and_was_not_repaired_is_partly(
    small_plan: World, people: People, late: datetime, now: datetime
) -> None:
    returned = small_plan.report("P3-F01-A002", "Kemendagri")
    factories.a_report("returned", returned, people, at=now)
    ProgressReport.everything.filter(pk=returned.pk).update(due_at=late - timedelta(hours=1))

    assert "Kemendagri" in lacks_of(people.secretariat, late)["sebagian"]


@pytest.mark.usefixtures("late")
def test_each_number_of_the_first_line_opens_its_rows(small_plan: World, people: People) -> None:
    early = small_plan.period.due_at - timedelta(days=1)
    sent = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", sent, people, at=early)
    client = signed_in(people.secretariat)

    words = words_of(client.get(BOARD))
    partly = client.get(BOARD, {"terlambat": "sebagian"})

    assert "5 dari 5 K/L terlambat: 4 belum mengirim sama sekali , 1 baru sebagian" in words
    assert [row.name for row in partly.context["late_rows"]] == ["Kemenag"]
    assert "menunggu Eselon II" not in words
    answer = client.get(reverse("board-export", args=["csv"]), {"terlambat": "sebagian"})
    assert len(answer.content.decode("utf-8-sig").strip().splitlines()) == 2
    unknown = client.get(BOARD, {"terlambat": "semua"})
    assert len(unknown.context["late_rows"]) == 5


@pytest.mark.usefixtures("late")
def test_bnpt_itself_stands_among_the_late(small_plan: World, people: People) -> None:
    rows = signed_in(people.secretariat).get(BOARD).context["late_rows"]

    assert "BNPT" in {row.name for row in rows}


def test_after_the_lock_the_split_speaks_of_what_is_over(
    small_plan: World, people: People, late: datetime
) -> None:
    board = after_the_lock(small_plan, people, late)

    assert [part.words for part in board.lacks] == ["5 tidak mengirim sama sekali"]
