"""What waits for whom in the making of the annual reports, on Beranda and behind /ke/."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from reporting.models import AnnualReport, ReportKind, Seal, Stage
from tests.factories import World
from tests.pages.visiting import signed_in, words_of
from tests.people import People

HOME = reverse("home")


@pytest.fixture
def report(small_plan: World, people: People, now: datetime) -> AnnualReport:
    """A report to the President that is being drafted."""
    seal = Seal.everything.create(
        year=2026,
        number=1,
        plan_version=small_plan.version,
        plan_code=small_plan.plan.code,
        plan_title=small_plan.plan.title,
        plan_basis=small_plan.plan.legal_basis,
        base="Basis contoh",
        level_one_label="Pilar",
        level_two_label="Fokus",
        is_sample=True,
        cutoff_at=now,
        rules_version=1,
        formula_version=1,
        achieved_from=100,
        on_track_from=90,
        at_risk_from=60,
        evidence_from=60,
        small_cell_below=5,
        journal_head="0" * 64,
        sha256="0" * 64,
        sealed_at=now,
        sealed_by=people.secretariat,
    )
    return AnnualReport.everything.create(
        year=2026,
        kind=ReportKind.PRESIDENT,
        version=1,
        seal=seal,
        title="Laporan Tahunan Contoh",
        classification="T",
        opened_at=now,
        opened_by=people.secretariat,
    )


def put(report: AnnualReport, **values: Any) -> AnnualReport:
    """The report as it would stand at another stage."""
    AnnualReport.everything.filter(pk=report.pk).update(**values)
    return AnnualReport.everything.get(pk=report.pk)


@pytest.mark.parametrize(
    ("stage", "kind", "part"),
    [
        (Stage.AWAITING_DECISION, ReportKind.PRESIDENT, "head"),
        (Stage.POKJA_REVIEW, ReportKind.PRESIDENT, "pokja_head"),
        (Stage.POKJA_REVIEW, ReportKind.PRESIDENT, "chair"),
        (Stage.PLENARY, ReportKind.PRESIDENT, "sekber_member"),
        (Stage.HARM_TEST, ReportKind.PUBLIC, "ppid"),
    ],
)
def test_whoever_has_the_next_word_finds_the_report_on_beranda(
    stage: str, kind: str, part: str, report: AnnualReport, people: People
) -> None:
    put(report, state=stage, kind=kind)

    assert "Laporan Tahunan Contoh" in words_of(signed_in(people.all()[part]).get(HOME))


@pytest.mark.parametrize("part", ["operator", "verifier", "ppid", "chair", "sekber_member"])
def test_it_does_not_wait_for_anybody_else(part: str, report: AnnualReport, people: People) -> None:
    put(report, state=Stage.AWAITING_DECISION)

    assert "Laporan Tahunan Contoh" not in words_of(signed_in(people.all()[part]).get(HOME))


def test_the_way_leads_to_the_page_of_the_next_word(report: AnnualReport, people: People) -> None:
    url = reverse("go", args=["reporting.annualreport", report.pk])

    assert signed_in(people.head).get(url)["Location"] == reverse(
        "reporting:detail", args=[report.pk]
    )
    put(report, state=Stage.AWAITING_DECISION)
    assert signed_in(people.head).get(url)["Location"] == reverse(
        "reporting:decide", args=[report.pk]
    )
    put(report, state=Stage.HARM_TEST, kind=ReportKind.PUBLIC)
    assert signed_in(people.ppid).get(url)["Location"] == reverse(
        "reporting:harm_test", args=[report.pk]
    )
    assert signed_in(people.operator).get(url).status_code == 404


def test_the_desk_finds_it_by_title_and_others_do_not(report: AnnualReport, people: People) -> None:
    asked = {"q": "Laporan Tahunan Contoh"}

    assert "1 hasil" in words_of(signed_in(people.secretariat).get(reverse("search"), asked))
    assert "Tidak ada hasil" in words_of(signed_in(people.operator).get(reverse("search"), asked))
