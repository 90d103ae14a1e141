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
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from journal.access import only_the_keeper
from journal.models import Job, JobState
from journal.services import Change, record_entry
from ranpe.kit.refusals import OutOfTurn

logger = logging.getLogger("ranpe.jobs")

ATTEMPTS = 4
# Work that has waited this long, or lost its worker this long ago, does not move by itself.
PATIENCE = timedelta(minutes=5)
Work = Callable[["Running"], Mapping[str, Any]]
_register: dict[str, Work] = {}
_labels: dict[str, Any] = {}


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


def work(name: str, label: object = "") -> Callable[[Work], Work]:
    """Register a function as the work called `name`; people read its `label`."""

    def register(function: Work) -> Work:
        _register[name] = function
        _labels[name] = label or name
        return function

    return register


def label_of(task: str) -> str:
    """What a piece of work is called before people."""
    return str(_labels.get(task, task))


def known_work() -> list[tuple[str, str]]:
    """Every kind of work with its label, by label."""
    return sorted(((name, str(label)) for name, label in _labels.items()), key=lambda row: row[1])


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


def stuck(at: datetime) -> models.Q:
    """Work that nobody has taken up for too long, or whose worker was lost long ago."""
    touched_before = at - PATIENCE
    waiting = models.Q(state=JobState.QUEUED) & (
        models.Q(heartbeat_at=None, created_at__lt=touched_before)
        | models.Q(heartbeat_at__lt=touched_before)
    )
    lost = models.Q(state=JobState.RUNNING, heartbeat_at__lt=stale_before(at) - PATIENCE)
    return waiting | lost


def ask_again(job: Job, *, by: Any, at: datetime) -> Job:
    """Have work that failed or is stuck done once more.

    It keeps its key, so that nothing is made twice, and its count of attempts, so that a worker
    that was given up and comes back still finds itself superseded.

    Raises:
        NotYours: `by` does not keep the queues.
        OutOfTurn: the work waits, runs or is done.
    """
    only_the_keeper(by)
    with transaction.atomic():
        rows = Job.everything.select_for_update(of=("self",)).order_by()
        row = rows.filter(models.Q(state=JobState.FAILED) | stuck(at), pk=job.pk).first()
        if row is None:
            raise OutOfTurn(_now("Pekerjaan ini sudah diminta ulang atau sudah selesai."))
        change = Change(before={"state": row.state}, after={"state": JobState.QUEUED})
        row.state, row.error, row.heartbeat_at = JobState.QUEUED, "", at
        row.finished_at = None
        row.save(update_fields=["state", "error", "heartbeat_at", "finished_at"])
        record_entry(
            row, "job.asked_again", _("pekerjaan diminta ulang"), by=by, at=at, change=change
        )
    transaction.on_commit(lambda: ring(row))
    return row
