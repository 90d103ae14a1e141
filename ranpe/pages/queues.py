"""Antrean: background work and mail, what failed first, and how to have it done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from journal.access import keeps_the_queues, only_the_keeper, reads_the_queues
from journal.jobs import ask_again, known_work, label_of, stuck
from journal.models import Job, JobState
from journal.queries import FailedMail, failed_mail, job_queue, mail_queue
from journal.services import retry_failed_mail
from ranpe.kit.refusals import NotYours, OutOfTurn
from ranpe.kit.scope import visible_or_404
from ranpe.pages.health import health_lines

ROWS_A_PAGE = 50
STUCK = "stuck"
# What the row of a failed job is called before people; the name of the error stands beside it.
_KINDS = {
    "worker lost": gettext_lazy("pekerja berhenti di tengah jalan"),
    "TimeoutError": gettext_lazy("waktu habis"),
    "ConnectionRefusedError": gettext_lazy("server menolak sambungan"),
    "SMTPRecipientsRefused": gettext_lazy("alamat ditolak server surel"),
    "SMTPAuthenticationError": gettext_lazy("server surel menolak kata sandi aplikasi"),
    "SMTPServerDisconnected": gettext_lazy("server surel memutus sambungan"),
    "gaierror": gettext_lazy("nama server tidak ditemukan"),
}


@dataclass(frozen=True)
class JobRow:
    """A piece of background work as its keeper sees it: never what it carries or says."""

    job: Job
    label: str
    error: str
    is_stuck: bool

    @property
    def can_be_asked_again(self) -> bool:
        """Whether it will not move by itself."""
        return self.is_stuck or self.job.state == JobState.FAILED


@dataclass(frozen=True)
class MailRow:
    """What was given up for one person."""

    person: User
    mail: FailedMail
    error: str


def kind_in_words(kind: str) -> str:
    """A kind of failure in words, with its technical name."""
    words = _KINDS.get(kind)
    return f"{words} ({kind})" if words else kind


@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """How the house does, what failed or is stuck, and all work; `keadaan` filters it."""
    user: Any = request.user
    if not reads_the_queues(user):
        raise NotYours(_("Antrean dibaca oleh admin sistem, Sekretariat, pimpinan, dan auditor."))
    at = timezone.now()
    asked, task = request.GET.get("keadaan", ""), request.GET.get("pekerjaan", "")
    jobs, mail = job_queue(stuck(at)), mail_queue()
    page = Paginator(_work(user, asked, task, at), ROWS_A_PAGE)
    page_obj = page.get_page(request.GET.get("halaman"))
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    context = {
        "health": health_lines(jobs, mail),
        "jobs": jobs,
        "mail": mail,
        "failed_mail": _failed_mail(),
        "page_obj": page_obj,
        "rows": [_row(job) for job in page_obj],
        "states": [(STUCK, _("Tersendat")), *JobState.choices],
        "tasks": known_work(),
        "asked": asked,
        "task": task,
        "keeps": keeps_the_queues(user),
        "query": parameters.urlencode(),
    }
    return render(request, "pages/queues.html", context)


def _work(user: Any, asked: str, task: str, at: datetime) -> Any:
    """Work that fits the filter; failed and stuck first, then the newest."""
    is_stuck = models.Case(models.When(stuck(at), then=True), default=False)
    rows = Job.everything.visible_to(user).annotate(is_stuck=is_stuck).defer("payload", "result")
    if asked == STUCK:
        rows = rows.filter(is_stuck=True)
    elif asked in JobState.values:
        rows = rows.filter(state=asked)
    if task:
        rows = rows.filter(task=task)
    first = models.Case(
        models.When(state=JobState.FAILED, then=0), models.When(is_stuck=True, then=1), default=2
    )
    return rows.order_by(first, "-created_at", "-pk")


def _row(job: Any) -> JobRow:
    return JobRow(job, label_of(job.task), kind_in_words(job.error_kind), job.is_stuck)


def _failed_mail() -> list[MailRow]:
    found = failed_mail()
    people = User.everything.in_bulk([row.recipient_id for row in found])
    return [MailRow(people[row.recipient_id], row, kind_in_words(row.error)) for row in found]


@require_POST
def retry_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one piece of work done again."""
    ask_again(
        visible_or_404(Job.everything, request.user, pk=pk), by=request.user, at=timezone.now()
    )
    messages.success(request, _("Pekerjaan diminta ulang."))
    return redirect("queues")


@require_POST
def retry_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again what was given up for one person."""
    person = visible_or_404(User.everything, request.user, pk=pk)
    retry_failed_mail(person, by=request.user, at=timezone.now())
    messages.success(request, _("Surel dimasukkan lagi ke antrean."))
    return redirect("queues")


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Have everything that failed done again, each as an act of its own."""
    user: Any = request.user
    only_the_keeper(user)
    at = timezone.now()
    failed = Job.everything.visible_to(user).filter(state=JobState.FAILED).order_by("pk")
    count = sum(_again(ask_again, job, user, at) for job in failed)
    count += sum(_again(retry_failed_mail, row.person, user, at) for row in _failed_mail())
    said = _("%(count)s permintaan ulang dicatat.") % {"count": count}
    messages.success(request, said)
    return redirect("queues")


def _again(verb: Any, subject: Any, by: Any, at: datetime) -> int:
    """One of many; what somebody else has just asked for again is passed over."""
    try:
        verb(subject, by=by, at=at)
    except OutOfTurn:
        return 0
    return 1
