"""Background work: the row is the truth, the broker only rings the bell."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from journal.models import Job, JobState

logger = logging.getLogger("ranpe.jobs")

ATTEMPTS = 4
Work = Callable[["Running"], Mapping[str, Any]]
_register: dict[str, Work] = {}


class Superseded(Exception):  # noqa: N818 - not an error: another worker carries on
    """Another worker has taken the job up; this one stops without writing anything."""


class Running:
    """A job in the hands of a worker: its payload, and a way to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.attempt = job.attempts

    @property
    def payload(self) -> Mapping[str, Any]:
        """The ids that the work was asked for."""
        return dict(self.job.payload)

    def progress(self, percent: int, step: object) -> None:
        """Say how far the work is; also its heartbeat.

        Raises:
            Superseded: another worker has taken the job up.
        """
        held = Job.everything.filter(pk=self.job.pk, attempts=self.attempt, state=JobState.RUNNING)
        if not held.update(percent=percent, step=str(step)[:200], heartbeat_at=timezone.now()):
            raise Superseded
        self.job.percent = percent


def work(name: str) -> Callable[[Work], Work]:
    """Register a function as the work called `name`."""

    def register(function: Work) -> Work:
        _register[name] = function
        return function

    return register


def enqueue(task: str, *, key: str, payload: Mapping[str, Any], by: Any, at: datetime) -> Job:
    """Ask for background work once per `key`; a failed one is asked for again."""
    with transaction.atomic():
        job, is_new = Job.everything.get_or_create(
            key=key,
            defaults={
                "task": task,
                "payload": dict(payload),
                "created_at": at,
                "created_by_id": by.pk if by else None,
            },
        )
        if not is_new and job.state == JobState.FAILED:
            job.state, job.attempts, job.error = JobState.QUEUED, 0, ""
            job.save(update_fields=["state", "attempts", "error"])
    transaction.on_commit(lambda: ring(job))
    return job


def ring(job: Job) -> None:
    """Tell the workers that a job waits; a silent broker is made good by the sweeper."""
    try:
        current_app.send_task("journal.run_job", args=[job.pk], retry=False)
    except (OSError, OperationalError) as problem:
        logger.warning("broker did not answer for job %s: %s", job.pk, type(problem).__name__)


def stale_before(at: datetime) -> datetime:
    """A running job whose heartbeat is older than this has lost its worker."""
    return at - timedelta(seconds=settings.JOB_STALE_SECONDS)


def _claim(pk: int, at: datetime) -> Job | None:
    free = models.Q(state=JobState.QUEUED) | models.Q(
        state=JobState.RUNNING, heartbeat_at__lt=stale_before(at)
    )
    with transaction.atomic():
        job = Job.everything.select_for_update(of=("self",)).filter(free, pk=pk).first()
        if job is None:
            return None
        job.state, job.heartbeat_at = JobState.RUNNING, at
        job.attempts += 1
        job.save(update_fields=["state", "heartbeat_at", "attempts"])
        return job


def run(pk: int) -> Job | None:
    """Take up a waiting or forgotten job and do it; None when it is not to be had."""
    job = _claim(pk, timezone.now())
    if job is None:
        return None
    running = Running(job)
    try:
        result = dict(_register[job.task](running))
    except Superseded:
        return None
    except Exception as problem:
        logger.exception("job %s failed", pk)
        _finish(job, problem)
    else:
        _close(job, state=JobState.DONE, percent=100, result=result, error="")
    job.refresh_from_db()
    return job


def _finish(job: Job, problem: Exception) -> None:
    again = job.attempts < ATTEMPTS
    _close(
        job,
        state=JobState.QUEUED if again else JobState.FAILED,
        error=f"{type(problem).__name__}: {problem}"[:500],
    )


def _close(job: Job, **values: Any) -> None:
    held = Job.everything.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)
    held.update(finished_at=timezone.now(), **values)


def sweep(*, at: datetime) -> int:
    """Ring again for what waits too long and for what lost its worker; returns how many."""
    lost = Job.everything.filter(
        state=JobState.RUNNING, heartbeat_at__lt=stale_before(at), attempts__gte=ATTEMPTS
    )
    lost.update(state=JobState.FAILED, finished_at=at, error="worker lost")
    waiting = Job.everything.filter(
        models.Q(state=JobState.QUEUED, created_at__lt=at - timedelta(seconds=5))
        | models.Q(state=JobState.RUNNING, heartbeat_at__lt=stale_before(at))
    )
    jobs = list(waiting.order_by("pk")[:100])
    for job in jobs:
        ring(job)
    return len(jobs)
