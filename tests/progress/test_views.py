"""Who finds which page of a report, and the two lists."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from progress.models import Evidence, ProgressReport, RegionalReport
from progress.services import remove_evidence, save_report
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import TITLE, again, signed_in, typed, url

PAGES_OF_A_REPORT = [
    ("get", "edit"),
    ("post", "edit"),
    ("post", "autosave"),
    ("get", "check"),
    ("post", "propose"),
    ("post", "submit"),
    ("post", "hand_back"),
    ("post", "withdraw"),
    ("get", "receipt"),
    ("get", "desk"),
    ("post", "start"),
    ("post", "accept"),
    ("post", "return"),
    ("post", "endorse"),
]


# --- Who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES_OF_A_REPORT, ids="-".join)
@pytest.mark.parametrize("part", ["other_operator", "other_verifier", "province_operator", "ppid"])
def test_a_stranger_finds_nothing(
    part: str, page: tuple[str, str], report: ProgressReport, people: People, now: datetime
) -> None:
    method, name = page
    factories.a_report("submitted", report, people, at=now)
    client = signed_in(people.all()[part])

    answer = getattr(client, method)(url(name, report))

    assert answer.status_code == 404
    assert TITLE not in answer.content.decode()


@pytest.mark.parametrize(("method", "name"), PAGES_OF_A_REPORT)
def test_a_stranger_finds_no_provinces_report(
    method: str, name: str, regional: RegionalReport, people: People
) -> None:
    client = signed_in(people.other_province_operator)

    answer = getattr(client, method)(url(name, regional))

    assert answer.status_code == 404


@pytest.mark.parametrize(("method", "name"), PAGES_OF_A_REPORT)
def test_who_is_not_signed_in_is_sent_to_the_door(
    method: str, name: str, report: ProgressReport
) -> None:
    answer = getattr(Client(), method)(url(name, report))

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        reverse("sign_in"),
    )


@pytest.mark.parametrize("part", ["operator", "approver"])
def test_owner_and_colleague_open_the_form(
    part: str, report: ProgressReport, people: People
) -> None:
    answer = signed_in(people.all()[part]).get(url("edit", report))

    assert answer.status_code == 200
    assert TITLE in answer.content.decode()


@pytest.mark.parametrize("part", ["secretariat", "auditor", "head"])
def test_the_national_desk_reads_and_does_not_write(
    part: str, report: ProgressReport, people: People
) -> None:
    client = signed_in(people.all()[part])

    page = client.get(url("edit", report))
    attempt = client.post(url("edit", report), typed(report))

    assert page.headers["Location"] == url("check", report)
    assert attempt.status_code == 403
    assert again(report).narrative == ""


@pytest.mark.parametrize("name", ["start", "accept", "return"])
def test_the_owner_does_not_check_the_own_report(
    name: str, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.approver).post(url(name, report), {"submission_number": "1"})

    assert answer.status_code == 403
    assert again(report).state == "submitted"


# --- The list --------------------------------------------------------------------------------


def test_the_list_shows_the_own_reports_and_no_others(
    report: ProgressReport, people: People
) -> None:
    owner = signed_in(people.operator).get(reverse("progress:reports")).content.decode()
    stranger = signed_in(people.other_operator).get(reverse("progress:reports")).content.decode()

    assert TITLE in owner
    assert "0 dari 3" in owner
    assert "3 hari lagi" in owner
    assert TITLE not in stranger


def test_a_list_of_a_period_that_is_not_there_is_not_found(people: People) -> None:
    client = signed_in(people.operator)

    answers = [client.get(reverse("progress:reports"), {"periode": key}) for key in ("99", "x")]

    assert [answer.status_code for answer in answers] == [404, 404]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_takes_as_many_queries_for_many_reports_as_for_few(
    small_plan: World, people: People
) -> None:
    client, address = signed_in(people.operator), reverse("progress:reports")
    many = _queries(client, address)
    extra = ProgressReport.everything.filter(period=small_plan.period)
    extra.filter(assignment__institution__short="Kemenag").exclude(
        assignment__action__code="P1-F01-A001"
    ).delete()

    assert _queries(client, address) == many


def test_the_queue_takes_as_many_queries_for_many_reports_as_for_few(
    small_plan: World, people: People, now: datetime
) -> None:
    client, address = signed_in(people.verifier), reverse("progress:queue")
    factories.a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    few = _queries(client, address)
    for code in ("P1-F01-A002", "P1-F01-A006"):
        factories.a_report("submitted", small_plan.report(code, "Kemenag"), people, at=now)

    assert _queries(client, address) == few


def test_who_checks_reads_what_was_sent_while_it_is_repaired(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    said = factories.some_content(narrative="Kalimat yang baru setengah jadi.")
    save_report(report, said, version=again(report).version, by=people.operator, at=now)
    remove_evidence(Evidence.everything.get(), by=people.operator, at=now)
    address = reverse("api-progress-detail", args=[report.pk])

    for person in (people.verifier, people.chair):
        page = signed_in(person).get(url("check", report)).content.decode()
        assert "setengah jadi" not in page
        assert "KENARI" in page
        assert "Daftar hadir" in page
        assert "setengah jadi" not in signed_in(person).get(address).content.decode()
    for person in (people.operator, people.approver, people.secretariat):
        assert "setengah jadi" in signed_in(person).get(url("check", report)).content.decode()


# --- Evidence --------------------------------------------------------------------------------


def test_evidence_is_handed_out_as_a_closed_download(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    address = reverse("progress:evidence", args=[Evidence.everything.get().pk])

    answer = signed_in(people.verifier).get(address)

    assert answer.content == factories.PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bukti.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert signed_in(people.other_operator).get(address).status_code == 404
