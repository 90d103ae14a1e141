"""The Pokja writes one narrative about an action of several institutions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Role
from actions.models import Action
from pillars.models import Period
from progress.services.joint import write_jointly
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, note_refusal
from ranpe.kit.scope import visible_or_404


@require_POST
def joint_narrative(request: HttpRequest, pk: int, period_pk: int) -> HttpResponse:
    """Keep the narrative; when it cannot be kept, the words come back with the sentence."""
    user: Any = request.user
    if not user.reach.has(Role.VERIFIER, Role.POKJA_CHAIR):
        raise NotYours(_("Hanya Pokja pilar ini yang menulis uraian bersama."))
    rows = Action.everything.select_related("plan", "focus__pillar")
    action = visible_or_404(rows, user, pk=pk)
    period = visible_or_404(Period.everything.filter(is_checked=True), user, pk=period_pk)
    typed = request.POST.get("version", "")
    text = request.POST.get("text", "").replace("\x00", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    try:
        write_jointly(action, period, text=text, version=version, by=user, at=timezone.now())
    except (Incomplete, OutOfTurn) as refusal:
        note_refusal(request, refusal)
        found = action.joint_narratives.filter(period=period).first()
        context = {
            "action": action,
            "period": period,
            "narrative": found,
            "text": text,
            "refused": refusal.sentence,
        }
        return render(request, "progress/joint.html", context, status=refusal.status)
    messages.success(request, _("Uraian bersama disimpan."))
    return redirect("actions:detail", action.plan.code, action.code)
