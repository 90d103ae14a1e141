"""The page of what needs a look: who reads it, what it is limited to, how much it asks."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Assignment
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

RADAR = reverse("radar")


@pytest.fixture(autouse=True)
def _something_is_wrong(small_plan: World, people: People, now: datetime) -> None:
    """A claim against its figures in pillar 1, an action of pillar 3 that nobody has."""
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report(
        "submitted", report, people, at=now, claimed_status="achieved", achieved_value=Decimal(5)
    )
    Assignment.everything.filter(action__code="P3-F01-A002").update(valid_to=date(2026, 3, 31))


def test_the_secretariat_reads_rule_reason_owner_and_remedy(people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(RADAR))

    assert "5 hal dalam Semester I 2026." in words
    assert "P3-F01-A002 belum ada pemilik" in words
    assert "Dinyatakan “Tercapai”, padahal 10,0% dari target berarti “Tertinggal”." in words
    assert "Periksa realisasi dan data dukungnya" in words


def test_a_pokja_reads_what_concerns_its_pillar(people: People) -> None:
    words = words_of(signed_in(people.verifier).get(RADAR))

    assert "P1-F01-A001 Kemenag Dinyatakan" in words
    assert "P3-F01-A002" not in words


@pytest.mark.parametrize(
    ("query", "code"),
    [("aturan=without_owner", "P3-F01-A002"), ("aturan=contradiction", "P1-F01-A001")],
)
def test_the_address_limits_the_list_and_the_file(query: str, code: str, people: People) -> None:
    client = signed_in(people.secretariat)

    table = body_of(client.get(f"{RADAR}?{query}")).split("<tbody>")[1].split("</tbody>")[0]
    answer = client.get(f"{reverse('radar-export', args=['csv'])}?{query}")

    assert table.count("<tr>") == 1
    assert code in table
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [code]


@pytest.mark.parametrize("url", [RADAR, reverse("radar-export", args=["csv"])])
@pytest.mark.parametrize("part", ["operator", "province_operator", "regional_supervisor", "admin"])
def test_those_who_oversee_no_pillar_do_not_read_it(url: str, part: str, people: People) -> None:
    answer = signed_in(people.all()[part]).get(url)

    assert answer.status_code == 403
    assert "P1-F01-A001" not in body_of(answer)


def test_no_word_of_a_report_stands_on_it(people: People) -> None:
    assert factories.SECRET not in body_of(signed_in(people.secretariat).get(RADAR))


@pytest.mark.parametrize(("part", "count"), [("secretariat", 11), ("verifier", 11)])
def test_ten_times_the_actions_take_as_many_queries(
    part: str, count: int, small_plan: World, people: People
) -> None:
    factories.an_earlier_period(small_plan, state="closed")
    person = people.all()[part]
    few = queries_of(person, RADAR)
    ten_times(small_plan)

    assert (few, queries_of(person, RADAR)) == (count, count)
