"""Database constraints that several tables share."""

from __future__ import annotations

from django.db import models


def paired(*pairs: str, prefix: str) -> list[models.BaseConstraint]:
    """Hold `<pair>_at` and `<pair>_by` together: both or neither."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{pair}_at__isnull": True, f"{pair}_by__isnull": True})
            | models.Q(**{f"{pair}_at__isnull": False, f"{pair}_by__isnull": False}),
            name=f"{prefix}_{pair}_pair",
        )
        for pair in pairs
    ]
