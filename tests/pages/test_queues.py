"""Antrean sistem: failures first, never their words, and one press to have them done again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry, Job, JobState, MailState, Notice
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People
from tests.security.admin_deeds import a_failed_job, a_failed_mail

QUEUES = reverse("queues")


@pytest.fixture
def trouble(small_plan: World, people: People, now: datetime) -> Job:
    """One job and one mail that failed, and work that is done."""
    Job.everything.create(task="contoh", key="beres", state=JobState.DONE, created_at=now)
    a_failed_mail(people.operator, small_plan.period, now)
    return a_failed_job(now)


@pytest.mark.usefixtures("trouble")
def test_what_failed_stands_first_with_its_kind_and_never_its_words(people: People) -> None:
    page: Any = signed_in(people.admin).get(QUEUES)
    words = words_of(page)

    assert [row.job.key for row in page.context["rows"]] == ["gagal", "beres"]
    assert "ValueError" in words
    assert "alamat ditolak server surel (SMTPRecipientsRefused)" in words
    assert people.operator.email in words
    assert "RAHASIA-CONTOH" not in body_of(page)


def test_one_press_asks_for_the_work_again(trouble: Job, people: People) -> None:
    client = signed_in(people.admin)

    answer = client.post(reverse("job-retry", args=[trouble.pk]), follow=True)

    trouble.refresh_from_db()
    assert trouble.state == JobState.QUEUED
    assert "Pekerjaan diminta ulang." in body_of(answer)
    assert client.post(reverse("job-retry", args=[trouble.pk])).status_code == 409


@pytest.mark.usefixtures("trouble")
def test_one_press_sends_the_mail_of_a_person_again(people: People) -> None:
    answer = signed_in(people.admin).post(reverse("mail-retry", args=[people.operator.pk]))

    assert answer.status_code == 302
    assert set(Notice.everything.values_list("mail_state", flat=True)) == {MailState.WAITING}


def test_everything_that_failed_is_asked_for_with_an_entry_each(
    trouble: Job, small_plan: World, people: People, now: datetime
) -> None:
    a_failed_job(now, key="gagal-2")
    a_failed_mail(people.approver, small_plan.period, now)

    answer = signed_in(people.admin).post(reverse("queues-retry"), follow=True)

    verbs = Entry.everything.filter(actor=people.admin).values_list("verb", flat=True)
    assert sorted(verbs) == ["job.asked_again"] * 2 + ["mail.retried"] * 2
    assert "4 permintaan ulang dicatat." in body_of(answer)
    assert not Job.everything.filter(state=JobState.FAILED).exists()


@pytest.mark.usefixtures("trouble")
def test_those_who_audit_read_the_queues_without_any_button(people: People) -> None:
    page = signed_in(people.auditor).get(QUEUES)

    assert page.status_code == 200
    assert "Ulangi" not in words_of(page)


def test_a_stranger_neither_reads_nor_presses(trouble: Job, people: People) -> None:
    client = signed_in(people.operator)

    assert client.get(QUEUES).status_code == 403
    assert client.post(reverse("queues-retry")).status_code == 403
    assert client.post(reverse("job-retry", args=[trouble.pk])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "keys"), [("failed", ["gagal"]), ("stuck", ["lama"]), ("done", ["beres"])]
)
def test_the_list_is_filtered_by_state(
    asked: str, keys: list[str], trouble: Job, people: People, now: datetime
) -> None:
    Job.everything.create(task="contoh", key="lama", created_at=now - timedelta(days=400))
    Job.everything.create(task="contoh", key="baru", created_at=timezone.now())

    page: Any = signed_in(people.admin).get(QUEUES, {"keadaan": asked})

    assert [row.job.key for row in page.context["rows"]] == keys


class _Unplugged(FileSystemStorage):
    """A storage that does not answer."""

    def exists(self, name: str) -> bool:
        raise OSError("RAHASIA-CONTOH")


@pytest.fixture
def unplugged(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Neither storage nor broker answers: the broker's port is closed."""
    broken = f"{__name__}._Unplugged"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": broken}}
    before = current_app.conf["broker_url"]
    current_app.conf["broker_url"] = "redis://127.0.0.1:1/0"
    yield
    current_app.conf["broker_url"] = before


@pytest.mark.usefixtures("unplugged")
def test_health_says_what_does_not_answer_and_what_follows_from_it(people: People) -> None:
    words = words_of(signed_in(people.admin).get(QUEUES))

    assert "Perantara pesan Perlu ditangani tidak menjawab" in words
    assert "Penyimpanan berkas Perlu ditangani tidak menjawab (OSError)" in words
    assert "RAHASIA-CONTOH" not in words


def test_a_house_in_order_is_said_to_be_so(people: People) -> None:
    words = words_of(signed_in(people.admin).get(QUEUES))

    assert "Perantara pesan Baik menjawab" in words
    assert "Antrean pekerjaan Baik tidak ada yang menunggu" in words
    assert "Perlu ditangani" not in words


def test_the_page_takes_as_many_queries_for_many_failures(
    trouble: Job, small_plan: World, people: People, now: datetime
) -> None:
    few = queries_of(people.admin, QUEUES)
    for number in range(30):
        a_failed_job(now, key=f"banyak-{number}")
        a_failed_mail(people.approver, small_plan.period, now, key=f"banyak-{number}")

    assert queries_of(people.admin, QUEUES) == few
    assert few == 12
