"""Pantau in groups: every number opens exactly its rows."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from ranpe.pages.groupings import grouping_for
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People

BOARD = reverse("board")
EXPORT = reverse("board-export", args=["csv"])
EVERY = ("pilar", "pokja", "kl", "fokus", "provinsi")


@pytest.fixture
def mixed(
    monkeypatch: pytest.MonkeyPatch, small_plan: World, people: People, now: datetime
) -> World:
    """Of Kemenag's three reports one is verified, one came back, one is late; all others too."""
    for code, state in (("A001", "verified"), ("A002", "returned"), ("A006", "draft")):
        report = small_plan.report(f"P1-F01-{code}", "Kemenag")
        factories.a_report(state, report, people, at=now)
    late = small_plan.period.due_at + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: late)
    return small_plan


@pytest.mark.parametrize("by", EVERY)
def test_every_number_opens_exactly_its_rows(by: str, mixed: World, people: People) -> None:
    client = signed_in(people.secretariat)
    body = unescape(body_of(client.get(BOARD, {"menurut": by})))
    numbers = re.findall(r'href="(\?[^"]*baris=[^"]*)#laporan">(\d+)<', body)

    assert len(numbers) > 3
    for url, count in numbers:
        assert client.get(BOARD + url).context["page_obj"].paginator.count == int(count), url


def test_an_institution_counts_as_on_its_profile(mixed: World, people: People) -> None:
    found = grouping_for(people.secretariat, timezone.now(), by="kl")
    profile = signed_in(people.secretariat).get(reverse("institution", args=["KL09"]))

    assert found is not None
    [group] = [row for row in found.groups if row.key == "KL09"]
    kept = profile.context["profile"].compliance
    counts = {figure.key: figure.count for figure in group.duty}
    assert (group.due, counts["terkirim"], counts["terlambat"], counts["dikembalikan"]) == (
        kept.due, kept.sent, kept.late_now, kept.returned,
    )  # fmt: skip
    assert counts["terverifikasi"] == 1
    assert {row.key: row.count for row in group.statuses} == {
        row.key: row.count for row in profile.context["profile"].statuses
    }


@pytest.mark.parametrize("by", ["pilar", "pokja", "kl", "fokus"])
def test_each_report_counts_once_in_each_view(by: str, mixed: World, people: People) -> None:
    every = grouping_for(people.secretariat, timezone.now(), by="kl")
    found = grouping_for(people.secretariat, timezone.now(), by=by)

    assert every is not None
    assert found is not None
    assert sum(row.due for row in found.groups) == sum(row.due for row in every.groups)
    keys = [row.report.report_id for row in found.rows_of("", "")]
    assert len(keys) == len(set(keys))


def test_a_pokja_sees_its_own_pillar_and_no_province(mixed: World, people: People) -> None:
    client = signed_in(people.verifier)

    own = client.get(BOARD, {"menurut": "kl"})
    foreign = client.get(BOARD, {"menurut": "pilar", "baris": "2"})
    provinces = client.get(BOARD, {"menurut": "provinsi"})

    assert "P2-F01" not in body_of(foreign)
    assert "Kemenag" in words_of(own)
    assert "Per provinsi" not in words_of(own)
    assert "found" not in provinces.context


def test_the_supervisor_of_the_regions_groups_by_province_only(
    mixed: World, people: People
) -> None:
    client = signed_in(people.regional_supervisor)

    assert "4 dari 4 provinsi terlambat" in words_of(client.get(BOARD, {"menurut": "provinsi"}))
    assert "found" not in client.get(BOARD, {"menurut": "kl"}).context


def test_the_words_of_unsent_reports_stay_with_their_institution(
    mixed: World, people: People
) -> None:
    for by in EVERY:
        answer = signed_in(people.secretariat).get(BOARD, {"menurut": by, "saring": "terlambat"})
        assert factories.SECRET not in body_of(answer)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [({"menurut": "kl"}, 5), ({"menurut": "kl", "baris": "KL09"}, 3), ({"menurut": "provinsi"}, 4)],
)
def test_the_file_holds_what_the_page_shows(
    asked: dict[str, str], rows: int, mixed: World, people: People
) -> None:
    answer = signed_in(people.secretariat).get(EXPORT, asked)

    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(found) == 1 + rows
    assert "pantau-per-" in answer["Content-Disposition"]


@pytest.mark.parametrize("by", EVERY)
def test_ten_times_the_actions_take_as_many_queries(
    by: str, small_plan: World, people: People
) -> None:
    url = f"{BOARD}?menurut={by}"
    few = queries_of(people.secretariat, url)

    ten_times(small_plan)

    assert few == queries_of(people.secretariat, url) <= 12
