"""The whole period of one institution in one file, under its official cover letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from files.models import StoredFile
from institutions.models import Institution
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class InstitutionReport(ScopedModel):
    """One institution's period: its document number, the signed letter, the file made of it.

    `number` and `dated_on` are the institution's own; the house gives out no letter numbers.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="institution_reports")
    period = models.ForeignKey(Period, models.PROTECT, related_name="institution_reports")
    version = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=80, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    covered_at = models.DateTimeField(null=True, blank=True)
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    content_sha256 = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["institution", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "period"], name="progress_one_institution_report"
            ),
            *paired("covered", "built", prefix="progress_institution_report"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Institution and period."""
        return f"Laporan K/L {self.institution} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The institution itself and the desk."""
        if user.reach.national:
            return EVERYONE
        return models.Q(institution_id__in=user.reach.institutions)
