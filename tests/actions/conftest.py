"""What the views' tests stand on."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages read the clock; here it always shows the tests' moment."""
    monkeypatch.setattr(timezone, "now", lambda: now)
