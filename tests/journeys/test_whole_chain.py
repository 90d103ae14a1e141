"""The whole chain, from an empty draft to the published portal page."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.models import ReportKind
from tests.factories import World
from tests.journeys import portal_chapter as portal
from tests.journeys import reporting_chapter as reporting
from tests.journeys import year_chapter as year
from tests.journeys.clock import Clock
from tests.journeys.conftest import Visit
from tests.journeys.house import House, prepare, verify_the_rest
from tests.people import People


@pytest.mark.parametrize("javascript", [True, False], ids=["with_script", "without_script"])
def test_the_whole_chain_from_an_empty_draft_to_the_portal(
    town: World,
    crowd: People,
    clock: Clock,
    visit: Visit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    javascript: bool,
) -> None:
    house = House(town, crowd, clock, visit, tmp_path, monkeypatch, javascript)
    prepare(town)

    reporting.an_action_is_reported(house)
    reporting.it_is_sent_taken_back_and_sent_again(house)
    reporting.it_is_returned_and_repaired(house)
    reporting.it_is_accepted(house)
    reporting.a_province_reports(house)
    verify_the_rest(house)

    house.months_pass("2027-02-20T09:00:00+07:00")
    year.the_period_is_locked(house)
    year.the_year_is_sealed(house)
    year.a_chapter_is_edited(house, ReportKind.PRESIDENT)
    for_the_president = year.the_final_file_is_made(house, ReportKind.PRESIDENT)
    year.the_pokja_discuss_it(house, ReportKind.PRESIDENT)
    year.the_plenary_is_held(house, ReportKind.PRESIDENT)
    year.the_pokja_discuss_it(house, ReportKind.PUBLIC)
    year.the_plenary_is_held(house, ReportKind.PUBLIC)
    year.the_harm_test_is_done(house)
    for_the_public = year.the_final_file_is_made(house, ReportKind.PUBLIC)
    year.it_is_laid_before_the_head(house)
    year.the_head_decides(house, crowd.head, ReportKind.PRESIDENT, for_the_president)
    year.it_is_sent_to_the_president(house)

    acting = year.an_acting_head_takes_office(house)
    house.months_pass("2027-02-22T09:00:00+07:00")
    year.the_head_decides(house, acting, ReportKind.PUBLIC, for_the_public)
    year.it_is_published(house)

    portal.a_citizen_reads_it(house, javascript=javascript)
