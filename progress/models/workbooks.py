"""A filled workbook that waits for its confirmation."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from institutions.models import Institution
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


class WorkbookUpload(ScopedModel):
    """What stood in an uploaded workbook, so that the confirmation needs no second upload.

    `content` holds under "rows" each report's key, its content as downloaded and as filled in;
    nothing of it is a report before its owner accepts it.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = paired("uploaded", "accepted", prefix="progress_workbook")

    def __str__(self) -> str:
        return self.journal_name

    @property
    def journal_name(self) -> str:
        """Institution and period; never the file's own name."""
        return f"Buku kerja {self.institution.short} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Only who uploaded it, and only while they write for the institution or its unit."""
        reach = user.reach
        of_the_unit = Institution.everything.filter(units__in=reach.units)
        return models.Q(uploaded_by_id=user.pk) & (
            models.Q(institution_id__in=reach.institutions)
            | models.Q(institution__in=of_the_unit.values("pk"))
        )
