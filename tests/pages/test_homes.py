"""Beranda: every family of roles finds first what is its to do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Occupancy, Role, User
from actions.models import RegionalPlan, RegionalPlanState
from journal.models import Job, JobState
from pillars.models import Period, PeriodState
from progress.models import ProgressReport
from tests import factories
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, ten_times, words_of
from tests.people import People, a_person

HOME = reverse("home")
TITLES = {
    "operator": "Tugas Anda",
    "approver": "Tugas Anda",
    "unit_operator": "Tugas Anda",
    "coordinator": "Tugas Anda",
    "province_operator": "Tugas provinsi Anda",
    "verifier": "Menunggu verifikasi Anda",
    "chair": "Menunggu verifikasi Anda",
    "secretariat": "Siapa yang terlambat",
    "pokja_head": "Keadaan RAN PE",
    "head": "Keadaan RAN PE",
    "sekber_member": "Keadaan RAN PE",
    "regional_supervisor": "Laporan daerah",
    "ppid": "Uji konsekuensi",
    "auditor": "Kejadian terbaru",
    "admin": "Yang perlu ditangani",
}


@pytest.mark.parametrize(("part", "title"), TITLES.items())
def test_every_role_has_a_home_of_its_own(part: str, title: str, people: People) -> None:
    page = signed_in(people.all()[part]).get(HOME)

    assert page.status_code == 200
    assert f"<h1>{title}</h1>" in body_of(page)


def test_an_account_without_office_is_told_so(people: People) -> None:
    loose = User.objects.create_user("lepas@ranpe.example", "Tanpa Jabatan")

    assert "belum memegang jabatan" in words_of(signed_in(loose).get(HOME))


def test_home_asks_strangers_to_sign_in(db: None) -> None:
    answer = Client().get(HOME)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign_in"))


def test_an_operator_finds_what_was_returned_before_everything_else(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("returned", small_plan.report("P1-F01-A002", "Kemenag"), people, at=now)

    words = words_of(signed_in(people.operator).get(HOME))

    assert "1 laporan perlu diperbaiki." in words
    assert words.index("P1-F01-A002") < words.index("P1-F01-A001")


def test_what_was_returned_is_opened_first_whichever_unit_owes_it(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("returned", small_plan.report("P2-F01-A002", "Polri"), people, at=now)

    words = words_of(signed_in(people.coordinator).get(HOME))

    assert "Perbaiki P2-F01-A002" in words


def test_owner_colleague_and_stranger_each_see_their_own_tasks(people: People) -> None:
    seen = {
        name: words_of(signed_in(people.all()[name]).get(HOME))
        for name in ("operator", "approver", "other_operator")
    }

    assert "P1-F01-A001" in seen["operator"]
    assert "P1-F01-A001" in seen["approver"]
    assert "P1-F01-A001" not in seen["other_operator"]
    assert "P1-F01-A003" in seen["other_operator"]


def test_an_approver_hears_first_what_waits_for_them(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("proposed", small_plan.report("P1-F01-A002", "Kemenag"), people, at=now)

    words = words_of(signed_in(people.approver).get(HOME))

    assert "1 laporan menunggu keputusan Anda." in words
    assert words.index("P1-F01-A002") < words.index("P1-F01-A001")


def test_progress_and_the_days_left_are_said_in_words(people: People) -> None:
    words = words_of(signed_in(people.operator).get(HOME))

    assert "0 dari 3 selesai; batas waktu 31 Juli 2026 (3 hari lagi)." in words


def test_all_sent_is_said_and_nothing_is_left_to_open(
    small_plan: World, people: People, now: datetime
) -> None:
    for report in ProgressReport.everything.filter(assignment__institution__short="Kemenag"):
        one = small_plan.report(report.assignment.action.code, "Kemenag")
        factories.a_report("submitted", one, people, at=now)

    words = words_of(signed_in(people.operator).get(HOME))

    assert "Semua laporan 3 aksi sudah terkirim." in words
    assert "Isi P1" not in words


def test_before_the_first_period_home_says_so(small_plan: World, people: People) -> None:
    Period.everything.update(state=PeriodState.SCHEDULED)

    assert "Belum ada periode" in words_of(signed_in(people.operator).get(HOME))
    assert "Belum ada periode" in words_of(signed_in(people.secretariat).get(HOME))
    assert "Belum ada periode" in words_of(signed_in(people.head).get(HOME))


def test_a_province_sees_its_own_plan_outlined_among_all(small_plan: World, people: People) -> None:
    bali = small_plan.provinces["51"].region
    assert bali is not None
    RegionalPlan.everything.create(region=bali, stage=RegionalPlanState.ENACTED, instrument="A")

    page = signed_in(people.province_operator).get(HOME)

    assert "1 dari 4 provinsi sudah menetapkan RAD PE" in words_of(page)
    assert "Provinsi Anda belum mempunyai RAD PE yang berlaku" in words_of(page)
    assert "Jawa Barat: Belum ada" in body_of(page)
    assert "Bali: Ditetapkan" in body_of(page)


def test_a_verifier_finds_the_oldest_first_and_the_counts_of_each_stage(
    small_plan: World, people: People, now: datetime
) -> None:
    for days, code in ((9, "P1-F01-A002"), (1, "P1-F01-A001")):
        factories.a_report(
            "submitted", small_plan.report(code, "Kemenag"), people, at=now - timedelta(days=days)
        )

    words = words_of(signed_in(people.verifier).get(HOME))

    assert "2 laporan menunggu; yang paling lama 9 hari." in words
    assert words.index("P1-F01-A002") < words.index("P1-F01-A001")
    assert "Menunggu verifikasi 2" in words


def test_the_secretariat_reads_who_is_late_before_anything_else(
    small_plan: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: late)

    body = body_of(signed_in(people.secretariat).get(HOME))

    after_title = body[body.index("</h1>") + 5 :]
    assert after_title.startswith('<p class="verdict">5 dari 5 K/L terlambat</p>')


def test_the_head_reads_a_verdict_and_the_worst_with_its_reason(
    small_plan: World, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = small_plan.report("P1-F01-A001", "Kemenag")
    factories.a_report(
        "verified",
        report,
        people,
        at=now,
        achieved_value=10,
        claimed_status="behind",
        obstacle_kind="budget",
        obstacle="Anggaran belum cair.",
        follow_up="Revisi anggaran.",
    )

    words = words_of(signed_in(people.head).get(HOME))

    assert "Dari 12 aksi, 0 tercapai atau sesuai target, 0 perlu perhatian, 1 tertinggal" in words
    assert "Anggaran: Anggaran belum cair." in words
    assert "Tidak ada yang menunggu Anda" in words


def test_someone_who_has_not_reported_is_named_as_the_reason(
    small_plan: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = small_plan.period.due_at + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: late)

    words = words_of(signed_in(people.head).get(HOME))

    assert "Kemenag belum melapor, terlambat 5 hari" in words


def test_a_member_of_a_pokja_hears_only_of_the_own_pillar(
    small_plan: World, people: People
) -> None:
    member = a_person(
        "anggota.pilar2@ranpe.example",
        "Anggota Pilar Dua",
        "Anggota Pokja Pilar 2",
        small_plan.institutions["Bappenas"],
        (Role.POKJA_MEMBER, 2),
    )

    assert "Dari 4 aksi" in words_of(signed_in(member).get(HOME))


def test_a_vacant_office_is_told_where_its_reports_are_written(people: People) -> None:
    title = "Jabatan pengirim sedang kosong"
    User.objects.update(last_login=timezone.now())
    assert title not in words_of(signed_in(people.operator).get(HOME))

    for official in (people.approver, people.province_approver):
        Occupancy.everything.filter(user=official).update(ends_on=F("starts_on"))

    for part in (people.operator, people.province_operator):
        words = words_of(signed_in(part).get(HOME))
        assert title in words
        assert "belum dapat dikirim. Batas waktu tidak berubah." in words


def test_the_administrator_finds_failures_and_empty_chairs(people: People, now: datetime) -> None:
    Occupancy.everything.filter(user=people.ppid).update(ends_on=F("starts_on"))
    Job.everything.create(
        task="contoh.gagal", key="gagal-1", state=JobState.FAILED, created_at=now, attempts=4
    )

    words = words_of(signed_in(people.admin).get(HOME))

    assert "contoh.gagal" in words
    assert "PPID BNPT" in words
    assert people.ppid.email in words


def test_the_administrator_reads_no_report(small_plan: World, people: People) -> None:
    words = words_of(signed_in(people.admin).get(HOME))

    assert "P1-F01" not in words


BUDGET = {
    "operator": 12,
    "approver": 11,
    "province_operator": 12,
    "verifier": 9,
    "secretariat": 12,
    "head": 10,
    "pokja_head": 11,
    "regional_supervisor": 7,
    "ppid": 7,
    "auditor": 7,
    "admin": 10,
}


@pytest.mark.parametrize(("part", "count"), BUDGET.items())
def test_home_takes_as_many_queries_for_ten_times_the_actions(
    part: str, count: int, small_plan: World, people: People
) -> None:
    person = people.all()[part]
    few = queries_of(person, HOME)
    ten_times(small_plan)

    assert (few, queries_of(person, HOME)) == (count, count)
