"""Rekomendasi of the yearly reports: recorded, assigned, followed until they are done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from institutions.models import Institution
from journal.models import Entry, Notice
from ranpe.kit.refusals import Incomplete, OutOfTurn
from tests.factories import World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People
from workgroups.models import Recommendation, RecommendationState
from workgroups.services import (
    assign_recommendation,
    follow_up_recommendation,
    record_recommendation,
)

LIST = reverse("workgroups:recommendations")
NEW = reverse("workgroups:advice-new")


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def kemenag(small_plan: World) -> Institution:
    return small_plan.institutions["Kemenag"]


@pytest.fixture
def row(kemenag: Institution, people: People, now: datetime) -> Recommendation:
    """A recommendation of last year's report that is overdue."""
    return record_recommendation(
        2025,
        "Perkuat pendataan peserta terpilah.",
        owner=kemenag,
        due_on=date(2026, 6, 30),
        by=people.secretariat,
        at=now,
    )


def typed(house: Institution, **changes: Any) -> dict[str, Any]:
    """The form of a new recommendation as a browser sends it."""
    words = {"year": "2025", "text": "Satukan jadwal bimtek.", "due_on": "2026-12-31"}
    return {**words, "owner": house.pk, **changes}


def test_the_secretariat_records_one_with_owner_and_day_and_the_owner_is_told(
    kemenag: Institution, people: People
) -> None:
    answer = signed_in(people.secretariat).post(NEW, typed(kemenag), follow=True)

    made = Recommendation.everything.get()
    assert (made.owner, made.due_on, made.year) == (kemenag, date(2026, 12, 31), 2025)
    assert "Rekomendasi dicatat; penanggung jawabnya diberi tahu." in words_of(answer)
    assert Entry.everything.filter(verb="recommendation.recorded").count() == 1
    told = Notice.everything.filter(recipient__in=[people.operator, people.approver])
    assert {notice.sentence for notice in told} == {
        "Rekomendasi laporan tahunan menjadi tugas instansi Anda: Satukan jadwal bimtek."
    }


@pytest.mark.parametrize("missing", ["text", "owner", "due_on", "year"])
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    missing: str, kemenag: Institution, people: People
) -> None:
    answer = signed_in(people.secretariat).post(NEW, typed(kemenag, **{missing: ""}))

    assert answer.status_code == 422
    assert not Recommendation.everything.exists()
    kept = {"text": "Satukan jadwal bimtek.", "due_on": "2026-12-31", "year": "2025"}
    for name, words in kept.items():
        assert name == missing or words in body_of(answer)


def test_a_recommendation_without_owner_is_refused(people: People, now: datetime) -> None:
    with pytest.raises(Incomplete, match="tanpa penanggung jawab"):
        record_recommendation(2025, "Teks", owner=None, by=people.secretariat, at=now)

    assert not Recommendation.everything.exists()
    assert not Entry.everything.exists()


def test_owner_and_day_change_with_one_entry_and_the_new_owner_is_told(
    row: Recommendation, small_plan: World, people: People
) -> None:
    other = small_plan.institutions["Kemensos"]
    Notice.everything.all().delete()
    address = reverse("workgroups:advice-assign", args=[row.pk])

    signed_in(people.secretariat).post(address, {"owner": other.pk, "due_on": "2027-03-31"})

    row.refresh_from_db()
    assert (row.owner, row.due_on) == (other, date(2027, 3, 31))
    entry = Entry.everything.get(verb="recommendation.assigned")
    assert entry.before["due_on"] == "2026-06-30"
    assert entry.after == {"owner": other.code, "due_on": "2027-03-31"}
    readers = set(Notice.everything.values_list("recipient", flat=True))
    assert readers == {people.other_operator.pk, people.other_approver.pk}


def test_a_later_day_tells_nobody_anew(
    row: Recommendation, kemenag: Institution, people: People, now: datetime
) -> None:
    Notice.everything.all().delete()

    assign_recommendation(
        row, owner=kemenag, due_on=date(2027, 3, 31), by=people.secretariat, at=now
    )

    assert not Notice.everything.exists()


def test_what_is_done_is_not_assigned_any_more(
    row: Recommendation, kemenag: Institution, people: People, now: datetime
) -> None:
    done = RecommendationState.DONE
    follow_up_recommendation(row, done, note="Terbit.", by=people.secretariat, at=now)

    with pytest.raises(OutOfTurn):
        assign_recommendation(
            row, owner=kemenag, due_on=date(2027, 1, 1), by=people.secretariat, at=now
        )


@pytest.mark.usefixtures("row")
def test_the_list_counts_and_marks_what_is_overdue(people: People) -> None:
    words = words_of(signed_in(people.auditor).get(LIST))

    assert "0 dari 1 selesai, 1 lewat batas waktu" in words
    assert "Perkuat pendataan peserta terpilah." in words
    assert "Tambah rekomendasi" not in words


def test_owner_reads_their_own_and_a_stranger_none(row: Recommendation, people: People) -> None:
    page = reverse("workgroups:advice", args=[row.pk])

    assert row.text in words_of(signed_in(people.approver).get(LIST))
    assert "Ubah penanggung jawab" not in words_of(signed_in(people.approver).get(page))
    assert row.text not in words_of(signed_in(people.other_approver).get(LIST))
    assert signed_in(people.other_approver).get(page).status_code == 404


def test_nobody_but_the_secretariat_records(kemenag: Institution, people: People) -> None:
    for part in ("operator", "chair", "pokja_head", "head", "auditor", "admin"):
        assert signed_in(people.all()[part]).post(NEW, typed(kemenag)).status_code == 403

    assert not Recommendation.everything.exists()


def test_the_table_can_be_taken_along(row: Recommendation, people: People) -> None:
    address = reverse("workgroups:recommendations-export", args=["csv"])

    text = body_of(signed_in(people.secretariat).get(address))

    assert "Perkuat pendataan peserta terpilah." in text
    assert row.owner.short in text


def test_the_list_takes_as_many_queries_for_many(
    row: Recommendation, kemenag: Institution, people: People
) -> None:
    one = queries_of(people.secretariat, LIST)
    Recommendation.everything.bulk_create(
        Recommendation(year=2024, text=f"Rekomendasi {number}", owner=kemenag)
        for number in range(60)
    )

    assert (one, queries_of(people.secretariat, LIST)) == (7, 7)
