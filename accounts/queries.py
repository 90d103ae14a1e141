"""Reading offices."""

from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Grant, Occupancy, grants_on


def holders_of(condition: models.Q, *, on: date) -> models.QuerySet[Occupancy, int]:
    """The keys of the people who hold, on a day, an office whose grants match `condition`."""
    offices = Grant.everything.filter(condition, grants_on(on)).order_by().values("position")
    held = Occupancy.everything.in_force(on).filter(position__in=offices)
    keys: models.QuerySet[Occupancy, int] = held.order_by().values_list("user", flat=True)
    return keys.distinct()
