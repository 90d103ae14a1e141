"""Bodies, their members, meetings and what they decide; every step stands in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Grant, Position, Role
from accounts.services import create_position
from institutions.models import Institution
from journal.models import Entry
from tests.factories import World
from tests.people import People
from workgroups.models import GroupKind, Meeting, MembershipPart, RecommendationState, WorkingGroup
from workgroups.services import (
    add_member,
    close_decision,
    create_group,
    follow_up_recommendation,
    record_decision,
    record_meeting,
    record_recommendation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pokja(db: None) -> WorkingGroup:
    """The working group of pillar 2."""
    return create_group(GroupKind.POKJA, "Pokja contoh", pillar_number=2)


@pytest.fixture
def bappenas(small_plan: World) -> Institution:
    """A member ministry."""
    return small_plan.institutions["Bappenas"]


@pytest.fixture
def office(bappenas: Institution) -> Position:
    """An office that carries nothing yet."""
    return create_position(bappenas, "Analis Contoh")


@pytest.fixture
def meeting(pokja: WorkingGroup, people: People, now: datetime) -> Meeting:
    """A meeting that was recorded."""
    return record_meeting(
        pokja,
        "Rapat contoh",
        held_on=date(2026, 7, 20),
        summary="Ringkasan contoh",
        by=people.secretariat,
        at=now,
    )


def seat(group: WorkingGroup, office: Position, part: str, now: datetime, **more: Any) -> None:
    add_member(group, office, part, starts_on=date(2026, 1, 1), by=None, at=now, **more)


@pytest.mark.parametrize(
    ("part", "role"),
    [
        (MembershipPart.CHAIR, Role.POKJA_CHAIR),
        (MembershipPart.MEMBER, Role.POKJA_MEMBER),
        (MembershipPart.VERIFIER, Role.VERIFIER),
    ],
)
def test_a_seat_in_a_pokja_carries_its_right_for_the_pillar(
    part: str, role: str, pokja: WorkingGroup, office: Position, now: datetime
) -> None:
    seat(pokja, office, part, now)

    found = Grant.everything.get(position=office)
    assert (found.role, found.pillar_number) == (role, 2)


def test_a_seat_in_the_joint_secretariat_can_be_matched_to_a_pillar(
    office: Position, now: datetime
) -> None:
    sekber = create_group(GroupKind.SEKBER, "Sekber contoh")

    seat(sekber, office, MembershipPart.MEMBER, now, pillar_number=3)

    found = Grant.everything.get(position=office)
    assert (found.role, found.pillar_number) == (Role.SEKBER_MEMBER, 3)


def test_the_joint_secretariat_has_no_seat_for_a_verifier(office: Position, now: datetime) -> None:
    sekber = create_group(GroupKind.SEKBER, "Sekber contoh")

    with pytest.raises(ValueError, match="has no seat called verifier"):
        seat(sekber, office, MembershipPart.VERIFIER, now)

    assert not Grant.everything.filter(position=office).exists()


def test_the_same_seat_is_not_given_twice(
    pokja: WorkingGroup, office: Position, now: datetime
) -> None:
    seat(pokja, office, MembershipPart.CHAIR, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        seat(pokja, office, MembershipPart.CHAIR, now)

    assert Entry.everything.filter(verb="group.joined").count() == 1


def test_a_pokja_without_a_pillar_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        create_group(GroupKind.POKJA, "Pokja tanpa pilar")


def test_a_meeting_its_decision_and_its_end_stand_in_the_journal(
    meeting: Meeting, bappenas: Institution, people: People, now: datetime
) -> None:
    decision = record_decision(
        meeting,
        "Keputusan contoh",
        owner=bappenas,
        due_on=date(2026, 8, 31),
        by=people.secretariat,
        at=now,
    )

    close_decision(decision, done_on=date(2026, 7, 27), by=people.secretariat, at=now)

    decision.refresh_from_db()
    assert decision.done_on == date(2026, 7, 27)
    entries = Entry.everything.filter(subject_id=meeting.pk, subject_label="workgroups.meeting")
    assert list(entries.order_by("pk").values_list("verb", "actor_name")) == [
        ("meeting.recorded", "Dewi Larasati"),
        ("decision.recorded", "Dewi Larasati"),
    ]
    closed = Entry.everything.get(subject_id=decision.pk, subject_label="workgroups.decision")
    assert (closed.verb, closed.after["done_on"]) == ("decision.close", "2026-07-27")


def test_a_recommendation_is_carried_until_it_is_done(
    bappenas: Institution, people: People, now: datetime
) -> None:
    made = record_recommendation(
        2025, "Rekomendasi contoh", owner=bappenas, by=people.secretariat, at=now
    )

    follow_up_recommendation(
        made,
        RecommendationState.DONE,
        note="Pedoman telah terbit.",
        by=people.secretariat,
        at=now,
    )

    made.refresh_from_db()
    assert (made.progress, made.note) == (RecommendationState.DONE, "Pedoman telah terbit.")
    entry = Entry.everything.get(verb="recommendation.followed")
    assert (entry.before, entry.after) == ({"progress": "open"}, {"progress": "done"})
