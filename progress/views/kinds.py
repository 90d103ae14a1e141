"""The two kinds of report, of institutions and of provinces, behind one set of views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pillars.models import Classification
from pillars.queries import rules_of
from progress.figures import is_set_after
from progress.forms import ProgressForm, RegionalForm
from progress.lines import TargetLine, targets_in
from progress.queries import (
    as_read_by,
    deadline_tone,
    regional_reports_with_parts,
    reports_with_parts,
)
from progress.queries.units import internal_deadline_of
from progress.services import save_regional_report, save_report
from ranpe.kit.formats import countdown
from ranpe.kit.scope import visible_or_404


@dataclass(frozen=True)
class Kind:
    """What the views need to know of one kind of report."""

    prefix: str
    folder: str
    form: Any
    rows: Callable[[], Any]
    save: Callable[..., Any]
    remarked: tuple[str, ...]

    def fetch(self, user: Any, pk: int) -> Any:
        """The report that `user` may see."""
        return as_read_by(user, visible_or_404(self.rows(), user, pk=pk))

    def url(self, name: str, report: Any) -> str:
        """The address of one of the report's pages."""
        return reverse(f"progress:{self.prefix}{name}", args=[report.pk])

    def named(self, name: str) -> str:
        """The name of one of the kind's pages, for templates."""
        return f"progress:{self.prefix}{name}"


PROGRESS = Kind(
    prefix="",
    folder="laporan",
    form=ProgressForm,
    rows=reports_with_parts,
    save=save_report,
    remarked=(
        "claimed_status",
        "achieved_value",
        "narrative",
        "obstacle",
        "follow_up",
        "evidence",
        "public_summary",
    ),
)
REGIONAL = Kind(
    prefix="regional-",
    folder="daerah",
    form=RegionalForm,
    rows=regional_reports_with_parts,
    save=save_regional_report,
    remarked=(
        "narrative",
        "activity_count",
        "actions",
        "plan_stage",
        "obstacle",
        "follow_up",
        "evidence",
        "public_summary",
    ),
)


@dataclass(frozen=True)
class Subject:
    """What a report is about, in the words of its page's head."""

    code: str
    title: str
    owner: str
    period: str
    deadline: str
    tone: str
    is_late: bool
    target: TargetLine | None
    internal_due: date | None
    is_measured: bool
    is_target_late: bool

    @property
    def can_be_measured(self) -> bool:
        """Whether an achievement can be calculated: there is a target, and it is not zero."""
        return self.target is not None and bool(self.target.value)


def subject_of(report: Any, kind: Kind, at: datetime) -> Subject:
    """The head of a report's page; the deadline only while the report is not sent."""
    named = _of_province(report) if kind is REGIONAL else _of_institution(report)
    return Subject(
        **named,
        period=report.period.name,
        deadline="" if report.is_sent else countdown(report.owed_at, at),
        tone=deadline_tone(report.owed_at, at),
        is_late=report.is_late_at(at),
        internal_due=internal_deadline_of(report),
    )


def _of_province(report: Any) -> dict[str, Any]:
    region = report.region
    return {
        "code": region.code,
        "title": _("Laporan daerah %(region)s") % {"region": region.name},
        "owner": region.government.name,
        "target": None,
        "is_measured": False,
        "is_target_late": False,
    }


def _of_institution(report: Any) -> dict[str, Any]:
    assignment = report.assignment
    unit = assignment.unit
    target = targets_in(report.period, [assignment.pk]).get(assignment.pk)
    set_at = target.set_at if target else None
    return {
        "code": assignment.action.code,
        "title": assignment.action.title,
        "owner": f"{assignment.institution.name}" + (f" · {unit.name}" if unit else ""),
        "target": target,
        "is_measured": not report.is_nil,
        "is_target_late": is_set_after(set_at, report.first_submitted_at),
    }


def rules_for(report: Any) -> Any:
    """The rules of the report's plan."""
    return rules_of(report.period.version.plan)


def is_withheld(report: Any, kind: Kind) -> bool:
    """Whether the public learns of the report's action no more than that it is counted."""
    if kind is REGIONAL:
        return False
    return bool(report.assignment.action.classification != Classification.OPEN)
