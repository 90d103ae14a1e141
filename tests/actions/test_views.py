"""The plan's pages: the list, its files, and everything about one action."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from actions.models import Action, Assignment, Part
from pillars.models import Classification
from progress.models import ProgressReport
from ranpe.kit.sheets import Column, read_table, text
from tests import factories
from tests.factories import SECRET, World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People, a_person

LIST = reverse("actions:list")
ACTION = reverse("actions:detail", args=["CONTOH-2026", "P1-F01-A001"])


def codes(person: Any, **asked: str) -> list[str]:
    """The codes that the list shows."""
    page = signed_in(person).get(LIST, asked)
    assert page.status_code == 200
    return [row.code for row in page.context["page_obj"].object_list]


def keep_secret(world: World, number: int) -> Action:
    """Make one of the actions secret, with a title that must not be seen."""
    action = world.actions[number]
    Action.everything.filter(pk=action.pk).update(
        classification=Classification.SECRET, title="JUDUL-RAHASIA"
    )
    return action


def test_the_list_shows_every_action_of_the_running_plan(people: People) -> None:
    assert len(codes(people.secretariat)) == 12
    assert codes(people.secretariat)[0] == "P1-F01-A001"


def test_a_secret_action_is_known_only_to_those_concerned(
    small_plan: World, people: People
) -> None:
    action = keep_secret(small_plan, 0)
    url = reverse("actions:detail", args=["CONTOH-2026", action.code])

    for part in ("operator", "approver", "verifier", "secretariat", "auditor"):
        assert action.code in codes(people.all()[part])
        assert signed_in(people.all()[part]).get(url).status_code == 200
    for part in ("other_operator", "province_operator", "other_verifier", "ppid", "admin"):
        client = signed_in(people.all()[part])
        assert "JUDUL-RAHASIA" not in body_of(client.get(LIST))
        answer = client.get(url)
        assert answer.status_code == 404
        assert "JUDUL-RAHASIA" not in body_of(answer)
        file = client.get(reverse("actions:export", args=["csv"])).content.decode("utf-8-sig")
        assert "JUDUL-RAHASIA" not in file


def test_an_action_that_does_not_exist_answers_like_a_foreign_one(
    small_plan: World, people: People
) -> None:
    foreign = keep_secret(small_plan, 0)
    client = signed_in(people.other_operator)

    absent = client.get(reverse("actions:detail", args=["CONTOH-2026", "P9-F99-A999"]))
    hidden = client.get(reverse("actions:detail", args=["CONTOH-2026", foreign.code]))

    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert words_of(absent) == words_of(hidden)


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    assert Client().get(LIST)["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"pilar": "3"}, 2),
        ({"kata": "P1-F01-A00"}, 6),
        ({"kata": "a005"}, 1),
        ({"kata": "tidak-ada"}, 0),
        ({"pilar": "bukan angka"}, 12),
        ({"rencana": "999999"}, 0),
        ({"rencana": "semua"}, 12),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    asked: dict[str, str], count: int, people: People
) -> None:
    assert len(codes(people.secretariat, **asked)) == count


def test_the_list_is_narrowed_by_institution(small_plan: World, people: People) -> None:
    own = small_plan.institutions["Kemenag"]

    assert codes(people.ppid, kl=str(own.pk)) == ["P1-F01-A001", "P1-F01-A002", "P1-F01-A006"]


def test_mine_is_what_the_institution_unit_or_pillar_is_concerned_with(people: People) -> None:
    assert codes(people.operator, milik="1") == ["P1-F01-A001", "P1-F01-A002", "P1-F01-A006"]
    assert codes(people.unit_operator, milik="1") == ["P1-F01-A004"]
    assert len(codes(people.verifier, milik="1")) == 6


def test_status_and_state_narrow_what_the_reader_sees(
    small_plan: World, people: People, now: datetime
) -> None:
    verified = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("verified", verified, people, at=now)

    assert codes(people.secretariat, status="on_track") == ["P1-F01-A001"]
    assert codes(people.secretariat, keadaan="verified") == ["P1-F01-A001"]
    assert codes(people.operator, status="on_track") == ["P1-F01-A001"]
    assert codes(people.other_operator, status="on_track") == []


def test_the_late_can_be_picked_out(
    small_plan: World, people: People, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    sent = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", sent, people, at=now)
    late = small_plan.period.due_at + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: late)

    assert len(codes(people.secretariat, terlambat="1")) == 11
    assert codes(people.operator, terlambat="1") == ["P1-F01-A002", "P1-F01-A006"]


def test_the_value_stands_with_its_parts(small_plan: World, people: People, now: datetime) -> None:
    both = small_plan.report("P1-F01-A006", "Kemenag")
    factories.a_report("verified", both, people, at=now)

    words = words_of(signed_in(people.secretariat).get(LIST, {"kata": "P1-F01-A006"}))

    assert "96,0%" in words
    assert "1 dari 2 laporan" in words


def test_other_institutions_status_is_not_shown_to_a_reporter(
    small_plan: World, people: People, now: datetime
) -> None:
    own = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("verified", own, people, at=now)

    words = words_of(signed_in(people.other_operator).get(LIST, {"kata": "P1-F01-A001"}))

    assert "96,0%" not in words


@pytest.mark.parametrize("order", ["status", "capaian", "terlambat", "pj", "tidak-ada"])
def test_sorting_keeps_every_row(order: str, people: People) -> None:
    assert sorted(codes(people.secretariat, urut=order)) == codes(people.secretariat)


def test_a_sorted_list_begins_with_the_worst(
    small_plan: World, people: People, now: datetime
) -> None:
    behind = small_plan.report("P2-F01-A004", "Kemensos")
    factories.a_report("verified", behind, people, at=now, achieved_value=5)

    assert codes(people.secretariat, urut="status")[0] == "P2-F01-A004"


def test_an_action_without_anyone_responsible_is_still_listed(
    small_plan: World, people: People
) -> None:
    lonely = Action.everything.create(
        plan=small_plan.plan,
        focus=small_plan.actions[0].focus,
        code="P1-F01-A099",
        title="Aksi tanpa penanggung jawab",
    )

    assert lonely.code in codes(people.secretariat)


def test_those_who_hold_the_part_now_are_named(small_plan: World, people: People) -> None:
    action = small_plan.actions[0]
    day = small_plan.period.starts_on
    Assignment.everything.filter(action=action).update(valid_to=day)
    Assignment.everything.create(
        action=action,
        institution=small_plan.institutions["Polri"],
        part=Part.RESPONSIBLE,
        valid_from=day + timedelta(days=1),
    )

    page = signed_in(people.secretariat).get(LIST, {"kata": action.code})

    assert page.context["page_obj"].object_list[0].owner_names == "Polri"


def test_an_empty_answer_offers_to_remove_the_filter(people: People) -> None:
    page = signed_in(people.secretariat).get(LIST, {"kata": "tidak-ada"})

    assert "Tidak ada aksi yang cocok" in words_of(page)
    assert "Hapus saringan" in words_of(page)


def test_fifty_rows_stand_on_a_page(small_plan: World, people: People) -> None:
    ten_times(small_plan)
    client = signed_in(people.secretariat)

    first, third = client.get(LIST), client.get(LIST, {"halaman": "3"})

    assert len(first.context["page_obj"].object_list) == 50
    assert len(third.context["page_obj"].object_list) == 20


def test_the_files_hold_exactly_the_filtered_rows(people: People) -> None:
    client = signed_in(people.secretariat)
    url = reverse("actions:export", args=["csv"])

    answer = client.get(url, {"pilar": "2"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == codes(people.secretariat, pilar="2")
    assert "rencana-aksi-S1-2026-20260728-1000.csv" in answer["Content-Disposition"]


def test_the_workbook_reopens_with_the_same_rows(people: People) -> None:
    url = reverse("actions:export", args=["xlsx"])

    answer = signed_in(people.secretariat).get(url, {"pilar": "3"})

    columns = [Column("code", "Kode", required=True, parse=text())]
    table = read_table(answer.content, name="aksi.xlsx", columns=columns)
    assert [row.values["code"] for row in table.rows] == ["P3-F01-A001", "P3-F01-A002"]


def test_a_title_that_begins_like_a_formula_stays_text(small_plan: World, people: People) -> None:
    Action.everything.filter(pk=small_plan.actions[0].pk).update(title="=1+1")

    answer = signed_in(people.secretariat).get(reverse("actions:export", args=["csv"]))

    assert "'=1+1" in answer.content.decode("utf-8-sig")


def test_the_page_of_an_action_begins_with_a_verdict(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("verified", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)

    words = words_of(signed_in(people.secretariat).get(ACTION))

    assert "96,0% dari target Semester I 2026; 1 dari 1 laporan terverifikasi." in words


def test_without_any_report_the_deadline_is_said(people: People) -> None:
    words = words_of(signed_in(people.operator).get(ACTION))

    assert "Belum ada laporan terverifikasi; batas waktu 3 hari lagi." in words
    assert "Isi laporan" in words


def test_owner_colleague_and_stranger_read_an_action_differently(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("submitted", report, people, at=now)

    seen = {
        part: words_of(signed_in(people.all()[part]).get(ACTION))
        for part in ("operator", "approver", "verifier", "other_operator", "other_verifier")
    }

    for part in ("operator", "approver", "verifier"):
        assert "48 orang" in seen[part]
        assert "Daftar hadir" in seen[part]
        assert "laporan dikirim" in seen[part]
    for part in ("other_operator", "other_verifier"):
        assert "48 orang" not in seen[part]
        assert "Daftar hadir" not in seen[part]
        assert "laporan dikirim" not in seen[part]
        assert "Kementerian Agama contoh" in seen[part] or "Kemenag" in seen[part]
    assert "Verifikasi laporan" in seen["verifier"]
    assert "Verifikasi laporan" not in seen["operator"]


def test_what_is_still_being_written_is_not_shown_to_a_verifier(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("draft", report, people, at=now)

    verifier, owner = (
        body_of(signed_in(person).get(ACTION)) for person in (people.verifier, people.operator)
    )

    assert "48 orang" not in verifier
    assert "Daftar hadir" not in verifier
    assert "48 orang" in owner


def test_notes_of_the_report_do_not_stand_on_the_action(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report("verified", report, people, at=now)

    assert SECRET not in body_of(signed_in(people.other_operator).get(ACTION))


def test_promises_are_read_by_owner_pokja_and_desk_only(people: People) -> None:
    for part in ("operator", "verifier", "secretariat"):
        assert "Komitmen dan target" in words_of(signed_in(people.all()[part]).get(ACTION))
    for part in ("other_operator", "other_verifier", "province_operator"):
        assert "Komitmen dan target" not in words_of(signed_in(people.all()[part]).get(ACTION))


def test_the_office_is_named_and_not_the_person(people: People) -> None:
    words = words_of(signed_in(people.other_operator).get(ACTION))

    assert "Kepala Biro Perencanaan Kemenag" in words
    assert people.approver.name not in words


def test_the_unit_answers_where_a_unit_is_assigned(people: People) -> None:
    url = reverse("actions:detail", args=["CONTOH-2026", "P1-F01-A004"])

    words = words_of(signed_in(people.secretariat).get(url))

    assert "Unit contoh Polri" in words
    assert "Direktur unit Polri" in words


@pytest.mark.parametrize(
    ("state", "part", "label"),
    [
        ("draft", "operator", "Isi laporan"),
        ("proposed", "approver", "Periksa dan kirim"),
        ("returned", "operator", "Perbaiki laporan"),
        ("submitted", "verifier", "Verifikasi laporan"),
    ],
)
def test_the_next_step_fits_role_and_state(
    state: str, part: str, label: str, small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report(state, small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    client = signed_in(people.all()[part])

    step = client.get(ACTION).context["page"].step

    assert step.label == label
    assert client.get(step.url).status_code == 200


@pytest.mark.parametrize(
    ("part", "count"),
    [("secretariat", 12), ("operator", 12), ("verifier", 12), ("ppid", 10)],
)
def test_the_list_takes_as_many_queries_for_ten_times_the_actions(
    part: str, count: int, small_plan: World, people: People
) -> None:
    person = people.all()[part]
    few = queries_of(person, LIST)
    ten_times(small_plan)

    assert (few, queries_of(person, LIST)) == (count, count)


def test_the_page_takes_as_many_queries_however_many_report(
    small_plan: World, people: People, now: datetime
) -> None:
    alone = queries_of(people.secretariat, ACTION)
    shared = reverse("actions:detail", args=["CONTOH-2026", "P1-F01-A006"])
    for short in ("Kemenag", "Kemensos"):
        factories.a_report("verified", small_plan.report("P1-F01-A006", short), people, at=now)

    # One more for the Pokja's joint narrative, which an action of one institution has not.
    assert queries_of(people.secretariat, shared) == alone + 1
    assert ProgressReport.everything.filter(assignment__action__code="P1-F01-A006").count() == 2


def test_a_verifier_of_the_own_institution_is_not_sent_to_the_desk(
    small_plan: World, people: People, now: datetime
) -> None:
    own = a_person(
        "verifikator.kemenag@ranpe.example",
        "Verifikator Kemenag",
        "Verifikator Kemenag",
        small_plan.institutions["Kemenag"],
        (Role.VERIFIER, 1),
    )
    factories.a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)

    assert signed_in(own).get(ACTION).context["page"].step is None
