"""How one institution keeps its duty and what it reaches: every number with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.access import knows_phones
from accounts.models import Occupancy, Role
from actions.models import Action
from institutions.models import Institution
from pillars.models import Period, PeriodState, PlanRules, Status
from pillars.queries import rules_of
from progress.figures import Compliance, Line, compliance_of, status_of_line
from progress.lines import lines_of
from progress.models import ProgressReport, ReportState
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, in_sentence, number
from ranpe.pages.boards import HEAT_PERIODS, WORDS, HeatCell, board_scope, heat_cell
from workgroups.models import Decision

# What a number of the page counts: the name in the address, and which rows it means.
ON_TIME, SENT, LATE, NIL = "tepat-waktu", "terkirim", "terlambat", "nihil"
RETURNED, VERIFIED = "dikembalikan", "terverifikasi"


@dataclass(frozen=True)
class ProfileRow:
    """One report that the institution owes; what was not sent says nothing of its content."""

    report_id: int
    code: str
    title: str
    claimed_status: str
    status: str
    value: Decimal | None
    target: Decimal | None
    unit: str
    state: str
    days_late: int
    kinds: frozenset[str]

    @property
    def claimed_word(self) -> str:
        """The word of the claimed status."""
        return str(Status(self.claimed_status).label) if self.claimed_status else ""


@dataclass(frozen=True)
class Figure:
    """A number of the page; `key` in the address opens its rows."""

    key: str
    label: str
    count: int

    @property
    def is_status(self) -> bool:
        """Whether it counts a status, which has a shape."""
        return self.key in Status.values


@dataclass(frozen=True)
class PastPeriod:
    """How the institution reported in a period."""

    period: Period
    cell: HeatCell


@dataclass(frozen=True)
class Official:
    """Somebody who reports for the institution, in which office."""

    name: str
    office: str
    parts: str
    phone: str = ""


@dataclass(frozen=True)
class OpenDecision:
    """What the institution owes to a meeting."""

    text: str
    meeting: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class Profile:
    """One institution in one period."""

    period: Period
    verdict: str
    compliance: Compliance
    rows: tuple[ProfileRow, ...]
    duty: tuple[Figure, ...]
    statuses: tuple[Figure, ...]
    history: tuple[PastPeriod, ...]

    @property
    def labels(self) -> dict[str, str]:
        """The words of every number, by its key."""
        return {
            ON_TIME: _("Tepat waktu"),
            SENT: _("Terkirim"),
            **_duty_labels(),
            **_status_labels(),
        }

    def rows_of(self, key: str) -> list[ProfileRow]:
        """The rows behind a number; all of them without any."""
        return [row for row in self.rows if not key or key in row.kinds]


def begun_periods() -> list[Period]:
    """Every period that has been opened, the newest first."""
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED)
    return list(begun.select_related("version__plan").order_by("-ends_on", "-pk"))


def profile_scope(institution: Institution | models.OuterRef, user: Any) -> models.Q:
    """Of the reports of an institution, those that a person oversees or owes."""
    theirs = models.Q(
        assignment__institution=institution,
        assignment__action__in=Action.everything.visible_to(user),
    )
    if user.reach.national:
        return theirs
    own = models.Q(assignment__institution_id__in=user.reach.institutions)
    of_units = models.Q(assignment__unit_id__in=user.reach.units)
    return theirs & (board_scope(user) | own | of_units)


def profile_of(
    institution: Institution, period: Period, begun: Sequence[Period], user: Any, at: datetime
) -> Profile:
    """The profile in a period, with the periods before it; a constant number of queries."""
    newest_first = [row for row in begun if row.due_at <= period.due_at]
    columns = newest_first[:HEAT_PERIODS]
    reports = ProgressReport.everything.filter(
        profile_scope(institution, user), period__in=columns
    ).defer(*WORDS)
    every = lines_of(period, reports)
    lines = [line for line in every if line.period_due_at == period.due_at]
    compliance = compliance_of(institution.pk, lines, at)
    rows = _rows(lines, rules_of(period.version.plan), at)
    return Profile(
        period=period,
        verdict=_verdict(period, compliance, at),
        compliance=compliance,
        rows=rows,
        duty=tuple(_counted(rows, _duty_labels())),
        statuses=tuple(_counted_statuses(period, rows)),
        history=tuple(
            PastPeriod(
                column,
                heat_cell([row for row in every if row.period_due_at == column.due_at], at),
            )
            for column in columns
        ),
    )


def _counted_statuses(period: Period, rows: Sequence[ProfileRow]) -> list[Figure]:
    """The statuses that there are; none in a period that nobody verifies."""
    if not period.is_checked:
        return []
    return [row for row in _counted(rows, _status_labels()) if row.count]


def _duty_labels() -> dict[str, str]:
    return {
        LATE: _("Terlambat"),
        NIL: _("Laporan nihil"),
        RETURNED: _("Perlu perbaikan"),
        VERIFIED: _("Terverifikasi"),
    }


def _status_labels() -> dict[str, str]:
    return {status.value: str(status.label) for status in Status}


def _counted(rows: Sequence[ProfileRow], labels: Mapping[str, str]) -> list[Figure]:
    return [
        Figure(key, label, sum(key in row.kinds for row in rows)) for key, label in labels.items()
    ]


def _rows(lines: Sequence[Line], rules: PlanRules, at: datetime) -> tuple[ProfileRow, ...]:
    rows = [profile_row(line, rules, at) for line in lines]
    return tuple(sorted(rows, key=lambda row: (row.code, row.report_id)))


def profile_row(line: Line, rules: PlanRules, at: datetime) -> ProfileRow:
    """The row of one line, with the numbers in which it is counted."""
    status = status_of_line(line, rules)
    is_late = line.is_late_at(at)
    return ProfileRow(
        report_id=line.report_id or 0,
        code=line.action_code,
        title=line.action_title,
        claimed_status=line.claimed_status if line.is_sent else "",
        status=status.value,
        value=(line.value if line.is_verified else line.claimed_value) if line.is_sent else None,
        target=line.target,
        unit=line.unit,
        state=line.state,
        days_late=max((day_of(at) - day_of(line.owed_at)).days, 1) if is_late else 0,
        kinds=_kinds(line, status, is_late=is_late),
    )


def _kinds(line: Line, status: Status, *, is_late: bool) -> frozenset[str]:
    """The numbers in which a row is counted, in the words of `Compliance`."""
    told = {
        SENT: line.was_sent,
        ON_TIME: line.was_on_time,
        LATE: is_late,
        NIL: line.was_sent and line.is_nil,
        RETURNED: line.state == ReportState.RETURNED,
        VERIFIED: line.is_verified,
        status.value: True,
    }
    return frozenset(key for key, holds in told.items() if holds)


def _verdict(period: Period, kept: Compliance, at: datetime) -> str:
    words = {
        "due": number(kept.due),
        "late": number(kept.late_now),
        "unsent": number(kept.due - kept.sent),
        "after": number(kept.sent - kept.on_time),
        "days": number(max(kept.days_late, 1)),
    }
    if not kept.due:
        return _("Tidak ada laporan yang wajib dikirim dalam periode ini.")
    if kept.late_now and period.state == PeriodState.LOCKED:
        return _("%(late)s dari %(due)s laporan tidak lengkap saat periode dikunci.") % words
    if kept.late_now:
        return _("%(late)s dari %(due)s laporan terlambat, paling lama %(days)s hari.") % words
    if kept.sent < kept.due:
        left = in_sentence(countdown(period.due_at, at))
        said = _("Belum ada yang terlambat; %(unsent)s dari %(due)s laporan belum terkirim")
        return f"{said % words}, {left}."
    if kept.on_time < kept.due:
        return _("Semua %(due)s laporan terkirim, %(after)s setelah batas waktu.") % words
    return _("Semua %(due)s laporan terkirim tepat waktu.") % words


def officials_of(institution: Institution, user: Any, at: datetime) -> list[Official]:
    """Who reports for an institution today: those who send first, then those who write."""
    shows_phones = knows_phones(user, institution.pk)
    parts = [Role.APPROVER, Role.COORDINATOR, Role.OPERATOR]
    held: Any = (
        Occupancy.everything.filter(
            position__grants__institution=institution, position__grants__role__in=parts
        )
        .in_force(day_of(at))
        .select_related("user", "position")
        .annotate(part=models.F("position__grants__role"))
    )
    found: dict[int, tuple[Any, list[str]]] = {}
    for row in sorted(held, key=lambda row: parts.index(Role(row.part))):
        words = found.setdefault(row.pk, (row, []))[1]
        if (label := str(Role(row.part).label)) not in words:
            words.append(label)
    return [
        Official(
            row.user.name, row.capacity, ", ".join(words), row.user.phone if shows_phones else ""
        )
        for row, words in found.values()
    ]


def open_decisions(institution: Institution, user: Any, at: datetime) -> list[OpenDecision]:
    """What meetings decided and the institution still owes, the oldest first."""
    rows = Decision.everything.visible_to(user).filter(owner=institution, done_on=None)
    return [
        OpenDecision(row.text, row.meeting.title, row.due_on, row.due_on < day_of(at))
        for row in rows.select_related("meeting").order_by("due_on", "pk")
    ]
