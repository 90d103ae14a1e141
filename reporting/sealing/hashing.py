"""The hash of a seal: over all its rows in a stable form that survives the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from reporting.models import Seal

_LEFT_OUT = frozenset({"id", "seal", "sha256", "sealed_by", "plan_version"})
# Columns that came after the first seals count only where they say something.
_SAID_WHEN_TRUE = frozenset({"is_closed", "is_provisional"})
_SAID_WHEN_KNOWN = frozenset({"on_time_at_first"})
RELATED = ("actions", "report_lines", "institutions", "provinces", "figures", "notes")


def _stable(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.DecimalField) and value is not None:
        return f"{Decimal(value):.{field.decimal_places}f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def content_of(row: models.Model) -> dict[str, Any]:
    """The values of a row as they count for the hash."""
    fields = [field for field in row._meta.concrete_fields if field.name not in _LEFT_OUT]
    found = {field.name: _stable(field, getattr(row, field.attname)) for field in fields}
    unsaid = {name for name in _SAID_WHEN_TRUE & found.keys() if not found[name]}
    unsaid |= {name for name in _SAID_WHEN_KNOWN & found.keys() if found[name] is None}
    return {name: value for name, value in found.items() if name not in unsaid}


def sha256_of_rows(seal: Seal, rows: Iterable[models.Model]) -> str:
    """SHA-256 (hex) over the seal and its rows, whatever order they come in."""
    lines = sorted(
        json.dumps([row._meta.model_name, content_of(row)], ensure_ascii=False, sort_keys=True)
        for row in rows
    )
    text = json.dumps([content_of(seal), lines], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def rows_of(seal: Seal) -> list[models.Model]:
    """All rows that belong to a seal."""
    return [row for name in RELATED for row in getattr(seal, name).all()]


def is_intact(seal: Seal) -> bool:
    """Whether the rows are still those that were sealed."""
    return sha256_of_rows(seal, rows_of(seal)) == seal.sha256
