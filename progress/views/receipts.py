"""The receipt: number, time, who reads next, what to do next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from journal.queries import seal_of
from progress.models import ReportState, Submission
from progress.queries import task_list
from progress.views.kinds import REGIONAL, Kind, rules_for, subject_of
from progress.views.papers import papers_of
from progress.views.parts import open_steps
from ranpe.kit.formats import moment

_ZONES = {"WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


@require_GET
def receipt(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The receipt of the newest sending; there is none before the first."""
    report: Any = kind.fetch(request.user, pk)
    own = Submission.everything.visible_to(request.user).filter(
        pk__in=report.submissions.values("pk")
    )
    newest = own.order_by("-number").first()
    if newest is None:
        raise Http404
    at = timezone.now()
    context = {
        "report": report,
        "submission": newest,
        "seal": seal_of(report, newest.submitted_at),
        "subject": subject_of(report, kind, at),
        "local_time": _local_time(newest, report, kind),
        "papers": papers_of(report, request.user),
        "reader": _next_reader(report, kind),
        "next_task": task_list(request.user, report.period, at).next_task,
        "steps": open_steps(report, request.user, may_write=False),
        "withdraw_url": kind.url("withdraw", report),
        "check_url": kind.url("check", report),
    }
    return render(request, "progress/receipt.html", context)


def _local_time(submission: Submission, report: Any, kind: Kind) -> str:
    zone = _ZONES.get(report.region.time_zone, "") if kind is REGIONAL else ""
    return moment(submission.submitted_at, zone) if zone else ""


def _next_reader(report: Any, kind: Kind) -> str:
    """Who has the report next, in words; empty when it is back with its writers or done."""
    if report.state == ReportState.AWAITING_CHAIR:
        return _("Ketua Pokja pilar")
    if report.state != ReportState.SUBMITTED or not report.period.is_checked:
        return ""
    if kind is REGIONAL:
        return _("Verifikator Sekretariat Bersama")
    pillar = report.assignment.action.focus.pillar.number
    reader = _("Verifikator Sekretariat Bersama untuk pilar %(number)s") % {"number": pillar}
    if rules_for(report).needs_chair:
        return _("%(reader)s, kemudian ketua Pokja pilar") % {"reader": reader}
    return reader
