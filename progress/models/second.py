"""Penilaian kedua: a blind second verdict on a sample; the first one stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from accounts.models import Role
from pillars.models import Status
from progress.models.papers import Verification
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class SecondVerdict(ScopedModel):
    """What another verifier finds in the same submission without knowing the first verdict.

    It exists from the draw on; without a `verifier` nobody else could be found. It changes no
    report. Where it differs, the pillar's chair notes what came of it (`settled_note`).
    """

    verification = models.OneToOneField(Verification, models.PROTECT, related_name="second")
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField()
    accepts = models.BooleanField(null=True, blank=True)
    recognised_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    rubric = models.JSONField(default=dict, blank=True)
    computed_status = models.CharField(max_length=14, choices=Status.choices, blank=True)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_at=None, accepts=None)
                | models.Q(given_at__isnull=False, accepts__isnull=False),
                name="progress_second_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None) | ~models.Q(settled_note=""),
                name="progress_second_settled_in_words",
            ),
            *paired("given", "settled", prefix="progress_second"),
        ]

    def __str__(self) -> str:
        return f"{self.verification_id} {self.verifier_id}"

    @property
    def report(self) -> Any:
        """The report; only those of institutions are drawn."""
        return self.verification.submission.report

    @property
    def differs(self) -> bool:
        """Whether the verdict or the status is another than in the first verdict."""
        if self.given_at is None:
            return False
        return not self.accepts or self.computed_status != self.verification.computed_status

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, the pillar's chair, and whoever was drawn to give it."""
        if user.reach.national:
            return EVERYONE
        chaired = [
            number
            for role, kind, number in user.reach.by_role
            if (role, kind) == (Role.POKJA_CHAIR, "pillar")
        ]
        report = "verification__submission__report"
        number = f"{report}__assignment__action__focus__pillar__number__in"
        return models.Q(verifier_id=user.pk) | models.Q(**{number: chaired})
