"""The reports as JSON: the same scope, the same services, the same refusals."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from progress.models import ProgressReport, RegionalReport, Submission
from progress.services import RegionalContent, save_regional_report
from tests import factories
from tests.factories import World
from tests.people import People

LIST = "api-progress-list"
REGIONAL_LIST = "api-regional-list"


def signed_in(person: User) -> Client:
    """A program that uses a person's session."""
    client = Client()
    client.force_login(person)
    return client


def rows(person: User, name: str = LIST, **filters: Any) -> list[dict[str, Any]]:
    """What a person finds in a list."""
    answer = signed_in(person).get(reverse(name), filters)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def one(verb: str, report: ProgressReport) -> str:
    """The address of a report's verb."""
    return reverse(f"api-progress-{verb}", args=[report.pk])


def test_without_a_session_there_is_no_answer(small_plan: World) -> None:
    assert Client().get(reverse(LIST)).status_code in (302, 403)


def test_the_list_is_what_the_reader_sees(small_plan: World, people: People) -> None:
    own = {row["action"] for row in rows(people.operator)}

    assert own == {"P1-F01-A001", "P1-F01-A002", "P1-F01-A006"}
    assert len(rows(people.secretariat)) == ProgressReport.everything.count()
    assert rows(people.verifier) == []
    assert rows(people.ppid) == []


def test_an_unsent_report_stays_with_its_institution(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    address = one("detail", report)

    assert signed_in(people.operator).get(address).json()["narrative"] != ""
    for part in ("verifier", "chair", "other_operator"):
        assert signed_in(people.all()[part]).get(address).status_code == 404


def test_the_recognised_value_is_told_only_once_verified(
    report: ProgressReport, people: People, now: datetime
) -> None:
    ProgressReport.everything.filter(pk=report.pk).update(
        recognised_value=Decimal(40), computed_status="behind"
    )
    before = signed_in(people.operator).get(one("detail", report)).json()
    factories.a_report("verified", factories.again(report), people, at=now)

    after = signed_in(people.operator).get(one("detail", report)).json()

    assert (before["recognised_value"], before["computed_status"]) == (None, "")
    assert (Decimal(after["recognised_value"]), after["computed_status"]) == (
        Decimal(48),
        "on_track",
    )


def test_the_list_is_narrowed_by_state_period_institution_and_pillar(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    desk = people.secretariat

    assert [row["id"] for row in rows(desk, state="submitted")] == [report.pk]
    assert {row["institution"] for row in rows(desk, institution="KL15")} == {"KL15"}
    assert {row["pillar"] for row in rows(desk, pillar=2)} == {2}
    assert rows(desk, period=small_plan.next_period.pk) == []


@pytest.mark.parametrize("filters", [{"state": "selesai"}, {"institution": "X"}, {"period": "x"}])
def test_an_unknown_filter_value_is_a_mistake_and_not_an_empty_list(
    filters: dict[str, str], people: People
) -> None:
    assert signed_in(people.secretariat).get(reverse(LIST), filters).status_code == 400


def _queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse(name)).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", [LIST, REGIONAL_LIST])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(
    name: str, small_plan: World, people: People
) -> None:
    client = signed_in(people.secretariat)
    many = _queries(client, name)
    for model in (ProgressReport, RegionalReport):
        keys = model.everything.values_list("pk", flat=True)[1:]
        model.everything.filter(pk__in=list(keys)).delete()

    assert _queries(client, name) == many


def test_a_report_is_proposed_and_sent_through_the_same_services(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)

    proposed = signed_in(people.operator).post(one("propose", report))
    sent = signed_in(people.approver).post(one("submit", report), {"version": 1})

    assert (proposed.status_code, proposed.json()["state"]) == (200, "proposed")
    assert (sent.status_code, sent.json()["receipt"]) == (
        201,
        Submission.everything.get().receipt,
    )


def test_a_sent_report_is_taken_back(report: ProgressReport, people: People, now: datetime) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.approver).post(one("withdraw", report))

    assert (answer.status_code, answer.json()["state"]) == (200, "draft")


@pytest.mark.parametrize(
    ("part", "body", "status"),
    [
        ("operator", {}, 403),
        ("approver", {"version": 9}, 409),
        ("approver", {"version": "satu"}, 400),
        ("other_approver", {}, 404),
    ],
)
def test_a_refused_sending_changes_nothing(
    part: str, body: dict[str, Any], status: int, report: ProgressReport, people: People
) -> None:
    factories.a_report("draft", report, people, at=report.period.opens_at)

    answer = signed_in(people.all()[part]).post(
        one("submit", report), body, content_type="application/json"
    )

    assert answer.status_code == status
    assert not Submission.everything.exists()


def test_a_refusal_says_what_is_missing(report: ProgressReport, people: People) -> None:
    ProgressReport.everything.filter(pk=report.pk).update(state="draft")

    answer = signed_in(people.approver).post(one("submit", report))

    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 4


def test_nothing_is_written_through_reading_addresses(
    report: ProgressReport, people: People
) -> None:
    client = signed_in(people.operator)
    body = {"narrative": "Lewat pintu samping"}

    answers = [
        client.put(one("detail", report), body, content_type="application/json"),
        client.patch(one("detail", report), body, content_type="application/json"),
        client.delete(one("detail", report)),
        client.post(reverse(LIST), body, content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [405] * 4


def test_a_foreign_site_cannot_use_the_session(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.approver)

    answer = client.post(one("submit", report))

    assert answer.status_code == 403
    assert not Submission.everything.exists()


def test_a_provinces_report_tells_its_actions_and_is_sent(
    small_plan: World, regional: RegionalReport, people: People, now: datetime
) -> None:
    content = RegionalContent(
        narrative="Empat kegiatan ketahanan masyarakat di tiga kabupaten.",
        actions=(small_plan.actions[0].pk,),
    )
    save_regional_report(regional, content, version=0, by=people.province_operator, at=now)

    (row,) = rows(people.province_operator, REGIONAL_LIST)
    address = reverse("api-regional-submit", args=[regional.pk])
    sent = signed_in(people.province_approver).post(address)

    assert (row["region"], row["actions"]) == ("32", ["P1-F01-A001"])
    assert sent.status_code == 201
    assert rows(people.other_province_operator, REGIONAL_LIST, region="32") == []
