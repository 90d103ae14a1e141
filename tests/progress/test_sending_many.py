"""Several reports at once: sent, given back, reported as nil."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from progress.models import ProgressReport, Submission
from progress.services import autosave, propose_report, save_report, start_review
from progress.services.many import Chosen, submit_reports
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import again, signed_in, url

SEND = reverse("progress:send_many")
NIL = reverse("progress:nil_many")


def key(report: Any) -> str:
    """A report as its tick box names it."""
    fresh = type(report).everything.get(pk=report.pk)
    kind = "K" if isinstance(report, ProgressReport) else "D"
    return f"{kind}{fresh.pk}-{fresh.version}"


@pytest.fixture
def waiting(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> list[ProgressReport]:
    """Two reports of Kemenag that wait for its official."""
    other = small_plan.report("P1-F01-A002", "Kemenag")
    return [factories.a_report("proposed", row, people, at=now) for row in (report, other)]


# --- The list --------------------------------------------------------------------------------


def test_the_official_reads_status_value_target_and_words_of_each_proposal(
    waiting: list[ProgressReport], people: People
) -> None:
    page = signed_in(people.approver).get(SEND).content.decode()

    for row in waiting:
        assert f'value="{key(row)}"' in page
        assert row.assignment.action.title in page
    for words in ("Sesuai target", "48 orang", "50 orang", "Pelatihan telah berjalan"):
        assert page.count(words) >= 2
    assert "Belum ada laporan terdahulu" in page


def test_nobody_but_those_who_send_opens_the_list(people: People) -> None:
    for person in (people.operator, people.coordinator, people.verifier, people.secretariat):
        assert signed_in(person).get(SEND).status_code == 403


def test_the_proposals_of_others_are_not_in_the_list(
    waiting: list[ProgressReport], people: People
) -> None:
    page = signed_in(people.other_approver).get(SEND).content.decode()

    assert "Tidak ada laporan yang menunggu Anda" in page
    assert waiting[0].assignment.action.title not in page


def test_what_changed_since_the_last_sending_is_marked(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("returned", report, people, at=now)
    words = "Pelatihan telah berjalan di dua tempat sesuai rencana. Tempat ketiga menyusul."
    changed = factories.some_content(narrative=words, claimed_status="achieved")
    row = again(report)
    save_report(row, changed, version=row.version, by=people.operator, at=now)
    factories.answer_all(row, people, at=now)
    propose_report(again(report), by=people.operator, at=now)

    page = signed_in(people.approver).get(SEND).content.decode()

    assert "<ins>Tempat ketiga menyusul.</ins>" in page
    assert "terhadap kiriman 1, 28 Jul 2026" in page
    assert "sebelumnya Sesuai target" in " ".join(page.split()).replace("</span>", "")


def test_what_changed_since_the_last_period_is_marked(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", report, people, at=now)
    small_plan.next_period.state = "open"
    small_plan.next_period.save()
    later = ProgressReport.everything.create(
        assignment=report.assignment, period=small_plan.next_period
    )
    words = "Pelatihan kedua berlangsung di tiga tempat menurut rencana kerja."
    after = small_plan.next_period.opens_at + timedelta(days=1)
    factories.a_report("proposed", later, people, at=after, narrative=words, achieved_value=90)

    page = signed_in(people.approver).get(SEND).content.decode()

    assert f"<ins>{words}</ins>" in page
    assert "terhadap Semester I 2026" in page
    assert "90 orang" in page
    assert "48 orang" in page


def test_what_is_missing_is_named_before_it_is_sent(
    waiting: list[ProgressReport], people: People
) -> None:
    waiting[0].evidences.update(removed_at=waiting[0].period.opens_at, removed_by=people.operator)

    page = signed_in(people.approver).get(SEND).content.decode()

    assert page.count("Unggah paling sedikit satu data dukung.") == 1


def test_the_list_takes_as_many_queries_for_two_reports_as_for_one(
    small_plan: World, report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("proposed", report, people, at=now)
    client = signed_in(people.approver)
    counts = []
    for code in ("", "P1-F01-A002"):
        if code:
            factories.a_report("proposed", small_plan.report(code, "Kemenag"), people, at=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(SEND)
        counts.append(len(queries))

    assert counts == [11, 11]


# --- Sending ---------------------------------------------------------------------------------


def test_the_ticked_are_sent_and_each_has_its_receipt(
    waiting: list[ProgressReport], people: People
) -> None:
    answer = signed_in(people.approver).post(SEND, {"report": [key(row) for row in waiting]})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 laporan terkirim" in page
    for row in waiting:
        assert again(row).state == "submitted"
        assert row.submissions.get().receipt in page
        assert row.submissions.get().capacity == "Kepala Biro Perencanaan Kemenag"


def test_what_is_not_ticked_waits_on(waiting: list[ProgressReport], people: People) -> None:
    signed_in(people.approver).post(SEND, {"report": [key(waiting[0])]})

    assert [again(row).state for row in waiting] == ["submitted", "proposed"]


def test_what_cannot_be_sent_is_named_and_holds_nobody_else_back(
    waiting: list[ProgressReport], people: People
) -> None:
    waiting[0].evidences.update(removed_at=waiting[0].period.opens_at, removed_by=people.operator)

    answer = signed_in(people.approver).post(SEND, {"report": [key(row) for row in waiting]})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 laporan terkirim" in page
    assert "1 laporan tertahan" in page
    assert "Unggah paling sedikit satu data dukung." in page
    assert [again(row).state for row in waiting] == ["proposed", "submitted"]
    assert Entry.everything.filter(verb="refused", sentence__contains="P1-F01-A001").exists()


def test_words_written_since_the_list_was_read_hold_their_report_back(
    waiting: list[ProgressReport], people: People, now: datetime
) -> None:
    shown = [key(row) for row in waiting]
    row = again(waiting[0])
    changed = factories.some_content(narrative="Ditulis ulang setelah daftar dibaca pejabat.")
    save_report(row, changed, version=row.version, by=people.operator, at=now)

    answer = signed_in(people.approver).post(SEND, {"report": shown})

    assert "baru saja diubah di tempat lain" in answer.content.decode()
    assert [again(row).state for row in waiting] == ["proposed", "submitted"]


def test_pressing_twice_shows_the_same_receipts_and_sends_nothing_twice(
    waiting: list[ProgressReport], people: People
) -> None:
    client = signed_in(people.approver)
    data = {"report": [key(row) for row in waiting]}

    pages = [client.post(SEND, data).content.decode() for _press in range(2)]

    receipts = [row.receipt for row in Submission.everything.all()]
    assert len(receipts) == 2
    assert all(receipt in page for receipt in receipts for page in pages)
    assert "tertahan" not in pages[1]


def test_nothing_ticked_is_said_on_the_page(waiting: list[ProgressReport], people: People) -> None:
    answer = signed_in(people.approver).post(SEND, {})

    assert answer.status_code == 422
    assert "Pilih paling sedikit satu laporan." in answer.content.decode()
    assert waiting[0].assignment.action.title in answer.content.decode()


@pytest.mark.parametrize("text", ["", "K1", "X1-1", "K1-1-1", "K9999999999-1"])
def test_a_tick_that_names_no_report_finds_nothing(text: str, people: People) -> None:
    assert signed_in(people.approver).post(SEND, {"report": [text]}).status_code == 404


def test_a_foreign_report_among_the_ticked_stops_everything(
    waiting: list[ProgressReport], small_plan: World, people: People, now: datetime
) -> None:
    foreign = small_plan.report("P1-F01-A003", "Kemensos")
    factories.a_report("proposed", foreign, people, at=now)

    ticked = {"report": [key(waiting[0]), key(foreign)]}
    answer = signed_in(people.approver).post(SEND, ticked)

    assert answer.status_code == 404
    assert not Submission.everything.exists()


def test_another_persons_sending_is_no_second_press(
    waiting: list[ProgressReport], people: People, now: datetime
) -> None:
    chosen = [Chosen(again(row), again(row).version) for row in waiting]
    submit_reports(chosen, by=people.approver, at=now)
    start_review(again(waiting[0]), by=people.verifier, at=now)

    outcomes = submit_reports(chosen, by=people.other_approver, at=now)

    assert [outcome.is_done for outcome in outcomes] == [False, False]
    assert Submission.everything.count() == 2


# --- Giving back -----------------------------------------------------------------------------


def test_the_ticked_go_back_with_one_reason(waiting: list[ProgressReport], people: People) -> None:
    data = {
        "report": [key(row) for row in waiting],
        "do": "hand_back",
        "reason": "Mohon dilengkapi",
    }
    client = signed_in(people.approver)

    pages = [client.post(SEND, data).content.decode() for _press in range(2)]

    assert [again(row).state for row in waiting] == ["draft", "draft"]
    assert all("2 laporan dikembalikan ke operator" in page for page in pages)
    assert Entry.everything.filter(verb="report.hand_back", reason="Mohon dilengkapi").count() == 2


def test_without_a_reason_nothing_goes_back_and_the_ticks_stay(
    waiting: list[ProgressReport], people: People
) -> None:
    ticked = key(waiting[0])
    answer = signed_in(people.approver).post(SEND, {"report": [ticked], "do": "hand_back"})

    assert answer.status_code == 422
    assert f'value="{ticked}" checked' in answer.content.decode()
    assert again(waiting[0]).state == "proposed"


# --- Nil -------------------------------------------------------------------------------------


@pytest.fixture
def unbegun(small_plan: World, report: ProgressReport) -> list[ProgressReport]:
    """Two reports of Kemenag that nobody has begun."""
    return [report, small_plan.report("P1-F01-A002", "Kemenag")]


@pytest.mark.parametrize(
    ("person", "do", "state"),
    [("operator", "propose", "proposed"), ("approver", "send", "submitted")],
)
def test_several_actions_are_reported_as_nil_with_one_reason(
    person: str, do: str, state: str, unbegun: list[ProgressReport], people: People
) -> None:
    data = {"report": [key(row) for row in unbegun], "do": do, "reason": "Anggaran baru turun"}
    client = signed_in(people.all()[person])

    pages = [client.post(NIL, data).content.decode() for _press in range(2)]

    for row in map(again, unbegun):
        assert (row.state, row.is_nil, row.nil_reason) == (state, True, "Anggaran baru turun")
    assert all("2 laporan" in page and "tertahan" not in page for page in pages)
    assert Submission.everything.count() == (2 if do == "send" else 0)


def test_the_operator_does_not_send_nil_reports(
    unbegun: list[ProgressReport], people: People
) -> None:
    data = {"report": [key(unbegun[0])], "do": "send", "reason": "Tidak ada kegiatan"}

    answer = signed_in(people.operator).post(NIL, data)

    assert answer.status_code == 422
    assert again(unbegun[0]).state == "not_started"
    assert not again(unbegun[0]).is_nil


def test_what_somebody_is_typing_is_never_written_over(
    unbegun: list[ProgressReport], people: People, now: datetime
) -> None:
    shown = [key(row) for row in unbegun]
    autosave(unbegun[0], {"narrative": "setengah"}, version=0, by=people.operator, at=now)
    client = signed_in(people.operator)

    page = client.get(NIL).content.decode()
    answer = client.post(NIL, {"report": shown, "do": "propose", "reason": "Tidak ada kegiatan"})

    assert f'value="{shown[0]}"' not in page
    assert "sedang ditulis" in answer.content.decode()
    assert [again(row).state for row in unbegun] == ["not_started", "proposed"]
    assert unbegun[0].drafts.get().content == {"narrative": "setengah"}


def test_without_a_reason_the_ticks_stay(unbegun: list[ProgressReport], people: People) -> None:
    ticked = key(unbegun[0])
    answer = signed_in(people.operator).post(NIL, {"report": [ticked], "do": "propose"})

    assert answer.status_code == 422
    assert f'value="{ticked}" checked' in answer.content.decode()
    assert again(unbegun[0]).state == "not_started"


# --- The way there ---------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["home", "progress:reports"])
def test_the_way_there_stands_over_the_tasks(
    place: str, waiting: list[ProgressReport], people: People
) -> None:
    official = signed_in(people.approver).get(reverse(place)).content.decode()
    operator = signed_in(people.operator).get(reverse(place)).content.decode()

    assert SEND in official
    assert "Periksa dan kirim beberapa (2)" in official
    assert SEND not in operator


def test_a_report_in_the_list_leads_to_its_own_page(
    waiting: list[ProgressReport], people: People
) -> None:
    page = signed_in(people.approver).get(SEND).content.decode()

    assert url("check", waiting[0]) in page
