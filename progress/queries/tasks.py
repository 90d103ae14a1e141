"""Reading what a person owes: tasks by owner and state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from pillars.models import Period
from progress.lines import targets_in
from progress.models import (
    SENT,
    ProgressReport,
    RegionalReport,
    ReportState,
)
from progress.queries.rows import (
    mode_of,
    regional_reports_written_by,
    reports_written_by,
)
from ranpe.kit.formats import countdown, number

SOON_DAYS = 7


@dataclass(frozen=True)
class Task:
    """One report that a person owes: what, where it stands, until when."""

    url_name: str
    pk: int
    code: str
    title: str
    owner: str
    state: str
    deadline: str
    tone: str
    owed_at: datetime
    sent_at: datetime | None
    mode: str
    last_value: str


@dataclass(frozen=True)
class TaskGroup:
    """The tasks in one state of work, under its words."""

    key: str
    label: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class TaskSection:
    """The tasks of one owner (an institution, one of its units, a province)."""

    owner: str
    groups: tuple[TaskGroup, ...]
    done: int
    total: int


@dataclass(frozen=True)
class TaskList:
    """Everything that a person owes in a period, the most pressing first."""

    period: Period
    sections: tuple[TaskSection, ...]
    done: int
    total: int

    @property
    def next_task(self) -> Task | None:
        """The task to take up now; None when all is sent."""
        waiting = (
            group.tasks[0]
            for section in self.sections
            for group in section.groups
            if group.key != "sent"
        )
        return next(waiting, None)


_GROUPS: tuple[tuple[str, tuple[str, ...], Any], ...] = (
    ("returned", (ReportState.RETURNED,), _("Perlu perbaikan")),
    ("not_started", (ReportState.NOT_STARTED,), _("Belum diisi")),
    ("draft", (ReportState.DRAFT,), _("Draf")),
    ("proposed", (ReportState.PROPOSED,), _("Menunggu Eselon II")),
    ("sent", (*SENT, ReportState.LOCKED), _("Terkirim")),
)


def task_list(user: Any, period: Period, at: datetime) -> TaskList:
    """What `user` has to report in `period`, by owner and state; constant in queries.

    Whoever sends finds first what waits for them; the last value is that of the latest period
    before this one that was sent.
    """
    reports = list(reports_written_by(user).due_in(period))
    provinces = list(regional_reports_written_by(user).due_in(period))
    values = _last_values(reports, period) if reports else {}
    tasks = [_task(report, values.get(report.assignment_id, ""), at) for report in reports]
    tasks += [_regional_task(report, at) for report in provinces]
    order = _group_order(user)
    owners: dict[str, list[Task]] = {}
    for task in tasks:
        owners.setdefault(task.owner, []).append(task)
    sections = sorted(
        (_section(owner, own, order) for owner, own in owners.items()),
        key=lambda section: section.done == section.total,
    )
    return TaskList(
        period=period,
        sections=tuple(sections),
        done=sum(section.done for section in sections),
        total=sum(section.total for section in sections),
    )


def _group_order(user: Any) -> list[tuple[str, tuple[str, ...], Any]]:
    if not user.reach.has(Role.APPROVER):
        return list(_GROUPS)
    return sorted(_GROUPS, key=lambda group: group[0] != "proposed")


def _section(
    owner: str, tasks: list[Task], order: list[tuple[str, tuple[str, ...], Any]]
) -> TaskSection:
    groups = []
    for key, states, label in order:
        own = sorted(
            (task for task in tasks if task.state in states),
            key=lambda task: (task.owed_at, task.code),
        )
        if own:
            groups.append(TaskGroup(key, str(label), tuple(own)))
    done = sum(len(group.tasks) for group in groups if group.key == "sent")
    return TaskSection(owner, tuple(groups), done, len(tasks))


def _last_values(reports: list[ProgressReport], period: Period) -> dict[int, str]:
    duties = [report.assignment_id for report in reports]
    units = {key: target.unit for key, target in targets_in(period, duties).items()}
    earlier = ProgressReport.everything.filter(
        assignment__in=duties,
        period__ends_on__lt=period.starts_on,
        first_submitted_at__isnull=False,
    )
    rows = earlier.order_by("period__ends_on").values_list(
        "assignment_id", "achieved_value", "recognised_value", "period__name"
    )
    return {
        key: f"{number(claimed if recognised is None else recognised)} {units.get(key, '')}".strip()
        + f" ({name})"
        for key, claimed, recognised, name in rows
        if claimed is not None
    }


def _task(report: ProgressReport, last_value: str, at: datetime) -> Task:
    assignment = report.assignment
    owner = assignment.unit.name if assignment.unit else assignment.institution.short
    return Task(
        url_name="progress:check" if _is_to_read(report) else "progress:edit",
        code=assignment.action.code,
        title=assignment.action.title,
        owner=owner,
        last_value=last_value,
        **_standing(report, at),
    )


def _regional_task(report: RegionalReport, at: datetime) -> Task:
    return Task(
        url_name="progress:regional-check" if _is_to_read(report) else "progress:regional-edit",
        code=report.region.code,
        title=_now("Laporan daerah %(region)s") % {"region": report.region.name},
        owner=report.region.name,
        last_value="",
        **_standing(report, at),
    )


def _is_to_read(report: ProgressReport | RegionalReport) -> bool:
    return report.is_sent or report.state == ReportState.PROPOSED


def _standing(report: ProgressReport | RegionalReport, at: datetime) -> dict[str, Any]:
    return {
        "pk": report.pk,
        "state": report.state,
        "deadline": "" if report.is_sent else countdown(report.owed_at, at),
        "tone": deadline_tone(report.owed_at, at),
        "owed_at": report.owed_at,
        "sent_at": report.submitted_at,
        "mode": mode_of(report),
    }


def deadline_tone(owed_at: datetime, at: datetime) -> str:
    """How a deadline is shown: late, soon (a week or less) or calm."""
    if at > owed_at:
        return "late"
    return "soon" if owed_at - at <= timedelta(days=SOON_DAYS) else "calm"
