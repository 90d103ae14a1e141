"""Compliance against the agreed due dates and against the first ones, in seal and reports."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape

import pytest

from progress.figures import FORMULA_VERSION
from progress.services.extending import grant_by_letter
from reporting import services
from reporting.compose import compose_public, compose_report
from reporting.models import ReportKind, SealedInstitution
from reporting.rendering import president_html, public_html
from reporting.sealing import is_intact
from reporting.sealing.hashing import content_of
from tests.factories import World, a_report, again
from tests.people import People
from tests.reporting.years import FIRST_DAY, SealedYear, a_draft, a_sealed_year

AUGUST = datetime.fromisoformat("2026-08-03T10:00:00+07:00")


@pytest.fixture
def year(small_plan: World, people: People) -> SealedYear:
    """A year in which Kemenag was given until 5 August for one report, and sent it on the 3rd."""
    report = small_plan.report("P1-F01-A002", "Kemenag")
    grant_by_letter(
        [report],
        until=date(2026, 8, 5),
        reason="Audit.",
        letter="S-1",
        by=people.secretariat,
        at=FIRST_DAY,
    )
    a_report("submitted", again(report), people, at=AUGUST)
    return a_sealed_year(small_plan, people)


def words_in(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def test_counted_by_hand_the_extended_report_is_on_time_by_one_deadline_only(
    year: SealedYear,
) -> None:
    sealed = {row.key: row for row in year.seal.figures.all()}

    # 13 duties in each semester. Three early reports and the extended one in the first, all but
    # that of the silent action in the second: 16 sent, and one of them after 31 July.
    def parts(key: str) -> tuple[int | None, int | None]:
        return sealed[key].part, sealed[key].whole

    assert parts("compliance.sent") == (16, 26)
    assert parts("compliance.on_time") == (16, 26)
    assert parts("compliance.on_time_at_first") == (15, 26)
    assert parts("compliance.extended") == (1, 26)
    assert sealed["compliance.on_time"].formula.startswith("laporan tepat waktu menurut batas yang")
    assert "tanpa waktu tambahan" in sealed["compliance.on_time_at_first"].formula
    assert {row.formula_version for row in sealed.values()} == {FORMULA_VERSION} == {3}


def test_each_institution_is_sealed_with_both(year: SealedYear) -> None:
    rows = {row.short: row for row in year.seal.institutions.all()}

    assert rows["Kemenag"].on_time - (rows["Kemenag"].on_time_at_first or 0) == 1
    assert all(
        row.on_time == row.on_time_at_first for short, row in rows.items() if short != "Kemenag"
    )
    assert sum(row.on_time_at_first or 0 for row in rows.values()) == 15
    assert sum(row.on_time_at_first or 0 for row in year.seal.provinces.all()) == 2


def test_both_annual_reports_print_both(year: SealedYear) -> None:
    document = compose_report(a_draft(year))
    edition = compose_public(a_draft(year, ReportKind.PUBLIC))
    told = "menurut batas semula, tanpa waktu tambahan: 15 dari 26 (57,7%)"

    for html in (
        president_html(document, is_draft=True),
        public_html(edition, is_draft=True),
    ):
        words = words_in(html)
        assert "Tepat waktu, batas disepakati" in words
        assert "Tepat waktu, batas semula" in words
        assert "Kepatuhan pelaporan K/L menurut batas semula" in words
        assert "Kepatuhan pelaporan provinsi menurut batas semula" in words
    assert told in words_in(president_html(document, is_draft=True))
    kemenag = next(row for row in edition.institutions if row.short == "Kemenag")
    card = f"menurut batas semula {kemenag.on_time_at_first} dari {kemenag.due}"
    assert card in words_in(president_html(document, is_draft=True))


def test_a_seal_from_before_stays_intact_and_says_that_it_does_not_know(year: SealedYear) -> None:
    row = year.seal.institutions.all()[0]
    older = SealedInstitution(code=row.code, on_time_at_first=None, due=4, sent=4, on_time=4)

    assert "on_time_at_first" not in content_of(older)
    older.on_time_at_first = 0
    assert content_of(older)["on_time_at_first"] == 0
    assert is_intact(year.seal)


def test_the_same_data_gives_the_same_second_figure_again(year: SealedYear) -> None:
    later = services.seal_year(2026, by=year.people.secretariat, at=year.later())

    for key in ("compliance.on_time_at_first", "provinces.on_time_at_first"):
        first, second = (seal.figures.get(key=key) for seal in (year.seal, later))
        assert (first.part, first.whole, first.value) == (second.part, second.whole, second.value)
