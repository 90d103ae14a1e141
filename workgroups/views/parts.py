"""What the pages of a meeting share: fetching it, and trying what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ranpe.kit.refusals import NotYours, Refused, note_refusal
from ranpe.kit.scope import visible_or_404
from workgroups.access import arranges
from workgroups.models import Meeting


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if the reader may see it."""
    rows = Meeting.everything.select_related("group", "approved_by")
    found: Meeting = visible_or_404(rows, request.user, pk=pk)
    return found


def own_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, for those who arrange it."""
    found = meeting_of(request, pk)
    if not arranges(request.user):
        raise NotYours(_("Hanya Sekretariat Bersama yang mengatur rapat."))
    return found


def tried(request: HttpRequest, form: Any, act: Callable[[], Any]) -> int:
    """Do what was typed; 0 when done, else the status with which the page is shown again."""
    if not form.is_valid():
        return 422
    try:
        act()
    except NotYours:
        raise
    except Refused as refusal:
        note_refusal(request, refusal)
        for sentence in refusal.problems or (refusal.sentence,):
            form.add_error(None, sentence)
        return refusal.status
    return 0
