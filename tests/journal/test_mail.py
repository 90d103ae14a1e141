"""The outbox: what is told is mailed once, after the time in which it can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from journal.models import MailState, Notice, Urgency
from journal.services import MAIL_ATTEMPTS, send_waiting_mail, tell
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
