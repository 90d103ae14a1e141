"""The second factor's safety net: recovery codes, and the help of two administrators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, NO_ONE, ScopedModel

ADMIN = "system_admin"


class RecoveryCode(ScopedModel):
    """A code from the printed sheet, for one use; only its hash is kept.

    `mark` is the part of the code that finds the row; it opens nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=4)
    digest = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "mark"], name="accounts_one_code_a_mark")
        ]

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Only the person's own."""
        return models.Q(user_id=user.pk)


class RecoveryKind(models.TextChoices):
    """What somebody has lost."""

    FACTOR = "factor", _("Langkah kedua (ponsel, kunci sandi, kode pemulihan)")
    PASSWORD = "password", _("Kata sandi")
    BOTH = "both", _("Keduanya")


class Recovery(ScopedModel):
    """One administrator asks that a person's lost factors are taken off; another grants it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RecoveryKind.choices)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *paired("granted", prefix="accounts_recovery"),
            *paired("withdrawn", prefix="accounts_recovery"),
            models.CheckConstraint(
                condition=models.Q(granted_by=None) | ~models.Q(granted_by=models.F("asked_by")),
                name="accounts_recovery_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("asked_by"))
                & (models.Q(granted_by=None) | ~models.Q(granted_by=models.F("person"))),
                name="accounts_recovery_not_for_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(granted_at=None) | models.Q(withdrawn_at=None),
                name="accounts_recovery_ends_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(granted_at=None, withdrawn_at=None),
                name="accounts_one_open_recovery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def journal_name(self) -> str:
        """Whose it is."""
        return str(self.person)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Administrators of accounts."""
        return EVERYONE if user.reach.has(ADMIN) else NO_ONE
