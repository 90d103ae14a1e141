"""The factories themselves walk the real services."""

from __future__ import annotations

from datetime import datetime

import pytest

from progress.models import ProgressReport
from tests import factories
from tests.people import People


@pytest.mark.parametrize("state", ["draft", "proposed", "submitted", "verified", "returned"])
def test_every_report_of_the_small_plan_reaches(
    state: str, small_plan: factories.World, people: People, now: datetime
) -> None:
    for report in ProgressReport.everything.all():
        factories.a_report(state, factories.again(report), people, at=now)

    assert set(ProgressReport.everything.values_list("state", flat=True)) == {state}
