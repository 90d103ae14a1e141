"""The rights of an office: given with a reason, the great ones by two people, ended at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.access import OF_A_SEAT, OF_TWO_PEOPLE
from accounts.models import Grant, GrantRequest, Position, Role, User
from accounts.services.rights import Right, confirm_right, end_right, give_right, withdraw_right
from institutions.models import Unit
from journal.models import Entry, Notice
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import World
from tests.people import People
from workgroups.services import bodies


def again(person: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def office(people: People) -> Position:
    """The office of the operator of Kemenag."""
    return people.operator.offices[0].position


def test_a_right_begins_at_once_for_the_offices_own_institution(
    office: Position, people: People, now: datetime
) -> None:
    made = give_right(office, Right(Role.COORDINATOR, "SK 7"), by=people.admin, at=now)

    assert isinstance(made, Grant)
    home = office.institution_id
    assert again(people.operator).reach.holds(Role.COORDINATOR, "institution", home)
    entry = Entry.everything.get(verb="office.granted")
    assert (entry.reason, entry.subject_id, entry.actor_id) == ("SK 7", office.pk, people.admin.pk)


def test_a_right_ends_after_its_last_day(office: Position, people: People, now: datetime) -> None:
    today = day_of(now)

    give_right(office, Right(Role.COORDINATOR, "SK", ends_on=today), by=people.admin, at=now)
    assert again(people.operator).reach.has(Role.COORDINATOR)
    Grant.everything.filter(role=Role.COORDINATOR, position=office).update(
        ends_on=today - timedelta(days=1)
    )

    assert not again(people.operator).reach.has(Role.COORDINATOR)


@pytest.mark.parametrize("role", sorted(OF_TWO_PEOPLE))
def test_a_right_over_the_whole_house_needs_a_second_person(
    role: str, office: Position, people: People, now: datetime
) -> None:
    right = Right(role, "SK 8", ends_on=date(2027, 1, 31))

    made = give_right(office, right, by=people.admin, at=now)

    assert isinstance(made, GrantRequest)
    assert not again(people.operator).reach.has(role)
    told = Notice.everything.filter(key__startswith=f"right:{made.pk}:")
    assert list(told.values_list("recipient", flat=True)) == [people.secretariat.pk]
    with pytest.raises(NotYours, match="orang kedua"):
        confirm_right(made, by=people.admin, at=now)
    confirm_right(made, by=people.secretariat, at=now)
    assert again(people.operator).reach.has(role)
    verbs = Entry.everything.order_by("pk").values_list("verb", "actor")
    assert list(verbs) == [
        ("right.asked", people.admin.pk),
        ("office.granted", people.secretariat.pk),
    ]


def test_the_database_itself_refuses_one_person_for_both(
    office: Position, people: People, now: datetime
) -> None:
    both = {"asked_at": now, "asked_by": people.admin}
    given = {"confirmed_at": now, "confirmed_by": people.admin}

    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        GrantRequest.everything.create(
            position=office, role=Role.PPID, reason="SK", **both, **given
        )


def test_what_was_asked_for_is_decided_once(
    office: Position, people: People, now: datetime
) -> None:
    right = Right(Role.PPID, "SK")
    request = give_right(office, right, by=people.admin, at=now)
    assert isinstance(request, GrantRequest)
    with pytest.raises(OutOfTurn, match="sudah diusulkan"):
        give_right(office, right, by=people.secretariat, at=now)

    withdraw_right(request, by=people.secretariat, at=now)

    for verb in (confirm_right, withdraw_right):
        with pytest.raises(OutOfTurn, match="sudah diputuskan"):
            verb(request, by=people.secretariat, at=now)
    assert not Grant.everything.filter(position=office, role=Role.PPID).exists()


@pytest.mark.parametrize("role", sorted(OF_A_SEAT))
def test_what_a_seat_carries_is_neither_given_nor_ended_beside_it(
    role: str, office: Position, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match="kursi Sekber atau Pokja"):
        give_right(office, Right(role, "SK"), by=people.admin, at=now)
    carried = Grant.everything.create(position=office, role=role)
    with pytest.raises(Incomplete, match="kursi Sekber atau Pokja"):
        end_right(carried, reason="SK", by=people.admin, at=now)


def test_the_rights_of_seats_are_those_that_memberships_issue() -> None:
    # Seats of civil society carry no right at all.
    assert set(bodies._CARRIES.values()) - {None} == OF_A_SEAT


def test_nobody_changes_the_rights_of_their_own_office(people: People, now: datetime) -> None:
    own = people.admin.offices[0].position

    with pytest.raises(NotYours, match="sendiri"):
        give_right(own, Right(Role.OPERATOR, "SK"), by=people.admin, at=now)
    with pytest.raises(NotYours, match="sendiri"):
        end_right(own.grants.get(), reason="SK", by=people.admin, at=now)


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        (Right(Role.OPERATOR, "  "), "Tuliskan alasannya"),
        (Right(Role.OPERATOR, "SK", ends_on=date(2026, 7, 27)), "sudah lewat"),
        (Right(Role.AUDITOR, "SK"), "berbatas waktu"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_given(
    right: Right, sentence: str, office: Position, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match=sentence):
        give_right(office, right, by=people.admin, at=now)

    assert not Entry.everything.exists()


def test_a_unit_of_another_institution_is_refused(
    office: Position, small_plan: World, people: People, now: datetime
) -> None:
    foreign: Unit = small_plan.unit

    with pytest.raises(Incomplete, match="di instansi jabatan itu"):
        give_right(office, Right(Role.OPERATOR, "SK", unit=foreign), by=people.admin, at=now)


def test_a_right_that_ends_now_is_gone_with_the_next_request(
    office: Position, people: People, now: datetime
) -> None:
    row = office.grants.get()

    end_right(row, reason="Mutasi", by=people.secretariat, at=now)

    assert not again(people.operator).reach.has(Role.OPERATOR)
    entry = Entry.everything.get(verb="office.grant_ended")
    assert (entry.reason, entry.after["role"]) == ("Mutasi", "operator")
    with pytest.raises(OutOfTurn, match="sudah berakhir"):
        end_right(row, reason="Mutasi", by=people.secretariat, at=now)


def test_the_house_keeps_an_administrator(people: People, now: datetime) -> None:
    only = people.admin.offices[0].position.grants.get()

    with pytest.raises(OutOfTurn, match="satu-satunya"):
        end_right(only, reason="SK", by=people.secretariat, at=now)
