"""Who exists: institutions, their units, their names over time, and the regions."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ranpe.kit.actor import Actor
from ranpe.kit.scope import EVERYONE, ScopedModel


class Region(ScopedModel):
    """A province by its Kemendagri code; tile position as in the brief's tile map."""

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    island_group = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=4)
    tile_row = models.PositiveSmallIntegerField()
    tile_column = models.PositiveSmallIntegerField()
    established_on = models.DateField(null=True, blank=True)
    reports_from = models.DateField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Regions are public reference data."""
        return EVERYONE


class Kind(models.TextChoices):
    """The kinds of institution."""

    COORDINATING_MINISTRY = "coordinating_ministry", _("Kementerian koordinator")
    MINISTRY = "ministry", _("Kementerian")
    AGENCY = "agency", _("Lembaga")
    PROVINCE = "province", _("Pemerintah provinsi")
    DISTRICT = "district", _("Pemerintah kabupaten/kota")
    CIVIL_SOCIETY = "civil_society", _("Organisasi masyarakat sipil")


NATIONAL_KINDS = (Kind.COORDINATING_MINISTRY, Kind.MINISTRY, Kind.AGENCY)


# What stands before the name of a province in the name of its government.
GOVERNMENT = "Pemerintah Provinsi "


class SekberRole(models.TextChoices):
    """The part of an institution in the Joint Secretariat."""

    NONE = "no", _("Bukan anggota Sekber")
    MEMBER = "yes", _("Anggota Sekber")
    LEAD = "lead", _("Ketua Sekber")


class Institution(ScopedModel):
    """A ministry, agency or government; `name` is the present one, history in its names."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    sekber_role = models.CharField(
        max_length=4, choices=SekberRole.choices, default=SekberRole.NONE
    )
    region = models.OneToOneField(
        Region, models.PROTECT, null=True, blank=True, related_name="government"
    )
    basis = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The list of institutions is public reference data."""
        return EVERYONE


class InstitutionName(ScopedModel):
    """A name of an institution and the days on which it is valid (open ends are null)."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["institution", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                "institution",
                Coalesce("valid_from", models.Value(date.min, output_field=models.DateField())),
                name="institutions_one_name_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Names are public reference data."""
        return EVERYONE


class Succession(ScopedModel):
    """An institution followed by another, by renaming or splitting, on a day."""

    predecessor = models.ForeignKey(Institution, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Institution, models.PROTECT, related_name="origins")
    valid_from = models.DateField()
    kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "valid_from"],
                name="institutions_one_succession",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} > {self.successor_id} {self.valid_from}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Successions are public reference data."""
        return EVERYONE


class Unit(ScopedModel):
    """A unit (Eselon II) of an institution that reports on its own."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="units")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Units are known to every signed-in person."""
        return EVERYONE


def name_on(names: list[InstitutionName], day: date) -> InstitutionName | None:
    """The name out of `names` that is valid on `day`."""
    for name in names:
        if (name.valid_from is None or name.valid_from <= day) and (
            name.valid_to is None or day <= name.valid_to
        ):
            return name
    return None
