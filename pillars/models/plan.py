"""The shape of a plan and its calendar; everything legal here is data, never a constant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pillars.models.kinds import SEMESTER, PeriodKind, default_period_kinds
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class Classification(models.TextChoices):
    """How far a matter may be known (the labels of the records law)."""

    OPEN = "B", _("Biasa")
    LIMITED = "T", _("Terbatas")
    SECRET = "R", _("Rahasia")


class Status(models.TextChoices):
    """How an action stands; one vocabulary for boards, verdicts and reports."""

    ACHIEVED = "achieved", _("Tercapai")
    ON_TRACK = "on_track", _("Sesuai target")
    AT_RISK = "at_risk", _("Perlu perhatian")
    BEHIND = "behind", _("Tertinggal")
    NO_REPORT = "no_report", _("Belum melapor")
    NOT_SCHEDULED = "not_scheduled", _("Tidak dijadwalkan")


class Plan(ScopedModel):
    """A national action plan; several plans live in one installation."""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    level_one_label = models.CharField(max_length=20, default="Pilar")
    level_two_label = models.CharField(max_length=20, default="Fokus")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["first_year"]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Plans are public reference data."""
        return EVERYONE

    @cached_property
    def newest_rules(self) -> PlanRules:
        """The newest rules of the plan; a plan without any is read by the defaults."""
        found = PlanRules.everything.filter(plan=self).order_by("-version").first()
        return found or PlanRules(plan=self)


class PlanVersion(ScopedModel):
    """One base of a plan: its legal change, its days, and the totals that it must add up to."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    expected_actions = models.PositiveIntegerField()
    expected_per_pillar = models.JSONField(default=dict)
    expected_institutions = models.PositiveIntegerField()
    expected_provinces = models.PositiveIntegerField()
    expected_working_groups = models.PositiveIntegerField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="pillars_one_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.plan.code} v{self.number}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Versions are public reference data."""
        return EVERYONE


def default_reminder_days() -> list[int]:
    """Days after the due date (negative: before it) on which people are reminded."""
    return [-30, -14, -3, 1, 7]


def default_letter_days() -> list[int]:
    """Days after the due date on which an official letter is proposed, the mildest first."""
    return [10, 20]


def default_form_codes() -> dict[str, str]:
    """The known forms by which users recognise their fields."""
    return {"commitment": "A", "obstacle": "D", "realisation": "E", "realisation_detail": "F"}


def default_rubric() -> list[dict[str, Any]]:
    """The questions that a verifier answers about the evidence.

    `anchors` say what a yes means by the indicator's direction, or of a nil report.
    """
    return [
        {
            "key": "relevant",
            "label": "Relevan dengan aksi",
            "anchors": {
                "up": "Bukti menunjukkan hasil yang dihitung indikator, bukan kegiatan lain.",
                "down": "Bukti memuat angka yang hendak diturunkan, dengan cara hitung yang sama.",
                "stages": "Bukti menyangkut dokumen atau sistem yang dijanjikan aksi ini.",
                "nil": "Alasan nihil menyangkut aksi ini, bukan keadaan umum instansi.",
            },
        },
        {
            "key": "in_period",
            "label": "Sesuai periode",
            "anchors": {
                "up": "Hasil terjadi dalam periode ini atau sebelumnya dalam tahun yang sama.",
                "down": "Angka menggambarkan keadaan pada akhir periode ini.",
                "stages": "Tahap itu tercapai paling lambat pada hari terakhir periode ini.",
                "nil": "Alasan berlaku untuk periode ini.",
            },
        },
        {
            "key": "official",
            "label": "Resmi atau bertanda tangan",
            "anchors": {
                "up": "Laporan atau daftar hadir ditandatangani pejabat atau panitia.",
                "down": "Sumber angka resmi dan disebut namanya.",
                "stages": "Naskah, SK, atau berita acara bernomor atau ditandatangani.",
                "nil": "Keterangan nihil berasal dari pejabat yang berwenang.",
            },
        },
        {
            "key": "shows_output",
            "label": "Menunjukkan keluaran",
            "anchors": {
                "up": "Jumlah yang terbaca pada bukti mencapai realisasi yang akan diakui.",
                "down": "Angka akhir terbaca bersama angka pembandingnya.",
                "stages": "Bukti menunjukkan tahap itu selesai, bukan baru dimulai.",
                "nil": "Dijelaskan apa yang menghalangi dan apa langkah berikutnya.",
            },
        },
        {
            "key": "readable",
            "label": "Terbaca",
            "anchors": {
                "up": "Angka, nama kegiatan, dan tanggal terbaca tanpa menebak.",
                "down": "Tabel, satuan, dan tanggal angka terbaca tanpa menebak.",
                "stages": "Judul, nomor, dan tanggal naskah terbaca.",
                "nil": "Keterangan terbaca lengkap.",
            },
        },
    ]


class PlanRules(ScopedModel):
    """The rules by which a plan is read; a seal cites the version that it used.

    `second_share` per cent of the accepted reports get a blind second verdict (0: none), drawn
    by `second_seed`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rules")
    version = models.PositiveSmallIntegerField(default=1)
    achieved_from = models.DecimalField(max_digits=5, decimal_places=1, default=100)
    on_track_from = models.DecimalField(max_digits=5, decimal_places=1, default=90)
    at_risk_from = models.DecimalField(max_digits=5, decimal_places=1, default=60)
    evidence_from = models.DecimalField(max_digits=5, decimal_places=1, default=60)
    return_working_days = models.PositiveSmallIntegerField(default=7)
    needs_chair = models.BooleanField(default=False)
    related_must_report = models.BooleanField(default=False)
    second_share = models.PositiveSmallIntegerField(default=0)
    second_seed = models.PositiveIntegerField(default=1)
    stuck_after_days = models.PositiveSmallIntegerField(default=7)
    same_text_from = models.PositiveSmallIntegerField(default=90)
    fall_from = models.DecimalField(max_digits=5, decimal_places=1, default=10)
    blocked_actions_from = models.PositiveSmallIntegerField(default=2)
    small_cell_below = models.PositiveSmallIntegerField(default=5)
    reminder_days = models.JSONField(default=default_reminder_days)
    letter_days = models.JSONField(default=default_letter_days)
    form_codes = models.JSONField(default=default_form_codes)
    rubric = models.JSONField(default=default_rubric)
    period_kinds = models.JSONField(default=default_period_kinds)

    class Meta:
        ordering = ["plan", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="pillars_one_rules_version"),
            models.CheckConstraint(
                condition=models.Q(second_share__lte=100), name="pillars_second_share_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} aturan v{self.version}"

    @property
    def kinds(self) -> dict[str, PeriodKind]:
        """The kinds of period of the plan by their keys."""
        return {terms["key"]: PeriodKind.of(terms) for terms in self.period_kinds}

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The rules are known to all."""
        return EVERYONE


class Pillar(ScopedModel):
    """The first level of a plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="pillars")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=250)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="pillars_one_pillar_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Pillars are public reference data."""
        return EVERYONE


class Focus(ScopedModel):
    """The second level of a plan."""

    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="foci")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["pillar", "number"]
        verbose_name_plural = "foci"
        constraints = [
            models.UniqueConstraint(fields=["pillar", "number"], name="pillars_one_focus_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Foci are public reference data."""
        return EVERYONE


class PeriodState(models.TextChoices):
    """Where a reporting period stands."""

    SCHEDULED = "scheduled", _("Terjadwal")
    OPEN = "open", _("Dibuka")
    CLOSED = "closed", _("Ditutup")
    LOCKED = "locked", _("Dikunci")


class Period(ScopedModel):
    """A reporting period; late is between `due_at` and `closes_at`, both inclusive instants.

    The terms of its kind were copied when it was scheduled (ADR 0019). Only a period that
    `is_checked` is verified and speaks for its year; `asks` names the fields, none for all.
    """

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30, default=SEMESTER)
    kind_label = models.CharField(max_length=60, default="Laporan semester")
    is_checked = models.BooleanField(default=True)
    with_provinces = models.BooleanField(default=True)
    asks = models.JSONField(default=list, blank=True)
    text_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    cutoff_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=PeriodState.choices, default=PeriodState.SCHEDULED
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "year", "code"], name="pillars_one_period_code"
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__lte=models.F("due_at"))
                & models.Q(due_at__lte=models.F("closes_at")),
                name="pillars_period_days_in_order",
            ),
            *paired("opened", "closed", "locked", prefix="pillars_period"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        """The name under which the period stands in the journal."""
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The calendar is known to all who sign in."""
        return EVERYONE

    @property
    def asks_everything(self) -> bool:
        """Whether the whole report is asked, and not only some of its fields."""
        return not self.asks

    def asks_for(self, name: str) -> bool:
        """Whether a field of the report, or a part of it such as its evidence, is asked."""
        return not self.asks or name in self.asks

    def is_open_at(self, at: datetime) -> bool:
        """Whether reports are taken at this instant."""
        return self.state == PeriodState.OPEN and at <= self.closes_at


class HolidayKind(models.TextChoices):
    """The two kinds of the yearly joint decree on days off."""

    NATIONAL = "national", _("Libur nasional")
    JOINT_LEAVE = "joint_leave", _("Cuti bersama")


class Holiday(ScopedModel):
    """A day on which offices are closed; working days leave it out."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=12, choices=HolidayKind.choices, default=HolidayKind.NATIONAL
    )

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The calendar is known to all who sign in."""
        return EVERYONE
