"""Background work: the row is the truth; what is lost is taken up again, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from journal import jobs
from journal.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> Iterator[list[int]]:
    """A piece of work that notes each time it was carried through."""
    times: list[int] = []

    @jobs.work("tests.note")
    def note(running: jobs.Running) -> Mapping[str, Any]:
        running.progress(50, "setengah jalan")
        times.append(running.attempt)
        return {"attempt": running.attempt}

    yield times
    jobs._register.pop("tests.note")


def _ask(now: datetime, key: str = "catatan-1") -> Job:
    return jobs.enqueue("tests.note", key=key, payload={}, by=None, at=now)


def test_the_same_key_is_one_job(now: datetime) -> None:
    assert _ask(now).pk == _ask(now).pk


def test_a_job_runs_once_however_often_the_bell_rings(now: datetime, done: list[int]) -> None:
    job = _ask(now)

    jobs.run(job.pk)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.percent, job.result, done) == (JobState.DONE, 100, {"attempt": 1}, [1])


def test_a_job_whose_worker_died_is_taken_up_again(now: datetime, done: list[int]) -> None:
    job = _ask(now)
    claimed = jobs._claim(job.pk, timezone.now() - timedelta(minutes=10))
    assert claimed is not None

    assert jobs.sweep(at=timezone.now()) == 1
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, done) == (JobState.DONE, 2, [2])


def test_a_worker_that_was_given_up_writes_nothing_more(now: datetime, done: list[int]) -> None:
    job = _ask(now)
    claimed = jobs._claim(job.pk, timezone.now() - timedelta(minutes=10))
    assert claimed is not None
    jobs.run(job.pk)

    with pytest.raises(jobs.Superseded):
        jobs.Running(claimed).progress(90, "masih di sini")


def test_a_running_job_with_a_fresh_heartbeat_is_left_alone(now: datetime) -> None:
    job = _ask(now)
    jobs._claim(job.pk, timezone.now())

    assert jobs.run(job.pk) is None


def test_work_that_fails_is_tried_again_and_then_says_why(now: datetime) -> None:
    @jobs.work("tests.note")
    def broken(_running: jobs.Running) -> Mapping[str, Any]:
        raise ValueError("tidak bisa")

    job = _ask(now)
    for _ in range(jobs.ATTEMPTS):
        jobs.run(job.pk)
    jobs._register.pop("tests.note")

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "ValueError: tidak bisa")
    assert _ask(now).state == JobState.QUEUED
