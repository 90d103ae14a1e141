"""The blind second verdict: the draw, giving it, how far both agree, what came of a difference."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from journal.models import Entry, Notice
from pillars.models import PlanRules
from pillars.queries import rules_of
from progress.figures import agreement_of
from progress.models import ProgressReport, ReportState, SecondVerdict
from progress.services import accept_report, undo_verdict
from progress.services.second import draw_second, give_second, is_drawn, settle_second
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import RUBRIC, World, again
from tests.people import People, a_person
from tests.progress.pages import signed_in
from tests.progress.sessions import many_reports

LATER = timedelta(hours=2)
LIST = reverse("progress:seconds")


@pytest.fixture
def drawn(
    small_plan: World, people: People, report: ProgressReport, now: datetime
) -> SecondVerdict:
    """An accepted report of Kemenag that waits for the second verdict of Bappenas."""
    PlanRules.everything.update(second_share=100)
    small_plan.plan.__dict__.pop("newest_rules", None)
    sent = factories.a_report("submitted", report, people, at=now)
    accept_report(
        again(sent),
        recognised_value=Decimal(48),
        rubric=RUBRIC,
        note="Catatan pertama RAHASIA ELANG",
        by=people.verifier,
        at=now,
    )
    return SecondVerdict.everything.get()


def _given(second: SecondVerdict, by: User, at: datetime, **changes: Any) -> SecondVerdict:
    said = {"accepts": True, "recognised_value": Decimal(48), "rubric": RUBRIC, **changes}
    return give_second(second, **said, by=by, at=at)


# --- The figure ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "part", "whole", "kappa"),
    [
        ([], 0, 0, None),
        # Cohen's own arithmetic: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
        # po = 35/50 = 0.7; pe = 0.5 x 0.6 + 0.5 x 0.4 = 0.5; kappa = 0.2 / 0.5 = 0.4.
        (
            [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15,
            35,
            50,
            Decimal("0.4"),
        ),
        # Always the same, of two kinds: perfect.
        ([("a", "a"), ("b", "b")], 2, 2, Decimal(1)),
        # Never the same: po = 0, pe = 0.5.
        ([("a", "b"), ("b", "a")], 0, 2, Decimal(-1)),
        # One answer throughout: chance explains everything.
        ([("a", "a")] * 7, 7, 7, None),
        # The first constant, the second not: no better than chance.
        ([("a", "a"), ("a", "b")], 1, 2, Decimal(0)),
        # Three kinds: po = 2/4; pe = (2x1 + 1x1 + 1x2)/16 = 5/16; kappa = (8-5)/(16-5) = 3/11.
        (
            [("a", "a"), ("a", "b"), ("b", "c"), ("c", "c")],
            2,
            4,
            Decimal(3) / Decimal(11),
        ),
    ],
)
def test_agreement_is_counted_in_per_cent_and_as_kappa(
    pairs: list[tuple[str, str]], part: int, whole: int, kappa: Decimal | None
) -> None:
    found = agreement_of(pairs)

    assert (found.same.part, found.same.whole, found.kappa) == (part, whole, kappa)


# --- The draw ------------------------------------------------------------------------------------


def test_a_share_of_zero_draws_nobody_and_is_the_rule_unless_somebody_changes_it(
    report: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)

    assert rules_of(report.period.version.plan).second_share == 0
    assert SecondVerdict.everything.count() == 0


def test_the_same_seed_draws_the_same_reports_and_about_the_share(
    small_plan: World, people: People, now: datetime
) -> None:
    many_reports(small_plan, people, 200, at=now)
    rows = list(ProgressReport.everything.select_related("assignment__action", "period"))
    rules = PlanRules(plan=small_plan.plan, second_share=10, second_seed=7)

    once = [row.pk for row in rows if is_drawn(row, 1, rules)]
    twice = [row.pk for row in rows if is_drawn(row, 1, rules)]
    rules.second_seed = 8
    other = [row.pk for row in rows if is_drawn(row, 1, rules)]
    rules.second_share = 100

    assert once == twice != other
    assert 8 <= len(once) <= 35
    assert all(is_drawn(row, 1, rules) for row in rows)


def test_the_second_verifier_is_another_person_of_another_institution_and_is_told(
    drawn: SecondVerdict, people: People
) -> None:
    assert drawn.verifier == people.sekber_verifier
    [notice] = Notice.everything.filter(key__contains=":kedua")
    assert notice.recipient == people.sekber_verifier
    assert "48" not in notice.sentence


def test_where_nobody_else_may_judge_the_draw_says_so(
    small_plan: World, people: People, now: datetime
) -> None:
    PlanRules.everything.update(second_share=100)
    own = factories.a_report("submitted", small_plan.report("P1-F01-A005", "BNPT"), people, at=now)

    accept_report(
        own, recognised_value=Decimal(40), rubric=RUBRIC, by=people.sekber_verifier, at=now
    )

    assert SecondVerdict.everything.get().verifier is None
    page = signed_in(people.secretariat).get(LIST).content.decode()
    assert "1 laporan terpilih tanpa" in page


def test_who_has_fewest_waiting_is_asked(
    small_plan: World, drawn: SecondVerdict, people: People, now: datetime
) -> None:
    home = small_plan.institutions["Kemendagri"]
    third = a_person("v3@ranpe.example", "Sri Contoh", "Verifikator 3", home, (Role.VERIFIER, 1))
    other = small_plan.report("P1-F01-A002", "Kemenag")
    other = factories.a_report("submitted", other, people, at=now)

    accept_report(other, recognised_value=Decimal(40), rubric=RUBRIC, by=people.verifier, at=now)

    assert SecondVerdict.everything.latest("pk").verifier == third


def test_a_nil_report_and_a_share_of_zero_are_not_drawn(
    drawn: SecondVerdict, now: datetime
) -> None:
    rules = PlanRules(plan=drawn.report.period.version.plan, second_share=0)
    entry = Entry.everything.latest("pk")

    assert draw_second(drawn.verification, drawn.report, rules, entry=entry) is None


def test_an_undone_verdict_takes_its_draw_along(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    undo_verdict(again(drawn.report), by=people.verifier, at=now + timedelta(seconds=5))

    assert not Notice.everything.filter(key__contains=":kedua").exists()
    page = signed_in(people.sekber_verifier).get(LIST).content.decode()
    assert "Tidak ada laporan yang menunggu" in page
    with pytest.raises(OutOfTurn, match="sudah berubah"):
        _given(drawn, people.sekber_verifier, now + LATER)


# --- Giving it -----------------------------------------------------------------------------------


def test_the_second_verdict_is_kept_and_the_first_one_stands(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    before = Entry.everything.count()

    row = _given(drawn, people.sekber_verifier, now + LATER, recognised_value=Decimal(20))

    report = again(drawn.report)
    assert (report.state, report.recognised_value) == (ReportState.VERIFIED, Decimal(48))
    assert (report.computed_status, row.computed_status) == ("on_track", "behind")
    assert row.differs
    assert Entry.everything.count() == before + 1
    [told] = Notice.everything.filter(sentence__contains="berbeda dari putusan pertama")
    assert told.recipient == people.chair


def test_nobody_but_the_one_who_was_drawn_gives_it_and_only_once(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    for person in (people.verifier, people.other_verifier, people.chair, people.secretariat):
        with pytest.raises(NotYours):
            _given(drawn, person, now + LATER)
    _given(drawn, people.sekber_verifier, now + LATER)
    with pytest.raises(OutOfTurn, match="tidak dapat diubah"):
        _given(drawn, people.sekber_verifier, now + LATER)


def test_while_the_first_can_be_undone_the_second_waits(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    with pytest.raises(OutOfTurn, match="sebentar"):
        _given(drawn, people.sekber_verifier, now + timedelta(seconds=9))


def test_a_value_or_a_word_is_needed(drawn: SecondVerdict, people: People, now: datetime) -> None:
    with pytest.raises(Incomplete, match="realisasi"):
        _given(drawn, people.sekber_verifier, now + LATER, recognised_value=None)
    with pytest.raises(Incomplete, match="mengapa"):
        _given(drawn, people.sekber_verifier, now + LATER, accepts=False)


# --- The pages -----------------------------------------------------------------------------------


def _url(drawn: SecondVerdict, name: str = "second") -> str:
    return reverse(f"progress:{name}", args=[drawn.pk])


def test_the_second_verifier_sees_claim_and_evidence_but_nothing_of_the_first_verdict(
    drawn: SecondVerdict, people: People
) -> None:
    client = signed_in(people.sekber_verifier)
    report = drawn.report
    pages = {
        "own": client.get(_url(drawn)),
        "check": client.get(reverse("progress:check", args=[report.pk]), follow=True),
        "list": client.get(LIST),
        "action": client.get(
            reverse("actions:detail", args=["CONTOH-2026", report.assignment.action.code])
        ),
        "history": client.get(
            reverse("actions:history", args=["CONTOH-2026", report.assignment.action.code])
        ),
        "api": client.get(reverse("api-progress-detail", args=[report.pk])),
    }

    assert "KENARI" in pages["own"].content.decode()
    assert "Daftar hadir" in pages["own"].content.decode()
    assert "Bukti menunjukkan hasil yang dihitung indikator" in pages["own"].content.decode()
    assert pages["check"].redirect_chain == [(_url(drawn), 302)]
    for page in pages.values():
        assert page.status_code == 200
        assert "ELANG" not in page.content.decode()
    assert "Nilai diakui" not in pages["history"].content.decode()
    assert pages["api"].json()["recognised_value"] is None
    assert pages["api"].json()["computed_status"] == ""
    assert "terverifikasi." not in pages["action"].content.decode().split("</h1>")[1][:600]


def test_whoever_gave_it_reads_the_report_like_everybody_else(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    _given(drawn, people.sekber_verifier, now + LATER)

    page = signed_in(people.sekber_verifier).get(reverse("progress:check", args=[drawn.report.pk]))

    assert page.status_code == 200
    assert "Hasil verifikasi" in page.content.decode()


def test_a_second_verdict_is_given_on_its_page(
    drawn: SecondVerdict, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + LATER)
    client = signed_in(people.sekber_verifier)
    wrong = client.post(_url(drawn), {"accepts": "yes", "recognised_value": "", "note": "Baik."})
    said = {"accepts": "yes", "recognised_value": "48", "rubric": list(RUBRIC)}

    answer = client.post(_url(drawn), said, follow=True)

    assert wrong.status_code == 422
    assert "Isi realisasi yang didukung" in wrong.content.decode()
    assert "Baik." in wrong.content.decode()
    assert "putusan pertama tetap berlaku" in answer.content.decode()
    drawn.refresh_from_db()
    assert (drawn.accepts, drawn.given_by) == (True, people.sekber_verifier)


def test_those_who_compare_open_the_rows_behind_each_number(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    rubric = {**RUBRIC, "official": False}
    _given(drawn, people.sekber_verifier, now + LATER, rubric=rubric)
    client = signed_in(people.secretariat)

    page = " ".join(client.get(LIST).content.decode().split())
    differing = client.get(f"{LIST}?ukuran=official&hasil=beda").content.decode()
    same = client.get(f"{LIST}?ukuran=official&hasil=sama").content.decode()
    text = client.get(
        reverse("progress:seconds-export", args=["csv"]), {"ukuran": "official"}
    ).content.decode("utf-8-sig")

    assert "1 laporan dinilai dua kali." in page
    assert "100,0%" in page
    assert '<td data-label="Penilaian kedua">Tidak</td>' in differing
    assert "Tidak ada baris." in same
    _header, row = csv.reader(io.StringIO(text), delimiter=";")
    assert row[:6] == ["P1-F01-A001", "Kemenag", "Semester I 2026", "Resmi atau bertanda tangan",
                       "Ya", "Tidak"]  # fmt: skip
    assert client.get(f"{LIST}?ukuran=karangan").status_code == 404


def test_a_difference_is_a_row_for_the_chair_until_something_came_of_it(
    drawn: SecondVerdict, people: People, now: datetime
) -> None:
    note = "Angka tidak terbaca."
    _given(drawn, people.sekber_verifier, now + LATER, accepts=False, note=note)
    client = signed_in(people.chair)
    page = client.get(LIST).content.decode()
    empty = client.post(_url(drawn, "second_settle"), {"note": " "})

    answer = client.post(_url(drawn, "second_settle"), {"note": "Dibahas, tetap."}, follow=True)

    assert "menunggu ketua Pokja" in page
    assert note in page
    assert (empty.status_code, "Tuliskan tindak lanjutnya." in empty.content.decode()) == (
        422,
        True,
    )
    assert "menunggu ketua Pokja" not in answer.content.decode()
    assert Entry.everything.get(verb="second.settled").reason == "Dibahas, tetap."
    with pytest.raises(OutOfTurn):
        settle_second(drawn, note="Lagi.", by=people.chair, at=now)


def test_colleagues_and_strangers_find_nothing(drawn: SecondVerdict, people: People) -> None:
    assert signed_in(people.other_verifier).get(_url(drawn)).status_code == 404
    assert signed_in(people.verifier).get(_url(drawn)).status_code == 404
    assert signed_in(people.approver).get(_url(drawn)).status_code == 404
    assert signed_in(people.secretariat).get(_url(drawn)).status_code == 403
    assert signed_in(people.approver).get(LIST).status_code == 403
    export = reverse("progress:seconds-export", args=["csv"])
    assert signed_in(people.verifier).get(export).status_code == 403
    settle = _url(drawn, "second_settle")
    assert signed_in(people.secretariat).post(settle, {"note": "Baik."}).status_code == 403


def test_the_page_asks_the_same_few_queries_however_many_were_given(
    small_plan: World, drawn: SecondVerdict, people: People, now: datetime
) -> None:
    _given(drawn, people.sekber_verifier, now + LATER)
    client = signed_in(people.secretariat)
    address = f"{LIST}?ukuran=status"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for code, house in (("P1-F01-A002", "Kemenag"), ("P1-F01-A003", "Kemensos")):
        row = small_plan.report(code, house)
        row = factories.a_report("verified", row, people, at=now)
        second = SecondVerdict.everything.get(verification__submission__report=row)
        _given(second, people.sekber_verifier, now + LATER)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert "3 laporan dinilai dua kali." in " ".join(page.split())
    assert len(many) == len(few) <= 12
