"""What the tests of reports stand on."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from progress.models import ProgressReport, RegionalReport
from tests.factories import World


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages read the clock; here it always shows the tests' moment."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def report(small_plan: World) -> ProgressReport:
    """A report that Kemenag owes in the open period."""
    return small_plan.report("P1-F01-A001", "Kemenag")


@pytest.fixture
def regional(small_plan: World) -> RegionalReport:
    """The report that Jawa Barat owes in the open period."""
    return small_plan.regional_report("32")
