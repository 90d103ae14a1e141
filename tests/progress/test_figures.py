"""The metric engine: every formula and every edge of the domain brief, 4(e) and 4(g)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from actions.models import Direction
from pillars.models import PlanRules, Status
from progress import figures
from progress.figures import Line
from ranpe.kit.formats import percent
from ranpe.kit.ratio import Ratio

RULES = PlanRules()
DUE = datetime.fromisoformat("2026-07-31T23:59:59+07:00")
FULL = Decimal(100)


def a_line(**changes: Any) -> Line:
    """A verified line that reached 48 of 50 with full evidence."""
    values: dict[str, Any] = {
        "action_id": 1,
        "action_code": "P1-F01-A001",
        "pillar_number": 1,
        "focus_id": 1,
        "assignment_id": 1,
        "institution_id": 9,
        "unit_id": None,
        "report_id": 1,
        "state": "verified",
        "sent_at": DUE - timedelta(days=3),
        "owed_at": DUE,
        "period_due_at": DUE,
        "returns": 0,
        "is_nil": False,
        "direction": Direction.UP,
        "unit": "orang",
        "target": Decimal(50),
        "claimed_value": Decimal(48),
        "value": Decimal(48),
        "claimed_status": "on_track",
        "evidence_share": FULL,
        **changes,
    }
    return Line(**values)


@pytest.mark.parametrize(
    ("value", "target", "direction", "expected"),
    [
        ("48", "50", Direction.UP, "96"),
        ("0", "50", Direction.UP, "0"),
        ("125", "50", Direction.UP, "250"),
        ("8", "10", Direction.DOWN, "120"),
        ("10", "10", Direction.DOWN, "100"),
        ("15", "10", Direction.DOWN, "50"),
        ("25", "10", Direction.DOWN, "0"),
        ("0", "10", Direction.DOWN, "200"),
        ("75", "75", Direction.STAGES, "100"),
        ("50", "100", Direction.STAGES, "50"),
        ("0", "25", Direction.STAGES, "0"),
    ],
)
def test_achievement_follows_the_direction_of_the_indicator(
    value: str, target: str, direction: str, expected: str
) -> None:
    found = figures.achievement(Decimal(value), Decimal(target), direction)

    assert found == Decimal(expected)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(
    ("value", "target"), [(Decimal(5), Decimal(0)), (Decimal(5), None), (None, Decimal(5))]
)
def test_a_target_of_zero_or_a_missing_part_cannot_be_measured(
    value: Decimal | None, target: Decimal | None, direction: str
) -> None:
    assert figures.achievement(value, target, direction) is None


def test_a_nil_report_of_a_promised_result_reached_nothing() -> None:
    assert figures.measured(a_line(is_nil=True, value=None)) == 0


def test_a_nil_report_without_a_target_cannot_be_measured() -> None:
    assert figures.measured(a_line(is_nil=True, value=None, target=None)) is None


def test_a_nil_report_that_is_not_verified_says_nothing_yet() -> None:
    assert figures.measured(a_line(is_nil=True, value=None, state="submitted")) is None


@pytest.mark.parametrize(
    ("reached", "has_evidence", "status"),
    [
        ("100", True, Status.ACHIEVED),
        ("250", True, Status.ACHIEVED),
        ("100", False, Status.ON_TRACK),
        ("99.9", True, Status.ON_TRACK),
        ("90", True, Status.ON_TRACK),
        ("89.99", True, Status.AT_RISK),
        ("60", True, Status.AT_RISK),
        ("59.99", True, Status.BEHIND),
        ("0", True, Status.BEHIND),
    ],
)
def test_the_status_word_follows_the_thresholds_of_the_plan(
    reached: str, has_evidence: bool, status: Status
) -> None:
    found = figures.status_of(Decimal(reached), RULES, has_evidence=has_evidence)

    assert found == status


def test_other_thresholds_give_other_words() -> None:
    strict = PlanRules(on_track_from=Decimal(95), at_risk_from=Decimal(80))

    words = [figures.status_of(Decimal(reached), strict, has_evidence=True) for reached in (94, 79)]

    assert words == [Status.AT_RISK, Status.BEHIND]


def test_what_cannot_be_measured_needs_attention() -> None:
    assert figures.status_of(None, RULES, has_evidence=True) == Status.AT_RISK


@pytest.mark.parametrize(
    "state", ["not_started", "draft", "proposed", "submitted", "awaiting_chair", "returned"]
)
def test_an_unverified_line_counts_as_no_report(state: str) -> None:
    assert figures.status_of_line(a_line(state=state), RULES) == Status.NO_REPORT


@pytest.mark.parametrize(
    ("share", "status"),
    [
        (Decimal(60), Status.ACHIEVED),
        (Decimal("59.9"), Status.ON_TRACK),
        (None, Status.ON_TRACK),
    ],
)
def test_achieved_needs_evidence_of_the_asked_quality(
    share: Decimal | None, status: Status
) -> None:
    line = a_line(value=Decimal(50), evidence_share=share)

    assert figures.status_of_line(line, RULES) == status


def test_an_aggregate_caps_each_indicator_at_one_hundred() -> None:
    lines = [
        a_line(value=Decimal(125)),
        a_line(assignment_id=2, institution_id=15, value=Decimal(25)),
    ]

    figure = figures.action_figure(lines, RULES)

    assert figure.percent == Decimal(75)  # (100 + 50) / 2, not (250 + 50) / 2


def test_two_institutions_with_one_missing_stay_incomplete_and_are_no_success() -> None:
    lines = [
        a_line(value=Decimal(50)),
        a_line(assignment_id=2, institution_id=15, state="draft", value=None),
    ]

    figure = figures.action_figure(lines, RULES)

    assert (figure.percent, figure.verified, figure.lines) == (FULL, 1, 2)
    assert not figure.is_complete
    assert figure.status == Status.AT_RISK


def test_a_missing_institution_does_not_hide_a_failure() -> None:
    lines = [a_line(value=Decimal(10)), a_line(assignment_id=2, state="draft", value=None)]

    assert figures.action_figure(lines, RULES).status == Status.BEHIND


def test_an_unmeasurable_indicator_is_left_out_of_the_mean_and_counted() -> None:
    lines = [a_line(value=Decimal(40)), a_line(assignment_id=2, target=Decimal(0))]

    figure = figures.action_figure(lines, RULES)

    assert (figure.percent, figure.measured, figure.lines) == (Decimal(80), 1, 2)


def test_an_action_with_nothing_verified_has_no_report() -> None:
    figure = figures.action_figure([a_line(state="submitted")], RULES)

    assert (figure.percent, figure.status) == (None, Status.NO_REPORT)
    assert not figure.is_carried_out


def test_a_nil_report_carries_nothing_out() -> None:
    figure = figures.action_figure([a_line(is_nil=True, value=None)], RULES)

    assert (figure.is_carried_out, figure.status) == (False, Status.BEHIND)


def test_figures_come_one_an_action_in_the_order_of_the_codes() -> None:
    lines = [
        a_line(action_id=2, action_code="P1-F01-A002"),
        a_line(action_id=1, action_code="P1-F01-A001"),
        a_line(action_id=2, action_code="P1-F01-A002", assignment_id=3),
    ]

    found = figures.action_figures(lines, RULES)

    assert [(row.action_code, row.lines) for row in found] == [
        ("P1-F01-A001", 1),
        ("P1-F01-A002", 2),
    ]


def _some_actions() -> list[figures.ActionFigure]:
    values = ["50", "47", "31", "10", None, "50", "40"]
    lines = [
        a_line(
            action_id=number,
            action_code=f"P{number % 3 + 1}-{number}",
            pillar_number=number % 3 + 1,
            state="draft" if value is None else "verified",
            value=None if value is None else Decimal(value),
        )
        for number, value in enumerate(values)
    ]
    return figures.action_figures(lines, RULES)


def test_the_counts_by_status_add_up_to_all_actions() -> None:
    rows = _some_actions()

    counts = figures.status_counts(rows)

    assert set(counts) == set(Status)
    assert sum(counts.values()) == len(rows)


def test_the_parts_of_the_pillars_add_up_to_the_whole() -> None:
    rows = _some_actions()
    by_pillar = [[row for row in rows if row.pillar_number == number] for number in (1, 2, 3)]

    parts = [figures.carried_out(group, len(group)) for group in by_pillar]
    whole = figures.carried_out(rows, len(rows))

    assert sum(ratio.part for ratio in parts) == whole.part
    assert sum(ratio.whole for ratio in parts) == whole.whole


def test_a_mean_stays_unrounded_until_it_is_printed() -> None:
    rows = [figures.action_figure([a_line(value=Decimal(value))], RULES) for value in (10, 10, 30)]

    mean = figures.mean_percent(rows)

    assert mean == Decimal(100) / 3
    assert percent(mean) == "33,3%"


def test_printing_rounds_half_away_from_zero() -> None:
    assert [str(Ratio(1, 16)), str(Ratio(122, 135))] == ["1 dari 16 (6,3%)", "122 dari 135 (90,4%)"]


def test_a_mean_over_nothing_is_nothing() -> None:
    unmeasured = figures.action_figure([a_line(target=None)], RULES)

    assert figures.mean_percent([]) is None
    assert figures.mean_percent([unmeasured]) is None


def test_a_report_on_the_last_second_is_on_time_and_one_second_later_is_not() -> None:
    on_the_second = a_line(sent_at=DUE)
    a_second_later = a_line(sent_at=DUE + timedelta(seconds=1))

    assert on_the_second.was_on_time
    assert not a_second_later.was_on_time


def test_a_report_from_jayapura_counts_by_the_clock_of_jakarta() -> None:
    sent = datetime.fromisoformat("2026-08-01T01:59:59+09:00")  # 23.59.59 WIB the day before

    assert a_line(sent_at=sent).was_on_time


def test_compliance_counts_due_sent_on_time_nil_and_late() -> None:
    at = DUE + timedelta(days=2)
    lines = [
        a_line(),
        a_line(is_nil=True),
        a_line(sent_at=DUE + timedelta(hours=3), state="submitted"),
        a_line(state="draft", sent_at=None),
        a_line(state="returned", owed_at=at + timedelta(days=5)),
    ]

    found = figures.compliance_of(9, lines, at)

    # A returned report was sent: compliance counts at submit.
    assert (found.due, found.sent, found.on_time, found.nil) == (5, 4, 3, 1)
    assert (found.late_now, found.returned, found.days_late) == (1, 1, 2)
    assert str(found.on_time_ratio) == "3 dari 5 (60,0%)"
    assert str(found.sent_ratio) == "4 dari 5 (80,0%)"


def test_the_morning_after_the_due_day_is_one_day_late() -> None:
    at = datetime.fromisoformat("2026-08-01T08:00:00+07:00")

    found = figures.compliance_of(9, [a_line(state="draft", sent_at=None)], at)

    assert (found.late_now, found.days_late) == (1, 1)


def test_nothing_is_late_on_the_due_second() -> None:
    found = figures.compliance_of(9, [a_line(state="draft", sent_at=None)], DUE)

    assert (found.late_now, found.days_late) == (0, 0)


def test_an_owner_that_owes_nothing_has_no_share() -> None:
    found = figures.compliance_of(9, [], DUE)

    assert str(found.on_time_ratio) == "tidak dapat dihitung (0 dari 0)"


def test_the_latest_institution_stands_first() -> None:
    at = DUE + timedelta(days=4)
    lines = [
        a_line(institution_id=1),
        a_line(institution_id=2, state="draft", sent_at=None, owed_at=DUE + timedelta(days=2)),
        a_line(institution_id=3, state="draft", sent_at=None),
    ]

    rows = figures.compliance_by_institution(lines, at)

    assert [row.owner_id for row in rows] == [3, 2, 1]
