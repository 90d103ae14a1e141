"""Pengguna dan penugasan: what nobody answers for first, then people, offices and their rights."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Grant, GrantRequest, Occupancy, Position, Role, User
from accounts.queries import told_unattended, unattended_offices
from actions.models import Action, Assignment
from ranpe.kit.clock import day_of
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People, a_person

PEOPLE = reverse("people")
OFFICES = reverse("offices")


@pytest.fixture(autouse=True)
def _everybody_has_signed_in(people: People, now: datetime) -> None:
    User.objects.update(last_login=now)


def reasons(now: datetime) -> dict[str, str]:
    """Why nobody can act, by office."""
    rows = unattended_offices(day_of(now))
    return {row.position.title: row.reason for row in told_unattended(rows)}


def test_offices_are_named_in_which_nobody_can_act_and_why(people: People, now: datetime) -> None:
    assert reasons(now) == {}
    house = people.operator.offices[0].position.institution
    empty = Position.everything.create(institution=house, title="Jabatan baru")
    Grant.everything.create(position=empty, role=Role.OPERATOR, institution=house)
    Occupancy.everything.filter(user=people.ppid).update(ends_on=date(2026, 7, 1))
    Occupancy.everything.filter(user=people.auditor).update(kind="plt", ends_on=date(2026, 7, 27))
    User.objects.filter(pk=people.head.pk).update(is_active=False)
    User.objects.filter(pk=people.chair.pk).update(last_login=None)

    found = reasons(now)

    cannot = "pemegangnya tidak dapat masuk: akun ditutup atau belum pernah dibuka"
    assert found == {
        "Jabatan baru": "belum pernah diisi",
        "PPID BNPT": "kosong sejak 1 Jul 2026",
        "Auditor": "masa tugas Plt. berakhir 27 Jul 2026",
        "Kepala BNPT": cannot,
        "Deputi Pencegahan": cannot,
    }


def test_an_office_with_a_second_holder_who_can_act_is_attended(
    people: People, now: datetime
) -> None:
    User.objects.filter(pk=people.head.pk).update(is_active=False)
    Occupancy.everything.create(
        position=people.head.offices[0].position,
        user=people.pokja_head,
        kind="plh",
        starts_on=date(2026, 7, 1),
    )

    assert reasons(now) == {}


def test_orphans_stand_before_people(small_plan: World, people: People) -> None:
    Assignment.everything.filter(action__code="P1-F01-A002").update(valid_to=date(2026, 1, 31))
    Occupancy.everything.filter(user=people.ppid).update(ends_on=date(2026, 7, 1))

    words = words_of(signed_in(people.admin).get(PEOPLE))

    assert "1 aksi tanpa K/L penanggung jawab, 1 jabatan tanpa pejabat" in words
    assert words.index("P1-F01-A002") < words.index("PPID BNPT") < words.index(people.head.email)


def test_an_action_that_the_reader_may_not_see_is_only_counted(
    small_plan: World, people: People
) -> None:
    Assignment.everything.filter(action__code="P1-F01-A002").update(valid_to=date(2026, 1, 31))
    Action.everything.filter(code="P1-F01-A002").update(classification="R")

    words = words_of(signed_in(people.admin).get(PEOPLE))

    assert "1 aksi tanpa K/L penanggung jawab" in words
    assert "P1-F01-A002" not in words


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kata": "rahmi"}, ["Rahmi Lestari"]),
        ({"kata": "kemensos", "peran": "operator"}, ["other_operator"]),
        ({"keadaan": "closed"}, ["ppid"]),
        ({"keadaan": "loose", "kata": "lepas"}, ["Tanpa Jabatan"]),
        ({"keadaan": "never", "kata": "lepas"}, ["Tanpa Jabatan"]),
    ],
)
def test_people_are_found_by_name_house_role_and_state(
    asked: dict[str, str], names: list[str], people: People
) -> None:
    User.objects.filter(pk=people.ppid.pk).update(is_active=False)
    User.objects.create_user("lepas@ranpe.example", "Tanpa Jabatan")

    page: Any = signed_in(people.secretariat).get(PEOPLE, asked)

    known = {person.name: part for part, person in people.all().items()}
    found = [person.name for person in page.context["page_obj"]]
    assert found == names or [known[name] for name in found] == names


def test_an_office_shows_its_rights_and_until_when(people: People) -> None:
    Grant.everything.filter(position__title="Auditor").update(ends_on=date(2027, 1, 31))

    words = words_of(signed_in(people.secretariat).get(OFFICES, {"peran": "auditor"}))

    assert "Rukmini Sasmita" in words
    assert "sampai 31 Jan 2027" in words


def test_a_right_is_given_and_ended_on_the_offices_page(people: People) -> None:
    office = people.operator.offices[0].position
    client = signed_in(people.admin)

    given = client.post(
        reverse("right-give", args=[office.pk]),
        {"role": "coordinator", "reason": "SK 9", "ends_on": ""},
        follow=True,
    )
    assert "Hak diberikan dan berlaku sekarang juga." in body_of(given)
    row = Grant.everything.get(position=office, role=Role.COORDINATOR)
    ended = client.post(reverse("right-end", args=[row.pk]), {"reason": "Mutasi"}, follow=True)

    assert "Hak diakhiri." in body_of(ended)
    assert "Mutasi" in words_of(ended)


def test_a_refused_right_keeps_what_was_typed(people: People) -> None:
    office = people.operator.offices[0].position

    answer = signed_in(people.admin).post(
        reverse("right-give", args=[office.pk]), {"role": "auditor", "reason": "Audit BPK"}
    )

    assert answer.status_code == 422
    assert "Hak auditor selalu berbatas waktu" in words_of(answer)
    assert "Audit BPK" in body_of(answer)


def test_what_waits_for_a_second_person_is_told_and_given_by_another(people: People) -> None:
    office = people.operator.offices[0].position
    data = {"role": "ppid", "reason": "SK 10"}
    signed_in(people.admin).post(reverse("right-give", args=[office.pk]), data)
    request = GrantRequest.everything.get()
    give = reverse("right-confirm", args=[request.pk])

    assert f'action="{give}"' not in body_of(signed_in(people.admin).get(OFFICES))
    assert signed_in(people.admin).post(give).status_code == 403
    second = signed_in(people.secretariat)
    notice = people.secretariat.notices.get()
    gone = second.get(reverse("go", args=[notice.subject_label, notice.subject_id]))
    assert gone["Location"] == reverse("office", args=[office.pk])
    assert f'action="{give}"' in body_of(second.get(OFFICES))
    second.post(give)

    assert office.grants.filter(role=Role.PPID).exists()


def test_the_auditor_reads_and_a_stranger_does_not(people: People) -> None:
    office = reverse("office", args=[people.operator.offices[0].position_id])
    auditor, stranger = signed_in(people.auditor), signed_in(people.other_operator)

    assert "Beri hak" not in words_of(auditor.get(office))
    assert [auditor.get(url).status_code for url in (PEOPLE, OFFICES, office)] == [200] * 3
    assert [stranger.get(url).status_code for url in (PEOPLE, OFFICES, office)] == [403, 403, 404]


@pytest.mark.parametrize(("url", "count"), [(PEOPLE, 12), (OFFICES, 11)])
def test_the_lists_take_as_many_queries_for_many_people(
    url: str, count: int, small_plan: World, people: People, now: datetime
) -> None:
    few = queries_of(people.admin, url)
    house = small_plan.institutions["Kemenag"]
    for number in range(40):
        a_person(
            f"banyak{number}@ranpe.example", f"Banyak {number}", f"Jabatan {number}", house,
            (Role.OPERATOR, house),
        )  # fmt: skip

    assert (few, queries_of(people.admin, url)) == (count, count)
