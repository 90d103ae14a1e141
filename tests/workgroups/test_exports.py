"""The tables of bodies and meetings as files: the rows of the page, for its readers."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import World
from tests.pages.visiting import body_of, signed_in
from tests.people import People
from workgroups import services
from workgroups.models import Meeting
from workgroups.services import Invitation, Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(small_plan: World, people: People, now: datetime) -> Meeting:
    """A meeting of the first pillar's Pokja with two items and its chair."""
    pokja = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    office = people.chair.offices[0].position
    services.add_member(pokja, office, "chair", starts_on=date(2026, 1, 1), by=None, at=now)
    told = Invitation("=Rakor Pilar I", now + timedelta(days=3), place="Ruang Garuda")
    meeting = services.plan_meeting(pokja, told, by=people.secretariat, at=now)
    items = [Proposal("Pembukaan"), Proposal("P1-F01-A001 tertinggal", "red", "Data kurang", "a:1")]
    services.add_items(meeting, items, by=people.secretariat, at=now)
    return meeting


def table(person: User, name: str, *arguments: Any) -> list[list[str]]:
    """The file of a table, without its headings."""
    answer = signed_in(person).get(reverse(f"workgroups:{name}", args=[*arguments, "csv"]))
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_the_register_tells_offices_to_all_and_names_to_some(
    planned: Meeting, people: People
) -> None:
    office = people.chair.offices[0].position.title

    [known] = [row for row in table(people.secretariat, "bodies-export") if row[1] == office]
    [plain] = [row for row in table(people.operator, "bodies-export") if row[1] == office]

    assert people.chair.name in known[3]
    assert plain[3] == "Terisi"


def test_meetings_come_as_a_file_to_those_who_read_about_them(
    planned: Meeting, people: People
) -> None:
    [row] = table(people.chair, "meetings-export")

    assert row[0].endswith("=Rakor Pilar I")
    assert not row[0].startswith("=")
    assert row[3:5] == ["Ruang Garuda", "Direncanakan"]
    assert table(people.operator, "meetings-export") == []


def test_agenda_and_attendance_hold_what_the_page_shows(planned: Meeting, people: People) -> None:
    agenda = table(people.chair, "agenda-export", planned.pk)
    came = table(people.chair, "attendance-export", planned.pk)

    assert [row[:2] for row in agenda] == [["1", "Pembukaan"], ["2", "P1-F01-A001 tertinggal"]]
    assert agenda[1][3] == "Data kurang"
    assert [(row[0], row[3]) for row in came] == [
        (people.chair.offices[0].position.title, people.chair.name)
    ]


@pytest.mark.parametrize("name", ["agenda-export", "attendance-export"])
def test_a_stranger_does_not_find_them(name: str, planned: Meeting, people: People) -> None:
    url = reverse(f"workgroups:{name}", args=[planned.pk, "csv"])

    assert signed_in(people.operator).get(url).status_code == 404


def test_the_pages_lead_to_their_files(planned: Meeting, people: People) -> None:
    client = signed_in(people.secretariat)
    pages = {
        "bodies": ["bodies-export"],
        "meetings": ["meetings-export"],
    }
    for page, names in pages.items():
        body = body_of(client.get(reverse(f"workgroups:{page}")))
        assert all(reverse(f"workgroups:{name}", args=["xlsx"]) in body for name in names)
    body = body_of(client.get(reverse("workgroups:meeting", args=[planned.pk])))
    for name in ("agenda-export", "attendance-export"):
        assert reverse(f"workgroups:{name}", args=[planned.pk, "csv"]) in body
