"""What a person is shown and others may not see: noted by the page, kept once it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Reading:
    """What was read: the kind, and the record that it belongs to."""

    kind: str
    subject: models.Model


def note_reading(request: Any, subject: models.Model, kind: str) -> None:
    """Have the reading of a record written to the journal, if the page is answered with it."""
    # The API wraps the request; the answer leaves through the one inside.
    plain = getattr(request, "_request", request)
    plain.reading = Reading(kind, subject)
