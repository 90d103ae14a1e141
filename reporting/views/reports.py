"""The list of seals and reports, and the desk on which a report is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.models import Period, PeriodState
from ranpe.kit.refusals import Incomplete, note_refusal
from ranpe.kit.scope import visible_or_404
from reporting import access, services
from reporting.corrections import differences
from reporting.forms import OpenReportForm, RequestsForm, SectionForm
from reporting.models import AnnualReport, ReportKind, Seal, SealedFigure, Section, Stage
from reporting.queries import (
    compared_figures,
    reports_with_parts,
    seals_newest_first,
    section_states,
    what_is_missing,
)
from reporting.rendering.president import HEADLINES
from reporting.services import RequestText
from reporting.views.parts import (
    choices_of,
    fetch,
    history_of,
    last_job,
    page,
    shown_figures,
)


@dataclass(frozen=True)
class SealPart:
    """A seal, and what it changed against the one before."""

    seal: Seal
    changes: list[str]


@dataclass(frozen=True)
class YearCard:
    """A year with its seals and its reports, and whether it can be frozen."""

    year: int
    seals: list[SealPart]
    reports: list[AnnualReport]
    open_periods: list[str]
    has_begun: bool

    @property
    def newest_seal(self) -> Seal | None:
        """The seal that counts."""
        return self.seals[0].seal if self.seals else None

    @property
    def is_final(self) -> bool:
        """Whether the year is sealed for good."""
        return bool(self.newest_seal and not self.newest_seal.is_provisional)

    @property
    def missing_kinds(self) -> list[ReportKind]:
        """The kinds of report that nobody has begun on the newest seal."""
        begun = {row.kind for row in self.reports if row.seal == self.newest_seal}
        return [kind for kind in ReportKind if self.seals and kind.value not in begun]


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The years: which are frozen, which reports are made from them."""
    user = request.user
    context = {
        "cards": _cards(user),
        "may_seal": access.seals_years(user),
        "may_draft": access.drafts(user),
    }
    return render(request, "reporting/list.html", context)


def _cards(user: Any) -> list[YearCard]:
    seals: dict[int, list[Seal]] = defaultdict(list)
    found: dict[int, list[AnnualReport]] = defaultdict(list)
    waiting: dict[int, list[str]] = defaultdict(list)
    begun: dict[int, bool] = defaultdict(bool)
    figures = Prefetch("figures", SealedFigure.everything.visible_to(user))
    for seal in seals_newest_first().visible_to(user).prefetch_related(figures):
        seals[seal.year].append(seal)
    for report in reports_with_parts().visible_to(user):
        found[report.year].append(report)
    for period in (
        Period.everything.visible_to(user).filter(is_checked=True).order_by("year", "code")
    ):
        names = waiting[period.year]
        begun[period.year] |= period.state != PeriodState.SCHEDULED
        if period.state != PeriodState.LOCKED:
            names.append(period.name)
    years = sorted({*seals, *found, *waiting}, reverse=True)
    return [
        YearCard(year, _seal_parts(seals[year]), found[year], waiting[year], begun[year])
        for year in years
    ]


def _seal_parts(seals: list[Seal]) -> list[SealPart]:
    """The seals of a year, newest first, each beside the one before."""
    earlier = [*seals[1:], None]
    return [SealPart(seal, list(differences(earlier[at], seal))) for at, seal in enumerate(seals)]


@require_POST
def seal(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the data of a year."""
    services.seal_year(year, by=request.user, at=timezone.now())
    messages.success(request, _("Data tahun %(year)s dibekukan.") % {"year": year})
    return redirect("reporting:list")


@require_POST
def seal_provisionally(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze what there is of a year by now, for a draft."""
    services.seal_provisionally(year, by=request.user, at=timezone.now())
    messages.success(request, _("Data tahun %(year)s dibekukan sementara.") % {"year": year})
    return redirect("reporting:list")


@require_POST
def open_report(request: HttpRequest) -> HttpResponse:
    """Begin a report on a seal."""
    form = OpenReportForm(request.POST)
    form.fields["kind"].choices = ReportKind.choices  # type: ignore[attr-defined]
    if not form.is_valid():
        raise Http404
    rows = Seal.everything.select_related("plan_version")
    found = visible_or_404(rows, request.user, pk=form.cleaned_data["seal"])
    kind = form.cleaned_data["kind"]
    report = services.open_annual_report(found, kind, by=request.user, at=timezone.now())
    return redirect("reporting:detail", report.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: what is missing, its chapters, its figures, its files, its history."""
    report = fetch(request, pk)
    figures = compared_figures(report.seal, report.compared_with)
    by_key = {row.key: row for row in figures}
    return page(
        request,
        "detail",
        report,
        sections=section_states(report),
        missing=what_is_missing(report),
        choices=choices_of(report, request.user),
        may_edit=_may_edit(report, request.user),
        may_build=access.builds_files(request.user, report),
        headlines=shown_figures(by_key[key] for key in HEADLINES if key in by_key),
        figures=shown_figures(row for row in figures if row.key not in HEADLINES),
        requests=list(report.directionrequests.order_by("order")),
        reviews=list(report.reportreviews.order_by("pk")),
        job=last_job(report),
        editions=list(report.editions.select_related("file", "built_by")),
        letters=list(report.coverletters.all()),
        entries=history_of(report),
        stages=_stages(report),
    )


def _may_edit(report: AnnualReport, user: Any) -> bool:
    settled = (Stage.DISPATCHED, Stage.PUBLISHED, Stage.WITHDRAWN)
    return access.drafts(user) and report.state not in settled


@dataclass(frozen=True)
class StagePart:
    """A stage of the way of a report: passed, present, or to come."""

    label: str
    standing: str


def _stages(report: AnnualReport) -> list[StagePart]:
    own = [Stage.DRAFTING, Stage.POKJA_REVIEW, Stage.PLENARY]
    if report.is_for_president:
        own += [Stage.AWAITING_DECISION, Stage.APPROVED, Stage.DISPATCHED]
    else:
        own += [Stage.HARM_TEST, Stage.AWAITING_DECISION, Stage.APPROVED, Stage.PUBLISHED]
    at = own.index(Stage(report.state)) if report.state in own else len(own)
    return [
        StagePart(str(stage.label), "done" if place < at else "now" if place == at else "")
        for place, stage in enumerate(own)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, section_pk: int) -> HttpResponse:
    """Write one chapter; the automatic text stays beside it."""
    report = fetch(request, pk)
    rows = Section.everything.select_related("report", "updated_by")
    found: Section = visible_or_404(rows, request.user, pk=section_pk, report=report)
    initial = {"text": found.text, "version": found.version}
    form = SectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        by, at = request.user, timezone.now()
        services.save_section(found, said["text"], version=said["version"], by=by, at=at)
        messages.success(request, _("Bab “%(heading)s” tersimpan.") % {"heading": found.heading})
        return redirect("reporting:detail", pk)
    return page(
        request,
        "section",
        report,
        here=found.heading,
        section=found,
        form=form,
        may_edit=_may_edit(report, request.user),
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked of the President, at most five."""
    report = fetch(request, pk)
    if not report.is_for_president:
        raise Http404
    rows = [
        RequestText(row.text, row.owner, row.due_on)
        for row in report.directionrequests.order_by("order")
    ]
    form = RequestsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_requests(report, form.requests, by=request.user, at=timezone.now())
        except Incomplete as problem:
            note_refusal(request, problem)
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Permohonan arahan tersimpan."))
            return redirect("reporting:detail", pk)
    return page(
        request,
        "requests",
        report,
        here=_("Permohonan arahan"),
        form=form,
        may_edit=_may_edit(report, request.user),
        status=422 if form.errors else 200,
    )
