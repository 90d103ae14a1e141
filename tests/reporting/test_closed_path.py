"""Jalur tertutup in the yearly reports: counted as reported, named, and without a word."""

from __future__ import annotations

import pytest

from portal.editions import as_json
from progress.services import close_duty
from ranpe.kit.actor import Actor
from reporting.compose import compose_public, compose_report
from reporting.models import ReportKind
from reporting.sealing import is_intact
from tests.factories import SECRET, World
from tests.people import People
from tests.reporting.years import FIRST_DAY, LIMITED, SealedYear, a_draft, a_sealed_year

OPEN = "P1-F01-A003"
WORDS = "Dilaporkan melalui jalur tertutup, dengan status saja dan tanpa isi"


@pytest.fixture
def year(small_plan: World, people: People) -> SealedYear:
    """A year in which an open and a limited action were reported on the closed path."""
    by: Actor = people.secretariat
    for code, owner in ((OPEN, "Kemensos"), (LIMITED, "Kemenag")):
        duty = small_plan.report(code, owner).assignment
        close_duty(duty, reason=f"Rahasia {SECRET} MERAK", by=by, at=FIRST_DAY)
    return a_sealed_year(small_plan, people)


def test_a_closed_line_is_sealed_counted_and_named_but_says_nothing(year: SealedYear) -> None:
    lines = list(year.seal.report_lines.filter(is_closed=True).order_by("action_code"))

    assert [line.action_code for line in lines] == [LIMITED, OPEN]
    assert all(line.is_sent and line.is_verified and line.was_on_time for line in lines)
    assert {(line.claimed, line.recognised, line.narrative) for line in lines} == {(None, None, "")}
    assert is_intact(year.seal)
    figures = {row.key: row for row in year.seal.figures.all()}
    due = sum(row.due for row in year.seal.institutions.all())
    sent = sum(row.sent for row in year.seal.institutions.all())
    assert (figures["compliance.sent"].part, figures["compliance.sent"].whole) == (sent, due)
    assert figures["verified"].part == year.seal.report_lines.filter(is_verified=True).count()

    document = compose_report(a_draft(year))
    chapter = document.chapter("compliance")
    assert chapter is not None
    assert f"{WORDS}: {LIMITED} (Kemenag) dan {OPEN} (Kemensos)." in chapter.text


def test_the_public_reads_of_an_open_closed_line_that_it_was_reported_and_no_word(
    year: SealedYear,
) -> None:
    edition = compose_public(a_draft(year, ReportKind.PUBLIC))

    chapter = next(row for row in edition.sections if row.key == "compliance")
    assert f"{WORDS}: {OPEN} (Kemensos)." in chapter.text
    assert LIMITED not in chapter.text
    assert "R-9" not in as_json(edition)
    assert SECRET not in as_json(edition)
    kemensos = next(row for row in edition.institutions if row.short == "Kemensos")
    assert kemensos.sent >= 1
