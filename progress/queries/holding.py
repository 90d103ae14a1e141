"""Reading who holds which report while it is checked, who is absent, and who may take over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Grant, Occupancy, OccupancyKind, Role, User, grants_on
from progress.models import ProgressReport, RegionalReport, ReportState, SessionState
from progress.queries.reminders import Either, code_of, owner_of
from progress.queries.rows import regional_reports_with_parts, reports_with_parts
from ranpe.kit.clock import day_of
from ranpe.kit.formats import day

_CHECKING = (Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER)
_STANDING_IN = (OccupancyKind.DELEGATE, OccupancyKind.PLH)


@dataclass(frozen=True)
class Held:
    """A report that somebody has begun to check; `key` names it in a form."""

    report: Either
    key: str
    code: str
    owner: str
    holder: User
    since: datetime
    age_days: int

    @property
    def is_regional(self) -> bool:
        """Whether a province owes it."""
        return isinstance(self.report, RegionalReport)


@dataclass(frozen=True)
class Holder:
    """A person with reports in their hands; `absence` says why they cannot check now."""

    person: User
    count: int
    age_days: int
    absence: str


@dataclass(frozen=True)
class Taker:
    """A verifier in office, with what they check and hold already, for whoever chooses."""

    person: User
    home: str
    pillars: tuple[int, ...]
    count: int


def key_of(report: Either) -> str:
    """What a report is called in a form: its kind and its number."""
    return f"{'D' if isinstance(report, RegionalReport) else 'K'}{report.pk}"


def held_reports(user: Any, at: datetime) -> list[Held]:
    """Every report that is being checked outside a session and that `user` sees, oldest first."""
    being_checked = {"state": ReportState.SUBMITTED, "review_started_by__isnull": False}
    rows: list[Any] = []
    for reports in (reports_with_parts(), regional_reports_with_parts()):
        begun = reports.visible_to(user).filter(**being_checked)
        if reports.model is ProgressReport:  # a session moves its reports between its own desks
            begun = begun.exclude(session_items__session__state=SessionState.RUNNING)
        rows += begun.select_related("review_started_by")
    found = [_held(report, at) for report in rows]
    return sorted(found, key=lambda row: (-row.age_days, row.code, row.key))


def _held(report: Any, at: datetime) -> Held:
    return Held(
        report=report,
        key=key_of(report),
        code=code_of(report),
        owner=owner_of(report).short,
        holder=report.review_started_by,
        since=report.review_started_at,
        age_days=(day_of(at) - day_of(report.submitted_at)).days,
    )


@dataclass(frozen=True)
class Hands:
    """Everything that is being checked, and the people who check."""

    rows: list[Held]
    offices: list[Occupancy]

    @property
    def holders(self) -> list[Holder]:
        """The people who hold reports; those who are absent first, then the oldest queue."""
        grouped: dict[User, list[Held]] = {}
        for row in self.rows:
            grouped.setdefault(row.holder, []).append(row)
        found = [
            Holder(person, len(own), max(row.age_days for row in own), self._absence_of(person))
            for person, own in grouped.items()
        ]
        return sorted(found, key=lambda row: (not row.absence, -row.age_days, row.person.name))

    def takers(self, holder: User) -> list[Taker]:
        """The verifiers at work but `holder`, the least loaded first."""
        loads = Counter(row.holder for row in self.rows)
        offices: dict[User, list[Occupancy]] = {}
        for office in self.offices:
            if office.user != holder and _verifies(office):
                offices.setdefault(office.user, []).append(office)
        found = [
            _taker(own, loads[person])
            for person, own in offices.items()
            if not self._absence_of(person)
        ]
        return sorted(found, key=lambda row: (row.count, row.person.name))

    def _absence_of(self, person: User) -> str:
        """Why somebody cannot check today: no account, no office, or another stands in."""
        own = [row for row in self.offices if row.user == person]
        definitive = {row.position for row in own if row.kind == OccupancyKind.DEFINITIVE}
        others = [row for row in self.offices if row.kind in _STANDING_IN]
        away = [row for row in others if row.position in definitive and row.user != person]
        if not person.is_active:
            return _("Akunnya tidak aktif.")
        if not own:
            return _("Tidak memegang jabatan pemeriksa hari ini.")
        return _away(away[0]) if away else ""


def hands(user: Any, at: datetime) -> Hands:
    """Who holds what, over the reports that `user` sees."""
    return Hands(held_reports(user, at), _checking_offices(day_of(at)))


def _away(other: Occupancy) -> str:
    words = {"kind": OccupancyKind(other.kind).label, "name": other.user.printed_name}
    if other.ends_on is None:
        return _("Diwakili %(kind)s %(name)s.") % words
    words["day"] = day(other.ends_on)
    return _("Diwakili %(kind)s %(name)s sampai %(day)s.") % words


def _checking_offices(on: date) -> list[Occupancy]:
    rights = models.Prefetch("position__grants", Grant.everything.filter(grants_on(on)))
    carrying = Grant.everything.filter(grants_on(on), role__in=_CHECKING).order_by()
    held = Occupancy.everything.in_force(on).filter(position__in=carrying.values("position"))
    rows = held.select_related("user", "position__institution")
    return list(rows.prefetch_related(rights))


def _verifies(office: Occupancy) -> bool:
    return any(grant.role == Role.VERIFIER for grant in office.position.grants.all())


def _taker(own: Sequence[Occupancy], count: int) -> Taker:
    numbers = {
        grant.pillar_number
        for office in own
        for grant in office.position.grants.all()
        if grant.role == Role.VERIFIER and grant.pillar_number
    }
    home = own[0].position.institution.short
    return Taker(own[0].user, home, tuple(sorted(numbers)), count)
