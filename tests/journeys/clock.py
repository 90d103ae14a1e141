"""The clock of a journey: it starts at the tests' moment, runs on, and can be moved."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class Clock:
    """What `timezone.now()` answers while a journey runs, in the test and in the server."""

    def __init__(self, start: datetime) -> None:
        self._start, self._origin = start, time.monotonic()
        self._is_stopped = False

    def now(self) -> datetime:
        """The moment on the clock."""
        if self._is_stopped:
            return self._start
        return self._start + timedelta(seconds=time.monotonic() - self._origin)

    def move_to(self, moment: datetime) -> None:
        """Put the clock on `moment`; it runs on from there."""
        self._start, self._origin = moment, time.monotonic()

    def stop(self) -> None:
        """Let no time pass, however long the machine takes."""
        self._start, self._is_stopped = self.now(), True

    def pass_by(self, hours: int) -> None:
        """Let hours pass."""
        self._start += timedelta(hours=hours)
