"""What was handed in: files by the hash of their bytes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ranpe.kit.actor import Actor
from ranpe.kit.scope import ScopedModel


class FileState(models.TextChoices):
    """Whether a file may be handed out."""

    PENDING = "pending", _("Sedang diperiksa antivirus")
    STORED = "stored", _("Tersimpan")
    REFUSED = "refused", _("Ditolak antivirus")


class StoredFile(ScopedModel):
    """A file under a generated name; it is handed out only through the record it belongs to.

    `check_after` is its next turn at the antivirus, `checks` how often it was asked, `finding`
    what it found. The bytes of a refused file are gone; then `path` is empty.
    """

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.STORED)
    owner_key = models.CharField(max_length=60, db_index=True)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    finding = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveIntegerField(default=0)
    check_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=FileState.REFUSED) | ~models.Q(finding=""),
                name="files_a_refused_file_has_a_finding",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=FileState.PENDING) | models.Q(check_after__isnull=False),
                name="files_a_pending_file_has_its_turn",
            ),
        ]
        indexes = [models.Index(fields=["state", "check_after"])]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        """The beginning of its hash, for a file's name may be confidential."""
        return _now("Berkas %(hash)s") % {"hash": self.sha256[:12]}

    @property
    def is_open(self) -> bool:
        """Whether it may be opened now."""
        return self.state == FileState.STORED

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """By itself only its uploader sees a file; all others come through its record."""
        return models.Q(stored_by_id=user.pk)
