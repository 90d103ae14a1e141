"""The verifier's desk: the claim beside its evidence, and the decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pillars.models import Status
from progress.access import is_reviewer, is_watched_reading
from progress.differences import Difference, difference
from progress.forms import DeskForm
from progress.forms.desk import (
    USUAL_REMARKS,
    optional_name,
    remark_name,
    thresholds_in_words,
)
from progress.lines import TargetLine
from progress.models import ReportState, Submission, Verdict, Verification
from progress.queries import report_before
from progress.queries.contents import shown_activities, told_lines
from progress.services import (
    accept_report,
    endorse_report,
    return_report,
    start_review,
    undo_verdict,
)
from progress.views.changes import changes_of
from progress.views.kinds import REGIONAL, Kind, rules_for, subject_of
from progress.views.last import LAST_VERDICT, undo_url
from progress.views.papers import papers_of
from progress.views.parts import (
    SummaryRow,
    activity_lines,
    history_of,
    is_on_closed_path,
    is_waiting,
    label_of,
    proofs_of,
    summary_rows,
)
from progress.views.walking import walk_of, walk_query
from progress.workflow import REPORT_FLOW
from ranpe.kit.formats import number
from ranpe.kit.readings import note_reading
from ranpe.kit.refusals import Incomplete, NotYours, note_refusal


def _fetch(request: HttpRequest, pk: int, kind: Kind) -> Any:
    """The report, for those who check it; for others who see it, a refusal in words."""
    report = kind.fetch(request.user, pk)
    if not is_reviewer(request.user, report):
        raise NotYours(_("Anda tidak memeriksa laporan ini."))
    return report


def _form(request: HttpRequest, report: Any, kind: Kind, data: Any = None) -> DeskForm:
    newest = report.submissions.order_by("-number").values_list("number", flat=True).first()
    is_closed = is_on_closed_path(report)
    wants_value = not (kind is REGIONAL or report.is_nil or is_closed)
    value = report.achieved_value if wants_value else None
    return DeskForm(
        data,
        user=request.user,
        rules=rules_for(report),
        about=_remarked(report, kind),
        wants_value=wants_value,
        is_closed=is_closed,
        initial={"recognised_value": value, "submission_number": newest},
    )


def _remarked(report: Any, kind: Kind) -> list[str]:
    if is_on_closed_path(report):
        return ["claimed_status", "closed_number", "closed_dated_on"]
    if report.is_nil:
        return ["nil_reason", "evidence", "public_summary"]
    return list(kind.remarked)


@require_GET
def desk(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The desk; looking at it starts nothing. A report that no longer waits is shown to read."""
    report = _fetch(request, pk, kind)
    if not is_waiting(report):
        messages.info(request, _("Laporan ini tidak sedang menunggu verifikasi."))
        return redirect(kind.url("check", report))
    if is_watched_reading(request.user, report):
        note_reading(request, report, "report")
    return _page(request, report, kind, _form(request, report, kind))


_DEEDS = ("start", "accept", "return", "endorse")


@dataclass(frozen=True)
class Claim:
    """One answer with the place for a remark on it; `usual` are the remarks made most often."""

    row: SummaryRow
    remark: Any = None
    usual: list[Any] = field(default_factory=list)
    optional: Any = None


def _page(
    request: HttpRequest, report: Any, kind: Kind, form: DeskForm, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    for name in ("recognised_value", "on_site_name", "on_site_on"):  # shown without "optional"
        form.fields[name].required = True
    subject = subject_of(report, kind, at)
    unit = subject.target.unit if subject.target else ""
    form.explain(claimed=_claimed(report, unit), anchored=_anchored(report, subject.target))
    before = report_before(report)
    walk, query = walk_of(request, at), walk_query(request)
    changes, claims = changes_of(report, kind), _claims(report, kind, form, unit)
    context = {
        "form": form,
        "thresholds": thresholds_in_words(form.rules),
        "report": report,
        "subject": subject,
        "is_regional": kind is REGIONAL,
        "changes": changes,
        "claims": [row for row in claims if row.row.field not in changes.unchanged],
        "unchanged": [row for row in claims if row.row.field in changes.unchanged],
        "proofs": proofs_of(report, request.user),
        "activities": activity_lines(shown_activities(report)),
        "activities_since": _activities_since_last_sending(report),
        "proof_claim": _claim_on("evidence", form),
        "papers": papers_of(report, request.user),
        "before": before,
        "since_last_period": _compared(before.narrative if before else "", report.narrative),
        "since_last_sending": _since_last_sending(report),
        "steps": {step.name: step for step in REPORT_FLOW.open_to(request.user, report)},
        "accept_label": _accept_label(report, kind),
        "verdict": _forwarded(report),
        "next_url": walk.next_url(report),
        "waiting": len(walk.rows),
        "queue_url": reverse("progress:queue") + query,
        "undo_url": undo_url(request, at),
        "history": history_of(report),
        **{f"{name}_url": kind.url(name, report) + query for name in _DEEDS},
    }
    return render(request, "progress/desk.html", context, status=status)


def _claimed(report: Any, unit: str) -> str:
    value = getattr(report, "achieved_value", None)
    return "" if value is None else f"{number(value)} {unit}".strip()


def _anchored(report: Any, target: TargetLine | None) -> str:
    """By which anchors the rubric is read: of a nil report, or of the indicator's direction."""
    if report.is_nil:
        return "nil"
    return target.direction if target else ""


def _claims(report: Any, kind: Kind, form: DeskForm, unit: str) -> list[Claim]:
    rows = {row.field: row for row in summary_rows(report, kind, unit)}
    for name in form.about:
        if name not in rows and name != "evidence":
            label = label_of(kind.form, name)
            rows[name] = SummaryRow(name, label, "", "", "")
    order = [*form.about, *(name for name in rows if name not in form.about)]
    return [_claim_on(name, form, rows[name]) for name in order if name in rows]


def _claim_on(name: str, form: DeskForm, row: SummaryRow | None = None) -> Claim:
    if name not in form.about:
        return Claim(row or SummaryRow(name, "", "", "", ""))
    usual = [
        option
        for option in form["usual"].subwidgets
        if USUAL_REMARKS[int(str(option.data["value"]))][0] == name
    ]
    return Claim(
        row or SummaryRow(name, "", "", "", ""),
        form[remark_name(name)],
        usual,
        form[optional_name(name)],
    )


def _compared(before: str, after: str) -> Difference | None:
    return difference(before, after) if before and after else None


def _since_last_sending(report: Any) -> Difference | None:
    sent = list(report.submissions.order_by("-number")[1:2])
    return _compared(sent[0].content.get("narrative", ""), report.narrative) if sent else None


def _activities_since_last_sending(report: Any) -> Difference | None:
    """What came to and went from the activities between the two newest sendings."""
    sent = list(report.submissions.order_by("-number")[:2])
    if len(sent) < 2:
        return None
    newer, older = ("\n".join(told_lines(row.content)) for row in sent)
    return difference(older, newer) if newer != older else None


def _accept_label(report: Any, kind: Kind) -> Any:
    two_levels = kind is not REGIONAL and rules_for(report).needs_chair
    return REPORT_FLOW.step("forward" if two_levels else "accept").label


def _forwarded(report: Any) -> Verification | None:
    """What the verifier found, for the chair."""
    if report.state != ReportState.AWAITING_CHAIR:
        return None
    own = Verification.everything.filter(
        submission__in=Submission.everything.filter(pk__in=report.submissions.values("pk")),
        verdict=Verdict.ACCEPTED,
        undone_at=None,
    )
    return own.order_by("-pk").first()


def _next_url(request: HttpRequest, report: Any) -> str:
    """Where the walk goes on; asked before the decision, by which the report leaves its place."""
    found = walk_of(request, timezone.now()).next_url(report)
    return found or reverse("progress:queue") + walk_query(request)


def _onwards(request: HttpRequest, report: Any, kind: Kind, next_url: str) -> HttpResponse:
    """To the next desk, which for ten seconds offers to take this decision back."""
    undo_at = kind.url("undo", report) + walk_query(request)
    request.session[LAST_VERDICT] = [undo_at, timezone.now().isoformat()]
    return redirect(next_url)


@require_POST
def start(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Note that the check has begun; the institution cannot take the report back any more."""
    report = kind.fetch(request.user, pk)
    start_review(report, by=request.user, at=timezone.now())
    return redirect(kind.url("desk", report) + walk_query(request))


@require_POST
def accept(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Accept with the value that the evidence supports; then the next one in the queue."""
    report = _fetch(request, pk, kind)
    form = _form(request, report, kind, request.POST)
    if not form.is_ready_to_accept():
        return _page(request, report, kind, form, status=422)
    next_url = _next_url(request, report)
    verdict = accept_report(
        report,
        recognised_value=form.cleaned_data["recognised_value"] if form.wants_value else None,
        rubric=form.rubric_answers(),
        note=form.cleaned_data["note"],
        on_site=form.on_site() if form.is_closed else None,
        submission_number=form.cleaned_data["submission_number"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _accepted(kind.fetch(request.user, pk), kind, verdict))
    return _onwards(request, report, kind, next_url)


def _accepted(report: Any, kind: Kind, verdict: Verification) -> str:
    """What the acceptance means, in one sentence: where the report is and how it stands."""
    code = subject_of(report, kind, timezone.now()).code
    words = {"code": code, "state": report.get_state_display()}
    if not verdict.computed_status:
        return _("%(code)s: %(state)s.") % words
    words["status"] = str(Status(verdict.computed_status).label)
    if is_on_closed_path(report):
        return _("%(code)s: %(state)s. Jalur tertutup, status: %(status)s.") % words
    words["value"] = number(verdict.recognised_value)
    return (
        _("%(code)s: %(state)s. Realisasi diakui %(value)s, status dihitung: %(status)s.") % words
    )


@require_POST
def give_back(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Return with remarks on the fields and a new day; then the next one in the queue."""
    report = _fetch(request, pk, kind)
    form = _form(request, report, kind, request.POST)
    next_url = _next_url(request, report)
    if form.is_valid():
        at = timezone.now()
        try:
            _return(report, form, by=request.user, at=at)
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error(None, refusal.sentence)
    if not form.is_valid():
        return _page(request, report, kind, form, status=422)
    messages.success(request, _("Laporan dikembalikan; instansi pelapor diberi tahu."))
    return _onwards(request, report, kind, next_url)


def _return(report: Any, form: DeskForm, *, by: Any, at: datetime) -> None:
    return_report(
        report,
        remarks=form.remarks(),
        note=form.cleaned_data["note"],
        submission_number=form.cleaned_data["submission_number"],
        by=by,
        at=at,
    )


@require_POST
def endorse(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """The chair closes the verification; then the next one in the queue."""
    report = kind.fetch(request.user, pk)
    next_url = _next_url(request, report)
    endorse_report(report, by=request.user, at=timezone.now())
    messages.success(request, _("Laporan disetujui sebagai ketua Pokja."))
    return _onwards(request, report, kind, next_url)


@require_POST
def undo(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    """Take one's own decision back within ten seconds; the desk opens again."""
    report = kind.fetch(request.user, pk)
    undo_verdict(report, by=request.user, at=timezone.now())
    request.session.pop(LAST_VERDICT, None)
    messages.success(request, _("Keputusan dibatalkan; laporan kembali ke meja Anda."))
    return redirect(kind.url("desk", report) + walk_query(request))
