"""What was handed in: files by the hash of their bytes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ranpe.kit.actor import Actor
from ranpe.kit.scope import ScopedModel


class FileState(models.TextChoices):
    """Whether a file may be handed out."""

    PENDING = "pending", _("Sedang diperiksa")
    STORED = "stored", _("Tersimpan")
    REFUSED = "refused", _("Ditolak")


class StoredFile(ScopedModel):
    """A file under a generated name; it is handed out only through the record it belongs to."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.STORED)
    owner_key = models.CharField(max_length=60, db_index=True)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """By itself only its uploader sees a file; all others come through its record."""
        return models.Q(stored_by_id=user.pk)
