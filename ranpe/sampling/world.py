"""Seeding: the whole sample world, once; the same seed and anchor give the same data."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import override

from institutions.imports import import_institutions, import_provinces
from journal.chain import seal_waiting
from journal.models import Entry, MailState, Notice
from journal.services import Change, record_entry
from pillars.models import Period, PlanVersion
from pillars.services import PeriodPlan, schedule_period
from progress import services
from progress.lines import targets_in
from progress.queries import regional_reports_with_parts, reports_with_parts
from progress.services.climbing import climb_ladder
from ranpe.kit.clock import WIB, day_of, end_of, start_of
from ranpe.kit.formats import long_day
from ranpe.sampling.calendar import (
    Semester,
    closed_semesters,
    live_days,
    live_semester,
    usual_days,
)
from ranpe.sampling.checking import check_today
from ranpe.sampling.letters import write_letters
from ranpe.sampling.meetings import call_meeting, hold_meetings
from ranpe.sampling.organisation import FOUNDED, Organisation, build_organisation
from ranpe.sampling.plans import (
    make_promises,
    register_regional_plans,
    stages_on,
    version_for,
    write_holidays,
)
from ranpe.sampling.scene import play_today
from ranpe.sampling.source import FOLDER, SEED, Source
from ranpe.sampling.walk import walk_closed, walk_update
from reporting.services import seal_year

SEEDED = "sample.seeded"
UPDATED_YEAR = 2025
Say = Callable[[str], Any]


def anchor() -> date | None:
    """The day on which the sample calendar is anchored; None before the first seeding."""
    entry = Entry.everything.filter(verb=SEEDED).order_by("pk").first()
    return date.fromisoformat(entry.after["anchor"]) if entry else None


def build_world(day: date, *, is_small: bool = False, say: Say = print) -> None:
    """Build the whole sample world as it stands at ten o'clock on `day`."""
    source = Source(is_small=is_small)
    now = datetime(day.year, day.month, day.day, 10, 0, tzinfo=WIB)
    with override("id"), transaction.atomic(), _calm():
        change = Change(after={"anchor": day.isoformat(), "seed": SEED})
        record_entry(None, SEEDED, "data contoh dimuat", by=None, at=FOUNDED, change=change)
        organisation = _ground(source, day)
        write_holidays(source)
        register_regional_plans(source)
        say("  lembaga, orang, dan kalender")
        _closed_years(organisation, say)
        _today(organisation, day, now, say)
        _quiet_old_news(now)
    seal_waiting()


@contextmanager
def _calm() -> Iterator[None]:
    """Thousands of short-lived rows: the collector would only walk over them in vain."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _ground(source: Source, day: date) -> Organisation:
    import_provinces(FOLDER / "provinces.csv", by=None, at=FOUNDED)
    import_institutions(FOLDER / "institutions.csv", by=None, at=FOUNDED)
    import_institutions(
        FOLDER / "institutions.csv",
        successions=FOLDER / "successions.csv",
        by=None,
        at=start_of(day),
    )
    return build_organisation(source)


def _schedule(
    version: PlanVersion, semester: Semester, days: Mapping[str, Any], at: datetime
) -> Period:
    plan = PeriodPlan(name=semester.name, **days)
    return schedule_period(version, plan, year=semester.year, code=semester.code, by=None, at=at)


def _closed_years(organisation: Organisation, say: Say) -> None:
    first = 2025 if organisation.source.is_small else 2021
    for year in range(first, 2026):
        version = version_for(organisation.source, year)
        at = datetime(year, 1, 5, 9, 0, tzinfo=WIB)
        periods = [
            _schedule(version, semester, usual_days(semester), at)
            for semester in closed_semesters(year, year)
        ]
        make_promises(organisation, periods)
        _walk_period(organisation, periods[0])
        hold_meetings(organisation, year)
        if year == UPDATED_YEAR:
            _walk_update(organisation, _schedule_update(version, at))
        _walk_period(organisation, periods[1])
        desk = organisation.person("sekretariat")
        seal_year(year, by=desk, at=periods[-1].cutoff_at + timedelta(days=5))
        say(f"  tahun {year}")


def _schedule_update(version: PlanVersion, at: datetime) -> Period:
    """The one short data update of the sample, in the last closed year."""
    last = date(UPDATED_YEAR, 10, 31)
    plan = PeriodPlan(
        name=f"Pemutakhiran data per {long_day(last)}",
        starts_on=date(UPDATED_YEAR, 7, 1),
        ends_on=last,
        opens_at=start_of(last + timedelta(days=1)),
        due_at=end_of(last + timedelta(days=14)),
        closes_at=end_of(last + timedelta(days=21)),
        cutoff_at=end_of(last + timedelta(days=28)),
    )
    return schedule_period(
        version, plan, year=UPDATED_YEAR, code="P1", kind="short_update", by=None, at=at
    )


def _walk_update(organisation: Organisation, period: Period) -> None:
    head = organisation.person("sestama")
    services.open_period(period, by=head, at=period.opens_at)
    targets = targets_in(period)
    for report in list(reports_with_parts().filter(period=period)):
        walk_update(organisation, report, targets)
    services.close_period(period, by=head, at=period.closes_at + timedelta(minutes=1))
    services.lock_period(period, by=head, at=period.cutoff_at + timedelta(hours=12))


def _walk_period(organisation: Organisation, period: Period) -> None:
    head = organisation.person("sestama")
    services.open_period(period, by=head, at=period.opens_at)
    targets, stages = targets_in(period), stages_on(period.ends_on)
    reports = list(reports_with_parts().filter(period=period))
    for report in reports:
        walk_closed(organisation, report, targets)
    actions = tuple(sorted({report.assignment.action_id for report in reports}))
    for regional in regional_reports_with_parts().filter(period=period):
        if organisation.source.keeps_province(regional.region.code):
            extra = (stages.get(regional.region_id, ""), actions)
            walk_closed(organisation, regional, {}, extra)
    services.close_period(period, by=head, at=period.closes_at + timedelta(minutes=1))
    services.lock_period(period, by=head, at=period.cutoff_at + timedelta(hours=12))


def _today(organisation: Organisation, day: date, now: datetime, say: Say) -> None:
    """The plan in force: closed semesters since 2026, the open one, and the next one waiting."""
    first = Semester(2026, 1)
    live = live_semester(day, first)
    periods = _periods_until(organisation, first, live, day, now)
    for year in sorted({semester.year for semester in periods}):
        of_year = [period for semester, period in periods.items() if semester.year == year]
        if year <= live.year:
            make_promises(organisation, of_year, is_live=year == live.year)
    for semester, period in periods.items():
        if semester < live:
            _walk_period(organisation, period)
            if semester.half == 2:
                seal_year(semester.year, by=organisation.person("sekretariat"), at=now)
    hold_meetings(organisation, live.year, until=day)
    call_meeting(organisation, now)
    period = periods[live]
    services.open_period(period, by=organisation.person("sestama"), at=period.opens_at)
    play_today(organisation, period, targets_in(period), stages_on(day), at=now)
    check_today(organisation, period, at=now)
    # The day after the due day the calendar reminded whoever is still late today.
    climb_ladder(at=start_of(day_of(period.due_at) + timedelta(days=1)) + timedelta(hours=9))
    write_letters(organisation, period, periods[live.after()], at=now)
    say(f"  periode berjalan: {period.name}")


def _periods_until(
    organisation: Organisation, first: Semester, live: Semester, day: date, now: datetime
) -> dict[Semester, Period]:
    """The periods from `first` to the one after `live`, in order."""
    periods: dict[Semester, Period] = {}
    semester = first
    while semester <= live.after():
        version = version_for(organisation.source, semester.year)
        days = live_days(live, day) if semester == live else usual_days(semester)
        at = min(datetime(semester.year, 1, 5, 9, 0, tzinfo=WIB), now)
        periods[semester] = _schedule(version, semester, days, at)
        semester = semester.after()
    return periods


def _quiet_old_news(now: datetime) -> None:
    """History is neither mailed nor unread; the news of the last days waits in the inbox."""
    Notice.everything.update(mail_state=MailState.NONE)
    old = Notice.everything.filter(created_at__lt=now - timedelta(days=7))
    old.update(read_at=now - timedelta(days=1))
