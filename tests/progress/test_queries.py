"""Reading reports: whose they are, which wait, what is next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pillars.models import PlanRules
from progress.models import Draft, Evidence, ProgressReport, RegionalReport, Submission
from progress.queries import (
    queue_rows,
    report_before,
    reports_awaiting,
    task_list,
    verifiers_of,
)
from progress.services import RegionalContent, autosave, save_regional_report, submit_report
from tests import factories
from tests.factories import World
from tests.people import People


def _codes(tasks: Any) -> dict[str, list[str]]:
    return {
        group.key: [task.code for task in group.tasks]
        for section in tasks.sections
        for group in section.groups
    }


def test_an_officer_finds_the_returned_report_first_and_the_sent_ones_last(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    factories.a_report("returned", small_plan.report("P1-F01-A006", "Kemenag"), people, at=now)

    tasks = task_list(people.operator, small_plan.period, now)

    assert list(_codes(tasks).items()) == [
        ("returned", ["P1-F01-A006"]),
        ("not_started", ["P1-F01-A002"]),
        ("sent", ["P1-F01-A001"]),
    ]
    assert (tasks.done, tasks.total) == (1, 3)
    assert tasks.next_task is not None
    assert tasks.next_task.code == "P1-F01-A006"


def test_an_official_finds_what_waits_for_sending_first(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("proposed", small_plan.report("P1-F01-A002", "Kemenag"), people, at=now)

    groups = list(_codes(task_list(people.approver, small_plan.period, now)))

    assert groups == ["proposed", "not_started"]


def test_a_coordinator_sees_every_unit_of_the_institution_apart(
    small_plan: World, people: People, now: datetime
) -> None:
    tasks = task_list(people.coordinator, small_plan.period, now)

    assert {section.owner: section.total for section in tasks.sections} == {
        "Unit contoh Polri": 1,
        "Polri": 2,
    }


def test_a_unit_sees_only_its_own(small_plan: World, people: People, now: datetime) -> None:
    tasks = task_list(people.unit_operator, small_plan.period, now)

    assert _codes(tasks) == {"not_started": ["P1-F01-A004"]}


def test_a_province_owes_its_one_report(small_plan: World, people: People, now: datetime) -> None:
    tasks = task_list(people.province_operator, small_plan.period, now)

    assert tasks.next_task is not None
    assert (tasks.total, tasks.next_task.url_name) == (1, "progress:regional-edit")


@pytest.mark.parametrize("part", ["verifier", "secretariat", "ppid", "admin", "head"])
def test_who_reports_nothing_owes_nothing(
    part: str, small_plan: World, people: People, now: datetime
) -> None:
    tasks = task_list(people.all()[part], small_plan.period, now)

    assert (tasks.total, tasks.next_task) == (0, None)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-10, ("13 hari lagi", "calm")),
        (0, ("3 hari lagi", "soon")),
        (4, ("Terlambat 1 hari", "late")),
    ],
)
def test_the_deadline_is_said_in_words(
    days: int, said: tuple[str, str], small_plan: World, people: People, now: datetime
) -> None:
    tasks = task_list(people.operator, small_plan.period, now + timedelta(days=days))

    assert tasks.next_task is not None
    assert (tasks.next_task.deadline, tasks.next_task.tone) == said


def test_a_task_shows_the_value_of_the_period_before(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    ProgressReport.everything.create(assignment=report.assignment, period=small_plan.next_period)

    tasks = task_list(people.operator, small_plan.next_period, now)

    assert tasks.next_task is not None
    assert tasks.next_task.last_value == "48 orang (Semester I 2026)"


def test_a_task_list_takes_the_same_queries_however_long_it_is(
    small_plan: World, people: People, now: datetime, django_assert_num_queries: Any
) -> None:
    one = small_plan.report("P1-F01-A001", "Kemenag").assignment
    ProgressReport.everything.create(assignment=one, period=small_plan.next_period)
    assert people.operator.reach.roles

    # Reports, provinces, targets, values of the period before.
    for period, total in ((small_plan.next_period, 1), (small_plan.period, 3)):
        with django_assert_num_queries(4):
            tasks = task_list(people.operator, period, now)
        assert tasks.total == total


def test_the_queue_holds_only_the_verifiers_pillars_the_oldest_first(
    small_plan: World, people: People, now: datetime
) -> None:
    young = small_plan.report("P1-F01-A001", "Kemenag")
    old = small_plan.report("P1-F01-A003", "Kemensos")
    foreign = small_plan.report("P2-F01-A004", "Kemensos")
    factories.a_report("submitted", young, people, at=now)
    factories.a_report("submitted", old, people, at=now - timedelta(days=9))
    factories.a_report("submitted", foreign, people, at=now)

    rows = queue_rows(people.verifier, now)

    assert [(row.pk, row.age_days) for row in rows] == [(old.pk, 9), (young.pk, 0)]


def test_the_queue_never_holds_reports_of_the_own_institution(
    small_plan: World, people: People, now: datetime
) -> None:
    own = small_plan.report("P1-F01-A005", "BNPT")
    factories.a_report("submitted", own, people, at=now)

    assert queue_rows(people.verifier, now) == []
    assert [row.pk for row in queue_rows(people.sekber_verifier, now)] == [own.pk]


def test_the_queue_marks_what_was_returned_before_and_what_came_late(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    late = report.period.due_at + timedelta(hours=1)
    factories.a_report("returned", report, people, at=late)
    factories.answer_all(factories.again(report), people, at=late)
    submit_report(factories.again(report), by=people.approver, at=late)

    (row,) = queue_rows(people.verifier, late)

    assert (row.returned_before, row.was_late) == (True, True)


def test_provinces_stand_in_the_same_queue(
    regional: RegionalReport, people: People, now: datetime
) -> None:
    content = RegionalContent(narrative="Empat kegiatan ketahanan masyarakat di tiga kabupaten.")
    save_regional_report(regional, content, version=0, by=people.province_operator, at=now)
    submit_report(regional, by=people.province_approver, at=now)

    (row,) = queue_rows(people.other_verifier, now)

    assert (row.url_name, row.owner) == ("progress:regional-desk", "Jawa Barat")


def test_chairs_find_what_waits_for_them_and_the_leads_own_goes_to_another_member(
    small_plan: World, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    ordinary = small_plan.report("P1-F01-A001", "Kemenag")
    own = small_plan.report("P1-F01-A005", "BNPT")
    for report in (ordinary, own):
        factories.a_report("verified", report, people, at=now)

    found = {
        part: {row.pk for row in reports_awaiting(people.all()[part])}
        for part in ("chair", "pokja_head", "sekber_member", "verifier")
    }

    assert found == {
        "chair": {ordinary.pk},
        "pokja_head": {ordinary.pk},
        "sekber_member": {own.pk},
        "verifier": set(),
    }


@pytest.mark.parametrize(("compares", "count"), [(False, 2), (True, 5)])
def test_the_queue_takes_the_same_queries_however_long_it_is(
    compares: bool,
    count: int,
    small_plan: World,
    people: People,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    assert people.verifier.reach.roles
    for code, short in (("P1-F01-A001", "Kemenag"), ("P1-F01-A003", "Kemensos")):
        factories.a_report("submitted", small_plan.report(code, short), people, at=now)
        # Two kinds of report; to compare: commitments, their targets, the plan's rules.
        with django_assert_num_queries(count):
            queue_rows(people.verifier, now, compares=compares)


def test_verifiers_come_from_the_pillar_and_from_another_institution(
    small_plan: World, people: People
) -> None:
    ordinary = verifiers_of(small_plan.report("P1-F01-A001", "Kemenag"))
    own = verifiers_of(small_plan.report("P1-F01-A005", "BNPT"))

    assert set(ordinary) == {people.verifier.pk, people.sekber_verifier.pk}
    assert set(own) == {people.sekber_verifier.pk}


def test_the_report_before_is_the_latest_that_was_sent(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> None:
    later = ProgressReport.everything.create(
        assignment=report.assignment, period=small_plan.next_period
    )
    assert report_before(later) is None

    factories.a_report("submitted", report, people, at=now)

    assert report_before(later) == report
    assert report_before(report) is None


# --- Scope -----------------------------------------------------------------------------------


def test_an_unsent_report_is_seen_by_its_institution_and_the_national_desk_only(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)

    seen = {
        part
        for part, person in people.all().items()
        if ProgressReport.everything.visible_to(person).filter(pk=report.pk).exists()
    }

    national = {"secretariat", "pokja_head", "sekber_member", "head", "auditor"}
    assert seen == {"operator", "approver"} | national


def test_a_sent_report_is_also_seen_by_its_pillar(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    for part in ("verifier", "sekber_verifier", "chair"):
        assert ProgressReport.everything.visible_to(people.all()[part]).filter(pk=report.pk)
    for part in ("other_verifier", "other_operator", "ppid", "admin", "province_operator"):
        rows = ProgressReport.everything.visible_to(people.all()[part])
        assert not rows.filter(pk=report.pk)


def test_a_draft_is_read_by_its_writers_only(
    report: ProgressReport, people: People, now: datetime
) -> None:
    autosave(report, {"narrative": "separuh"}, version=0, by=people.operator, at=now)

    seen = {part for part, person in people.all().items() if Draft.everything.visible_to(person)}

    assert seen == {"operator", "approver"}


def test_submissions_and_files_are_seen_as_their_report(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    for part, person in people.all().items():
        sees = ProgressReport.everything.visible_to(person).filter(pk=report.pk).exists()
        assert Submission.everything.visible_to(person).exists() == sees, part
        assert Evidence.everything.visible_to(person).exists() == sees, part
