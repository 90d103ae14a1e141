"""Who steers and decides: the Joint Secretariat, the working groups, meetings and their yield."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from institutions.models import Institution
from ranpe.kit.actor import Actor
from ranpe.kit.scope import EVERYONE, ScopedModel


class GroupKind(models.TextChoices):
    """The bodies of the plan's coordination."""

    SEKBER = "sekber", _("Sekretariat Bersama")
    POKJA = "pokja", _("Kelompok Kerja")


class WorkingGroup(ScopedModel):
    """The Joint Secretariat or a working group; a Pokja answers for one pillar number."""

    kind = models.CharField(max_length=8, choices=GroupKind.choices)
    name = models.CharField(max_length=150, unique=True)
    pillar_number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "pillar_number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="pokja") | models.Q(pillar_number__isnull=False),
                name="workgroups_pokja_has_pillar",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The bodies are known to all."""
        return EVERYONE


class MembershipPart(models.TextChoices):
    """The part of a member."""

    CHAIR = "chair", _("Ketua")
    MEMBER = "member", _("Anggota")
    VERIFIER = "verifier", _("Verifikator")
    SECRETARY = "secretary", _("Sekretariat")


class Membership(ScopedModel):
    """An office that sits in a body, with the decree and its days."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="memberships")
    position = models.ForeignKey(Position, models.PROTECT, related_name="memberships")
    part = models.CharField(max_length=10, choices=MembershipPart.choices)
    decree = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "position", "part"], name="workgroups_one_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.position_id}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Who sits where is known to all who sign in."""
        return EVERYONE


class Meeting(ScopedModel):
    """A meeting that was held, as the notula says."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "title", "held_on"], name="workgroups_one_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The national desk, and the members of the pillar's group."""
        if user.reach.national:
            return EVERYONE
        return models.Q(group__pillar_number__in=user.reach.pillar_numbers)


class Decision(ScopedModel):
    """What a meeting decided, with its owner and its day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    text = models.TextField()
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The meeting's readers, and the institution that owes it."""
        if user.reach.national:
            return EVERYONE
        return models.Q(meeting__group__pillar_number__in=user.reach.pillar_numbers) | models.Q(
            owner_id__in=user.reach.institutions
        )


class RecommendationState(models.TextChoices):
    """How far a recommendation of a year's report has come."""

    OPEN = "open", _("Belum ditindaklanjuti")
    UNDER_WAY = "under_way", _("Sedang ditindaklanjuti")
    DONE = "done", _("Selesai")


class Recommendation(ScopedModel):
    """A recommendation of a year's report, carried until it is done."""

    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    progress = models.CharField(
        max_length=10, choices=RecommendationState.choices, default=RecommendationState.OPEN
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The national desk and the institution that owes it."""
        if user.reach.national:
            return EVERYONE
        return models.Q(owner_id__in=user.reach.institutions)
