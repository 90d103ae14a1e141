"""Many reports at once: what waits for an official, and what nobody has begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from institutions.models import NATIONAL_KINDS
from journal.queries import has_open_remarks
from pillars.models import Period, Status
from progress.differences import Difference, changed_sentences
from progress.lines import TargetLine, targets_in
from progress.models import (
    Evidence,
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.queries import TaskList, regional_reports_with_parts, reports_with_parts
from progress.workflow import missing_parts
from ranpe.kit.formats import day, number

Either = ProgressReport | RegionalReport
# The texts that are read in the list, in the form's order.
_TEXTS = (
    ("nil_reason", gettext_lazy("Alasan tidak ada kegiatan")),
    ("narrative", gettext_lazy("Uraian kemajuan")),
    ("obstacle", gettext_lazy("Kendala")),
    ("follow_up", gettext_lazy("Tindak lanjut")),
    ("public_summary", gettext_lazy("Ringkasan untuk publik")),
)


@dataclass(frozen=True)
class Said:
    """One text of a report; `difference` marks what changed since it was last said."""

    label: str
    text: str
    difference: Difference | None


@dataclass(frozen=True)
class Proposal:
    """One report that waits for an official: what it says, and what it said before.

    `since` names what it is compared with: its last sending, else the latest period before it.
    """

    report: Either
    url_name: str
    code: str
    title: str
    owner: str
    value: str
    target: str
    since: str
    status_before: str
    value_before: str
    texts: tuple[Said, ...]
    missing: tuple[str, ...]
    is_late: bool

    @property
    def key(self) -> str:
        """Which report in which version: what the official has read."""
        kind = "D" if isinstance(self.report, RegionalReport) else "K"
        return f"{kind}{self.report.pk}-{self.report.version}"


@dataclass(frozen=True)
class _Before:
    """What a report is compared with."""

    name: str
    said: Mapping[str, Any]


def _held(user: Any, *roles: str) -> models.Q:
    """The reports of the institutions and units for which one of `roles` is held."""
    keys = {kind: {k for r, c, k in user.reach.by_role if r in roles and c == kind} for kind in _OF}
    return models.Q(assignment__institution_id__in=keys["institution"]) | models.Q(
        assignment__unit_id__in=keys["unit"]
    )


_OF = ("institution", "unit")


def _held_provinces(user: Any, *roles: str) -> models.Q:
    keys = {key for role, kind, key in user.reach.by_role if role in roles and kind in _OF[:1]}
    return models.Q(region__government__in=keys)


def _with_proof(rows: Any, name: str) -> Any:
    """Ask once for all rows whether a file shows what they say; `missing_parts` reads it."""
    shown = Evidence.everything.filter(**{name: models.OuterRef("pk")}, removed_at=None)
    return rows.annotate(
        is_proven=models.Exists(shown), has_open_remarks=has_open_remarks(rows.model)
    )


def proposals_for(user: Any, at: datetime) -> list[Proposal]:
    """What waits for `user` to send, the most pressing first; constant in queries."""
    waits = {"state": ReportState.PROPOSED}
    reports = reports_with_parts().filter(_held(user, Role.APPROVER), **waits)
    provinces = regional_reports_with_parts().filter(_held_provinces(user, Role.APPROVER), **waits)
    found: list[Either] = [
        *_with_proof(reports, "report").select_related("proposed_by"),
        *_with_proof(provinces, "regional_report").select_related("proposed_by"),
    ]
    targets = _targets(found)
    before = _before(found)
    rows = [_proposal(row, targets, before.get((type(row), row.pk)), at) for row in found]
    return sorted(rows, key=lambda row: (row.report.owed_at, row.code, row.report.pk))


def _targets(reports: Iterable[Either]) -> dict[tuple[int, int], TargetLine]:
    """The targets by period and assignment; one query a period, of which few are open."""
    duties: dict[Period, list[int]] = {}
    for report in reports:
        if isinstance(report, ProgressReport):
            duties.setdefault(report.period, []).append(report.assignment_id)
    return {
        (period.pk, key): target
        for period, keys in duties.items()
        for key, target in targets_in(period, keys).items()
    }


def _before(reports: list[Either]) -> dict[tuple[type, int], _Before]:
    """What each report is compared with, by kind and key."""
    national = [row for row in reports if isinstance(row, ProgressReport)]
    provinces = [row for row in reports if isinstance(row, RegionalReport)]
    found = _earlier(national, "assignment_id") | _earlier(provinces, "region_id")
    sent = Submission.everything.filter(
        models.Q(report__in=national) | models.Q(regional_report__in=provinces)
    )
    for row in sent.order_by("number"):
        kind, key = (
            (ProgressReport, row.report_id)
            if row.report_id
            else (RegionalReport, row.regional_report_id)
        )
        name = _("kiriman %(number)s, %(day)s") % {
            "number": row.number,
            "day": day(row.submitted_at),
        }
        found[kind, int(key or 0)] = _Before(name, row.content)
    return found


def _earlier(reports: list[Any], owner: str) -> dict[tuple[type, int], _Before]:
    """The same duty's latest earlier report that was sent."""
    if not reports:
        return {}
    kind = type(reports[0])
    rows = kind.everything.filter(
        **{f"{owner}__in": [getattr(row, owner) for row in reports]},
        period__is_checked=True,
        first_submitted_at__isnull=False,
    )
    earlier = list(rows.select_related("period").order_by("period__ends_on"))
    return {
        (kind, report.pk): _Before(row.period.name, vars(row))
        for report in reports
        for row in earlier
        if getattr(row, owner) == getattr(report, owner)
        and row.period.ends_on < report.period.starts_on
    }


def _proposal(
    report: Any,
    targets: Mapping[tuple[int, int], TargetLine],
    before: _Before | None,
    at: datetime,
) -> Proposal:
    of_an_institution = isinstance(report, ProgressReport)
    key = (report.period_id, report.assignment_id) if of_an_institution else (0, 0)
    target = targets.get(key)
    unit = target.unit if target else ""
    said = before.said if before else {}
    return Proposal(
        report=report,
        **(_of_institution(report) if of_an_institution else _of_province(report)),
        value=_amount(getattr(report, "achieved_value", None), unit),
        target=_amount(target.value if target else None, unit),
        since=before.name if before else "",
        status_before=_status(said.get("claimed_status"), report),
        value_before=_amount(said.get("achieved_value"), unit),
        texts=tuple(_texts(report, before)),
        missing=tuple(part.sentence for part in missing_parts(report)),
        is_late=report.is_late_at(at),
    )


def _of_institution(report: Any) -> dict[str, str]:
    assignment = report.assignment
    return {
        "url_name": "progress:check",
        "code": assignment.action.code,
        "title": assignment.action.title,
        "owner": assignment.unit.name if assignment.unit else assignment.institution.short,
    }


def _of_province(report: Any) -> dict[str, str]:
    return {
        "url_name": "progress:regional-check",
        "code": report.region.code,
        "title": _("Laporan daerah %(region)s") % {"region": report.region.name},
        "owner": report.region.name,
    }


def _amount(value: Any, unit: str) -> str:
    return "" if value in (None, "") else f"{number(Decimal(str(value)))} {unit}".strip()


def _status(before: Any, report: Any) -> str:
    """The status said before, when it is another one."""
    known = before in Status.values and before != getattr(report, "claimed_status", "")
    return str(before) if known else ""


def _texts(report: Any, before: _Before | None) -> Iterable[Said]:
    for name, label in _TEXTS:
        now = getattr(report, name)
        then = str(before.said.get(name) or "") if before else ""
        if now or then:
            marked = changed_sentences(then, now) if before else None
            yield Said(str(label), now, marked)


@dataclass(frozen=True)
class Unbegun:
    """A report that nobody has begun: it may be reported as nil."""

    report: ProgressReport
    code: str
    title: str
    owner: str
    is_late: bool

    @property
    def key(self) -> str:
        """Which report in which version."""
        return f"K{self.report.pk}-{self.report.version}"


def unbegun_reports(user: Any, period: Period, at: datetime) -> list[Unbegun]:
    """The institution's reports of a period in which nothing is written, not even half a word;
    none where not the whole report is asked."""
    if not period.asks_everything:
        return []
    rows = reports_with_parts().filter(
        _held(user, Role.OPERATOR, Role.COORDINATOR, Role.APPROVER),
        period=period,
        state=ReportState.NOT_STARTED,
        drafts=None,
    )
    return [
        Unbegun(
            report=row,
            code=row.assignment.action.code,
            title=row.assignment.action.title,
            owner=row.assignment.unit.name
            if row.assignment.unit
            else row.assignment.institution.short,
            is_late=row.is_late_at(at),
        )
        for row in rows.order_by("assignment__action__code", "pk")
    ]


@dataclass(frozen=True)
class Door:
    """A page where several reports are dealt with at once."""

    url_name: str
    label: str
    icon: str


def doors_of(user: Any, tasks: TaskList | None) -> list[Door]:
    """The pages for several reports that `user` has a use for; no query."""
    doors = []
    waiting = _counts(tasks)
    if user.reach.has(Role.APPROVER) and waiting.get("proposed"):
        label = _("Periksa dan kirim beberapa (%(count)s)") % {"count": waiting["proposed"]}
        doors.append(Door("progress:send_many", label, "send"))
    if waiting.get("not_started", 0) > 1 and tasks and tasks.period.asks_everything:
        doors.append(Door("progress:nil_many", _("Laporan nihil untuk beberapa aksi"), "circle"))
    if user.reach.has(Role.COORDINATOR):
        doors.append(Door("progress:coordination", _("Koordinasi unit"), "users"))
    if user.reach.has(Role.COORDINATOR, Role.APPROVER) and _is_of_a_ministry(user):
        doors.append(Door("progress:institution_reports", _("Laporan K/L"), "file-text"))
    return doors


def _is_of_a_ministry(user: Any) -> bool:
    """Whether the person acts for a whole ministry or agency."""
    homes = [office.position.institution for office in user.offices]
    return any(home.pk in user.reach.institutions and home.kind in NATIONAL_KINDS for home in homes)


def _counts(tasks: TaskList | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for section in tasks.sections if tasks else ():
        for group in section.groups:
            found[group.key] = found.get(group.key, 0) + len(group.tasks)
    return found
