"""More time: asked, granted, declined, given by letter; compliance against both deadlines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry, Notice
from pillars.models import Period, PeriodState
from progress.figures import compliance_of
from progress.lines import lines_of
from progress.models import (
    Extension,
    ExtensionKind,
    ExtensionState,
    ProgressReport,
    RegionalReport,
    ReportState,
)
from progress.services import RemarkText, return_report, save_report, submit_report
from progress.services.extending import (
    ask_for_time,
    decline_time,
    grant_by_letter,
    grant_time,
    reports_to_extend,
)
from ranpe.kit.clock import end_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import World, again
from tests.people import People

LATER = date(2026, 8, 7)
WHY = "Data dari unit daerah belum lengkap."


def asked(report: ProgressReport, people: People, at: datetime, until: date = LATER) -> Extension:
    return ask_for_time(report, until=until, reason=WHY, by=people.operator, at=at)


def close(period: Period) -> None:
    Period.everything.filter(pk=period.pk).update(state=PeriodState.CLOSED)


# --- Asking ----------------------------------------------------------------------------------


def test_asking_moves_nothing_and_tells_who_decides(
    report: ProgressReport, people: People, now: datetime
) -> None:
    extension = asked(report, people, now)

    assert extension.kind == ExtensionKind.DUE_DATE
    assert again(report).owed_at == report.period.due_at
    assert Notice.everything.filter(recipient=people.secretariat, subject_id=extension.pk).exists()
    assert Entry.everything.filter(verb="extension.requested").count() == 1


def test_after_the_period_has_closed_the_reopening_of_this_report_is_asked(
    report: ProgressReport, people: People
) -> None:
    close(report.period)
    late = report.period.closes_at + timedelta(days=1)

    assert asked(again(report), people, late, date(2026, 8, 20)).kind == ExtensionKind.REOPENING


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        (LATER, "  ", "Tuliskan alasannya terlebih dahulu."),
        (date(2026, 7, 1), WHY, "Pilih hari yang belum lewat."),
        (date(2026, 7, 31), WHY, "Pilih hari sesudah batas waktu sekarang, 31 Jul 2026."),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    until: date, reason: str, sentence: str, report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match=sentence):
        ask_for_time(report, until=until, reason=reason, by=people.operator, at=now)

    assert not Extension.everything.exists()


def test_one_request_waits_at_a_time(report: ProgressReport, people: People, now: datetime) -> None:
    asked(report, people, now)

    with pytest.raises(OutOfTurn, match="masih menunggu"):
        asked(report, people, now)


def test_others_do_not_ask_and_what_is_sent_needs_no_time(
    report: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(NotYours):
        ask_for_time(report, until=LATER, reason=WHY, by=people.other_operator, at=now)
    factories.a_report("submitted", report, people, at=now)
    with pytest.raises(OutOfTurn, match="sudah dikirim"):
        asked(again(report), people, now)


# --- Deciding --------------------------------------------------------------------------------


def test_a_granted_request_moves_the_day_and_compliance_shows_both(
    report: ProgressReport, people: People, now: datetime
) -> None:
    grant_time(asked(report, people, now), by=people.secretariat, at=now)
    in_between = report.period.due_at + timedelta(days=3)
    factories.a_report("submitted", again(report), people, at=in_between)

    row = again(report)
    [line] = [line for line in lines_of(report.period) if line.report_id == report.pk]
    compliance = compliance_of(0, [line], in_between)

    assert row.owed_at == end_of(LATER)
    assert not row.was_late
    assert row.submissions.get().is_late is False
    assert str(compliance.on_time_ratio) == "1 dari 1 (100,0%)"
    assert str(compliance.on_time_at_first_ratio) == "0 dari 1 (0,0%)"
    assert compliance.extended == 1


def test_a_granted_report_is_not_late_before_its_day(
    report: ProgressReport, people: People, now: datetime
) -> None:
    grant_time(asked(report, people, now), by=people.secretariat, at=now)
    at = report.period.due_at + timedelta(days=2)

    late = {row.pk for row in ProgressReport.everything.filter(period=report.period).late_at(at)}

    assert report.pk not in late
    assert not again(report).is_late_at(at)
    assert again(report).is_late_at(end_of(LATER) + timedelta(seconds=1))


def test_a_reopened_report_is_taken_and_stays_late(report: ProgressReport, people: People) -> None:
    close(report.period)
    late = report.period.closes_at + timedelta(days=1)
    extension = asked(again(report), people, late, date(2026, 8, 20))
    with pytest.raises(OutOfTurn):
        save_report(again(report), factories.some_content(), version=0, by=people.operator, at=late)

    grant_time(extension, by=people.secretariat, at=late)
    sent = factories.a_report("submitted", again(report), people, at=late)

    assert sent.was_late
    after = end_of(date(2026, 8, 20)) + timedelta(seconds=1)
    other = ProgressReport.everything.filter(pk=report.pk)
    other.update(state=ReportState.DRAFT, submitted_at=None, submitted_by=None)
    with pytest.raises(OutOfTurn, match="tidak menerima laporan"):
        submit_report(again(report), by=people.approver, at=after)


def test_time_for_a_returned_report_moves_its_own_day(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    remark = RemarkText("evidence", "Data dukung belum memadai.")
    return_report(again(report), remarks=[remark], by=people.verifier, at=now)
    until = (again(report).due_at or now).date() + timedelta(days=5)

    extension = asked(again(report), people, now, until)
    grant_time(extension, by=people.secretariat, at=now)

    assert again(report).owed_at == end_of(until)


def test_who_asked_does_not_decide_and_who_decides_no_other_thing(
    report: ProgressReport, people: People, now: datetime
) -> None:
    extension = asked(report, people, now)

    for person in (people.operator, people.approver, people.verifier, people.head):
        with pytest.raises(NotYours):
            grant_time(extension, by=person, at=now)
    assert Extension.everything.get().state == ExtensionState.REQUESTED


def test_the_leading_institutions_time_is_given_by_another_member_of_the_sekber(
    small_plan: World, people: People, now: datetime
) -> None:
    report = small_plan.report("P3-F01-A001", "BNPT")
    give: dict[str, Any] = {"until": LATER, "reason": WHY, "letter": "B-12/2026", "at": now}

    for person in (people.secretariat, people.pokja_head):
        with pytest.raises(NotYours):
            grant_by_letter([report], **give, by=person)
    assert not Extension.everything.exists()
    grant_by_letter([report], **give, by=people.sekber_member)

    assert again(report).extended_to == end_of(LATER)


def test_a_request_is_turned_down_with_a_reason(
    report: ProgressReport, people: People, now: datetime
) -> None:
    extension = asked(report, people, now)
    with pytest.raises(Incomplete, match="alasannya"):
        decline_time(extension, reason=" ", by=people.secretariat, at=now)

    extension.refresh_from_db()
    decline_time(extension, reason="Batas waktu cukup.", by=people.secretariat, at=now)

    assert again(report).extended_to is None
    assert Extension.everything.get().answer == "Batas waktu cukup."
    with pytest.raises(OutOfTurn):
        grant_time(Extension.everything.get(), by=people.pokja_head, at=now)


def test_a_locked_period_gives_no_time(
    report: ProgressReport, people: People, now: datetime
) -> None:
    extension = asked(report, people, now)
    Period.everything.filter(pk=report.period.pk).update(
        state=PeriodState.LOCKED, locked_at=now, locked_by=people.secretariat
    )

    with pytest.raises(OutOfTurn, match="dikunci"):
        grant_time(Extension.everything.get(pk=extension.pk), by=people.secretariat, at=now)


def test_a_general_extension_leaves_one_entry_for_each_report(
    small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    reports = reports_to_extend(small_plan.period, people.secretariat)

    made = grant_by_letter(
        reports, until=LATER, reason=WHY, letter="B-12/2026", by=people.secretariat, at=now
    )

    unsent = ProgressReport.everything.filter(period=small_plan.period).unsent()
    of_others = unsent.exclude(assignment__institution__short="BNPT")
    provinces = RegionalReport.everything.filter(period=small_plan.period)
    assert len(made) == of_others.count() + provinces.count()
    assert Entry.everything.filter(verb="extension.grant").count() == len(made)
    assert set(of_others.values_list("extended_to", flat=True)) == {end_of(LATER)}


def test_without_a_letter_nothing_is_given_at_all(
    small_plan: World, people: People, now: datetime
) -> None:
    reports = reports_to_extend(small_plan.period, people.secretariat)

    with pytest.raises(Incomplete, match="surat"):
        grant_by_letter(reports, until=LATER, reason=WHY, letter=" ", by=people.secretariat, at=now)

    assert not Extension.everything.exists()


# --- The screens -----------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    return {"until": "2026-08-07", "reason": WHY, **changes}


def test_the_officer_asks_on_one_page_and_the_desk_grants_it(
    report: ProgressReport, people: People, client: Client
) -> None:
    url = reverse("progress:time", args=[report.pk])
    client.force_login(people.operator)
    assert client.post(url, typed()).status_code == 302
    assert "menunggu keputusan" in client.get(url).content.decode()

    client.force_login(people.secretariat)
    desk = client.get(reverse("progress:times")).content.decode()
    assert "1 permintaan menunggu keputusan." in desk
    assert WHY in desk
    client.post(reverse("progress:time_grant", args=[Extension.everything.get().pk]))

    assert again(report).extended_to == end_of(LATER)


def test_a_request_without_a_reason_comes_back_with_what_was_typed(
    report: ProgressReport, people: People, client: Client
) -> None:
    client.force_login(people.operator)

    answer = client.post(reverse("progress:time", args=[report.pk]), typed(reason=""))

    assert answer.status_code == 422
    assert "2026-08-07" in answer.content.decode()
    assert not Extension.everything.exists()


def test_turning_down_without_a_reason_comes_back_on_its_row(
    report: ProgressReport, people: People, client: Client, now: datetime
) -> None:
    extension = asked(report, people, now)
    client.force_login(people.secretariat)

    answer = client.post(reverse("progress:time_decline", args=[extension.pk]), {"reason": ""})

    assert answer.status_code == 422
    assert f"alasan-{extension.pk}" in answer.content.decode()
    assert Extension.everything.get().state == ExtensionState.REQUESTED


def test_the_check_page_of_a_closed_period_leads_to_the_request(
    report: ProgressReport, people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(report.period)
    late = report.period.closes_at + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: late)
    client.force_login(people.operator)

    page = client.get(reverse("progress:check", args=[report.pk])).content.decode()

    assert "Minta buka kembali" in page
    assert reverse("progress:time", args=[report.pk]) in page


def test_the_general_extension_says_how_many_and_keeps_what_was_typed(
    small_plan: World, people: People, client: Client
) -> None:
    url = reverse("progress:time_for_all")
    client.force_login(people.secretariat)
    count = len(reports_to_extend(small_plan.period, people.secretariat))
    assert f"{count} laporan yang belum terkirim" in client.get(url).content.decode()

    refused = client.post(url, typed())
    assert refused.status_code == 422
    assert WHY in refused.content.decode()
    client.post(url, typed(letter="B-12/2026 tanggal 27 Juli 2026"))

    assert Extension.everything.filter(state=ExtensionState.GRANTED).count() == count
    shown = client.get(reverse("progress:times")).content.decode()
    assert "B-12/2026" in shown


@pytest.mark.parametrize("part", ["operator", "verifier", "province_operator", "auditor"])
def test_those_who_do_not_decide_do_not_open_the_desk(
    part: str, people: People, client: Client
) -> None:
    client.force_login(people.all()[part])

    assert client.get(reverse("progress:times")).status_code == 403


def test_a_colleague_reads_the_request_and_a_stranger_finds_nothing(
    report: ProgressReport, people: People, client: Client, now: datetime
) -> None:
    asked(report, people, now)
    url = reverse("progress:time", args=[report.pk])
    client.force_login(people.approver)
    assert WHY in client.get(url).content.decode()

    client.force_login(people.other_operator)

    assert client.get(url).status_code == 404
