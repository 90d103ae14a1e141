"""The Koordinator K/L: which unit is where, who reports what, until when inside the house."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Role
from actions.models import Assignment
from institutions.models import Unit
from journal.models import Entry, Notice
from progress.models import ProgressReport, UnitDeadline
from progress.queries.units import duties_in
from progress.services.coordinating import hand_to_unit, set_unit_deadline
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World
from tests.people import People, a_person
from tests.progress.pages import again, signed_in, url

PAGE = reverse("progress:coordination")
HAND_ON = reverse("progress:hand_on")


def unit_of(report: ProgressReport) -> Unit:
    assert report.assignment.unit is not None
    return report.assignment.unit


def deadline_url(unit: Unit) -> str:
    return reverse("progress:unit_deadline", args=[unit.pk])


@pytest.fixture
def of_unit(small_plan: World) -> ProgressReport:
    """A report that the unit of Polri owes."""
    return small_plan.report("P1-F01-A004", "Polri")


@pytest.fixture
def of_house(small_plan: World) -> ProgressReport:
    """A report that Polri itself owes."""
    return small_plan.report("P2-F01-A001", "Polri")


# --- The page --------------------------------------------------------------------------------


def test_the_coordinator_sees_each_unit_its_reports_and_who_holds_its_offices(
    of_unit: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", of_unit, people, at=now)

    page = signed_in(people.coordinator).get(PAGE).content.decode()

    for words in (
        "Unit contoh Polri",
        "Menunggu Eselon II",
        "0 dari 1 terkirim",
        "0 dari 2 terkirim",
        "Yoga Hendrata",
        "Direktur unit Polri",
        "28 Jul 2026",
    ):
        assert words in page


def test_only_a_coordinator_opens_the_page(people: People) -> None:
    for person in (people.unit_operator, people.unit_approver, people.approver, people.secretariat):
        assert signed_in(person).get(PAGE).status_code == 403


def test_the_table_of_duties_is_a_file_with_the_unit_and_both_days(
    of_unit: ProgressReport, of_house: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", of_unit, people, at=now)
    set_unit_deadline(
        unit_of(of_unit), of_unit.period, due_on=date(2026, 7, 30), by=people.coordinator, at=now
    )
    address = reverse("progress:coordination-export", args=["xlsx"])

    answer = signed_in(people.coordinator).get(address)

    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    owed = duties_in([of_unit.assignment.institution], of_unit.period)
    assert set(rows) == {row.assignment.action.code for row in owed}
    unit_row, house_row = rows["P1-F01-A004"], rows["P2-F01-A001"]
    assert unit_row[2:5] == ("Polri", "Unit contoh Polri", "Menunggu Eselon II")
    assert unit_row[5].date() == date(2026, 7, 30)
    assert unit_row[6].date() == day_of(of_unit.owed_at)
    assert (house_row[3], house_row[5]) == ("Polri", None)


def test_only_a_coordinator_takes_the_table(people: People) -> None:
    address = reverse("progress:coordination-export", args=["csv"])

    for person in (people.unit_operator, people.approver, people.secretariat):
        assert signed_in(person).get(address).status_code == 403


def test_a_unit_without_any_change_for_days_is_stuck(
    of_unit: ProgressReport, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.a_report("draft", of_unit, people, at=now)
    fresh = signed_in(people.coordinator).get(PAGE).content.decode()

    later = now + timedelta(days=8)
    monkeypatch.setattr(timezone, "now", lambda: later)
    stale = signed_in(people.coordinator).get(PAGE).content.decode()

    assert "Tidak ada perubahan selama 8 hari." not in fresh
    assert "Tidak ada perubahan selama 8 hari." in stale


def test_a_unit_that_has_sent_everything_is_never_stuck(
    of_unit: ProgressReport, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.a_report("submitted", of_unit, people, at=now)
    set_unit_deadline(
        unit_of(of_unit), of_unit.period, due_on=date(2026, 7, 29),
        by=people.coordinator, at=now,
    )  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=30))

    page = signed_in(people.coordinator).get(PAGE).content.decode()

    assert "Batas internal 29 Jul 2026 sudah lewat." not in page


def test_the_page_takes_as_many_queries_for_two_units_as_for_one(
    small_plan: World, people: People, now: datetime
) -> None:
    client = signed_in(people.coordinator)
    counts = []
    for number in range(2):
        if number:
            unit = Unit.everything.create(
                institution=small_plan.institutions["Polri"], code="KL07-U2", name="Unit kedua"
            )
            report = small_plan.report("P2-F01-A002", "Polri")
            hand_to_unit(report.assignment, unit, shown=None, by=people.coordinator, at=now)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert counts == [11, 11]


# --- The internal deadline -------------------------------------------------------------------


def test_an_internal_deadline_is_told_to_the_unit_and_stands_beside_the_official_one(
    of_unit: ProgressReport, people: People
) -> None:
    client = signed_in(people.coordinator)

    answer = client.post(deadline_url(unit_of(of_unit)), {"due_on": "2026-07-30"})

    assert answer.status_code == 302
    told = Notice.everything.filter(sentence__contains="batas internal Semester I 2026")
    names = {notice.recipient.name for notice in told.select_related("recipient")}
    assert names == {"Bagas Pranoto", "Yoga Hendrata"}
    operator = signed_in(people.unit_operator)
    for page in ("home", "progress:reports"):
        assert "Batas internal Unit contoh Polri: 30 Jul 2026" in (
            operator.get(reverse(page)).content.decode()
        )
    edit = operator.get(url("edit", of_unit)).content.decode()
    assert "31 Jul 2026" in edit
    assert "30 Jul 2026" in edit


def test_a_passed_internal_deadline_shows_who_is_stuck_and_makes_no_report_late(
    of_unit: ProgressReport, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_unit_deadline(
        unit_of(of_unit), of_unit.period, due_on=date(2026, 7, 29),
        by=people.coordinator, at=now,
    )  # fmt: skip
    later = now + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    page = signed_in(people.coordinator).get(PAGE).content.decode()
    factories.a_report("submitted", of_unit, people, at=later)

    assert "Batas internal 29 Jul 2026 sudah lewat." in page
    assert not of_unit.submissions.get().is_late
    assert not again(of_unit).was_late


def test_a_new_day_takes_the_place_of_the_old_one_and_both_are_recorded(
    of_unit: ProgressReport, people: People, now: datetime
) -> None:
    for day in (date(2026, 7, 29), date(2026, 7, 30)):
        unit = unit_of(of_unit)
        set_unit_deadline(unit, of_unit.period, due_on=day, by=people.coordinator, at=now)

    assert UnitDeadline.everything.get().due_on == date(2026, 7, 30)
    entries = Entry.everything.filter(verb="unit_deadline.set")
    assert [entry.capacity for entry in entries] == ["Koordinator RAN PE Polri"] * 2


@pytest.mark.parametrize("day", ["2026-08-01", "2026-07-27", "", "besok", "2026-02-31"])
def test_a_day_after_the_official_one_or_in_the_past_is_not_taken(
    day: str, of_unit: ProgressReport, people: People
) -> None:
    client = signed_in(people.coordinator)

    answer = client.post(deadline_url(unit_of(of_unit)), {"due_on": day})

    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert not UnitDeadline.everything.exists()


def test_nobody_sets_a_day_for_a_unit_of_another_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    kemenag = small_plan.institutions["Kemenag"]
    unit = Unit.everything.create(institution=kemenag, code="KL09-U1", name="Unit Kemenag")

    answer = signed_in(people.coordinator).post(deadline_url(unit), {"due_on": "2026-07-30"})

    assert answer.status_code == 403
    with pytest.raises(NotYours):
        set_unit_deadline(
            small_plan.unit, small_plan.period, due_on=date(2026, 7, 30), by=people.approver, at=now
        )


def test_other_institutions_and_the_desk_do_not_see_the_day(
    of_unit: ProgressReport, people: People, now: datetime
) -> None:
    unit = unit_of(of_unit)
    set_unit_deadline(unit, of_unit.period, due_on=date(2026, 7, 30), by=people.coordinator, at=now)

    seen = {
        name
        for name, person in people.all().items()
        if UnitDeadline.everything.visible_to(person).exists()
    }
    assert seen == {"coordinator", "unit_operator", "unit_approver"}


# --- Handing duties on -----------------------------------------------------------------------


def test_a_duty_is_handed_to_a_unit_with_what_is_written(
    of_house: ProgressReport, small_plan: World, people: People
) -> None:
    duty = of_house.assignment
    client = signed_in(people.coordinator)
    assert signed_in(people.unit_operator).get(url("edit", of_house)).status_code == 404

    answer = client.post(HAND_ON, {f"unit-{duty.pk}": small_plan.unit.pk, f"shown-{duty.pk}": ""})

    assert answer.status_code == 302
    assert signed_in(people.unit_operator).get(url("edit", of_house)).status_code == 200
    entry = Entry.everything.get(verb="assignment.handed_on")
    assert (entry.before, entry.after) == ({"unit": None}, {"unit": small_plan.unit.pk})
    assert Notice.everything.filter(recipient=people.unit_operator).exists()


def test_a_duty_comes_back_to_the_house(
    of_unit: ProgressReport, people: People, now: datetime
) -> None:
    unit = of_unit.assignment.unit_id
    hand_to_unit(of_unit.assignment, None, shown=unit, by=people.coordinator, at=now)

    assert Assignment.everything.get(pk=of_unit.assignment_id).unit is None
    assert signed_in(people.unit_operator).get(url("edit", of_unit)).status_code == 404


def test_what_somebody_else_handed_on_meanwhile_is_not_written_over(
    of_house: ProgressReport, of_unit: ProgressReport, small_plan: World, people: People
) -> None:
    house, unit = of_house.assignment, of_unit.assignment
    data = {
        f"unit-{house.pk}": small_plan.unit.pk,
        f"shown-{house.pk}": "",
        f"unit-{unit.pk}": small_plan.unit.pk,
        f"shown-{unit.pk}": "",
    }

    answer = signed_in(people.coordinator).post(HAND_ON, data)

    assert answer.status_code == 409
    assert Assignment.everything.get(pk=house.pk).unit is None
    assert not Entry.everything.filter(verb="assignment.handed_on").exists()


def test_what_stays_where_it_is_leaves_no_trace(
    of_unit: ProgressReport, small_plan: World, people: People
) -> None:
    duty, unit = of_unit.assignment, small_plan.unit.pk
    data = {f"unit-{duty.pk}": unit, f"shown-{duty.pk}": unit}

    answer = signed_in(people.coordinator).post(HAND_ON, data)

    assert answer.status_code == 302
    assert not Entry.everything.filter(verb="assignment.handed_on").exists()


def test_a_duty_never_leaves_its_institution(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    kemenag = small_plan.institutions["Kemenag"]
    coordinator = a_person(
        "koordinator.kemenag@ranpe.example", "Ayu Kinanti", "Koordinator Kemenag", kemenag,
        (Role.COORDINATOR, kemenag),
    )  # fmt: skip
    duty = report.assignment

    with pytest.raises(Incomplete):
        hand_to_unit(duty, small_plan.unit, shown=None, by=coordinator, at=now)
    with pytest.raises(NotYours):
        hand_to_unit(duty, None, shown=None, by=people.coordinator, at=now)
    with pytest.raises(OutOfTurn):
        hand_to_unit(duty, None, shown=small_plan.unit.pk, by=coordinator, at=now)
    data = {f"unit-{duty.pk}": small_plan.unit.pk, f"shown-{duty.pk}": ""}
    assert signed_in(coordinator).post(HAND_ON, data).status_code == 404
    assert signed_in(people.coordinator).post(HAND_ON, data).status_code == 302
    assert Assignment.everything.get(pk=duty.pk).unit is None
