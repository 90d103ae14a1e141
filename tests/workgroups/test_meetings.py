"""A meeting from its planning to its approved minutes, and what it decided until it is done."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from journal.models import Entry, Notice
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.factories import World
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import People
from workgroups import services
from workgroups.models import AgendaItem, Decision, DecisionState, Meeting, MeetingState
from workgroups.services import Invitation, ItemEdit, Mark, Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(small_plan: World, people: People, now: datetime) -> Meeting:
    """A meeting of the first pillar's Pokja in three days, with two items and two seats."""
    pokja = services.create_group("pokja", "Pokja Pilar I", pillar_number=1)
    for person, part in ((people.chair, "chair"), (people.sekber_member, "member")):
        services.add_member(
            pokja, person.offices[0].position, part, starts_on=date(2026, 1, 1), by=None, at=now
        )
    told = Invitation("Rakor Pilar I", now + timedelta(days=3), place="Ruang Garuda")
    meeting = services.plan_meeting(pokja, told, by=people.secretariat, at=now)
    items = [Proposal("Pembukaan"), Proposal("P1-F01-A001 tertinggal", "red", "Data kurang", "a:1")]
    services.add_items(meeting, items, by=people.secretariat, at=now)
    return _again(meeting)


@pytest.fixture
def held(planned: Meeting, people: People, now: datetime) -> Meeting:
    """The same, after it was held."""
    services.hold_meeting(planned, held_on=now.date(), by=people.secretariat, at=now)
    return _again(planned)


def _again(meeting: Meeting) -> Meeting:
    return Meeting.everything.select_related("group").get(pk=meeting.pk)


def _decided(meeting: Meeting, world: World, people: People, now: datetime) -> Decision:
    return services.record_decision(
        meeting,
        "Melengkapi data dukung",
        owner=world.institutions["Kemenag"],
        due_on=date(2026, 8, 20),
        by=people.secretariat,
        at=now,
    )


def _address(name: str, *keys: object) -> str:
    return reverse(f"workgroups:{name}", args=keys)


def test_what_was_proposed_from_the_same_row_stands_once(
    planned: Meeting, people: People, now: datetime
) -> None:
    services.add_items(planned, [Proposal("Lagi", "red", "", "a:1")], by=people.secretariat, at=now)

    assert planned.agenda.count() == 2


def test_the_agenda_is_ordered_by_number_reworded_and_shortened(
    planned: Meeting, people: People, now: datetime
) -> None:
    first, second = planned.agenda.all()
    edits = {first.pk: ItemEdit(2, "Pembukaan ketua"), second.pk: ItemEdit(1, second.text)}

    services.save_agenda(planned, edits, version=planned.version, by=people.secretariat, at=now)

    assert [row.text for row in planned.agenda.all()] == [second.text, "Pembukaan ketua"]
    with pytest.raises(OutOfTurn):
        services.save_agenda(planned, {}, version=planned.version, by=people.secretariat, at=now)
    fresh = _again(planned)
    dropped = {first.pk: ItemEdit(1, "", is_dropped=True)}
    services.save_agenda(fresh, dropped, version=fresh.version, by=people.secretariat, at=now)
    with pytest.raises(ObjectDoesNotExist):
        AgendaItem.everything.get(pk=first.pk)


def test_an_item_that_was_discussed_is_not_dropped(
    planned: Meeting, people: People, now: datetime
) -> None:
    item = planned.agenda.all()[0]
    services.add_note(item, "Dibuka pukul 10.", by=people.secretariat, at=now)
    fresh = _again(planned)

    with pytest.raises(Incomplete):
        services.save_agenda(
            fresh,
            {item.pk: ItemEdit(1, item.text, is_dropped=True)},
            version=fresh.version,
            by=people.secretariat,
            at=now,
        )


def test_the_invitation_reaches_the_members_once(
    planned: Meeting, people: People, now: datetime
) -> None:
    services.invite_to_meeting(planned, by=people.secretariat, at=now)

    told = Notice.everything.filter(subject_label="workgroups.meeting", subject_id=planned.pk)
    assert {row.recipient_id for row in told} == {people.chair.pk, people.sekber_member.pk}
    assert _again(planned).state == MeetingState.INVITED


def test_nobody_is_invited_to_a_meeting_without_agenda_or_place(
    planned: Meeting, people: People, now: datetime
) -> None:
    planned.agenda.all().delete()
    Meeting.everything.update(place="")

    with pytest.raises(Incomplete) as refusal:
        services.invite_to_meeting(_again(planned), by=people.secretariat, at=now)

    assert len(refusal.value.problems) == 2


def test_a_decision_needs_an_owner_and_a_day_that_is_not_before_the_meeting(
    held: Meeting, small_plan: World, people: People, now: datetime
) -> None:
    owner = small_plan.institutions["Kemenag"]
    day = date(2026, 8, 1)
    for who, due in ((None, day), (owner, None), (owner, date(2026, 7, 1))):
        with pytest.raises(Incomplete):
            services.record_decision(
                held, "Teks", owner=who, due_on=due, by=people.secretariat, at=now
            )

    assert not Decision.everything.exists()


def test_a_decision_without_an_owner_is_refused_in_one_sentence_and_recorded(
    held: Meeting, people: People
) -> None:
    client = signed_in(people.secretariat)

    answer = client.post(_address("decide", held.pk), {"text": "Teks", "due_on": "2026-08-01"})

    assert answer.status_code == 422
    sentence = "Keputusan tanpa penanggung jawab tidak dicatat; pilih instansinya."
    assert sentence in words_of(answer)
    assert ">\nTeks</textarea>" in body_of(answer)
    assert Entry.everything.get(verb="refused").sentence == sentence


def test_minutes_are_approved_by_the_chair_and_then_stand(
    held: Meeting, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete):
        services.approve_minutes(held, by=people.chair, at=now)
    item = held.agenda.all()[0]
    services.write_minutes(
        held, {item.pk: "Dibuka."}, summary="", version=held.version, by=people.secretariat, at=now
    )
    with pytest.raises(NotYours):
        services.approve_minutes(_again(held), by=people.secretariat, at=now)

    services.approve_minutes(_again(held), by=people.chair, at=now)

    settled = _again(held)
    assert (settled.state, settled.approved_by) == (MeetingState.APPROVED, people.chair)
    with pytest.raises(OutOfTurn):
        services.add_note(item, "Susulan", by=people.secretariat, at=now)
    services.reopen_minutes(settled, reason="Nama keliru.", by=people.chair, at=now)
    assert _again(held).approved_at is None


def test_who_came_is_written_down_by_office(held: Meeting, people: People, now: datetime) -> None:
    chair, member = held.group.memberships.order_by("pk")
    marks = {chair.pk: Mark("present", "Hendra"), member.pk: Mark("represented", "")}

    with pytest.raises(Incomplete, match="mewakili"):
        services.record_attendance(
            held, marks, guests="", version=held.version, by=people.secretariat, at=now
        )
    marks[member.pk] = Mark("represented", "Staf Bappenas")
    services.record_attendance(
        held, marks, guests="Tamu A", version=held.version, by=people.secretariat, at=now
    )

    words = words_of(signed_in(people.verifier).get(_address("meeting", held.pk)))
    assert "Diwakili: Staf Bappenas" in words
    assert "Tamu A" in words


def test_the_owner_reports_and_the_secretariat_closes_or_sends_back(
    held: Meeting, small_plan: World, people: People, now: datetime
) -> None:
    decision = _decided(held, small_plan, people, now)
    told = Notice.everything.filter(subject_label="workgroups.decision")
    assert people.operator.pk in {row.recipient_id for row in told}
    owner, desk = signed_in(people.operator), signed_in(people.secretariat)
    report = _address("decision_step", decision.pk, "report")

    assert owner.post(report, {"note": " "}).status_code == 422
    assert signed_in(people.other_operator).post(report, {"note": "Sudah"}).status_code == 404
    assert desk.post(report, {"note": "Sudah"}).status_code == 403
    assert owner.post(report, {"note": "Data telah dikirim."}).status_code == 302
    back = _address("decision_step", decision.pk, "send_back")
    assert desk.post(back, {"reason": "Belum lengkap."}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.reported_at) == (DecisionState.OPEN, None)
    close = _address("decision_step", decision.pk, "close")
    assert desk.post(close, {"on": "2026-07-29"}).status_code == 422
    assert desk.post(close, {"on": "2026-07-28"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.done_on) == (DecisionState.CLOSED, date(2026, 7, 28))
    assert "Belum lengkap." in words_of(owner.get(_address("decision", decision.pk)))


def test_the_pages_of_a_meeting_are_for_its_readers_and_written_by_the_secretariat(
    planned: Meeting, people: People
) -> None:
    pages = ("agenda", "attendance", "minutes", "change")
    for name in pages:
        address = _address(name, planned.pk)
        assert signed_in(people.secretariat).get(address).status_code == 200
        assert signed_in(people.verifier).get(address).status_code == 403
        assert signed_in(people.other_verifier).get(address).status_code == 404


def test_the_agenda_is_written_on_its_page(planned: Meeting, people: People) -> None:
    first, second = planned.agenda.all()
    typed = {
        f"order_{first.pk}": 2,
        f"text_{first.pk}": first.text,
        f"order_{second.pk}": 1,
        f"text_{second.pk}": second.text,
        "new": "Lain-lain\n\nPenutup",
        "version": planned.version,
    }

    answer = signed_in(people.secretariat).post(_address("agenda", planned.pk), typed)

    assert answer.status_code == 302
    texts = [row.text for row in planned.agenda.all()]
    assert texts == [second.text, first.text, "Lain-lain", "Penutup"]


def test_mode_rapat_shows_red_items_first_and_takes_decisions_in_place(
    planned: Meeting, small_plan: World, people: People
) -> None:
    client, address = signed_in(people.secretariat), _address("projector", planned.pk)

    page = words_of(client.get(address))
    assert "Butir 1 dari 2 · Butir merah" in page
    assert "P1-F01-A001 tertinggal" in page
    assert "Pembukaan" in words_of(client.get(f"{address}?butir=2"))
    assert client.post(f"{address}?butir=1", {"text": "Teks"}).status_code == 422
    owner = small_plan.institutions["Kemenag"].pk
    typed = {"text": "Kirim data", "owner": owner, "due_on": "2026-08-20"}
    assert client.post(f"{address}?butir=1", typed).status_code == 302
    assert Decision.everything.get().item == planned.agenda.get(kind="red")
    noted = client.post(f"{_address('note', planned.pk)}?butir=1", {"note": "Disepakati."})
    assert noted.status_code == 302
    assert planned.agenda.get(kind="red").minutes == "Disepakati."


def test_without_red_items_the_screen_says_so(planned: Meeting, people: People) -> None:
    planned.agenda.filter(kind="red").delete()

    words = words_of(signed_in(people.head).get(_address("projector", planned.pk)))

    assert "Tidak ada butir merah" in words
    assert "Catat keputusan" not in words


def test_the_calendar_file_tells_time_and_place_and_no_agenda(
    planned: Meeting, people: People
) -> None:
    answer = signed_in(people.chair).get(_address("calendar", planned.pk))

    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Rakor Pilar I"
    assert event["location"] == "Ruang Garuda"
    assert event.decoded("dtstart") == planned.starts_at
    assert b"P1-F01" not in answer.content


@pytest.mark.parametrize(
    ("name", "word"),
    [("invitation", "mengundang"), ("attendance_list", "Tanda tangan"), ("notula", "Konsep")],
)
def test_the_papers_name_the_meeting_and_its_offices(
    name: str, word: str, held: Meeting, people: People
) -> None:
    answer = signed_in(people.secretariat).get(_address(name, held.pk))

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for found in ("Rakor Pilar I", "Deputi Bappenas", word):
        assert found in text
