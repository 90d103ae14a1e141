"""What hangs on a report: drafts, submissions, evidence, verdicts."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from pillars.models import Classification, Status
from progress.models.reports import ProgressReport, RegionalReport
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


def _through_reports(user: Actor) -> models.Q:
    """The condition for rows that hang on either kind of report."""
    return models.Q(report__in=ProgressReport.everything.visible_to(user)) | models.Q(
        regional_report__in=RegionalReport.everything.visible_to(user)
    )


def _one_report(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(report__isnull=True, regional_report__isnull=False)
        | models.Q(report__isnull=False, regional_report__isnull=True),
        name=name,
    )


class OfAReport(ScopedModel):
    """A row that belongs to one report, of an institution or of a province."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    regional_report = models.ForeignKey(
        RegionalReport, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def about(self) -> ProgressReport | RegionalReport:
        """The report that the row belongs to."""
        found = self.report or self.regional_report
        assert found is not None, "held by a database constraint"  # noqa: S101
        return found


class Draft(OfAReport):
    """What is being typed, raw: nothing is refused and nothing is lost; `version` guards it."""

    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            _one_report("progress_draft_of_one_report"),
            models.UniqueConstraint(
                fields=["report"],
                name="progress_one_draft",
                condition=models.Q(report__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["regional_report"],
                name="progress_one_regional_draft",
                condition=models.Q(regional_report__isnull=False),
            ),
            *paired("saved", prefix="progress_draft"),
        ]

    def __str__(self) -> str:
        return f"draf {self.version}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Only those who write for the institution or province."""
        reach = user.reach
        return (
            models.Q(report__assignment__institution_id__in=reach.institutions)
            | models.Q(report__assignment__unit_id__in=reach.units)
            | models.Q(regional_report__region__government__in=reach.institutions)
        )


class Submission(OfAReport):
    """What was sent: immutable, with its hash and receipt number; a verdict points to it."""

    number = models.PositiveIntegerField()
    receipt = models.CharField(max_length=40, unique=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_by_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    is_late = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            _one_report("progress_submission_of_one_report"),
            models.UniqueConstraint(
                fields=["report", "number"],
                name="progress_one_submission_number",
                condition=models.Q(report__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["regional_report", "number"],
                name="progress_one_regional_submission_number",
                condition=models.Q(regional_report__isnull=False),
            ),
            *paired("submitted", prefix="progress_submission"),
        ]

    def __str__(self) -> str:
        return self.receipt

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the report."""
        return _through_reports(user)


class EvidenceLabel(models.TextChoices):
    """How far a file may be known; Publik lets a cleaned copy be made, and publishes nothing."""

    PUBLIC = Classification.OPEN.value, _("Publik")
    LIMITED = Classification.LIMITED.value, _("Terbatas")
    SECRET = Classification.SECRET.value, _("Rahasia")


class Evidence(OfAReport):
    """Data dukung: a file that shows what a report says; never public by itself."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    classification = models.CharField(
        max_length=1, choices=EvidenceLabel.choices, default=EvidenceLabel.LIMITED
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            _one_report("progress_evidence_of_one_report"),
            *paired("added", "removed", prefix="progress_evidence"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def journal_name(self) -> str:
        """The report it belongs to, and its number; never its title."""
        return f"{self.about.journal_name}, data dukung {self.pk}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the report; what was taken out before it was ever sent is nobody's any more."""
        was_sent = Submission.everything.filter(
            models.Q(report=models.OuterRef("report"))
            | models.Q(regional_report=models.OuterRef("regional_report")),
            submitted_at__gte=models.OuterRef("added_at"),
            submitted_at__lte=models.OuterRef("removed_at"),
        )
        is_there = models.Q(removed_at=None) | models.Q(models.Exists(was_sent))
        return _through_reports(user) & is_there


class Verdict(models.TextChoices):
    """What a check ends with."""

    ACCEPTED = "accepted", _("Diterima")
    RETURNED = "returned", _("Dikembalikan")


class Verification(ScopedModel):
    """A verdict on one submission; the claimed and the recognised value are both kept.

    On the closed path it names the person who checked at the institution, and the day. An undone
    one was taken back within ten seconds; it stays, and counts for nothing.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="verifications")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    recognised_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    rubric = models.JSONField(default=dict, blank=True)
    computed_status = models.CharField(max_length=14, choices=Status.choices, blank=True)
    rules_version = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    on_site_name = models.CharField(max_length=200, blank=True)
    on_site_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_site_on=None) | ~models.Q(on_site_name=""),
                name="progress_on_site_has_a_name",
            ),
            *paired("decided", "undone", prefix="progress_verification"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.submission_id}"

    @property
    def rubric_share(self) -> Decimal | None:
        """The share (percent) of the rubric's questions answered with yes."""
        if not self.rubric:
            return None
        return Decimal(sum(map(bool, self.rubric.values()))) * 100 / len(self.rubric)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the submission."""
        return models.Q(submission__in=Submission.everything.visible_to(user))
