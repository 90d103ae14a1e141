"""Whether the house is in order: work and mail that failed, accounts and offices left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Occupancy, Position, User
from journal.models import Job, JobState, MailState, Notice
from ranpe.kit.clock import day_of
from ranpe.kit.scope import visible_or_404

SHOWN = 20


@dataclass(frozen=True)
class Upkeep:
    """What an administrator has to look after; never the content of a report."""

    failed_jobs: list[Job]
    failed_mail: int
    accounts_without_office: list[User]
    vacant_offices: list[Position]

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to do."""
        return not (
            self.failed_jobs
            or self.failed_mail
            or self.accounts_without_office
            or self.vacant_offices
        )


def upkeep(at: datetime) -> Upkeep:
    """The state of the house today, in four queries."""
    today = day_of(at)
    held = Occupancy.everything.in_force(today).order_by()
    jobs = Job.everything.filter(state=JobState.FAILED).only(
        "task", "attempts", "created_at", "finished_at"
    )
    idle = User.everything.filter(is_active=True).exclude(pk__in=held.values("user_id"))
    vacant = Position.everything.filter(grants__isnull=False).exclude(
        pk__in=held.values("position_id")
    )
    return Upkeep(
        failed_jobs=list(jobs.order_by("-created_at")[:SHOWN]),
        failed_mail=Notice.everything.filter(mail_state=MailState.FAILED).count(),
        accounts_without_office=list(idle[:SHOWN]),
        vacant_offices=list(vacant.select_related("institution").distinct()[:SHOWN]),
    )


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a piece of background work is; htmx asks again every two seconds."""
    found: Any = visible_or_404(Job.everything, request.user, pk=pk)
    result_url = str(found.result.get("url", ""))
    context = {
        "job": found,
        "is_running": found.state in (JobState.QUEUED, JobState.RUNNING),
        "result_url": result_url if result_url.startswith("/") else "",
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "pages/_job.html" if is_part else "pages/job.html", context)
