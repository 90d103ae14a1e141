"""The seal of a year: typed rows with every name copied as text, and nothing that can change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from pillars.models import Classification, PlanVersion, Status
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel


class Seal(ScopedModel):
    """The frozen data of one year (Pembekuan data); a later number corrects an earlier one.

    A provisional one stands on a year that is not locked yet: for drafts, never for a decision.
    The rules, thresholds and formula version are those by which its figures were calculated;
    `sha256` runs over all its rows in a stable form.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="seals")
    plan_code = models.CharField(max_length=30)
    plan_title = models.CharField(max_length=200)
    plan_basis = models.CharField(max_length=200)
    base = models.CharField(max_length=300)
    level_one_label = models.CharField(max_length=20)
    level_two_label = models.CharField(max_length=20)
    is_sample = models.BooleanField()
    is_provisional = models.BooleanField(default=False)
    cutoff_at = models.DateTimeField()
    rules_version = models.PositiveSmallIntegerField()
    formula_version = models.PositiveSmallIntegerField()
    achieved_from = models.DecimalField(max_digits=5, decimal_places=1)
    on_track_from = models.DecimalField(max_digits=5, decimal_places=1)
    at_risk_from = models.DecimalField(max_digits=5, decimal_places=1)
    evidence_from = models.DecimalField(max_digits=5, decimal_places=1)
    small_cell_below = models.PositiveSmallIntegerField()
    journal_head = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="reporting_one_seal_number"),
            *paired("sealed", prefix="reporting_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def journal_name(self) -> str:
        """The year and the number."""
        kind = "sementara " if self.is_provisional else ""
        return f"Pembekuan data {kind}{self.year} nomor {self.number}"

    @property
    def earlier(self) -> models.QuerySet[Seal]:
        """The seals of the same year before this one, the newest first."""
        return Seal.everything.filter(year=self.year, number__lt=self.number).order_by("-number")

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """That a year was sealed, when and under which rules is known to all who sign in."""
        return EVERYONE


def _of_the_pillar_or(user: Actor, condition: models.Q) -> models.Q:
    if user.reach.national:
        return EVERYONE
    return models.Q(pillar_number__in=user.reach.pillar_numbers) | condition


def _own_codes(user: Actor) -> models.QuerySet[Institution, str]:
    """The codes of the institutions that a person reports for as a whole."""
    rows = Institution.everything.filter(pk__in=user.reach.institutions)
    return rows.values_list("code", flat=True)


class SealedAction(ScopedModel):
    """An action as it stood: words, classification and figure of the year."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="actions")
    code = models.CharField(max_length=20)
    title = models.TextField()
    intended_result = models.TextField(blank=True)
    pillar_number = models.PositiveSmallIntegerField()
    pillar_name = models.CharField(max_length=250)
    focus_number = models.PositiveSmallIntegerField()
    focus_name = models.CharField(max_length=300)
    classification = models.CharField(max_length=1, choices=Classification.choices)
    is_scheduled = models.BooleanField()
    percent = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    measured = models.PositiveSmallIntegerField()
    lines = models.PositiveSmallIntegerField()
    verified = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=14, choices=Status.choices)
    is_carried_out = models.BooleanField()
    responsible = models.TextField(blank=True)
    public_summary = models.TextField(blank=True)

    class Meta:
        ordering = ["seal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "code"], name="reporting_one_sealed_action")
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, and the working group of the pillar."""
        return _of_the_pillar_or(user, models.Q(pk__in=[]))


class SealedLine(ScopedModel):
    """What one institution promised, sent and was recognised for on one action in the year."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="report_lines")
    action_code = models.CharField(max_length=20)
    pillar_number = models.PositiveSmallIntegerField()
    institution_code = models.CharField(max_length=12)
    institution_name = models.CharField(max_length=200)
    institution_short = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=200, blank=True)
    period_name = models.CharField(max_length=60)
    indicator = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    direction = models.CharField(max_length=6)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    claimed = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    recognised = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    claimed_status = models.CharField(max_length=14, choices=Status.choices, blank=True)
    computed_status = models.CharField(max_length=14, choices=Status.choices)
    achievement = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    evidence_share = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    is_sent = models.BooleanField()
    is_verified = models.BooleanField()
    sent_at = models.DateTimeField(null=True)
    was_on_time = models.BooleanField()
    returns = models.PositiveSmallIntegerField()
    is_nil = models.BooleanField()
    is_closed = models.BooleanField(default=False)
    narrative = models.TextField(blank=True)
    obstacle_kind = models.CharField(max_length=12, blank=True)
    obstacle = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    needs_escalation = models.BooleanField()
    public_summary = models.TextField(blank=True)
    classification = models.CharField(max_length=1, choices=Classification.choices)
    receipt = models.CharField(max_length=40, blank=True)
    submission_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["seal", "action_code", "institution_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "action_code", "institution_code", "unit_name"],
                name="reporting_one_sealed_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_code} {self.institution_short}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, the working group of the pillar, and the institution itself."""
        return _of_the_pillar_or(user, models.Q(institution_code__in=_own_codes(user)))


class SealedInstitution(ScopedModel):
    """How an institution kept its duty to report; `periods` says how each period's arrived.

    `on_time` counts against the agreed due dates, `on_time_at_first` against those of the periods;
    None in a seal that was made before the second was sealed.
    """

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="institutions")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    due = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    on_time_at_first = models.PositiveIntegerField(null=True)
    nil = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    periods = models.JSONField(default=list)

    class Meta:
        ordering = ["seal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "code"], name="reporting_one_sealed_owner")
        ]

    def __str__(self) -> str:
        return self.short

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, and each institution its own."""
        if user.reach.national:
            return EVERYONE
        return models.Q(code__in=_own_codes(user))


class SealedProvince(ScopedModel):
    """A province as it stood: its place, its reports, its regional action plan (RAD PE)."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="provinces")
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    tile_row = models.PositiveSmallIntegerField()
    tile_column = models.PositiveSmallIntegerField()
    island_group = models.CharField(max_length=60)
    owes = models.BooleanField()
    due = models.PositiveSmallIntegerField()
    sent = models.PositiveSmallIntegerField()
    on_time = models.PositiveSmallIntegerField()
    on_time_at_first = models.PositiveSmallIntegerField(null=True)
    plan_stage = models.CharField(max_length=12)
    instrument = models.CharField(max_length=120, blank=True)
    public_summary = models.TextField(blank=True)
    obstacle_kind = models.CharField(max_length=12, blank=True)
    obstacle = models.TextField(blank=True)

    class Meta:
        ordering = ["seal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "code"], name="reporting_one_sealed_province")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, and each province its own."""
        if user.reach.national:
            return EVERYONE
        own = Institution.everything.filter(pk__in=user.reach.institutions)
        return models.Q(code__in=own.values_list("region__code", flat=True))


class SealedFigure(ScopedModel):
    """A figure with its lineage: part, whole, base, cut-off and formula.

    A `percent` is a share or a mean over `part` of `whole` things; a `count` has no value.
    """

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=8)
    part = models.PositiveIntegerField(null=True)
    whole = models.PositiveIntegerField(null=True)
    value = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    base = models.CharField(max_length=300)
    cutoff_at = models.DateTimeField()
    formula = models.CharField(max_length=200)
    formula_version = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["seal", "key"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "key"], name="reporting_one_sealed_figure")
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk; others read figures through the reports they see."""
        return EVERYONE if user.reach.national else models.Q(pk__in=[])


class NoteKind(models.TextChoices):
    """What the working groups left behind in the year."""

    MEETING = "meeting", _("Rapat")
    DECISION = "decision", _("Keputusan")
    RECOMMENDATION = "recommendation", _("Rekomendasi")


class SealedNote(ScopedModel):
    """A meeting, a decision or a recommendation as it stood at the sealing."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="notes")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=NoteKind.choices)
    body = models.CharField(max_length=150, blank=True)
    text = models.TextField()
    owner = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    on = models.DateField(null=True)
    standing = models.CharField(max_length=60, blank=True)
    is_done = models.BooleanField()

    class Meta:
        ordering = ["seal", "order"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "order"], name="reporting_one_sealed_note")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk."""
        return EVERYONE if user.reach.national else models.Q(pk__in=[])
