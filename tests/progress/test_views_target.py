"""What a report's pages say of its target: its value, that there is none, that it came late."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from actions.models import Commitment
from progress.models import ProgressReport, RegionalReport, Verification
from progress.services import accept_report
from tests import factories
from tests.people import People
from tests.progress.pages import again, signed_in, url

LATE = "Target ditetapkan setelah hasil dilaporkan"


def page(person: object, name: str, report: object) -> str:
    """What a person reads on one of the report's pages."""
    answer = signed_in(person).get(url(name, report))  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("name", "part"), [("check", "operator"), ("desk", "verifier")])
def test_a_target_set_after_the_result_is_flagged(
    name: str, part: str, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    reader = people.all()[part]

    assert LATE not in page(reader, name, report)
    promised = Commitment.everything.filter(assignment=report.assignment)
    promised.update(approved_at=now + timedelta(hours=1))
    assert LATE in page(reader, name, report)


def test_a_report_without_a_promise_is_taken_and_marked(
    report: ProgressReport, people: People, now: datetime
) -> None:
    Commitment.everything.filter(assignment=report.assignment).update(state="submitted")

    assert "Tanpa target" in page(people.operator, "edit", report)
    sent = factories.a_report("submitted", report, people, at=now)

    assert sent.state == "submitted"
    for name, reader in (("check", people.operator), ("desk", people.verifier)):
        shown = page(reader, name, report)
        assert "Tanpa target" in shown
        assert "capaian tidak dapat dihitung" in shown


def test_without_a_target_the_verdict_has_no_percentage_and_never_a_zero(
    report: ProgressReport, people: People, now: datetime
) -> None:
    Commitment.everything.filter(assignment=report.assignment).update(state="submitted")
    factories.a_report("submitted", report, people, at=now)

    accept_report(
        again(report),
        recognised_value=Decimal(48),
        rubric=factories.RUBRIC,
        by=people.verifier,
        at=now,
    )

    assert Verification.everything.get().computed_status == "at_risk"
    shown = page(people.operator, "check", report)
    assert "capaian tidak dapat dihitung" in shown
    assert "0 %" not in shown


def test_a_province_is_not_told_about_targets(regional: RegionalReport, people: People) -> None:
    assert "Tanpa target" not in page(people.province_operator, "edit", regional)
