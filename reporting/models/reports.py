"""The annual reports: their words, their reviews, their files and their approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from files.models import StoredFile
from pillars.models import Classification
from ranpe.kit.actor import Actor
from ranpe.kit.constraints import paired
from ranpe.kit.scope import EVERYONE, ScopedModel
from reporting.models.seals import Seal


class ReportKind(models.TextChoices):
    """To whom a year is told."""

    PRESIDENT = "president", _("Laporan Tahunan kepada Presiden")
    PUBLIC = "public", _("Laporan Publik")


class Stage(models.TextChoices):
    """Where an annual report stands."""

    DRAFTING = "drafting", _("Penyusunan")
    POKJA_REVIEW = "pokja_review", _("Pembahasan Pokja")
    PLENARY = "plenary", _("Pleno Sekber")
    HARM_TEST = "harm_test", _("Uji Konsekuensi")
    AWAITING_DECISION = "awaiting_decision", _("Menunggu persetujuan")
    APPROVED = "approved", _("Disetujui")
    DISPATCHED = "dispatched", _("Dikirim")
    PUBLISHED = "published", _("Terbit")
    WITHDRAWN = "withdrawn", _("Ditarik")


SETTLED = (Stage.DISPATCHED, Stage.PUBLISHED, Stage.WITHDRAWN)
HAS_APPROVAL = (Stage.APPROVED, *SETTLED)
_STAMPS = (
    "opened",
    "drafted",
    "reviewed",
    "plenary",
    "harm_tested",
    "decided",
    "dispatched",
    "published",
    "withdrawn",
)


def _person() -> models.ForeignKey[None, None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


class AnnualReport(ScopedModel):
    """A year told to one reader from one seal; approval binds one file by its hash.

    `compared_with` is the seal of the year before, chosen once so that the text stays the same.
    `decided_capacity` is the office in which the approval was given, such as "Plt. Kepala BNPT".
    """

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    version = models.PositiveSmallIntegerField()
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="reports")
    compared_with = models.ForeignKey(
        Seal, models.PROTECT, null=True, blank=True, related_name="compared_reports"
    )
    title = models.CharField(max_length=200)
    classification = models.CharField(max_length=1, choices=Classification.choices)
    state = models.CharField(max_length=18, choices=Stage.choices, default=Stage.DRAFTING)
    revision = models.PositiveIntegerField(default=0)
    approved_edition = models.ForeignKey(
        "reporting.Edition", models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    approved_sha256 = models.CharField(max_length=64, blank=True)
    decided_capacity = models.CharField(max_length=200, blank=True)
    dispatch_note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(null=True, blank=True)
    drafted_by = _person()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = _person()
    plenary_at = models.DateTimeField(null=True, blank=True)
    plenary_by = _person()
    harm_tested_at = models.DateTimeField(null=True, blank=True)
    harm_tested_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatched_by = _person()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = _person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _person()

    class Meta:
        ordering = ["-year", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "version"], name="reporting_one_report_version"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "dispatched", "published", "withdrawn"])
                | (
                    models.Q(decided_at__isnull=False, approved_edition__isnull=False)
                    & ~models.Q(approved_sha256="")
                ),
                name="reporting_approved_has_proof",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dispatched") | models.Q(dispatched_at__isnull=False),
                name="reporting_dispatched_has_proof",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="reporting_published_has_proof",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="public", state="dispatched")
                & ~models.Q(kind="president", state__in=["harm_test", "published", "withdrawn"]),
                name="reporting_state_fits_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | ~(
                    models.Q(decided_by=models.F("opened_by"))
                    | models.Q(drafted_by__isnull=False, decided_by=models.F("drafted_by"))
                ),
                name="reporting_approver_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None)
                | ~(
                    models.Q(reviewed_by=models.F("opened_by"))
                    | models.Q(drafted_by__isnull=False, reviewed_by=models.F("drafted_by"))
                    | models.Q(decided_by__isnull=False, reviewed_by=models.F("decided_by"))
                ),
                name="reporting_endorser_is_another",
            ),
            *paired(*_STAMPS, prefix="reporting_report"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    @property
    def journal_name(self) -> str:
        """Kind, year and version."""
        return f"{ReportKind(self.kind).label} {self.year} versi {self.version}"

    @property
    def is_for_president(self) -> bool:
        """Whether the President reads it."""
        return self.kind == ReportKind.PRESIDENT

    @property
    def file_stem(self) -> str:
        """How its files are named, before number and ending: laporan-publik-2025-v1."""
        whom = "presiden" if self.is_for_president else "publik"
        return f"laporan-{whom}-{self.year}-v{self.version}"

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """The desk; chairs of a Pokja from its review on; PPID public ones from the harm test."""
        reach = user.reach
        if reach.national:
            return EVERYONE
        seen = models.Q(pk__in=[])
        if reach.has(Role.POKJA_CHAIR):
            seen |= ~models.Q(state=Stage.DRAFTING)
        if reach.has(Role.PPID):
            seen |= models.Q(
                kind=ReportKind.PUBLIC,
                state__in=[Stage.HARM_TEST, Stage.AWAITING_DECISION, *HAS_APPROVAL],
            )
        return seen


class OfAReport(ScopedModel):
    """A row that belongs to one annual report and is seen with it."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    @classmethod
    def scope_for(cls, user: Actor) -> models.Q:
        """As the report."""
        return models.Q(report__in=AnnualReport.everything.visible_to(user))


class Section(OfAReport):
    """A chapter: the text made from the seal, and the text that replaces it when edited."""

    key = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120)
    automatic = models.TextField()
    edited = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = _person()

    class Meta:
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reporting_one_section_key"),
            *paired("updated", prefix="reporting_section"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def text(self) -> str:
        """What is printed."""
        return self.edited or self.automatic

    @property
    def is_edited(self) -> bool:
        """Whether a person has written it anew."""
        return bool(self.edited)


class DirectionRequest(OfAReport):
    """ "Mohon arahan Bapak/Ibu Presiden": what is asked, who would act, by when."""

    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=400)
    owner = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "order"], name="reporting_one_request_order"),
            models.CheckConstraint(
                condition=models.Q(order__gte=1, order__lte=5), name="reporting_five_requests"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Edition(OfAReport):
    """A file made from the report; a final one can be approved, others carry the mark DRAF."""

    number = models.PositiveIntegerField()
    is_final = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="editions")
    built_at = models.DateTimeField()
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="reporting_one_edition_number"
            ),
            models.UniqueConstraint(
                fields=["report", "is_final", "content_sha256"],
                name="reporting_one_edition_a_content",
            ),
            *paired("built", prefix="reporting_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} berkas {self.number}"


class ReviewStage(models.TextChoices):
    """Where an opinion was given."""

    POKJA = "pokja", _("Pokja")
    PLENARY = "plenary", _("Pleno Sekber")


class Opinion(models.TextChoices):
    """What a reviewer thinks of the report."""

    AGREES = "agrees", _("Setuju")
    WITH_NOTES = "with_notes", _("Setuju dengan catatan")
    OBJECTS = "objects", _("Belum setuju")


class ReportReview(OfAReport):
    """An opinion of a Pokja or of the plenary; a newer one of the same body replaces it."""

    stage = models.CharField(max_length=8, choices=ReviewStage.choices)
    pillar_number = models.PositiveSmallIntegerField(null=True, blank=True)
    opinion = models.CharField(max_length=12, choices=Opinion.choices)
    text = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_by_name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage="pokja", pillar_number__isnull=False)
                | models.Q(stage="plenary", pillar_number__isnull=True),
                name="reporting_review_of_a_body",
            ),
            *paired("reviewed", prefix="reporting_review"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.opinion}"


class HarmSubject(models.TextChoices):
    """What a harm test looks at."""

    ACTION = "action", _("Aksi")
    SUMMARY = "summary", _("Ringkasan publik")
    SECTION = "section", _("Bab")


class HarmDecision(models.TextChoices):
    """What the PPID decided."""

    WITHHOLD = "withhold", _("Dikecualikan")
    RELEASE = "release", _("Dibuka")


class HarmTestItem(OfAReport):
    """Uji konsekuensi of one thing: the ground (Pasal 17 huruf), the reason, for how long.

    `subject_key` is an action's code, "code/institution code" for a summary ("P32" for that of
    a province), or a section's key.
    """

    subject_kind = models.CharField(max_length=8, choices=HarmSubject.choices)
    subject_key = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    finding = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=2, blank=True)
    reason = models.TextField(blank=True)
    withheld_for = models.CharField(max_length=80, blank=True)
    decision = models.CharField(max_length=8, choices=HarmDecision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "subject_kind", "subject_key"], name="reporting_one_harm_item"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at__isnull=True)
                | (~models.Q(decision="") & models.Q(decided_at__isnull=False)),
                name="reporting_harm_decision_has_proof",
            ),
            *paired("decided", prefix="reporting_harm"),
        ]

    def __str__(self) -> str:
        return self.subject


class CoverLetter(OfAReport):
    """Surat pengantar: a document of its own, numbered after the approval."""

    number = models.CharField(max_length=80, unique=True)
    dated_on = models.DateField()
    city = models.CharField(max_length=60)
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report"], name="reporting_one_cover_letter"),
            *paired("recorded", prefix="reporting_letter"),
        ]

    def __str__(self) -> str:
        return self.number
