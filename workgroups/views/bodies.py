"""Who sits in the Sekber and the Pokja, by office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.step_up import fresh_for_posts, fresh_second_factor
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from workgroups.access import knows_names, seats
from workgroups.forms import EndForm, MemberForm, OrganisationForm
from workgroups.models import Membership
from workgroups.queries import bodies_on, pokja_head_on
from workgroups.services import end_membership, enter_member, enter_organisation
from workgroups.views.parts import tried


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The register: each body with its offices, who holds them today, and the decrees.

    With ?akhiri= it asks for the day and the decree that end a seat.
    """
    user: Any = request.user
    if "akhiri" in request.GET:
        row = _seat(request, request.GET["akhiri"])
        return _end_page(request, row, EndForm(user=user))
    today = day_of(timezone.now())
    context = {
        "bodies": bodies_on(today),
        "head": pokja_head_on(today),
        "shows_names": knows_names(user),
        "may_seat": seats(user),
    }
    return render(request, "workgroups/bodies.html", context)


def _check_right(request: HttpRequest) -> None:
    if not seats(request.user):
        raise NotYours(_("Anda tidak berwenang mencatat keanggotaan."))


@require_http_methods(["GET", "POST"])
@fresh_for_posts
def add(request: HttpRequest) -> HttpResponse:
    """Enter by decree that an office sits in a body."""
    _check_right(request)
    form = MemberForm(request.POST if request.method == "POST" else None, user=request.user)
    status = 200
    if request.method == "POST":
        status = tried(
            request, form, lambda: enter_member(**form.seat(), by=request.user, at=timezone.now())
        )
        if not status:
            messages.success(request, _("Keanggotaan dicatat; kewenangannya berlaku sekarang."))
            return redirect("workgroups:bodies")
    context = {"form": form, "title": _("Tambah anggota"), "verb": _("Catat keanggotaan")}
    return render(request, "workgroups/seat.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Enter by decree that an organisation sits in a Pokja Tematis."""
    _check_right(request)
    form = OrganisationForm(request.POST if request.method == "POST" else None, user=request.user)
    by, at, status = request.user, timezone.now(), 200
    if form.is_bound:
        status = tried(request, form, lambda: enter_organisation(**form.cleaned_data, by=by, at=at))
        if not status:
            messages.success(request, _("Organisasi dicatat dalam Pokja Tematis."))
            return redirect("workgroups:bodies")
    context = {"form": form, "title": _("Tambah organisasi"), "verb": _("Catat keanggotaan")}
    return render(request, "workgroups/seat.html", context, status=status)


def _seat(request: HttpRequest, key: Any) -> Membership:
    rows = Membership.everything.select_related("position__institution", "group")
    found: Membership = visible_or_404(rows, request.user, pk=key)
    _check_right(request)
    return found


def _end_page(
    request: HttpRequest, row: Membership, form: EndForm, *, status: int = 200
) -> HttpResponse:
    title = _("Akhiri keanggotaan")
    context = {"form": form, "title": title, "verb": title, "seat": row}
    return render(request, "workgroups/seat.html", context, status=status)


@require_POST
@fresh_second_factor
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat; its right ends with it."""
    row = _seat(request, pk)
    form = EndForm(request.POST, user=request.user)
    by, at = request.user, timezone.now()
    status = tried(request, form, lambda: end_membership(row, **form.cleaned_data, by=by, at=at))
    if status:
        return _end_page(request, row, form, status=status)
    messages.success(request, _("Keanggotaan diakhiri; kewenangannya ikut berakhir."))
    return redirect("workgroups:bodies")
