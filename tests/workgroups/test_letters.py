"""An official letter from its draft to its receipt, and everything that it refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from accounts.models import Grant, Occupancy, Position
from files.models import StoredFile
from journal.models import Entry, Notice
from pillars.models import Period
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused
from tests.factories import World, a_file
from tests.people import People
from tests.workgroups.letters import OWED, STEPS, Step, a_letter, again
from workgroups import services
from workgroups.models import Letter, LetterState, LetterTemplate
from workgroups.services import LetterWords, TemplateWords
from workgroups.workflow import LETTER_FLOW

pytestmark = pytest.mark.django_db

ACTS: dict[str, Step] = {
    **STEPS,
    "redraft": lambda row, by, at: services.redraft_letter(row, reason="Ubah.", by=by, at=at),
    "cancel": lambda row, by, at: services.cancel_letter(row, reason="Sudah.", by=by, at=at),
}
WRONG = [
    (step.name, state)
    for step in LETTER_FLOW.steps
    for state in LetterState.values
    if state not in step.sources
]


@pytest.fixture
def period(small_plan: World) -> Period:
    return small_plan.period


def _words(letter: Letter, **changes: Any) -> LetterWords:
    names = ("addressee", "subject", "nature", "place", "body", "copies", "signatory")
    return LetterWords(**{**{name: getattr(letter, name) for name in names}, **changes})


def _of(
    small_plan: World, people: People, now: datetime, state: str, short: str = "Kemenag"
) -> Any:
    houses = {**small_plan.institutions, **small_plan.provinces}
    return a_letter(state, houses[short], small_plan.period, people, at=now)


def test_a_letter_walks_from_draft_to_receipt_with_one_entry_a_step(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "received")

    assert [row.verb for row in Entry.everything.order_by("pk")] == [
        f"official_letter.{name}" for name in ("draft", *STEPS)
    ]
    assert (letter.signed_name, letter.signed_office) == ("Retno Paramita", "Sekretaris Utama BNPT")
    assert (letter.number, letter.number_year) == (f"B-{letter.pk}/KONTOH/2026", 2026)
    assert letter.scan is not None
    assert (letter.sent_on, letter.received_on) == (day_of(now), day_of(now))
    assert letter.received_name == "Bagian persuratan"


def test_a_draft_says_what_is_owed_in_words_that_are_data(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "draft")

    assert letter.addressee == "Pimpinan Kementerian Agama contoh"
    assert letter.subject == "Permohonan penyampaian laporan Semester I 2026"
    assert "Perpres contoh (data contoh)" in letter.body
    assert "2 laporan Kementerian Agama contoh" in letter.body
    # Seven working days after Tuesday 28 July.
    assert "paling lambat 6 Agustus 2026" in letter.body
    assert "{" not in letter.body + letter.subject
    assert [(row.code, row.standing) for row in letter.items.all()] == [
        ("P1-F01-A001", "Belum diisi"),
        ("P1-F01-A002", "Draf"),
    ]
    assert (letter.through, letter.is_internal) == (None, False)


def test_the_leading_institution_gets_a_nota_dinas(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "draft", "BNPT")

    assert letter.is_internal
    assert letter.journal_name == (
        "Nota dinas: Permohonan penyampaian laporan: BNPT · Semester I 2026"
    )


def test_a_letter_to_a_governor_goes_through_the_supervisor_of_the_regions(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "sent", "32")

    assert letter.addressee == "Gubernur Jawa Barat"
    assert str(letter.through) == "Kemendagri"
    told = {row.recipient for row in Notice.everything.filter(subject_label="workgroups.letter")}
    assert told == {
        people.regional_supervisor,
        people.province_operator,
        people.province_approver,
    }
    assert Letter.everything.visible_to(people.regional_supervisor).get() == letter
    assert not Letter.everything.visible_to(people.other_province_operator).exists()


def test_without_a_supervisor_of_the_regions_no_governor_is_written_to(
    small_plan: World, people: People, now: datetime
) -> None:
    Grant.everything.filter(role="regional_supervisor").delete()

    with pytest.raises(Incomplete, match="pembina daerah"):
        _of(small_plan, people, now, "draft", "32")
    assert not Letter.everything.exists()


def test_nobody_is_written_to_who_owes_nothing(
    small_plan: World, people: People, now: datetime
) -> None:
    kemenag = small_plan.institutions["Kemenag"]

    with pytest.raises(Incomplete, match="Kemenag tidak mempunyai laporan"):
        services.draft_letter(
            small_plan.period, kemenag, "request", [], by=people.secretariat, at=now
        )
    assert not Entry.everything.exists()


def test_a_letter_of_a_kind_lives_once_and_again_after_it_was_cancelled(
    small_plan: World, people: People, now: datetime
) -> None:
    first = _of(small_plan, people, now, "draft")

    with pytest.raises(OutOfTurn, match="kepada Kemenag untuk periode ini sudah ada"):
        _of(small_plan, people, now, "draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.everything.create(
            period=first.period,
            institution=first.institution,
            kind="request",
            drafted_at=now,
            drafted_by=people.secretariat,
        )
    services.cancel_letter(first, reason="Keliru.", by=people.secretariat, at=now)
    assert _of(small_plan, people, now, "draft").pk != first.pk


@pytest.mark.parametrize(("name", "state"), WRONG)
def test_every_step_is_refused_from_every_wrong_state(
    name: str, state: str, small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, state)
    before, entries = vars(again(letter)), Entry.everything.count()
    files = StoredFile.everything.count()

    with pytest.raises(OutOfTurn):
        ACTS[name](letter, people.secretariat, now)

    after = vars(again(letter))
    assert {k: v for k, v in after.items() if k != "_state"} == {
        k: v for k, v in before.items() if k != "_state"
    }
    assert (Entry.everything.count(), StoredFile.everything.count()) == (entries, files)


@pytest.mark.parametrize("name", ACTS)
def test_no_step_is_taken_by_somebody_else(
    name: str, small_plan: World, people: People, now: datetime
) -> None:
    state = sorted(LETTER_FLOW.step(name).sources)[0]
    letter = _of(small_plan, people, now, state)

    for person in (people.verifier, people.head, people.other_operator, people.auditor):
        with pytest.raises(NotYours):
            ACTS[name](again(letter), person, now)
    assert again(letter).state == state


def test_the_addressee_itself_may_say_that_it_received_the_letter(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "sent")

    received = STEPS["receive"](letter, people.operator, now)

    assert received.state == "received"
    assert Notice.everything.filter(recipient=people.secretariat).exists()


def _numbered(letter: Letter, people: People, now: datetime, **changes: Any) -> Letter:
    facts: dict[str, Any] = {
        "number": "B-7/KONTOH/2026",
        "dated_on": day_of(now),
        "scan": a_file("surat.pdf"),
        **changes,
    }
    return services.number_letter(letter, **facts, by=people.secretariat, at=now)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "  "}, "Isi nomor surat dari buku agenda."),
        ({"scan": None}, "Unggah pindaian surat yang sudah ditandatangani."),
        ({"dated_on": date(2026, 7, 27)}, "Tanggal tidak boleh mendahului tanggal tanda tangan"),
        ({"dated_on": date(2026, 7, 29)}, "Tanggal ini belum tiba."),
        ({"scan": a_file("surat.exe", b"MZ")}, "Jenis berkas ini tidak diterima"),
        ({"scan": a_file("surat.pdf", b"")}, "Berkas ini kosong"),
    ],
)
def test_what_is_missing_or_impossible_gives_no_number(
    changes: dict[str, Any], sentence: str, small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "signed")

    with pytest.raises(Incomplete, match=sentence):
        _numbered(letter, people, now, **changes)

    found = again(letter)
    assert (found.state, found.number, found.scan) == ("signed", "", None)


def test_a_number_stands_once_a_year_whatever_its_case_and_blanks(
    small_plan: World, people: People, now: datetime
) -> None:
    first = _of(small_plan, people, now, "signed")
    second = _of(small_plan, people, now, "signed", "Kemensos")
    first = _numbered(first, people, now)

    with pytest.raises(Incomplete, match="sudah dipakai pada tahun 2026"):
        _numbered(second, people, now, number=" b-7/kontoh/2026  ")
    services.cancel_letter(first, reason="Rusak.", by=people.secretariat, at=now)
    with pytest.raises(Incomplete, match="sudah dipakai pada tahun 2026"):
        _numbered(second, people, now)
    next_year = now + timedelta(days=200)
    assert _numbered(again(second), people, next_year).number_year == 2027


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        ("initialled", "sign", "Tanggal tidak boleh mendahului hari konsep dibuat"),
        ("numbered", "send", "Tanggal tidak boleh mendahului tanggal surat"),
        ("sent", "receive", "Tanggal tidak boleh mendahului tanggal pengiriman"),
    ],
)
def test_no_day_lies_before_the_step_that_it_follows(
    state: str, act: str, sentence: str, small_plan: World, people: People, now: datetime
) -> None:
    letter, by = _of(small_plan, people, now, state), people.secretariat
    verb = {"sign": "signed_on", "send": "sent_on", "receive": "received_on"}[act]
    service = getattr(services, f"{act}_letter")

    with pytest.raises(Incomplete, match=sentence):
        service(letter, **{verb: day_of(now) - timedelta(days=1)}, by=by, at=now)
    with pytest.raises(Incomplete, match="belum tiba"):
        service(letter, **{verb: day_of(now) + timedelta(days=1)}, by=by, at=now)
    assert again(letter).state == state


def test_it_is_signed_by_whoever_holds_the_office_on_that_day(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "initialled")
    office = people.pokja_head.offices[0]
    acting = Occupancy.everything.create(
        position=office.position, user=people.chair, kind="plh", starts_on=date(2026, 7, 27)
    )

    signed = services.sign_letter(
        letter, signed_on=day_of(now), signer=acting, by=people.secretariat, at=now
    )

    assert (signed.signed_name, signed.signed_office) == (
        "Hendra Wiratma",
        "Plh. Sekretaris Utama BNPT",
    )


def test_nobody_signs_for_an_office_that_nobody_held(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "initialled")
    Occupancy.everything.filter(position=letter.signatory).update(ends_on="2026-06-30")

    with pytest.raises(Incomplete, match="tidak dipegang"):
        STEPS["sign"](letter, people.secretariat, now)
    assert again(letter).state == "initialled"


def test_no_initials_without_an_office_that_signs(
    small_plan: World, people: People, now: datetime
) -> None:
    Grant.everything.filter(role="pokja_head").delete()
    letter = _of(small_plan, people, now, "draft")

    with pytest.raises(Incomplete, match="Pilih jabatan penanda tangan"):
        STEPS["initial"](letter, people.secretariat, now)
    office = Position.everything.get(title="Kepala BNPT")
    words = _words(letter, signatory=office)
    letter = services.change_letter(letter, words, version=0, by=people.secretariat, at=now)
    assert STEPS["initial"](letter, people.secretariat, now).state == "initialled"


def test_a_draft_is_reworded_and_what_it_lists_stays(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "draft")
    words = _words(letter, body="Isi baru.", copies="Menteri Koordinator contoh\n\nArsip")

    changed = services.change_letter(letter, words, version=0, by=people.secretariat, at=now)

    assert (changed.body, changed.copy_lines) == (
        "Isi baru.",
        ["Menteri Koordinator contoh", "Arsip"],
    )
    assert changed.items.count() == len(OWED)
    entry = Entry.everything.get(verb="official_letter.change")
    assert entry.after == {"changed": ["body", "copies"]}
    with pytest.raises(OutOfTurn, match="baru saja diubah di tempat lain"):
        services.change_letter(letter, words, version=0, by=people.secretariat, at=now)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": " "}, "Isi surat masih kosong"),
        ({"addressee": ""}, "Isi tujuan surat"),
        ({"subject": "Hal {apa}"}, "Bagian {apa} belum diisi"),
    ],
)
def test_a_draft_is_not_left_half_worded(
    changes: dict[str, str], sentence: str, small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "draft")

    with pytest.raises(Incomplete, match=sentence):
        services.change_letter(
            letter, _words(letter, **changes), version=0, by=people.secretariat, at=now
        )
    assert again(letter).version == 0


def test_after_the_initials_the_words_stand_until_it_is_given_back(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "initialled")
    words = _words(letter, body="Lain.")

    with pytest.raises(OutOfTurn, match="bukan konsep lagi"):
        services.change_letter(letter, words, version=1, by=people.secretariat, at=now)
    with pytest.raises(Incomplete, match="alasan"):
        services.redraft_letter(letter, reason=" ", by=people.pokja_head, at=now)
    back = services.redraft_letter(letter, reason="Hal keliru.", by=people.pokja_head, at=now)
    assert (back.state, back.initialled_at) == ("draft", None)
    assert (
        services.change_letter(
            back, words, version=back.version, by=people.secretariat, at=now
        ).body
        == "Lain."
    )


def test_a_letter_is_not_cancelled_without_a_reason(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "numbered")

    with pytest.raises(Incomplete, match="alasan"):
        services.cancel_letter(letter, reason="", by=people.secretariat, at=now)
    assert again(letter).state == "numbered"


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "signed", "signed_on": None},
        {"state": "numbered", "scan": None},
        {"state": "numbered", "number": "", "number_year": None},
        {"state": "sent", "sent_on": None},
        {"state": "received", "received_on": date(2020, 1, 1)},
        {"state": "cancelled", "cancel_reason": ""},
        {"number_year": None},
        {"dated_on": date(2020, 1, 1)},
    ],
)
def test_the_database_keeps_no_state_without_its_proof(
    broken: dict[str, Any], small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "received")

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.everything.filter(pk=letter.pk).update(**broken)


@pytest.mark.parametrize("state", LetterState.values)
def test_the_addressee_reads_a_letter_once_it_was_sent(
    state: str, small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, state)
    is_out = state in ("sent", "received")

    for person in (people.operator, people.approver):
        assert Letter.everything.visible_to(person).filter(pk=letter.pk).exists() is is_out
        assert letter.items.visible_to(person).exists() is is_out
    for person in (people.other_operator, people.verifier, people.admin, people.ppid):
        assert not Letter.everything.visible_to(person).exists()
        assert not letter.items.visible_to(person).exists()
    for person in (people.secretariat, people.head, people.auditor):
        assert Letter.everything.visible_to(person).get() == letter


def _template(**changes: Any) -> TemplateWords:
    usual: dict[str, Any] = {
        "subject": "Mohon laporan {periode}",
        "nature": "Sangat segera",
        "place": "Bogor",
        "body": "Kami menunggu {jumlah} laporan.",
        "copies": "Arsip",
        "signing_role": "head",
        "reply_working_days": 3,
    }
    return TemplateWords(**{**usual, **changes})


def test_the_secretariat_writes_the_words_with_which_drafts_begin(
    small_plan: World, people: People, now: datetime
) -> None:
    by = people.secretariat
    services.save_template("request", _template(), is_internal=False, version=0, by=by, at=now)

    letter = _of(small_plan, people, now, "draft")

    assert letter.subject == "Mohon laporan Semester I 2026"
    assert letter.body == "Kami menunggu 2 laporan."
    assert str(letter.signatory) == "Kepala BNPT"
    with pytest.raises(OutOfTurn):
        services.save_template("request", _template(), is_internal=False, version=0, by=by, at=now)
    with pytest.raises(Incomplete, match=r"Tidak ada isian bernama \{nama\}"):
        services.save_template(
            "firm", _template(body="Yth. {nama}"), is_internal=False, version=0, by=by, at=now
        )
    with pytest.raises(NotYours):
        services.save_template(
            "firm", _template(), is_internal=False, version=0, by=people.head, at=now
        )
    assert LetterTemplate.everything.count() == 1


def test_a_letter_that_is_gone_is_not_walked(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "draft")
    Letter.everything.filter(pk=letter.pk).delete()

    with pytest.raises(ObjectDoesNotExist):
        STEPS["initial"](letter, people.secretariat, now)


def test_of_two_who_press_the_same_button_one_is_told_so(
    small_plan: World, people: People, now: datetime
) -> None:
    letter = _of(small_plan, people, now, "initialled")
    seen_by_the_other = again(letter)
    STEPS["sign"](letter, people.secretariat, now)

    with pytest.raises(Refused) as refused:
        STEPS["sign"](seen_by_the_other, people.secretariat, now)

    assert refused.value.sentence == "“Catat tanda tangan” tidak dapat dilakukan pada tahap ini."
    assert Entry.everything.filter(verb="official_letter.sign").count() == 1
    assert again(letter).state == "signed"
