"""The screens of the annual reports: who sees them, what they offer, what each button does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journal import jobs
from journal.models import Job
from portal.models import PublishedEdition
from reporting.models import AnnualReport, Edition, HarmTestItem, Opinion, Seal, Stage
from reporting.views.deciding import reading_of
from tests.factories import SECRET
from tests.reporting.years import (
    SealedYear,
    a_draft,
    a_file_of,
    again,
    decide_everything,
    walked,
)

pytestmark = pytest.mark.django_db


@dataclass
class Desk:
    """A report at a stage, and a way to ask for its pages as somebody."""

    year: SealedYear
    report: AnnualReport

    def url(self, name: str, *more: object) -> str:
        return reverse(f"reporting:{name}", args=[self.report.pk, *more])

    def get(self, who: User, name: str, *more: object) -> Any:
        return as_(who).get(self.url(name, *more))

    def post(self, who: User, name: str, *more: object, **data: Any) -> Any:
        return as_(who).post(self.url(name, *more), data)

    @property
    def state(self) -> str:
        return str(again(self.report).state)


def as_(who: User | AnonymousUser) -> Client:
    client = Client()
    if isinstance(who, User):
        client.force_login(who)
    return client


@pytest.fixture
def desk(year: SealedYear) -> Desk:
    """The report to the President, in drafting."""
    return Desk(year, a_draft(year))


@pytest.fixture
def public(year: SealedYear) -> Desk:
    """The public report, in drafting."""
    return Desk(year, a_draft(year, "public"))


def at(desk: Desk, stage: str) -> Desk:
    walked(desk.report, stage, desk.year)
    return desk


PAGES = (
    "detail", "requests", "job", "review", "decide", "cover_letter", "dispatch",
)  # fmt: skip


# --- Who sees what ----------------------------------------------------------------------------


def test_the_secretariat_and_the_head_see_a_draft_and_nobody_else(desk: Desk) -> None:
    people = desk.year.people

    for page in PAGES:
        for insider in (people.secretariat, people.head, people.auditor, people.pokja_head):
            assert desk.get(insider, page).status_code == 200, page
        for stranger in (people.operator, people.chair, people.ppid, people.province_operator):
            response = desk.get(stranger, page)
            assert response.status_code == 404, page
            assert desk.report.title not in response.content.decode()


def test_a_section_is_seen_with_its_report_only(desk: Desk, public: Desk) -> None:
    people = desk.year.people
    own, foreign = desk.report.sections.first(), public.report.sections.first()
    assert own is not None
    assert foreign is not None

    assert desk.get(people.secretariat, "section", own.pk).status_code == 200
    assert desk.get(people.secretariat, "section", foreign.pk).status_code == 404
    assert desk.get(people.operator, "section", own.pk).status_code == 404


def test_a_chair_sees_the_report_from_the_review_on(desk: Desk) -> None:
    at(desk, Stage.POKJA_REVIEW)

    assert desk.get(desk.year.people.chair, "review").status_code == 200
    assert desk.get(desk.year.people.operator, "review").status_code == 404


def test_the_ppid_sees_public_reports_from_the_harm_test_on(desk: Desk, public: Desk) -> None:
    at(public, Stage.HARM_TEST)
    ppid = desk.year.people.ppid

    assert public.get(ppid, "harm_test").status_code == 200
    assert public.get(ppid, "publish").status_code == 200
    assert public.get(desk.year.people.other_operator, "harm_test").status_code == 404
    assert desk.get(ppid, "detail").status_code == 404


def test_the_list_shows_only_what_one_may_read(desk: Desk) -> None:
    people, address = desk.year.people, reverse("reporting:list")

    owner = as_(people.secretariat).get(address).content.decode()
    stranger = as_(people.operator).get(address).content.decode()

    assert desk.report.title in owner
    assert "Ya, bekukan data 2026" in owner
    assert desk.report.title not in stranger
    assert "Ya, bekukan data" not in stranger
    assert as_(AnonymousUser()).get(address).status_code == 302


VERBS = (
    "build", "approve", "decide", "publish", "dispatch", "cover_letter", "add_item", "requests",
)  # fmt: skip


def test_a_stranger_can_do_nothing(public: Desk) -> None:
    at(public, Stage.HARM_TEST)

    answers = [
        public.post(public.year.people.operator, name, sha256="0" * 64).status_code
        for name in VERBS
    ]

    assert set(answers) <= {404, 405}
    assert public.state == Stage.HARM_TEST


def assert_that_readers_only_get(desk: Desk, edition: Edition) -> None:
    address = reverse("reporting:edition", args=[edition.pk])

    response = as_(desk.year.people.head).get(address)

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store"
    assert as_(desk.year.people.operator).get(address).status_code == 404
    assert as_(desk.year.people.chair).get(address).status_code == 404


# --- Queries ----------------------------------------------------------------------------------

QUERIES = {
    "list": 10,
    "detail": 17,
    "section": 8,
    "requests": 8,
    "job": 7,
    "review": 8,
    "decide": 18,
    "cover_letter": 8,
    "dispatch": 8,
    "step": 8,
}


def test_every_page_asks_as_often_as_was_agreed(desk: Desk, django_assert_num_queries: Any) -> None:
    a_file_of(desk.report, desk.year)
    first = desk.report.sections.first()
    assert first is not None
    client = as_(desk.year.people.secretariat)

    for name, number in QUERIES.items():
        extra: dict[str, list[object]] = {"section": [first.pk], "step": ["send_to_review"]}
        more = extra.get(name, [])
        address = reverse("reporting:list") if name == "list" else desk.url(name, *more)
        with django_assert_num_queries(number):
            client.get(address)


def test_the_harm_test_asks_as_often_as_was_agreed(
    public: Desk, django_assert_num_queries: Any
) -> None:
    at(public, Stage.HARM_TEST)
    client = as_(public.year.people.ppid)

    with django_assert_num_queries(10):
        client.get(public.url("harm_test"))


# --- Freezing and drafting ----------------------------------------------------------------------


def test_data_is_frozen_again_by_the_secretariat_only(year: SealedYear) -> None:
    address = reverse("reporting:seal", args=[2026])

    refused = as_(year.people.operator).post(address)
    done = as_(year.people.secretariat).post(address)

    assert refused.status_code == 403
    assert done.status_code == 302
    assert [seal.number for seal in Seal.everything.filter(year=2026)] == [2, 1]


def test_a_year_with_open_periods_is_not_frozen(year: SealedYear) -> None:
    response = as_(year.people.secretariat).post(reverse("reporting:seal", args=[2031]))

    assert response.status_code == 409


def test_a_report_is_begun_on_a_seal(year: SealedYear) -> None:
    data = {"kind": "public", "seal": year.seal.pk}

    refused = as_(year.people.head).post(reverse("reporting:open"), data)
    done = as_(year.people.secretariat).post(reverse("reporting:open"), data, follow=True)

    assert refused.status_code == 403
    assert "Laporan Publik" in done.content.decode()
    assert AnnualReport.everything.get().kind == "public"


def test_a_report_of_an_unknown_kind_or_seal_is_not_begun(year: SealedYear) -> None:
    client, address = as_(year.people.secretariat), reverse("reporting:open")

    for data in ({"kind": "rahasia", "seal": year.seal.pk}, {"kind": "public", "seal": 0}, {}):
        assert client.post(address, data).status_code == 404


def test_a_chapter_is_written_anew_and_marked_as_edited(desk: Desk) -> None:
    first = desk.report.sections.get(order=1)
    secretariat = desk.year.people.secretariat

    response = desk.post(secretariat, "section", first.pk, text="Teks baru.", version=0)
    page = desk.get(secretariat, "detail").content.decode()

    assert response.status_code == 302
    first.refresh_from_db()
    assert first.edited == "Teks baru."
    assert "Disunting" in page
    assert "Otomatis" in page


def test_a_chapter_that_was_saved_elsewhere_is_not_overwritten(desk: Desk) -> None:
    first = desk.report.sections.get(order=1)
    secretariat = desk.year.people.secretariat
    desk.post(secretariat, "section", first.pk, text="Yang pertama.", version=0)

    response = desk.post(secretariat, "section", first.pk, text="Yang kedua.", version=0)

    assert response.status_code == 409
    first.refresh_from_db()
    assert first.edited == "Yang pertama."


def test_only_the_secretariat_writes_chapters(desk: Desk) -> None:
    first = desk.report.sections.get(order=1)

    response = desk.post(desk.year.people.head, "section", first.pk, text="Lain.", version=0)

    assert response.status_code == 403
    first.refresh_from_db()
    assert first.edited == ""


def test_requests_need_their_owner(desk: Desk) -> None:
    secretariat = desk.year.people.secretariat

    refused = desk.post(secretariat, "requests", text_1="Mohon arahan anggaran.")
    done = desk.post(
        secretariat, "requests", text_1="Mohon arahan.", owner_1="Bappenas", due_1="2027-06-30"
    )

    assert refused.status_code == 422
    assert "penanggung jawabnya" in refused.content.decode()
    assert done.status_code == 302
    assert [row.owner for row in desk.report.directionrequests.all()] == ["Bappenas"]


def test_a_public_report_asks_nothing_of_the_president(public: Desk) -> None:
    secretariat = public.year.people.secretariat

    for name in ("requests", "cover_letter", "dispatch"):
        assert public.get(secretariat, name).status_code == 404


def test_every_figure_tells_where_it_comes_from(desk: Desk) -> None:
    page = desk.get(desk.year.people.secretariat, "detail").content.decode()

    assert "11 dari 12 (91,7%)" in page
    assert "aksi dengan kegiatan terverifikasi / aksi terjadwal" in page
    assert "Pembekuan data 2026-1" in page


# --- Files --------------------------------------------------------------------------------------


def test_a_file_is_made_in_the_background_and_handed_to_readers_only(desk: Desk) -> None:
    secretariat = desk.year.people.secretariat

    asked = desk.post(secretariat, "build", final="1")
    waiting = desk.get(secretariat, "job").content.decode()
    jobs.run(Job.everything.get().pk)
    done = desk.get(secretariat, "job").content.decode()

    assert asked.status_code == 302
    assert 'hx-trigger="every 2s"' in waiting
    assert "Menunggu giliran" in waiting
    assert "Berkas selesai dibuat" in done
    assert "hx-trigger" not in done
    edition = desk.report.editions.get()
    assert edition.is_final
    assert_that_readers_only_get(desk, edition)
    assert edition.sha256 in desk.get(secretariat, "detail").content.decode()


def test_asking_twice_for_the_same_file_is_one_job(desk: Desk) -> None:
    for _time in range(2):
        desk.post(desk.year.people.secretariat, "build")

    assert Job.everything.count() == 1


def test_whoever_only_reads_has_no_file_made(desk: Desk) -> None:
    auditor = desk.year.people.auditor

    assert desk.post(auditor, "build").status_code == 403
    assert desk.get(auditor, "preview").status_code == 403
    assert "Buat PDF" not in desk.get(auditor, "detail").content.decode()


def test_a_preview_is_streamed_and_not_kept(desk: Desk) -> None:
    response = desk.get(desk.year.people.secretariat, "preview")

    assert response.content.startswith(b"%PDF")
    assert response["Cache-Control"] == "no-store"
    assert not desk.report.editions.exists()


# --- Review and harm test -----------------------------------------------------------------------


def test_a_chair_gives_the_opinion_of_their_own_pokja(desk: Desk) -> None:
    at(desk, Stage.POKJA_REVIEW)
    chair = desk.year.people.chair

    empty = desk.post(chair, "review", body="1", opinion=Opinion.OBJECTS, text="")
    foreign = desk.post(chair, "review", body="2", opinion=Opinion.AGREES)
    done = desk.post(chair, "review", body="1", opinion=Opinion.WITH_NOTES, text="Perjelas angka.")

    assert (empty.status_code, foreign.status_code, done.status_code) == (422, 422, 302)
    review = desk.report.reportreviews.get()
    assert (review.pillar_number, review.text) == (1, "Perjelas angka.")


def test_the_plenary_speaks_with_one_voice(desk: Desk) -> None:
    at(desk, Stage.PLENARY)

    response = desk.post(desk.year.people.sekber_member, "review", opinion=Opinion.AGREES)

    assert response.status_code == 302
    assert desk.report.reportreviews.get().stage == "plenary"


def test_a_report_is_not_reviewed_while_it_is_drafted(desk: Desk) -> None:
    page = desk.get(desk.year.people.pokja_head, "review").content.decode()

    assert "tidak sedang diminta" in page


def test_the_ppid_withholds_with_ground_reason_and_period(public: Desk) -> None:
    at(public, Stage.HARM_TEST)
    item = HarmTestItem.everything.first()
    assert item is not None
    address, ppid = reverse("reporting:decide_item", args=[item.pk]), public.year.people.ppid
    said = {"decision": "withhold", "ground": "a", "withheld_for": "5 tahun", "reason": "Operasi."}

    def send(who: User, **data: str) -> Any:
        values = {f"uji{item.pk}-{name}": value for name, value in {**said, **data}.items()}
        return as_(who).post(address, values)

    assert send(ppid, ground="").status_code == 422
    assert send(ppid, reason="").status_code == 422
    assert send(ppid, decision="release").status_code == 422
    assert send(public.year.people.secretariat).status_code == 403
    assert send(public.year.people.operator).status_code == 404
    assert send(ppid).status_code == 302
    item.refresh_from_db()
    assert (item.decision, item.ground) == ("withhold", "a")


def test_the_ppid_puts_one_more_thing_to_the_test(public: Desk) -> None:
    at(public, Stage.HARM_TEST)
    ppid = public.year.people.ppid

    wrong = public.post(ppid, "add_item", what="action:TIDAK-ADA")
    done = public.post(ppid, "add_item", what="action:P1-F01-A001")

    assert (wrong.status_code, done.status_code) == (302, 302)
    item = HarmTestItem.everything.get(subject_key="P1-F01-A001")
    assert item.subject.startswith("P1-F01-A001")


def test_the_harm_test_is_finished_when_all_is_decided(public: Desk) -> None:
    at(public, Stage.HARM_TEST)
    ppid = public.year.people.ppid

    waiting = public.get(ppid, "step", "finish_harm_test").content.decode()
    refused = public.post(ppid, "step", "finish_harm_test")
    decide_everything(public.report, public.year)
    done = public.post(ppid, "step", "finish_harm_test")

    assert "belum diputuskan" in waiting
    assert (refused.status_code, done.status_code) == (422, 302)
    assert again(public.report).harm_tested_at is not None
    assert "finish_harm_test" not in public.get(ppid, "detail").content.decode()


# --- Steps --------------------------------------------------------------------------------------


def test_a_button_stands_only_where_the_step_is_open(desk: Desk) -> None:
    people = desk.year.people

    owner = desk.get(people.secretariat, "detail").content.decode()
    colleague = desk.get(people.head, "detail").content.decode()

    assert desk.url("step", "send_to_review") in owner
    assert desk.url("step", "send_to_review") not in colleague


def test_a_step_is_taken_once_by_the_right_person(desk: Desk) -> None:
    people = desk.year.people

    refused = desk.post(people.head, "step", "send_to_review")
    done = desk.post(people.secretariat, "step", "send_to_review")
    again_done = desk.post(people.secretariat, "step", "send_to_review")

    assert (refused.status_code, done.status_code, again_done.status_code) == (403, 302, 409)
    assert desk.state == Stage.POKJA_REVIEW


def test_an_unknown_step_does_not_exist(desk: Desk) -> None:
    for name in ("edit", "approve", "publish", "apa-saja"):
        assert desk.post(desk.year.people.secretariat, "step", name).status_code == 404


def test_giving_back_needs_a_reason(desk: Desk) -> None:
    at(desk, Stage.POKJA_REVIEW)
    head = desk.year.people.pokja_head

    empty = desk.post(head, "step", "return_to_drafting", reason=" ")
    done = desk.post(head, "step", "return_to_drafting", reason="Perjelas risiko.")

    assert empty.status_code == 422
    assert done.status_code == 302
    assert desk.state == Stage.DRAFTING
    assert "Perjelas risiko." in desk.get(head, "detail").content.decode()


def test_what_stands_in_the_way_of_a_step_is_named(desk: Desk) -> None:
    at(desk, Stage.PLENARY)

    page = desk.get(desk.year.people.pokja_head, "step", "close_plenary").content.decode()

    assert "Berkas final belum dibuat" in page
    assert desk.post(desk.year.people.pokja_head, "step", "close_plenary").status_code == 422


# --- The decision -------------------------------------------------------------------------------


def test_the_head_reads_verdict_numbers_risks_and_the_exact_file(desk: Desk) -> None:
    at(desk, Stage.AWAITING_DECISION)
    edition = desk.report.editions.get()

    page = desk.get(desk.year.people.head, "decide").content.decode()

    assert "Dari 12 aksi terjadwal" in page
    assert "11 dari 12 (91,7%)" in page
    assert "P1-F01-A005" in page
    assert edition.sha256 in page
    assert "Ya, setujui" in page
    assert desk.url("step", "return_to_drafting") in page
    assert "Versi baru ada" not in page
    assert "Ya, setujui" not in desk.get(desk.year.people.secretariat, "decide").content.decode()
    old = as_(desk.year.people.head).get(desk.url("decide"), {"berkas": "0" * 64})
    assert "Versi baru ada" in old.content.decode()


def test_the_second_tap_approves_exactly_the_bytes_that_were_shown(desk: Desk) -> None:
    at(desk, Stage.AWAITING_DECISION)
    head, sha256 = desk.year.people.head, desk.report.editions.get().sha256

    wrong = desk.post(head, "approve", sha256="0" * 64)
    malformed = desk.post(head, "approve", sha256="x")
    other = desk.post(desk.year.people.secretariat, "approve", sha256=sha256)
    done = desk.post(head, "approve", sha256=sha256)

    codes = (wrong.status_code, malformed.status_code, other.status_code, done.status_code)
    assert codes == (409, 404, 403, 302)
    assert again(desk.report).approved_sha256 == sha256
    page = desk.get(head, "decide").content.decode()
    assert "Ya, setujui" not in page
    assert "Disetujui" in page
    desk.post(head, "step", "withdraw_approval", reason="Salah baca.")
    assert (desk.state, again(desk.report).approved_sha256) == (Stage.AWAITING_DECISION, "")


def test_what_changed_since_the_file_before_is_told(desk: Desk) -> None:
    a_file_of(desk.report, desk.year)
    first = desk.report.sections.get(order=1)
    desk.post(desk.year.people.secretariat, "section", first.pk, text="Teks baru.", version=0)
    at(desk, Stage.AWAITING_DECISION)

    page = desk.get(desk.year.people.head, "decide").content.decode()

    assert "Pendahuluan diubah" in page
    assert "Berkas sebelumnya" in page


# --- Letter, sending, publication ---------------------------------------------------------------

LETTER = {
    "number": "B-2/CONTOH/2027",
    "dated_on": "2027-03-01",
    "city": "Bogor",
    "text": "Dengan hormat.",
}


def test_the_letter_is_numbered_after_the_approval_and_then_the_report_is_sent(
    desk: Desk,
) -> None:
    at(desk, Stage.APPROVED)
    secretariat = desk.year.people.secretariat

    too_early = desk.post(secretariat, "dispatch", note="Diantar.")
    empty = desk.post(secretariat, "cover_letter", **{**LETTER, "number": ""})
    refused = desk.post(desk.year.people.auditor, "cover_letter", **LETTER)
    letter = desk.post(secretariat, "cover_letter", **LETTER)
    sent = desk.post(secretariat, "dispatch", note="Diantar.")

    codes = [answer.status_code for answer in (too_early, empty, refused, letter, sent)]
    assert codes == [422, 422, 403, 302, 302]
    assert desk.state == Stage.DISPATCHED
    assert "Diantar." in desk.get(secretariat, "dispatch").content.decode()


def test_the_public_report_is_published_and_withdrawn(public: Desk) -> None:
    at(public, Stage.APPROVED)
    people = public.year.people
    reading = reading_of(again(public.report))

    refused = public.post(people.auditor, "publish")
    done = public.post(people.ppid, "publish")
    addresses = ("/", "/aksi/", "/provinsi/", "/laporan/2026/v1/", "/data/2026/aksi.csv")
    pages = [Client().get(address).content.decode() for address in addresses]
    public.post(people.ppid, "step", "withdraw_publication", reason="Angka provinsi keliru.")
    gone = Client().get("/laporan/2026/v1/")

    assert (refused.status_code, done.status_code) == (403, 302)
    assert public.report.editions.get().content_sha256 == reading.content_sha256
    assert "9 dari 10" in pages[0], "two of twelve are not told in detail"
    assert pages[1].count("1 aksi tidak dirinci, dasar Pasal 17 huruf a") == 2
    assert public.report.title in pages[3]
    assert all(SECRET not in page for page in pages)
    assert not PublishedEdition.published.exists()
    assert gone.status_code == 410
    assert "Angka provinsi keliru." in gone.content.decode()
