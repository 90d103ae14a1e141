"""Filling in a report: save, keep raw drafts, attach files, merge two versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from files.services import ACCEPTED
from progress.forms import AnswersForm
from progress.lines import targets_in
from progress.models import Activity, Draft, Evidence
from progress.queries import report_before
from progress.queries.beside import parts_beside
from progress.queries.contents import half_typed_of, shown_activities
from progress.queries.updates import said_by, update_before
from progress.services import (
    answer_remarks,
    attach_evidence,
    autosave,
    refusal_to_send,
    refusal_to_write,
    remove_activity,
    remove_evidence,
)
from progress.views.kinds import REGIONAL, Kind, is_withheld, rules_for, subject_of
from progress.views.parts import (
    activity_lines,
    field_parts,
    grouped_actions,
    is_on_closed_path,
    open_return,
    proofs_of,
    remarks_for,
    whole,
)
from ranpe.kit.clock import day_of
from ranpe.kit.formats import clock, number
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused, note_refusal
from ranpe.kit.scope import visible_or_404
from workgroups.queries import decisions_owed_by


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The one page on which a report is written; who may not write is shown the report."""
    report, at = kind.fetch(request.user, pk), timezone.now()
    refusal = refusal_to_write(report, by=request.user, at=at)
    if request.method == "POST":
        if isinstance(refusal, NotYours):
            raise refusal
        if refusal is not None:
            return _hold(request, report, kind, at, refusal)
        return _keep(request, report, kind, at)
    if is_on_closed_path(report) and refusal_to_send(report, by=request.user, at=at) is None:
        return redirect(kind.url("closed", report))
    if refusal is not None:
        messages.info(request, refusal.sentence)
        return redirect(kind.url("check", report))
    draft = _draft_of(report, request.user)
    update = update_before(report) if draft is None else None
    first = {**kind.form.values_of(report), **(draft.content if draft else said_by(update))}
    first |= {"version": draft.version if draft else 0, "base_version": report.version}
    if kind is REGIONAL and not first["plan_stage"]:
        first["plan_stage"] = _registered_stage(report)
    form = _form(report, kind, request.user, initial=first)
    answers = _answers(request, report, initial=draft.content if draft else {})
    return _page(request, report, kind, at, form=form, answers=answers, draft=draft, update=update)


def _answers(request: HttpRequest, report: Any, **given: Any) -> AnswersForm:
    """The form for the answers to the remarks of the newest return; empty where there is none."""
    return AnswersForm(user=request.user, remarks=open_return(report), **given)


def _form(report: Any, kind: Kind, user: Any, **given: Any) -> Any:
    """The form with the hints that depend on the report: its target, its last value."""
    form = kind.form.for_report(report, user=user, **given)
    if "evidence" in form.fields:
        form.fields["evidence"].help_text = _(
            "%(kinds)s; paling besar %(size)s MB per berkas. Boleh memilih beberapa sekaligus."
        ) % {
            "kinds": ", ".join(ACCEPTED).upper(),
            "size": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
        }
    if "achieved_value" in form.fields:
        form.fields["achieved_value"].help_text = _value_hint(report)
    return form


def _value_hint(report: Any) -> str:
    """The target and the last value, in words beside the field."""
    duty = report.assignment_id
    target, before = targets_in(report.period, [duty]).get(duty), report_before(report)
    said = [_("Belum ada target yang disetujui untuk periode ini.")]
    if not report.period.is_checked:
        said = []
        if target is not None and target.annual is not None:
            words = {"target": number(target.annual), "unit": target.unit}
            said = [_("Target setahun: %(target)s %(unit)s.") % words]
    elif target is not None and target.value is not None:
        words = {"target": number(target.value), "unit": target.unit}
        said = [_("Target sampai akhir periode ini: %(target)s %(unit)s.") % words]
    if before is not None and before.achieved_value is not None:
        words = {"value": number(before.achieved_value), "period": before.period.name}
        said.append(_("Terakhir %(value)s (%(period)s).") % words)
    return " ".join(said)


def _draft_of(report: Any, user: Any) -> Any:
    drafts = Draft.everything.visible_to(user).select_related("saved_by")
    return drafts.filter(pk__in=report.drafts.values("pk")).first()


def _registered_stage(report: Any) -> str:
    newest = report.region.regional_plans.order_by("-pk").first()
    return newest.stage if newest else ""


def _page(
    request: HttpRequest,
    report: Any,
    kind: Kind,
    at: datetime,
    *,
    form: Any,
    answers: AnswersForm | None = None,
    draft: Any = None,
    other: Any = None,
    update: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `other` is the report as somebody else saved it meanwhile, `update` the data
    update from which an unbegun report is filled in."""
    form.mark_needed()
    answers = answers or _answers(request, report, data=request.POST)
    answers.mark_needed()
    before = report_before(report)
    remarks = remarks_for(answers.remarks, kind, answers)
    subject = subject_of(report, kind, at)
    context = {
        "form": form,
        "report": report,
        "subject": subject,
        "parts": field_parts(form, remarks, other),
        "is_regional": kind is REGIONAL,
        "action_groups": grouped_actions(form) if kind is REGIONAL else [],
        "before": before,
        "update": update,
        "remarks": remarks,
        "activities": activity_lines(shown_activities(report)),
        "half_typed": half_typed_of(report, request.user),
        "beside": parts_beside(request.user, report),
        "proofs": proofs_of(report, request.user),
        "draft": draft,
        "is_withheld": is_withheld(report, kind),
        "is_conflict": other is not None,
        "form_codes": rules_for(report).form_codes,
        "owed_decisions": list(decisions_owed_by(request.user)),
        "today": day_of(at),
        "page_url": kind.url("edit", report),
        "check_url": kind.url("check", report),
        "autosave_url": kind.url("autosave", report),
    }
    return render(request, "progress/edit.html", context, status=status)


def _hold(
    request: HttpRequest, report: Any, kind: Kind, at: datetime, refusal: Refused
) -> HttpResponse:
    """What was typed comes too late to be saved: it stands on the page, under the reason."""
    form = _form(report, kind, request.user, data=request.POST.copy(), files=request.FILES)
    form.full_clean()
    form.add_error(None, refusal.sentence)
    note_refusal(request, refusal)
    return _page(request, report, kind, at, form=form, status=refusal.status)


def _keep(request: HttpRequest, report: Any, kind: Kind, at: datetime) -> HttpResponse:
    data = request.POST.copy()
    wanted = data.get("do", "save")
    if wanted == "copy":
        _add_previous_text(data, report)
    form = _form(report, kind, request.user, data=data, files=request.FILES)
    answers = _answers(request, report, data=data)
    if not answers.is_valid():
        form.add_error(None, _("Ada jawaban atas catatan yang terlalu panjang."))
    is_valid = form.is_valid()
    _attach(form, report, by=request.user, at=at)
    if not is_valid:
        is_kept = _keep_raw(form, report, kind, by=request.user, at=at)
        if is_kept and not form.errors.get("evidence") and _activity_url(report, kind, wanted):
            return redirect(_activity_url(report, kind, wanted))
        return _page(request, report, kind, at, form=form, status=422)
    try:
        saved = kind.save(
            report,
            form.content(),
            version=form.cleaned_data["base_version"],
            by=request.user,
            at=at,
        )
    except OutOfTurn:
        fresh = kind.fetch(request.user, pk=report.pk)
        if fresh.version == form.cleaned_data["base_version"]:
            raise
        return _merge(request, fresh, kind, form, at)
    answer_remarks(report, answers.answers(), by=request.user, at=at)
    if form.errors:
        data["base_version"], data["version"] = str(saved.version), "0"
        return _page(request, report, kind, at, form=form, status=422)
    return _go_on(request, report, kind, wanted, at)


def _add_previous_text(data: Any, report: Any) -> None:
    before = report_before(report)
    texts = [data.get("narrative", "").strip(), before.narrative.strip() if before else ""]
    data["narrative"] = "\n\n".join(text for text in texts if text)


def _attach(form: Any, report: Any, *, by: Any, at: datetime) -> None:
    """Store the chosen files whatever else is wrong: a browser cannot keep them chosen."""
    label = form.cleaned_data.get("evidence_classification") or "T"
    for upload in form.cleaned_data.get("evidence", []):
        try:
            attach_evidence(report, upload, title="", classification=label, by=by, at=at)
        except Incomplete as refusal:
            form.add_error("evidence", f"{upload.name}: {refusal.sentence}")


def _keep_raw(form: Any, report: Any, kind: Kind, *, by: Any, at: datetime) -> bool:
    """Keep the words as they were typed; whether they are kept."""
    try:
        draft = autosave(
            report,
            {**kind.form.typed(form.data), **AnswersForm.typed(form.data)},
            version=whole(form.data, "version"),
            by=by,
            at=at,
        )
    except OutOfTurn:
        return False  # somebody else's draft stays; this text stands in the answer
    form.data["version"] = str(draft.version)
    return True


def _activity_url(report: Any, kind: Kind, wanted: str) -> str:
    """The page of the activity that was asked for; empty when none was."""
    step, _colon, key = wanted.partition(":")
    if step != "activity" or kind is REGIONAL:
        return ""
    if not key:
        return reverse("progress:activity_add", args=[report.pk])
    is_number = key.isascii() and key.isdecimal()
    return reverse("progress:activity", args=[report.pk, key]) if is_number else ""


def _merge(request: HttpRequest, fresh: Any, kind: Kind, form: Any, at: datetime) -> HttpResponse:
    """Two people saved: the page shows both texts, and the next save is of the merged one."""
    form.data["base_version"] = str(fresh.version)
    _keep_raw(form, fresh, kind, by=request.user, at=at)
    return _page(request, fresh, kind, at, form=form, other=fresh, status=409)


def _go_on(
    request: HttpRequest, report: Any, kind: Kind, wanted: str, at: datetime
) -> HttpResponse:
    page = kind.url("edit", report)
    if wanted == "check":
        return redirect(kind.url("check", report))
    if _activity_url(report, kind, wanted):
        return redirect(_activity_url(report, kind, wanted))
    step, _colon, key = wanted.partition(":")
    if step == "remove":
        own = Evidence.everything.filter(pk__in=report.evidences.values("pk"), removed_at=None)
        remove_evidence(visible_or_404(own, request.user, pk=key), by=request.user, at=at)
    if step == "drop" and kind is not REGIONAL:
        told = Activity.everything.filter(reports=report)
        gone = visible_or_404(told, request.user, pk=key)
        remove_activity(gone, report, by=request.user, at=at)
    messages.success(request, _("Tersimpan pukul %(time)s.") % {"time": clock(at)})
    place = {"copy": "#id_narrative", "remove": "#data-dukung", "upload": "#data-dukung"}
    place["drop"] = "#id_activities"
    return redirect(page + place.get(step, ""))


@require_POST
def autosaved(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Keep what is being typed; answers with the time, or with the sentence of a refusal."""
    report, at = kind.fetch(request.user, pk), timezone.now()
    try:
        draft = autosave(
            report,
            {**kind.form.typed(request.POST), **AnswersForm.typed(request.POST)},
            version=whole(request.POST, "version"),
            report_version=whole(request.POST, "base_version"),
            by=request.user,
            at=at,
        )
    except Refused as refusal:
        if isinstance(refusal, NotYours):  # a late keystroke is no attempt
            note_refusal(request, refusal)
        return JsonResponse({"sentence": refusal.sentence}, status=refusal.status)
    return JsonResponse({"saved_at": clock(at).split()[0], "version": draft.version})
