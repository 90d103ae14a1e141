"""Opinions of the Pokja and the plenary, and the harm test of the PPID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranpe.kit.refusals import Incomplete, note_refusal
from ranpe.kit.scope import visible_or_404
from reporting import access, services
from reporting.forms import HarmForm, HarmItemForm, ReviewForm
from reporting.models import AnnualReport, HarmTestItem, Stage
from reporting.views.parts import choices_of, fetch, page


def _bodies(report: AnnualReport, user: Any) -> list[tuple[str, str]]:
    """For whom the person may speak now: the Pokja of pillars, or the plenary."""
    if report.state == Stage.PLENARY:
        return [("", _("Pleno Sekber"))] if access.reviews_for(user, None) else []
    if report.state != Stage.POKJA_REVIEW:
        return []
    pillars = report.seal.actions.order_by("pillar_number").values_list(
        "pillar_number", "pillar_name"
    )
    label = report.seal.level_one_label
    return [
        (str(number), f"Pokja {label} {number}: {name}")
        for number, name in pillars.distinct()
        if access.reviews_for(user, number)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What the bodies think of the report, and the place for one's own opinion."""
    report = fetch(request, pk)
    bodies = _bodies(report, request.user)
    plenary = report.state == Stage.PLENARY
    form = ReviewForm(request.POST or None, bodies=bodies)
    form.fields["body"].required = not plenary
    if request.method == "POST" and form.is_valid():
        services.record_review(
            report,
            opinion=form.cleaned_data["opinion"],
            text=form.cleaned_data["text"],
            pillar_number=form.pillar_number,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Pendapat dicatat."))
        return redirect("reporting:review", pk)
    return page(
        request,
        "review",
        report,
        here=_("Pembahasan"),
        form=form if bodies else None,
        reviews=list(report.reportreviews.order_by("-pk")),
        choices=choices_of(report, request.user),
        status=422 if form.errors else 200,
    )


@dataclass(frozen=True)
class TestedItem:
    """One thing under test with the form for its decision."""

    item: HarmTestItem
    form: HarmForm


@require_safe
def harm_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the PPID decides on, what is undecided first."""
    return _harm_page(request, fetch(request, pk))


def _harm_page(
    request: HttpRequest, report: AnnualReport, refused: TestedItem | None = None
) -> HttpResponse:
    items = list(report.harmtestitems.select_related("decided_by").order_by("decision", "pk"))
    may_test = (
        access.tests_harm(request.user, report)
        and report.state == Stage.HARM_TEST
        and report.harm_tested_at is None
    )
    rows = [
        refused if refused and refused.item.pk == item.pk else TestedItem(item, _form_for(item))
        for item in items
    ]
    return page(
        request,
        "harm_test",
        report,
        here=_("Uji konsekuensi"),
        rows=rows,
        form=refused.form if refused else None,
        may_test=may_test,
        item_form=_item_form(report) if may_test else None,
        undecided=sum(not item.decision for item in items),
        choices=choices_of(report, request.user),
        status=422 if refused else 200,
    )


def _form_for(item: HarmTestItem, data: Any = None) -> HarmForm:
    initial = {
        name: getattr(item, name) for name in ("decision", "ground", "withheld_for", "reason")
    }
    form = HarmForm(data, initial=initial, prefix=f"uji{item.pk}")
    form.use_required_attribute = False
    return form


def _item_form(report: AnnualReport, data: Any = None) -> HarmItemForm:
    actions = report.seal.actions.filter(classification="B").order_by("code")
    return HarmItemForm(
        data,
        actions=[(row.code, f"{row.code} {row.title}"[:110]) for row in actions],
        sections=[(row.key, row.heading) for row in report.sections.order_by("order")],
    )


@require_POST
def decide_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Withhold or release one thing."""
    rows = HarmTestItem.everything.select_related("report")
    item: HarmTestItem = visible_or_404(rows, request.user, pk=pk)
    form = _form_for(item, request.POST)
    if not form.is_valid():
        return _harm_page(request, fetch(request, item.report_id), TestedItem(item, form))
    try:
        services.decide_harm_item(item, **form.cleaned_data, by=request.user, at=timezone.now())
    except Incomplete as problem:
        note_refusal(request, problem)
        form.add_error(None, problem.sentence)
        return _harm_page(request, fetch(request, item.report_id), TestedItem(item, form))
    messages.success(request, _("%(subject)s: putusan dicatat.") % {"subject": item.subject})
    return redirect("reporting:harm_test", item.report_id)


@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one more thing to the test."""
    report = fetch(request, pk)
    form = _item_form(report, request.POST)
    if form.is_valid():
        kind, key = form.chosen
        names = {value: name for _group, options in _options(form) for value, name in options}
        subject = names[form.cleaned_data["what"]][:200]
        by, at = request.user, timezone.now()
        services.add_harm_item(report, kind=kind, key=key, subject=subject, by=by, at=at)
        messages.success(request, _("Butir uji ditambahkan."))
    else:
        messages.error(request, _("Pilih yang akan diuji."))
    return redirect("reporting:harm_test", pk)


def _options(form: HarmItemForm) -> Any:
    return form.fields["what"].choices  # type: ignore[attr-defined]
