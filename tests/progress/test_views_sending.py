"""Checking the own answers, handing them on, the receipt."""

from __future__ import annotations

from datetime import datetime

import pytest

from progress.models import ProgressReport, Submission
from progress.services import start_review
from tests import factories
from tests.people import People
from tests.progress.pages import TITLE, again, signed_in, url

# --- Check and hand on -----------------------------------------------------------------------


def test_what_is_missing_is_named_with_links_to_the_fields(
    report: ProgressReport, people: People
) -> None:
    page = signed_in(people.operator).get(url("check", report)).content.decode()

    for field in ("claimed_status_0", "achieved_value", "narrative", "evidence"):
        assert f"{url('edit', report)}#id_{field}" in page
    assert url("propose", report) not in page


@pytest.mark.parametrize(
    ("part", "step", "label"),
    [("operator", "propose", "Ajukan ke Eselon II"), ("approver", "submit", "Kirim")],
)
def test_each_person_finds_the_own_button(
    part: str, step: str, label: str, report: ProgressReport, people: People
) -> None:
    factories.a_report("draft", report, people, at=report.period.opens_at)

    page = signed_in(people.all()[part]).get(url("check", report)).content.decode()

    buttons = [name for name in ("propose", "submit") if f'action="{url(name, report)}"' in page]
    assert buttons == [step]
    assert label in page


def test_the_public_box_shows_the_summary_and_no_other_words(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)

    page = signed_in(people.operator).get(url("check", report)).content.decode()

    box = page[page.index("visible-to-public") :]
    box = box[: box.index("</section>")]
    assert "Pelatihan diikuti 48 orang." in box
    assert factories.SECRET not in box


def test_the_public_box_of_a_withheld_action_shows_no_title(
    report: ProgressReport, people: People
) -> None:
    report.assignment.action.classification = "T"
    report.assignment.action.save()

    page = signed_in(people.operator).get(url("check", report)).content.decode()

    box = page[page.index("visible-to-public") :]
    box = box[: box.index("</section>")]
    assert TITLE not in box
    assert "dikecualikan" in box


def test_sending_twice_leads_to_the_one_receipt(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", report, people, at=now)
    client = signed_in(people.approver)
    version = {"version": str(again(report).version)}

    answers = [client.post(url("submit", report), version) for _press in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [url("receipt", report)] * 2
    assert Submission.everything.count() == 1


def test_an_incomplete_report_stays_with_its_page(report: ProgressReport, people: People) -> None:
    answer = signed_in(people.operator).post(url("propose", report), {"version": "0"})

    assert answer.status_code == 409
    assert "data-error-summary" in answer.content.decode()
    assert again(report).state == "not_started"


def test_what_changed_since_it_was_read_is_shown_again_before_it_is_sent(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)

    answer = signed_in(people.approver).post(url("submit", report), {"version": "0"})

    assert answer.status_code == 409
    assert not Submission.everything.exists()


def test_the_operator_cannot_send(report: ProgressReport, people: People, now: datetime) -> None:
    factories.a_report("draft", report, people, at=now)

    version = {"version": again(report).version}
    answer = signed_in(people.operator).post(url("submit", report), version)

    assert answer.status_code == 403
    assert not Submission.everything.exists()


def test_handing_back_asks_for_the_reason(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)
    client = signed_in(people.approver)

    without = client.post(url("hand_back", report), {"reason": ""})
    with_one = client.post(url("hand_back", report), {"reason": "Lengkapi angkanya"})

    assert (without.status_code, with_one.status_code) == (422, 302)
    assert again(report).state == "draft"


def test_the_remarks_of_a_return_stand_on_top_and_at_their_field(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)

    page = signed_in(people.operator).get(url("edit", report)).content.decode()

    assert page.count("Data dukung belum memadai") == 2
    assert "#id_evidence" in page
    assert "6 Agu 2026 23.59 WIB" in page


# --- Receipt ---------------------------------------------------------------------------------


def test_the_receipt_says_number_time_reader_and_next_task(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    page = signed_in(people.operator).get(url("receipt", report)).content.decode()

    for words in (
        Submission.everything.get().receipt,
        "28 Jul 2026 10.00 WIB",
        "Verifikator Sekretariat Bersama untuk pilar 1",
        "Aksi contoh P1-F01-A002",
    ):
        assert words in page


def test_before_the_first_sending_there_is_no_receipt(
    report: ProgressReport, people: People
) -> None:
    assert signed_in(people.operator).get(url("receipt", report)).status_code == 404


def test_the_button_to_take_back_is_there_until_the_check_begins(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    client = signed_in(people.approver)

    before = client.get(url("receipt", report)).content.decode()
    start_review(report, by=people.verifier, at=now)
    after = client.get(url("receipt", report)).content.decode()
    attempt = client.post(url("withdraw", report))

    assert url("withdraw", report) in before
    assert url("withdraw", report) not in after
    assert attempt.status_code == 422


def test_taking_back_leads_to_the_form(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)

    answer = signed_in(people.approver).post(url("withdraw", report))

    assert answer.headers["Location"] == url("edit", report)
