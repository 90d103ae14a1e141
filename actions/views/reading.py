"""One commitment to read: its versions, its history, what its institution may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actions.access import drafts_promises
from actions.forms import DecisionForm
from actions.models import Commitment, CommitmentState
from actions.queries import (
    commitments_with_parts,
    in_force_of,
    promise_budget,
    versions_of,
)
from actions.services import (
    may_record_spending,
    revise_commitment,
    submit_commitment,
)
from actions.workflow import COMMITMENT_FLOW, OPEN_STATES, missing_promises
from journal.queries import entries_about
from pillars.queries import rules_of
from ranpe.kit.formats import moment
from ranpe.kit.scope import visible_or_404


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment to read: what is missing, what it replaces, what happened to it."""
    row = visible_or_404(Commitment.everything, request.user, pk=pk)
    return detail_page(request, row, DecisionForm())


def detail_page(
    request: HttpRequest, row: Commitment, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    versions = versions_of(row)
    row = next(one for one in versions if one.pk == row.pk)
    writes = drafts_promises(request.user, row.assignment)
    is_open = row.state in OPEN_STATES
    missing = list(missing_promises(row)) if writes and is_open else []
    in_force = in_force_of(versions)
    steps = {step.name: step for step in COMMITMENT_FLOW.open_to(request.user, row)}
    if missing:
        steps.pop("submit", None)
    context = {
        "commitment": row,
        "before": next((one for one in versions if one.number == row.number - 1), None),
        "versions": versions,
        "in_force": in_force,
        "missing": missing,
        "steps": steps,
        "form": form,
        "budget": promise_budget(row, request.user),
        "can_edit": writes and is_open,
        "can_spend": writes and row == in_force and may_record_spending(row),
        "can_revise": writes and versions[0].pk == row.pk and row == in_force,
        "waits_for_approver": writes and is_open and not missing and "submit" not in steps,
        "returned": returned(row),
        "form_codes": rules_of(row.assignment.action.plan).form_codes,
        "history": _history(versions),
    }
    return render(request, "actions/commitment.html", context, status=status)


@dataclass(frozen=True)
class HistoryLine:
    """One line of a commitment's history."""

    at: str
    who: str
    text: str
    reason: str


def _history(versions: list[Commitment]) -> list[HistoryLine]:
    numbers = {row.pk: row.number for row in versions}
    return [
        HistoryLine(
            at=moment(entry.at),
            who=", ".join(part for part in (entry.actor_name, entry.capacity) if part),
            text=_("%(what)s (versi %(number)s)")
            % {"what": entry.sentence, "number": numbers.get(entry.subject_id or 0, 1)},
            reason=entry.reason,
        )
        for entry in entries_about(versions)
    ]


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The official sends Form A to the Pokja's chair."""
    row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    read = request.POST.get("version", "")
    version = int(read) if read.isdecimal() and len(read) < 10 else None
    submit_commitment(row, version=version, by=request.user, at=timezone.now())
    messages.success(request, _("Komitmen diajukan; ketua Pokja diberi tahu."))
    return redirect("commitments:detail", row.pk)


@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of an approved commitment."""
    row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    revision = revise_commitment(row, by=request.user, at=timezone.now())
    return redirect("commitments:edit", revision.pk)


def returned(commitment: Commitment | None) -> Any:
    """The newest entry with which the chair gave it back, while that still has to be answered."""
    if commitment is None or commitment.state != CommitmentState.RETURNED:
        return None
    return entries_about([commitment]).filter(verb="commitment.return").first()
