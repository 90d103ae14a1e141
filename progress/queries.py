"""Reading reports: tasks, queues, boards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries import holders_of
from institutions.models import SekberRole
from pillars.models import Period
from progress.access import institution_of
from progress.lines import targets_in
from progress.models import SENT, Evidence, ProgressReport, RegionalReport, ReportState
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, number

_REPORT_PARTS = (
    "period__version__plan",
    "assignment__action__focus__pillar",
    "assignment__institution",
    "assignment__unit",
)


def reports_with_parts() -> Any:
    """Reports of institutions with all that a list shows, in one query."""
    return ProgressReport.everything.select_related(*_REPORT_PARTS)


def regional_reports_with_parts() -> Any:
    """Reports of provinces with all that a list shows, in one query."""
    return RegionalReport.everything.select_related("period__version__plan", "region__government")


def reports_written_by(user: Any) -> Any:
    """The reports that a person writes or sends, whatever their state."""
    reach = user.reach
    return reports_with_parts().filter(
        models.Q(assignment__institution_id__in=reach.institutions)
        | models.Q(assignment__unit_id__in=reach.units)
    )


def regional_reports_written_by(user: Any) -> Any:
    """The same for provinces."""
    return regional_reports_with_parts().filter(region__government__in=user.reach.institutions)


def reports_awaiting(user: Any) -> Any:
    """The verification queue of a person: sent reports of their pillars, never of their own
    institution, the oldest first."""
    reach = user.reach
    checked = [
        number for role, kind, number in reach.by_role if (role, kind) == (Role.VERIFIER, "pillar")
    ]
    chaired = [
        number
        for role, kind, number in reach.by_role
        if (role, kind) == (Role.POKJA_CHAIR, "pillar")
    ]
    pillar = "assignment__action__focus__pillar__number__in"
    waiting = models.Q(state=ReportState.SUBMITTED, **{pillar: checked}) | models.Q(
        state=ReportState.AWAITING_CHAIR, **{pillar: chaired}
    )
    if reach.has(Role.POKJA_HEAD):
        waiting |= models.Q(state=ReportState.AWAITING_CHAIR)
    if reach.has(Role.SEKBER_MEMBER):
        waiting |= models.Q(
            state=ReportState.AWAITING_CHAIR,
            assignment__institution__sekber_role=SekberRole.LEAD,
        )
    rows = reports_with_parts().filter(waiting)
    return rows.exclude(assignment__institution_id__in=reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def regional_reports_awaiting(user: Any) -> Any:
    """The provinces' reports that wait for a verifier, the oldest first."""
    if not user.reach.has(Role.VERIFIER):
        return RegionalReport.everything.none()
    rows = regional_reports_with_parts().filter(state=ReportState.SUBMITTED)
    return rows.exclude(region__government__in=user.reach.home_institutions).order_by(
        "submitted_at", "pk"
    )


def verifiers_of(report: Any) -> Iterable[int]:
    """The keys of the people who may check a report: its pillar's, never its own institution's."""
    own = institution_of(report)
    condition = models.Q(role=Role.VERIFIER) & ~models.Q(position__institution_id=own)
    if isinstance(report, ProgressReport):
        number = report.assignment.action.focus.pillar.number
        condition &= models.Q(pillar_number=number)
    return holders_of(condition, on=day_of(timezone.now()))


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
    }


def deadline_tone(owed_at: datetime, at: datetime) -> str:
    """How a deadline is shown: late, soon (a week or less) or calm."""
    if at > owed_at:
        return "late"
    return "soon" if owed_at - at <= timedelta(days=SOON_DAYS) else "calm"


@dataclass(frozen=True)
class QueueRow:
    """One report that waits for a check; `age_days` counts from its sending."""

    url_name: str
    pk: int
    code: str
    title: str
    owner: str
    state: str
    claimed_status: str
    period: str
    sent_at: datetime
    age_days: int
    returned_before: bool
    was_late: bool


def queue_rows(user: Any, at: datetime) -> list[QueueRow]:
    """What waits for `user` to check, of institutions and provinces, the oldest first."""
    rows = [_queue_row(report, at) for report in reports_awaiting(user)]
    rows += [_regional_queue_row(report, at) for report in regional_reports_awaiting(user)]
    return sorted(rows, key=lambda row: (row.sent_at, row.url_name, row.pk))


def _queue_row(report: ProgressReport, at: datetime) -> QueueRow:
    return QueueRow(
        url_name="progress:desk",
        code=report.assignment.action.code,
        title=report.assignment.action.title,
        owner=report.assignment.institution.short,
        claimed_status=report.claimed_status,
        **_waiting(report, at),
    )


def _regional_queue_row(report: RegionalReport, at: datetime) -> QueueRow:
    return QueueRow(
        url_name="progress:regional-desk",
        code=report.region.code,
        title=_now("Laporan daerah %(region)s") % {"region": report.region.name},
        owner=report.region.name,
        claimed_status="",
        **_waiting(report, at),
    )


def _waiting(report: ProgressReport | RegionalReport, at: datetime) -> dict[str, Any]:
    sent_at = report.submitted_at or at
    return {
        "pk": report.pk,
        "state": report.state,
        "period": report.period.name,
        "sent_at": sent_at,
        "age_days": (day_of(at) - day_of(sent_at)).days,
        "returned_before": report.returns > 0,
        "was_late": report.was_late,
    }


def report_before(report: ProgressReport | RegionalReport) -> Any:
    """The same duty's latest earlier report that was sent; None when there is none."""
    if isinstance(report, ProgressReport):
        rows: Any = ProgressReport.everything.filter(assignment=report.assignment_id)
    else:
        rows = RegionalReport.everything.filter(region=report.region_id)
    rows = rows.filter(
        period__ends_on__lt=report.period.starts_on, first_submitted_at__isnull=False
    )
    return rows.select_related("period").order_by("-period__ends_on").first()


def shown_evidence(report: ProgressReport | RegionalReport) -> Any:
    """The files that a report stands on, without those that were taken out."""
    return report.evidences.filter(removed_at=None).select_related("file")


def earlier_uses(report: ProgressReport | RegionalReport, user: Any) -> dict[str, list[str]]:
    """Other reports that `user` sees and that rest on the same bytes, by the bytes' hash."""
    own = {"report": report} if isinstance(report, ProgressReport) else {"regional_report": report}
    hashes = shown_evidence(report).values("file__sha256")
    rows = Evidence.everything.visible_to(user).filter(file__sha256__in=hashes, removed_at=None)
    rows = rows.exclude(**own).select_related(
        "file",
        "report__assignment__action",
        "report__assignment__institution",
        "report__period",
        "regional_report__region",
        "regional_report__period",
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        names = found.setdefault(row.file.sha256, [])
        if row.about.journal_name not in names:
            names.append(row.about.journal_name)
    return found
