"""The journal's page: for those who audit, and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journal import chain
from journal.models import Entry, EntrySeal
from journal.services import Change, record_entry
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People

ENTRIES = reverse("journal:entries")


@pytest.fixture
def history(small_plan: World, people: People, now: datetime) -> None:
    """Three entries: a report sent, a period opened, a refusal."""
    record_entry(
        small_plan.report("P1-F01-A001", "Kemenag"),
        "report.submit",
        "laporan dikirim",
        by=people.approver,
        at=now,
        change=Change(before={"state": "draft"}, after={"state": "submitted"}),
    )
    record_entry(
        small_plan.period,
        "period.reopen",
        "periode dibuka kembali",
        by=people.secretariat,
        at=now - timedelta(days=2),
        change=Change(reason="Permintaan tiga K/L"),
    )
    record_entry(None, "refused", "Anda tidak berwenang.", by=people.operator, at=now)


def shown(people: People, **asked: str) -> list[str]:
    """The verbs of the entries on the page."""
    page: Any = signed_in(people.auditor).get(ENTRIES, asked)
    return sorted(entry.verb for entry in page.context["page_obj"].object_list)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("part", ["auditor", "secretariat", "head", "pokja_head"])
def test_those_who_audit_read_who_did_what(part: str, people: People) -> None:
    words = words_of(signed_in(people.all()[part]).get(ENTRIES))

    assert "Darma Wiguna Kepala Biro Perencanaan Kemenag" in words
    assert "laporan dikirim" in words
    assert "Keadaan: Draf Terkirim (menunggu verifikasi)" in words
    assert "Alasan: Permintaan tiga K/L" in words


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "part", ["operator", "approver", "other_operator", "verifier", "ppid", "admin"]
)
def test_nobody_else_reads_it(part: str, people: People) -> None:
    answer = signed_in(people.all()[part]).get(ENTRIES)

    assert answer.status_code == 403
    assert "laporan dikirim" not in words_of(answer)


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    assert Client().get(ENTRIES).status_code == 302


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({}, ["period.reopen", "refused", "report.submit"]),
        ({"jenis": "report"}, ["report.submit"]),
        ({"jenis": "refused"}, ["refused"]),
        ({"jenis": "tidak-ada"}, ["period.reopen", "refused", "report.submit"]),
        ({"kata": "darma"}, ["report.submit"]),
        ({"kata": "P1-F01-A001"}, ["report.submit"]),
        ({"dari": "2026-07-28"}, ["refused", "report.submit"]),
        ({"sampai": "2026-07-26"}, ["period.reopen"]),
        ({"dari": "2026-13-45"}, ["period.reopen", "refused", "report.submit"]),
        ({"kata": "tidak ada yang begini"}, []),
    ],
)
def test_the_journal_is_narrowed_by_its_address(
    asked: dict[str, str], verbs: list[str], people: People
) -> None:
    assert shown(people, **asked) == verbs


@pytest.mark.usefixtures("history")
def test_the_page_tells_how_far_the_seals_have_come(people: People, now: datetime) -> None:
    chain.seal_waiting()
    last = EntrySeal.everything.order_by("sequence").last()
    record_entry(None, "sample", "yang baru", by=None, at=now)

    words = words_of(signed_in(people.auditor).get(ENTRIES))

    assert last is not None
    assert f"Segel terakhir nomor {last.sequence} " in words
    assert "Menunggu segel 1 sejak 28 Jul 2026" in words
    assert last.hash in words
    assert f"segel {last.sequence}" in words


@pytest.mark.usefixtures("history")
def test_an_empty_answer_says_so(people: People) -> None:
    page = signed_in(people.auditor).get(ENTRIES, {"kata": "tidak ada yang begini"})

    assert "Tidak ada kejadian untuk saringan ini." in words_of(page)


@pytest.mark.usefixtures("history")
def test_a_page_takes_as_many_queries_for_many_entries(people: People, now: datetime) -> None:
    few = queries_of(people.auditor, ENTRIES)
    for _number in range(60):
        record_entry(None, "period.open", "periode dibuka", by=people.secretariat, at=now)

    assert (few, queries_of(people.auditor, ENTRIES)) == (10, 10)
    assert Entry.everything.count() >= 63
