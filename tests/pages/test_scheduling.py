"""Scheduling a period: its kind proposes everything, and what does not fit is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.services import open_period
from ranpe.kit.clock import day_of
from tests.factories import World
from tests.pages.visiting import queries_of, signed_in, words_of
from tests.people import People
from tests.progress.updates import NAME, scheduled

SCHEDULE = reverse("period-schedule")


def start(world: World, **changes: str) -> dict[str, str]:
    """What the first page asks."""
    return {
        "version": str(world.version.pk),
        "kind": "short_update",
        "starts_on": "2026-07-01",
        "ends_on": "2026-10-31",
        **changes,
    }


def fixed(**changes: str) -> dict[str, str]:
    """What the second page asks."""
    return {
        "name": NAME,
        "code": "P1",
        "starts_on": "2026-07-01",
        "ends_on": "2026-10-31",
        "opens_on": "2026-11-01",
        "due_on": "2026-11-16",
        "closes_on": "2026-11-23",
        "cutoff_on": "2026-11-30",
        **changes,
    }


def address(world: World, **changes: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in start(world, **changes).items())
    return f"{SCHEDULE}?{query}"


def post(people: People, world: World, **changes: str) -> Any:
    return signed_in(people.secretariat).post(address(world), fixed(**changes))


def test_the_first_page_proposes_the_next_half_year(small_plan: World, people: People) -> None:
    page = signed_in(people.secretariat).get(SCHEDULE)

    assert page.context["form"]["starts_on"].value() == date(2027, 1, 1)
    assert page.context["form"]["ends_on"].value() == date(2027, 6, 30)
    assert "Pemutakhiran data" in words_of(page)


def test_the_kind_proposes_name_code_and_days_and_says_its_terms(
    small_plan: World, people: People
) -> None:
    page = signed_in(people.secretariat).get(address(small_plan))

    first = page.context["form"].initial
    assert (first["code"], first["name"]) == ("P1", NAME)
    assert [first[name] for name in ("opens_on", "due_on", "closes_on", "cutoff_on")] == [
        date(2026, 11, 1),
        date(2026, 11, 14),
        date(2026, 11, 21),
        date(2026, 11, 28),
    ]
    words = words_of(page)
    assert "Sabtu, 14 November 2026, bukan hari kerja." in words
    assert "Ditanyakan Status kemajuan, Realisasi, Uraian kemajuan" in words
    assert "paling banyak 300 huruf" in words
    assert "Masuk angka tahunan tidak; kepatuhannya dihitung tersendiri" in words


def test_scheduling_leaves_the_period_and_one_entry(small_plan: World, people: People) -> None:
    answer = post(people, small_plan)

    assert answer["Location"] == reverse("periods")
    period = Period.everything.get(code="P1")
    assert (period.year, period.kind, period.state) == (2026, "short_update", "scheduled")
    assert (day_of(period.due_at), day_of(period.cutoff_at)) == (
        date(2026, 11, 16),
        date(2026, 11, 30),
    )
    assert Entry.everything.filter(verb="period.scheduled", subject_id=period.pk).count() == 1
    assert NAME in words_of(signed_in(people.secretariat).get(reverse("periods")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "S1"}, "Kode S1 sudah dipakai pada tahun 2026."),
        ({"due_on": "2026-10-15"}, "Urutkan tanggalnya: dibuka, batas waktu, ditutup"),
        ({"cutoff_on": "2026-11-20"}, "Urutkan tanggalnya: dibuka, batas waktu, ditutup"),
        ({"ends_on": "2026-06-30"}, "Hari terakhir data mendahului hari pertamanya."),
        (
            {"opens_on": "2026-07-02", "due_on": "2026-07-31"},
            "Semester I 2026 sudah memakai batas waktu itu; pilih hari lain.",
        ),
        ({"name": ""}, "Nama periode"),
        ({"due_on": "31-11-2026"}, "Batas waktu"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_is_scheduled(
    changes: dict[str, str], sentence: str, small_plan: World, people: People
) -> None:
    answer = post(people, small_plan, **changes)

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert Period.everything.count() == 2


def test_two_updates_do_not_overlap_but_an_update_lies_within_a_semester(
    small_plan: World, people: People
) -> None:
    assert post(people, small_plan).status_code == 302

    answer = post(people, small_plan, code="P2", due_on="2026-11-17", name="Pemutakhiran kedua")

    assert answer.status_code == 422
    assert f"Rentang datanya bertumpuk dengan {NAME}." in words_of(answer)


@pytest.mark.parametrize("kind", ["tidak-ada", ""])
def test_an_unknown_kind_is_asked_again(kind: str, small_plan: World, people: People) -> None:
    answer = signed_in(people.secretariat).post(address(small_plan, kind=kind), fixed())

    assert answer.status_code == 422
    assert Period.everything.count() == 2


def test_a_scheduled_period_is_corrected_with_one_entry(
    small_plan: World, people: People, now: datetime
) -> None:
    period = scheduled(small_plan, people, now)
    url = reverse("period-reschedule", args=[period.pk])
    client = signed_in(people.pokja_head)
    assert "2026-11-16" in client.get(url).content.decode()

    for _time in range(2):
        assert client.post(url, fixed(due_on="2026-11-18"))["Location"] == reverse("periods")

    period.refresh_from_db()
    assert day_of(period.due_at) == date(2026, 11, 18)
    entry = Entry.everything.get(verb="period.rescheduled")
    assert set(entry.after) == {"due_at"}


def test_an_open_period_is_not_corrected(small_plan: World, people: People, now: datetime) -> None:
    period = open_period(scheduled(small_plan, people, now), by=people.secretariat, at=now)
    url = reverse("period-reschedule", args=[period.pk])

    for answer in (
        signed_in(people.secretariat).get(url),
        signed_in(people.secretariat).post(url, fixed(due_on="2026-11-18")),
    ):
        assert answer.status_code == 409
        assert "pakai waktu tambahan" in words_of(answer)


@pytest.mark.parametrize("part", ["operator", "verifier", "head", "auditor", "admin"])
def test_nobody_else_schedules(part: str, small_plan: World, people: People, now: datetime) -> None:
    client = signed_in(people.all()[part])
    period = scheduled(small_plan, people, now)

    assert client.get(SCHEDULE).status_code == 403
    assert client.post(address(small_plan), fixed(code="P9")).status_code == 403
    assert client.get(reverse("period-reschedule", args=[period.pk])).status_code == 403
    assert Period.everything.count() == 3


def test_the_checklist_of_an_update_asks_for_no_provinces(
    small_plan: World, people: People, now: datetime
) -> None:
    scheduled(small_plan, people, now)

    words = words_of(signed_in(people.secretariat).get(reverse("periods")))

    card = words[words.index(NAME) : words.index("Periode lain")]
    assert "Pemutakhiran data · tidak diverifikasi, tidak masuk angka tahunan" in card
    assert "13 laporan K/L akan dibuat" in card
    assert "laporan provinsi akan dibuat" not in card
    assert "provinsi tidak melapor" in card


def test_the_pages_take_few_queries(small_plan: World, people: People, now: datetime) -> None:
    period = scheduled(small_plan, people, now)
    period.refresh_from_db()
    assert period.state == PeriodState.SCHEDULED

    assert queries_of(people.secretariat, SCHEDULE) <= 12
    assert queries_of(people.secretariat, address(small_plan)) <= 12
    url = reverse("period-reschedule", args=[period.pk])
    assert queries_of(people.secretariat, url) <= 12
    assert queries_of(people.secretariat, reverse("periods")) <= 12
    assert now + timedelta(days=1) < period.opens_at
