"""A year of the small plan, sealed."""

from __future__ import annotations

import pytest

from tests.factories import World
from tests.people import People
from tests.reporting.years import SealedYear, a_sealed_year


@pytest.fixture
def year(small_plan: World, people: People) -> SealedYear:
    """The year 2026 of the small plan, locked and sealed."""
    return a_sealed_year(small_plan, people)
