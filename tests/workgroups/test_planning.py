"""A planned meeting begins with the red items of its pillar and what is still open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories import World
from tests.pages.visiting import signed_in, words_of
from tests.people import People
from workgroups import services
from workgroups.models import Decision, Meeting

pytestmark = pytest.mark.django_db
PLAN = reverse("meeting-plan")


def test_the_agenda_is_proposed_when_a_meeting_is_planned(
    small_plan: World, people: People, now: datetime
) -> None:
    pokja = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    past = Meeting.everything.create(group=pokja, title="Lalu", held_on=date(2026, 5, 5))
    owner = small_plan.institutions["Kemenag"]
    Decision.everything.create(
        meeting=past, text="Lengkapi data", owner=owner, due_on=date(2026, 6, 1)
    )
    small_plan.period.due_at = now - timedelta(days=2)
    small_plan.period.save(update_fields=["due_at"])
    client = signed_in(people.secretariat)
    typed = {"group": pokja.pk, "title": "Rakor", "day": "2026-07-31", "time": "09:00"}

    assert client.post(PLAN, {**typed, "day": "2026-07-01"}).status_code == 422
    assert client.post(PLAN, typed).status_code == 302

    meeting = Meeting.everything.get(title="Rakor")
    kinds = list(meeting.agenda.values_list("kind", flat=True))
    assert (kinds.count("red"), kinds[-1]) == (6, "decision")
    assert not meeting.agenda.filter(text__startswith="P2").exists()
    again = client.post(reverse("meeting-propose", args=[meeting.pk]), follow=True)
    assert "0 butir ditambahkan." in words_of(again)


def test_only_the_secretariat_plans(small_plan: World, people: People) -> None:
    for person in (people.chair, people.operator):
        assert signed_in(person).get(PLAN).status_code == 403


def test_the_owner_meets_the_decision_at_home_and_strangers_do_not(
    small_plan: World, people: People
) -> None:
    pokja = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    held = Meeting.everything.create(group=pokja, title="Lalu", held_on=date(2026, 5, 5))
    owner = small_plan.institutions["Kemenag"]
    Decision.everything.create(
        meeting=held, text="Lengkapi data", owner=owner, due_on=date(2026, 6, 1)
    )

    shown = [
        words_of(signed_in(person).get(reverse("home")))
        for person in (people.operator, people.approver, people.other_operator)
    ]

    assert ["Lengkapi data" in words for words in shown] == [True, True, False]
    report = small_plan.report("P1-F01-A001", "Kemenag")
    form = reverse("progress:edit", args=[report.pk])
    assert "Lengkapi data" in words_of(signed_in(people.operator).get(form))
    Decision.everything.update(state="closed", done_on=date(2026, 7, 1))
    assert "Lengkapi data" not in words_of(signed_in(people.operator).get(reverse("home")))
