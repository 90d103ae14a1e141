"""Drafting official letters: whom they would go to and what they would list, before they exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from institutions.models import Institution
from pillars.models import Period, PeriodState
from pillars.queries import current_period
from progress.queries.letters import LetterRow, letter_rows
from progress.services.lettering import Drafted, draft_letters
from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404
from workgroups.access import keeps_letters
from workgroups.models import LetterKind

ALL, PROPOSED = "semua", "usulan"


@dataclass(frozen=True)
class Asked:
    """Which letter is asked about: its kind, its period, and who is ticked at first."""

    kind: LetterKind
    period: Period
    ticked: str = ""
    keys: frozenset[int] = field(default_factory=frozenset)

    def ticks(self, row: LetterRow) -> bool:
        """Whether a row is ticked when the page opens."""
        if row.institution.pk in self.keys or self.ticked == ALL:
            return True
        return self.ticked == PROPOSED and row.is_proposed


def _asked(request: HttpRequest, at: datetime) -> Asked:
    said = request.POST if request.method == "POST" else request.GET
    kind = said.get("jenis") or LetterKind.REQUEST.value
    if kind not in LetterKind.values:
        raise Http404
    if said.get("periode"):
        periods = Period.everything.select_related("version__plan")
        period = visible_or_404(periods, request.user, pk=said["periode"])
    else:
        period = current_period(at)
    if period is None:
        raise Http404
    keys = frozenset(int(key) for key in said.getlist("kl") if key.isdecimal() and len(key) < 10)
    return Asked(LetterKind(kind), period, said.get("pilih", ""), keys)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Whom a letter of a kind may be written to and what it would list; a POST drafts them."""
    user, at = request.user, timezone.now()
    if not keeps_letters(user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengurus surat resmi."))
    asked = _asked(request, at)
    if request.method != "POST":
        return _preview(request, asked, at)
    chosen = Institution.everything.visible_to(user).filter(pk__in=asked.keys).order_by("code")
    try:
        outcomes = draft_letters(asked.period, chosen, asked.kind, by=user, at=at)
    except Refused as refusal:
        note_refusal(request, refusal)
        return _preview(request, asked, at, [refusal.sentence], status=refusal.status)
    return _answer(request, asked, outcomes, at)


def _answer(
    request: HttpRequest, asked: Asked, outcomes: Sequence[Drafted], at: datetime
) -> HttpResponse:
    """To the one draft, or to the list of them; a refusal is said where it was asked."""
    made = [row.letter for row in outcomes if row.letter is not None]
    refused = [row.refusal for row in outcomes if row.refusal]
    if not made:
        return _preview(request, asked, at, refused, status=Refused.status)
    count = len(made)
    said = ngettext("%(count)s konsep surat dibuat.", "%(count)s konsep surat dibuat.", count)
    messages.success(request, said % {"count": count})
    for sentence in refused:
        messages.warning(request, sentence)
    if count == 1:
        return redirect("letters:letter", made[0].pk)
    return redirect(f"{reverse('letters:list')}?keadaan=draft&jenis={asked.kind}")


def _preview(
    request: HttpRequest,
    asked: Asked,
    at: datetime,
    errors: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    rows = letter_rows(asked.period, asked.kind, at)
    open_rows = [row for row in rows if row.living is None]
    later = Period.everything.exclude(state=PeriodState.LOCKED).order_by("year", "code")
    context: dict[str, Any] = {
        "asked": asked,
        "rows": [(row, asked.ticks(row)) for row in rows],
        "open": len(open_rows),
        "proposed": sum(row.is_proposed for row in open_rows),
        "kinds": LetterKind.choices,
        "periods": later,
        "errors": errors,
    }
    return render(request, "pages/letters_new.html", context, status=status)
