"""Pembekuan sementara: a draft on what there is by now, and what changed until the final seal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from journal.models import Entry
from pillars.models import Status
from progress.figures import as_claimed
from progress.lines import lines_of
from progress.models import ProgressReport
from ranpe.kit.refusals import NotYours, OutOfTurn
from reporting import services
from reporting.compose import compose_report
from reporting.corrections import differences
from reporting.models import ReportKind, Seal
from reporting.rendering.president import frozen_words
from reporting.sealing import is_intact
from tests.factories import World, a_report
from tests.people import People
from tests.reporting.years import FIRST_DAY, a_sealed_year

VERIFIED, SENT = "P1-F01-A001", "P1-F01-A003"
NOVEMBER = FIRST_DAY + timedelta(hours=6)


@pytest.fixture
def draft_seal(small_plan: World, people: People) -> Seal:
    """One verified and one sent report, then a provisional seal in the open period."""
    for code, state in ((VERIFIED, "verified"), (SENT, "submitted")):
        report = ProgressReport.everything.select_related(
            "period__version__plan", "assignment__action__focus__pillar", "assignment__institution"
        ).get(assignment__action__code=code, period=small_plan.period)
        a_report(state, report, people, at=FIRST_DAY, achieved_value=Decimal(80))
    return services.seal_provisionally(2026, by=people.secretariat, at=NOVEMBER)


def test_what_is_verified_and_what_is_claimed_stand_apart(draft_seal: Seal) -> None:
    figures = {row.key: row for row in draft_seal.figures.all()}

    assert draft_seal.is_provisional and draft_seal.cutoff_at == NOVEMBER
    assert (figures["carried_out"].part, figures["claimed.carried_out"].part) == (1, 2)
    assert (figures["mean"].part, figures["claimed.mean"].part) == (1, 2)
    assert figures["claimed.waiting"].part == 1
    assert is_intact(draft_seal)
    assert Entry.everything.get(verb="seal.provisional").after["sha256"] == draft_seal.sha256


def test_a_claim_counts_only_where_the_figure_says_so(draft_seal: Seal, small_plan: World) -> None:
    lines = {line.action_code: line for line in lines_of(small_plan.period)}
    claimed = as_claimed(lines[SENT])

    assert (lines[SENT].value, lines[SENT].is_verified) == (None, False)
    assert (claimed.value, claimed.is_verified) == (Decimal(80), True)
    assert as_claimed(lines[VERIFIED]) == lines[VERIFIED]
    statuses = dict(draft_seal.actions.values_list("code", "status"))
    assert statuses[SENT] == Status.NO_REPORT


def test_a_year_that_has_not_begun_has_no_provisional_seal(people: People) -> None:
    with pytest.raises(OutOfTurn, match="belum memiliki periode yang dibuka"):
        services.seal_provisionally(2031, by=people.secretariat, at=NOVEMBER)


def test_only_the_desk_seals_provisionally(small_plan: World, people: People) -> None:
    with pytest.raises(NotYours):
        services.seal_provisionally(2026, by=people.verifier, at=NOVEMBER)


def test_a_report_on_it_is_a_draft_and_stays_one(draft_seal: Seal, people: People) -> None:
    report = services.open_annual_report(
        draft_seal, ReportKind.PRESIDENT, by=people.secretariat, at=NOVEMBER
    )

    with pytest.raises(OutOfTurn, match="pembekuan sementara"):
        services.request_edition(report, is_final=True, by=people.secretariat, at=NOVEMBER)
    with pytest.raises(Exception, match="pembekuan sementara") as refused:
        services.send_to_review(report, by=people.secretariat, at=NOVEMBER)
    assert refused.typename == "Incomplete"
    services.request_edition(report, is_final=False, by=people.secretariat, at=NOVEMBER)
    assert frozen_words(compose_report(report)).startswith("Data dibekukan sementara 28 Jul 2026")


def test_the_final_seal_names_what_changed_and_takes_the_words_along(
    small_plan: World, people: People
) -> None:
    by, early = people.secretariat, FIRST_DAY - timedelta(days=1)
    first = services.seal_provisionally(2026, by=by, at=early)
    draft = services.open_annual_report(first, ReportKind.PRESIDENT, by=by, at=early)
    chapter = draft.sections.get(key="society")
    services.save_section(chapter, "Ditulis pada bulan November.", by=by, at=early)
    year = a_sealed_year(small_plan, people)
    late = services.open_annual_report(year.seal, ReportKind.PRESIDENT, by=by, at=year.later())

    changed = list(differences(first, year.seal))
    assert "Keterlaksanaan aksi: semula 0,0% (0 dari 12), menjadi 91,7% (11 dari 12)." in changed
    assert not any("klaim" in text for text in changed)
    assert compose_report(late).corrections == (), "a draft's figure is no erratum"
    texts = {row.key: row.text for row in late.sections.all()}
    assert texts["society"] == "Ditulis pada bulan November."
    assert "11 dari 12" in texts["achievement"], "the machine's words are those of the new seal"
    with pytest.raises(OutOfTurn, match="sudah dibekukan"):
        services.seal_provisionally(2026, by=by, at=year.later())
    with pytest.raises(OutOfTurn, match="Data akhir"):
        services.open_annual_report(first, ReportKind.PUBLIC, by=by, at=year.later())


def test_the_list_offers_a_provisional_seal_only_before_the_final_one(
    small_plan: World, people: People
) -> None:
    client = Client()
    client.force_login(people.secretariat)

    before = client.get("/laporan-tahunan/").content.decode()
    sealed = client.post("/laporan-tahunan/pembekuan/2026/sementara/", follow=True)
    a_sealed_year(small_plan, people)
    after = client.get("/laporan-tahunan/").content.decode()
    client.force_login(people.operator)
    elsewhere = client.get("/laporan-tahunan/").content.decode()

    assert "Bekukan sementara data 2026" in before
    assert "Data tahun 2026 dibekukan sementara." in sealed.content.decode()
    assert "Beku sementara" in sealed.content.decode()
    assert "Bekukan sementara data 2026" not in after
    assert "Angka yang berubah sejak pembekuan sebelumnya" in after
    assert "semula" not in elsewhere, "the figures of a seal are the desk's"
