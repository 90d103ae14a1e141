"""Pengingat: who gets which words, what became of it, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role
from institutions.models import Institution
from journal.services import is_quiet
from pillars.models import Period
from pillars.queries import current_period
from progress import access
from progress.forms.reminding import ReminderForm
from progress.models import Reminder
from progress.queries.reminders import Contact, chat_text
from progress.services.reminding import (
    Addressed,
    Told,
    addressed_in,
    send_reminders,
    undo_reminders,
)
from ranpe.kit.refusals import NotYours, Refused, note_refusal


@dataclass(frozen=True)
class Recipient:
    """One line of the preview: whom it reaches, and the words that they will read."""

    institution: Institution
    people: list[Contact]
    without_mail: list[Contact]
    sentence: str
    chat: str
    refusal: str


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """The preview of a reminder to the ticked institutions; a POST sends it."""
    user: Any = request.user
    if not user.reach.has(Role.SECRETARIAT, Role.REGIONAL_SUPERVISOR):
        raise NotYours(_("Pengingat disampaikan oleh Sekretariat atau Pembina daerah."))
    at = timezone.now()
    period = current_period(at)
    if period is None:
        raise Http404
    is_sent = request.method == "POST"
    form = ReminderForm(request.POST if is_sent else request.GET, user=user)
    if not form.is_valid():
        return _preview(request, form, period, [], at)
    chosen = list(form.cleaned_data["kl"])
    if not all(access.reminds(user, row) for row in chosen):
        raise NotYours(_("Anda tidak berwenang menyampaikan pengingat ini."))
    if not is_sent:
        return _preview(request, form, period, chosen, at)
    channel = form.cleaned_data["channel"]
    try:
        told = send_reminders(chosen, period, channel=channel, by=user, at=at)
    except Refused as refusal:
        note_refusal(request, refusal)
        return _preview(request, form, period, chosen, at, refusal)
    return _result(request, told)


def _preview(
    request: HttpRequest,
    form: ReminderForm,
    period: Period,
    chosen: Sequence[Institution],
    at: datetime,
    refusal: Refused | None = None,
) -> HttpResponse:
    channel: Any = form.fields["channel"]
    addressed = addressed_in(period, chosen, at) if chosen else []
    rows = [_recipient(row, at) for row in addressed]
    open_rows = [row for row in addressed if not row.refusal]
    context = {
        "period": period,
        "rows": rows,
        "count": len(open_rows),
        "group_chat": chat_text([report for row in open_rows for report in row.reports])
        if len(open_rows) > 1
        else "",
        "channels": channel.choices,
        "channel": request.POST.get("channel") or "mail",
        "quiet_until": settings.MAIL_QUIET_UNTIL if is_quiet(at) else None,
        "errors": form.errors.get("kl", []),
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 200
    if request.method == "POST" and not form.is_valid():
        status = Refused.status
    return render(request, "progress/remind.html", context, status=status)


def _recipient(row: Addressed, at: datetime) -> Recipient:
    return Recipient(
        institution=row.institution,
        people=list(row.people),
        without_mail=row.without_mail,
        sentence=row.sentence(at) if row.reports else "",
        chat=row.chat if row.reports else "",
        refusal=row.refusal,
    )


def _result(request: HttpRequest, told: Sequence[Told]) -> HttpResponse:
    done = [row for row in told if row.reminder is not None]
    refused = [row for row in told if row.reminder is None]
    if refused:
        words = [f"{row.addressed.institution}: {row.addressed.refusal}" for row in refused]
        note_refusal(request, Refused(" ".join(words)))
    without = [
        (row.addressed.institution, contact)
        for row in done
        for contact in row.addressed.without_mail
    ]
    context = {"done": done, "refused": refused, "without_mail": without}
    status = 200 if done else Refused.status
    return render(request, "progress/reminded.html", context, status=status)


@require_POST
def unremind(request: HttpRequest) -> HttpResponse:
    """Take reminders back within ten seconds."""
    keys = {key for key in request.POST.getlist("reminder") if key.isdecimal() and len(key) < 10}
    rows = Reminder.everything.visible_to(request.user).filter(pk__in=keys)
    found = list(rows)
    if not found or len(found) != len(keys):
        raise Http404
    count = undo_reminders(found, by=request.user, at=timezone.now())
    said = ngettext(
        "%(count)s pengingat diurungkan; tidak ada yang terkirim.",
        "%(count)s pengingat diurungkan; tidak ada yang terkirim.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("board")
