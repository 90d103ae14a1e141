"""Sesi verifikasi: the list, the live page, and what the Secretariat arranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Role
from pillars.models import Pillar
from pillars.queries import current_period, rules_of
from progress.access import runs_the_periods
from progress.forms.sessions import MarkForm, MoveForm, SessionForm
from progress.models import SessionItem, SessionState, VerificationSession
from progress.queries.sessions import (
    CHECKED,
    agreement_in,
    items_with_parts,
    session_board,
    sessions_of,
)
from progress.services.sessions import (
    close_session,
    mark_calibration,
    plan_session,
    reassign_item,
    share_session,
    start_session,
)
from progress.workflow import SESSION_FLOW
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404

ROWS_A_PAGE = 50
_STEPS: dict[str, Callable[..., Any]] = {"start": start_session, "close": close_session}


def fetch_session(request: HttpRequest, pk: int) -> VerificationSession:
    """The session, if the reader knows of it."""
    rows = VerificationSession.everything.select_related("period__version__plan")
    found: VerificationSession = visible_or_404(rows, request.user, pk=pk)
    return found


def is_inside(user: Any) -> bool:
    """Who works in sessions or leads them; a K/L only sees where its reports are checked."""
    reach = user.reach
    roles = (Role.VERIFIER, Role.POKJA_CHAIR, Role.POKJA_MEMBER)
    return bool(reach.national or reach.has(*roles))


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions that a person knows of, the newest first."""
    page = Paginator(sessions_of(request.user), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "rows": page.object_list,
        "page_obj": page,
        "may_plan": runs_the_periods(request.user, None),
    }
    return render(request, "progress/sessions.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    """Plan a session; every verifier is ticked until somebody unticks them."""
    if not runs_the_periods(request.user, None):
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengatur sesi."))
    form = _session_form(request)
    if request.method == "GET" or not form.is_valid():
        return _new_page(request, form)
    at, said = timezone.now(), form.cleaned_data
    row = plan_session(said["period"], form.plan(), said["verifiers"], by=request.user, at=at)
    messages.success(request, _("Sesi direncanakan. Bagi tugasnya, lalu mulai."))
    return redirect("progress:session", row.pk)


def _session_form(request: HttpRequest) -> SessionForm:
    data = request.POST if request.method == "POST" else None
    period = current_period(timezone.now(), checked=True)
    numbers = Pillar.everything.order_by("number").values_list("number", flat=True).distinct()
    form = SessionForm(data, user=request.user, pillars=list(numbers))
    verifiers: Any = form.fields["verifiers"]
    form.initial = {"period": period, "sample_size": 3, "verifiers": verifiers.queryset}
    return form


def _new_page(request: HttpRequest, form: SessionForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "progress/session_new.html", {"form": form}, status=status)


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: live, what is at whose desk, what I have to check."""
    return _page(request, fetch_session(request, pk))


@require_GET
def session_board_part(request: HttpRequest, pk: int) -> HttpResponse:
    """The live part of the page, as it is asked for again and again."""
    row = fetch_session(request, pk)
    context = _live(request, row)
    return render(request, "progress/_session_board.html", context)


def _live(request: HttpRequest, row: VerificationSession) -> dict[str, Any]:
    return {
        "session": row,
        "board": session_board(row, request.user),
        "is_running": row.state == SessionState.RUNNING,
        "is_inside": is_inside(request.user),
    }


def _page(
    request: HttpRequest,
    row: VerificationSession,
    form: MoveForm | None = None,
    refusal: Any = None,
) -> HttpResponse:
    may_run = runs_the_periods(request.user, row)
    if refusal is not None:
        note_refusal(request, refusal)
    rules = rules_of(row.period.version.plan)
    context = {
        **_live(request, row),
        "steps": SESSION_FLOW.open_to(request.user, row),
        "may_share": may_run and row.state == SessionState.PLANNED,
        "may_move": may_run and row.state != SessionState.CLOSED,
        "form": form or (_move_form(request, row) if may_run else None),
        "agreement": agreement_in(row, request.user, rules) if _reads_marks(request) else [],
        "has_seat": row.seats.filter(verifier=request.user.pk).exists(),
        "may_decide": _reads_marks(request) and row.state != SessionState.PLANNED,
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 422 if form else 200
    return render(request, "progress/session.html", context, status=status)


def _reads_marks(request: HttpRequest) -> bool:
    """Marks are blind: those who give them do not see how the others answered."""
    user: Any = request.user
    reach = user.reach
    return bool(reach.national or reach.has(Role.POKJA_CHAIR))


def _move_form(request: HttpRequest, row: VerificationSession) -> MoveForm:
    data = request.POST if request.method == "POST" else None
    open_ones = items_with_parts().filter(session=row).exclude(report__state__in=CHECKED)
    seats = row.seats.select_related("verifier").order_by("verifier__name")
    return MoveForm(data, user=request.user, items=open_ones, seats=seats)


@require_POST
def session_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share the reports out to the desks."""
    row = fetch_session(request, pk)
    share_session(row, by=request.user, at=timezone.now())
    messages.success(request, _("Tugas dibagi."))
    return redirect("progress:session", pk)


@require_POST
def session_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Begin or close the session."""
    row = fetch_session(request, pk)
    if name not in _STEPS:
        raise Http404
    try:
        _STEPS[name](row, by=request.user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        return _page(request, fetch_session(request, pk), refusal=refusal)
    return redirect("progress:session", pk)


@require_POST
def session_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one report to another desk."""
    row = fetch_session(request, pk)
    if not runs_the_periods(request.user, row):
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengatur sesi."))
    form = _move_form(request, row)
    if not form.is_valid():
        return _page(request, row, form)
    said = form.cleaned_data
    try:
        reassign_item(said["item"], said["seat"], by=request.user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        return _page(request, row, form, refusal)
    messages.success(request, _("Laporan dipindahkan."))
    return redirect("progress:session", pk)


@require_http_methods(["GET", "POST"])
def session_mark(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """A blind judgement of a sample report; it decides nothing."""
    row = fetch_session(request, pk)
    rows = items_with_parts().select_related("session").filter(session=row, is_calibration=True)
    item: SessionItem = visible_or_404(rows, request.user, pk=item_pk)
    if not row.seats.filter(verifier=request.user.pk).exists():
        raise NotYours(_("Anda tidak memeriksa laporan ini."))
    data = request.POST if request.method == "POST" else None
    form = MarkForm(data, user=request.user, rules=rules_of(row.period.version.plan))
    if data is None or not form.is_valid():
        context = {"session": row, "item": item, "form": form}
        status = 200 if data is None else 422
        return render(request, "progress/session_mark.html", context, status=status)
    accepts = form.cleaned_data["accepts"]
    at = timezone.now()
    mark_calibration(item, accepts=accepts, rubric=form.answers(), by=request.user, at=at)
    messages.success(request, _("Penilaian contoh tersimpan; laporannya tidak berubah."))
    return redirect("progress:session", pk)
