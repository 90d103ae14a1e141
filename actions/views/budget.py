"""The page of one budget line: promised while Form A is written, its realisation afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.access import drafts_promises
from actions.forms import BudgetLineForm, SpendingForm
from actions.models import BudgetLine, Commitment, CommitmentState
from actions.queries import commitments_with_parts
from actions.services import record_spending, remove_budget_line, save_budget_line
from actions.workflow import OPEN_STATES
from pillars.queries import rules_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404


@require_http_methods(["GET", "POST"])
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty page for one more line."""
    commitment = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    return _page_of(request, commitment, None, is_open=commitment.state in OPEN_STATES)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """The page of a line that stands in the commitment."""
    commitment = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    rows = BudgetLine.everything.filter(commitment=commitment)
    row: BudgetLine = visible_or_404(rows, request.user, pk=line_pk)
    row.commitment = commitment
    is_open = commitment.state in (*OPEN_STATES, CommitmentState.APPROVED)
    return _page_of(request, commitment, row, is_open=is_open)


def _page_of(
    request: HttpRequest, commitment: Commitment, row: BudgetLine | None, *, is_open: bool
) -> HttpResponse:
    writes = drafts_promises(request.user, commitment.assignment)
    if request.method == "POST":
        if not writes:
            raise NotYours(_("Komitmen ini ditulis oleh instansi penanggung jawabnya."))
        return _keep(request, commitment, row)
    if not writes or not is_open:
        return redirect("commitments:detail", commitment.pk)
    return _page(request, commitment, row, _form(request, commitment, row))


def _form(
    request: HttpRequest, commitment: Commitment, row: BudgetLine | None, data: Any = None
) -> BudgetLineForm | SpendingForm:
    first: dict[str, Any] = {"version": commitment.version}
    if row and commitment.state == CommitmentState.APPROVED:
        return SpendingForm(data, user=request.user, initial={**first, "spent": row.spent})
    if row:
        first |= BudgetLineForm.values_of(row)
    return BudgetLineForm(data, user=request.user, initial=first)


def _keep(request: HttpRequest, commitment: Commitment, row: BudgetLine | None) -> HttpResponse:
    """Save or remove; a refusal comes back with the typed words under its sentence."""
    data = request.POST.copy()
    form = _form(request, commitment, row, data)
    wants_removal = row is not None and data.get("do") == "remove"
    if not form.is_valid() and not wants_removal:
        return _page(request, commitment, row, form, status=422)
    try:
        said = _done(request, commitment, row, form)
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        form.add_error(None, refusal.sentence)
        fresh = Commitment.everything.get(pk=commitment.pk)
        data["version"] = str(fresh.version)
        return _page(request, commitment, row, form, status=refusal.status)
    messages.success(request, said)
    if data.get("do") == "another":
        return redirect("commitments:line_add", commitment.pk)
    return redirect(_back(commitment))


def _done(request: HttpRequest, commitment: Commitment, row: BudgetLine | None, form: Any) -> str:
    given: dict[str, Any] = {
        "version": form.cleaned_data.get("version") or 0,
        "by": request.user,
        "at": timezone.now(),
    }
    if row and request.POST.get("do") == "remove":
        remove_budget_line(row, **given)
        return _("Baris anggaran dihapus.")
    if isinstance(form, SpendingForm) and row:
        record_spending(row, form.cleaned_data["spent"], **given)
        return _("Realisasi tersimpan.")
    save_budget_line(commitment, form.content(), line=row, **given)
    return _("Baris anggaran tersimpan.")


def _back(commitment: Commitment) -> str:
    """The form while it is written, afterwards the page to read."""
    if commitment.state in OPEN_STATES:
        return reverse("commitments:edit", args=[commitment.pk]) + "#id_budget"
    return reverse("commitments:detail", args=[commitment.pk]) + "#anggaran"


def _page(
    request: HttpRequest,
    commitment: Commitment,
    row: BudgetLine | None,
    form: BudgetLineForm | SpendingForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "line": row,
        "is_spending": isinstance(form, SpendingForm),
        "commitment": commitment,
        "assignment": commitment.assignment,
        "year": commitment.year,
        "form_codes": rules_of(commitment.assignment.action.plan).form_codes,
        "back_url": _back(commitment),
    }
    return render(request, "actions/budget_line.html", context, status=status)
