"""Several reports at once: send or give back what waits, report nil for what was not begun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role
from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.access import WRITERS
from progress.models import RegionalReport
from progress.queries import regional_reports_with_parts, reports_with_parts
from progress.queries.proposals import proposals_for, unbegun_reports
from progress.services.many import (
    Chosen,
    Outcome,
    hand_back_reports,
    report_nil,
    submit_reports,
)
from ranpe.kit.refusals import Incomplete, NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

_KEY = re.compile(r"([KD])([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True)
class ResultRow:
    """One line of the result: the report by name, and what became of it."""

    url_name: str
    receipt_name: str
    pk: int
    code: str
    title: str
    outcome: Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def send_many(request: HttpRequest) -> HttpResponse:
    """The proposals of an official, each with its differences; the ticked ones are dealt with."""
    user: Any = request.user
    if not user.reach.has(Role.APPROVER):
        raise NotYours(_("Hanya pejabat yang mengirim laporan yang membuka halaman ini."))
    if request.method != "POST":
        return _proposals(request)
    chosen = _chosen(request)
    if not chosen:
        return _proposals(request, Incomplete(_("Pilih paling sedikit satu laporan.")))
    if request.POST.get("do") == "hand_back":
        return _give_back(request, chosen)
    outcomes = submit_reports(chosen, by=request.user, at=timezone.now())
    return _result(request, outcomes, "sent")


def _give_back(request: HttpRequest, chosen: Sequence[Chosen]) -> HttpResponse:
    reason = _reason(request)
    try:
        outcomes = hand_back_reports(chosen, reason=reason, by=request.user, at=timezone.now())
    except Incomplete as refusal:
        return _proposals(request, refusal)
    return _result(request, outcomes, "handed_back")


def _proposals(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    rows = proposals_for(request.user, timezone.now())
    context = {"rows": rows, **_asked_again(request, refusal)}
    status = refusal.status if refusal else 200
    return render(request, "progress/send_many.html", context, status=status)


def _asked_again(request: HttpRequest, refusal: Refused | None) -> dict[str, Any]:
    """What was ticked and typed, so that nothing is lost when the page comes back."""
    if refusal is not None:
        note_refusal(request, refusal)
    return {
        "refused": refusal.sentence if refusal else "",
        "ticked": request.POST.getlist("report"),
        "reason": _reason(request),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def nil_many(request: HttpRequest) -> HttpResponse:
    """The actions that nobody has begun to report; the ticked ones become nil reports."""
    user: Any = request.user
    if not user.reach.has(*WRITERS):
        raise NotYours(_("Hanya K/L yang melapor yang membuka halaman ini."))
    if request.method != "POST":
        return _unbegun(request)
    chosen = _chosen(request)
    if not chosen:
        return _unbegun(request, Incomplete(_("Pilih paling sedikit satu aksi.")))
    send = request.POST.get("do") == "send"
    reason = _reason(request)
    try:
        outcomes = report_nil(chosen, reason=reason, send=send, by=user, at=timezone.now())
    except Incomplete as refusal:
        return _unbegun(request, refusal)
    return _result(request, outcomes, "nil_sent" if send else "nil_proposed")


def _unbegun(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    user: Any = request.user
    at = timezone.now()
    period = _period(request)
    context = {
        "rows": unbegun_reports(user, period, at) if period else [],
        "period": period,
        "may_send": user.reach.has(Role.APPROVER),
        "may_propose": user.reach.has(Role.OPERATOR, Role.COORDINATOR),
        **_asked_again(request, refusal),
    }
    status = refusal.status if refusal else 200
    return render(request, "progress/nil_many.html", context, status=status)


def _reason(request: HttpRequest) -> str:
    """The reason as typed; no database keeps a NUL."""
    return request.POST.get("reason", "").replace("\x00", "")


def _period(request: HttpRequest) -> Period | None:
    """The running period, or the one that was chosen."""
    chosen = request.GET.get("periode", "")
    if not chosen:
        return current_period(timezone.now())
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED)
    found: Period = visible_or_404(begun, request.user, pk=chosen)
    return found


def _chosen(request: HttpRequest) -> list[Chosen]:
    """The ticked reports as they were shown; what the person does not see does not exist."""
    keys = [_KEY.fullmatch(text) for text in dict.fromkeys(request.POST.getlist("report"))]
    versions = {(key[1], int(key[2])): int(key[3]) for key in keys if key}
    if len(versions) != len(keys):
        raise Http404
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in (("K", reports_with_parts()), ("D", regional_reports_with_parts())):
        asked = [pk for of, pk in versions if of == kind]
        if asked:
            seen = rows.visible_to(request.user).filter(pk__in=asked)
            found |= {(kind, row.pk): row for row in seen}
    if len(found) != len(versions):
        raise Http404
    return [Chosen(found[key], version) for key, version in versions.items()]


def _result(request: HttpRequest, outcomes: Sequence[Outcome], verb: str) -> HttpResponse:
    """What became of each; a page that is asked for again shows the same receipts."""
    rows = [_row(outcome) for outcome in outcomes]
    done = [row for row in rows if row.outcome.is_done]
    refused = [row for row in rows if not row.outcome.is_done]
    if refused:
        note_refusal(request, Refused(_sentence_of(refused)))
    context = {"verb": verb, "done": done, "refused": refused}
    status = 200 if done else Refused.status
    return render(request, "progress/many_result.html", context, status=status)


def _sentence_of(rows: Iterable[ResultRow]) -> str:
    return " ".join(f"{row.code}: {row.outcome.refusal}" for row in rows)


def _row(outcome: Outcome) -> ResultRow:
    report = outcome.report
    prefix = "regional-" if isinstance(report, RegionalReport) else ""
    if prefix:
        code, title = report.region.code, _("Laporan daerah %(region)s") % {"region": report.region}
    else:
        code, title = report.assignment.action.code, report.assignment.action.title
    return ResultRow(
        url_name=f"progress:{prefix}check",
        receipt_name=f"progress:{prefix}receipt",
        pk=report.pk,
        code=code,
        title=title,
        outcome=outcome,
    )
