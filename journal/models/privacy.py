"""Personal data: the periods that laws set, and what happened when data got out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from journal.models.records import INFORMATION_OFFICER, KEEPER
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, NO_ONE, ScopedModel


class TermKey(models.TextChoices):
    """A period that a law or the agency sets."""

    INCIDENT_HOURS = "incident_hours", _("Pemberitahuan insiden data pribadi (jam)")
    JOURNAL_YEARS = "journal_years", _("Penyimpanan jejak audit di basis data (tahun)")


class LegalTerm(ScopedModel):
    """How long, and what it rests on; the first values stand in `queries.FIRST_TERMS`."""

    key = models.CharField(max_length=20, choices=TermKey.choices, unique=True)
    amount = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(TermKey(self.key).label)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Whoever answers for personal data, and those who audit."""
        return _seen_by(user)


class Incident(ScopedModel):
    """Personal data got out: what, whose, since when it is known, and who was told when.

    The clock (`due_at`) is set once, by the hours in force when the record was made.
    """

    discovered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ground = models.CharField(max_length=200)
    what = models.TextField()
    affected = models.TextField()
    remedy = models.TextField()
    people = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    authority_told_at = models.DateTimeField(null=True, blank=True)
    authority_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    people_told_at = models.DateTimeField(null=True, blank=True)
    people_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-discovered_at", "-pk"]
        constraints = [
            *paired("authority_told", "people_told", "closed", prefix="journal_incident"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None)
                | models.Q(authority_told_at__isnull=False, people_told_at__isnull=False),
                name="journal_incident_closed_when_told",
            ),
        ]

    def __str__(self) -> str:
        return f"Insiden {self.pk}"

    @property
    def told_at(self) -> datetime | None:
        """When the last of the two notices went out; None while one is missing."""
        if self.authority_told_at is None or self.people_told_at is None:
            return None
        return max(self.authority_told_at, self.people_told_at)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Whoever answers for personal data, and those who audit."""
        return _seen_by(user)


def answers_for_data(user: Actor) -> bool:
    """The information officer and the administrator answer for personal data."""
    return user.reach.has(INFORMATION_OFFICER, KEEPER)


def _seen_by(user: Actor) -> models.Q:
    return EVERYONE if answers_for_data(user) or user.reach.audits else NO_ONE
