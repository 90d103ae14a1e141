"""Who sits in a body, by office and decree; the right ends with the seat."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Grant, Position, Role, User
from accounts.services import create_position
from journal.models import Entry
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People
from workgroups.models import GroupKind, Membership, MembershipPart, WorkingGroup
from workgroups.services import create_group, end_membership, enter_member

pytestmark = pytest.mark.django_db
BODIES = reverse("workgroups:bodies")


@pytest.fixture
def pokja(small_plan: World) -> WorkingGroup:
    """The working group of pillar 2."""
    return create_group(GroupKind.POKJA, "Pokja contoh", pillar_number=2)


def _office(title: str) -> Position:
    found: Position = Position.everything.get(title=title)
    return found


def _enter(
    pokja: WorkingGroup, people: People, now: datetime, title: str = "Deputi Bappenas"
) -> Membership:
    return enter_member(
        pokja,
        _office(title),
        MembershipPart.CHAIR,
        starts_on=date(2026, 7, 1),
        decree="SK-1",
        by=people.secretariat,
        at=now,
    )


def test_a_seat_and_its_end_carry_the_right_and_end_it(
    pokja: WorkingGroup, people: People, now: datetime
) -> None:
    row = _enter(pokja, people, now)
    assert User.objects.get(pk=people.sekber_member.pk).reach.holds("pokja_chair", "pillar", 2)

    end_membership(row, ends_on=date(2026, 7, 27), decree="SK-2", by=people.secretariat, at=now)

    fresh = User.objects.get(pk=people.sekber_member.pk)
    assert not fresh.reach.holds(Role.POKJA_CHAIR, "pillar", 2)
    assert Grant.everything.get(role=Role.POKJA_CHAIR, pillar_number=2).ends_on == date(2026, 7, 27)
    verbs = list(Entry.everything.order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["office.granted", "group.joined", "office.grant_ended", "group.left"]


def test_a_right_that_ends_later_stands_until_its_day(
    pokja: WorkingGroup, people: People, now: datetime
) -> None:
    row = _enter(pokja, people, now)

    later = now.date() + timedelta(days=5)
    end_membership(row, ends_on=later, decree="SK-2", by=people.secretariat, at=now)

    fresh = User.objects.get(pk=people.sekber_member.pk)
    assert fresh.reach.holds(Role.POKJA_CHAIR, "pillar", 2)


def test_an_office_is_seated_again_after_its_end(
    pokja: WorkingGroup, people: People, now: datetime
) -> None:
    row = _enter(pokja, people, now)
    end_membership(row, ends_on=date(2026, 7, 27), decree="SK-2", by=people.secretariat, at=now)

    _enter(pokja, people, now)

    assert Grant.everything.get(role=Role.POKJA_CHAIR, pillar_number=2).ends_on is None


def test_nobody_seats_themselves_twice_or_without_a_decree(
    pokja: WorkingGroup, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        _enter(pokja, people, now, "Sekretariat Bersama")
    row = _enter(pokja, people, now)
    with pytest.raises(OutOfTurn):
        _enter(pokja, people, now)
    with pytest.raises(Incomplete, match="SK"):
        end_membership(row, ends_on=now.date(), decree=" ", by=people.secretariat, at=now)


def test_the_register_tells_offices_to_all_and_names_to_those_who_work_with_them(
    pokja: WorkingGroup, people: People, small_plan: World, now: datetime
) -> None:
    _enter(pokja, people, now)
    vacant = create_position(small_plan.institutions["Polri"], "Kepala Biro Kosong")
    Membership.everything.create(
        group=pokja, position=vacant, part="member", starts_on=date(2026, 1, 1)
    )

    desk, stranger = (
        words_of(signed_in(person).get(BODIES))
        for person in (people.secretariat, people.other_operator)
    )

    assert "Ketiga Pokja bekerja di bawah Sekretaris Utama BNPT" in desk
    assert "Anton Suryadi" in desk
    assert "SK-1" in desk
    assert "1 jabatan kosong" in desk
    assert "Deputi Bappenas" in stranger
    assert "Anton Suryadi" not in stranger


def test_a_seat_is_entered_and_ended_on_its_pages(
    pokja: WorkingGroup, people: People, now: datetime
) -> None:
    client = signed_in(people.admin)
    typed = {
        "group": pokja.pk,
        "position": _office("Deputi Bappenas").pk,
        "part": "member",
        "starts_on": "2026-07-01",
        "decree": "SK-9",
    }

    assert client.post(reverse("workgroups:member_add"), {**typed, "decree": ""}).status_code == 422
    assert client.post(reverse("workgroups:member_add"), typed).status_code == 302
    row = Membership.everything.get(decree="SK-9")
    end = reverse("workgroups:member_end", args=[row.pk])
    assert "Deputi Bappenas" in words_of(client.get(f"{BODIES}?akhiri={row.pk}"))
    assert client.get(f"{BODIES}?akhiri=99999").status_code == 404
    assert signed_in(people.operator).get(f"{BODIES}?akhiri={row.pk}").status_code == 403
    assert client.post(end, {"ends_on": "2026-06-01", "decree": "SK-8"}).status_code == 422
    assert client.post(end, {"ends_on": "2026-07-28", "decree": "SK-8"}).status_code == 302
    assert signed_in(people.operator).post(end, {}).status_code == 403
    assert signed_in(people.operator).get(reverse("workgroups:member_add")).status_code == 403


def test_the_register_takes_as_many_queries_for_many_seats(
    pokja: WorkingGroup, people: People, small_plan: World, now: datetime
) -> None:
    _enter(pokja, people, now)
    one = queries_of(people.secretariat, BODIES)
    for number in range(9):
        office = create_position(small_plan.institutions["Polri"], f"Biro {number}")
        Membership.everything.create(
            group=pokja, position=office, part="member", starts_on=date(2026, 1, 1)
        )

    assert (one, queries_of(people.secretariat, BODIES)) == (11, 11)
