"""Meetings, what they decided, and what becomes of recommendations."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People
from workgroups.models import (
    Decision,
    GroupKind,
    Meeting,
    Recommendation,
    RecommendationState,
    WorkingGroup,
)

MEETINGS = reverse("workgroups:meetings")


@pytest.fixture
def meeting(small_plan: World) -> Meeting:
    """A meeting of the first pillar's Pokja that asked something of Kemenag."""
    group = WorkingGroup.everything.create(
        kind=GroupKind.POKJA, name="Pokja Pilar I", pillar_number=1
    )
    held = Meeting.everything.create(
        group=group, title="Rakor II contoh", held_on=date(2026, 7, 1), summary="Notula contoh"
    )
    Decision.everything.create(
        meeting=held,
        text="Melengkapi data dukung",
        owner=small_plan.institutions["Kemenag"],
        due_on=date(2026, 7, 20),
    )
    return held


def test_open_decisions_stand_first_with_what_is_overdue(meeting: Meeting, people: People) -> None:
    words = words_of(signed_in(people.secretariat).get(MEETINGS))

    assert "1 keputusan belum selesai, 1 lewat batas waktu." in words
    assert "Terlambat 8 hari" in words
    assert "Rakor II contoh" in words


def test_a_decision_that_is_done_is_no_longer_open(meeting: Meeting, people: People) -> None:
    meeting.decisions.update(done_on=date(2026, 7, 10), state="closed")

    words = words_of(signed_in(people.secretariat).get(MEETINGS))

    assert "Tidak ada keputusan yang terbuka." in words
    assert "selesai 10 Jul 2026" in words


def test_the_pillars_people_read_the_notes_and_others_do_not(
    meeting: Meeting, people: People
) -> None:
    for part in ("verifier", "chair", "head", "auditor"):
        assert "Notula contoh" in words_of(signed_in(people.all()[part]).get(MEETINGS))
    for part in ("other_verifier", "operator", "other_operator", "ppid"):
        assert "Notula contoh" not in words_of(signed_in(people.all()[part]).get(MEETINGS))


def test_whoever_owes_a_decision_reads_it_without_the_notes(
    meeting: Meeting, people: People
) -> None:
    owner, colleague, stranger = (
        words_of(signed_in(person).get(MEETINGS))
        for person in (people.operator, people.approver, people.other_operator)
    )

    assert "Melengkapi data dukung" in owner
    assert "Melengkapi data dukung" in colleague
    assert "Melengkapi data dukung" not in stranger


def test_recommendations_are_counted(small_plan: World, people: People) -> None:
    for state in (RecommendationState.DONE, RecommendationState.OPEN):
        Recommendation.everything.create(
            year=2025,
            text=f"Rekomendasi {state}",
            owner=small_plan.institutions["Kemenag"],
            progress=state,
        )

    words = words_of(signed_in(people.secretariat).get(MEETINGS))

    assert "1 dari 2 selesai" in words
    assert words.index("Rekomendasi open") < words.index("Rekomendasi done")
    assert "Rekomendasi open" not in words_of(signed_in(people.other_operator).get(MEETINGS))


def test_the_page_takes_as_many_queries_for_many_meetings(
    meeting: Meeting, people: People, small_plan: World
) -> None:
    one = queries_of(people.secretariat, MEETINGS)
    for number in range(2, 12):
        held = Meeting.everything.create(
            group=meeting.group, title=f"Rakor {number}", held_on=date(2026, 6, number)
        )
        Decision.everything.create(
            meeting=held,
            text="Keputusan",
            owner=small_plan.institutions["BNPT"],
            due_on=date(2026, 9, 1),
        )

    assert (one, queries_of(people.secretariat, MEETINGS)) == (12, 12)
