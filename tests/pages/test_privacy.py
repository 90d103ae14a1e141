"""Personal data: every column is judged, and a person gets all that is kept about them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import User
from accounts.services import save_phone
from journal.models import Entry
from progress.models import ProgressReport
from ranpe.pages.privacy import inventory
from tests import factories
from tests.factories import World
from tests.pages.visiting import signed_in, words_of
from tests.people import PASSWORD, People

APPS = {
    "account", "accounts", "actions", "files", "institutions", "journal", "mfa", "pillars",
    "portal", "progress", "reporting", "sessions", "usersessions", "workgroups",
}  # fmt: skip
TEXTS = {
    "BinaryField", "CharField", "EmailField", "FileField", "GenericIPAddressField", "JSONField",
    "TextField",
}  # fmt: skip
PRIVACY, COPY = reverse("privacy"), reverse("privacy-copy")


def columns() -> set[str]:
    """Every column of the tables that can say something about a person."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS and not model._meta.auto_created
        for field in model._meta.concrete_fields
        if field.related_model is User
        or (not field.is_relation and field.get_internal_type() in TEXTS)
    }


def links() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User
    }


def test_every_column_stands_in_the_inventory_and_is_judged() -> None:
    """A new column fails here: add its row to docs/personal-data.csv and judge it."""
    rows = inventory()
    listed = [row.name for row in rows]

    assert columns() - set(listed) == set()
    assert set(listed) - columns() == set()
    assert listed == sorted(set(listed))
    assert {row.holds for row in rows} == {"ya", "mungkin", "tidak"}


def test_every_link_to_a_person_counts_as_personal_and_says_what_for() -> None:
    personal = {row.name for row in inventory() if row.holds == "ya"}

    assert links() <= personal
    assert all(row.purpose for row in inventory() if row.holds == "ya")


def test_no_copy_holds_what_opens_an_account() -> None:
    copied = {row.name for row in inventory() if row.is_copied}

    assert copied.isdisjoint(
        {"accounts.User.password", "accounts.FeedKey.digest", "mfa.Authenticator.data",
         "usersessions.UserSession.session_key", "usersessions.UserSession.data"}
    )  # fmt: skip


@pytest.fixture
def sent(small_plan: World, people: People, now: datetime) -> ProgressReport:
    """A report that the operator proposed and the approver sent."""
    save_phone("+628111222333", by=people.operator, at=now)
    report = small_plan.report("P1-F01-A001", "Kemenag")
    return factories.a_report("submitted", report, people, at=now)


def cells_of(answer: Any) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_everybody_takes_along_all_that_is_kept_about_them(
    sent: ProgressReport, people: People
) -> None:
    answer = signed_in(people.operator).get(reverse("own-data"))

    cells = cells_of(answer)
    assert ("email", people.operator.email) in cells["Akun"]
    assert ("phone", "+628111222333") in cells["Akun"]
    assert "laporan diajukan" in {str(row[3])[:16] for row in cells["Jejak"]}
    assert ("progress.ProgressReport", sent.pk, "proposed_by", people.operator.name) in cells[
        "Data lain"
    ]
    flat = {str(cell) for rows in cells.values() for row in rows for cell in row}
    assert people.operator.password not in flat
    assert people.approver.email not in flat
    assert sent.narrative not in flat
    assert Entry.everything.filter(verb="read.file", actor=people.operator).count() == 1


@pytest.mark.parametrize("part", ["admin", "ppid"])
def test_a_copy_on_request_is_kept_with_its_reason(
    sent: ProgressReport, people: People, part: str
) -> None:
    asked = {"email": people.approver.email.upper(), "reason": "Surat 12/2026"}
    browser = signed_in(people.all()[part])
    before = Entry.everything.count()

    cells = cells_of(browser.post(COPY, asked))

    assert ("email", people.approver.email) in cells["Akun"]
    assert Entry.everything.count() == before + 1
    entry = Entry.everything.get(verb="privacy.copied")
    assert (entry.subject_id, entry.reason) == (people.approver.pk, "Surat 12/2026")


def test_a_copy_without_reason_or_person_is_refused_in_words(people: People) -> None:
    browser = signed_in(people.ppid)

    nobody = browser.post(COPY, {"email": "tidak.ada@ranpe.example", "reason": "Surat"})
    silent = browser.post(COPY, {"email": people.head.email, "reason": " "})

    assert (nobody.status_code, silent.status_code) == (422, 422)
    assert "Tidak ada akun dengan alamat surel ini." in words_of(nobody)
    assert not Entry.everything.filter(verb="privacy.copied").exists()


@pytest.mark.parametrize("part", ["operator", "verifier", "auditor", "secretariat"])
def test_nobody_else_copies_the_data_of_others(people: People, part: str) -> None:
    asked = {"email": people.head.email, "reason": "Surat"}

    assert signed_in(people.all()[part]).post(COPY, asked).status_code == 403


@pytest.mark.parametrize(("part", "status"), [("auditor", 200), ("ppid", 200), ("operator", 403)])
def test_the_inventory_is_read_by_those_who_answer_for_it(
    people: People, part: str, status: int
) -> None:
    answer = signed_in(people.all()[part]).get(PRIVACY)

    assert answer.status_code == status
    assert ("accounts.User.phone" in words_of(answer)) is (status == 200)
    assert PASSWORD not in words_of(answer)
