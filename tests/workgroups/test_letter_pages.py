"""The pages of official letters: list, draft, steps, print; nothing typed is lost."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from journal.models import Entry
from progress.services.climbing import climb_ladder
from tests.factories import PDF, World
from tests.pages.visiting import body_of, queries_of, signed_in, words_of
from tests.people import People
from tests.workgroups.letters import STEPS, a_letter, again
from workgroups.models import Letter
from workgroups.services import redraft_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(small_plan: World, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Ten days after the due date; all pages show this moment."""
    at = small_plan.period.due_at + timedelta(days=10, hours=-14)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def _letter(
    small_plan: World, people: People, at: datetime, state: str, short: str = "Kemenag"
) -> Letter:
    houses = {**small_plan.institutions, **small_plan.provinces}
    return a_letter(state, houses[short], small_plan.period, people, at=at)


def _at(name: str, *keys: object) -> str:
    return reverse(f"letters:{name}", args=keys)


def _step(person: Any, letter: Letter, name: str, **typed: Any) -> Any:
    return signed_in(person).post(_at("step", letter.pk, name), typed)


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", PDF, "application/pdf")


def test_the_preview_shows_who_is_late_and_drafts_for_the_ticked(
    small_plan: World, people: People, late: datetime
) -> None:
    desk = signed_in(people.secretariat)
    kemenag, aceh = small_plan.institutions["Kemenag"], small_plan.provinces["11"]

    said = words_of(desk.get(_at("propose"), {"kl": [kemenag.pk]}))

    assert "9 instansi terlambat belum disurati" in said
    assert "P1-F01-A002" in said
    assert not Letter.everything.exists()
    made = desk.post(
        _at("propose"),
        {"jenis": "request", "periode": small_plan.period.pk, "kl": [kemenag.pk, aceh.pk]},
    )
    assert made.status_code == 302
    assert Letter.everything.filter(drafted_at=late).count() == 2
    assert "2 konsep surat dibuat." in body_of(desk.get(made["Location"]))
    again_asked = desk.post(
        _at("propose"),
        {"jenis": "request", "periode": small_plan.period.pk, "kl": [kemenag.pk]},
    )
    assert again_asked.status_code == 422
    assert "kepada Kemenag untuk periode ini sudah ada" in words_of(again_asked)


def test_one_draft_opens_at_once_and_nobody_ticked_is_said(
    small_plan: World, people: People, late: datetime
) -> None:
    desk = signed_in(people.secretariat)
    asked = {"jenis": "firm", "periode": small_plan.period.pk}

    nobody = desk.post(_at("propose"), asked)
    one = desk.post(_at("propose"), {**asked, "kl": small_plan.institutions["BNPT"].pk})

    assert nobody.status_code == 422
    assert "Pilih paling sedikit satu penerima." in words_of(nobody)
    letter = Letter.everything.get(drafted_at=late)
    assert one["Location"] == _at("letter", letter.pk)
    assert "Nota dinas: Surat penegasan" in words_of(desk.get(one["Location"]))


@pytest.mark.parametrize("query", ["jenis=lain", "periode=987654", "periode=x", "kl=x&jenis=firm"])
@pytest.mark.usefixtures("small_plan", "late")
def test_an_address_that_asks_for_nonsense_is_not_there(people: People, query: str) -> None:
    answer = signed_in(people.secretariat).get(f"{_at('propose')}?{query}")

    assert answer.status_code == (200 if query.startswith("kl") else 404)


def test_the_invitations_of_a_period_that_has_not_begun(small_plan: World, people: People) -> None:
    desk = signed_in(people.secretariat)
    query = f"jenis=invitation&periode={small_plan.next_period.pk}&pilih=semua"

    said = words_of(desk.get(f"{_at('propose')}?{query}"))

    assert "9 instansi belum diundang." in said


def test_a_letter_walks_to_its_receipt_by_buttons(
    small_plan: World, people: People, now: datetime
) -> None:
    letter, desk = _letter(small_plan, people, now, "draft"), people.secretariat
    today = "2026-07-28"
    walked: list[tuple[str, dict[str, Any]]] = [
        ("initial", {}),
        ("sign", {"signed_on": today}),
        ("number", {"number": "B-1/KONTOH/2026", "dated_on": today, "scan": _scan()}),
        ("send", {"sent_on": today, "way": "Kurir"}),
    ]

    for name, typed in walked:
        assert _step(desk, letter, name, **typed).status_code == 302, name
    assert _step(people.operator, letter, "receive", received_on=today).status_code == 302

    found = again(letter)
    assert (found.state, found.number) == ("received", "B-1/KONTOH/2026")
    said = words_of(signed_in(people.operator).get(_at("letter", letter.pk)))
    for word in ("B-1/KONTOH/2026", "Retno Paramita", "surat dikirim", "Kurir", "P1-F01-A001"):
        assert word in said
    handed_out = signed_in(people.operator).get(_at("scan", letter.pk))
    assert handed_out.content == PDF


def test_a_number_without_scan_is_refused_in_one_sentence_and_nothing_typed_is_lost(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _letter(small_plan, people, now, "signed")

    answer = _step(
        people.secretariat, letter, "number", number="B-9/KONTOH/2026", dated_on="2026-07-28"
    )

    assert answer.status_code == 422
    assert "Unggah pindaian surat yang sudah ditandatangani." in words_of(answer)
    assert 'value="B-9/KONTOH/2026"' in body_of(answer)
    assert "Nomor surat (opsional)" not in words_of(answer)
    refused = Entry.everything.filter(verb="refused")
    assert refused.count() == 1
    assert again(letter).state == "signed"


@pytest.mark.parametrize(
    ("name", "typed", "status"),
    [
        ("sign", {"signed_on": "besok"}, 422),
        ("sign", {"signed_on": "2026-07-28", "signer": "99999"}, 422),
        ("cancel", {"batal-reason": ""}, 422),
        ("number", {"number": "1", "dated_on": "2026-07-28"}, 409),
        ("terbang", {}, 404),
    ],
)
def test_a_step_that_cannot_be_leaves_the_letter_as_it_is(
    name: str, typed: dict[str, str], status: int, small_plan: World, people: People, now: datetime
) -> None:
    letter = _letter(small_plan, people, now, "initialled")

    assert _step(people.secretariat, letter, name, **typed).status_code == status
    assert again(letter).state == "initialled"


def test_a_draft_is_reworded_on_its_page(small_plan: World, people: People, now: datetime) -> None:
    letter, desk = _letter(small_plan, people, now, "draft"), signed_in(people.secretariat)
    words = {
        "addressee": "Menteri Agama contoh", "subject": "Hal baru", "nature": "", "place": "Bogor",
        "body": "Baris satu.\r\n\r\nBaris dua.", "copies": "Arsip", "version": "0",
        "signatory": str(letter.signatory_id),
    }  # fmt: skip

    assert desk.get(_at("edit", letter.pk)).status_code == 200
    assert desk.post(_at("edit", letter.pk), words).status_code == 302
    stale = desk.post(_at("edit", letter.pk), {**words, "body": "Isi yang diketik lama"})

    assert stale.status_code == 409
    assert "Isi yang diketik lama" in body_of(stale)
    found = again(letter)
    assert (found.subject, found.body) == ("Hal baru", "Baris satu.\n\nBaris dua.")
    assert signed_in(people.head).get(_at("edit", letter.pk)).status_code == 403


def _text_of(answer: Any) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(
    ("state", "mark"), [("draft", "KONSEP"), ("signed", ""), ("cancelled", "BATAL")]
)
def test_the_print_lists_what_is_owed_and_is_marked_until_it_is_signed(
    state: str, mark: str, small_plan: World, people: People, now: datetime
) -> None:
    letter = _letter(small_plan, people, now, state, "32")

    answer = signed_in(people.secretariat).get(_at("print", letter.pk))

    text = _text_of(answer)
    assert answer["Content-Type"] == "application/pdf"
    for word in (
        "Badan Nasional Penanggulangan Terorisme", "data contoh", "Gubernur Jawa Barat",
        "melalui Kementerian Dalam Negeri contoh", "Permohonan penyampaian laporan", "P1-F01-A001",
        "20 Juli 2026", "Tembusan",
    ):  # fmt: skip
        assert word in text
    assert [word for word in ("KONSEP", "BATAL") if word in text] == [mark] * bool(mark)
    assert ("Retno Paramita" in text) is (state == "signed")


def test_the_list_is_narrowed_and_taken_along_as_it_stands(
    small_plan: World, people: People, now: datetime
) -> None:
    _letter(small_plan, people, now, "sent")
    _letter(small_plan, people, now, "draft", "Kemensos")
    desk = signed_in(people.secretariat)

    everything = words_of(desk.get(_at("list")))
    assert "Kemenag" in everything
    assert "Kemensos" in everything
    for query in (
        "keadaan=draft",
        "kata=kemens",
        f"jenis=request&keadaan=draft&periode={small_plan.period.pk}",
    ):
        said = words_of(desk.get(f"{_at('list')}?{query}"))
        assert ("Kemensos" in said, "Kemenag" in said) == (True, False), query
    table = desk.get(f"{_at('export', 'csv')}?keadaan=sent").content.decode("utf-8-sig")
    header, row = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert (header[0], row[1], row[-1]) == ("Jenis", "Kementerian Agama contoh", "2")
    assert desk.get(_at("export", "xlsx")).status_code == 200
    assert desk.get(f"{_at('list')}?keadaan=terbang&periode=x").status_code == 200
    theirs = words_of(signed_in(people.operator).get(_at("list")))
    assert "Kemenag" in theirs
    assert "Kemensos" not in theirs


def test_lists_take_a_constant_number_of_queries(
    small_plan: World, people: People, late: datetime
) -> None:
    _letter(small_plan, people, late, "sent")
    few = [queries_of(people.secretariat, _at(name)) for name in ("list", "propose")]
    for short in ("Kemensos", "Polri", "BNPT", "32", "11"):
        _letter(small_plan, people, late, "sent", short)

    assert [queries_of(people.secretariat, _at(name)) for name in ("list", "propose")] == few
    assert max(few) <= 12


def test_the_words_of_a_kind_are_read_by_all_and_written_by_the_secretariat(
    small_plan: World, people: People, now: datetime
) -> None:
    desk = signed_in(people.secretariat)
    words = {
        "subject": "Mohon {periode}", "nature": "Segera", "place": "Bogor", "copies": "",
        "body": "Kami menunggu {jumlah} laporan.", "signing_role": "head",
        "reply_working_days": "5", "version": "0",
    }  # fmt: skip
    page = _at("template", "request", "surat")

    assert "Permohonan penyampaian laporan {periode}" in words_of(desk.get(_at("templates")))
    wrong = desk.post(page, {**words, "body": "Yth. {siapa}"})
    assert wrong.status_code == 422
    assert "Tidak ada isian bernama {siapa}" in words_of(wrong)
    assert "Yth. {siapa}" in body_of(wrong)
    assert desk.post(page, words).status_code == 302
    assert _letter(small_plan, people, now, "draft").subject == "Mohon Semester I 2026"
    assert signed_in(people.head).get(page).status_code == 403
    assert desk.get(_at("template", "request", "telegram")).status_code == 404


@pytest.mark.usefixtures("small_plan", "late")
def test_the_board_leads_to_the_letters(people: People) -> None:
    board = body_of(signed_in(people.secretariat).get(reverse("board")))

    assert f'formaction="{_at("propose")}"' in board
    assert _at("propose") not in body_of(signed_in(people.head).get(reverse("board")))


def test_a_notice_leads_to_the_letter(small_plan: World, people: People, now: datetime) -> None:
    letter = _letter(small_plan, people, now, "sent")

    answer = signed_in(people.operator).get(reverse("go", args=["workgroups.letter", letter.pk]))

    assert answer["Location"] == _at("letter", letter.pk)


def test_the_board_shows_the_letter_in_place_of_its_proposal(
    small_plan: World, people: People, late: datetime
) -> None:
    climb_ladder(at=late)
    letter = _letter(small_plan, people, late, "sent")

    board = words_of(signed_in(people.secretariat).get(reverse("board")))
    of_pillar = words_of(signed_in(people.chair).get(reverse("board")))

    assert "Permohonan penyampaian laporan: Dikirim" in board
    assert board.count("Usulan: Permohonan penyampaian laporan") == 8
    assert "Permohonan penyampaian laporan: Dikirim" not in of_pillar
    assert letter.state == "sent"


def test_the_profile_of_an_institution_names_its_newest_letter(
    small_plan: World, people: People, now: datetime
) -> None:
    page = reverse("institution", args=[small_plan.institutions["Kemenag"].code])
    letter = _letter(small_plan, people, now, "numbered")

    of_desk = words_of(signed_in(people.secretariat).get(page))
    unsent = words_of(signed_in(people.operator).get(page))
    STEPS["send"](letter, people.secretariat, now)
    sent = words_of(signed_in(people.operator).get(page))

    assert "Surat resmi (1)" in of_desk
    assert "Permohonan penyampaian laporan , Semester I 2026 Bernomor" in of_desk
    assert "Surat resmi" not in unsent
    assert "Permohonan penyampaian laporan , Semester I 2026 Dikirim" in sent


@pytest.mark.parametrize("name", ["detail", "history"])
def test_the_story_of_an_action_tells_of_the_letters_about_it(
    name: str, small_plan: World, people: People, now: datetime
) -> None:
    _letter(small_plan, people, now, "sent")
    page = reverse(f"actions:{name}", args=["CONTOH-2026", "P1-F01-A001"])
    other = reverse(f"actions:{name}", args=["CONTOH-2026", "P1-F01-A003"])
    about = "Permohonan penyampaian laporan: Kemenag · Semester I 2026"

    of_desk = words_of(signed_in(people.secretariat).get(page))
    of_house = words_of(signed_in(people.operator).get(page))
    of_others = words_of(signed_in(people.verifier).get(page))

    assert about in of_desk
    assert "surat ditandatangani" in of_desk
    assert "surat dikirim" in of_house
    assert "surat ditandatangani" not in of_house
    assert about not in of_others
    assert about not in words_of(signed_in(people.secretariat).get(other))


def test_how_a_letter_came_about_is_not_told_to_its_addressee(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _letter(small_plan, people, now, "initialled")
    back = redraft_letter(letter, reason="Nada terlalu keras.", by=people.secretariat, at=now)
    for step in ("initial", "sign", "number", "send"):
        back = STEPS[step](back, people.secretariat, now)

    page = _at("letter", letter.pk)

    assert "Nada terlalu keras." in words_of(signed_in(people.secretariat).get(page))
    theirs = words_of(signed_in(people.operator).get(page))
    assert "surat dikirim" in theirs
    assert "Nada terlalu keras." not in theirs
    assert "diparaf" not in theirs
