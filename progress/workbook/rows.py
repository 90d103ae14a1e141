"""Which reports a workbook is about: those that a person writes for one institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from institutions.models import Institution
from pillars.models import Period
from progress.models import EDITABLE, ProgressReport, ReportState
from progress.queries import TaskList, reports_written_by
from progress.services import refusal_to_write
from progress.workbook import schema


def reports_of(user: Any, period: Period, institution: Institution) -> list[ProgressReport]:
    """The reports that `user` writes for an institution in a period, whatever their state."""
    rows = reports_written_by(user).due_in(period).filter(assignment__institution=institution)
    return list(rows.order_by("assignment__action__code", "assignment__unit__code", "pk"))


def why_skipped(report: ProgressReport, *, by: Any, at: datetime) -> str:
    """Why a workbook does not fill a report now, in a few words; empty when it does."""
    if report.state == ReportState.PROPOSED:
        return _("sudah diajukan ke Eselon II, dilewati")
    if report.state not in EDITABLE:
        return _("sudah dikirim, dilewati")
    if refusal_to_write(report, by=by, at=at) is not None:
        return _("periode tidak menerima laporan, dilewati")
    if not schema.fits(schema.values_of(report)):
        return _("teksnya terlalu panjang untuk satu sel, isi di web")
    return ""


def open_among(reports: Iterable[ProgressReport], *, by: Any, at: datetime) -> list[ProgressReport]:
    """The reports that a workbook can fill now."""
    return [report for report in reports if not why_skipped(report, by=by, at=at)]


def has_workbook(tasks: TaskList | None) -> bool:
    """Whether among the tasks is a report on an action, as the workbook holds them."""
    sections = tasks.sections if tasks and tasks.period.is_checked else ()
    own = (task for section in sections for group in section.groups for task in group.tasks)
    return any(not task.url_name.startswith("progress:regional") for task in own)


@dataclass(frozen=True)
class Holding:
    """An institution's share in a period: how many reports there are, and how many are open."""

    institution: Institution
    total: int
    open: int


def holdings(user: Any, period: Period, at: datetime) -> list[Holding]:
    """The institutions for which `user` can take a workbook, in one query."""
    found: dict[int, list[ProgressReport]] = {}
    for report in reports_written_by(user).due_in(period).order_by("assignment__institution"):
        found.setdefault(report.assignment.institution_id, []).append(report)
    return [
        Holding(
            institution=own[0].assignment.institution,
            total=len(own),
            open=len(open_among(own, by=user, at=at)),
        )
        for own in found.values()
    ]
