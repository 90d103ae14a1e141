"""Profil capaian K/L: every number opens exactly its rows, and only those the reader may see."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy, OccupancyKind, User
from progress.models import ProgressReport
from ranpe.kit.clock import end_of
from tests import factories
from tests.factories import SECRET, World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People
from workgroups.models import Decision, GroupKind, Meeting, WorkingGroup

KEMENAG = reverse("institution", args=["KL09"])
KEMENSOS = reverse("institution", args=["KL15"])
POLRI = reverse("institution", args=["KL07"])


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, small_plan: World) -> datetime:
    """Five days after the due date."""
    moment = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def mixed(small_plan: World, people: People, now: datetime) -> World:
    """Of the three reports of Kemenag one is verified, one came back, one is a draft."""
    for code, state in (("A001", "verified"), ("A002", "returned"), ("A006", "draft")):
        report = small_plan.report(f"P1-F01-{code}", "Kemenag")
        factories.a_report(state, report, people, at=now)
    return small_plan


def seen_by(person: User, url: str = KEMENAG, **asked: Any) -> Any:
    """The page as a person sees it."""
    return signed_in(person).get(url, asked)


def numbers_of(answer: Any) -> list[tuple[int, str]]:
    """Every number of the page that is a link, with its address."""
    body = unescape(body_of(answer))
    chips = re.findall(r'<a class="chip" href="(\?[^"]*)#laporan"[^>]*>(.*?)</a>', body, re.S)
    tiles = re.findall(r'<a class="tile" href="(\?[^"]*)#laporan"[^>]*>(.*?)</a>', body, re.S)
    counted = [(re.search(r"\((\d+)\)", text), url) for url, text in chips]
    counted += [(re.search(r"(\d+) dari", text), url) for url, text in tiles]
    return [(int(found[1]), url) for found, url in counted if found]


def test_the_verdict_says_first_how_the_duty_is_kept(small_plan: World, people: People) -> None:
    words = words_of(seen_by(people.secretariat))

    assert "Belum ada yang terlambat; 3 dari 3 laporan belum terkirim, 3 hari lagi." in words


@pytest.mark.usefixtures("late")
def test_after_the_due_date_it_says_how_many_are_late(mixed: World, people: People) -> None:
    words = words_of(seen_by(people.operator))

    assert "1 dari 3 laporan terlambat, paling lama 5 hari." in words
    assert "Terlambat 5 hari" in words


def test_compliance_stands_beside_completeness(
    mixed: World, people: People, late: datetime
) -> None:
    report = mixed.report("P1-F01-A006", "Kemenag")
    factories.a_report("submitted", report, people, at=late)

    words = words_of(seen_by(people.secretariat))

    assert "Kepatuhan 66,7% Tepat waktu 2 dari 3" in words
    assert "Kelengkapan 100,0% Terkirim 3 dari 3" in words


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("part", ["operator", "secretariat", "verifier"])
def test_every_number_opens_exactly_its_rows(part: str, mixed: World, people: People) -> None:
    person = people.all()[part]
    numbers = numbers_of(seen_by(person))

    assert len(numbers) == 2 + 5 + 2  # two tiles, five of the duty, two statuses
    for count, url in numbers:
        answer = signed_in(person).get(KEMENAG + url)
        assert len(answer.context["page_obj"].object_list) == count, url
        assert body_of(answer).count("/rencana-aksi/CONTOH-2026/") == count, url


def test_claimed_and_computed_status_stand_side_by_side(mixed: World, people: People) -> None:
    rows = {row.code: row for row in seen_by(people.secretariat).context["page_obj"]}

    verified, returned = rows["P1-F01-A001"], rows["P1-F01-A002"]
    assert (verified.claimed_word, verified.status) == ("Sesuai target", "on_track")
    assert (verified.value, verified.target, verified.unit) == (48, 50, "orang")
    assert (returned.claimed_word, returned.status, returned.value) == ("", "no_report", None)


@pytest.mark.parametrize("part", ["operator", "approver", "secretariat", "verifier", "auditor"])
def test_own_people_their_pokja_and_the_desk_read_it(
    part: str, mixed: World, people: People
) -> None:
    answer = seen_by(people.all()[part])

    assert answer.status_code == 200
    assert len(answer.context["page_obj"].object_list) == 3
    assert SECRET not in body_of(answer)


@pytest.mark.parametrize(
    "part",
    ["other_operator", "other_approver", "unit_operator", "coordinator", "province_operator",
     "other_verifier", "regional_supervisor", "ppid", "admin"],
)  # fmt: skip
@pytest.mark.parametrize("url", [KEMENAG, reverse("institution-export", args=["KL09", "csv"])])
def test_strangers_are_told_whose_it_is_and_see_nothing(
    part: str, url: str, mixed: World, people: People
) -> None:
    answer = seen_by(people.all()[part], url)

    assert answer.status_code == 403
    assert "P1-F01" not in body_of(answer)
    assert people.approver.name not in body_of(answer)


def test_a_pokja_sees_the_rows_of_its_pillar_and_no_other(
    small_plan: World, people: People
) -> None:
    codes = {
        part: {row.code for row in seen_by(people.all()[part], POLRI).context["page_obj"]}
        for part in ("verifier", "other_verifier", "unit_operator", "coordinator")
    }

    assert codes["verifier"] == codes["unit_operator"] == {"P1-F01-A004"}
    assert codes["other_verifier"] == {"P2-F01-A001", "P2-F01-A002"}
    assert codes["coordinator"] == codes["verifier"] | codes["other_verifier"]


@pytest.mark.parametrize("code", ["KL99", "P32"])
def test_provinces_and_what_is_absent_have_no_profile(
    code: str, small_plan: World, people: People
) -> None:
    assert seen_by(people.secretariat, reverse("institution", args=[code])).status_code == 404


@pytest.mark.parametrize("asked", ["0", "lalu", "987654"])
def test_a_period_that_was_not_opened_does_not_exist(
    asked: str, small_plan: World, people: People
) -> None:
    assert seen_by(people.secretariat, periode=asked).status_code == 404
    assert seen_by(people.secretariat, periode=small_plan.next_period.pk).status_code == 404


def test_an_earlier_period_can_be_chosen_and_the_last_six_are_told(
    mixed: World, people: People, now: datetime
) -> None:
    before = factories.an_earlier_period(mixed, due_at=end_of(date(2026, 7, 20)))

    page = seen_by(people.operator, periode=before.pk)
    history = seen_by(people.operator).context["profile"].history

    assert "3 dari 3 laporan terlambat, paling lama 8 hari." in words_of(page)
    assert [(row.period.name, row.cell.word) for row in history] == [
        ("Semester I 2026", "Belum jatuh tempo"),
        ("Semester II 2025", "Belum lengkap, terlambat"),
    ]


def test_an_institution_that_owes_nothing_has_a_page_that_says_so(
    small_plan: World, people: People
) -> None:
    words = words_of(seen_by(people.secretariat, reverse("institution", args=["KL03"])))

    assert "Tidak ada laporan yang wajib dikirim dalam periode ini." in words


def test_officials_stand_with_the_office_as_it_is_held(small_plan: World, people: People) -> None:
    Occupancy.everything.filter(user=people.approver).update(kind=OccupancyKind.PLT)

    words = words_of(seen_by(people.verifier))

    assert "Darma Wiguna Plt. Kepala Biro Perencanaan Kemenag" in words
    assert words.index("Darma Wiguna") < words.index("Rahmi Lestari")


def test_open_decisions_are_told_to_those_who_may_read_them(
    small_plan: World, people: People
) -> None:
    group = WorkingGroup.everything.create(kind=GroupKind.POKJA, name="Pokja 2", pillar_number=2)
    meeting = Meeting.everything.create(group=group, title="Pleno", held_on=date(2026, 5, 5))
    for text, done in (("Lengkapi data dukung", None), ("Sudah selesai", date(2026, 6, 1))):
        Decision.everything.create(
            meeting=meeting,
            text=text,
            owner=small_plan.institutions["Kemenag"],
            due_on=date(2026, 6, 30),
            done_on=done,
        )

    own, other = words_of(seen_by(people.operator)), words_of(seen_by(people.verifier))

    assert "Keputusan rapat yang belum selesai (1) Lengkapi data dukung Pleno" in own
    assert "Sudah selesai" not in own
    assert "Lengkapi data dukung" not in other


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_the_rows_that_the_page_shows(
    kind: str, mixed: World, people: People
) -> None:
    url = reverse("institution-export", args=["KL09", kind])

    answer = seen_by(people.secretariat, url, saring="terverifikasi")

    assert answer.status_code == 200
    assert f"profil-KL09-S1-2026-20260728-1000.{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1][:1] + rows[1][4:6] == ["P1-F01-A001", "Sesuai target", "Sesuai target"]
        assert (rows[1][6][:2], rows[1][7][:2], rows[1][8]) == ("48", "50", "orang")
        assert len(rows) == 2


def test_the_board_and_the_own_home_lead_there(small_plan: World, people: People) -> None:
    assert KEMENSOS in body_of(seen_by(people.secretariat, reverse("board")))
    assert KEMENAG in body_of(seen_by(people.operator, reverse("home")))
    assert KEMENAG not in body_of(seen_by(people.other_operator, reverse("home")))
    assert "/pantau/kl/" not in body_of(seen_by(people.province_operator, reverse("home")))


@pytest.mark.parametrize(
    ("part", "count"), [("secretariat", 12), ("verifier", 12), ("operator", 12)]
)
def test_the_profile_takes_as_many_queries_for_ten_times_the_reports(
    part: str, count: int, small_plan: World, people: People
) -> None:
    factories.an_earlier_period(small_plan)
    person = people.all()[part]
    before = queries_of(person, KEMENAG)

    ten_times(small_plan)

    assert ProgressReport.everything.count() > 100
    assert (before, queries_of(person, KEMENAG)) == (count, count)
