"""What the public may leave behind: a suggested correction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from portal.models import CorrectionSuggestion
from ranpe.kit.refusals import OutOfTurn

# A person writes a few; a program that writes thousands must not fill the disk.
MOST_IN_AN_HOUR: Final = 300


def suggest_correction(*, page: str, text: str, contact: str, at: datetime) -> None:
    """Keep a reader's suggestion; raises OutOfTurn when far too many came in the last hour."""
    lately = CorrectionSuggestion.received.filter(at__gt=at - timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR:
        raise OutOfTurn(_("Terlalu banyak usulan dalam satu jam terakhir. Coba lagi nanti."))
    CorrectionSuggestion(page=page, text=text, contact=contact, at=at).save()
