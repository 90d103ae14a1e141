"""Alihkan antrean: who holds what is being checked, and handing it to another verifier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from progress.access import runs_the_periods
from progress.forms.handing import HandOverForm
from progress.queries.holding import Hands, hands
from progress.services.handing import hand_over
from progress.views.lists import ROWS_A_PAGE
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused, note_refusal
from ranpe.kit.scope import visible_or_404


def _admitted(request: HttpRequest) -> None:
    if not runs_the_periods(request.user, None):
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengalihkan antrean."))


def _holder(request: HttpRequest) -> User | None:
    """Whose queue the address names; nobody's on the first page."""
    chosen = request.POST.get("dari") or request.GET.get("dari", "")
    if not chosen:
        return None
    found: User = visible_or_404(User.everything, request.user, pk=chosen)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def handing_over(request: HttpRequest) -> HttpResponse:
    """Everybody who holds reports; of the chosen one the reports, and to whom they may go."""
    _admitted(request)
    holder, found = _holder(request), hands(request.user, timezone.now())
    if request.method != "POST":
        return _page(request, holder, found)
    if holder is None:
        return _page(request, None, found, refusal=Incomplete(_("Pilih antrean yang dialihkan.")))
    form = _form(request, holder, found)
    if not form.is_valid():
        return _page(request, holder, found, form, status=422)
    try:
        return _hand_over(request, holder, form)
    except Refused as refusal:
        return _page(request, holder, found, form, refusal=refusal)


def _form(request: HttpRequest, holder: User, found: Hands) -> HandOverForm:
    own = [row for row in found.rows if row.holder == holder]
    data = request.POST if request.method == "POST" else None
    return HandOverForm(data, user=request.user, rows=own, takers=found.takers(holder))


def _hand_over(request: HttpRequest, holder: User, form: HandOverForm) -> HttpResponse:
    everything = request.POST.get("do") == "all"
    chosen = form.chosen(everything=everything)
    if not chosen:
        raise _nothing_to_hand_over(form, everything=everything)
    to, reason, at = form.taker, form.cleaned_data["reason"], timezone.now()
    outcomes = hand_over(chosen, holder=holder, to=to, reason=reason, by=request.user, at=at)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    done = len(outcomes) - len(refused)
    if done:
        words = ngettext(
            "%(count)s laporan dialihkan kepada %(to)s; keduanya diberi tahu.",
            "%(count)s laporan dialihkan kepada %(to)s; keduanya diberi tahu.",
            done,
        )
        messages.success(request, words % {"count": done, "to": to})
    if not refused:
        return redirect("progress:handing_over")
    left = hands(request.user, at)
    status = 200 if done else Refused.status
    note_refusal(request, Refused(refused[0].refusal))
    return _page(request, holder, left, form, status=status, refused=refused)


def _nothing_to_hand_over(form: HandOverForm, *, everything: bool) -> Refused:
    if everything or form.ticked:
        return OutOfTurn(_("Laporan itu sudah diputuskan atau sudah dialihkan orang lain."))
    return Incomplete(_("Pilih paling sedikit satu laporan."))


def _page(
    request: HttpRequest,
    holder: User | None,
    found: Hands,
    form: HandOverForm | None = None,
    *,
    refusal: Refused | None = None,
    status: int = 200,
    refused: Any = (),
) -> HttpResponse:
    if refusal is not None:
        note_refusal(request, refusal)
        status = refusal.status
    holders = found.holders
    own = [row for row in found.rows if row.holder == holder]
    context = {
        "holders": holders,
        "absent": [row for row in holders if row.absence],
        "total": len(found.rows),
        "holder": next((row for row in holders if row.person == holder), None),
        "holder_name": str(holder) if holder else "",
        "page_obj": Paginator(own, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "form": form or (_form(request, holder, found) if holder else None),
        "refused": [(_code_of(found, outcome), outcome.refusal) for outcome in refused],
        "refusal": refusal.sentence if refusal else "",
        "query": f"dari={holder.pk}" if holder else "",
        "page_url": reverse("progress:handing_over"),
    }
    return render(request, "progress/handing_over.html", context, status=status)


def _code_of(found: Hands, outcome: Any) -> str:
    return next(
        (row.code for row in found.rows if row.report == outcome.report), str(outcome.report)
    )


@require_GET
def handing_over_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What is being checked and by whom, of all or of the chosen one, as on the page."""
    _admitted(request)
    at, holder = timezone.now(), _holder(request)
    found = hands(request.user, at)
    absences = {row.person: row.absence for row in found.holders}
    headers = [
        _("Dipegang oleh"), _("Ketidakhadiran"), _("Kode"), _("Pelapor"), _("Periode"),
        _("Terkirim"), _("Diperiksa sejak"), _("Menunggu (hari)"),
    ]  # fmt: skip
    cells = [
        [
            row.holder.printed_name, absences[row.holder], row.code, row.owner,
            row.report.period.name, row.report.submitted_at, row.since, row.age_days,
        ]
        for row in found.rows
        if holder is None or row.holder == holder
    ]  # fmt: skip
    return table_answer(kind, "antrean-per-pemeriksa", headers, cells, at)
