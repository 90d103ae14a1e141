"""Incidents with personal data: the clock runs by hours that are data, and each act is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from journal.models import Entry, Incident, TermKey
from journal.queries import term_of
from journal.services import (
    IncidentContent,
    close_incident,
    record_incident,
    set_term,
    tell_authority,
    tell_people,
)
from journal.views.incidents import clock_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.pages.visiting import signed_in, words_of
from tests.people import People

LIST = reverse("journal:incidents")
SECRET = "Daftar kontak RAHASIA-CONTOH"


@pytest.fixture
def incident(people: People, now: datetime) -> Incident:
    """An incident that has been known for ten hours."""
    content = IncidentContent(now - timedelta(hours=10), SECRET, "Narahubung", "Tautan ditutup", 12)
    return record_incident(content, by=people.ppid, at=now)


def test_the_clock_runs_three_times_24_hours_from_the_discovery(
    incident: Incident, now: datetime
) -> None:
    assert incident.due_at == incident.discovered_at + timedelta(hours=72)
    assert incident.ground == "UU 27/2022 Pasal 46"
    clock = clock_of(incident, now + timedelta(minutes=20))
    assert (clock.words, clock.is_late) == ("tersisa 61 jam 40 menit", False)
    late = clock_of(incident, now + timedelta(hours=63, minutes=5))
    assert (late.words, late.is_late) == ("lewat 1 jam 5 menit", True)


@pytest.mark.parametrize(
    ("seconds", "is_late"), [(-1, False), (0, False), (1, True)], ids=["before", "at", "after"]
)
def test_the_clock_ends_on_the_second(incident: Incident, seconds: int, is_late: bool) -> None:
    assert clock_of(incident, incident.due_at + timedelta(seconds=seconds)).is_late is is_late


def test_the_clock_stops_when_both_have_been_told(
    incident: Incident, people: People, now: datetime
) -> None:
    tell_authority(incident, letter="B-1/2026", by=people.ppid, at=now)
    incident.refresh_from_db()
    assert clock_of(incident, now + timedelta(days=9)).is_late

    tell_people(incident, letter="B-2/2026", by=people.admin, at=now + timedelta(hours=1))
    incident.refresh_from_db()

    clock = clock_of(incident, now + timedelta(days=9))
    assert (clock.words, clock.is_late) == ("diberitahukan pada waktunya", False)


def test_other_hours_count_for_what_is_recorded_afterwards(
    incident: Incident, people: People, now: datetime
) -> None:
    set_term(TermKey.INCIDENT_HOURS, 48, "Peraturan baru", by=people.ppid, at=now)

    later = record_incident(IncidentContent(now, "x", "y", "z"), by=people.ppid, at=now)

    incident.refresh_from_db()
    assert later.due_at == now + timedelta(hours=48)
    assert later.ground == "Peraturan baru"
    assert incident.due_at == incident.discovered_at + timedelta(hours=72)
    entry = Entry.everything.get(verb="term.set")
    assert (entry.before["amount"], entry.after["amount"]) == (72, 48)


def test_each_act_is_one_entry_without_a_word_of_what_got_out(
    incident: Incident, people: People, now: datetime
) -> None:
    tell_authority(incident, letter="B-1/2026", by=people.ppid, at=now)
    tell_people(incident, letter="B-2/2026", by=people.ppid, at=now)
    close_incident(incident, note="Selesai", by=people.ppid, at=now)

    rows = Entry.everything.filter(subject_label="journal.incident").order_by("pk")
    assert [(row.verb, row.reason) for row in rows] == [
        ("incident.recorded", ""),
        ("incident.authority_told", "B-1/2026"),
        ("incident.people_told", "B-2/2026"),
        ("incident.closed", "Selesai"),
    ]
    assert all(SECRET not in f"{row.subject_name}{row.sentence}{row.after}" for row in rows)


def test_what_is_out_of_turn_or_incomplete_is_refused(
    incident: Incident, people: People, now: datetime
) -> None:
    by, at = people.ppid, now
    with pytest.raises(OutOfTurn, match="sebelum menutup"):
        close_incident(incident, note="Selesai", by=by, at=at)
    with pytest.raises(Incomplete, match="nomor surat"):
        tell_authority(incident, letter=" ", by=by, at=at)
    tell_authority(incident, letter="B-1", by=by, at=at)
    with pytest.raises(OutOfTurn, match="sudah dicatat"):
        tell_authority(incident, letter="B-1", by=by, at=at)
    with pytest.raises(Incomplete, match="masa depan"):
        record_incident(IncidentContent(now + timedelta(1), "x", "y", "z"), by=by, at=at)
    with pytest.raises(Incomplete, match="dasar hukumnya"):
        set_term(TermKey.JOURNAL_YEARS, 5, "", by=by, at=at)
    assert Entry.everything.filter(verb__startswith="incident.").count() == 2


def test_the_database_keeps_an_untold_incident_open(incident: Incident, people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.everything.filter(pk=incident.pk).update(
            closed_at=incident.recorded_at, closed_by=people.ppid
        )


@pytest.mark.parametrize("part", ["operator", "verifier", "auditor", "secretariat"])
def test_nobody_else_records_one(people: People, part: str, now: datetime) -> None:
    by = people.all()[part]

    with pytest.raises(NotYours):
        record_incident(IncidentContent(now, "x", "y", "z"), by=by, at=now)
    with pytest.raises(NotYours):
        set_term(TermKey.INCIDENT_HOURS, 1, "x", by=by, at=now)


def _typed(**changes: str) -> dict[str, str]:
    return {
        "discovered_at": "2026-07-28T08:30",
        "what": "Tabel kontak terkirim keliru",
        "affected": "Narahubung K/L",
        "remedy": "Penerima menghapus berkas",
        **changes,
    }


def test_an_incident_is_recorded_and_told_on_its_page(people: People) -> None:
    browser = signed_in(people.ppid)

    made: Any = browser.post(LIST, _typed(people="3"), follow=True)
    row = Incident.everything.get()
    page = words_of(made)
    told = browser.post(reverse("journal:incident-step", args=[row.pk, "lembaga"]), {"note": "B-9"})

    assert row.discovered_at == datetime.fromisoformat("2026-07-28T08:30+07:00")
    assert "28 Jul 2026" in page
    assert "Tabel kontak terkirim keliru" in page
    assert told.status_code == 302
    row.refresh_from_db()
    assert row.authority_told_at is not None


def test_what_is_missing_is_said_and_what_was_typed_stays(people: People) -> None:
    answer = signed_in(people.ppid).post(LIST, _typed(remedy="", discovered_at="2099-01-01T00:00"))

    assert answer.status_code == 422
    assert "Tabel kontak terkirim keliru" in words_of(answer)
    assert not Incident.everything.exists()


def test_those_who_audit_read_incidents_and_change_nothing(
    incident: Incident, people: People
) -> None:
    browser = signed_in(people.auditor)
    url = reverse("journal:incident", args=[incident.pk])

    assert SECRET in words_of(browser.get(url))
    step = reverse("journal:incident-step", args=[incident.pk, "lembaga"])
    assert browser.post(step, {"note": "B-1"}).status_code == 403
    assert browser.post(LIST, _typed()).status_code == 403
    assert signed_in(people.operator).get(LIST).status_code == 403
    assert signed_in(people.operator).get(url).status_code == 404


def test_the_terms_are_data_that_those_who_answer_change(people: People) -> None:
    url = reverse("journal:terms")
    browser = signed_in(people.ppid)
    typed = {"key": "journal_years", "amount": "10", "ground": "JRA BNPT"}

    assert "UU 27/2022 Pasal 46" in words_of(browser.get(url))
    assert browser.post(url, {**typed, "amount": "0"}).status_code == 422
    assert browser.post(url, typed).status_code == 302

    assert (term_of(TermKey.JOURNAL_YEARS).amount, term_of(TermKey.JOURNAL_YEARS).ground) == (
        10,
        "JRA BNPT",
    )
