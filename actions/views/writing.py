"""Filling in Form A; everything typed is kept until it can be saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.access import drafts_promises
from actions.forms import CommitmentForm, first_values
from actions.models import Assignment, Commitment, Part, promised_to
from actions.queries import (
    commitments_with_parts,
)
from actions.services import (
    draft_commitment,
    own_indicator,
    save_commitment,
)
from actions.views.reading import returned
from actions.workflow import OPEN_STATES, periods_of
from pillars.queries import rules_of
from ranpe.kit.formats import clock
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Form A of an assignment that has none for the year yet."""
    assignment = own_assignment(request.user, pk, year)
    if request.method == "POST":
        return _keep(request, assignment, year, None)
    there = Commitment.everything.visible_to(request.user).filter(assignment=pk, year=year)
    found = there.order_by("-number").first()
    if found is not None:
        return redirect("commitments:detail", found.pk)
    return _form_page(request, assignment, year, None, _form(request, assignment, year, None))


def own_assignment(user: Any, pk: int, year: int) -> Assignment:
    """The assignment whose promise for a year `user` writes.

    Raises:
        NotYours: others write it.
    """
    own = Assignment.everything.filter(promised_to(user), part=Part.RESPONSIBLE)
    rows = own.select_related("action__plan", "action__focus__pillar", "institution", "unit")
    assignment: Assignment = visible_or_404(rows, user, pk=pk)
    if not periods_of(assignment.action, year):
        raise Http404
    if not drafts_promises(user, assignment):
        raise NotYours(_("Komitmen ini ditulis oleh instansi penanggung jawabnya."))
    return assignment


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a commitment that lies with the institution; others are shown it to read."""
    row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    if request.method == "POST":
        return _keep(request, row.assignment, row.year, row)
    if row.state not in OPEN_STATES or not drafts_promises(request.user, row.assignment):
        return redirect("commitments:detail", row.pk)
    return _form_page(
        request, row.assignment, row.year, row, _form(request, row.assignment, row.year, row)
    )


def _form(
    request: HttpRequest,
    assignment: Assignment,
    year: int,
    commitment: Commitment | None,
    data: Any = None,
) -> CommitmentForm:
    periods = periods_of(assignment.action, year)
    form = CommitmentForm(
        data,
        user=request.user,
        assignment=assignment,
        periods=periods,
        is_revision=commitment is not None and commitment.number > 1,
        initial=first_values(commitment, periods) if commitment else {"version": 0},
    )
    if commitment is None and len(form.indicators) == 1:
        form.initial["indicator"] = next(iter(form.indicators))
    return form


def _form_page(
    request: HttpRequest,
    assignment: Assignment,
    year: int,
    commitment: Commitment | None,
    form: CommitmentForm,
    *,
    status: int = 200,
) -> HttpResponse:
    form.mark_needed()
    context = {
        "form": form,
        "assignment": assignment,
        "year": year,
        "commitment": commitment,
        "lines": list(commitment.budget_lines.all()) if commitment else [],
        "returned": returned(commitment),
        "form_codes": rules_of(assignment.action.plan).form_codes,
    }
    return render(request, "actions/commitment_form.html", context, status=status)


def _keep(
    request: HttpRequest, assignment: Assignment, year: int, commitment: Commitment | None
) -> HttpResponse:
    data = request.POST.copy()
    form = _form(request, assignment, year, commitment, data)
    if not drafts_promises(request.user, assignment):
        raise NotYours(_("Komitmen ini ditulis oleh instansi penanggung jawabnya."))
    status = 422
    if form.is_valid():
        try:
            saved = _save(request, assignment, year, commitment, form)
        except (Incomplete, OutOfTurn) as refusal:
            status = refusal.status
            note_refusal(request, refusal)
            form.add_error(None, refusal.sentence)
            if commitment is not None:
                fresh = Commitment.everything.get(pk=commitment.pk)
                data["version"] = str(fresh.version)
        else:
            return _go_on(request, saved)
    return _form_page(request, assignment, year, commitment, form, status=status)


def _save(
    request: HttpRequest,
    assignment: Assignment,
    year: int,
    commitment: Commitment | None,
    form: CommitmentForm,
) -> Commitment:
    by: Any = request.user
    at, promise = timezone.now(), form.promise()
    with transaction.atomic():
        indicator = form.chosen or own_indicator(
            assignment,
            name=form.cleaned_data["own_name"].strip(),
            unit=form.cleaned_data["own_unit"].strip(),
            direction=form.direction,
            by=by,
            at=at,
        )
        if commitment is None:
            return draft_commitment(
                assignment, promise, year=year, indicator=indicator, by=by, at=at
            )
        version = form.cleaned_data["version"] or 0
        return save_commitment(
            commitment, promise, indicator=indicator, version=version, by=by, at=at
        )


def _go_on(request: HttpRequest, saved: Commitment) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "check":
        return redirect("commitments:detail", saved.pk)
    if do == "budget":
        return redirect("commitments:line_add", saved.pk)
    chosen = next((row for row in saved.budget_lines.all() if do == f"line:{row.pk}"), None)
    if chosen is not None:
        return redirect("commitments:line", saved.pk, chosen.pk)
    messages.success(request, _("Tersimpan pukul %(time)s.") % {"time": clock(timezone.now())})
    return redirect("commitments:edit", saved.pk)
