"""The person's own page, and who acts in whose office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import appoints, helps_people
from accounts.forms import ActingForm, DelegationForm, MailChoiceForm, PhoneForm
from accounts.models import FeedKey, Occupancy, OccupancyKind
from accounts.services import (
    appoint_acting,
    choose_mail,
    choose_shortcuts,
    delegate,
    end_delegation,
    save_phone,
)
from accounts.views.step_up import fresh_for_posts, fresh_second_factor
from ranpe.kit.clock import day_of
from ranpe.kit.phones import shown_phone
from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, offices with their days and decrees, and what they allow."""
    return _profile(request)


def _profile(
    request: HttpRequest,
    form: Any = None,
    refusal: Refused | None = None,
    mail_form: Any = None,
    phone_form: Any = None,
) -> HttpResponse:
    if refusal is not None:
        note_refusal(request, refusal)
    user: Any = request.user
    rows = Occupancy.everything.filter(user_id=user.pk)
    offices = (
        rows.select_related("position__institution", "position__unit")
        .prefetch_related("position__grants__institution", "position__grants__unit")
        .order_by("-starts_on")
    )
    today = {office.pk for office in user.offices}
    own = [row for row in user.offices if row.kind == OccupancyKind.DEFINITIVE]
    context = {
        "offices": [office for office in offices if office.pk in today],
        "feed_key": FeedKey.everything.visible_to(user).first(),
        "past_offices": [office for office in offices if office.pk not in today],
        "delegations": _delegations(own),
        "form": form or (DelegationForm(user=user) if own else None),
        "appoints": appoints(user),
        "helps": helps_people(user),
        "mail_form": mail_form
        or MailChoiceForm(user=user, initial={"mail_choice": user.mail_choice}),
        "phone_form": phone_form
        or PhoneForm(user=user, initial={"phone": shown_phone(user.phone)}),
        "refused": refusal.sentence if refusal else "",
    }
    is_bad = refusal is None and any(row is not None for row in (form, mail_form, phone_form))
    status = 422 if is_bad else getattr(refusal, "status", 200)
    return render(request, "accounts/profile.html", context, status=status)


def _delegations(own: list[Occupancy]) -> list[Occupancy]:
    """Who acts, or will act, in the name of one's own offices."""
    if not own:
        return []
    rows = Occupancy.everything.filter(
        position__in=[row.position_id for row in own],
        kind=OccupancyKind.DELEGATE,
        ended_at=None,
        ends_on__gte=day_of(timezone.now()),
    )
    return list(rows.select_related("user", "position").order_by("starts_on", "pk"))


@require_POST
def mail_choice(request: HttpRequest) -> HttpResponse:
    """What the person wants to be mailed at once."""
    user: Any = request.user
    form = MailChoiceForm(request.POST, user=user)
    if not form.is_valid():
        return _profile(request, mail_form=form)
    choose_mail(form.cleaned_data["mail_choice"], by=user, at=timezone.now())
    messages.success(request, _("Pilihan surel disimpan."))
    return redirect("profile")


@require_POST
def phone(request: HttpRequest) -> HttpResponse:
    """The person's own telephone number."""
    user: Any = request.user
    form = PhoneForm(request.POST, user=user)
    if not form.is_valid():
        return _profile(request, phone_form=form)
    save_phone(form.cleaned_data["phone"], by=user, at=timezone.now())
    messages.success(request, _("Nomor telepon disimpan."))
    return redirect("profile")


@require_POST
def shortcut_choice(request: HttpRequest) -> HttpResponse:
    """Whether single keys act for the person; anything but "off" keeps them on."""
    user: Any = request.user
    choose_shortcuts(are_on=request.POST.get("keys") != "off", by=user, at=timezone.now())
    messages.success(request, _("Pilihan tombol papan ketik disimpan."))
    return redirect("profile")


@require_POST
@fresh_second_factor
def delegation(request: HttpRequest) -> HttpResponse:
    """An incumbent lets a colleague act in the name of the office."""
    user: Any = request.user
    if not any(row.kind == OccupancyKind.DEFINITIVE for row in user.offices):
        raise NotYours(_("Hanya pemegang definitif yang mendelegasikan jabatannya."))
    form = DelegationForm(request.POST, user=user)
    if not form.is_valid():
        return _profile(request, form)
    said = form.cleaned_data
    try:
        delegate(said["office"], said["deputy"].user, form.term(), by=user, at=timezone.now())
    except Refused as refusal:
        return _profile(request, form, refusal)
    messages.success(request, _("Delegasi dicatat; penerimanya diberi tahu."))
    return redirect("profile")


@require_POST
def ended_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """The incumbent takes a delegation back."""
    rows = Occupancy.everything.select_related("position")
    found = visible_or_404(rows, request.user, pk=pk)
    end_delegation(found, by=request.user, at=timezone.now())
    messages.success(request, _("Delegasi diakhiri."))
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_for_posts
def acting(request: HttpRequest) -> HttpResponse:
    """Who acts in whose office, and the form in which a Plt. or Plh. is entered."""
    user: Any = request.user
    if not appoints(user):
        raise NotYours(_("Anda tidak berwenang mencatat pejabat pengganti."))
    if request.method != "POST":
        return _acting(request, ActingForm(user=user))
    form = ActingForm(request.POST, user=user)
    if not form.is_valid():
        return _acting(request, form, status=422)
    said = form.cleaned_data
    try:
        appoint_acting(
            said["position"], said["person"], said["kind"], form.term(), by=user, at=timezone.now()
        )
    except Refused as refusal:
        note_refusal(request, refusal)
        return _acting(request, form, refused=refusal.sentence, status=refusal.status)
    messages.success(request, _("Pejabat pengganti dicatat; orangnya diberi tahu."))
    return redirect("acting")


def _acting(
    request: HttpRequest, form: ActingForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    rows = Occupancy.everything.visible_to(request.user).filter(
        ended_at=None, ends_on__gte=day_of(timezone.now())
    )
    rows = rows.exclude(kind=OccupancyKind.DEFINITIVE)
    context = {
        "rows": rows.select_related("user", "position__institution").order_by("ends_on", "pk"),
        "form": form,
        "refused": refused,
    }
    return render(request, "accounts/acting.html", context, status=status)
