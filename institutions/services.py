"""Writing what belongs to an institution."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Institution, Unit
from journal.services import record_entry


def create_unit(institution: Institution, code: str, name: str, *, by: Any, at: datetime) -> Unit:
    """A unit of an institution that reports on its own."""
    with transaction.atomic():
        unit = Unit.everything.create(institution=institution, code=code, name=name)
        record_entry(unit, "unit.created", _("unit kerja dicatat"), by=by, at=at)
    return unit
