"""Many at once: no words are lost, and one sending is one sending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.models import Role, User
from journal.models import Entry, MailState, Notice
from journal.services import send_waiting_mail
from progress.models import ProgressReport, Submission
from progress.queries import reports_with_parts
from progress.services import save_report, start_review, submit_report
from progress.services.handing import hand_over
from ranpe.kit.refusals import OutOfTurn
from tests import factories
from tests.factories import again, some_content, writers
from tests.pages.visiting import ten_times
from tests.people import People, a_person, everybody

PAIRS, ROUNDS, AT_ONCE = 50, 20, 20
# How many pairs write beside each other: each person holds a database connection.
BATCH = 10

Work = Callable[[], Any]


@pytest.fixture
def owed(triggers_lifted: None, now: datetime) -> tuple[list[ProgressReport], People]:
    """Fifty reports that nobody has begun, in a database that all threads see."""
    world = factories.small_plan(now)
    people = everybody(world)
    ten_times(world)
    rows = reports_with_parts().filter(assignment__institution__short__in=["Kemenag", "Kemensos"])
    reports = list(rows.order_by("pk")[:PAIRS])
    assert len(reports) == PAIRS
    return reports, people


def at_once(*works: Work) -> list[Any]:
    """Start all works in threads of their own at one moment; what each returns or refuses."""
    barrier = threading.Barrier(len(works))

    def run(work: Work) -> Any:
        try:
            barrier.wait()
            return work()
        except OutOfTurn as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(run, works))


def test_two_people_writing_at_the_same_moment_lose_no_word(
    owed: tuple[list[ProgressReport], People], now: datetime
) -> None:
    """50 pairs, 20 rounds: of two saves on one version one wins, the other merges and saves."""
    reports, people = owed

    def add(report: ProgressReport, word: str) -> None:
        by = writers(report, people)[0]
        row = again(report)
        said = some_content(narrative=f"{row.narrative} {word}".strip())
        save_report(report, said, version=row.version, by=by, at=now)

    def pair(report: ProgressReport) -> None:
        for number in range(ROUNDS):
            words = [f"kiri{number}", f"kanan{number}"]
            refused = at_once(*(partial(add, report, word) for word in words))
            for word, outcome in zip(words, refused, strict=True):
                if isinstance(outcome, OutOfTurn):
                    add(report, word)
        connection.close()

    with ThreadPoolExecutor(max_workers=BATCH) as pool:
        list(pool.map(pair, reports))

    for report in reports:
        found = again(report)
        assert found.version == 2 * ROUNDS
        assert len(set(found.narrative.split())) == 2 * ROUNDS


def test_a_queue_handed_on_twice_at_once_changes_hands_once(
    owed: tuple[list[ProgressReport], People], now: datetime
) -> None:
    """The Secretariat and the Sestama hand the same five reports to two verifiers at once."""
    reports, people = owed
    held = [factories.a_report("submitted", row, people, at=now) for row in reports[:5]]
    for row in held:
        start_review(row, by=people.verifier, at=now)
    home = people.sekber_verifier.offices[0].position.institution
    other = a_person("v3@ranpe.example", "Sri Contoh", "Verifikator 3", home, (Role.VERIFIER, 1))

    def give(to: User, by: User) -> list[bool]:
        said: Any = {"holder": people.verifier, "to": to, "reason": "Cuti."}
        return [row.is_done for row in hand_over(held, **said, by=by, at=now)]

    first, second = at_once(
        partial(give, people.sekber_verifier, people.secretariat),
        partial(give, other, people.pokja_head),
    )

    assert [a != b for a, b in zip(first, second, strict=True)] == [True] * 5
    assert Entry.everything.filter(verb="review.handed_over").count() == 5
    for row, went_first in zip(held, first, strict=True):
        holder = people.sekber_verifier if went_first else other
        assert again(row).review_started_by == holder


def test_twenty_identical_sendings_at_once_are_one(
    owed: tuple[list[ProgressReport], People], now: datetime
) -> None:
    """50 reports, each sent 20 times in parallel: 50 submissions, receipts, entries, mails."""
    reports, people = owed
    for report in reports:
        factories.a_report("draft", report, people, at=now)

    for report in reports:
        by, version = writers(report, people)[1], again(report).version
        sending = partial(submit_report, report, version=version, by=by, at=now)
        outcomes = at_once(*[sending] * AT_ONCE)
        assert sum(isinstance(outcome, Submission) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, OutOfTurn) for outcome in outcomes) == AT_ONCE - 1

    assert Submission.everything.count() == PAIRS
    assert Submission.everything.values("receipt").distinct().count() == PAIRS
    assert Entry.everything.filter(verb="report.submit").count() == PAIRS
    receipts = Notice.everything.filter(key__contains=":tanda-terima:")
    assert receipts.count() == PAIRS
    while send_waiting_mail(at=now + timedelta(minutes=1)):
        pass
    assert set(receipts.values_list("mail_state", flat=True)) == {MailState.SENT}
    assert sum("Tanda terima" in str(letter.body) for letter in mail.outbox) == PAIRS
