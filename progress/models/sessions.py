"""Sesi verifikasi: two or three days in which many verifiers check a period's reports together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from institutions.models import Institution
from pillars.models import Period
from progress.models.reports import ProgressReport
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel
from workgroups.models import Decision


class SessionState(models.TextChoices):
    """How far a session has come."""

    PLANNED = "planned", _("Direncanakan")
    RUNNING = "running", _("Berlangsung")
    CLOSED = "closed", _("Ditutup")


class VerificationSession(ScopedModel):
    """A session of one period; `pillars` are numbers, none of them means all.

    `sample_size` items are the calibration sample; `seed` says how they were drawn, so that
    anybody can draw them again.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="sessions")
    name = models.CharField(max_length=150)
    place = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    pillars = models.JSONField(default=list, blank=True)
    sample_size = models.PositiveSmallIntegerField(default=0)
    seed = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=SessionState.choices, default=SessionState.PLANNED
    )
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="progress_session_days_in_order",
            ),
            *paired("started", "closed", prefix="progress_session"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        """Name and period."""
        return f"Sesi verifikasi {self.name} · {self.period}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, whoever holds a seat, and whoever sees one of its reports."""
        if user.reach.national:
            return EVERYONE
        seen = SessionItem.everything.filter(SessionItem.scope_for(user))
        seats = SessionSeat.everything.filter(verifier_id=user.pk)
        return models.Q(pk__in=seen.values("session")) | models.Q(pk__in=seats.values("session"))


class SessionSeat(ScopedModel):
    """The desk of one verifier in a session."""

    session = models.ForeignKey(VerificationSession, models.PROTECT, related_name="seats")
    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "verifier"], name="progress_one_seat")
        ]

    def __str__(self) -> str:
        return str(self.verifier)

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk sees all seats, a verifier their own."""
        return EVERYONE if user.reach.national else models.Q(verifier_id=user.pk)


class Untaken(models.TextChoices):
    """Why a report of a session stands at no desk."""

    VERIFIED = "verified", _("Sudah terverifikasi sebelum tugas dibagi.")
    NO_PILLAR = "no_pillar", _("Tidak ada verifikator pilar ini dalam sesi.")
    NO_OTHER = (
        "no_other",
        _("Semua verifikator pilarnya berasal dari K/L ini atau mencatat suratnya."),
    )


class SessionItem(ScopedModel):
    """One report in a session: at whose desk it is, or why at nobody's.

    `decision` is the meeting's decision that the chair cites for a report left unresolved.
    """

    session = models.ForeignKey(VerificationSession, models.PROTECT, related_name="items")
    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="session_items")
    seat = models.ForeignKey(
        SessionSeat, models.PROTECT, null=True, blank=True, related_name="items"
    )
    untaken = models.CharField(max_length=10, choices=Untaken.choices, blank=True)
    is_calibration = models.BooleanField(default=False)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    exception_note = models.TextField(blank=True)
    excepted_at = models.DateTimeField(null=True, blank=True)
    excepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "report"], name="progress_one_item"),
            models.CheckConstraint(
                condition=(models.Q(seat=None) & ~models.Q(untaken=""))
                | models.Q(seat__isnull=False, untaken=""),
                name="progress_item_has_desk_or_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(decision=None, excepted_at=None)
                | models.Q(decision__isnull=False, excepted_at__isnull=False),
                name="progress_exception_cites_decision",
            ),
            *paired("excepted", prefix="progress_item"),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.report}"

    @property
    def journal_name(self) -> str:
        """The report by its code, institution and period."""
        return self.report.journal_name

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk, the pillar's verifiers (never of the own institution) and chair, the owner."""
        reach = user.reach
        if reach.national:
            return EVERYONE
        number = "report__assignment__action__focus__pillar__number__in"
        of_the_pillar = models.Q(**{number: reach.pillar_numbers})
        if reach.has(Role.VERIFIER):
            homes = reach.home_institutions
            of_the_pillar &= ~models.Q(report__assignment__institution_id__in=homes)
        return (
            of_the_pillar
            | models.Q(report__assignment__institution_id__in=reach.institutions)
            | models.Q(report__assignment__unit_id__in=reach.units)
        )


class CalibrationMark(ScopedModel):
    """What one verifier said of a sample report before the session's work; it decides nothing."""

    item = models.ForeignKey(SessionItem, models.PROTECT, related_name="marks")
    seat = models.ForeignKey(SessionSeat, models.PROTECT, related_name="marks")
    accepts = models.BooleanField()
    rubric = models.JSONField(default=dict, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="progress_one_mark"),
            *paired("marked", prefix="progress_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """Blind: a verifier sees their own; the desk and the pillar's chair see all."""
        if user.reach.national:
            return EVERYONE
        chaired = [
            number
            for role, kind, number in user.reach.by_role
            if (role, kind) == (Role.POKJA_CHAIR, "pillar")
        ]
        number = "item__report__assignment__action__focus__pillar__number__in"
        return models.Q(seat__verifier_id=user.pk) | models.Q(**{number: chaired})


class SessionMinutes(ScopedModel):
    """Berita acara: the number and the names under which one K/L's results are signed."""

    session = models.ForeignKey(VerificationSession, models.PROTECT, related_name="minutes")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    verified_by_name = models.CharField(max_length=200)
    official_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "institution"], name="progress_one_minutes"),
            *paired("written", prefix="progress_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.institution}"

    @property
    def journal_name(self) -> str:
        """Session and institution."""
        return f"Berita acara {self.session} · {self.institution}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk and the institution itself; at a session's desks it is read on paper."""
        if user.reach.national:
            return EVERYONE
        return models.Q(institution_id__in=user.reach.institutions)
