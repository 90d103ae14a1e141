"""The plan: its actions, what is measured of them, who carries them out."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from institutions.models import Institution, Region, Unit
from pillars.models import Classification, Focus, Period, Plan, PlanVersion
from ranpe.kit.actor import Actor
from ranpe.kit.scope import EVERYONE, NO_ONE, ScopedModel, ScopedQuerySet


class ActionState(models.TextChoices):
    """Whether an action is still part of its plan."""

    ACTIVE = "active", _("Aktif")
    ADJUSTED = "adjusted", _("Disesuaikan")
    MERGED = "merged", _("Digabung")
    WITHDRAWN = "withdrawn", _("Dicabut")


class Action(ScopedModel):
    """An action of a plan under its stable code; its words are kept per plan version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    focus = models.ForeignKey(Focus, models.PROTECT, related_name="actions")
    code = models.CharField(max_length=20)
    title = models.TextField()
    standing = models.CharField(
        max_length=10, choices=ActionState.choices, default=ActionState.ACTIVE
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    classification = models.CharField(
        max_length=1, choices=Classification.choices, default=Classification.OPEN
    )

    class Meta:
        ordering = ["plan", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="actions_one_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def journal_name(self) -> str:
        """The code; a title may be confidential."""
        return self.code

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The plan is known to those who carry it out, except what is secret.

        Open and limited actions are seen by every institution that reports; secret ones only
        by the institutions and pillars concerned and the national desk.
        """
        reach = user.reach
        if reach.national:
            return EVERYONE
        if not reach.roles:
            return NO_ONE
        concerned = models.Q(
            pk__in=Assignment.everything.filter(
                models.Q(institution_id__in=reach.institutions) | models.Q(unit_id__in=reach.units)
            ).values("action_id")
        ) | models.Q(focus__pillar__number__in=reach.pillar_numbers)
        if reach.has(Role.SYSTEM_ADMIN, Role.PPID, Role.REGIONAL_SUPERVISOR):
            return models.Q(classification=Classification.OPEN) | concerned
        return ~models.Q(classification=Classification.SECRET) | concerned


class ActionText(ScopedModel):
    """The words of an action in one plan version."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="texts")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="texts")
    title = models.TextField()
    need = models.TextField(blank=True)
    intended_result = models.TextField(blank=True)
    output = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "version"], name="actions_one_text")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} v{self.version_id}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the action."""
        return models.Q(action__in=Action.everything.visible_to(user))


class ActionYear(ScopedModel):
    """A year for which an action is scheduled in a plan version."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="years")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="action_years")
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["action", "year"]
        constraints = [
            models.UniqueConstraint(fields=["action", "version", "year"], name="actions_one_year")
        ]

    def __str__(self) -> str:
        return str(self.year)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the action."""
        return models.Q(action__in=Action.everything.visible_to(user))


class Direction(models.TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("Naik")
    DOWN = "down", _("Turun")
    STAGES = "stages", _("Tahapan")


class Indicator(ScopedModel):
    """What is measured of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.UP)

    class Meta:
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "name"], name="actions_one_indicator_name")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the action."""
        return models.Q(action__in=Action.everything.visible_to(user))


class Part(models.TextChoices):
    """The part of an institution in an action."""

    RESPONSIBLE = "responsible", _("Penanggung Jawab")
    RELATED = "related", _("Instansi Terkait")


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Who is assigned to what."""

    def due_in(self, period: Period) -> AssignmentQuerySet:
        """The responsible assignments in force in `period` of actions scheduled in its year."""
        scheduled = ActionYear.everything.filter(version=period.version, year=period.year)
        return self.filter(
            part=Part.RESPONSIBLE,
            action__in=scheduled.values("action_id"),
            action__standing__in=[ActionState.ACTIVE, ActionState.ADJUSTED],
            valid_from__lte=period.ends_on,
        ).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=period.ends_on))


class Assignment(ScopedModel):
    """An institution's (or its unit's) part in an action, from one day to another.

    Whoever holds the part on the last day of a period owes its report.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="assignments")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.RESPONSIBLE)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    everything: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["action", "institution"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "institution", "part", "valid_from"],
                name="actions_one_assignment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action.code} · {self.institution.short}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Who does what is known wherever the action is."""
        return models.Q(action__in=Action.everything.visible_to(user))

    def in_force_on(self, day: date) -> bool:
        """Whether the part is held on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def promised_to(user: Actor, prefix: str = "") -> models.Q:
    """The condition for assignments whose promises `user` reads; `prefix` leads to them."""
    reach = user.reach
    if reach.national:
        return EVERYONE
    pillar = f"{prefix}action__focus__pillar__number__in"
    of_the_pillar = models.Q(**{pillar: reach.pillar_numbers})
    if reach.has(Role.VERIFIER):  # never the own institution
        of_the_pillar &= ~models.Q(**{f"{prefix}institution_id__in": reach.home_institutions})
    return (
        models.Q(**{f"{prefix}institution_id__in": reach.institutions})
        | models.Q(**{f"{prefix}unit_id__in": reach.units})
        | of_the_pillar
    )


class RegionalPlanState(models.TextChoices):
    """How far a regional action plan (RAD PE) is."""

    NONE = "none", _("Belum ada")
    DRAFTING = "drafting", _("Perumusan")
    HARMONISING = "harmonising", _("Harmonisasi")
    ENACTED = "enacted", _("Ditetapkan")
    EXPIRED = "expired", _("Berakhir")


class RegionalPlan(ScopedModel):
    """The register of regional action plans with their legal instrument."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="regional_plans")
    stage = models.CharField(
        max_length=12, choices=RegionalPlanState.choices, default=RegionalPlanState.NONE
    )
    instrument = models.CharField(max_length=120, blank=True)
    enacted_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "instrument"], name="actions_one_instrument")
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.stage}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The register is known to all who sign in."""
        return EVERYONE
