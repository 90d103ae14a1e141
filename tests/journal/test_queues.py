"""The queues: what failed is asked for again once, by whoever keeps them, and never done twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from journal import jobs
from journal.models import Digest, Entry, Job, JobState, MailState, Notice
from journal.queries import failed_mail, job_queue, mail_queue
from journal.services import gather_digests, retry_failed_mail, send_waiting_mail, tell
from ranpe.kit.refusals import NotYours, OutOfTurn
from tests.factories import World
from tests.people import People
from tests.security.admin_deeds import a_failed_job, a_failed_mail


@pytest.fixture
def done() -> Iterator[list[str]]:
    """A piece of work that notes each time it was carried through."""
    times: list[str] = []

    @jobs.work("contoh.gagal", "Contoh yang gagal")
    def note(running: jobs.Running) -> Mapping[str, Any]:
        times.append(running.job.key)
        return {}

    yield times
    jobs._register.pop("contoh.gagal")
    jobs._labels.pop("contoh.gagal")


def test_failed_work_is_asked_for_again_and_done_once(
    people: People, done: list[str], now: datetime
) -> None:
    job = a_failed_job(now)

    jobs.ask_again(job, by=people.admin, at=now)
    jobs.run(job.pk)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, done) == (JobState.DONE, "", ["gagal"])
    assert Job.everything.filter(key="gagal").count() == 1
    entry = Entry.everything.get(verb="job.asked_again")
    assert (entry.actor_id, entry.subject_id, entry.before) == (
        people.admin.pk,
        job.pk,
        {"state": "failed"},
    )


def test_a_second_press_is_refused_and_leaves_one_entry(people: People, now: datetime) -> None:
    job = a_failed_job(now)
    jobs.ask_again(job, by=people.admin, at=now)

    with pytest.raises(OutOfTurn, match="sudah diminta ulang"):
        jobs.ask_again(job, by=people.admin, at=now)

    assert Entry.everything.filter(verb="job.asked_again").count() == 1


def test_a_worker_that_comes_back_does_not_write_into_the_new_attempt(
    people: People, done: list[str]
) -> None:
    at = timezone.now()
    job = jobs.enqueue("contoh.gagal", key="lama", payload={}, by=None, at=at - timedelta(hours=1))
    lost = jobs._claim(job.pk, at - timedelta(minutes=30))
    assert lost is not None

    jobs.ask_again(job, by=people.admin, at=at)
    jobs.run(job.pk)
    jobs._close(lost, state=JobState.FAILED, error="terlambat")

    job.refresh_from_db()
    assert (job.state, job.error, done) == (JobState.DONE, "", ["lama"])


@pytest.mark.parametrize("part", ["secretariat", "auditor", "head", "operator"])
def test_only_the_keeper_of_the_queues_has_work_done_again(
    part: str, people: People, now: datetime
) -> None:
    job = a_failed_job(now)

    with pytest.raises(NotYours):
        jobs.ask_again(job, by=people.all()[part], at=now)
    with pytest.raises(NotYours):
        retry_failed_mail(people.operator, by=people.all()[part], at=now)


@pytest.mark.django_db
def test_running_work_and_fresh_work_are_not_stuck(now: datetime) -> None:
    def job(key: str, state: str, asked: int, touched: int | None) -> Job:
        heartbeat = None if touched is None else now - timedelta(minutes=touched)
        asked_at = now - timedelta(minutes=asked)
        return Job.everything.create(
            task="contoh", key=key, state=state, created_at=asked_at, heartbeat_at=heartbeat
        )

    job("baru", JobState.QUEUED, 1, None)
    job("diulang", JobState.QUEUED, 500, 1)
    job("berjalan", JobState.RUNNING, 500, 0)
    stuck = [job("lama", JobState.QUEUED, 6, None), job("hilang", JobState.RUNNING, 60, 30)]

    found = Job.everything.filter(jobs.stuck(now)).order_by("pk")

    assert list(found) == stuck


def test_given_up_mail_leaves_once_after_it_is_asked_for_again(
    small_plan: World, people: People, now: datetime
) -> None:
    a_failed_mail(people.operator, small_plan.period, now, key="satu")
    a_failed_mail(people.operator, small_plan.period, now, key="dua")
    Notice.everything.update(urgency="returned")

    count = retry_failed_mail(people.operator, by=people.admin, at=now)
    sent = send_waiting_mail(at=now)

    assert (count, sent, send_waiting_mail(at=now)) == (2, 2, 0)
    assert [message.to for message in mail.outbox] == [[people.operator.email]] * 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2
    entry = Entry.everything.get(verb="mail.retried")
    assert (entry.subject_id, entry.after) == (people.operator.pk, {"count": 2})
    with pytest.raises(OutOfTurn, match="Tidak ada surel gagal"):
        retry_failed_mail(people.operator, by=people.admin, at=now)


def test_a_given_up_daily_mail_goes_with_everything_that_it_told(
    small_plan: World, people: People, now: datetime
) -> None:
    tell([people.operator.pk], small_plan.period, "Kabar", key="k", at=now - timedelta(days=1))
    gather_digests(at=now)
    Digest.everything.update(mail_state=MailState.FAILED, attempts=8, error="TimeoutError")
    Notice.everything.update(mail_state=MailState.FAILED)
    assert [(row.recipient_id, row.count) for row in failed_mail()] == [(people.operator.pk, 1)]

    retry_failed_mail(people.operator, by=people.admin, at=now)
    send_waiting_mail(at=now)

    assert len(mail.outbox) == 1
    assert list(Notice.everything.values_list("mail_state", flat=True)) == [MailState.SENT]
    assert failed_mail() == []


def test_the_queues_are_counted_by_state_with_their_oldest(
    small_plan: World, people: People, now: datetime
) -> None:
    a_failed_job(now)
    a_failed_mail(people.operator, small_plan.period, now)

    jobs_by_state = {line.state: line for line in job_queue(jobs.stuck(now))}
    mail_by_state = {line.state: line for line in mail_queue()}

    assert [line.state for line in job_queue(jobs.stuck(now))] == JobState.values
    assert jobs_by_state["failed"].oldest_at == now - timedelta(hours=2)
    assert (jobs_by_state["queued"].count, jobs_by_state["queued"].oldest_at) == (0, None)
    assert (mail_by_state["failed"].count, mail_by_state["waiting"].count) == (1, 0)
