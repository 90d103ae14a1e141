"""Who was reminded of what, and which official letters the ladder proposes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from institutions.models import Institution, Kind
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel
from workgroups.models import LADDER_KINDS, LetterKind


class Occasion(models.TextChoices):
    """Why somebody was reminded."""

    LADDER = "ladder", _("Kalender")
    QUEUE = "queue", _("Antrean verifikasi")
    MANUAL = "manual", _("Sekretariat")


class Channel(models.TextChoices):
    """How a reminder reaches people; the inbox always shows it."""

    MAIL = "mail", _("Surel dan notifikasi")
    INBOX = "inbox", _("Notifikasi saja")


class Reminder(ScopedModel):
    """One recorded act of reminding: of an institution that owes, or of a person who checks.

    `rung` counts the days after `due_on` (negative: before it) and is empty where a person
    reminded; `author` is empty where the calendar did. A key is never used twice.
    """

    key = models.CharField(max_length=120, unique=True)
    occasion = models.CharField(max_length=8, choices=Occasion.choices)
    period = models.ForeignKey(Period, models.PROTECT, related_name="reminders")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    rung = models.SmallIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    reached = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(institution=None, reviewer__isnull=False)
                | models.Q(institution__isnull=False, reviewer=None),
                name="progress_reminder_of_one_side",
            ),
            *paired("withdrawn", prefix="progress_reminder"),
        ]
        indexes = [models.Index(fields=["institution", "told_at"])]

    def __str__(self) -> str:
        return f"{self.institution or self.reviewer} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Who was reminded, and of which period."""
        return f"Pengingat {self.institution or self.reviewer} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The reminded themselves, the desk, and for provinces the supervisors of the regions."""
        reach = user.reach
        if reach.national:
            return EVERYONE
        own = models.Q(reviewer_id=user.pk) | models.Q(
            institution_id__in=reach.institutions | reach.home_institutions
        )
        if reach.has(Role.REGIONAL_SUPERVISOR):
            return own | models.Q(institution__kind=Kind.PROVINCE)
        return own


class LetterProposal(ScopedModel):
    """The ladder's proposal that an official letter be written; nothing leaves by itself."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="letter_proposals")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="letter_proposals")
    kind = models.CharField(
        max_length=8, choices=[(kind.value, kind.label) for kind in LADDER_KINDS]
    )
    proposed_on = models.DateField()

    class Meta:
        ordering = ["proposed_on", "institution"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "institution", "kind"], name="progress_one_letter_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Which letter, to whom, about which period."""
        return f"Usulan {LetterKind(self.kind).label}: {self.institution} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """A matter of the desk until a letter is written."""
        return EVERYONE if user.reach.national else models.Q(pk__in=[])
