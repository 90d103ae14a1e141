"""Planning a meeting from what goes badly and what is still open; what is taken along to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.queries import rules_of
from progress.lines import lines_of
from progress.models import ProgressReport
from ranpe.kit.formats import day
from ranpe.kit.paper import file_answer
from ranpe.kit.refusals import NotYours
from ranpe.pages.boards import shown_period
from ranpe.pages.outlook import outlook_of
from ranpe.pages.packages import RENDERINGS, package_for
from workgroups.access import arranges
from workgroups.forms import MeetingForm
from workgroups.models import (
    GroupKind,
    ItemKind,
    Meeting,
    Recommendation,
    RecommendationState,
    WorkingGroup,
)
from workgroups.queries import decisions_of_body
from workgroups.services import Proposal, add_items, plan_meeting
from workgroups.views.parts import meeting_of, own_meeting, tried

RED_ITEMS = 10
OTHERS = 20


def proposals_for(group: WorkingGroup, at: datetime) -> list[Proposal]:
    """Red items of the body's pillar first, then open decisions and recommendations.

    A Pokja Tematis follows its own decisions; how institutions stand is not its business.
    """
    return [*_red(group, at), *_decisions(group), *_advice(group)]


def _red(group: WorkingGroup, at: datetime) -> Iterable[Proposal]:
    period = shown_period(checked=True)
    if period is None or group.kind == GroupKind.THEMATIC:
        return
    reports = ProgressReport.everything.filter(period=period)
    if group.pillar_number:
        reports = reports.filter(assignment__action__focus__pillar__number=group.pillar_number)
    rules = rules_of(period.version.plan)
    outlook = outlook_of(period, lines_of(period, reports), rules, at, risks=RED_ITEMS)
    for risk in outlook.risks:
        yield Proposal(
            text=f"{risk.code} {risk.title} ({risk.owners})"[:300],
            kind=ItemKind.RED,
            reason=risk.reason,
            source=f"action:{risk.plan_code}:{risk.code}"[:60],
        )


def _decisions(group: WorkingGroup) -> Iterable[Proposal]:
    for row in decisions_of_body(group)[:OTHERS]:
        words = {"owner": row.owner.short, "due": day(row.due_on)}
        reason = _("%(owner)s, batas waktu %(due)s") % words
        yield Proposal(row.text[:300], ItemKind.DECISION, reason, f"decision:{row.pk}")


def _advice(group: WorkingGroup) -> Iterable[Proposal]:
    """The recommendations of earlier years are the Sekber's business."""
    if group.kind != GroupKind.SEKBER:
        return
    rows = Recommendation.everything.exclude(progress=RecommendationState.DONE)
    for row in rows.select_related("owner").order_by("year", "pk")[:OTHERS]:
        reason = f"{row.owner.short} · {row.get_progress_display()}"
        yield Proposal(row.text[:300], ItemKind.ADVICE, reason, f"advice:{row.pk}")


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; its agenda is proposed at once and can be edited."""
    if not arranges(request.user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengatur rapat."))
    form = MeetingForm(request.POST if request.method == "POST" else None, user=request.user)
    status, made = 200, []

    def act() -> None:
        by, at = request.user, timezone.now()
        group = form.cleaned_data["group"]
        with transaction.atomic():
            meeting = plan_meeting(group, form.invitation(), by=by, at=at)
            add_items(meeting, proposals_for(group, at), by=by, at=at)
        made.append(meeting)

    if form.is_bound:
        status = tried(request, form, act)
        if not status:
            messages.success(request, _("Rapat direncanakan; periksa agenda yang diusulkan."))
            return redirect("workgroups:agenda", made[0].pk)
    return render(request, "workgroups/plan.html", {"form": form}, status=status)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose once more what has become red or open since; what stands is left as it is."""
    meeting: Meeting = own_meeting(request, pk)
    at = timezone.now()
    made = add_items(meeting, proposals_for(meeting.group, at), by=request.user, at=at)
    said = ngettext("%(count)s butir ditambahkan.", "%(count)s butir ditambahkan.", len(made))
    messages.success(request, said % {"count": len(made)})
    return redirect("workgroups:agenda", pk)


@require_safe
def package(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Board, agenda and open decisions in one file that needs no network."""
    meeting = meeting_of(request, pk)
    if kind not in RENDERINGS:
        raise Http404
    write, content_type = RENDERINGS[kind]
    content = write(package_for(meeting, request.user, timezone.now()))
    return file_answer(content, f"bekal-rapat-{pk}.{kind}", content_type)
