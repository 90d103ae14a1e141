"""The duty to report, grouped by pillar, Pokja, institution, province or focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from institutions.models import Institution
from pillars.models import Focus, Period, Pillar, Status
from pillars.queries import rules_of
from progress.figures import Line, compliance_by_institution
from progress.lines import lines_of
from progress.models import ProgressReport, RegionalReport, ReportState
from ranpe.kit.clock import day_of
from ranpe.pages.boards import (
    WORDS,
    board_scope,
    oversees_provinces,
    recent_periods,
    running_of,
    shown_of,
    verdict_in_words,
)
from ranpe.pages.profiles import LATE, RETURNED, SENT, VERIFIED, Figure, ProfileRow, profile_row
from workgroups.models import WorkingGroup

# The names in the address.
BY_PILLAR, BY_POKJA, BY_INSTITUTION = "pilar", "pokja", "kl"
BY_PROVINCE, BY_FOCUS = "provinsi", "fokus"
OF_INSTITUTIONS = (BY_PILLAR, BY_POKJA, BY_INSTITUTION, BY_FOCUS)


@dataclass(frozen=True)
class GroupedRow:
    """One report that is owed, and by whom."""

    group: str
    owner: str
    report: ProfileRow


@dataclass(frozen=True)
class Group:
    """The reports of one pillar, Pokja, institution, province or focus; numbers count rows."""

    key: str
    label: str
    rows: tuple[GroupedRow, ...]

    @property
    def due(self) -> int:
        """How many reports are owed."""
        return len(self.rows)

    @property
    def duty(self) -> tuple[Figure, ...]:
        """Sent at all, late now, accepted, returned."""
        return tuple(Figure(key, label, self._count(key)) for key, label in duty_labels().items())

    @property
    def statuses(self) -> tuple[Figure, ...]:
        """Reports by status, without those that none has."""
        found = (Figure(row.value, str(row.label), self._count(row.value)) for row in Status)
        return tuple(figure for figure in found if figure.count)

    def _count(self, key: str) -> int:
        return sum(key in row.report.kinds for row in self.rows)


@dataclass(frozen=True)
class Grouping:
    """A period's duty in groups, and the verdict on it."""

    period: Period
    by: str
    verdict: str
    groups: tuple[Group, ...]
    running: tuple[Period, ...] = ()

    def rows_of(self, group: str, kind: str) -> list[GroupedRow]:
        """The rows behind a number: of one group or of all, of one kind or of all."""
        return [
            row
            for each in self.groups
            if group in ("", each.key)
            for row in each.rows
            if not kind or kind in row.report.kinds
        ]


def duty_labels() -> dict[str, str]:
    """The words of the numbers about the duty, by their names in the address."""
    return {
        SENT: _("Terkirim"),
        LATE: _("Terlambat"),
        VERIFIED: _("Terverifikasi"),
        RETURNED: _("Perlu perbaikan"),
    }


def choices_for(user: Any) -> dict[str, str]:
    """By what a person may group, with the words of the tabs."""
    found = {}
    if user.reach.national or user.reach.pillar_numbers:
        found = {
            BY_PILLAR: _("Per pilar"),
            BY_POKJA: _("Per Pokja"),
            BY_INSTITUTION: _("Per K/L"),
            BY_FOCUS: _("Per fokus"),
        }
    return found | ({BY_PROVINCE: _("Per provinsi")} if oversees_provinces(user) else {})


def grouping_for(
    user: Any, at: datetime, *, by: str, pillar: int | None = None, chosen: Period | None = None
) -> Grouping | None:
    """What a person oversees in a period (`chosen`, else the running one), in groups; None before
    the first period.

    A constant number of queries, whatever the grouping. Each report counts once in each view.
    """
    recent = recent_periods()
    period = chosen or shown_of(recent)
    if period is None:
        return None
    if by == BY_PROVINCE:
        return _of_provinces(period, running_of(recent), at)
    reports = ProgressReport.everything.filter(board_scope(user), period=period).defer(*WORDS)
    lines = [row for row in lines_of(period, reports) if pillar in (None, row.pillar_number)]
    kept = compliance_by_institution(lines, at)
    unsent = sum(row.sent < row.due for row in kept)
    late = [row.late_now > 0 for row in kept]
    return Grouping(
        period=period,
        by=by,
        verdict=verdict_in_words(period, late, unsent, "K/L", at),
        groups=_groups(period, lines, by, at),
        running=running_of(recent),
    )


def _groups(period: Period, lines: Sequence[Line], by: str, at: datetime) -> tuple[Group, ...]:
    rules = rules_of(period.version.plan)
    owners = {
        row.pk: row
        for row in Institution.everything.filter(pk__in={line.institution_id for line in lines})
    }
    labels = _labels(period, by)
    found: dict[str, list[GroupedRow]] = {}
    for line in sorted(lines, key=lambda row: (row.action_code, row.institution_id)):
        owner = owners[line.institution_id]
        if by == BY_INSTITUTION:
            labels[owner.code] = owner.short
        key = {BY_INSTITUTION: owner.code, BY_FOCUS: str(line.focus_id)}.get(
            by, str(line.pillar_number)
        )
        row = GroupedRow(key, owner.short, profile_row(line, rules, at))
        found.setdefault(key, []).append(row)
    ordered = sorted(found) if by == BY_INSTITUTION else [key for key in labels if key in found]
    return tuple(Group(key, labels[key], tuple(found[key])) for key in ordered)


def _labels(period: Period, by: str) -> dict[str, str]:
    """What the groups are called, in their order; institutions are named by their own rows."""
    plan = period.version.plan
    if by == BY_INSTITUTION:
        return {}
    if by == BY_FOCUS:
        foci = Focus.everything.filter(pillar__plan=plan).select_related("pillar")
        rows = foci.order_by("pillar__number", "number")
        return {str(row.pk): f"{row.pillar.number}.{row.number} {row.name}" for row in rows}
    pillars = Pillar.everything.filter(plan=plan).order_by("number")
    found = {str(row.number): f"{plan.level_one_label} {row.number}. {row.name}" for row in pillars}
    if by == BY_POKJA:
        groups = WorkingGroup.everything.exclude(pillar_number=None).order_by("pillar_number")
        found |= {str(row.pillar_number): row.name for row in groups}
    return found


def _of_provinces(period: Period, running: tuple[Period, ...], at: datetime) -> Grouping:
    reports = RegionalReport.everything.filter(period=period).select_related("region", "period")
    rows = [_provincial(report, at) for report in reports.order_by("region__code")]
    late = [LATE in row.report.kinds for row in rows]
    unsent = sum(SENT not in row.report.kinds for row in rows)
    return Grouping(
        period=period,
        by=BY_PROVINCE,
        verdict=verdict_in_words(period, late, unsent, _("provinsi"), at),
        groups=tuple(Group(row.group, row.owner, (row,)) for row in rows),
        running=running,
    )


def _provincial(report: RegionalReport, at: datetime) -> GroupedRow:
    is_late = report.is_late_at(at)
    told = {
        SENT: report.first_submitted_at is not None,
        LATE: is_late,
        RETURNED: report.state == ReportState.RETURNED,
        VERIFIED: report.state in (ReportState.VERIFIED, ReportState.LOCKED),
    }
    row = ProfileRow(
        report_id=report.pk,
        code=report.region.code,
        title=_("Laporan daerah"),
        claimed_status="",
        status="",
        value=None,
        target=None,
        unit="",
        state=report.state,
        days_late=max((day_of(at) - day_of(report.owed_at)).days, 1) if is_late else 0,
        kinds=frozenset(key for key, holds in told.items() if holds),
    )
    return GroupedRow(report.region.code, report.region.name, row)
