"""Screen 13: read and decide, on a phone first; then the letter, the sending, the publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.step_up import fresh_for_posts, fresh_second_factor
from portal import editions
from ranpe.kit.charts import Status, stacked_bar
from ranpe.kit.clock import day_of
from reporting import document as shapes
from reporting import services
from reporting.compose import LANGUAGE, clearance_of, compose_report
from reporting.disclosure import for_the_public
from reporting.exposure import Exposed, Exposure, exposure_of, kind_label
from reporting.exposure import sha256_of as exposed_sha256
from reporting.forms import ApprovalForm, DispatchForm, LetterForm
from reporting.models import AnnualReport, Edition, Stage
from reporting.public_edition import public_edition
from reporting.rendering.pictures import segments
from reporting.rendering.president import HEADLINES
from reporting.views.parts import (
    HistoryLine,
    ShownFigure,
    choices_of,
    fetch,
    history_of,
    page,
    shown_figures,
)

MOST_RISKS = 5
PHONE = 330
_WORST_FIRST = (Status.BEHIND.value, Status.NO_REPORT.value, Status.AT_RISK.value)
_EDITED = ("annual.edited", "annual.edit")
_ASKED = ("annual.close_plenary", "annual.ask_decision")


@dataclass(frozen=True)
class PillarPart:
    """A pillar as a bar."""

    name: str
    bar: SafeString


@dataclass(frozen=True)
class Reading:
    """A report as its approver reads it: one sentence, five numbers, pillars, risks."""

    verdict: str
    figures: list[ShownFigure]
    pillars: list[PillarPart]
    risks: list[shapes.Action]
    corrections: Sequence[str]
    content_sha256: str
    exposure: Sequence[Exposure]


def reading_of(report: AnnualReport) -> Reading:
    """The report composed once, with the hash of exactly this content."""
    with override(LANGUAGE):
        document = compose_report(report)
        exposure: Sequence[Exposure] = ()
        if report.is_for_president:
            content = shapes.sha256_of(document)
        else:
            clearance = clearance_of(report)
            edition = public_edition(document, clearance)
            document = for_the_public(document, clearance)
            content, exposure = editions.sha256_of(edition), exposure_of(edition)
        figures = [document.figure(key) for key in HEADLINES]
        return Reading(
            verdict=document.verdict,
            figures=shown_figures(figure for figure in figures if figure),
            pillars=[_pillar(row, document) for row in document.pillars],
            risks=_risks(document.actions),
            corrections=document.corrections,
            content_sha256=content,
            exposure=exposure,
        )


def _pillar(pillar: shapes.Pillar, document: shapes.AnnualDocument) -> PillarPart:
    name = f"{document.level_one_label} {pillar.number}: {pillar.name}"
    key = f"pilar{pillar.number}"
    found = [part for part in segments(pillar.counts) if part.count]
    return PillarPart(name, stacked_bar(found, title=name, key=key, width=PHONE))


def _risks(actions: Sequence[shapes.Action]) -> list[shapes.Action]:
    at_risk = [row for row in actions if row.is_scheduled and row.status in _WORST_FIRST]
    worst = sorted(
        at_risk,
        key=lambda row: (_WORST_FIRST.index(row.status), row.percent or Decimal(0), row.code),
    )
    return worst[:MOST_RISKS]


@require_safe
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What am I signing, and what are the risks?"""
    report = fetch(request, pk)
    reading = reading_of(report)
    finals = list(report.editions.filter(is_final=True).select_related("file"))
    candidate = next((row for row in finals if row.content_sha256 == reading.content_sha256), None)
    entries = history_of(report)
    asked = request.GET.get("berkas", "")
    choices = {choice.name: choice for choice in choices_of(report, request.user)}
    return page(
        request,
        "decide",
        report,
        here=_("Baca dan putuskan"),
        reading=reading,
        exposed=_exposed(reading.exposure),
        candidate=candidate,
        is_stale=bool(asked) and (candidate is None or candidate.sha256 != asked),
        note=next((row for row in entries if row.verb in _ASKED and row.reason), None),
        changes=_changes(entries, candidate, finals),
        earlier=[row for row in finals if row != candidate],
        may_approve="approve" in choices and candidate is not None,
        give_back=choices.get("return_to_drafting"),
        is_decided=report.state in (Stage.APPROVED, Stage.DISPATCHED, Stage.PUBLISHED),
    )


@dataclass(frozen=True)
class ExposedPart:
    """What of one kind becomes public, and its heading."""

    label: str
    items: Sequence[Exposed]


@dataclass(frozen=True)
class ExposedList:
    """The list that is signed with the approval."""

    sha256: str
    parts: list[ExposedPart]


def _exposed(exposure: Sequence[Exposure]) -> ExposedList:
    parts = [ExposedPart(kind_label(kind.kind), kind.items) for kind in exposure]
    return ExposedList(exposed_sha256(exposure), parts)


def _changes(
    entries: Sequence[HistoryLine], candidate: Edition | None, finals: Sequence[Edition]
) -> list[HistoryLine] | None:
    """The edits since the final file before the candidate; None when there was none."""
    before = [row for row in finals if candidate is None or row.number < candidate.number]
    if not before:
        return None
    since = max(row.built_at for row in before) - timedelta(seconds=1)
    return [row for row in entries if row.verb in _EDITED and row.instant >= since]


@require_POST
@fresh_second_factor
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second tap: approve exactly the bytes that were shown."""
    report = fetch(request, pk)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        raise Http404
    seen = form.cleaned_data
    exposed = None if report.is_for_president else seen["exposed"]
    by, at = request.user, timezone.now()
    services.approve_report(report, sha256=seen["sha256"], exposed=exposed, by=by, at=at)
    messages.success(request, _("%(title)s disetujui.") % {"title": report.title})
    return redirect("reporting:decide", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cover_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The cover letter with its number, once, after the approval."""
    report = fetch(request, pk)
    if not report.is_for_president:
        raise Http404
    form = LetterForm(request.POST or None, initial=_usual_letter(report))
    if request.method == "POST" and form.is_valid():
        by, at = request.user, timezone.now()
        services.number_cover_letter(report, **form.cleaned_data, by=by, at=at)
        messages.success(request, _("Surat pengantar dicatat."))
        return redirect("reporting:detail", pk)
    return page(
        request,
        "cover_letter",
        report,
        here=_("Surat pengantar"),
        form=form,
        letters=list(report.coverletters.all()),
        may_write=report.state == Stage.APPROVED,
        status=422 if form.errors else 200,
    )


def _usual_letter(report: AnnualReport) -> dict[str, Any]:
    # A letter to the President is written in Indonesian, whatever the reader's language.
    text = f"Dengan hormat kami sampaikan {report.title} sebagai laporan kepada Presiden."
    return {"dated_on": day_of(timezone.now()), "text": text}


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the approved report was sent to the President."""
    report = fetch(request, pk)
    if not report.is_for_president:
        raise Http404
    form = DispatchForm(request.POST or None)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        services.dispatch_report(report, note=note, by=request.user, at=timezone.now())
        messages.success(request, _("Pengiriman dicatat."))
        return redirect("reporting:detail", pk)
    return page(
        request,
        "dispatch",
        report,
        here=_("Pengiriman"),
        form=form,
        letters=list(report.coverletters.all()),
        may_send="dispatch" in {row.name for row in choices_of(report, request.user)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_for_posts
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the approved public report on the portal."""
    report = fetch(request, pk)
    if report.is_for_president:
        raise Http404
    if request.method == "POST":
        services.publish_report(report, by=request.user, at=timezone.now())
        messages.success(request, _("%(title)s terbit di portal.") % {"title": report.title})
        return redirect("reporting:detail", pk)
    return page(
        request,
        "publish",
        report,
        here=_("Penerbitan"),
        may_publish="publish" in {row.name for row in choices_of(report, request.user)},
    )
