"""The decision that a person has just made, as long as it can be taken back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from journal.services import UNDO_WINDOW

LAST_VERDICT = "last_verdict"


def undo_url(request: HttpRequest, at: datetime) -> str:
    """Where the newest decision is taken back; empty once its ten seconds have passed."""
    address, made_at = request.session.get(LAST_VERDICT, ("", ""))
    if not address or at - datetime.fromisoformat(made_at) > UNDO_WINDOW:
        return ""
    return str(address)
