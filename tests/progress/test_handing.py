"""Handing a verifier's queue on: who may, to whom, what is told, two at once."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Occupancy, OccupancyKind, Role, User
from journal.models import Entry, Notice
from progress.models import ProgressReport, RegionalReport
from progress.queries.holding import hands, held_reports
from progress.queries.reviewing import stuck_queues
from progress.services import accept_report, start_review, submit_report
from progress.services.handing import hand_over
from progress.services.sessions import reassign_item
from progress.services.writing import propose_report, save_regional_report
from ranpe.kit.refusals import Incomplete, NotYours
from tests import factories
from tests.factories import RUBRIC, World, again
from tests.people import People, a_person
from tests.progress.pages import signed_in
from tests.progress.sessions import a_session, item_of, many_reports
from tests.security.stage import REGIONAL_WORDS

URL = reverse("progress:handing_over")
REASON = "Sedang cuti melahirkan."


@pytest.fixture
def held(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> ProgressReport:
    """A report of Kemenag that the verifier of BNPT has begun to check."""
    sent = factories.a_report("submitted", report, people, at=now - timedelta(days=9))
    start_review(sent, by=people.verifier, at=now - timedelta(days=8))
    return again(sent)


def _handed(report: Any, people: People, at: datetime, **changes: Any) -> Any:
    words = {"holder": people.verifier, "to": people.sekber_verifier, "reason": REASON}
    by = changes.pop("by", people.secretariat)
    return hand_over([report], **{**words, **changes}, by=by, at=at)[0]


# --- The verb ------------------------------------------------------------------------------------


def test_a_held_report_goes_to_another_verifier_with_one_entry_and_both_are_told(
    held: ProgressReport, people: People, now: datetime
) -> None:
    before = Entry.everything.count()

    outcome = _handed(held, people, now)

    row = again(held)
    assert outcome.is_done
    assert (row.review_started_by, row.review_started_at) == (people.sekber_verifier, now)
    assert Entry.everything.count() == before + 1
    entry = Entry.everything.get(verb="review.handed_over")
    assert (entry.reason, entry.before["review_started_by"]) == (REASON, people.verifier.pk)
    told = Notice.everything.filter(key__startswith=f"{entry.pk}:")
    assert set(told.values_list("recipient", flat=True)) == {
        people.verifier.pk,
        people.sekber_verifier.pk,
    }
    assert all("dialihkan dari Intan Kusumawati" in row.sentence for row in told)


@pytest.mark.parametrize("part", ["verifier", "chair", "approver", "auditor", "sekber_member"])
def test_only_the_secretariat_and_the_head_hand_a_queue_on(
    part: str, held: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        _handed(held, people, now, by=people.all()[part])

    assert again(held).review_started_by == people.verifier


def test_nobody_receives_a_report_of_their_own_institution_or_of_another_pillar(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    own = small_plan.report("P1-F01-A005", "BNPT")
    own = factories.a_report("submitted", own, people, at=now)
    start_review(own, by=people.sekber_verifier, at=now)

    to_bnpt = _handed(own, people, now, holder=people.sekber_verifier, to=people.verifier)
    to_other_pillar = _handed(held, people, now, to=people.other_verifier)
    to_an_official = _handed(held, people, now, to=people.approver)

    for outcome in (to_bnpt, to_other_pillar, to_an_official):
        assert "tidak boleh memeriksa" in outcome.refusal
    assert again(own).review_started_by == people.sekber_verifier
    assert Entry.everything.filter(verb="review.handed_over").count() == 0


def test_bnpts_own_report_goes_to_a_verifier_of_another_member(
    small_plan: World, people: People, now: datetime
) -> None:
    own = small_plan.report("P1-F01-A005", "BNPT")
    own = factories.a_report("submitted", own, people, at=now)
    start_review(own, by=people.sekber_verifier, at=now)
    home = small_plan.institutions["Kemendagri"]
    other = a_person("v3@ranpe.example", "Sri Contoh", "Verifikator 3", home, (Role.VERIFIER, 1))

    outcome = _handed(own, people, now, holder=people.sekber_verifier, to=other)

    assert outcome.is_done
    assert again(own).review_started_by == other


def test_a_reason_and_another_person_are_needed(
    held: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match="alasannya"):
        _handed(held, people, now, reason="  ")
    with pytest.raises(Incomplete, match="verifikator lain"):
        _handed(held, people, now, to=people.verifier)


def test_the_second_of_two_who_press_at_once_is_told_and_changes_nothing(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    home = small_plan.institutions["Kemendagri"]
    other = a_person("v3@ranpe.example", "Sri Contoh", "Verifikator 3", home, (Role.VERIFIER, 1))

    first = _handed(held, people, now)
    second = _handed(held, people, now, to=other, by=people.pokja_head)

    assert (first.is_done, second.is_done) == (True, False)
    assert "sudah dialihkan orang lain" in second.refusal
    assert again(held).review_started_by == people.sekber_verifier
    assert Entry.everything.filter(verb="review.handed_over").count() == 1


def test_what_was_decided_meanwhile_is_not_handed_on(
    held: ProgressReport, people: People, now: datetime
) -> None:
    value = held.achieved_value
    accept_report(held, recognised_value=value, rubric=RUBRIC, by=people.verifier, at=now)

    outcome = _handed(held, people, now)

    assert "Sudah diputuskan" in outcome.refusal


def test_a_provinces_report_is_handed_on_alike(
    regional: RegionalReport, people: People, now: datetime
) -> None:
    by = people.province_operator
    save_regional_report(regional, REGIONAL_WORDS, version=regional.version, by=by, at=now)
    propose_report(regional, by=by, at=now)
    submit_report(regional, by=people.province_approver, at=now)
    start_review(regional, by=people.verifier, at=now)

    outcome = _handed(regional, people, now, to=people.other_verifier)

    regional.refresh_from_db()
    assert outcome.is_done
    assert regional.review_started_by == people.other_verifier
    assert [row.key for row in held_reports(people.secretariat, now)] == [f"D{regional.pk}"]


# --- Who holds, who is absent, who may take ------------------------------------------------------


def test_the_clock_runs_against_whoever_holds_the_report_and_goes_on_when_it_is_handed_on(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    before = stuck_queues(small_plan.period, 7, now)
    _handed(held, people, now)
    after = stuck_queues(small_plan.period, 7, now)

    assert [(row.reviewer, row.age_days) for row in before] == [(people.verifier.pk, 9)]
    assert [(row.reviewer, row.age_days) for row in after] == [(people.sekber_verifier.pk, 9)]


def test_the_queue_of_someone_who_has_left_waits_for_all_who_check_the_pillar(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    Occupancy.everything.filter(user=people.verifier).update(ends_on=date(2026, 7, 1))

    waiting = {row.reviewer for row in stuck_queues(small_plan.period, 7, now)}
    [holder] = hands(people.secretariat, now).holders

    assert waiting == {people.sekber_verifier.pk}
    assert holder.absence == "Tidak memegang jabatan pemeriksa hari ini."


def test_absent_is_who_is_stood_in_for_or_has_no_account(
    held: ProgressReport, people: People, now: datetime
) -> None:
    office = Occupancy.everything.get(user=people.verifier)
    Occupancy.everything.create(
        position=office.position,
        user=people.operator,
        kind=OccupancyKind.PLH,
        starts_on=date(2026, 7, 20),
        ends_on=date(2026, 8, 3),
        decree="SK contoh",
    )

    [stood_in] = hands(people.secretariat, now).holders
    User.objects.filter(pk=people.verifier.pk).update(is_active=False)
    [inactive] = hands(people.secretariat, now).holders

    assert stood_in.absence == "Diwakili Plh. Rahmi Lestari sampai 3 Agu 2026."
    assert inactive.absence == "Akunnya tidak aktif."


def test_those_who_may_take_over_are_verifiers_in_office_the_least_loaded_first(
    held: ProgressReport, people: People, now: datetime
) -> None:
    found = hands(people.secretariat, now).takers(people.other_verifier)

    assert [(row.person.name, row.home, row.pillars, row.count) for row in found] == [
        ("Mega Anindita", "Bappenas", (1,), 0),
        ("Intan Kusumawati", "BNPT", (1,), 1),
    ]


def test_what_stands_in_a_running_session_is_moved_there_and_its_holder_goes_along(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    session = a_session("running", small_plan, people, at=now)
    seat = session.seats.get(verifier=people.sekber_verifier)

    outcome = _handed(held, people, now)
    reassign_item(item_of(session, held), seat, by=people.secretariat, at=now)

    assert "dalam sesi verifikasi" in outcome.refusal
    assert held_reports(people.secretariat, now) == []
    assert again(held).review_started_by == people.sekber_verifier


# --- The page ------------------------------------------------------------------------------------


def _typed(people: People, *keys: str, **changes: Any) -> dict[str, Any]:
    return {
        "dari": str(people.verifier.pk),
        "to": str(people.sekber_verifier.pk),
        "reason": REASON,
        "reports": list(keys),
        "do": "ticked",
        **changes,
    }


def test_the_secretariat_hands_on_what_is_ticked_or_all(
    held: ProgressReport, people: People
) -> None:
    client = signed_in(people.secretariat)
    page = client.get(URL).content.decode()
    chosen = client.get(f"{URL}?dari={people.verifier.pk}").content.decode()

    answer = client.post(URL, _typed(people, f"K{held.pk}"), follow=True)

    assert "1 laporan sedang diperiksa oleh 1 orang." in " ".join(page.split())
    assert "Antrean Intan Kusumawati (1 laporan)" in " ".join(chosen.split())
    assert "sedang memegang 0" in chosen
    assert "1 laporan dialihkan kepada Mega Anindita" in answer.content.decode()
    back = {"dari": str(people.sekber_verifier.pk), "to": str(people.verifier.pk), "do": "all"}
    client.post(URL, _typed(people, **back))
    assert again(held).review_started_by == people.verifier


@pytest.mark.parametrize(
    ("changes", "sentence", "status"),
    [
        ({"reports": []}, "Pilih paling sedikit satu laporan.", 422),
        ({"reason": ""}, "Tuliskan alasannya.", 422),
        ({"to": ""}, "Pilih verifikator yang menerima.", 422),
        ({"reports": ["K987654"]}, "sudah dialihkan orang lain", 409),
        ({"dari": ""}, "Pilih antrean yang dialihkan.", 422),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    changes: dict[str, Any], sentence: str, status: int, held: ProgressReport, people: People
) -> None:
    said = {**_typed(people, f"K{held.pk}"), **changes}

    answer = signed_in(people.secretariat).post(URL, said)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert (REASON in answer.content.decode()) is bool(said["reason"] and said["dari"])
    assert again(held).review_started_by == people.verifier


def test_what_cannot_be_handed_on_is_named_with_its_reason_and_the_rest_is_done(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    other = factories.a_report(
        "submitted", small_plan.report("P1-F01-A002", "Kemenag"), people, at=now
    )
    start_review(other, by=people.verifier, at=now)
    home = other.assignment.institution
    taker = a_person("v3@ranpe.example", "Sri Contoh", "Verifikator 3", home, (Role.VERIFIER, 1))
    changes = {"to": str(taker.pk), "do": "all"}

    answer = signed_in(people.secretariat).post(URL, _typed(people, **changes))

    assert answer.status_code == 422
    assert answer.content.decode().count("tidak boleh memeriksa laporan ini") == 2
    assert Entry.everything.filter(verb="review.handed_over").count() == 0


def test_others_do_not_open_the_page_or_its_file(held: ProgressReport, people: People) -> None:
    for person in (people.verifier, people.chair, people.auditor, people.approver):
        client = signed_in(person)
        assert client.get(URL).status_code == 403
        assert client.get(reverse("progress:handing-over-export", args=["csv"])).status_code == 403
        assert client.post(URL, _typed(people, f"K{held.pk}")).status_code == 403


def test_the_file_has_the_same_rows_as_the_page(held: ProgressReport, people: People) -> None:
    answer = signed_in(people.pokja_head).get(reverse("progress:handing-over-export", args=["csv"]))

    text = answer.content.decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text), delimiter=";")
    assert header[0] == "Dipegang oleh"
    assert row[0:4] == ["Intan Kusumawati", "", "P1-F01-A001", "Kemenag"]
    assert row[-1] == "9"


def test_the_page_asks_the_same_few_queries_however_many_reports_are_held(
    small_plan: World, held: ProgressReport, people: People, now: datetime
) -> None:
    client = signed_in(people.secretariat)
    address = f"{URL}?dari={people.verifier.pk}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    many_reports(small_plan, people, 60, at=now)
    ProgressReport.everything.filter(state="submitted", review_started_by=None).update(
        review_started_by=people.verifier, review_started_at=now
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert "dari 60" in page
    assert len(many) == len(few) <= 12
