"""/ke/: from the label and key in a notice to the page of the record, if the reader sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import reads_people
from accounts.models import Occupancy, Position, Role, User
from actions.models import Action, Assignment, Commitment
from files.models import StoredFile
from institutions.models import Institution
from journal.models import Job, Notice
from journal.services import mark_read
from pillars.models import Period
from progress.access import decides_on_time
from progress.models import (
    Evidence,
    Extension,
    InstitutionReport,
    PaperRecord,
    ProgressReport,
    RegionalReport,
    Reminder,
    UnitDeadline,
    VerificationSession,
)
from ranpe.kit.scope import visible_or_404
from ranpe.pages.report_links import report_page
from reporting.access import decides, tests_harm
from reporting.models import AnnualReport, Stage
from workgroups.models import Decision, Letter, Meeting, Recommendation, WorkingGroup


def _action(_user: Any, row: Action) -> str:
    return reverse("actions:detail", args=[row.plan.code, row.code])


def _of_action(user: Any, row: Assignment) -> str:
    return _action(user, row.action)


def _commitment(_user: Any, row: Commitment) -> str:
    return reverse("commitments:detail", args=[row.pk])


def _period(user: Any, _row: Period) -> str:
    return reverse("periods" if user.reach.national else "home")


def _compiled(_user: Any, row: InstitutionReport) -> str:
    return reverse("progress:institution_report", args=[row.pk])


def _tasks(_user: Any, row: UnitDeadline) -> str:
    return f"{reverse('progress:reports')}?periode={row.period_id}"


def _time(user: Any, row: Extension) -> str:
    if decides_on_time(user):
        return reverse("progress:times")
    prefix = "regional-" if row.regional_report_id else ""
    return reverse(f"progress:{prefix}time", args=[row.about.pk])


def _reminder(user: Any, row: Reminder) -> str:
    if row.reviewer_id:
        return reverse("progress:queue")
    if user.reach.national or user.reach.has(Role.REGIONAL_SUPERVISOR):
        return reverse("board")
    return f"{reverse('progress:reports')}?periode={row.period_id}"


def _profile(_user: Any, _row: Occupancy) -> str:
    return reverse("profile")


def _office(user: Any, row: Position) -> str:
    return reverse("office", args=[row.pk]) if reads_people(user) else reverse("profile")


def _security(_user: Any, _row: User) -> str:
    return reverse("security")


def _institution(_user: Any, row: Institution) -> str:
    return f"{reverse('actions:list')}?rencana=semua&kl={row.pk}"


def _body(_user: Any, _row: WorkingGroup) -> str:
    return reverse("workgroups:bodies")


def _meeting(_user: Any, row: Meeting) -> str:
    return reverse("workgroups:meeting", args=[row.pk])


def _decision(_user: Any, row: Decision) -> str:
    return reverse("workgroups:decision", args=[row.pk])


def _advice(_user: Any, row: Recommendation) -> str:
    return reverse("workgroups:advice", args=[row.pk])


def _letter(_user: Any, row: Letter) -> str:
    return reverse("letters:letter", args=[row.pk])


def _annual(user: Any, row: AnnualReport) -> str:
    name = "detail"
    if row.state == Stage.AWAITING_DECISION and decides(user, row):
        name = "decide"
    elif row.state == Stage.HARM_TEST and tests_harm(user, row):
        name = "harm_test"
    return reverse(f"reporting:{name}", args=[row.pk])


def _session(_user: Any, row: VerificationSession) -> str:
    return reverse("progress:session", args=[row.pk])


def _job(_user: Any, row: Job) -> str:
    return reverse("job", args=[row.pk])


def _file(user: Any, row: StoredFile) -> str:
    """The page of the record that its uploader handed the file in with."""
    for model, name in ((Evidence, "file"), (PaperRecord, "scan")):
        found: Any = model.everything.filter(**{name: row}).first()
        if found is not None:
            return report_page(user, found.about)
    letter = Letter.everything.filter(scan=row).first()
    if letter is not None:
        return _letter(user, letter)
    covered = InstitutionReport.everything.filter(letter=row).first()
    return _compiled(user, covered) if covered else reverse("home")


# Which page shows a record of which table; what is not here has no page of its own.
_PAGES: dict[str, tuple[Any, Callable[[Any, Any], str]]] = {
    model._meta.label_lower: (model, page)
    for model, page in (
        (Action, _action),
        (Assignment, _of_action),
        (Commitment, _commitment),
        (ProgressReport, report_page),
        (RegionalReport, report_page),
        (InstitutionReport, _compiled),
        (UnitDeadline, _tasks),
        (Extension, _time),
        (Reminder, _reminder),
        (VerificationSession, _session),
        (Occupancy, _profile),
        (Position, _office),
        (User, _security),
        (Period, _period),
        (Institution, _institution),
        (WorkingGroup, _body),
        (Meeting, _meeting),
        (Decision, _decision),
        (Recommendation, _advice),
        (Letter, _letter),
        (AnnualReport, _annual),
        (Job, _job),
        (StoredFile, _file),
    )
}


@require_safe
def go(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Redirect to the record's page; what the reader may not see does not exist.

    Whoever comes this way has read the notices about the record.
    """
    if label not in _PAGES:
        raise Http404
    model, page = _PAGES[label]
    record = visible_or_404(model.everything, request.user, pk=pk)
    told = Notice.everything.visible_to(request.user)
    mark_read(told.filter(subject_label=label, subject_id=pk), at=timezone.now())
    return redirect(page(request.user, record))
