"""More time for a report: asked for or granted of the Secretariat's own motion, with a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from progress.models.papers import OfAReport, _one_report, _through_reports
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired


class ExtensionKind(models.TextChoices):
    """What is asked: a later due date, or that a closed period takes this one report again."""

    DUE_DATE = "due_date", _("Perpanjangan batas waktu")
    REOPENING = "reopening", _("Buka kembali satu laporan")


class ExtensionState(models.TextChoices):
    """Where a request for time stands."""

    REQUESTED = "requested", _("Menunggu keputusan")
    GRANTED = "granted", _("Dikabulkan")
    DECLINED = "declined", _("Tidak dikabulkan")


class Extension(OfAReport):
    """One request for time, or one grant by letter; `until` is the end of its last day.

    A later due date moves what compliance counts, and stays visible beside the first one; a
    reopening does not: the report is late, and taken.
    """

    kind = models.CharField(max_length=10, choices=ExtensionKind.choices)
    until = models.DateTimeField()
    reason = models.TextField()
    letter = models.CharField(max_length=160, blank=True)
    state = models.CharField(
        max_length=10, choices=ExtensionState.choices, default=ExtensionState.REQUESTED
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            _one_report("progress_extension_of_one_report"),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=models.Q(state="requested"),
                    name=f"progress_one_open_request_{name}",
                )
                for name in ("report", "regional_report")
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="progress_extension_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(state="requested") | models.Q(decided_at__isnull=False),
                name="progress_extension_decided_has_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | models.Q(requested_by=None)
                | ~models.Q(decided_by=models.F("requested_by")),
                name="progress_extension_decider_is_another",
            ),
            *paired("requested", "decided", prefix="progress_extension"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.about}"

    @property
    def journal_name(self) -> str:
        """What is asked, and for which report."""
        return f"Waktu tambahan {self.about}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the report."""
        return _through_reports(user)
