"""The archive of receipts: each finds the own ones, by number, code or province."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from progress.models import Submission
from progress.queries import task_list
from tests import factories
from tests.conftest import NOW
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in
from tests.people import People

ARCHIVE = reverse("progress:receipts")


@pytest.fixture
def sent(small_plan: World, people: People, now: datetime) -> list[Submission]:
    """Two reports of Kemenag and one of Kemensos that were sent."""
    for code, short in (
        ("P1-F01-A001", "Kemenag"),
        ("P1-F01-A002", "Kemenag"),
        ("P1-F01-A003", "Kemensos"),
    ):
        factories.a_report("submitted", small_plan.report(code, short), people, at=now)
    return list(Submission.everything.order_by("pk"))


def page_of(person: object, **asked: str) -> str:
    """The archive as a person sees it."""
    return str(signed_in(person).get(ARCHIVE, asked).content.decode())  # type: ignore[arg-type]


def test_the_owner_finds_the_own_receipts_and_no_others(
    sent: list[Submission], people: People
) -> None:
    page = page_of(people.operator)

    assert [row.receipt in page for row in sent] == [True, True, False]
    assert [row.receipt in page_of(people.other_operator) for row in sent] == [False, False, True]


def test_the_desk_finds_all_and_a_province_none(sent: list[Submission], people: People) -> None:
    assert all(row.receipt in page_of(people.secretariat) for row in sent)
    assert "Belum ada laporan yang dikirim." in page_of(people.province_operator)


def test_a_receipt_is_found_by_number_and_by_code(sent: list[Submission], people: People) -> None:
    by_code = page_of(people.operator, kata="a002")
    by_number = page_of(people.operator, kata=sent[0].receipt)

    assert (sent[0].receipt in by_code, sent[1].receipt in by_code) == (False, True)
    assert (sent[0].receipt in by_number, sent[1].receipt in by_number) == (True, False)
    assert "Tidak ada tanda terima" in page_of(people.operator, kata="tidak ada")


@pytest.mark.parametrize(
    ("name", "person", "found"),
    [
        ("progress:receipts-export", "operator", ["P1-F01-A001", "P1-F01-A002"]),
        ("progress:receipts-export", "other_operator", ["P1-F01-A003"]),
        ("progress:queue-export", "verifier", ["P1-F01-A001", "P1-F01-A002", "P1-F01-A003"]),
        ("progress:queue-export", "other_verifier", []),
    ],
)
def test_a_list_is_a_file_with_the_same_rows(
    name: str, person: str, found: list[str], sent: list[Submission], people: People
) -> None:
    answer = signed_in(people.all()[person]).get(reverse(name, args=["csv"]))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert sorted(row["Kode"] for row in rows) == found
    assert "attachment" in answer["Content-Disposition"]


def test_the_own_tasks_are_a_file_with_the_same_rows(
    sent: list[Submission], people: People, small_plan: World
) -> None:
    address = reverse("progress:reports-export", args=["xlsx"])
    tasks = task_list(people.operator, small_plan.period, NOW)

    answer = signed_in(people.operator).get(address, {"periode": small_plan.period.pk})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    codes = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(codes) == tasks.total
    assert {"P1-F01-A001", "P1-F01-A002"} <= set(codes)
    assert signed_in(people.operator).get(address, {"periode": "0"}).status_code == 404


def test_the_archive_takes_as_many_queries_for_many_as_for_few(
    small_plan: World, people: People, now: datetime
) -> None:
    for code in ("P1-F01-A001", "P1-F01-A002", "P1-F01-A006"):
        factories.a_report("submitted", small_plan.report(code, "Kemenag"), people, at=now)

        assert queries_of(people.secretariat, ARCHIVE) == 8
