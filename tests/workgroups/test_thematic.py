"""Pokja Tematis: bodies of civil society, their organisations by decree, meetings like others."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Grant, User
from institutions.models import Institution, Kind
from journal.models import Entry
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from ranpe.pages.meetings import proposals_for
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People
from workgroups.access import chairs
from workgroups.models import (
    GroupKind,
    Meeting,
    Membership,
    MembershipPart,
    Recommendation,
    WorkingGroup,
)
from workgroups.queries import bodies_on, decisions_of_body
from workgroups.services import (
    Invitation,
    create_group,
    end_membership,
    enter_organisation,
    plan_meeting,
    record_decision,
    record_meeting,
)
from workgroups.workflow import seats_at

BODIES = reverse("workgroups:bodies")
ADD = reverse("workgroups:organisation_add")


@pytest.fixture
def youth(small_plan: World) -> WorkingGroup:
    """The field of youth."""
    return create_group(GroupKind.THEMATIC, "Pokja Tematis Pelibatan Pemuda")


def _enter(
    group: WorkingGroup, people: People, now: datetime, *, name: str = "Perkumpulan Contoh"
) -> Membership:
    return enter_organisation(
        group,
        name=name,
        short="Contoh",
        part=MembershipPart.CHAIR,
        starts_on=date(2026, 7, 1),
        decree="SK-3",
        by=people.secretariat,
        at=now,
    )


def test_an_organisation_sits_by_decree_without_account_and_without_right(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    accounts, grants = User.objects.count(), Grant.everything.count()

    row = _enter(youth, people, now)

    home = row.position.institution
    assert (home.kind, home.name, home.code) == (Kind.CIVIL_SOCIETY, "Perkumpulan Contoh", "OMS001")
    assert (row.decree, row.starts_on, row.ends_on) == ("SK-3", date(2026, 7, 1), None)
    assert (User.objects.count(), Grant.everything.count()) == (accounts, grants)
    verbs = list(Entry.everything.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["institution.entered", "group.joined"]


def test_an_organisation_in_two_fields_stands_once_in_the_register(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    _enter(youth, people, now)
    gender = create_group(GroupKind.THEMATIC, "Pokja Tematis Pengarusutamaan Gender")

    _enter(gender, people, now, name="perkumpulan contoh")

    assert Institution.everything.filter(kind=Kind.CIVIL_SOCIETY).count() == 1
    assert Membership.everything.count() == 2
    with pytest.raises(OutOfTurn):
        _enter(gender, people, now)


def test_a_seat_ends_with_day_and_decree(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    row = _enter(youth, people, now)

    end_membership(row, ends_on=date(2026, 7, 20), decree="SK-4", by=people.secretariat, at=now)

    (body,) = bodies_on(now.date())
    assert body.seats == ()
    assert [seat.end_decree for seat in body.ended] == ["SK-4"]


def test_organisations_sit_in_no_other_body_and_need_name_and_decree(
    small_plan: World, youth: WorkingGroup, people: People, now: datetime
) -> None:
    pokja = create_group(GroupKind.POKJA, "Pokja contoh", pillar_number=1)

    with pytest.raises(Incomplete, match="duduk dalam Pokja Tematis"):
        _enter(pokja, people, now)
    with pytest.raises(Incomplete, match="nama dan singkatan"):
        _enter(youth, people, now, name=" ")
    with pytest.raises(NotYours):
        enter_organisation(
            youth,
            name="Perkumpulan Contoh",
            short="Contoh",
            part=MembershipPart.MEMBER,
            starts_on=date(2026, 7, 1),
            decree="SK-3",
            by=people.operator,
            at=now,
        )

    assert not Membership.everything.exists()
    assert not Institution.everything.filter(kind=Kind.CIVIL_SOCIETY).exists()


def test_the_register_shows_sekber_pokja_and_then_the_fields(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    create_group(GroupKind.POKJA, "Pokja Pencegahan", pillar_number=1)
    create_group(GroupKind.SEKBER, "Sekretariat Bersama contoh")
    _enter(youth, people, now)

    words = words_of(signed_in(people.operator).get(BODIES))

    names = ["Sekretariat Bersama contoh", "Pokja Pencegahan", "Pokja Tematis Pelibatan Pemuda"]
    places = [words.index(name) for name in names]
    assert places == sorted(places)
    assert "Masyarakat sipil · 1 kursi" in words
    assert "ditunjuk organisasinya" in words
    assert "Tambah organisasi" not in words


def test_the_secretariat_adds_one_on_the_page_and_nothing_typed_is_lost(
    youth: WorkingGroup, people: People
) -> None:
    typed = {
        "group": youth.pk,
        "name": "Forum Contoh Remaja",
        "short": "Forum Remaja",
        "part": "member",
        "starts_on": "2026-07-01",
        "decree": "",
    }
    client = signed_in(people.secretariat)

    refused = client.post(ADD, typed)
    client.post(ADD, {**typed, "decree": "SK-5"})

    assert refused.status_code == 422
    assert "Forum Contoh Remaja" in body_of(refused)
    row = Membership.everything.get()
    assert (row.position.institution.short, row.decree) == ("Forum Remaja", "SK-5")
    assert signed_in(people.chair).post(ADD, typed).status_code == 403


def test_its_meetings_are_like_others_and_the_head_of_the_pokja_chairs(
    youth: WorkingGroup, small_plan: World, people: People, now: datetime
) -> None:
    row = _enter(youth, people, now)
    meeting = record_meeting(
        youth,
        "Rapat pemuda",
        held_on=date(2026, 7, 20),
        summary="Ringkasan",
        by=people.secretariat,
        at=now,
    )
    owner = small_plan.institutions["Kemenag"]
    decision = record_decision(
        meeting,
        "Susun modul pemuda.",
        owner=owner,
        due_on=date(2026, 9, 1),
        by=people.secretariat,
        at=now,
    )

    assert list(seats_at(meeting)) == [row]
    assert list(decisions_of_body(youth)) == [decision]
    assert chairs(people.pokja_head, meeting)
    assert not chairs(people.chair, meeting)
    page = reverse("workgroups:meeting", args=[meeting.pk])
    assert signed_in(people.pokja_head).get(page).status_code == 200
    assert signed_in(people.chair).get(page).status_code == 404


def test_its_agenda_tells_nothing_of_the_institutions(
    youth: WorkingGroup, small_plan: World, people: People, now: datetime
) -> None:
    Recommendation.everything.create(
        year=2025, text="Rekomendasi", owner=small_plan.institutions["Kemenag"]
    )
    late = small_plan.period.due_at + timedelta(days=5)

    assert proposals_for(youth, late) == []


def test_a_plenary_of_the_sekber_does_not_call_civil_society(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    _enter(youth, people, now)
    sekber = create_group(GroupKind.SEKBER, "Sekretariat Bersama contoh")
    told = Invitation("Pleno", now + timedelta(days=3), place="Ruang", is_plenary=True)
    meeting: Meeting = plan_meeting(sekber, told, by=people.secretariat, at=now)

    assert not seats_at(meeting).exists()


def test_the_register_takes_as_many_queries_for_many_organisations(
    youth: WorkingGroup, people: People, now: datetime
) -> None:
    _enter(youth, people, now)
    one = queries_of(people.secretariat, BODIES)
    for number in range(12):
        _enter(youth, people, now, name=f"Perkumpulan {number}")

    assert (one, queries_of(people.secretariat, BODIES)) == (11, 11)
