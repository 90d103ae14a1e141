"""The outbox: what is told is mailed once, after the time in which it can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from accounts.models import User
from journal.models import MailState, Notice, Urgency
from journal.services import MAIL_ATTEMPTS, gather_digests, send_waiting_mail, tell
from progress.models import ProgressReport
from tests import factories
from tests.people import People


def _tell(report: ProgressReport, people: People, at: datetime) -> None:
    person, urgency = [people.approver.pk], Urgency.RETURNED
    tell(person, report, "Laporan menunggu Anda", key="kabar", at=at, urgency=urgency)


def test_a_notice_waits_ten_seconds_and_is_then_mailed_once(
    small_plan: factories.World, people: People, now: datetime
) -> None:
    _tell(small_plan.report("P1-F01-A001", "Kemenag"), people, now)

    assert send_waiting_mail(at=now + timedelta(seconds=9)) == 0
    assert send_waiting_mail(at=now + timedelta(seconds=10)) == 1
    assert send_waiting_mail(at=now + timedelta(minutes=1)) == 0

    assert [letter.to for letter in mail.outbox] == [["eselon2.kemenag@ranpe.example"]]
    assert "/ke/progress.progressreport/" in str(mail.outbox[0].body)


def test_the_same_fact_is_told_once(
    small_plan: factories.World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")

    _tell(report, people, now)
    _tell(report, people, now)

    assert Notice.everything.count() == 1


def test_mail_that_cannot_be_sent_waits_and_is_given_up_with_its_reason(
    small_plan: factories.World, people: People, now: datetime, settings: Any
) -> None:
    _tell(small_plan.report("P1-F01-A001", "Kemenag"), people, now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    for half_hour in range(1, 60):
        send_waiting_mail(at=now + timedelta(minutes=30 * half_hour))

    notice = Notice.everything.get()
    assert (notice.mail_state, notice.attempts, notice.error) == (
        MailState.FAILED,
        MAIL_ATTEMPTS,
        "ConnectionRefusedError",
    )


def test_what_is_not_urgent_comes_in_one_mail_a_day_by_record(
    small_plan: factories.World, people: People, now: datetime
) -> None:
    first, second = (small_plan.report(f"P1-F01-A00{n}", "Kemenag") for n in (1, 2))
    for key, report in (("a", first), ("b", second), ("c", first)):
        tell([people.approver.pk], report, f"Kabar {key}", key=key, at=now)
    morning = now.replace(hour=7, minute=30) + timedelta(days=1)

    assert send_waiting_mail(at=now + timedelta(hours=1)) == 0
    assert gather_digests(at=morning - timedelta(seconds=1)) == 0
    assert [gather_digests(at=morning) for _twice in range(2)] == [1, 0]
    assert [send_waiting_mail(at=morning) for _twice in range(2)] == [1, 0]

    [letter] = mail.outbox
    address = "http://127.0.0.1:8000/ke/progress.progressreport"
    assert letter.subject == "RAN PE: ringkasan 29 Juli 2026"
    assert letter.body == (
        "Yth. Darma Wiguna,\n\n"
        f"- Kabar a\n- Kabar c\n  {address}/{first.pk}/\n\n"
        f"- Kabar b\n  {address}/{second.pk}/\n"
    )
    assert set(Notice.everything.values_list("mail_state", flat=True)) == {MailState.SENT}


def test_at_night_no_mail_leaves(
    small_plan: factories.World, people: People, now: datetime
) -> None:
    _tell(small_plan.report("P1-F01-A001", "Kemenag"), people, now.replace(hour=19, minute=59))

    for hour, minute in ((20, 0), (23, 30)):
        assert send_waiting_mail(at=now.replace(hour=hour, minute=minute)) == 0
    morning = now.replace(hour=6) + timedelta(days=1)

    assert send_waiting_mail(at=morning - timedelta(minutes=1)) == 0
    assert send_waiting_mail(at=morning) == 1


def test_whoever_wants_only_the_daily_mail_gets_the_urgent_in_it(
    small_plan: factories.World, people: People, now: datetime
) -> None:
    User.everything.filter(pk=people.approver.pk).update(mail_choice="daily")
    _tell(small_plan.report("P1-F01-A001", "Kemenag"), people, now)
    morning = now.replace(hour=7, minute=30) + timedelta(days=1)

    assert send_waiting_mail(at=now + timedelta(minutes=1)) == 0
    gather_digests(at=morning)

    assert send_waiting_mail(at=morning) == 1
    assert "Laporan menunggu Anda" in str(mail.outbox[0].body)


def test_what_a_dead_server_refused_is_not_told_again_in_the_daily_mail(
    small_plan: factories.World, people: People, now: datetime, settings: Any
) -> None:
    _tell(small_plan.report("P1-F01-A001", "Kemenag"), people, now)
    living = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_waiting_mail(at=now + timedelta(minutes=1))
    morning = now.replace(hour=7, minute=30) + timedelta(days=1)

    assert gather_digests(at=morning) == 0
    settings.EMAIL_BACKEND = living

    assert send_waiting_mail(at=morning) == 1
    assert len(mail.outbox) == 1
