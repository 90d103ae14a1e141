"""The pages of a verification session, as owner, colleague and stranger see them."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from journal.models import Entry
from pillars.models import PlanRules
from progress.models import (
    CalibrationMark,
    ProgressReport,
    ReportState,
    SessionState,
    VerificationSession,
)
from progress.queries.minutes import items_for_record, session_record
from progress.services import accept_report
from tests import factories
from tests.factories import RUBRIC, World
from tests.people import People
from tests.progress.pages import signed_in
from tests.progress.sessions import a_decision, a_session, item_of, many_reports, many_verifiers


def url(name: str, *args: Any) -> str:
    return reverse(f"progress:{name}", args=args)


@pytest.fixture
def running(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> VerificationSession:
    """A running session with one report of Kemenag sent."""
    factories.a_report("submitted", report, people, at=now)
    return a_session("running", small_plan, people, at=now, sample_size=1)


def typed(world: World, people: People, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Sesi Semester I",
        "period": str(world.period.pk),
        "starts_on": "2026-07-28",
        "ends_on": "2026-07-30",
        "place": "Ruang rapat contoh",
        "sample_size": "1",
        "verifiers": [str(people.verifier.pk), str(people.sekber_verifier.pk)],
        **changes,
    }


# --- Planning ------------------------------------------------------------------------------------


def test_the_secretariat_plans_shares_and_begins_a_session_page_by_page(
    small_plan: World, people: People
) -> None:
    client = signed_in(people.secretariat)
    page = client.get(url("session_new")).content.decode()
    assert "Verifikator Bappenas" not in page  # names, not offices
    assert "Mega Anindita" in page

    answer = client.post(url("session_new"), typed(small_plan, people))
    session = VerificationSession.everything.get()
    assert answer["Location"] == url("session", session.pk)
    assert "Tugas belum dibagi" in client.get(answer["Location"]).content.decode()
    client.post(url("session_share", session.pk))
    client.post(url("session_step", session.pk, "start"))

    session.refresh_from_db()
    assert session.state == SessionState.RUNNING
    assert session.seats.count() == 2
    assert "0 dari 13 laporan terverifikasi" in client.get(answer["Location"]).content.decode()


def test_a_wrong_plan_keeps_what_was_typed(small_plan: World, people: People) -> None:
    answer = signed_in(people.secretariat).post(
        url("session_new"), typed(small_plan, people, ends_on="2026-07-01")
    )

    assert answer.status_code == 422
    assert "Hari terakhir tidak boleh sebelum hari pertama" in answer.content.decode()
    assert "Ruang rapat contoh" in answer.content.decode()


def test_a_session_that_is_not_shared_does_not_begin_and_says_why(
    small_plan: World, people: People, now: datetime
) -> None:
    session = a_session("planned", small_plan, people, at=now)

    answer = signed_in(people.secretariat).post(url("session_step", session.pk, "start"))

    assert answer.status_code == 422
    assert "Tugas belum dibagi" in answer.content.decode()


def test_only_who_runs_sessions_plans_one(small_plan: World, people: People) -> None:
    for someone in (people.verifier, people.approver, people.auditor):
        assert signed_in(someone).get(url("session_new")).status_code == 403


# --- The live page -------------------------------------------------------------------------------


def test_a_verifier_finds_their_own_reports_with_the_desk(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    seat = item_of(running, report).seat
    assert seat

    page = signed_in(seat.verifier).get(url("session", running.pk)).content.decode()

    assert "Di meja saya" in page
    assert reverse("progress:desk", args=[report.pk]) in page
    assert "Per verifikator" in page
    assert 'hx-trigger="every 10s"' in page


def test_the_live_part_counts_what_was_verified_meanwhile(
    running: VerificationSession, report: ProgressReport, people: People, now: datetime
) -> None:
    client = signed_in(people.secretariat)
    assert "0 dari 13 laporan" in client.get(url("session_board", running.pk)).content.decode()

    accept_report(report, recognised_value=None, rubric=RUBRIC, by=people.verifier, at=now)

    assert "1 dari 13 laporan" in client.get(url("session_board", running.pk)).content.decode()


def test_an_institution_sees_its_own_part_and_a_stranger_nothing(
    running: VerificationSession, people: People
) -> None:
    own = signed_in(people.operator).get(url("session", running.pk)).content.decode()

    assert "Ruang rapat contoh" in own
    assert "dari 3 laporan" in own
    assert "Per verifikator" not in own
    assert "Polri" not in own
    for stranger in (people.province_operator, people.ppid):
        assert signed_in(stranger).get(url("session", running.pk)).status_code == 404
        listed = signed_in(stranger).get(url("sessions")).content.decode()
        assert "Sesi verifikasi Semester I" not in listed


def test_a_session_of_ten_times_as_many_reports_asks_as_few_questions(
    small_plan: World,
    people: People,
    report: ProgressReport,
    now: datetime,
) -> None:
    verifiers = many_verifiers(small_plan, 4)
    factories.a_report("submitted", report, people, at=now)
    small = a_session("shared", small_plan, people, at=now, verifiers=verifiers, pillars=(3,))
    few = _queries(people, small)
    many_reports(small_plan, people, 60, at=now)
    large = a_session("shared", small_plan, people, at=now, verifiers=verifiers, pillars=(1,))

    assert large.items.count() >= 10 * small.items.count()
    assert _queries(people, large) == few


def _queries(people: People, session: VerificationSession) -> dict[str, int]:
    found = {}
    client = signed_in(people.secretariat)
    for name, args in (
        ("session", ()),
        ("session_board", ()),
        ("session_list", ()),
        ("session-export", ("csv",)),
        ("session-list-export", ("csv",)),
    ):
        client.get(url(name, session.pk, *args))
        with CaptureQueriesContext(connection) as asked:
            client.get(url(name, session.pk, *args))
        found[name] = len(asked)
    return found


def test_the_file_of_what_is_unresolved_holds_the_rows_of_the_page(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    client = signed_in(people.chair)
    items = client.get(url("session_list", running.pk)).context["items"]
    answer = client.get(url("session-list-export", running.pk, "csv"))

    rows = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 1 + len(items) > 1
    assert "P1-F01-A001;Kemenag;" in "\n".join(rows)
    refused = signed_in(people.operator).get(url("session-list-export", running.pk, "csv"))
    assert refused.status_code == 403


# --- Moving, marking -----------------------------------------------------------------------------


def test_the_secretariat_moves_a_report_and_nobody_else(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    item = item_of(running, report)
    assert item.seat
    able = running.seats.filter(verifier__in=[people.verifier, people.sekber_verifier])
    other = able.exclude(pk=item.seat.pk)[0]
    data = {"item": str(item.pk), "seat": str(other.pk)}

    assert signed_in(people.verifier).post(url("session_move", running.pk), data).status_code == 403
    answer = signed_in(people.secretariat).post(url("session_move", running.pk), data)

    assert answer.status_code == 302
    assert item_of(running, report).seat == other


def test_a_move_to_who_may_not_judge_is_refused_in_words(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    wrong = running.seats.get(verifier=people.other_verifier)
    data = {"item": str(item_of(running, report).pk), "seat": str(wrong.pk)}

    answer = signed_in(people.secretariat).post(url("session_move", running.pk), data)

    assert answer.status_code == 422
    assert "tidak boleh memeriksa laporan ini" in answer.content.decode()


def test_a_sample_report_is_marked_once_and_the_agreement_is_the_chairs(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    page = url("session_mark", running.pk, item_of(running, report).pk)
    for someone in (people.verifier, people.sekber_verifier):
        assert signed_in(someone).get(page).status_code == 200
        assert signed_in(someone).post(page, {}).status_code == 422
        data = {"accepts": "yes", "rubric": list(RUBRIC)}
        assert signed_in(someone).post(page, data).status_code == 302

    assert CalibrationMark.everything.filter(accepts=True).count() == 2
    assert signed_in(people.verifier).post(page, {"accepts": "no"}).status_code == 409
    shown = signed_in(people.chair).get(url("session", running.pk)).content.decode()
    assert "1 dari 1 (100,0%)" in shown
    blind = signed_in(people.verifier).get(url("session", running.pk)).content.decode()
    assert "Kesepakatan" not in blind
    assert signed_in(people.chair).get(page).status_code == 403
    assert signed_in(people.other_operator).get(page).status_code == 404


# --- The chair's list ----------------------------------------------------------------------------


def test_the_chair_approves_what_is_ticked_and_cites_a_decision_for_the_rest(
    running: VerificationSession,
    report: ProgressReport,
    small_plan: World,
    people: People,
    now: datetime,
) -> None:
    PlanRules.everything.update(needs_chair=True)
    accept_report(report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now)
    client, page = signed_in(people.chair), url("session_list", running.pk)
    other = item_of(running, small_plan.report("P1-F01-A002", "Kemenag"))
    decision = a_decision(small_plan)

    client.post(page, {"items": [item_of(running, report).pk], "do": "endorse"})
    without = client.post(page, {"items": [other.pk], "do": "except"})
    client.post(
        page, {"items": [other.pk], "do": "except", "decision": decision.pk, "note": "Menyusul."}
    )

    assert factories.again(report).state == ReportState.VERIFIED
    assert Entry.everything.filter(verb="report.endorse").count() == 1
    assert without.status_code == 422
    assert "Pilih keputusan rapat" in without.content.decode()
    shown = client.get(page).content.decode()
    assert "Rapat Pokja" in shown
    assert "Menyusul." in shown


def test_nothing_ticked_and_nothing_allowed_are_said(
    running: VerificationSession, report: ProgressReport, people: People
) -> None:
    page = url("session_list", running.pk)

    nothing = signed_in(people.chair).post(page, {"do": "endorse"})
    refused = signed_in(people.chair).post(
        page, {"items": [item_of(running, report).pk], "do": "endorse"}
    )

    assert nothing.status_code == 422
    assert "Pilih paling sedikit satu laporan" in nothing.content.decode()
    assert refused.status_code == 422
    assert "tidak dapat dilakukan" in refused.content.decode()
    assert signed_in(people.operator).get(page).status_code == 403
    assert signed_in(people.province_operator).get(page).status_code == 404


def test_a_long_list_is_read_page_by_page_and_counted_whole(
    small_plan: World, people: People, now: datetime
) -> None:
    many_reports(small_plan, people, 60, at=now)
    session = a_session("running", small_plan, people, at=now)
    client, page = signed_in(people.secretariat), url("session_list", session.pk)

    first = client.get(page).content.decode()
    second = client.get(page, {"halaman": "2"}).content.decode()

    assert "60 laporan belum terverifikasi" in first
    assert first.count('name="items"') == 50
    assert second.count('name="items"') == 10


# --- Berita acara --------------------------------------------------------------------------------


def test_berita_acara_spreadsheet_and_totals_say_the_same(
    running: VerificationSession,
    report: ProgressReport,
    small_plan: World,
    people: People,
    now: datetime,
) -> None:
    accept_report(report, recognised_value=Decimal(48), rubric=RUBRIC, by=people.verifier, at=now)
    kemenag = small_plan.institutions["Kemenag"]
    client = signed_in(people.secretariat)
    said = {"number": "BA-7/2026", "verified_by_name": "Intan", "official_name": "Darma"}

    client.post(url("session_minutes", running.pk, kemenag.pk), said)
    answer = client.get(url("session_minutes_pdf", running.pk, kemenag.pk))
    table = client.get(url("session-export", running.pk, "csv")).content.decode("utf-8-sig")

    pages = PdfReader(io.BytesIO(answer.content)).pages
    words = " ".join(" ".join(part.extract_text().split()) for part in pages)
    assert "BA-7/2026" in words
    assert "P1-F01-A001" in words
    assert "Jumlah laporan 3" in words
    assert "Sesuai target 1" in words
    assert "Belum melapor 2" in words
    assert "Terverifikasi 1" in words
    rows = [
        row for row in csv.DictReader(io.StringIO(table), delimiter=";") if row["K/L"] == "Kemenag"
    ]
    totals = session_record(running, items_for_record(running, kemenag), now).totals
    assert len(rows) == totals.reports == 3
    assert sum(row["Keadaan laporan"] == "Terverifikasi" for row in rows) == totals.verified == 1


def test_who_reads_a_berita_acara(
    running: VerificationSession, small_plan: World, people: People
) -> None:
    kemenag = small_plan.institutions["Kemenag"]
    page = url("session_minutes", running.pk, kemenag.pk)
    pdf = url("session_minutes_pdf", running.pk, kemenag.pk)

    for reader in (people.secretariat, people.approver, people.verifier, people.auditor):
        assert signed_in(reader).get(page).status_code == 200
    for stranger in (people.other_approver, people.other_verifier, people.ppid):
        assert signed_in(stranger).get(page).status_code == 404
        assert signed_in(stranger).get(pdf).status_code == 404
    # The verifier of pillar 1 sees a part of what Polri owes, and so not its berita acara.
    polri = small_plan.institutions["Polri"]
    part = url("session_minutes", running.pk, polri.pk)
    assert signed_in(people.verifier).get(part).status_code == 403
    assert signed_in(people.approver).post(page, {"number": "1"}).status_code == 403
    assert signed_in(people.secretariat).post(page, {"number": "1"}).status_code == 422
