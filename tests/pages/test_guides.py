"""Bantuan: one page for each role, whose every link opens for whoever holds that role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Occupancy, Role, User
from ranpe.pages.guides import GUIDES, guides_of
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People, a_person

HELP = reverse("help")
FIRST = {
    "operator": "Operator K/L",
    "approver": "Pejabat Eselon II",
    "coordinator": "Koordinator K/L",
    "province_operator": "Operator provinsi",
    "province_approver": "Kepala Kesbangpol",
    "verifier": "Verifikator Sekber",
    "chair": "Ketua Pokja pilar",
    "pokja_head": "Ketua Pokja (Sestama)",
    "secretariat": "Sekretariat Bersama",
    "sekber_member": "Anggota Sekber",
    "regional_supervisor": "Pembina daerah Kemendagri",
    "ppid": "PPID",
    "head": "Kepala BNPT",
    "auditor": "Auditor",
    "admin": "Admin sistem",
}


@pytest.fixture
def member(small_plan: World, people: People) -> User:
    """A member of a Pokja; the sample people have none."""
    return a_person(
        "anggota.pilar2@ranpe.example",
        "Anggota Pilar Dua",
        "Anggota Pokja Pilar 2",
        small_plan.institutions["Bappenas"],
        (Role.POKJA_MEMBER, 2),
    )


def test_every_role_has_a_guide_of_its_own() -> None:
    assert {guide.role for guide in GUIDES} == set(Role.values)
    assert len({guide.key for guide in GUIDES}) == len(GUIDES)


def test_every_guide_says_what_in_which_order_what_when_and_whom_to_call() -> None:
    for guide in GUIDES:
        assert len(guide.steps) in (3, 4, 5), guide.key
        assert len(guide.troubles) >= 2, guide.key
        assert guide.calls, guide.key
        assert guide.role not in guide.calls, guide.key


@pytest.mark.parametrize(("part", "title"), FIRST.items())
def test_help_is_the_guide_of_the_readers_role(part: str, title: str, people: People) -> None:
    assert f"<h1>Bantuan: {title}</h1>" in body_of(signed_in(people.all()[part]).get(HELP))


@pytest.mark.parametrize("part", FIRST)
def test_every_page_that_a_guide_leads_to_opens_for_its_role(part: str, people: People) -> None:
    person = people.all()[part]
    client = signed_in(person)
    pages = {page for guide in guides_of(person) for page in guide.pages}
    body = body_of(client.get(HELP))

    for page in pages:
        address = reverse(page)
        assert f'href="{address}"' in body
        assert client.get(address).status_code == 200, address


def test_the_pages_of_a_member_of_a_pokja_open_too(member: User) -> None:
    client = signed_in(member)
    (guide,) = guides_of(member)

    assert guide.key == "anggota-pokja"
    assert {client.get(reverse(page)).status_code for page in guide.pages} == {200}


def test_the_colleague_and_the_desk_are_named_with_their_office(people: People) -> None:
    words = words_of(signed_in(people.operator).get(HELP))

    assert "Darma Wiguna Kepala Biro Perencanaan Kemenag · eselon2.kemenag@ranpe.example" in words
    assert "Dewi Larasati Sekretariat Bersama · sekretariat@ranpe.example" in words
    assert "Lukman Prasaja" not in words  # the official of another institution


def test_the_chair_of_the_own_pillar_is_the_one_to_call(people: People, member: User) -> None:
    own = words_of(signed_in(people.verifier).get(HELP))
    other = words_of(signed_in(member).get(HELP))

    assert "Hendra Wiratma" in own
    assert "Hendra Wiratma" not in other
    assert "Jabatan ini sedang kosong." in other


def test_an_office_that_nobody_holds_any_more_says_so(people: People) -> None:
    Occupancy.everything.filter(user=people.approver).update(
        starts_on=F("starts_on"), ends_on=F("starts_on") + timedelta(days=1)
    )

    words = words_of(signed_in(people.operator).get(HELP))

    assert "Darma Wiguna" not in words
    assert "Jabatan ini sedang kosong." in words


def test_whoever_holds_two_roles_finds_both(small_plan: World, people: People) -> None:
    both = a_person(
        "dua.peran@ranpe.example",
        "Dua Peran",
        "Kepala Biro dan Narahubung",
        small_plan.institutions["Kemenag"],
        (Role.OPERATOR, small_plan.institutions["Kemenag"]),
        (Role.APPROVER, small_plan.institutions["Kemenag"]),
    )

    body = body_of(signed_in(both).get(HELP))

    assert reverse("help-guide", args=["operator"]) in body
    assert reverse("help-guide", args=["eselon-ii"]) in body


def test_the_guide_of_another_role_is_read_without_doors_and_names(people: People) -> None:
    page = signed_in(people.secretariat).get(reverse("help-guide", args=["operator"]))

    words = words_of(page)
    assert page.status_code == 200
    assert "Kirim laporan nihil dengan alasannya" in words
    assert "Siapa yang dihubungi" not in words
    assert f'<strong><a href="{reverse("progress:reports")}"' not in body_of(page)


def test_a_guide_that_does_not_exist_is_not_found(people: People) -> None:
    address = reverse("help-guide", args=["tidak-ada"])

    assert signed_in(people.operator).get(address).status_code == 404


def test_help_without_office_or_account_tells_how_to_read_the_figures(db: None) -> None:
    loose = User.objects.create_user("lepas@ranpe.example", "Tanpa Jabatan")

    for client in (Client(), signed_in(loose)):
        words = words_of(client.get(HELP))
        assert "Bagaimana status dihitung?" in words
        assert "Siapa yang dihubungi" not in words


def test_help_stands_at_the_same_place_of_every_shell(people: People) -> None:
    link = f'<a href="{HELP}">'
    pages = [
        signed_in(people.operator).get(reverse("home")),
        signed_in(people.operator).get(reverse("help-reading")),
        signed_in(people.operator).get("/tidak/ada/"),
        Client().get(reverse("portal:home")),
        Client().get(reverse("sign_in")),
    ]

    for page in pages:
        body = body_of(page)
        footer = body[body.index('<footer class="footer"') :]
        assert footer[footer.index("<ul>") :].startswith(f"<ul><li>{link}")


@pytest.mark.parametrize(("part", "count"), [("operator", 7), ("head", 7), ("admin", 7)])
def test_a_guide_takes_few_queries(part: str, count: int, people: People) -> None:
    assert queries_of(people.all()[part], HELP) == count
