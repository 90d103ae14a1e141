"""The closed path: duties whose content may not leave the institution."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from actions.models import Assignment
from progress.models.reports import ProgressReport
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class ClosedDuty(ScopedModel):
    """Jalur tertutup: why a duty is reported without content, who decided it, and its end."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="closed_duties")
    reason = models.TextField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                name="progress_one_closed_duty",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="progress_closed_has_reason"
            ),
            *paired("closed", "ended", prefix="progress_closed_duty"),
        ]

    def __str__(self) -> str:
        return str(self.assignment)

    @property
    def journal_name(self) -> str:
        """Code and institution."""
        return f"Jalur tertutup {self.assignment}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, and whoever sees a report of the duty."""
        if user.reach.national:
            return EVERYONE
        seen = ProgressReport.everything.visible_to(user)
        return models.Q(assignment__in=seen.values("assignment_id"))
