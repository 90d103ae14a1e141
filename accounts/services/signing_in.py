"""Writing who came in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal.services import record_entry


def note_sign_in(person: User, *, at: datetime) -> None:
    """That somebody signed in, and in which office."""
    record_entry(person, "person.signed_in", _("masuk"), by=person, at=at)
