"""A verification session: who gets what, same-day repair, blind marks, the chair's list."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from journal.models import Entry
from pillars.models import PlanRules
from progress import access
from progress.models import (
    CalibrationMark,
    ProgressReport,
    ReportState,
    SessionItem,
    SessionSeat,
    SessionState,
    Untaken,
    Verification,
)
from progress.queries.minutes import items_for_record, session_record
from progress.queries.sessions import agreement_in, session_board, unresolved_items
from progress.services import (
    RemarkText,
    accept_report,
    return_report,
    save_report,
    submit_report,
)
from progress.services.deciding import endorse_items, except_items
from progress.services.sessions import (
    close_session,
    mark_calibration,
    plan_session,
    reassign_item,
    record_minutes,
    share_session,
    start_session,
)
from ranpe.kit.clock import end_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from ranpe.pages.boards import board_for
from tests import factories
from tests.factories import RUBRIC, World
from tests.people import People
from tests.progress.sessions import (
    DAYS,
    a_decision,
    a_session,
    item_of,
    many_reports,
    many_verifiers,
)

REMARK = [RemarkText("narrative", "Mohon dilengkapi.")]


# --- The whole session ---------------------------------------------------------------------------


def test_twenty_verifiers_check_one_hundred_and_twenty_reports(
    small_plan: World, people: People, now: datetime
) -> None:
    verifiers = many_verifiers(small_plan, 20)
    many_reports(small_plan, people, 120, at=now)
    PlanRules.everything.update(needs_chair=False)

    session = a_session("running", small_plan, people, at=now, verifiers=verifiers, sample_size=4)
    items = list(items_for_record(session))

    # Nobody holds their own institution, and everybody holds as much as anybody else.
    people_of = {person.pk: person for person in verifiers}
    assert len(items) == 120
    assert all(access.is_verifier(people_of[item.seat.verifier_id], item.report) for item in items)
    loads = Counter(item.seat_id for item in items)
    assert set(loads.values()) == {6}
    # A K/L sits at few desks: the five reports of a ministry at one to three, mostly two.
    desks: dict[str, set[int]] = {}
    for item in items:
        desks.setdefault(item.report.assignment.institution.short, set()).add(item.seat_id)
    sizes = [len(found) for short, found in desks.items() if short.startswith("X")]
    assert max(sizes) <= 3
    assert sum(sizes) <= 2 * len(sizes)

    for number, item in enumerate(items):
        by = people_of[item.seat.verifier_id]
        if number % 3 == 0:
            return_report(item.report, remarks=REMARK, by=by, at=now)
        else:
            _accept(item.report, by, now)

    board = session_board(session, people.secretariat)
    assert (board.verified, board.total) == (80, 120)
    returned = ProgressReport.everything.filter(state=ReportState.RETURNED)
    assert {row.due_at for row in returned} == {end_of(date(2026, 7, 28))}
    # Berita acara, board and spreadsheet count the same.
    shown = board_for(people.secretariat, now)
    assert shown
    rows = {row.name: row for row in shown.rows}
    for house in {item.report.assignment.institution for item in items}:
        record = session_record(session, items_for_record(session, house), now)
        assert record.totals.compliance.due == record.totals.reports
        assert rows[house.short].due == record.totals.reports
        assert rows[house.short].sent == record.totals.compliance.sent
        assert rows[house.short].returned == record.totals.compliance.returned
    whole = session_record(session, items_for_record(session), now)
    assert (whole.totals.verified, whole.totals.compliance.returned) == (80, 40)


def _accept(report: ProgressReport, by: User, at: datetime) -> Verification:
    value = report.achieved_value
    return accept_report(report, recognised_value=value, rubric=RUBRIC, by=by, at=at)


# --- Planning and sharing ------------------------------------------------------------------------


def test_a_session_is_planned_shared_begun_and_closed_with_one_entry_each(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)

    session = close_session(session, by=people.pokja_head, at=now)

    assert session.state == SessionState.CLOSED
    verbs = Entry.everything.filter(subject_label="progress.verificationsession")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "session.planned",
        "session.shared",
        "session.start",
        "session.close",
    ]


def test_what_nobody_may_judge_says_why(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    session = a_session("shared", small_plan, people, at=now)

    why = {item.report.assignment.action.code: item.untaken for item in _all_items(session)}

    assert why["P1-F01-A001"] == Untaken.VERIFIED
    assert why["P2-F01-A003"] == Untaken.NO_OTHER  # BNPT's own, and the verifier is of BNPT
    assert why["P3-F01-A001"] == Untaken.NO_PILLAR
    assert why["P1-F01-A005"] == ""  # BNPT's own goes to Bappenas
    assert item_of(session, small_plan.report("P1-F01-A005", "BNPT")).seat == _seat(
        session, people.sekber_verifier
    )


def _all_items(session: Any) -> Any:
    return session.items.select_related("report__assignment__action")


def _seat(session: Any, person: User) -> SessionSeat:
    found: SessionSeat = session.seats.get(verifier=person)
    return found


def test_a_session_of_some_pillars_takes_only_their_reports(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("shared", small_plan, people, at=now, pillars=(2,))

    codes = {item.report.assignment.action.code[:2] for item in _all_items(session)}

    assert codes == {"P2"}


def test_a_report_sits_in_one_open_session_only(
    small_plan: World, people: People, now: datetime
) -> None:
    a_session("running", small_plan, people, at=now, pillars=(1,))

    other = a_session("shared", small_plan, people, at=now)

    assert not other.items.filter(report__assignment__action__focus__pillar__number=1).exists()


def test_sharing_can_be_repeated_until_the_session_begins(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("shared", small_plan, people, at=now)
    before = list(session.items.order_by("report").values_list("report", "seat"))

    share_session(session, by=people.secretariat, at=now)

    assert list(session.items.order_by("report").values_list("report", "seat")) == before
    start_session(session, by=people.secretariat, at=now)
    with pytest.raises(OutOfTurn):
        share_session(session, by=people.secretariat, at=now)


def test_a_session_without_shared_work_does_not_begin(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("planned", small_plan, people, at=now)

    with pytest.raises(Incomplete, match="belum dibagi"):
        start_session(session, by=people.secretariat, at=now)


@pytest.mark.parametrize("part", ["verifier", "chair", "approver", "auditor"])
def test_only_the_secretariat_and_the_head_run_a_session(
    part: str, small_plan: World, people: People, now: datetime
) -> None:
    someone = people.all()[part]
    session = a_session("shared", small_plan, people, at=now)

    with pytest.raises(NotYours):
        plan_session(small_plan.period, DAYS, [people.verifier], by=someone, at=now)
    with pytest.raises(NotYours):
        share_session(session, by=someone, at=now)
    with pytest.raises(NotYours):
        start_session(session, by=someone, at=now)


def test_a_session_needs_a_verifier_and_days_in_order(
    small_plan: World, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match="verifikator"):
        a_session("planned", small_plan, people, at=now, verifiers=[])
    with pytest.raises(Incomplete, match="Hari terakhir"):
        a_session("planned", small_plan, people, at=now, ends_on=date(2026, 7, 27))


def test_a_report_moves_to_another_desk_that_may_judge_it(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)
    item = item_of(session, report)
    assert item.seat
    other = session.seats.filter(verifier__in=[people.verifier, people.sekber_verifier]).exclude(
        pk=item.seat.pk
    )[0]

    reassign_item(item, other, by=people.secretariat, at=now)

    assert item_of(session, report).seat == other
    assert Entry.everything.filter(verb="session.reassigned").count() == 1
    with pytest.raises(Incomplete, match="tidak boleh memeriksa"):
        wrong = _seat(session, people.other_verifier)
        reassign_item(item, wrong, by=people.secretariat, at=now)


# --- Same-day repair -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "day", "due"),
    [
        (10, 28, date(2026, 7, 28)),
        (16, 28, date(2026, 7, 29)),
        (16, 30, date(2026, 7, 30)),
    ],
)
def test_what_a_running_session_returns_is_due_the_same_or_the_next_session_day(
    hour: int,
    day: int,
    due: date,
    small_plan: World,
    people: People,
    report: ProgressReport,
    now: datetime,
) -> None:
    factories.a_report("submitted", report, people, at=now)
    a_session("running", small_plan, people, at=now)
    at = now.replace(day=day, hour=hour)

    return_report(report, remarks=REMARK, by=people.verifier, at=at)

    assert factories.again(report).due_at == end_of(due)


def test_outside_a_running_session_the_working_day_rule_stands(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    session = a_session("running", small_plan, people, at=now)
    close_session(session, by=people.secretariat, at=now)

    return_report(report, remarks=REMARK, by=people.verifier, at=now)

    assert factories.again(report).due_at == end_of(date(2026, 8, 6))


def test_what_is_repaired_is_back_at_the_same_desk(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    session = a_session("running", small_plan, people, at=now)
    seat = item_of(session, report).seat
    assert seat
    return_report(report, remarks=REMARK, by=seat.verifier, at=now)
    row = factories.again(report)
    content = factories.some_content(narrative="Pelatihan di tiga tempat sesuai rencana kerja.")
    row = save_report(row, content, version=row.version, by=people.operator, at=now)
    factories.answer_all(row, people, at=now)

    submit_report(row, by=people.approver, at=now + timedelta(hours=2))

    board = session_board(session, seat.verifier)
    assert [item.report_id for item in board.mine if item.report.state == "submitted"] == [row.pk]


# --- Calibration ---------------------------------------------------------------------------------


@pytest.fixture
def sample(small_plan: World, people: People, report: ProgressReport, now: datetime) -> SessionItem:
    """The one report of the calibration sample of a running session."""
    factories.a_report("submitted", report, people, at=now)
    session = a_session("running", small_plan, people, at=now, sample_size=1)
    item = item_of(session, report)
    assert item.is_calibration
    return item


def test_marks_are_blind_and_change_nothing(
    sample: SessionItem, people: People, now: datetime
) -> None:
    for person, accepts in ((people.verifier, True), (people.sekber_verifier, False)):
        mark_calibration(sample, accepts=accepts, rubric=RUBRIC, by=person, at=now)

    seen = CalibrationMark.everything.visible_to
    assert [mark.seat.verifier for mark in seen(people.verifier)] == [people.verifier]
    assert seen(people.chair).count() == 2
    assert factories.again(sample.report).state == ReportState.SUBMITTED
    assert not Verification.everything.exists()


def test_the_chair_reads_how_often_two_verifiers_agree(
    sample: SessionItem, people: People, small_plan: World, now: datetime
) -> None:
    other = {**RUBRIC, "official": False}
    mark_calibration(sample, accepts=True, rubric=RUBRIC, by=people.verifier, at=now)
    mark_calibration(sample, accepts=True, rubric=other, by=people.sekber_verifier, at=now)

    rules = small_plan.plan.newest_rules
    found = agreement_in(sample.session, people.chair, rules)

    assert (found[0].pairs.part, found[0].pairs.whole) == (1, 1)
    labels = {row["key"]: row["label"] for row in rules.rubric}
    by_question = {row.question: row.pairs.part for row in found}
    assert by_question[labels["official"]] == 0
    assert by_question[labels["relevant"]] == 1


def test_a_mark_is_given_once_by_who_may_judge_and_only_of_the_sample(
    sample: SessionItem, people: People, small_plan: World, now: datetime
) -> None:
    mark_calibration(sample, accepts=True, rubric={}, by=people.verifier, at=now)

    with pytest.raises(OutOfTurn):
        mark_calibration(sample, accepts=False, rubric={}, by=people.verifier, at=now)
    with pytest.raises(NotYours):
        mark_calibration(sample, accepts=True, rubric={}, by=people.other_verifier, at=now)
    other = item_of(sample.session, small_plan.report("P1-F01-A002", "Kemenag"))
    with pytest.raises(OutOfTurn):
        mark_calibration(other, accepts=True, rubric={}, by=people.verifier, at=now)


# --- The chair's list ----------------------------------------------------------------------------


def test_the_chair_approves_the_ticked_one_by_one_with_one_entry_each(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    second = small_plan.report("P1-F01-A002", "Kemenag")
    third = small_plan.report("P1-F01-A003", "Kemensos")
    for row in (report, second):
        _accept(factories.a_report("submitted", row, people, at=now), people.sekber_verifier, now)
    factories.a_report("submitted", third, people, at=now)
    session = a_session("running", small_plan, people, at=now)
    ticked = [item_of(session, row) for row in (report, second, third)]

    outcomes = endorse_items(ticked, by=people.chair, at=now)
    again = endorse_items(ticked[:2], by=people.chair, at=now)

    assert [outcome.is_done for outcome in outcomes] == [True, True, False]
    assert all(outcome.is_done for outcome in again)
    assert Entry.everything.filter(verb="report.endorse").count() == 2
    left = {item.report_id for item in unresolved_items(session, people.chair)}
    assert third.pk in left
    assert report.pk not in left


def test_an_exception_cites_a_meetings_decision_and_moves_no_report(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)
    item, decision = item_of(session, report), a_decision(small_plan)

    for _press in range(2):
        [outcome] = except_items(
            [item], decision=decision, note="Menyusul.", by=people.chair, at=now
        )

    assert outcome.is_done
    row = item_of(session, report)
    assert (row.decision, row.exception_note) == (decision, "Menyusul.")
    assert factories.again(report).state == ReportState.NOT_STARTED
    assert Entry.everything.filter(verb="session.excepted").count() == 1
    with pytest.raises(Incomplete, match="keputusan rapat"):
        except_items([item], decision=None, note="", by=people.chair, at=now)


def test_who_is_not_the_chair_excepts_nothing(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)
    item, decision = item_of(session, report), a_decision(small_plan)

    for someone in (people.verifier, people.secretariat, people.approver):
        [outcome] = except_items([item], decision=decision, note="", by=someone, at=now)
        assert not outcome.is_done

    assert item_of(session, report).decision is None


# --- Berita acara --------------------------------------------------------------------------------


def test_the_record_shows_no_word_of_what_is_not_sent(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    second = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("returned", second, people, at=now)
    session = a_session("running", small_plan, people, at=now)
    kemenag = small_plan.institutions["Kemenag"]

    record = session_record(session, items_for_record(session, kemenag), now)

    rows = {row.report_id: row for row in record.rows}
    assert (rows[report.pk].claimed, rows[report.pk].claimed_status) == (None, "")
    assert rows[second.pk].claimed is None
    assert "Data dukung belum memadai" in rows[second.pk].remarks
    assert record.totals.compliance.returned == 1


def test_a_number_and_two_names_are_kept_for_a_berita_acara(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)
    kemenag = small_plan.institutions["Kemenag"]
    said = {"number": "BA-1/2026", "verified_by_name": "Intan", "official_name": "Darma"}

    record_minutes(session, kemenag, **said, by=people.secretariat, at=now)
    row = record_minutes(
        session, kemenag, **{**said, "number": "BA-2/2026"}, by=people.secretariat, at=now
    )

    assert session.minutes.get() == row
    assert Entry.everything.filter(verb="session.minutes").count() == 2
    with pytest.raises(Incomplete):
        record_minutes(session, kemenag, **{**said, "number": " "}, by=people.secretariat, at=now)
    with pytest.raises(NotYours):
        record_minutes(session, kemenag, **said, by=people.verifier, at=now)
