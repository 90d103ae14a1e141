"""What the pages of a report are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from journal.models import Job, JobState
from journal.queries import entries_about
from ranpe.kit.formats import moment
from ranpe.kit.scope import visible_or_404
from reporting.document import Figure
from reporting.models import AnnualReport
from reporting.queries import reports_with_parts
from reporting.sentences import change, shown
from reporting.services.files import TASK
from reporting.workflow import ANNUAL_FLOW

# These steps have a page of their own.
PAGES = {"approve": "decide", "dispatch": "dispatch", "publish": "publish"}
# An edit happens by saving a chapter, never by a button.
WITHOUT_BUTTON = frozenset({"edit"})


def fetch(request: HttpRequest, pk: int) -> AnnualReport:
    """The report that the person may see."""
    report: AnnualReport = visible_or_404(reports_with_parts(), request.user, pk=pk)
    return report


@dataclass(frozen=True)
class Crumb:
    """A step of the trail; the page itself has no address."""

    label: str
    url: str = ""


def page(
    request: HttpRequest,
    template: str,
    report: AnnualReport,
    *,
    here: object = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page of a report with its trail."""
    trail = [
        Crumb(_("Beranda"), reverse("home")),
        Crumb(_("Laporan tahunan"), reverse("reporting:list")),
        Crumb(report.title, reverse("reporting:detail", args=[report.pk]) if here else ""),
    ]
    if here:
        trail.append(Crumb(str(here)))
    values = {"report": report, "trail": trail, **context}
    return render(request, f"reporting/{template}.html", values, status=status)


@dataclass(frozen=True)
class Choice:
    """A step that the person may take now, and the page on which it is taken."""

    name: str
    label: str
    url: str


def choices_of(report: AnnualReport, user: Any) -> list[Choice]:
    """The buttons of a report, from the same table as the rule."""
    return [
        Choice(step.name, str(step.label), _url_of(report, step.name))
        for step in ANNUAL_FLOW.open_to(user, report)
        if step.name not in WITHOUT_BUTTON and not _is_done(report, step.name)
    ]


def _is_done(report: AnnualReport, name: str) -> bool:
    return name == "finish_harm_test" and report.harm_tested_at is not None


def _url_of(report: AnnualReport, name: str) -> str:
    if name in PAGES:
        return reverse(f"reporting:{PAGES[name]}", args=[report.pk])
    return reverse("reporting:step", args=[report.pk, name])


@dataclass(frozen=True)
class HistoryLine:
    """One line of a report's history."""

    verb: str
    instant: datetime
    at: str
    who: str
    text: str
    reason: str


def history_of(report: AnnualReport) -> list[HistoryLine]:
    """What happened to the report, the newest first."""
    return [
        HistoryLine(
            verb=entry.verb,
            instant=entry.at,
            at=moment(entry.at),
            who=", ".join(part for part in (entry.actor_name, entry.capacity) if part),
            text=entry.sentence,
            reason=entry.reason,
        )
        for entry in entries_about([report])
    ]


@dataclass(frozen=True)
class ShownFigure:
    """A figure beside that of the year before, with where it comes from."""

    figure: Figure
    value: str
    change: str


def shown_figures(figures: Iterable[Figure]) -> list[ShownFigure]:
    """Figures in words."""
    return [ShownFigure(row, shown(row), change(row)) for row in figures]


@dataclass(frozen=True)
class ShownJob:
    """The making of a file: how far it is, and whether it still runs."""

    job: Job
    is_running: bool
    edition_pk: int | None


def last_job(report: AnnualReport) -> ShownJob | None:
    """The newest request for a file of a report that the reader already sees."""
    rows = Job.everything.filter(task=TASK, key__startswith=f"edition:{report.pk}:")
    job = rows.order_by("-created_at", "-pk").first()
    if job is None:
        return None
    running = job.state in (JobState.QUEUED, JobState.RUNNING)
    return ShownJob(job, running, job.result.get("edition"))
