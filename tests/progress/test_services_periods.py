"""Opening, closing, reopening and locking periods."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pillars.models import Period, PeriodState
from progress.models import (
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.services import (
    RegionalContent,
    RemarkText,
    attach_evidence,
    autosave,
    close_period,
    lock_period,
    open_period,
    reopen_period,
    save_regional_report,
    save_report,
    submit_report,
)
from ranpe.kit.refusals import Incomplete, NotYours, Refused
from tests import factories
from tests.factories import World, a_file, some_content
from tests.people import People

REMARK = [RemarkText("evidence", "Data dukung belum memadai")]


def again(report: ProgressReport) -> ProgressReport:
    """The report as it stands now."""
    return factories.again(report)


# --- Periods ---------------------------------------------------------------------------------


def _scheduled(world: World) -> Period:
    return Period.everything.select_related("version__plan").get(pk=world.next_period.pk)


def test_opening_a_period_lays_out_one_report_for_every_duty(
    small_plan: World, people: People, now: datetime
) -> None:
    period = _scheduled(small_plan)

    open_period(period, by=people.secretariat, at=now)

    duties = ProgressReport.everything.filter(period=small_plan.period).count()
    assert ProgressReport.everything.filter(period=period).count() == duties
    assert RegionalReport.everything.filter(period=period).count() == 4


def test_opening_again_adds_only_what_is_missing(
    small_plan: World, people: People, now: datetime
) -> None:
    period = open_period(_scheduled(small_plan), by=people.secretariat, at=now)
    kept = ProgressReport.everything.filter(period=period).order_by("pk")
    lost = kept[0]
    before = set(kept.values_list("pk", flat=True)) - {lost.pk}
    lost.delete()

    open_period(period, by=people.secretariat, at=now)

    after = set(kept.values_list("pk", flat=True))
    assert before < after
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("part", ["operator", "verifier", "chair", "admin"])
def test_others_open_no_period(part: str, small_plan: World, people: People, now: datetime) -> None:
    for period in (_scheduled(small_plan), small_plan.period):
        with pytest.raises(NotYours):
            open_period(period, by=people.all()[part], at=now)


def test_a_lock_freezes_everything(
    report: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("verified", report, people, at=now)
    other = small_plan.report("P1-F01-A003", "Kemensos")
    factories.a_report("returned", other, people, at=now)
    close_period(report.period, by=people.secretariat, at=now)

    lock_period(report.period, by=people.secretariat, at=now)

    assert again(report).state == ReportState.LOCKED
    frozen = again(other)
    for write in (
        lambda: save_report(
            frozen, some_content(), version=frozen.version, by=people.other_operator, at=now
        ),
        lambda: submit_report(frozen, by=people.other_approver, at=now),
        lambda: attach_evidence(frozen, a_file(), title="", by=people.other_operator, at=now),
        lambda: autosave(frozen, {}, version=0, by=people.other_operator, at=now),
    ):
        with pytest.raises(Refused):
            write()


def test_a_reopened_period_takes_reports_again(
    report: ProgressReport, people: People, now: datetime
) -> None:
    period, later = report.period, report.period.closes_at + timedelta(days=30)
    close_period(period, by=people.secretariat, at=later)

    with pytest.raises(Incomplete):
        reopen_period(period, reason="", by=people.pokja_head, at=later)
    reopen_period(period, reason="Gangguan jaringan", by=people.pokja_head, at=later)
    factories.a_report("submitted", again(report), people, at=later)

    assert Period.everything.get(pk=period.pk).state == PeriodState.OPEN
    assert Submission.everything.get().is_late


def test_a_provinces_actions_are_part_of_what_it_sends(
    regional: RegionalReport, small_plan: World, people: People, now: datetime
) -> None:
    content = RegionalContent(
        narrative="Empat kegiatan ketahanan masyarakat di tiga kabupaten.",
        activity_count=4,
        plan_stage="enacted",
        actions=(small_plan.actions[0].pk,),
    )
    save_regional_report(regional, content, version=0, by=people.province_operator, at=now)

    sent: Any = submit_report(regional, by=people.province_approver, at=now)

    assert sent.content["actions"] == ["P1-F01-A001"]
    assert sent.receipt.startswith("S1-2026-D")
