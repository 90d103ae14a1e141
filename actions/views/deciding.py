"""The chair of the Pokja: what waits, approve, return, one or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actions.access import approves_promises
from actions.forms import DecisionForm
from actions.models import Commitment
from actions.queries import (
    commitments_awaiting,
    commitments_with_parts,
    with_earlier_versions,
)
from actions.services import (
    approve_commitment,
    return_commitment,
)
from actions.views.reading import detail_page
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the chair's word; several can be decided at once."""
    if request.method == "POST":
        return _decide_several(request)
    return _queue_page(request, DecisionForm(), frozenset())


def _queue_page(
    request: HttpRequest, form: DecisionForm, picked: frozenset[str], *, status: int = 200
) -> HttpResponse:
    rows = commitments_awaiting(request.user)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "rows": with_earlier_versions(page.object_list),
        "page_obj": page,
        "total": len(rows),
        "form": form,
        "picked": {int(key) for key in picked if key.isdecimal()},
    }
    return render(request, "actions/commitment_queue.html", context, status=status)


def _decide_several(request: HttpRequest) -> HttpResponse:
    keys = list(dict.fromkeys(request.POST.getlist("pick")))
    form = DecisionForm(request.POST)
    wants_return = request.POST.get("do") == "return"
    form.is_valid()
    if not keys:
        form.add_error(None, _("Centang dahulu komitmen yang Anda putuskan."))
    if wants_return and not form.cleaned_data.get("reason") and "reason" not in form.errors:
        form.add_error("reason", _("Tuliskan alasannya terlebih dahulu."))
    rows = [visible_or_404(commitments_with_parts(), request.user, pk=key) for key in keys]
    if not all(approves_promises(request.user, row) for row in rows):
        raise NotYours(_("Anda tidak memutuskan komitmen ini."))
    if form.errors and (wants_return or not keys):
        return _queue_page(request, form, frozenset(keys), status=422)
    decide: Callable[[Commitment], Any] = (
        _returns(request, form)
        if wants_return
        else (lambda row: approve_commitment(row, by=request.user, at=timezone.now()))
    )
    _tell_done(request, sum(_decided(request, row, decide) for row in rows), wants_return)
    return redirect("commitments:queue")


def _returns(request: HttpRequest, form: DecisionForm) -> Callable[[Commitment], Any]:
    reason = form.cleaned_data["reason"]
    return lambda row: return_commitment(row, reason=reason, by=request.user, at=timezone.now())


def _decided(request: HttpRequest, row: Commitment, decide: Callable[[Commitment], Any]) -> int:
    """One of several: what somebody else has decided meanwhile does not stop the others."""
    try:
        decide(row)
    except OutOfTurn as refusal:
        note_refusal(request, refusal)
        messages.warning(request, f"{row.assignment}: {refusal.sentence}")
        return 0
    return 1


def _tell_done(request: HttpRequest, done: int, wants_return: bool) -> None:
    if not done:
        return
    if wants_return:
        said = ngettext("%(done)s komitmen dikembalikan.", "%(done)s komitmen dikembalikan.", done)
    else:
        said = ngettext("%(done)s komitmen disetujui.", "%(done)s komitmen disetujui.", done)
    messages.success(request, said % {"done": done})


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair approves one commitment; then the others in the queue."""
    row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    approve_commitment(row, by=request.user, at=timezone.now())
    _tell_done(request, 1, wants_return=False)
    return redirect("commitments:queue")


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair returns one commitment; a missing reason comes back beside its field."""
    row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            return_commitment(row, reason=reason, by=request.user, at=timezone.now())
        except Incomplete as refusal:
            note_refusal(request, refusal)
            form.add_error("reason", refusal.sentence)
    if not form.is_valid():
        row = visible_or_404(commitments_with_parts(), request.user, pk=pk)
        return detail_page(request, row, form, status=422)
    _tell_done(request, 1, wants_return=True)
    return redirect("commitments:queue")
