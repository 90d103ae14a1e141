"""The radar: each rule with a case that fires and one that must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from accounts.models import Occupancy
from actions.models import Assignment
from pillars.models import Period, PlanRules
from progress.models import Evidence, ProgressReport
from progress.queries.radar import findings_in
from progress.radar import Finding, Orphan, RadarRule, Reading, Watched, findings
from tests import factories
from tests.factories import World
from tests.people import People

TODAY = date(2026, 8, 3)
KEMENAG = models.Q(assignment__institution__short="Kemenag")
RULES = PlanRules()
SENT = Reading(
    is_sent=True,
    is_late=False,
    is_nil=False,
    year=2026,
    status="on_track",
    value=Decimal(48),
    percent=Decimal(96),
)
NIL = replace(SENT, is_nil=True, status="", value=None, percent=None)
SILENT = Reading(is_sent=False, is_late=True, is_nil=False, year=2026)
NOT_DUE = replace(SILENT, is_late=False)
DUTY = Watched("CONTOH", "P1-F01-A001", 1, "Kemenag", now=SENT)


def found(*rows: Watched, orphans: tuple[Orphan, ...] = ()) -> list[Finding]:
    return findings(rows, orphans, RULES, TODAY)


def rules_of(*rows: Watched) -> set[RadarRule]:
    return {row.rule for row in found(*rows)}


def test_a_report_in_order_is_not_on_the_radar() -> None:
    before = replace(SENT, value=Decimal(24), percent=Decimal(96))

    assert found(replace(DUTY, before=before, earlier=replace(SENT, year=2025))) == []


@pytest.mark.parametrize(
    ("now", "before", "earlier"),
    [
        (NIL, NIL, None),
        (SILENT, SILENT, None),
        (SILENT, NIL, SENT),
        (SENT, SENT, SENT),
    ],
)
def test_two_periods_without_progress_are_stalled(
    now: Reading, before: Reading, earlier: Reading | None
) -> None:
    assert RadarRule.STALLED in rules_of(replace(DUTY, now=now, before=before, earlier=earlier))


@pytest.mark.parametrize(
    ("now", "before", "earlier"),
    [
        (NIL, SENT, None),
        (SILENT, replace(SENT, value=Decimal(60)), SENT),
        (NOT_DUE, NIL, NIL),
        (SENT, replace(SENT, year=2025), NIL),
        (NIL, None, None),
    ],
)
def test_one_quiet_period_is_not_stalled(
    now: Reading, before: Reading | None, earlier: Reading | None
) -> None:
    duty = replace(DUTY, now=now, before=before, earlier=earlier)

    assert RadarRule.STALLED not in rules_of(duty)


def test_the_closed_path_has_no_figures_and_is_never_stalled() -> None:
    closed = replace(DUTY, is_closed=True, now=replace(SENT, value=None), before=NIL)

    assert RadarRule.STALLED not in rules_of(closed)


def test_on_track_against_falling_values_is_found() -> None:
    now = replace(SENT, percent=Decimal(90))
    duty = replace(DUTY, now=now, before=replace(SENT, percent=Decimal(100)))

    [finding] = found(duty)

    assert finding.rule == RadarRule.FALLING
    assert "turun dari 100,0% menjadi 90,0%" in finding.reason


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (replace(SENT, percent=Decimal("90.1")), Decimal(100)),
        (replace(SENT, percent=Decimal(70), status="at_risk"), Decimal(100)),
        (replace(SENT, percent=None), Decimal(100)),
    ],
)
def test_a_small_fall_or_an_honest_one_is_not_found(now: Reading, before: Decimal) -> None:
    duty = replace(DUTY, now=now, before=replace(SENT, percent=before))

    assert RadarRule.FALLING not in rules_of(duty)


@pytest.mark.parametrize(
    ("status", "percent"), [("achieved", 96), ("on_track", 70), ("behind", 96)]
)
def test_a_claim_that_contradicts_the_percentage_is_found(status: str, percent: int) -> None:
    duty = replace(DUTY, now=replace(SENT, status=status, percent=Decimal(percent)))

    [finding] = found(duty)

    assert finding.rule == RadarRule.CONTRADICTION
    assert f"{percent},0% dari target" in finding.reason


@pytest.mark.parametrize(
    ("status", "percent"),
    [("on_track", 96), ("on_track", 100), ("at_risk", 60), ("on_track", None)],
)
def test_a_claim_that_fits_or_is_modest_is_not_found(status: str, percent: int | None) -> None:
    value = None if percent is None else Decimal(percent)
    duty = replace(DUTY, now=replace(SENT, status=status, percent=value))

    assert RadarRule.CONTRADICTION not in rules_of(duty)


def test_the_same_text_or_file_as_last_period_is_found() -> None:
    [text] = found(replace(DUTY, repeated_share=90))
    [file] = found(replace(DUTY, same_files=1))

    assert text.rule == file.rule == RadarRule.REPEATED
    assert "90% uraian sama" in text.reason
    assert "1 berkas data dukung sama" in file.reason


@pytest.mark.parametrize(
    "duty",
    [
        replace(DUTY, repeated_share=89),
        replace(DUTY, now=NIL, repeated_share=100),
        replace(DUTY, now=NOT_DUE, same_files=2),
    ],
)
def test_a_new_text_or_one_that_was_not_sent_is_not_found(duty: Watched) -> None:
    assert RadarRule.REPEATED not in rules_of(duty)


def test_a_queue_older_than_its_limit_is_found_once_a_pokja() -> None:
    old = replace(DUTY, waits_since=TODAY - timedelta(days=8))
    older = replace(DUTY, action_code="P1-F01-A002", waits_since=TODAY - timedelta(days=12))

    [finding] = found(old, older)

    assert finding.rule == RadarRule.QUEUE
    assert finding.owner == "Verifikator Pokja 1"
    assert finding.reason == "2 laporan menunggu lebih dari 7 hari; yang terlama 12 hari."


def test_a_queue_within_its_limit_is_not_found() -> None:
    assert found(replace(DUTY, waits_since=TODAY - timedelta(days=7))) == []


def test_what_waits_for_the_chair_is_the_chairs() -> None:
    [finding] = found(replace(DUTY, waits_since=TODAY - timedelta(days=8), waits_for_chair=True))

    assert finding.owner == "Ketua Pokja 1"


def _shared(code: str, late: str) -> list[Watched]:
    return [
        replace(DUTY, action_code=code, owner=late, now=SILENT),
        replace(DUTY, action_code=code, owner="Polri"),
    ]


def test_an_institution_that_alone_holds_up_two_actions_is_found() -> None:
    [finding] = found(*_shared("A1", "Kemenag"), *_shared("A2", "Kemenag"))

    assert (finding.rule, finding.owner) == (RadarRule.BLOCKING, "Kemenag")
    assert "pada 2 aksi: A1, A2" in finding.reason


def test_one_action_or_one_that_nobody_has_sent_is_not_blocking() -> None:
    nobody = [replace(row, now=SILENT) for row in _shared("A2", "Kemenag")]
    alone = replace(DUTY, action_code="A3", now=SILENT)

    assert RadarRule.BLOCKING not in rules_of(*_shared("A1", "Kemenag"), *nobody, alone)


def test_an_institution_without_anybody_who_sends_is_found_once() -> None:
    vacant = replace(DUTY, now=NOT_DUE, has_sender=False)

    [finding] = found(vacant, replace(vacant, action_code="P1-F01-A002"))

    assert (finding.rule, finding.owner) == (RadarRule.VACANT, "Kemenag")
    assert "2 laporan belum terkirim" in finding.reason


def test_a_vacancy_after_everything_was_sent_is_not_found() -> None:
    assert found(replace(DUTY, has_sender=False)) == []


def test_an_action_without_a_responsible_institution_stands_first() -> None:
    [first, *_rest] = found(
        replace(DUTY, same_files=1), orphans=(Orphan("CONTOH", "P2-F01-A009", 2),)
    )

    assert (first.rule, first.action_code, first.owner) == (
        RadarRule.WITHOUT_OWNER,
        "P2-F01-A009",
        "",
    )


# --- What is loaded --------------------------------------------------------------------------


def everything_in(world: World, at: datetime) -> dict[RadarRule, list[Finding]]:
    """What is found about Kemenag's duties, and about actions that nobody has."""
    earlier = list(Period.everything.filter(ends_on__lt=world.period.starts_on))
    grouped: dict[RadarRule, list[Finding]] = {}
    for row in findings_in(world.period, earlier, KEMENAG, None, at):
        grouped.setdefault(row.rule, []).append(row)
    return grouped


@pytest.fixture
def before(small_plan: World) -> Period:
    """The semester before, in which everybody owed a report."""
    return factories.an_earlier_period(small_plan)


def test_in_the_open_period_of_people_in_office_nothing_is_found(
    small_plan: World, people: People, now: datetime
) -> None:
    assert RadarRule.VACANT not in everything_in(small_plan, now)
    assert RadarRule.WITHOUT_OWNER not in everything_in(small_plan, now)


def test_the_office_of_an_official_who_left_is_vacant(
    small_plan: World, people: People, now: datetime
) -> None:
    Occupancy.everything.filter(user=people.approver).update(ends_on=date(2026, 7, 1))

    [finding] = everything_in(small_plan, now)[RadarRule.VACANT]

    assert finding.owner == "Kemenag"


def test_an_action_whose_assignment_ended_has_no_owner(
    small_plan: World, people: People, now: datetime
) -> None:
    Assignment.everything.filter(action__code="P3-F01-A002").update(valid_to=date(2026, 3, 31))

    [finding] = everything_in(small_plan, now)[RadarRule.WITHOUT_OWNER]

    assert finding.action_code == "P3-F01-A002"


def test_last_periods_text_and_file_are_recognised(
    small_plan: World, people: People, before: Period, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    last = ProgressReport.everything.get(period=before, assignment=report.assignment)
    factories.a_report("submitted", last, people, at=now)
    factories.a_report("submitted", report, people, at=now)

    [finding] = everything_in(small_plan, now)[RadarRule.REPEATED]

    assert finding.action_code == "P1-F01-A001"
    assert finding.reason == (
        "100% uraian sama dengan periode lalu. 1 berkas data dukung sama dengan periode lalu."
    )


def test_a_file_that_was_taken_out_again_does_not_count(
    small_plan: World, people: People, before: Period, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    last = ProgressReport.everything.get(period=before, assignment=report.assignment)
    factories.a_report("submitted", last, people, at=now)
    factories.a_report("submitted", report, people, at=now, narrative="Seluruhnya baru. " * 4)
    Evidence.everything.filter(report=last).update(removed_at=now, removed_by=people.operator)

    assert RadarRule.REPEATED not in everything_in(small_plan, now)


def test_what_was_not_sent_is_not_read(small_plan: World, people: People, now: datetime) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    contradiction: dict[str, Any] = {"claimed_status": "achieved", "achieved_value": Decimal(5)}
    factories.a_report("draft", report, people, at=now, **contradiction)
    assert RadarRule.CONTRADICTION not in everything_in(small_plan, now)

    other = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("submitted", other, people, at=now, **contradiction)

    [finding] = everything_in(small_plan, now)[RadarRule.CONTRADICTION]
    assert finding.action_code == "P1-F01-A002"
