"""Readings of what is not for everybody: who saw which record, never what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.models import READING, Entry
from journal.services.writing import Change, record_entry

_SAYS = {
    "report": _("laporan terbatas dibaca"),
    "action": _("aksi terbatas dibaca"),
    "evidence": _("data dukung dibuka"),
    "file": _("berkas atau tabel diunduh"),
}


def record_reading(
    kind: str,
    subject: models.Model | None,
    *,
    by: Any,
    at: datetime,
    page: str,
    about: Mapping[str, Any] | None = None,
) -> Entry:
    """One entry for one reading: the page it was read on and its ids, no word of its content."""
    change = Change(after={"page": page, **(about or {})})
    return record_entry(subject, f"{READING}{kind}", _SAYS[kind], by=by, at=at, change=change)
