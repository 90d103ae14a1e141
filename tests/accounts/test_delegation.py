"""Acting in somebody's office: a.n., Plt. and Plh., with dates, decree and an end of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy, OccupancyKind, User
from accounts.services import Term, appoint_acting, delegate, end_delegation
from journal.models import Entry, Notice
from progress.models import ProgressReport
from progress.services import hand_back_report, submit_report, withdraw_report
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World
from tests.pages.visiting import signed_in
from tests.people import People

TERM = Term(date(2026, 7, 28), date(2026, 7, 30), "SP-12/2026")


def again(person: User) -> User:
    """The person as they come back: their offices are read anew."""
    return User.objects.get(pk=person.pk)


def office_of(person: User) -> Occupancy:
    return Occupancy.everything.select_related("position").get(user=person, kind="definitive")


@pytest.fixture
def report(small_plan: World) -> ProgressReport:
    return small_plan.report("P1-F01-A001", "Kemenag")


# --- a.n. ------------------------------------------------------------------------------------


def test_a_deputy_sends_in_the_name_of_the_incumbent_and_every_act_says_so(
    report: ProgressReport, people: People, now: datetime
) -> None:
    office = office_of(people.approver)
    delegate(office, people.operator, TERM, by=people.approver, at=now)
    deputy = again(people.operator)

    factories.a_report("proposed", report, people, at=now)
    hand_back_report(report, reason="Mohon dilengkapi", by=deputy, at=now)
    submission = submit_report(report, by=deputy, at=now)
    withdraw_report(report, by=deputy, at=now)

    capacity = "a.n. Kepala Biro Perencanaan Kemenag"
    assert submission.capacity == capacity
    for verb in ("report.hand_back", "report.submit", "report.withdraw"):
        entry = Entry.everything.filter(verb=verb).latest("pk")
        assert (entry.actor_name, entry.capacity) == ("Rahmi Lestari", capacity)


def test_the_banner_names_the_capacity(people: People, now: datetime) -> None:
    delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    page = signed_in(people.operator).get(reverse("home")).content.decode()

    assert "Anda bertindak sebagai a.n. Kepala Biro Perencanaan Kemenag" in page


def test_it_begins_and_ends_by_itself(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Term(date(2026, 7, 29), date(2026, 7, 30), "SP-12/2026")
    delegate(office_of(people.approver), people.operator, later, by=people.approver, at=now)

    held = []
    for days in range(4):
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        held.append(again(people.operator).reach.has("approver"))

    assert held == [False, True, True, False]


def test_the_deputy_gets_what_the_office_may_and_nothing_else(
    people: People, now: datetime
) -> None:
    delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    own, office = people.operator.reach, people.approver.reach
    assert again(people.operator).reach.by_role == own.by_role | office.by_role


def test_the_incumbent_takes_it_back_at_once(people: People, now: datetime) -> None:
    found = delegate(office_of(people.approver), people.operator, TERM, by=people.approver, at=now)

    end_delegation(found, by=people.approver, at=now)

    assert not again(people.operator).reach.has("approver")
    assert Entry.everything.filter(verb="office.delegation_ended").exists()
    with pytest.raises(OutOfTurn):
        end_delegation(found, by=people.approver, at=now)


def test_a_deputy_never_delegates_on(people: People, now: datetime) -> None:
    office = office_of(people.approver)
    found = delegate(office, people.operator, TERM, by=people.approver, at=now)
    deputy = again(people.operator)

    for held in (found, office):
        with pytest.raises(NotYours):
            delegate(held, people.approver, TERM, by=deputy, at=now)
    with pytest.raises(NotYours):
        end_delegation(found, by=deputy, at=now)


@pytest.mark.parametrize(
    ("starts", "ends", "decree"),
    [
        (date(2026, 7, 30), date(2026, 7, 29), "SP-12"),
        (date(2026, 7, 27), date(2026, 7, 29), "SP-12"),
        (date(2026, 7, 20), date(2026, 7, 21), "SP-12"),
        (date(2026, 7, 28), date(2026, 7, 29), "  "),
    ],
)
def test_days_in_disorder_and_no_decree_are_not_taken(
    starts: date, ends: date, decree: str, people: People, now: datetime
) -> None:
    office = office_of(people.approver)
    with pytest.raises(Incomplete):
        delegate(office, people.operator, Term(starts, ends, decree), by=people.approver, at=now)


def test_it_never_outlasts_the_incumbents_own_term(people: People, now: datetime) -> None:
    office = office_of(people.approver)
    office.ends_on = date(2026, 7, 29)
    office.save()

    with pytest.raises(Incomplete):
        delegate(office, people.operator, TERM, by=people.approver, at=now)


def test_only_a_colleague_becomes_deputy_and_nobody_twice(people: People, now: datetime) -> None:
    office = office_of(people.approver)

    for person in (people.approver, people.other_operator):
        with pytest.raises(Incomplete):
            delegate(office, person, TERM, by=people.approver, at=now)
    delegate(office, people.operator, TERM, by=people.approver, at=now)
    with pytest.raises(OutOfTurn):
        delegate(office, people.operator, TERM, by=people.approver, at=now)


# --- Plt. and Plh. ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "capacity"),
    [
        (OccupancyKind.PLT, "Plt. Kepala Biro Perencanaan Kemenag"),
        (OccupancyKind.PLH, "Plh. Kepala Biro Perencanaan Kemenag"),
    ],
)
def test_an_acting_officer_sends_under_the_acting_title(
    kind: str, capacity: str, report: ProgressReport, people: People, now: datetime
) -> None:
    position = office_of(people.approver).position
    appoint_acting(position, people.operator, kind, TERM, by=people.secretariat, at=now)
    factories.a_report("draft", report, people, at=now)

    submission = submit_report(report, by=again(people.operator), at=now)

    assert submission.capacity == capacity
    notice = Notice.everything.get(recipient=people.operator, subject_label="accounts.occupancy")
    assert capacity in notice.sentence
    entry = Entry.everything.get(verb="office.filled")
    assert (entry.capacity, entry.after["decree"]) == ("Sekretariat Bersama", "SP-12/2026")


def test_nobody_enters_their_own_appointment(people: People, now: datetime) -> None:
    head = office_of(people.head).position

    for person in (people.admin, people.secretariat):
        with pytest.raises(NotYours):
            appoint_acting(head, person, OccupancyKind.PLT, TERM, by=person, at=now)


def test_a_definitive_office_or_an_is_not_entered_here(people: People, now: datetime) -> None:
    position = office_of(people.approver).position

    for kind in (OccupancyKind.DEFINITIVE, OccupancyKind.DELEGATE, "raja"):
        with pytest.raises(Incomplete):
            appoint_acting(position, people.operator, kind, TERM, by=people.admin, at=now)


# --- The pages -------------------------------------------------------------------------------

SAID = {"starts_on": "2026-07-28", "ends_on": "2026-07-30", "decree": "SP-12/2026"}


def delegated(people: People, **changes: Any) -> dict[str, Any]:
    offices = {
        "office": office_of(people.approver).pk,
        "deputy": office_of(people.operator).pk,
    }
    return {**offices, **SAID, **changes}


def test_the_profile_offers_colleagues_and_lists_who_acts(people: People) -> None:
    client = signed_in(people.approver)
    profile = client.get(reverse("profile")).content.decode()

    answer = client.post(reverse("delegate"), delegated(people))

    assert "Rahmi Lestari · Narahubung Kemenag" in profile
    assert "Tika Maharani" not in profile
    assert answer.status_code == 302
    after = client.get(reverse("profile")).content.decode()
    found = Occupancy.everything.get(kind="delegate")
    assert reverse("end_delegation", args=[found.pk]) in after
    assert client.post(reverse("end_delegation", args=[found.pk])).status_code == 302
    assert not again(people.operator).reach.has("approver")


def test_what_was_typed_comes_back_with_the_sentence(people: People) -> None:
    client = signed_in(people.approver)

    late = client.post(reverse("delegate"), delegated(people, ends_on="2026-07-27"))
    empty = client.post(reverse("delegate"), delegated(people, decree=""))

    assert (late.status_code, empty.status_code) == (422, 422)
    assert "Hari terakhir tidak boleh sebelum hari pertama." in late.content.decode()
    assert 'value="SP-12/2026"' in late.content.decode()
    assert not Occupancy.everything.filter(kind="delegate").exists()


@pytest.mark.parametrize("name", ["office", "deputy"])
def test_offices_and_people_of_others_are_no_choice(name: str, people: People) -> None:
    foreign = delegated(people, **{name: office_of(people.other_approver).pk})

    answer = signed_in(people.approver).post(reverse("delegate"), foreign)

    assert answer.status_code == 422
    assert not Occupancy.everything.filter(kind="delegate").exists()


def test_the_page_of_acting_officers_enters_and_lists(people: People) -> None:
    client = signed_in(people.secretariat)
    data = {
        **SAID,
        "position": office_of(people.approver).position_id,
        "person": people.operator.pk,
        "kind": "plh",
    }

    answers = [client.post(reverse("acting"), data) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    page = client.get(reverse("acting")).content.decode()
    assert "Plh. Kepala Biro Perencanaan Kemenag" in page
    assert Occupancy.everything.filter(kind="plh").count() == 1
