"""Form A: what an institution promises for a year, with its targets and its budget."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.plan import Assignment, Indicator, promised_to
from pillars.models import Period
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


class CommitmentState(models.TextChoices):
    """Where a commitment (Form A) stands."""

    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Diajukan")
    APPROVED = "approved", _("Disetujui")
    RETURNED = "returned", _("Perlu perbaikan")


class Commitment(ScopedModel):
    """Form A: what an institution promises for a year, against one indicator.

    A revision is a row of its own with the next `number`; the approved one before it stays in
    force, with its values and its approver, until the revision is approved. `version` counts how
    often a draft was saved.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="commitments")
    year = models.PositiveSmallIntegerField()
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="commitments")
    planned_activity = models.TextField()
    annual_target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    location = models.CharField(max_length=200, blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=CommitmentState.choices, default=CommitmentState.DRAFT
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["assignment", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "year", "number"], name="actions_one_commitment"
            ),
            models.UniqueConstraint(
                fields=["assignment", "year"],
                condition=~models.Q(state="approved"),
                name="actions_one_open_commitment",
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(state="draft") | ~models.Q(reason=""),
                name="actions_revision_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(annual_target=None) | models.Q(annual_target__gte=0),
                name="actions_target_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(approved_at__isnull=False),
                name="actions_approved_has_proof",
            ),
            *paired("submitted", "approved", prefix="actions_commitment"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.year}"

    @property
    def journal_name(self) -> str:
        """Code, institution and year."""
        return f"Komitmen {self.assignment} {self.year}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The own institution (or unit), the pillar's working group, the national desk."""
        return promised_to(user, "assignment__")


class Target(ScopedModel):
    """The part of a commitment that is due at the end of a period (cumulative in the year)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="targets")
    period = models.ForeignKey(Period, models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "period"], name="actions_one_target"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0), name="actions_period_target_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the commitment."""
        return models.Q(commitment__in=Commitment.everything.visible_to(user))


class BudgetSource(models.TextChoices):
    """Whose budget pays."""

    APBN = "apbn", _("APBN")
    APBD = "apbd", _("APBD")
    OTHER = "other", _("Sumber lain")


class BudgetLine(ScopedModel):
    """A part of a commitment's budget; internal, never published.

    `allocated` (pagu) and `spent` (realisasi) are those of the whole line or, where `ro_code`
    names a Rincian Output of the state budget, of that whole RO; `share` is the percentage of it
    that serves this action. `spent` is entered later, on the promise in force. A revision's line
    remembers which line it was `copied_from`.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="budget_lines")
    source = models.CharField(max_length=5, choices=BudgetSource.choices)
    note = models.CharField(max_length=120, blank=True)
    ro_code = models.CharField(max_length=40, blank=True)
    allocated = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, default=100)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )

    class Meta:
        ordering = ["commitment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "source", "ro_code"],
                condition=~models.Q(ro_code=""),
                name="actions_one_line_of_an_ro",
            ),
            models.CheckConstraint(
                condition=models.Q(allocated=None) | models.Q(allocated__gte=0),
                name="actions_allocated_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(spent=None) | models.Q(spent__gte=0),
                name="actions_spent_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=100), name="actions_share_in_range"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.get_source_display(), self.ro_code) if part)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the commitment."""
        return promised_to(user, "commitment__assignment__")
