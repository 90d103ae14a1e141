"""The Joint Secretariat, the working groups, meetings and their yield."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from institutions.models import Institution
from ranpe.kit.actor import Actor
from ranpe.kit.clock import day_of
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class GroupKind(models.TextChoices):
    """The bodies of the plan's coordination."""

    SEKBER = "sekber", _("Sekretariat Bersama")
    POKJA = "pokja", _("Kelompok Kerja")
    THEMATIC = "thematic", _("Pokja Tematis")


class WorkingGroup(ScopedModel):
    """The Joint Secretariat or a working group; a Pokja answers for one pillar number.

    A Pokja Tematis is a field of civil society: its members are organisations, and its seats
    carry no right in the plan.
    """

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
    """An office that sits in a body, with the decrees and its days.

    A seat of a Pokja is for its pillar; a seat in the Sekber may be matched to one.
    """

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="memberships")
    position = models.ForeignKey(Position, models.PROTECT, related_name="memberships")
    part = models.CharField(max_length=10, choices=MembershipPart.choices)
    pillar_number = models.PositiveSmallIntegerField(null=True, blank=True)
    decree = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_decree = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "position", "part"],
                condition=models.Q(ends_on=None),
                name="workgroups_one_membership",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="workgroups_membership_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.position_id}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Who sits where is known to all who sign in."""
        return EVERYONE


class MeetingState(models.TextChoices):
    """How far a meeting has come."""

    PLANNED = "planned", _("Direncanakan")
    INVITED = "invited", _("Undangan terkirim")
    HELD = "held", _("Sudah diadakan, notula belum disahkan")
    APPROVED = "approved", _("Notula disahkan")


def _of_the_body(user: Actor, prefix: str = "") -> models.Q:
    """What the national desk reads, and the members of the pillar's group."""
    if user.reach.national:
        return EVERYONE
    return models.Q(**{f"{prefix}group__pillar_number__in": user.reach.pillar_numbers})


class Meeting(ScopedModel):
    """A meeting from its planning to its notula; one recorded from paper begins as held.

    A plenary is a meeting of the Sekber to which the members of every Pokja come, too.
    """

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200)
    is_plenary = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=MeetingState.choices, default=MeetingState.HELD)
    starts_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)
    held_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    guests = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "title", "held_on"], name="workgroups_one_meeting"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("held", "approved"))
                | models.Q(held_on__isnull=False),
                name="workgroups_held_meeting_has_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("planned", "invited"))
                | models.Q(starts_at__isnull=False),
                name="workgroups_planned_meeting_has_time",
            ),
            *paired("invited", "approved", prefix="workgroups_meeting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day on which it was held, or else is to be held."""
        if self.held_on is not None:
            return self.held_on
        if self.starts_at is None:
            raise ValueError("a meeting has a day")
        return day_of(self.starts_at)

    @property
    def is_ahead(self) -> bool:
        """Planned or invited, not held yet."""
        return self.state in (MeetingState.PLANNED, MeetingState.INVITED)

    @property
    def is_settled(self) -> bool:
        """Its minutes are approved; nothing in it is written any more."""
        return self.state == MeetingState.APPROVED

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The national desk, and the members of the pillar's group."""
        return _of_the_body(user)


class ItemKind(models.TextChoices):
    """Where an item of an agenda comes from."""

    RED = "red", _("Butir merah")
    DECISION = "decision", _("Keputusan terbuka")
    ADVICE = "advice", _("Rekomendasi terbuka")
    OTHER = "other", _("Acara lain")


class AgendaItem(ScopedModel):
    """One item of a meeting's agenda; `source` names the row from which it was proposed."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ItemKind.choices, default=ItemKind.OTHER)
    text = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    minutes = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_red(self) -> bool:
        """Whether it stands on the agenda because something goes badly."""
        return self.kind == ItemKind.RED

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the meeting."""
        return _of_the_body(user, "meeting__")


class Presence(models.TextChoices):
    """Whether an office was there."""

    PRESENT = "present", _("Hadir")
    REPRESENTED = "represented", _("Diwakili")
    ABSENT = "absent", _("Tidak hadir")


class Attendance(ScopedModel):
    """Whether a member's office came to a meeting, and who sat there; the name is kept."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    presence = models.CharField(max_length=11, choices=Presence.choices)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["membership_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="workgroups_one_attendance"
            ),
            models.CheckConstraint(
                condition=~models.Q(presence="represented") | ~models.Q(name=""),
                name="workgroups_represented_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.presence}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the meeting."""
        return _of_the_body(user, "meeting__")


class DecisionState(models.TextChoices):
    """How far a decision has come."""

    OPEN = "open", _("Belum selesai")
    REPORTED = "reported", _("Dilaporkan selesai, menunggu Sekretariat")
    CLOSED = "closed", _("Selesai")


class Decision(ScopedModel):
    """What a meeting decided, with its owner and its day; `note` is what the owner reported."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    text = models.TextField()
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=DecisionState.choices, default=DecisionState.OPEN
    )
    note = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(done_on__isnull=False),
                name="workgroups_closed_decision_has_day",
            ),
            *paired("reported", prefix="workgroups_decision"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_closed(self) -> bool:
        """Whether it is done and accepted as done."""
        return self.state == DecisionState.CLOSED

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The meeting's readers, and the institution that owes it."""
        if user.reach.national:
            return EVERYONE
        owed = models.Q(owner_id__in=user.reach.institutions)
        return _of_the_body(user, "meeting__") | owed


class RecommendationState(models.TextChoices):
    """How far a recommendation of a year's report has come."""

    OPEN = "open", _("Belum ditindaklanjuti")
    UNDER_WAY = "under_way", _("Sedang ditindaklanjuti")
    DONE = "done", _("Selesai")


class Recommendation(ScopedModel):
    """A recommendation of a year's report, carried until it is done.

    One that was taken over from an older report may have no day.
    """

    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    progress = models.CharField(
        max_length=10, choices=RecommendationState.choices, default=RecommendationState.OPEN
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.progress == RecommendationState.DONE

    def is_overdue(self, today: date) -> bool:
        """Whether it is not done although its day has passed."""
        return self.due_on is not None and self.due_on < today and not self.is_done

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The national desk and the institution that owes it."""
        if user.reach.national:
            return EVERYONE
        return models.Q(owner_id__in=user.reach.institutions)
