"""The background worker, played by the test: it waits where the reader should look at it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from journal import jobs
from journal.models import Job

PATIENCE = 60


class Worker:
    """Does one job in a thread of its own and pauses at its first step until it was seen."""

    def __init__(self, pk: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pk, self._patch = pk, monkeypatch
        self._job: Job | None = None
        self._reached, self._seen = threading.Event(), threading.Event()
        self._said = said = jobs.Running.progress

        def progress(running: jobs.Running, percent: int, step: object) -> None:
            said(running, percent, step)
            self._reached.set()
            self._seen.wait(PATIENCE)

        monkeypatch.setattr(jobs.Running, "progress", progress)
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        assert self._reached.wait(PATIENCE)

    def _work(self) -> None:
        try:
            self._job = jobs.run(self._pk)
        finally:
            self._reached.set()
            connection.close()

    def finish(self) -> Job:
        """Let the work go on to its end; the job as it is then."""
        self._patch.setattr(jobs.Running, "progress", self._said)
        self._seen.set()
        self._thread.join(2 * PATIENCE)
        assert self._job is not None
        return self._job
