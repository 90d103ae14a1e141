"""The ordinary steps: one page that says what happens, one button that does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.step_up import fresh_for_posts
from reporting import services
from reporting.forms import ReasonForm
from reporting.models import AnnualReport
from reporting.views.parts import choices_of, fetch, page
from reporting.workflow import ANNUAL_FLOW

Verb = Callable[[AnnualReport, str, Any, datetime], object]


def _send(report: AnnualReport, _note: str, by: Any, at: datetime) -> object:
    return services.send_to_review(report, by=by, at=at)


def _to_plenary(report: AnnualReport, note: str, by: Any, at: datetime) -> object:
    return services.to_plenary(report, note=note, by=by, at=at)


def _to_harm_test(report: AnnualReport, note: str, by: Any, at: datetime) -> object:
    return services.to_harm_test(report, note=note, by=by, at=at)


def _finish(report: AnnualReport, _note: str, by: Any, at: datetime) -> object:
    return services.finish_harm_test(report, by=by, at=at)


def _ask(report: AnnualReport, note: str, by: Any, at: datetime) -> object:
    return services.ask_decision(report, note=note, by=by, at=at)


def _give_back(report: AnnualReport, reason: str, by: Any, at: datetime) -> object:
    return services.return_to_drafting(report, reason=reason, by=by, at=at)


def _withdraw_approval(report: AnnualReport, reason: str, by: Any, at: datetime) -> object:
    return services.withdraw_approval(report, reason=reason, by=by, at=at)


def _withdraw_publication(report: AnnualReport, reason: str, by: Any, at: datetime) -> object:
    return services.withdraw_publication(report, reason=reason, by=by, at=at)


VERBS: Final[dict[str, Verb]] = {
    "send_to_review": _send,
    "to_plenary": _to_plenary,
    "to_harm_test": _to_harm_test,
    "finish_harm_test": _finish,
    "close_plenary": _ask,
    "ask_decision": _ask,
    "return_to_drafting": _give_back,
    "withdraw_approval": _withdraw_approval,
    "withdraw_publication": _withdraw_publication,
}
# These services take no words.
SILENT: Final = frozenset({"send_to_review", "finish_harm_test"})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_for_posts
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask once more, with what stands in the way; then take the step."""
    report = fetch(request, pk)
    verb = VERBS.get(name)
    if verb is None:
        raise Http404
    rule = ANNUAL_FLOW.step(name)
    form = ReasonForm(request.POST or None, is_required=rule.needs_reason)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        verb(report, form.cleaned_data["reason"], request.user, timezone.now())
        sentence = _("%(title)s: %(step)s.") % {"title": report.title, "step": rule.says}
        messages.success(request, sentence)
        return redirect("reporting:detail", pk)
    is_open = name in {choice.name for choice in choices_of(report, request.user)}
    return page(
        request,
        "step",
        report,
        here=rule.label,
        step=rule,
        form=form,
        is_silent=name in SILENT,
        is_open=is_open,
        problems=[str(problem) for problem in rule.needs(report)] if is_open else [],
        status=422 if form.errors else 200,
    )
