"""The calendar feed: codes and days at a secret address that can be taken back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import FeedKey, User
from journal.models import Entry
from progress.services import open_period
from ranpe.kit.clock import day_of
from tests import factories
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in
from tests.people import People


def address_of(person: User) -> str:
    """Make the person's feed as they would, and read the address from the page."""
    page = signed_in(person).post(reverse("feed-make"), follow=True).content.decode()
    found = re.search(r"http://testserver(/kalender/[\w-]+\.ics)", page)
    assert found is not None
    return found[1]


def events_at(address: str) -> dict[str, Any]:
    """Code and day of every event, as a calendar program reads them."""
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    calendar: Any = Calendar.from_ical(answer.content)
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in calendar.walk("VEVENT")}


def test_the_feed_tells_codes_and_days_of_what_is_owed_and_nothing_else(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    sent = small_plan.report("P1-F01-A002", "Kemenag")
    factories.a_report("submitted", sent, people, at=now)
    address = address_of(people.operator)

    assert events_at(address)["RAN PE P1-F01-A001"] == day_of(report.owed_at)
    assert "RAN PE P1-F01-A002" not in events_at(address)
    body = Client().get(address).content.decode()
    assert report.assignment.action.title[:20] not in body
    assert factories.SECRET not in body
    assert people.operator.email not in body


def test_a_province_finds_its_report_by_its_code(small_plan: World, people: People) -> None:
    assert "RAN PE 32" in events_at(address_of(people.province_operator))


def test_a_returned_report_stands_on_its_new_day(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("returned", report, people, at=now)
    due = factories.again(report).owed_at

    assert events_at(address_of(people.operator))["RAN PE P1-F01-A001"] == day_of(due)


def test_a_new_address_ends_the_old_one(small_plan: World, people: People) -> None:
    old, new = address_of(people.operator), address_of(people.operator)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert FeedKey.everything.count() == 1


def test_a_revoked_address_does_not_exist(small_plan: World, people: People) -> None:
    address = address_of(people.operator)

    signed_in(people.operator).post(reverse("feed-revoke"))

    assert Client().get(address).status_code == 404
    verbs = Entry.everything.filter(verb__startswith="feed.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["feed.made", "feed.revoked"]


def test_the_feed_of_a_closed_account_does_not_exist(small_plan: World, people: People) -> None:
    address = address_of(people.operator)
    User.objects.filter(pk=people.operator.pk).update(is_active=False)

    assert Client().get(address).status_code == 404


def test_only_the_hash_of_the_secret_is_kept(small_plan: World, people: People) -> None:
    secret = address_of(people.operator).split("/")[-1].removesuffix(".ics")

    assert secret not in str(FeedKey.everything.values()[0])
    assert FeedKey.everything.visible_to(people.other_operator).count() == 0


@pytest.mark.parametrize("more", [0, 3])
def test_a_feed_asks_as_often_for_many_as_for_one(
    more: int, small_plan: World, people: People, now: datetime
) -> None:
    address = address_of(people.operator)
    if more:
        open_period(small_plan.next_period, by=people.secretariat, at=now + timedelta(days=1))

    assert queries_of(people.auditor, address) == 7
