"""What a Pokja says about an action for which several institutions answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from actions.models import Action, Assignment, Part
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class JointNarrative(ScopedModel):
    """One text about an action in a period, beside the reports of its institutions."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="joint_narratives")
    period = models.ForeignKey(Period, models.PROTECT, related_name="joint_narratives")
    text = models.TextField()
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "period"], name="progress_one_joint_narrative"
            ),
            *paired("written", prefix="progress_joint_narrative"),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Code and period; never the words."""
        return f"Uraian bersama {self.action} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The pillar's Pokja, the desk, and the institutions that answer for the action."""
        reach = user.reach
        if reach.national:
            return EVERYONE
        own = models.Q(institution_id__in=reach.institutions) | models.Q(unit_id__in=reach.units)
        answering = Assignment.everything.filter(own, part=Part.RESPONSIBLE)
        return models.Q(action__focus__pillar__number__in=reach.pillar_numbers) | models.Q(
            action__in=answering.values("action_id")
        )
