"""Who is late: how institutions and provinces keep their duty to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.access import knows_phones
from accounts.models import Occupancy, OccupancyKind, Role
from institutions.models import Institution
from pillars.models import Period, PeriodState
from progress.figures import Compliance, Line, compliance_by_institution
from progress.lines import lines_of
from progress.models import ProgressReport, RegionalReport, Reminder
from progress.queries.letters import open_proposals
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, number
from ranpe.pages.lateness import LackCount, lack_counts, lack_of
from workgroups.models import LADDER_KINDS, LetterKind, LetterState
from workgroups.queries import living_letters

HEAT_PERIODS = 6
# The words of a report are not needed to say who is late.
WORDS = ("narrative", "obstacle", "follow_up", "note_to_verifier", "public_summary", "nil_reason")
NO_ROWS = models.Q(pk__in=[])


@dataclass(frozen=True)
class Written:
    """An official letter of the ladder, and how far it has come."""

    key: int
    words: str


@dataclass(frozen=True)
class OwnerRow:
    """An institution on the board: what it owes, and whom to call."""

    key: int
    code: str
    name: str
    full_name: str
    contact: str
    office: str
    days_late: int
    due: int
    sent: int
    unsent: int
    returned: int
    last_reminder_at: datetime | None
    proposal: str
    letter: Written | None = None
    lack: str = ""
    phone: str = ""

    @property
    def is_late(self) -> bool:
        """Whether anything is late today."""
        return self.days_late > 0


@dataclass(frozen=True)
class ProvinceRow:
    """A province on the board."""

    key: int
    code: str
    name: str
    state: str
    is_sent: bool
    days_late: int
    last_reminder_at: datetime | None
    proposal: str
    letter: Written | None = None


@dataclass(frozen=True)
class HeatCell:
    """How an institution reported in one period; `status` only gives the colour and shape."""

    status: str
    word: str
    parts: str


@dataclass(frozen=True)
class HeatRow:
    """An institution over the last periods."""

    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class Board:
    """Everything about who has reported, the worst first.

    `running` are the recent periods that are not frozen; `is_current` says that the page speaks
    about the one that reminders are about.
    """

    period: Period
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    rows: tuple[OwnerRow, ...]
    heat: tuple[HeatRow, ...]
    provinces: tuple[ProvinceRow, ...]
    verdict: str
    provinces_verdict: str
    running: tuple[Period, ...] = ()
    is_current: bool = True

    @property
    def late_rows(self) -> tuple[OwnerRow, ...]:
        """The institutions that are late today."""
        return tuple(row for row in self.rows if row.is_late)

    @property
    def lacks(self) -> tuple[LackCount, ...]:
        """The late institutions split by what they lack."""
        is_over = self.period.state == PeriodState.LOCKED
        return lack_counts([row.lack for row in self.late_rows], is_over=is_over)

    def late_rows_of(self, lack: str) -> tuple[OwnerRow, ...]:
        """The late institutions that lack one thing; all of them without any."""
        return tuple(row for row in self.late_rows if lack in ("", row.lack))

    @property
    def other_rows(self) -> tuple[OwnerRow, ...]:
        """The institutions that are not late, those with most left to send first."""
        rest = [row for row in self.rows if not row.is_late]
        return tuple(sorted(rest, key=lambda row: (-row.unsent, row.code)))


def recent_periods(count: int = HEAT_PERIODS, *, checked: bool = False) -> list[Period]:
    """The periods that have been opened, the newest first; `checked` only those with verdicts."""
    rows = Period.everything.exclude(state=PeriodState.SCHEDULED).select_related("version__plan")
    if checked:
        rows = rows.filter(is_checked=True)
    return list(rows.order_by("-ends_on", "-pk")[:count])


def shown_of(periods: Sequence[Period]) -> Period | None:
    """The period that pages speak about: the open one, else the newest that was opened."""
    open_ones = [period for period in periods if period.state == PeriodState.OPEN]
    return next(iter([*open_ones, *periods]), None)


def running_of(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Those that take reports or are still being checked."""
    states = (PeriodState.OPEN, PeriodState.CLOSED)
    return tuple(row for row in periods if row.state in states)


def shown_period(*, checked: bool = False) -> Period | None:
    """The same, straight from the calendar."""
    return shown_of(recent_periods(2, checked=checked))


def board_scope(user: Any) -> models.Q:
    """Whose duty to report a person oversees: all, or that of their pillars."""
    if user.reach.national:
        return models.Q()
    numbers = user.reach.pillar_numbers
    if not numbers:
        return NO_ROWS
    return models.Q(assignment__action__focus__pillar__number__in=numbers)


def oversees_provinces(user: Any) -> bool:
    """Whether a person sees how the provinces report."""
    return bool(user.reach.national or user.reach.has(Role.REGIONAL_SUPERVISOR))


def board_for(
    user: Any,
    at: datetime,
    *,
    pillar: int | None = None,
    periods: int = HEAT_PERIODS,
    checked: bool = False,
    chosen: Period | None = None,
) -> Board | None:
    """The board of a person, of all pillars or one; None before the first period.

    `checked` leaves out periods that nobody verifies; `chosen` is the period to speak about. A
    constant number of queries, whatever the number of reports and periods.
    """
    recent = recent_periods(max(periods, 2), checked=checked)
    running = running_of(recent)
    current = shown_of(recent)
    period = chosen or current
    if period is None:
        return None
    if chosen is not None:
        recent = [row for row in recent if row.due_at <= chosen.due_at]
    columns = sorted({period, *recent[:periods]}, key=lambda row: row.due_at)[-periods:]
    reports = ProgressReport.everything.filter(board_scope(user), period__in=columns)
    reports = reports.defer(*WORDS)
    every = [
        line for line in lines_of(period, reports) if pillar is None or line.pillar_number == pillar
    ]
    lines = tuple(line for line in every if line.period_due_at == period.due_at)
    compliance = compliance_by_institution(lines, at)
    owners = _owners({line.institution_id for line in every}, period, day_of(at))
    lacks = _lacks(lines, at)
    rows = tuple(
        _owner_row(row, owners[row.owner_id], lacks[row.owner_id], user) for row in compliance
    )
    provinces = _provinces(period, user, at) if oversees_provinces(user) and pillar is None else ()
    return Board(
        period=period,
        periods=tuple(columns),
        lines=lines,
        rows=rows,
        heat=_heat(every, columns, owners, at),
        provinces=provinces,
        verdict=verdict_in_words(period, [row.is_late for row in rows], _unsent(rows), "K/L", at),
        provinces_verdict=_provinces_verdict(period, provinces, at),
        running=running,
        is_current=period == current,
    )


def _lacks(lines: Sequence[Line], at: datetime) -> dict[int, str]:
    grouped: dict[int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.institution_id, []).append(line)
    return {key: lack_of(group, at) for key, group in grouped.items()}


def _owners(keys: set[int], period: Period, today: date) -> dict[int, Any]:
    """The institutions with the office that sends their reports, in one query."""
    held = models.Q(ends_on=None) | models.Q(ends_on__gte=today)
    contact = (
        Occupancy.everything.filter(
            held,
            starts_on__lte=today,
            position__grants__role=Role.APPROVER,
            position__grants__institution=models.OuterRef("pk"),
        )
        .order_by(models.F("position__grants__unit").asc(nulls_first=True), "pk")
        .values(
            found=JSONObject(
                name="user__name", phone="user__phone", title="position__title", kind="kind"
            )
        )
    )
    rows = Institution.everything.filter(pk__in=keys).annotate(
        contact=models.Subquery(contact[:1]),
        **_reminded(period, "pk"),
    )
    return {row.pk: row for row in rows}


def _reminded(period: Period, owner: str) -> dict[str, models.Subquery]:
    """When the owner was reminded last in a period, and which letter the ladder proposes."""
    own = {"period": period, "institution": models.OuterRef(owner)}
    told = Reminder.everything.filter(**own, withdrawn_at=None, reached__gt=0)
    told = told.order_by("-told_at")
    proposed = open_proposals(period).filter(institution=models.OuterRef(owner))
    written = living_letters(period).filter(institution=models.OuterRef(owner))
    written = written.filter(kind__in=LADDER_KINDS).order_by("-pk")
    return {
        "last_reminder_at": models.Subquery(told.values("told_at")[:1]),
        "proposal": models.Subquery(proposed.order_by("-proposed_on", "-pk").values("kind")[:1]),
        "written": models.Subquery(
            written.values(found=JSONObject(key="pk", kind="kind", state="state"))[:1]
        ),
    }


def _letter(row: Any) -> str:
    return str(LetterKind(row.proposal).label) if row.proposal else ""


def _written(row: Any, user: Any) -> Written | None:
    """The newest letter of the ladder; how it stands is the desk's own matter."""
    found = row.written
    if not (found and user.reach.national):
        return None
    words = f"{LetterKind(found['kind']).label}: {LetterState(found['state']).label}"
    return Written(found["key"], words)


def _owner_row(compliance: Compliance, owner: Any, lack: str, user: Any) -> OwnerRow:
    contact = owner.contact or {}
    return OwnerRow(
        key=owner.pk,
        code=owner.code,
        name=owner.short,
        full_name=owner.name,
        contact=contact.get("name", ""),
        office=_office(contact),
        days_late=max(compliance.days_late, 1) if compliance.late_now else 0,
        due=compliance.due,
        sent=compliance.sent,
        unsent=compliance.due - compliance.sent,
        returned=compliance.returned,
        last_reminder_at=owner.last_reminder_at,
        proposal=_letter(owner) if compliance.late_now else "",
        letter=_written(owner, user),
        lack=lack,
        phone=contact.get("phone", "") if knows_phones(user, owner.pk) else "",
    )


def _office(contact: dict[str, str]) -> str:
    title, kind = contact.get("title", ""), contact.get("kind", OccupancyKind.DEFINITIVE)
    return title if kind == OccupancyKind.DEFINITIVE else f"{OccupancyKind(kind).label} {title}"


def _unsent(rows: Sequence[OwnerRow]) -> int:
    return sum(row.unsent > 0 for row in rows)


def verdict_in_words(
    period: Period, late: Sequence[bool], unsent: int, who: str, at: datetime
) -> str:
    """How many are late, out of all; before the due date how many have not sent everything."""
    words = {"late": number(sum(late)), "all": number(len(late)), "who": who}
    if not late:
        return _("Tidak ada laporan yang harus dikirim dalam periode ini.")
    if any(late) and period.state == PeriodState.LOCKED:
        return _("%(late)s dari %(all)s %(who)s tidak melapor") % words
    if any(late):
        return _("%(late)s dari %(all)s %(who)s terlambat") % words
    if not unsent:
        return _("Semua %(all)s %(who)s sudah mengirim") % words
    return _("Belum ada yang terlambat; %(unsent)s belum kirim, %(left)s") % {
        "unsent": number(unsent),
        "left": countdown(period.due_at, at),
    }


def _provinces(period: Period, user: Any, at: datetime) -> tuple[ProvinceRow, ...]:
    reports = RegionalReport.everything.filter(period=period).select_related(
        "region__government", "period"
    )
    reports = reports.annotate(**_reminded(period, "region__government"))
    rows = [
        ProvinceRow(
            key=report.region.government.pk,
            code=report.region.code,
            name=report.region.name,
            state=report.state,
            is_sent=report.is_sent,
            days_late=max((day_of(at) - day_of(report.owed_at)).days, 1)
            if report.is_late_at(at)
            else 0,
            last_reminder_at=report.last_reminder_at,
            proposal=_letter(report) if report.is_late_at(at) else "",
            letter=_written(report, user),
        )
        for report in reports
    ]
    return tuple(sorted(rows, key=lambda row: (-row.days_late, row.is_sent, row.code)))


def _provinces_verdict(period: Period, rows: Sequence[ProvinceRow], at: datetime) -> str:
    unsent = sum(not row.is_sent for row in rows)
    return verdict_in_words(period, [row.days_late > 0 for row in rows], unsent, _("provinsi"), at)


def _heat(
    lines: Sequence[Line], periods: Sequence[Period], owners: dict[int, Any], at: datetime
) -> tuple[HeatRow, ...]:
    grouped: dict[tuple[int, datetime], list[Line]] = {}
    for line in lines:
        grouped.setdefault((line.institution_id, line.period_due_at), []).append(line)
    return tuple(
        HeatRow(
            owner.short,
            tuple(heat_cell(grouped.get((owner.pk, period.due_at), []), at) for period in periods),
        )
        for owner in sorted(owners.values(), key=lambda owner: owner.code)
    )


def heat_cell(lines: Sequence[Line], at: datetime) -> HeatCell:
    """How an institution reported in one period, out of what it owed there."""
    if not lines:
        return HeatCell("not_scheduled", _("Tidak wajib"), "")
    [row] = compliance_by_institution([*lines], at)
    parts = f"{row.sent}/{row.due}"
    if row.sent == row.due:
        if row.on_time == row.due:
            return HeatCell("achieved", _("Tepat waktu"), parts)
        return HeatCell("at_risk", _("Terkirim terlambat"), parts)
    if row.late_now:
        return HeatCell("no_report", _("Belum lengkap, terlambat"), parts)
    return HeatCell("open", _("Belum jatuh tempo"), parts)
