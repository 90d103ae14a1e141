"""Riwayat of an action: who changed which field, from what to what, in which capacity."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Action
from actions.services import (
    Promise,
    approve_commitment,
    revise_commitment,
    save_commitment,
    submit_commitment,
)
from pillars.models import Classification, Period
from progress.models import ProgressReport
from progress.services import save_report, submit_report, withdraw_report
from ranpe.pages.histories import Event, action_history
from tests import factories
from tests.factories import SECRET, World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People

CODE = "P1-F01-A001"
PLAN = "CONTOH-2026"
PAGE = reverse("actions:history", args=[PLAN, CODE])


@pytest.fixture
def repaired(small_plan: World, people: People, now: datetime) -> ProgressReport:
    """A report that was sent, returned, repaired and sent again by its official."""
    row = small_plan.report(CODE, "Kemenag")
    report = factories.a_report("returned", row, people, at=now)
    content = factories.some_content(
        narrative=f"Pelatihan telah berjalan di tiga tempat. {SECRET} KENARI",
        achieved_value=Decimal("48.5"),
    )
    later = now + timedelta(hours=2)
    save_report(report, content, version=report.version, by=people.operator, at=later)
    factories.answer_all(report, people, at=later)
    submit_report(factories.again(report), by=people.approver, at=later)
    return factories.again(report)


def sendings(people: People) -> list[Event]:
    """The sendings as the auditor reads them, the newest first."""
    events = action_history(people.auditor, PLAN, CODE).events
    return [event for event in events if "Realisasi" in {row.label for row in event.changes}]


@pytest.mark.usefixtures("repaired")
def test_every_sending_tells_its_fields_from_what_to_what_and_in_which_capacity(
    people: People,
) -> None:
    newest, first = sendings(people)

    changes = {row.label: row for row in newest.changes}
    assert (newest.who, newest.capacity) == ("Darma Wiguna", "Kepala Biro Perencanaan Kemenag")
    assert (changes["Realisasi"].before, changes["Realisasi"].after) == ("48", "48,5")
    narrative = changes["Uraian kemajuan"].difference
    assert narrative is not None
    kinds = {piece.kind: piece.text for piece in narrative.pieces}
    assert "di dua tempat" in kinds["gone"]
    assert "di tiga tempat" in kinds["new"]
    assert "Status kemajuan" not in changes  # it stayed as it was
    assert {row.before for row in first.changes if row.label == "Realisasi"} == {""}


@pytest.mark.usefixtures("repaired")
def test_the_page_shows_old_and_new_and_marks_what_only_the_verifier_reads(
    people: People,
) -> None:
    body = body_of(signed_in(people.auditor).get(PAGE))
    words = words_of(signed_in(people.auditor).get(PAGE))

    assert '<del><span class="visually-hidden">dari </span>48</del>' in body
    assert '<ins><span class="visually-hidden">menjadi </span>48,5</ins>' in body
    assert "Catatan untuk verifikator hanya untuk verifikator" in words


def test_a_verdict_tells_the_recognised_value(
    small_plan: World, people: People, now: datetime
) -> None:
    row = small_plan.report(CODE, "Kemenag")
    factories.a_report("verified", row, people, at=now)

    events = action_history(people.head, PLAN, CODE).events

    changes = [change for event in events for change in event.changes]
    recognised = [change for change in changes if change.label == "Nilai diakui"]
    assert [(row.before, row.after) for row in recognised] == [("", "48")]


def test_a_revised_promise_tells_what_was_promised_before(
    small_plan: World, people: People, now: datetime
) -> None:
    old = small_plan.report(CODE, "Kemenag").assignment.commitments.get()
    row = revise_commitment(old, by=people.operator, at=now)
    due = {small_plan.period: Decimal(60), small_plan.next_period: Decimal(120)}
    promise = Promise("Kegiatan contoh.", Decimal(120), due, reason="Anggaran bertambah.")
    save_commitment(
        row, promise, indicator=row.indicator, version=row.version, by=people.operator, at=now
    )
    row.refresh_from_db()
    submit_commitment(row, by=people.approver, at=now)
    approve_commitment(row, by=people.chair, at=now)

    events = action_history(people.operator, PLAN, CODE).events

    changes = {change.label: change for event in events for change in event.changes}
    annual = changes["Target tahunan"]
    assert (annual.before, annual.after) == ("100 orang", "120 orang")
    assert changes["Target Semester I 2026"].after == "60 orang"


@pytest.mark.usefixtures("repaired")
def test_owner_colleague_verifier_and_stranger_read_what_is_theirs(
    small_plan: World, people: People
) -> None:
    for part in ("operator", "approver", "verifier", "auditor"):
        assert "Realisasi" in words_of(signed_in(people.all()[part]).get(PAGE)), part
    for part in ("other_operator", "other_verifier", "province_operator", "ppid"):
        page = signed_in(people.all()[part]).get(PAGE)
        assert SECRET not in body_of(page), part
        assert "Realisasi" not in words_of(page), part


def test_what_is_being_typed_or_was_never_sent_stays_out(
    small_plan: World, people: People, now: datetime
) -> None:
    row = small_plan.report(CODE, "Kemenag")
    factories.a_report("draft", row, people, at=now)

    for part in ("operator", "auditor", "verifier"):
        assert SECRET not in body_of(signed_in(people.all()[part]).get(PAGE))


def test_a_report_taken_back_and_sent_anew_keeps_both_sendings(
    small_plan: World, people: People, now: datetime
) -> None:
    row = small_plan.report(CODE, "Kemenag")
    report = factories.a_report("submitted", row, people, at=now)
    withdraw_report(report, by=people.approver, at=now)
    again = factories.again(report)
    content = factories.some_content(achieved_value=Decimal(50))
    save_report(again, content, version=again.version, by=people.operator, at=now)
    submit_report(factories.again(report), by=people.approver, at=now)

    newest, first = sendings(people)

    assert [(row.before, row.after) for row in newest.changes if row.label == "Realisasi"] == [
        ("48", "50")
    ]
    assert [row.after for row in first.changes if row.label == "Realisasi"] == ["48"]


@pytest.mark.usefixtures("repaired")
def test_what_is_classed_secret_stays_marked(small_plan: World, people: People) -> None:
    Action.everything.filter(code=CODE).update(classification=Classification.SECRET)

    assert "Rahasia" in words_of(signed_in(people.auditor).get(PAGE))
    assert signed_in(people.regional_supervisor).get(PAGE).status_code == 404


@pytest.mark.usefixtures("repaired")
def test_the_timeline_of_the_action_names_person_and_capacity_and_leads_here(
    people: People,
) -> None:
    page = signed_in(people.auditor).get(reverse("actions:detail", args=[PLAN, CODE]))

    assert f'href="{PAGE}"' in body_of(page)
    assert "Darma Wiguna, Kepala Biro Perencanaan Kemenag" in words_of(page)


def test_an_action_to_which_nothing_happened_says_so(small_plan: World, people: People) -> None:
    page = signed_in(people.auditor).get(reverse("actions:history", args=[PLAN, "P1-F01-A005"]))

    assert "Belum ada kejadian yang tercatat." in words_of(page)


def test_the_history_takes_as_many_queries_however_much_has_happened(
    small_plan: World, people: People, now: datetime
) -> None:
    row = small_plan.report(CODE, "Kemenag")
    factories.a_report("verified", row, people, at=now)
    few = queries_of(people.auditor, PAGE)
    _years_of_reports(small_plan, people, now)

    assert (few, queries_of(people.auditor, PAGE)) == (16, 16)


def _years_of_reports(world: World, people: People, now: datetime) -> None:
    for year in range(2016, 2026):
        period = factories.an_earlier_period(world)
        Period.everything.filter(pk=period.pk).update(year=year)
        row = ProgressReport.everything.get(
            period=period, assignment__action__code=CODE, assignment__institution__short="Kemenag"
        )
        factories.a_report("verified", row, people, at=now)
