"""The activities that a report tells of: what was held, where, with whom, for whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models import Region
from progress.models.reports import ProgressReport
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


class OutputKind(models.TextChoices):
    """What an activity brings forth."""

    REGULATION = "regulation", _("Regulasi")
    INSTRUMENT = "instrument", _("Instrumen (pedoman, modul, sistem)")
    BODY = "body", _("Kelembagaan")
    OFFICIALS = "officials", _("Peningkatan kapasitas aparatur")
    SOCIETY = "society", _("Peningkatan kapasitas masyarakat")
    PARTNERSHIP = "partnership", _("Kemitraan")


SEXES = ("men", "women")
AGE_GROUPS = ("children", "youth", "adults", "elderly")
COUNTED = ("participants", *SEXES, *AGE_GROUPS, "with_disability")
# What is known only when the participants were counted group by group.
OF_GROUPS = (*SEXES, *AGE_GROUPS, "with_disability")


def _count(label: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True)


def _all_blank(*names: str) -> models.Q:
    return models.Q(**{f"{name}__isnull": True for name in names})


class Activity(ScopedModel):
    """Kegiatan: one thing that was held; it may serve several actions of its institution.

    It stands in every report that it serves, and changes only while all of them are written.
    """

    reports: Any = models.ManyToManyField(ProgressReport, related_name="activities")
    title = models.CharField(_("Nama kegiatan"), max_length=200)
    held_on = models.DateField(_("Tanggal"))
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("Provinsi tempat kegiatan"),
    )
    is_online = models.BooleanField(_("Daring"), default=False)
    partners = models.CharField(_("Mitra"), max_length=300, blank=True)
    output_kind = models.CharField(
        _("Jenis keluaran"), max_length=12, choices=OutputKind.choices, blank=True
    )
    participants = _count(_("Jumlah peserta"))
    men = _count(_("Laki-laki"))
    women = _count(_("Perempuan"))
    children = _count(_("Anak (di bawah 18 tahun)"))
    youth = _count(_("Pemuda (18–30 tahun)"))
    adults = _count(_("Dewasa (31–59 tahun)"))
    elderly = _count(_("Lanjut usia (60 tahun ke atas)"))
    with_disability = _count(_("Penyandang disabilitas"))
    is_undivided = models.BooleanField(_("Data peserta tidak terpilah"), default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_online=True) | models.Q(region__isnull=False),
                name="progress_activity_has_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(is_undivided=False) | _all_blank(*OF_GROUPS),
                name="progress_activity_undivided_has_no_groups",
            ),
            models.CheckConstraint(
                condition=models.Q(is_undivided=True)
                | _all_blank(*COUNTED)
                | models.Q(
                    men__isnull=False,
                    women__isnull=False,
                    participants__isnull=False,
                    participants=models.F("men") + models.F("women"),
                ),
                name="progress_activity_sexes_add_up",
            ),
            models.CheckConstraint(
                condition=models.Q(with_disability=None)
                | models.Q(with_disability__lte=models.F("participants")),
                name="progress_activity_disability_within_all",
            ),
            *paired("saved", prefix="progress_activity"),
        ]

    def __str__(self) -> str:
        return self.title

    def told(self) -> dict[str, Any]:
        """What the activity says, as plain values in a stable form, for what is frozen."""
        words = ("title", "partners", "output_kind", "is_online", "is_undivided", *COUNTED)
        return {
            "id": self.pk,
            "held_on": self.held_on.isoformat(),
            "region": self.region.code if self.region else "",
            **{name: getattr(self, name) for name in words},
        }

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the reports that it serves: whoever reads one of them reads the activity."""
        served = cls.reports.through._base_manager.filter(
            progressreport__in=ProgressReport.everything.visible_to(user)
        )
        return models.Q(pk__in=served.values("activity"))


class ActivityDraft(ScopedModel):
    """An activity that is being typed, raw: a new one (`activity` None) or one that is changed.

    `version` guards it as it guards a report's draft; `base_version` is the version of the
    activity that was changed from.
    """

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="activity_drafts")
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "activity"],
                name="progress_one_activity_draft",
                condition=models.Q(activity__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["report"],
                name="progress_one_new_activity_draft",
                condition=models.Q(activity__isnull=True),
            ),
            *paired("saved", prefix="progress_activity_draft"),
        ]

    def __str__(self) -> str:
        return f"draf kegiatan {self.version}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Only those who write the report."""
        reach = user.reach
        return models.Q(report__assignment__institution_id__in=reach.institutions) | models.Q(
            report__assignment__unit_id__in=reach.units
        )
