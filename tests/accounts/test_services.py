"""People, offices, appointments and grants: authority belongs to the office."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, models, transaction

from accounts.models import OccupancyKind, Position, Role, User
from accounts.queries import holders_of
from accounts.services import appoint, create_person, create_position, grant
from institutions.models import Institution, Kind, Unit
from journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> Institution:
    """An institution."""
    return Institution.everything.create(
        code="KL90", name="Kementerian contoh", short="Kemencontoh", kind=Kind.MINISTRY
    )


@pytest.fixture
def office(home: Institution) -> Position:
    """An office of it."""
    return create_position(home, "Direktur Contoh", echelon="II")


def again(person: User) -> User:
    """The person anew, without remembered offices."""
    return User.everything.get(pk=person.pk)


def test_a_person_has_an_address_in_lower_case_and_no_password_of_their_own_yet() -> None:
    person = create_person(" Narahubung@RANPE.example ", "Sinta Maheswari")

    assert person.email == "narahubung@ranpe.example"
    assert not person.has_usable_password()
    assert (again(person).offices, again(person).capacity) == ([], "")


def test_whoever_is_appointed_holds_what_the_office_carries(
    home: Institution, office: Position, now: datetime
) -> None:
    person = create_person("direktur@ranpe.example", "Sinta Maheswari")
    grant(office, Role.APPROVER, institution=home, by=None, at=now)

    appoint(person, office, starts_on=date(2026, 1, 1), decree="SK contoh 3", by=None, at=now)

    found = again(person)
    assert found.reach.holds(Role.APPROVER, "institution", home.pk)
    assert found.reach.institutions == {home.pk}
    assert found.capacity == "Direktur Contoh"


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        ("2026-07-28", None, True),
        ("2026-07-29", None, False),
        ("2026-01-01", "2026-07-28", True),
        ("2026-01-01", "2026-07-27", False),
    ],
)
def test_an_office_is_held_on_its_days_only(
    starts: str, ends: str | None, holds: bool, home: Institution, office: Position, now: datetime
) -> None:
    person = create_person("direktur@ranpe.example", "Sinta Maheswari")
    grant(office, Role.APPROVER, institution=home, by=None, at=now)

    appoint(
        person,
        office,
        starts_on=date.fromisoformat(starts),
        ends_on=date.fromisoformat(ends) if ends else None,
        by=None,
        at=now,
    )

    assert again(person).reach.has(Role.APPROVER) is holds


def test_an_acting_holder_signs_as_such(office: Position, now: datetime) -> None:
    person = create_person("plh@ranpe.example", "Bayu Pradipta")

    appoint(
        person,
        office,
        kind=OccupancyKind.PLH,
        starts_on=date(2026, 7, 20),
        ends_on=date(2026, 7, 31),
        decree="Surat perintah contoh",
        by=None,
        at=now,
    )

    assert again(person).capacity == "Plh. Direktur Contoh"


def test_an_appointment_that_ends_before_it_begins_is_refused(
    office: Position, now: datetime
) -> None:
    person = create_person("direktur@ranpe.example", "Sinta Maheswari")

    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(
            person,
            office,
            starts_on=date(2026, 7, 31),
            ends_on=date(2026, 7, 1),
            by=None,
            at=now,
        )

    assert not Entry.everything.filter(verb="office.filled").exists()


def test_an_appointment_stands_in_the_journal_with_its_decree(
    office: Position, now: datetime
) -> None:
    clerk = create_person("admin@ranpe.example", "Yusuf Maulida")
    person = create_person("direktur@ranpe.example", "Sinta Maheswari")

    appoint(person, office, starts_on=date(2026, 1, 1), decree="SK contoh 3", by=clerk, at=now)

    entry = Entry.everything.get(verb="office.filled")
    assert (entry.actor_name, entry.subject_id) == ("Yusuf Maulida", office.pk)
    assert entry.after == {"person": person.pk, "kind": "definitive", "decree": "SK contoh 3"}


def test_a_grant_is_given_once_and_told_once(
    home: Institution, office: Position, now: datetime
) -> None:
    first = grant(office, Role.OPERATOR, institution=home, by=None, at=now)
    second = grant(office, Role.OPERATOR, institution=home, by=None, at=now)

    assert first == second
    assert Entry.everything.filter(verb="office.granted").count() == 1


def test_a_grant_for_a_unit_does_not_reach_the_whole_institution(
    home: Institution, office: Position, now: datetime
) -> None:
    unit = Unit.everything.create(institution=home, code="KL90-U1", name="Unit contoh")
    person = create_person("unit@ranpe.example", "Bayu Pradipta")

    grant(office, Role.OPERATOR, unit=unit, by=None, at=now)
    appoint(person, office, starts_on=date(2026, 1, 1), by=None, at=now)

    reach = again(person).reach
    assert not reach.institutions
    assert reach.units == {unit.pk}


def test_the_holders_of_a_grant_are_those_in_office_on_the_day(
    home: Institution, office: Position, now: datetime
) -> None:
    grant(office, Role.APPROVER, institution=home, by=None, at=now)
    before = create_person("lama@ranpe.example", "Bayu Pradipta")
    present = create_person("baru@ranpe.example", "Sinta Maheswari")
    appoint(
        before,
        office,
        starts_on=date(2021, 1, 1),
        ends_on=date(2025, 12, 31),
        by=None,
        at=now,
    )
    appoint(present, office, starts_on=date(2026, 1, 1), by=None, at=now)

    found = holders_of(models.Q(role=Role.APPROVER), on=date(2026, 7, 28))

    assert list(found) == [present.pk]
