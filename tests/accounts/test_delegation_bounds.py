"""A delegation never exceeds the delegator: it ends with their office, right and account."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from accounts.models import GrantRequest, Occupancy, OccupancyKind, User
from accounts.queries import lacks_sender
from accounts.services import delegate
from accounts.services.rights import Right, confirm_right, end_right, give_right
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours
from tests.accounts.test_delegation import TERM, again, office_of
from tests.people import People, a_person

name_delegators = import_module(
    "accounts.migrations.0010_delegation_names_its_delegator"
).name_delegators


def test_it_ends_at_once_when_the_delegator_leaves_the_office(
    people: People, now: datetime
) -> None:
    delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    Occupancy.everything.filter(user=people.approver).update(ends_on=date(2026, 7, 27))

    deputy = again(people.operator)
    assert not deputy.reach.has("approver")
    assert deputy.acts_for == ""


def test_it_ends_at_once_when_the_delegators_account_is_closed(
    people: People, now: datetime
) -> None:
    delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    User.objects.filter(pk=people.approver.pk).update(is_active=False)

    assert not again(people.operator).reach.has("approver")


def test_it_ends_at_once_when_the_office_loses_the_right(people: People, now: datetime) -> None:
    office = office_of(people.approver)
    delegate(office, people.operator, TERM, by=people.approver, at=now)

    end_right(office.position.grants.get(), reason="Mutasi", by=people.admin, at=now)

    assert not again(people.approver).reach.has("approver")
    assert not again(people.operator).reach.has("approver")


def test_another_holder_of_the_office_does_not_keep_it_alive(people: People, now: datetime) -> None:
    office = office_of(people.approver)
    delegate(office, people.operator, TERM, by=people.approver, at=now)
    successor = User.objects.create_user("pengganti@ranpe.example", "Pejabat Baru")
    Occupancy.everything.create(
        position=office.position, user=successor, starts_on=date(2026, 7, 28)
    )
    Occupancy.everything.filter(pk=office.pk).update(ends_on=date(2026, 7, 27))

    assert not again(people.operator).reach.has("approver")


def test_a_delegation_without_a_delegator_cannot_be_kept(people: People) -> None:
    office = office_of(people.approver)

    with pytest.raises(IntegrityError, match="delegated_by_somebody"), transaction.atomic():
        Occupancy.everything.create(
            position=office.position,
            user=people.operator,
            kind=OccupancyKind.DELEGATE,
            starts_on=date(2026, 7, 28),
        )


def test_a_deputy_is_no_second_person_beside_the_delegator(people: People, now: datetime) -> None:
    house = people.admin.offices[0].position.institution
    helper = a_person("pembantu@ranpe.example", "Pembantu", "Staf", house)
    delegate(office_of(people.admin), helper, TERM, by=people.admin, at=now)
    office = people.operator.offices[0].position
    request = give_right(office, Right("ppid", "SK"), by=people.admin, at=now)
    assert isinstance(request, GrantRequest)

    with pytest.raises(NotYours, match="orang kedua"):
        confirm_right(request, by=again(helper), at=now)
    confirm_right(request, by=people.secretariat, at=now)


def test_delegations_of_before_are_given_their_incumbent(people: People, now: datetime) -> None:
    made = delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    class Before:
        """The table as it was: the delegator of every delegation is unknown."""

        _base_manager = Occupancy._base_manager

    class Old:
        @staticmethod
        def get_model(_app: str, _name: str) -> type:
            return Before

    kept = {row.pk: row.delegator_id for row in Occupancy.everything.all()}
    name_delegators(Old, None)
    assert {row.pk: row.delegator_id for row in Occupancy.everything.all()} == kept
    assert kept[made.pk] == people.approver.pk


def test_a_house_without_an_official_is_told_that_nothing_can_be_sent(
    people: People, now: datetime
) -> None:
    today = day_of(now)
    User.objects.update(last_login=now)
    assert not lacks_sender(again(people.operator), on=today)

    Occupancy.everything.filter(user=people.approver).update(ends_on=date(2026, 7, 27))

    assert lacks_sender(again(people.operator), on=today)
    assert not lacks_sender(again(people.other_operator), on=today)
