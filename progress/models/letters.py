"""What came on paper: letters and signed sheets that the Secretariat records, and objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from progress.models.papers import OfAReport, Submission, _one_report, _through_reports
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import ScopedModel


class PaperKind(models.TextChoices):
    """What lies on the Secretariat's desk."""

    LETTER = "letter", _("Surat")
    SHEET = "sheet", _("Lembar pengesahan")
    CLOSED = "closed", _("Surat jalur tertutup")


class PaperRecord(OfAReport):
    """A report that came on paper, waiting for a second person's eyes or decided by them.

    Of a letter the Secretariat types the content; a sheet of approval stands for the content of
    `version`, which the official signed in ink. Of a letter on the closed path only status, number
    and dates are typed, and no file exists. `replaced` keeps what stood in the report before,
    so that no typed word is lost.
    """

    kind = models.CharField(max_length=6, choices=PaperKind.choices, default=PaperKind.LETTER)
    number = models.CharField(max_length=80)
    dated_on = models.DateField()
    sender = models.CharField(max_length=200)
    received_on = models.DateField()
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="paper_records"
    )
    version = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField()
    replaced = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, blank=True, related_name="paper"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            _one_report("progress_paper_of_one_report"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("recorded_by")),
                name="progress_paper_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_by=None) | ~models.Q(refused_by=models.F("recorded_by")),
                name="progress_paper_refused_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(refused_at=None),
                name="progress_paper_one_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, submission__isnull=True)
                | models.Q(confirmed_at__isnull=False, submission__isnull=False),
                name="progress_paper_confirmed_has_submission",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_at=None) | ~models.Q(refusal_reason=""),
                name="progress_paper_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="sheet") | models.Q(version__isnull=False),
                name="progress_paper_sheet_has_version",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="closed", scan__isnull=True)
                | (~models.Q(kind="closed") & models.Q(scan__isnull=False)),
                name="progress_paper_closed_has_no_file",
            ),
            models.CheckConstraint(
                condition=models.Q(dated_on__lte=models.F("received_on")),
                name="progress_paper_received_after_dated",
            ),
            models.UniqueConstraint(
                fields=["report"],
                name="progress_paper_one_waiting",
                condition=models.Q(
                    report__isnull=False, confirmed_at__isnull=True, refused_at__isnull=True
                ),
            ),
            models.UniqueConstraint(
                fields=["regional_report"],
                name="progress_paper_one_regional_waiting",
                condition=models.Q(
                    regional_report__isnull=False,
                    confirmed_at__isnull=True,
                    refused_at__isnull=True,
                ),
            ),
            *paired("recorded", "confirmed", "refused", prefix="progress_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_waiting(self) -> bool:
        """Neither confirmed nor refused by a second person."""
        return self.confirmed_at is None and self.refused_at is None

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk and those who write the report at once; others once it is confirmed."""
        reach = user.reach
        writers = (
            models.Q(report__assignment__institution_id__in=reach.institutions)
            | models.Q(report__assignment__unit_id__in=reach.units)
            | models.Q(regional_report__region__government__in=reach.institutions)
        )
        known = writers | models.Q(confirmed_at__isnull=False)
        return _through_reports(user) if reach.national else _through_reports(user) & known


class Objection(ScopedModel):
    """Keberatan: the institution says that what was recorded for it is not what it wrote."""

    record = models.ForeignKey(PaperRecord, models.PROTECT, related_name="objections")
    reason = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_by_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="progress_objection_has_reason"
            ),
            *paired("raised", prefix="progress_objection"),
        ]

    def __str__(self) -> str:
        return f"keberatan {self.pk}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the record."""
        return models.Q(record__in=PaperRecord.everything.visible_to(user))
