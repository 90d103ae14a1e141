"""Who saw which record: one entry for one reading, without a word of what stands in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.models import Action
from journal.models import Entry
from progress.models import Evidence, ProgressReport
from progress.services import attach_evidence
from tests import factories
from tests.factories import PDF, World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People

READINGS = reverse("journal:readings")
SECRET_TITLE = "Daftar nama RAHASIA-CONTOH"


@pytest.fixture
def sent(small_plan: World, people: People, now: datetime) -> ProgressReport:
    """A sent report of Kemenag, which is Terbatas as every report is."""
    report = small_plan.report("P1-F01-A001", "Kemenag")
    return factories.a_report("submitted", report, people, at=now)


@pytest.fixture
def evidence(small_plan: World, people: People, now: datetime) -> Evidence:
    """A file with a telling title in a draft."""
    report = small_plan.report("P1-F01-A002", "Kemenag")
    draft = factories.a_report("draft", report, people, at=now)
    upload = SimpleUploadedFile("bukti.pdf", PDF)
    return attach_evidence(draft, upload, title=SECRET_TITLE, by=people.operator, at=now)


def readings() -> list[Entry]:
    return list(Entry.everything.filter(verb__startswith="read.").order_by("pk"))


def page_of(report: ProgressReport, name: str = "check") -> str:
    return reverse(f"progress:{name}", args=[report.pk])


@pytest.mark.parametrize(("part", "name"), [("verifier", "desk"), ("auditor", "check")])
def test_reading_a_limited_report_is_kept_once_and_without_its_words(
    sent: ProgressReport, people: People, part: str, name: str
) -> None:
    reader = people.all()[part]

    assert signed_in(reader).get(page_of(sent, name)).status_code == 200

    (entry,) = readings()
    assert (entry.verb, entry.actor_id, entry.subject_id) == ("read.report", reader.pk, sent.pk)
    assert entry.subject_label == "progress.progressreport"
    assert (entry.before, entry.after) == ({}, {"page": f"progress:{name}", "pk": sent.pk})
    assert sent.narrative not in f"{entry.sentence} {entry.subject_name} {entry.reason}"


def test_reading_by_the_interface_for_machines_is_kept_too(
    sent: ProgressReport, people: People
) -> None:
    url = reverse("api-progress-detail", args=[sent.pk])

    assert signed_in(people.auditor).get(url).status_code == 200

    assert [(row.verb, row.subject_id) for row in readings()] == [("read.report", sent.pk)]


def test_writers_read_their_own_words_unwatched_unless_these_are_secret(
    sent: ProgressReport, people: People
) -> None:
    browser = signed_in(people.operator)
    browser.get(page_of(sent))
    assert readings() == []

    ProgressReport.everything.filter(pk=sent.pk).update(classification="R")
    browser.get(page_of(sent))

    assert [row.actor_id for row in readings()] == [people.operator.pk]


def test_who_is_refused_has_read_nothing(sent: ProgressReport, people: People) -> None:
    stranger = signed_in(people.other_operator)

    assert stranger.get(page_of(sent)).status_code == 404
    assert Client().get(page_of(sent)).status_code == 302
    assert signed_in(people.auditor).head(page_of(sent)).status_code in (200, 405)

    assert readings() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("evidence", ["read.evidence"]), ("shown", ["read.evidence"]), ("preview", [])],
)
def test_evidence_that_is_handed_out_is_kept_by_its_number(
    evidence: Evidence, people: People, name: str, kept: list[str]
) -> None:
    url = reverse(f"progress:{name}", args=[evidence.pk])

    assert signed_in(people.operator).get(url).status_code == 200

    rows = readings()
    assert [row.verb for row in rows] == kept
    for row in rows:
        assert row.subject_id == evidence.pk
        assert row.subject_name.endswith(f"data dukung {evidence.pk}")
        assert SECRET_TITLE not in f"{row.subject_name} {row.sentence} {row.after}"


@pytest.mark.parametrize("name", ["actions:detail", "actions:history"])
def test_a_limited_action_is_kept_and_an_open_one_is_not(
    name: str, small_plan: World, people: People
) -> None:
    browser = signed_in(people.auditor)
    url = reverse(name, args=[small_plan.plan.code, "P1-F01-A001"])
    browser.get(url)
    assert readings() == []

    Action.everything.filter(code="P1-F01-A001").update(classification="T")
    browser.get(url)

    assert [row.verb for row in readings()] == ["read.action"]


@pytest.mark.parametrize(
    ("part", "name"),
    [("secretariat", "board-export"), ("verifier", "progress:queue-export"),
     ("auditor", "journal:export")],
)  # fmt: skip
def test_a_table_that_is_taken_along_is_kept_once(
    sent: ProgressReport, people: People, part: str, name: str
) -> None:
    reader = people.all()[part]

    signed_in(reader).get(reverse(name, args=["csv"]))

    (entry,) = readings()
    assert (entry.verb, entry.actor_id, entry.subject_id) == ("read.file", reader.pk, None)
    assert entry.after == {"page": name, "kind": "csv"}


def test_lists_and_public_pages_are_not_watched(sent: ProgressReport, people: People) -> None:
    browser = signed_in(people.secretariat)
    for name in ("home", "board", "actions:list", "portal:home", "journal:entries"):
        assert browser.get(reverse(name)).status_code == 200

    assert readings() == []


def test_readings_stand_in_no_history_of_the_record(sent: ProgressReport, people: People) -> None:
    browser = signed_in(people.auditor)
    browser.get(page_of(sent))

    again: Any = browser.get(page_of(sent))

    assert "laporan terbatas dibaca" not in words_of(again)
    assert "laporan terbatas dibaca" not in words_of(browser.get(reverse("journal:entries")))


@pytest.mark.parametrize("part", ["auditor", "secretariat", "head", "ppid"])
def test_those_who_have_to_say_who_saw_what_read_and_take_it_along(
    sent: ProgressReport, people: People, part: str
) -> None:
    signed_in(people.verifier).get(page_of(sent, "desk"))
    browser = signed_in(people.all()[part])

    words = words_of(browser.get(READINGS, {"kata": "P1-F01-A001"}))
    table = browser.get(reverse("journal:readings-export", args=["csv"])).content.decode()

    assert people.verifier.name in words
    assert "laporan terbatas dibaca" in words
    assert f"read.report;laporan terbatas dibaca;progress.progressreport;{sent.pk}" in table
    assert "report.submit" not in table


def test_the_information_officer_reads_nothing_else_of_the_journal(
    sent: ProgressReport, people: People
) -> None:
    browser = signed_in(people.ppid)

    assert browser.get(reverse("journal:entries")).status_code == 403
    assert browser.get(reverse("journal:export", args=["csv"])).status_code == 403
    assert not Entry.everything.visible_to(people.ppid).exists()


@pytest.mark.parametrize("part", ["operator", "verifier", "admin", "sekber_member"])
def test_nobody_else_reads_who_saw_what(small_plan: World, people: People, part: str) -> None:
    browser = signed_in(people.all()[part])

    assert browser.get(READINGS).status_code == 403
    assert browser.get(reverse("journal:readings-export", args=["csv"])).status_code == 403


def test_the_page_takes_as_many_queries_for_many_readings(
    sent: ProgressReport, people: People
) -> None:
    browser = signed_in(people.auditor)
    browser.get(page_of(sent))
    few = queries_of(people.ppid, READINGS)
    for _number in range(60):
        browser.get(page_of(sent))

    assert queries_of(people.ppid, READINGS) == few
