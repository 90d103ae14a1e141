"""The pages of what came on paper and of the closed path."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from progress.models import ClosedDuty, Objection, PaperRecord, ProgressReport, RegionalReport
from progress.services import close_duty, confirm_record, save_closed_report, submit_report
from tests import factories
from tests.factories import World, a_file
from tests.people import People
from tests.progress.pages import judged, signed_in, typed, url
from tests.progress.papers import again, recorded, second_person
from tests.progress.test_closed import SAID


def _typed_letter(report: Any, **changes: Any) -> dict[str, Any]:
    return {
        **typed(report, achieved_value="48"),
        "surat-number": "B-12/KONTOH/2026",
        "surat-dated_on": "2026-07-10",
        "surat-sender": "Kepala Biro contoh",
        "surat-received_on": "2026-07-13",
        "surat-scan": a_file("surat.pdf"),
        **changes,
    }


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def second(small_plan: World) -> Client:
    """The browser of the second person."""
    return signed_in(second_person(small_plan))


def test_the_secretariat_records_and_a_colleague_confirms_through_the_pages(
    report: ProgressReport, people: People, second: Client
) -> None:
    first = signed_in(people.secretariat)
    assert url("record", report) in _text(first.get(url("check", report)))
    assert first.get(url("record", report)).status_code == 200

    answer = first.post(url("record", report), _typed_letter(report))

    record = PaperRecord.everything.get()
    assert answer["Location"] == reverse("progress:letter", args=[record.pk])
    page = _text(first.get(answer["Location"]))
    assert "orang lain di Sekretariat memutuskannya" in page
    assert reverse("progress:letter_confirm", args=[record.pk]) not in page
    assert "B-12/KONTOH/2026" in _text(second.get(reverse("progress:letters")))
    assert second.get(reverse("progress:scan", args=[record.pk])).status_code == 200

    second.post(reverse("progress:letter_confirm", args=[record.pk]))

    assert again(report).state == "submitted"


def test_what_was_typed_stays_on_the_page_when_something_is_missing(
    report: ProgressReport, people: People
) -> None:
    data = _typed_letter(report, **{"surat-number": "", "narrative": "Uraian dari surat ini."})

    answer = signed_in(people.secretariat).post(url("record", report), data)

    assert answer.status_code == 422
    assert "Uraian dari surat ini." in _text(answer)
    assert "Kepala Biro contoh" in _text(answer)
    assert not PaperRecord.everything.exists()


def test_a_refusal_of_the_house_keeps_the_typed_text(
    report: ProgressReport, people: People
) -> None:
    data = _typed_letter(report, narrative="Pendek.", achieved_value="")

    answer = signed_in(people.secretariat).post(url("record", report), data)

    assert answer.status_code == 422
    assert "Uraian kemajuan belum diisi" in _text(answer)
    assert "Isi realisasi" in _text(answer)
    assert "Pendek." in _text(answer)


def test_a_province_is_recorded_with_its_actions(
    regional: RegionalReport, people: People, second: Client
) -> None:
    action = Action.everything.get(code="P1-F01-A002")
    data = _typed_letter(regional, actions=[str(action.pk)], activity_count="3", plan_stage="none")

    signed_in(people.secretariat).post(url("record", regional), data)
    record = PaperRecord.everything.get()

    assert "P1-F01-A002" in _text(second.get(reverse("progress:letter", args=[record.pk])))
    second.post(reverse("progress:letter_confirm", args=[record.pk]))
    assert [row.code for row in again(regional).actions.all()] == ["P1-F01-A002"]


def test_the_mode_stays_visible_on_check_desk_and_receipt_and_an_objection_stands_on_the_desk(
    report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    record = recorded(report, by=people.secretariat, at=now)
    confirm_record(record, by=second_person(small_plan), at=now)
    operator, verifier = signed_in(people.operator), signed_in(people.verifier)
    words = "dicatat dari surat nomor B-12/KONTOH/2026, diterima 13 Jul 2026"

    for client, name in ((operator, "check"), (operator, "receipt"), (verifier, "desk")):
        assert words in _text(client.get(url(name, report))), name

    page = reverse("progress:letter_object", args=[record.pk])
    assert operator.post(page, {"reason": " "}).status_code == 422
    operator.post(page, {"reason": "Angka pada surat kami 40."})

    assert Objection.everything.get().raised_by == people.operator
    assert "Angka pada surat kami 40." in _text(verifier.get(url("desk", report)))
    assert "Dicatat dari surat" in _text(verifier.get(reverse("progress:queue")))


def test_the_second_person_refuses_on_the_page(
    report: ProgressReport, people: People, second: Client, now: datetime
) -> None:
    record = recorded(report, by=people.secretariat, at=now)
    page = reverse("progress:letter_refuse", args=[record.pk])
    assert second.post(page, {"reason": ""}).status_code == 422

    second.post(page, {"reason": "Tanggal keliru."})

    assert "Tanggal keliru." in _text(second.get(reverse("progress:letter", args=[record.pk])))
    assert again(report).state == "not_started"


def test_the_list_of_letters_takes_a_fixed_number_of_queries(
    small_plan: World,
    people: People,
    second: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("P1-F01-A001", "P1-F01-A002"):
        recorded(small_plan.report(code, "Kemenag"), by=people.secretariat, at=now)
    recorded(small_plan.regional_report("32"), by=people.secretariat, at=now)
    second.get(reverse("progress:letters"))

    with django_assert_num_queries(8):
        page = _text(second.get(reverse("progress:letters")))

    assert page.count("B-12/KONTOH/2026") == 3


# --- The closed path ---------------------------------------------------------------------------


def test_a_closed_body_walks_through_the_pages(
    report: ProgressReport, people: People, now: datetime
) -> None:
    desk = signed_in(people.secretariat)
    assert "Tetapkan jalur tertutup" in _text(desk.get(url("check", report)))
    desk.post(url("path", report), {"reason": "Isi tidak dapat diserahkan."})
    assert ClosedDuty.everything.get().closed_by == people.secretariat

    operator, approver = signed_in(people.operator), signed_in(people.approver)
    answer = operator.get(url("edit", report))
    assert answer["Location"] == url("closed", report)
    form = _text(operator.get(answer["Location"]))
    assert 'name="closed_number"' in form
    assert 'name="narrative"' not in form
    data = {
        "claimed_status": "on_track",
        "closed_number": "R-7/KONTOH/2026",
        "closed_dated_on": "2026-07-08",
        "base_version": "0",
    }
    operator.post(url("closed", report), data)
    operator.post(url("propose", report), {"version": "1"})
    approver.post(url("submit", report), {"version": "1"})
    assert "Jalur tertutup" in _text(approver.get(reverse("progress:reports")))

    verifier = signed_in(people.verifier)
    page = _text(verifier.get(url("desk", report)))
    assert "Diperiksa di tempat" in page
    assert 'name="recognised_value"' not in page
    said = judged(recognised_value="", rubric=[])
    assert verifier.post(url("accept", report), said).status_code == 422
    seen = {"on_site_name": "Intan Kusumawati", "on_site_on": "2026-07-14"}
    verifier.post(url("accept", report), {**said, **seen})

    verdict = _text(operator.get(url("check", report)))
    assert again(report).state == "verified"
    assert "tidak dapat dihitung" in verdict
    assert "Intan Kusumawati" in verdict


def test_a_closed_report_takes_no_words_by_the_usual_form(
    report: ProgressReport, people: People, now: datetime
) -> None:
    close_duty(report.assignment, reason="Rahasia.", by=people.secretariat, at=now)

    answer = signed_in(people.operator).post(url("edit", report), typed(report))

    assert answer.status_code == 409
    assert again(report).narrative == ""


def test_the_closed_form_keeps_what_was_typed_and_shows_a_wrong_date(
    report: ProgressReport, people: People, now: datetime
) -> None:
    close_duty(report.assignment, reason="Rahasia.", by=people.secretariat, at=now)
    data = {"closed_number": "R-7", "closed_dated_on": "2030-01-01", "base_version": "0"}

    answer = signed_in(people.operator).post(url("closed", report), data)

    assert answer.status_code == 422
    assert "R-7" in _text(answer)
    assert "belum tiba" in _text(answer)


def test_the_secretariat_ends_the_closed_path_and_others_do_not(
    report: ProgressReport, people: People, now: datetime
) -> None:
    close_duty(report.assignment, reason="Rahasia.", by=people.secretariat, at=now)
    assert signed_in(people.operator).post(url("path", report)).status_code == 403

    signed_in(people.secretariat).post(url("path", report), {"reason": "Terbuka lagi."})

    assert not again(report).is_closed


def test_a_closed_report_is_returned_with_a_remark_on_its_letter(
    report: ProgressReport, people: People, now: datetime
) -> None:
    close_duty(report.assignment, reason="Rahasia.", by=people.secretariat, at=now)
    save_closed_report(again(report), SAID, version=0, by=people.operator, at=now)
    submit_report(again(report), by=people.approver, at=now)

    signed_in(people.verifier).post(
        url("return", report),
        {"submission_number": "1", "remark_closed_number": "Nomor surat keliru."},
    )

    assert again(report).state == "returned"
    page = _text(signed_in(people.operator).get(url("check", report)))
    assert "Nomor surat keliru." in page
    assert date(2026, 7, 8) == factories.again(report).closed_dated_on
