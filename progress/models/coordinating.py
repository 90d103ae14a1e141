"""What an institution arranges inside itself before it reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from institutions.models import Unit
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


class UnitDeadline(ScopedModel):
    """Until when a unit is to be ready, as its coordinator asks; compliance never counts it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deadlines")
    period = models.ForeignKey(Period, models.PROTECT, related_name="unit_deadlines")
    due_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"], name="progress_one_deadline_of_a_unit"
            ),
            *paired("set", prefix="progress_unit_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Unit and period."""
        return f"Batas internal {self.unit} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """A matter of the house: its own people and those of the unit."""
        reach = user.reach
        return models.Q(unit__institution_id__in=reach.institutions) | models.Q(
            unit_id__in=reach.units
        )
