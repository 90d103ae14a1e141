"""The head of each day: kept once, shown, mailed and printed on the receipt."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from journal import chain
from journal.models import DailyHead, EntrySeal
from journal.services import gather_digests, record_entry, send_waiting_mail, tell
from journal.tasks import seal_entries
from tests import factories
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People

HEADS = reverse("journal:heads")


@pytest.fixture
def head(small_plan: World, people: People, now: datetime) -> DailyHead:
    """The head of 27 July 2026, over one entry at least."""
    record_entry(None, "sample", "kejadian", by=None, at=now)
    chain.seal_waiting()
    made = chain.note_head(at=now)
    assert made is not None
    return made


def test_a_day_has_one_head_and_it_is_the_newest_seal(head: DailyHead, now: datetime) -> None:
    last = EntrySeal.everything.order_by("sequence").last()

    assert last is not None
    assert (head.day, head.sequence, head.hash) == (date(2026, 7, 27), last.sequence, last.hash)
    assert chain.note_head(at=now + timedelta(hours=1)) is None
    assert DailyHead.everything.count() == 1


def test_an_empty_journal_has_no_head(db: None, now: datetime) -> None:
    assert chain.note_head(at=now) is None


def test_the_background_step_keeps_it(db: None, now: datetime) -> None:
    record_entry(None, "sample", "kejadian", by=None, at=now)

    seal_entries()
    seal_entries()

    assert [head.sequence for head in DailyHead.everything.all()] == [1]


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_dailyhead SET hash = 'x'", "DELETE FROM journal_dailyhead"]
)
def test_the_database_refuses_to_change_a_head(head: DailyHead, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_daily_mail_carries_the_head_out_of_the_house(
    head: DailyHead, small_plan: World, people: People, now: datetime
) -> None:
    tell([people.operator.pk], small_plan.period, "Ada kabar.", key="x", at=now - timedelta(days=1))
    gather_digests(at=now)

    send_waiting_mail(at=now)

    foot = f"Kepala jejak audit 27 Juli 2026: nomor {head.sequence}, {head.hash}"
    assert foot in str(mail.outbox[0].body)


def test_those_who_audit_read_the_heads_and_compare_one(head: DailyHead, people: People) -> None:
    browser = signed_in(people.auditor)

    assert head.hash in words_of(browser.get(HEADS))
    typed = {"kepala": f"{head.hash[:20].upper()} "}
    assert f"Cocok: segel nomor {head.sequence}" in words_of(browser.get(HEADS, typed))
    unknown = browser.get(HEADS, {"kepala": "0123456789abcdef"})
    assert "Tidak cocok dengan segel di basis data." in words_of(unknown)
    wrong = browser.get(HEADS, {"kepala": "bukan kepala"})
    assert "Periksa lagi yang Anda ketik." in words_of(wrong)


@pytest.mark.parametrize("part", ["operator", "verifier", "ppid", "admin"])
def test_nobody_else_reads_them(head: DailyHead, part: str, people: People) -> None:
    browser = signed_in(people.all()[part])
    export = reverse("journal:heads-export", args=["csv"])

    assert (browser.get(HEADS).status_code, browser.get(export).status_code) == (403, 403)


def test_the_heads_are_taken_along(head: DailyHead, people: People) -> None:
    export = reverse("journal:heads-export", args=["csv"])

    body = signed_in(people.auditor).get(export).content.decode()

    assert f"2026-07-27;{head.sequence};{head.hash}" in body


def test_the_page_takes_as_many_queries_for_many_days(head: DailyHead, people: People) -> None:
    few = queries_of(people.auditor, HEADS)
    for days in range(1, 60):
        chain.note_head(at=head.made_at + timedelta(days=days))

    assert (few, queries_of(people.auditor, HEADS)) == (10, 10)


def test_a_receipt_names_the_seal_of_the_sending(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    sent = factories.a_report("submitted", report, people, at=now)
    url = reverse("progress:receipt", args=[sent.pk])
    browser = signed_in(people.operator)
    assert "Segel jejak audit menunggu segel" in words_of(browser.get(url))

    chain.seal_waiting()

    seal = EntrySeal.everything.get(entry__verb="report.submit", entry__subject_id=sent.pk)
    words = words_of(browser.get(url))
    assert f"Segel jejak audit nomor {seal.sequence} {seal.hash}" in words
