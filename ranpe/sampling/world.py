"""Seeding: the whole sample world, once; the same seed and anchor give the same data."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import override

from actions.models import RegionalPlan
from institutions.imports import import_institutions, import_provinces
from institutions.models import Institution
from journal.chain import seal_waiting
from journal.models import Entry, MailState, Notice
from journal.services import Change, record_entry
from pillars.models import Period, PlanVersion
from pillars.services import schedule_period
from progress import services
from progress.lines import targets_in
from progress.queries import regional_reports_with_parts, reports_with_parts
from ranpe.kit.clock import WIB, start_of
from ranpe.sampling.calendar import (
    Semester,
    closed_semesters,
    live_days,
    live_semester,
    usual_days,
)
from ranpe.sampling.organisation import FOUNDED, Organisation, build_organisation
from ranpe.sampling.plans import build_plans, make_promises, register_regional_plans
from ranpe.sampling.scene import play_today
from ranpe.sampling.source import FOLDER, SEED, Source, chance
from ranpe.sampling.texts import bank, tag
from ranpe.sampling.walk import walk_closed
from reporting.services import seal_year
from workgroups.services import record_decision, record_meeting, record_recommendation

SEEDED = "sample.seeded"
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
        plans = build_plans(source)
        register_regional_plans(source)
        versions = [version for found in plans.values() for version in found]
        say("  struktur, rencana, dan komitmen")
        _closed_years(organisation, versions, say)
        _today(organisation, versions[-1], day, now, say)
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


def _version_of(versions: Sequence[PlanVersion], year: int) -> PlanVersion:
    return next(row for row in versions if row.first_year <= year <= row.last_year)


def _schedule(version: PlanVersion, semester: Semester, days: Mapping[str, Any]) -> Period:
    return schedule_period(
        version,
        year=semester.year,
        code=semester.code,
        name=semester.name,
        by=None,
        at=FOUNDED,
        **days,
    )


def _closed_years(organisation: Organisation, versions: Sequence[PlanVersion], say: Say) -> None:
    first = 2025 if organisation.source.is_small else 2021
    for year in range(first, 2026):
        version = _version_of(versions, year)
        periods = [
            _schedule(version, semester, usual_days(semester))
            for semester in closed_semesters(year, year)
        ]
        make_promises(organisation, periods)
        for period in periods:
            _walk_period(organisation, period)
        _meet(organisation, year)
        desk = organisation.person("sekretariat")
        seal_year(year, by=desk, at=periods[-1].cutoff_at + timedelta(days=5))
        say(f"  tahun {year}")


def _walk_period(organisation: Organisation, period: Period) -> None:
    head = organisation.person("sestama")
    services.open_period(period, by=head, at=period.opens_at)
    targets, stages = targets_in(period), _stages()
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


def _stages() -> dict[int, str]:
    return dict(RegionalPlan.everything.values_list("region_id", "stage"))


def _meet(organisation: Organisation, year: int) -> None:
    """The meetings of a year, what they decided, and what the year's report recommends."""
    luck = chance("meetings", year)
    desk = organisation.person("sekretariat")
    owners = [
        home
        for code, home in sorted(organisation.institutions.items())
        if code <= "KL48" and organisation.source.keeps_institution(code)
    ]
    for month, group in ((4, 1), (5, 2), (6, 3), (8, None), (9, 1), (12, None)):
        said = luck.choice(bank()["rapat"])
        held = date(year, month, luck.randint(2, 27))
        at = datetime(year, month, held.day, 16, 0, tzinfo=WIB)
        meeting = record_meeting(
            organisation.groups[group],
            said["judul"],
            held_on=held,
            summary=f"{said['ringkasan']} {tag(luck)}",
            by=desk,
            at=at,
        )
        record_decision(
            meeting,
            luck.choice(bank()["keputusan"]),
            owner=luck.choice(owners),
            due_on=held + timedelta(days=60),
            by=desk,
            at=at,
        )
    for found in luck.sample(bank()["rekomendasi"], 4):
        owner = _owner(organisation, found["penanggung_jawab"])
        record_recommendation(
            year,
            found["teks"],
            owner=owner,
            progress=luck.choice(["open", "under_way", "done"] if year < 2025 else ["open"]),
            by=desk,
            at=datetime(year, 12, 20, 10, 0, tzinfo=WIB),
        )


def _owner(organisation: Organisation, code: str) -> Institution:
    return organisation.institutions[code]


def _today(
    organisation: Organisation, version: PlanVersion, day: date, now: datetime, say: Say
) -> None:
    """The plan in force: closed semesters since 2026, the open one, and the next one waiting."""
    first = Semester(2026, 1)
    live = live_semester(day, first)
    semester, periods = first, {}
    while semester <= live:
        days = live_days(live, day) if semester == live else usual_days(semester)
        periods[semester] = _schedule(version, semester, days)
        semester = semester.after()
    periods[semester] = _schedule(version, semester, usual_days(semester))
    for year in sorted({s.year for s in periods if s <= live}):
        of_year = [period for s, period in sorted(periods.items()) if s.year == year]
        make_promises(organisation, of_year)
    for semester, period in sorted(periods.items()):
        if semester < live:
            _walk_period(organisation, period)
            if semester.half == 2:
                seal_year(semester.year, by=organisation.person("sekretariat"), at=now)
    period = periods[live]
    services.open_period(period, by=organisation.person("sestama"), at=period.opens_at)
    play_today(organisation, period, targets_in(period), _stages(), at=now)
    say(f"  periode berjalan: {period.name}")


def _quiet_old_news(now: datetime) -> None:
    """History is neither mailed nor unread; the news of the last days waits in the inbox."""
    Notice.everything.update(mail_state=MailState.NONE)
    old = Notice.everything.filter(created_at__lt=now - timedelta(days=7))
    old.update(read_at=now - timedelta(days=1))
