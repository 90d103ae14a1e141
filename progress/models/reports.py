"""The reports of institutions and of provinces."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from actions.models import Action, Assignment, RegionalPlanState
from institutions.models import Region
from pillars.models import Classification, Period, Status
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel, ScopedQuerySet


class ReportState(models.TextChoices):
    """Where a report stands; late is a computed flag beside any of them."""

    NOT_STARTED = "not_started", _("Belum diisi")
    DRAFT = "draft", _("Draf")
    PROPOSED = "proposed", _("Menunggu Eselon II")
    SUBMITTED = "submitted", _("Terkirim (menunggu verifikasi)")
    AWAITING_CHAIR = "awaiting_chair", _("Menunggu ketua Pokja")
    RETURNED = "returned", _("Perlu perbaikan")
    VERIFIED = "verified", _("Terverifikasi")
    LOCKED = "locked", _("Terkunci")


EDITABLE = (ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED)
SENT = (
    ReportState.SUBMITTED,
    ReportState.AWAITING_CHAIR,
    ReportState.VERIFIED,
)


class ObstacleKind(models.TextChoices):
    """Form D: the kinds of obstacle."""

    BUDGET = "budget", _("Anggaran")
    STAFF = "staff", _("SDM")
    COORDINATION = "coordination", _("Koordinasi")
    REGULATION = "regulation", _("Regulasi")
    DATA = "data", _("Data")
    TECHNICAL = "technical", _("Teknis")


class ReportQuerySet(ScopedQuerySet[Any]):
    """Words for reports of both kinds."""

    def due_in(self, period: Period) -> ReportQuerySet:
        """The reports of one period."""
        return self.filter(period=period)

    def unsent(self) -> ReportQuerySet:
        """Reports that the institution still has to send, for the first time or again."""
        return self.filter(
            state__in=[*EDITABLE, ReportState.PROPOSED],
        )

    def late_at(self, at: datetime) -> Any:
        """Unsent reports whose day has passed; a return's new day counts in its place."""
        day = Coalesce("due_at", "extended_to", "period__due_at")
        return self.unsent().annotate(due_day=day).filter(due_day__lt=at)


class Report(ScopedModel):
    """What the reports of institutions and of provinces have in common.

    `came_by_letter` says that at least one sending was recorded from paper, for ever;
    `extended_to` is a granted later due date, `reopened_until` lets a closed period take this
    report again; `due_at` is set by a return and replaces the period's due date;
    `first_submitted_at` is what compliance counts; `version` guards against two people saving
    over each other.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="%(class)ss")
    state = models.CharField(
        max_length=16, choices=ReportState.choices, default=ReportState.NOT_STARTED
    )
    version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    extended_to = models.DateTimeField(null=True, blank=True)
    reopened_until = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    narrative = models.TextField(blank=True)
    obstacle_kind = models.CharField(max_length=12, choices=ObstacleKind.choices, blank=True)
    obstacle = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    note_to_verifier = models.TextField(blank=True)
    public_summary = models.TextField(blank=True)
    is_nil = models.BooleanField(default=False)
    nil_reason = models.TextField(blank=True)
    came_by_letter = models.BooleanField(default=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_started_at = models.DateTimeField(null=True, blank=True)
    review_started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    everything: ClassVar[Any] = ReportQuerySet.as_manager()
    # The content sent last, where it is shown in place of words that are being repaired.
    last_sent: dict[str, Any] | None = None

    class Meta:
        abstract = True

    @property
    def owed_at(self) -> datetime:
        """When the report must be sent: the return's day, else the agreed one."""
        return self.due_at or self.agreed_due_at

    @property
    def agreed_due_at(self) -> datetime:
        """The granted later due date, else the period's; what compliance counts."""
        return self.extended_to or self.period.due_at

    @property
    def is_sent(self) -> bool:
        """Whether the institution has handed the report in and it is not back with them."""
        return self.state in (*SENT, ReportState.LOCKED)

    def is_late_at(self, at: datetime) -> bool:
        """Unsent after its day."""
        return self.state in (*EDITABLE, ReportState.PROPOSED) and at > self.owed_at

    @property
    def was_late(self) -> bool:
        """First sent after the agreed due date."""
        return self.first_submitted_at is not None and (
            self.first_submitted_at > self.agreed_due_at
        )

    @property
    def was_on_time_at_first(self) -> bool:
        """First sent by the period's own due date, whatever was granted."""
        sent_at = self.first_submitted_at
        return sent_at is not None and sent_at <= self.period.due_at


def _sent_has_proof(prefix: str) -> list[models.BaseConstraint]:
    sent = models.Q(state__in=["submitted", "awaiting_chair", "verified"])
    return [
        models.CheckConstraint(
            condition=~sent | models.Q(submitted_at__isnull=False), name=f"{prefix}_sent_has_proof"
        ),
        models.CheckConstraint(
            condition=~models.Q(state="verified") | models.Q(verified_at__isnull=False),
            name=f"{prefix}_verified_has_proof",
        ),
        models.CheckConstraint(
            condition=models.Q(verified_by=None)
            | models.Q(submitted_by=None)
            | ~models.Q(verified_by=models.F("submitted_by")),
            name=f"{prefix}_verifier_is_another",
        ),
        models.CheckConstraint(
            condition=models.Q(verified_by=None)
            | models.Q(forwarded_by=None)
            | ~models.Q(verified_by=models.F("forwarded_by")),
            name=f"{prefix}_chair_is_another",
        ),
        *paired(
            "proposed",
            "submitted",
            "review_started",
            "forwarded",
            "verified",
            "locked",
            prefix=prefix,
        ),
    ]


# The closed path (jalur tertutup): a report of a status and a letter, and no word of content.
_NOTHING_WRITTEN = models.Q(
    narrative="",
    obstacle_kind="",
    obstacle="",
    follow_up="",
    note_to_verifier="",
    public_summary="",
    nil_reason="",
    is_nil=False,
    needs_escalation=False,
    achieved_value=None,
    recognised_value=None,
)


class ProgressReport(Report):
    """Form E/F with D: one assignment's report for one period; the row exists before data.

    On the closed path (`is_closed`) only the claimed status and the letter's number and date
    exist; the database refuses any other word.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reports")
    claimed_status = models.CharField(max_length=14, choices=Status.choices, blank=True)
    achieved_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    needs_escalation = models.BooleanField(default=False)
    classification = models.CharField(
        max_length=1, choices=Classification.choices, default=Classification.LIMITED
    )
    recognised_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    computed_status = models.CharField(max_length=14, choices=Status.choices, blank=True)
    is_closed = models.BooleanField(default=False)
    closed_number = models.CharField(max_length=80, blank=True)
    closed_dated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["assignment__action__code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_closed=False) | _NOTHING_WRITTEN,
                name="progress_closed_has_no_content",
            ),
            models.UniqueConstraint(
                fields=["assignment", "period"], name="progress_one_report_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(achieved_value=None) | models.Q(achieved_value__gte=0),
                name="progress_achieved_not_negative",
            ),
            *_sent_has_proof("progress_report"),
        ]
        indexes = [models.Index(fields=["period", "state"])]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Code, institution and period; never the action's words."""
        return f"Laporan {self.assignment} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The own institution or unit; of a Pokja's pillar only what has been sent; the desk.

        Until an institution sends a report, its words are its own: verifiers and chairs see
        that it is owed, through boards, not what is being written.
        """
        reach = user.reach
        if reach.national:
            return EVERYONE
        of_the_pillar = models.Q(
            assignment__action__focus__pillar__number__in=reach.pillar_numbers,
            first_submitted_at__isnull=False,
        )
        if reach.has(Role.VERIFIER):  # never the own institution
            of_the_pillar &= ~models.Q(assignment__institution_id__in=reach.home_institutions)
        return (
            models.Q(assignment__institution_id__in=reach.institutions)
            | models.Q(assignment__unit_id__in=reach.units)
            | of_the_pillar
        )


class RegionalReport(Report):
    """A province's report for one period: activities, linked actions, obstacles, its RAD PE."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="reports")
    actions = models.ManyToManyField(Action, blank=True, related_name="regional_reports")
    plan_stage = models.CharField(max_length=12, choices=RegionalPlanState.choices, blank=True)
    activity_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["region__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "period"], name="progress_one_regional_report"
            ),
            *_sent_has_proof("progress_regional"),
        ]

    def __str__(self) -> str:
        return f"{self.region} · {self.period}"

    @property
    def journal_name(self) -> str:
        """Province and period."""
        return f"Laporan daerah {self.region} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The own province; the supervisors of the regions what was sent; the desk."""
        reach = user.reach
        if reach.national:
            return EVERYONE
        own = models.Q(region__government__in=reach.institutions)
        if reach.has(Role.REGIONAL_SUPERVISOR, Role.VERIFIER):
            return own | models.Q(first_submitted_at__isnull=False)
        return own
