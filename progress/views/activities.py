"""The page of one activity: added to a report, changed, shared with further reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from progress.forms import ActivityForm
from progress.models import AGE_GROUPS, Activity
from progress.queries.contents import reports_beside
from progress.services import refusal_to_write, save_activity
from progress.views.kinds import PROGRESS, rules_for, subject_of
from progress.views.parts import activity_lines
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused, note_refusal
from ranpe.kit.scope import visible_or_404

PLACE = "#id_activities"
OF_GROUPS = (*AGE_GROUPS, "with_disability")


@require_http_methods(["GET", "POST"])
def activity_add(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty page for one more activity."""
    return _page_of(request, PROGRESS.fetch(request.user, pk), None)


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """The page of an activity that stands in the report."""
    report: Any = PROGRESS.fetch(request.user, pk)
    own = Activity.everything.filter(reports=report).select_related("region")
    return _page_of(request, report, visible_or_404(own, request.user, pk=activity_pk))


def _page_of(request: HttpRequest, report: Any, row: Activity | None) -> HttpResponse:
    at = timezone.now()
    refusal = refusal_to_write(report, by=request.user, at=at)
    if request.method == "POST":
        if isinstance(refusal, NotYours):
            raise refusal
        return _keep(request, report, row, at, refusal)
    if refusal is not None:
        messages.info(request, refusal.sentence)
        return redirect(PROGRESS.url("check", report))
    first = ActivityForm.values_of(row, report) if row else {"version": 0}
    return _page(request, report, row, _form(request, report, initial=first))


def _form(request: HttpRequest, report: Any, **given: Any) -> ActivityForm:
    others = reports_beside(report, request.user)
    return ActivityForm(report=report, others=others, user=request.user, **given)


def _keep(
    request: HttpRequest, report: Any, row: Activity | None, at: datetime, refusal: Refused | None
) -> HttpResponse:
    """Save, or show the typed words again under the sentence that says why not."""
    data = request.POST.copy()
    form = _form(request, report, data=data)
    if not form.is_valid():
        return _page(request, report, row, form, status=422)
    try:
        if refusal is not None:
            raise refusal
        _save(request, report, row, form, at)
    except (OutOfTurn, Incomplete) as problem:
        note_refusal(request, problem)
        form.add_error(None, problem.sentence)
        fresh = Activity.everything.filter(pk=row.pk).first() if row else None
        if fresh is not None:  # the next save is of what the reader has compared
            data["version"] = str(fresh.version)
        return _page(request, report, fresh or row, form, status=problem.status)
    messages.success(request, _("Kegiatan tersimpan."))
    if request.POST.get("do") == "another":
        return redirect("progress:activity_add", report.pk)
    return redirect(PROGRESS.url("edit", report) + PLACE)


def _save(
    request: HttpRequest, report: Any, row: Activity | None, form: ActivityForm, at: datetime
) -> None:
    save_activity(
        report,
        form.content(),
        activity=row,
        also_in=[other.pk for other in form.cleaned_data["reports"]],
        version=form.cleaned_data["version"] or 0,
        by=request.user,
        at=at,
    )


def _page(
    request: HttpRequest,
    report: Any,
    row: Activity | None,
    form: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    form.fields["region"].required = not form["is_online"].value()  # shown without "optional"
    context = {
        "form": form,
        "activity": row,
        "saved": activity_lines([row])[0] if row and status == OutOfTurn.status else None,
        "report": report,
        "subject": subject_of(report, PROGRESS, timezone.now()),
        "has_groups": any(form[name].value() or form[name].errors for name in OF_GROUPS),
        "has_others": form.fields["reports"].queryset.exists(),
        "form_codes": rules_for(report).form_codes,
        "edit_url": PROGRESS.url("edit", report),
    }
    return render(request, "progress/activity.html", context, status=status)
