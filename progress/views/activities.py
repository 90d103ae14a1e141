"""The page of one activity: added to a report, changed, shared with further reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from progress.forms import ActivityForm
from progress.models import AGE_GROUPS, Activity, ActivityDraft
from progress.queries.contents import activity_draft, reports_beside
from progress.services import (
    autosave_activity,
    discard_activity_draft,
    refusal_to_write,
    save_activity,
)
from progress.views.kinds import PROGRESS, rules_for, subject_of
from progress.views.parts import activity_lines, whole
from ranpe.kit.formats import clock
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
    return _page_of(request, report, _told_in(report, request.user, activity_pk))


@require_POST
def activity_add_autosaved(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed of one more activity."""
    return _autosaved(request, PROGRESS.fetch(request.user, pk), None)


@require_POST
def activity_autosaved(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Keep what is being typed over an activity that stands in the report."""
    report: Any = PROGRESS.fetch(request.user, pk)
    return _autosaved(request, report, _told_in(report, request.user, activity_pk))


def _told_in(report: Any, user: Any, pk: int) -> Activity:
    own = Activity.everything.filter(reports=report).select_related("region")
    found: Activity = visible_or_404(own, user, pk=pk)
    return found


def _autosaved(request: HttpRequest, report: Any, row: Activity | None) -> HttpResponse:
    """Answer with the time, or with the sentence of a refusal."""
    at = timezone.now()
    try:
        draft = _keep_raw(request, report, row, request.POST, at)
    except Refused as refusal:
        if isinstance(refusal, NotYours):  # a late keystroke is no attempt
            note_refusal(request, refusal)
        return JsonResponse({"sentence": refusal.sentence}, status=refusal.status)
    return JsonResponse({"saved_at": clock(at).split()[0], "version": draft.version})


def _keep_raw(
    request: HttpRequest, report: Any, row: Activity | None, data: Any, at: datetime
) -> ActivityDraft:
    return autosave_activity(
        report,
        ActivityForm.typed(data),
        activity=row,
        version=whole(data, "base_version"),
        draft_version=whole(data, "version"),
        by=request.user,
        at=at,
    )


def _page_of(request: HttpRequest, report: Any, row: Activity | None) -> HttpResponse:
    at = timezone.now()
    refusal = refusal_to_write(report, by=request.user, at=at)
    if request.method == "POST":
        if isinstance(refusal, NotYours):
            raise refusal
        if request.POST.get("do") == "discard":
            return _discard(request, report, row, at)
        return _keep(request, report, row, at, refusal)
    if refusal is not None:
        messages.info(request, refusal.sentence)
        return redirect(PROGRESS.url("check", report))
    draft = activity_draft(report, row, request.user)
    first = ActivityForm.values_of(row, report) if row else {}
    first |= draft.content if draft else {}
    first |= {"version": draft.version if draft else 0, "base_version": row.version if row else 0}
    return _page(request, report, row, _form(request, report, initial=first), draft=draft)


def _form(request: HttpRequest, report: Any, **given: Any) -> ActivityForm:
    others = reports_beside(report, request.user)
    return ActivityForm(report=report, others=others, user=request.user, **given)


def _discard(request: HttpRequest, report: Any, row: Activity | None, at: datetime) -> HttpResponse:
    version = whole(request.POST, "version")
    discard_activity_draft(report, row, draft_version=version, by=request.user, at=at)
    messages.success(request, _("Ketikan dibuang."))
    return redirect(_url_of(report, row))


def _url_of(report: Any, row: Activity | None, end: str = "") -> str:
    if row is None:
        return reverse(f"progress:activity_add{end}", args=[report.pk])
    return reverse(f"progress:activity{end}", args=[report.pk, row.pk])


def _keep(
    request: HttpRequest, report: Any, row: Activity | None, at: datetime, refusal: Refused | None
) -> HttpResponse:
    """Save, or keep the typed words raw and show them under the sentence that says why not."""
    data = request.POST.copy()
    form = _form(request, report, data=data)
    if not form.is_valid():
        draft = _kept_draft(request, report, row, data, at)
        return _page(request, report, row, form, draft=draft, status=422)
    try:
        if refusal is not None:
            raise refusal
        _save(request, report, row, form, at)
    except (OutOfTurn, Incomplete) as problem:
        note_refusal(request, problem)
        form.add_error(None, problem.sentence)
        fresh = Activity.everything.filter(pk=row.pk).first() if row else None
        if fresh is not None:  # the next save is of what the reader has compared
            data["base_version"] = str(fresh.version)
        draft = _kept_draft(request, report, fresh or row, data, at)
        return _page(request, report, fresh or row, form, draft=draft, status=problem.status)
    messages.success(request, _("Kegiatan tersimpan."))
    if request.POST.get("do") == "another":
        return redirect("progress:activity_add", report.pk)
    return redirect(PROGRESS.url("edit", report) + PLACE)


def _kept_draft(
    request: HttpRequest, report: Any, row: Activity | None, data: Any, at: datetime
) -> ActivityDraft | None:
    """The words as they were typed; None when they cannot be kept and stand only in the answer."""
    try:
        draft = _keep_raw(request, report, row, data, at)
    except OutOfTurn:
        return None
    data["version"] = str(draft.version)
    return draft


def _save(
    request: HttpRequest, report: Any, row: Activity | None, form: ActivityForm, at: datetime
) -> None:
    save_activity(
        report,
        form.content(),
        activity=row,
        also_in=[other.pk for other in form.cleaned_data["reports"]],
        version=form.cleaned_data["base_version"] or 0,
        draft_version=form.cleaned_data["version"] or 0,
        by=request.user,
        at=at,
    )


def _page(
    request: HttpRequest,
    report: Any,
    row: Activity | None,
    form: Any,
    *,
    draft: ActivityDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    form.fields["region"].required = not form["is_online"].value()  # shown without "optional"
    was_changed = row is not None and draft is not None and draft.base_version != row.version
    has_both = row is not None and (was_changed or status == OutOfTurn.status)
    context = {
        "form": form,
        "activity": row,
        "draft": draft,
        "saved": activity_lines([row])[0] if row and has_both else None,
        "report": report,
        "subject": subject_of(report, PROGRESS, timezone.now()),
        "has_groups": any(form[name].value() or form[name].errors for name in OF_GROUPS),
        "has_others": form.fields["reports"].queryset.exists(),
        "form_codes": rules_for(report).form_codes,
        "edit_url": PROGRESS.url("edit", report),
        "autosave_url": _url_of(report, row, "_autosave"),
    }
    return render(request, "progress/activity.html", context, status=status)
