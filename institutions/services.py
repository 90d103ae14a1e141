"""Writing what belongs to an institution."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Institution, InstitutionName, Kind, Unit
from journal.services import record_entry


def create_unit(institution: Institution, code: str, name: str, *, by: Any, at: datetime) -> Unit:
    """A unit of an institution that reports on its own."""
    with transaction.atomic():
        unit = Unit.everything.create(institution=institution, code=code, name=name)
        record_entry(unit, "unit.created", _("unit kerja dicatat"), by=by, at=at)
    return unit


def organisation_called(name: str, short: str, *, by: Any, at: datetime) -> Institution:
    """The organisation of civil society of a name; entered when it is not in the register yet."""
    with transaction.atomic():
        rows = Institution.everything.select_for_update(of=("self",)).filter(
            kind=Kind.CIVIL_SOCIETY
        )
        known = {row.name.casefold(): row for row in rows.order_by("pk")}
        if found := known.get(name.casefold()):
            return found
        made: Institution = Institution.everything.create(
            code=f"OMS{len(known) + 1:03d}", name=name, short=short, kind=Kind.CIVIL_SOCIETY
        )
        InstitutionName.everything.create(institution=made, name=name, short=short)
        record_entry(made, "institution.entered", _("organisasi dicatat"), by=by, at=at)
    return made
