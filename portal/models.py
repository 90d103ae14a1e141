"""What everyone may read: copies of cleared values, in tables that point to no other app.

Public rows are read through `published`, which leaves out editions that were withdrawn; there
is no other way to them, and no row is ever changed but to say superseded or withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Never

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.editions import (
    PublicCount,
    PublicFocus,
    PublicMeasure,
    PublicObstacle,
    PublicSummary,
    PublicTimeliness,
)
from ranpe.kit.ratio import Ratio


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _counts(rows: Iterable[dict[str, Any]]) -> tuple[PublicCount, ...]:
    return tuple(PublicCount(**row) for row in rows)


class PublishedEditions(models.Manager["PublishedEdition"]):
    """Editions that stand."""

    def get_queryset(self) -> models.QuerySet[PublishedEdition]:
        """Without those that were withdrawn."""
        return super().get_queryset().filter(withdrawn_at=None)

    def current(self, year: int | None = None) -> PublishedEdition | None:
        """The edition that is valid now: of `year`, or of the newest year."""
        rows = self.filter(is_current=True)
        return (rows if year is None else rows.filter(year=year)).order_by("-year").first()


class PublishedEdition(models.Model):
    """A year as it was told to the public; a later version supersedes it but does not erase it."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    verdict = models.TextField()
    highlights = models.JSONField(default=list)
    plan_code = models.CharField(max_length=30)
    plan_title = models.CharField(max_length=200)
    plan_basis = models.CharField(max_length=200)
    base = models.CharField(max_length=300)
    level_one_label = models.CharField(max_length=20)
    level_two_label = models.CharField(max_length=20)
    is_sample = models.BooleanField()
    cutoff_at = models.DateTimeField()
    achieved_from = models.DecimalField(max_digits=5, decimal_places=1)
    on_track_from = models.DecimalField(max_digits=5, decimal_places=1)
    at_risk_from = models.DecimalField(max_digits=5, decimal_places=1)
    rules_version = models.PositiveSmallIntegerField()
    formula_version = models.PositiveSmallIntegerField()
    small_cell_below = models.PositiveSmallIntegerField()
    previous_year = models.PositiveSmallIntegerField(null=True)
    obstacle_rows = models.JSONField(default=list)
    corrections = models.JSONField(default=list)
    content_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True)

    published = PublishedEditions()

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="portal_one_version"),
            models.UniqueConstraint(
                fields=["year"], condition=models.Q(is_current=True), name="portal_one_current"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(is_current=False),
                name="portal_withdrawn_is_not_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year} v{self.version})"

    def get_absolute_url(self) -> str:
        """The address of this version, which never shows anything else."""
        return reverse("portal:version", args=[self.year, self.version])

    @property
    def obstacles(self) -> tuple[PublicObstacle, ...]:
        """How many reports named which kind of obstacle."""
        return tuple(PublicObstacle(**row) for row in self.obstacle_rows)


class OfAnEdition(models.Manager[Any]):
    """Rows of editions that stand."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Without those of withdrawn editions."""
        return super().get_queryset().filter(edition__withdrawn_at=None)


class PublishedRow(models.Model):
    """A row that belongs to one edition and is read with it."""

    edition = models.ForeignKey(PublishedEdition, models.PROTECT, related_name="%(class)s_rows")

    published: models.Manager[Any] = OfAnEdition()

    class Meta:
        abstract = True


class PublishedFigure(PublishedRow):
    """A figure with its lineage; `pillar_number` is set for figures of one pillar."""

    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    pillar_number = models.PositiveSmallIntegerField(null=True)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=8)
    part = models.PositiveIntegerField(null=True)
    whole = models.PositiveIntegerField(null=True)
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    base = models.CharField(max_length=300)
    cutoff_at = models.DateTimeField()
    formula = models.CharField(max_length=200)
    formula_version = models.PositiveSmallIntegerField()
    past_year = models.PositiveSmallIntegerField(null=True)
    past_part = models.PositiveIntegerField(null=True)
    past_whole = models.PositiveIntegerField(null=True)
    past_value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    past_base = models.CharField(max_length=300, blank=True)
    past_is_same_base = models.BooleanField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="portal_one_figure")]

    def __str__(self) -> str:
        return self.key


class PublishedPillar(PublishedRow):
    """A pillar with its actions counted; where `is_partial`, without those only numbered."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=250)
    scheduled = models.PositiveSmallIntegerField()
    count_rows = models.JSONField(default=list)
    past_count_rows = models.JSONField(default=list)
    focus_rows = models.JSONField(default=list)
    mean_key = models.CharField(max_length=60, blank=True)
    carried_out_key = models.CharField(max_length=60, blank=True)
    withheld_count = models.PositiveSmallIntegerField(default=0)
    withheld_basis = models.CharField(max_length=200, blank=True)
    is_partial = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="portal_one_pillar")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def counts(self) -> tuple[PublicCount, ...]:
        """The actions by status."""
        return _counts(self.count_rows)

    @property
    def past_counts(self) -> tuple[PublicCount, ...]:
        """The actions by status a year before, empty when the years cannot be compared."""
        return _counts(self.past_count_rows)

    @property
    def foci(self) -> tuple[PublicFocus, ...]:
        """The second level."""
        return tuple(
            PublicFocus(row["number"], row["name"], _counts(row["counts"]), row.get("withheld", 0))
            for row in self.focus_rows
        )

    @property
    def total(self) -> int:
        """All actions of the pillar, with those that are not told in detail."""
        return sum(row.count for row in self.counts) + self.withheld_count * self.is_partial


class PublishedAction(PublishedRow):
    """An open action; `owner_line` is "|Kemenag|BNPT|", so that a filter finds whole names.

    `words` holds everything that a reader may look for, in small letters.
    """

    code = models.CharField(max_length=20)
    title = models.TextField()
    pillar_number = models.PositiveSmallIntegerField()
    focus_number = models.PositiveSmallIntegerField()
    focus_name = models.CharField(max_length=300)
    is_scheduled = models.BooleanField()
    status = models.CharField(max_length=14)
    percent = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    lines = models.PositiveSmallIntegerField()
    verified = models.PositiveSmallIntegerField()
    is_carried_out = models.BooleanField()
    responsible = models.JSONField(default=list)
    responsible_names = models.JSONField(default=list)
    owner_line = models.TextField(blank=True)
    words = models.TextField(blank=True)
    summary_rows = models.JSONField(default=list)
    measure_rows = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="portal_one_action")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def summaries(self) -> tuple[PublicSummary, ...]:
        """What the institutions wrote for the public."""
        return tuple(PublicSummary(**row) for row in self.summary_rows)

    @property
    def measures(self) -> tuple[PublicMeasure, ...]:
        """What each institution promised and what was recognised."""
        return tuple(
            PublicMeasure(
                **{**row, "target": _decimal(row["target"]), "value": _decimal(row["value"])}
            )
            for row in self.measure_rows
        )


class PublishedInstitution(PublishedRow):
    """How a ministry or agency kept its duty to report."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    due = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    on_time_at_first = models.PositiveIntegerField(null=True)
    nil = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    period_rows = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="portal_one_institution")
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def periods(self) -> tuple[PublicTimeliness, ...]:
        """How the reports of each period arrived."""
        return tuple(PublicTimeliness(**row) for row in self.period_rows)


class PublishedProvince(PublishedRow):
    """A province: its tile, its reports and its regional action plan (RAD PE)."""

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    island_group = models.CharField(max_length=60)
    tile_row = models.PositiveSmallIntegerField()
    tile_column = models.PositiveSmallIntegerField()
    owes = models.BooleanField()
    due = models.PositiveSmallIntegerField()
    sent = models.PositiveSmallIntegerField()
    on_time = models.PositiveSmallIntegerField()
    on_time_at_first = models.PositiveSmallIntegerField(null=True)
    plan_stage = models.CharField(max_length=12)
    plan_stage_word = models.CharField(max_length=60)
    instrument = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="portal_one_province")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reported(self) -> Ratio | None:
        """Reports sent out of reports due; nothing for a province that did not have to report."""
        return Ratio(self.sent, self.due) if self.owes and self.due else None


class PublishedSection(PublishedRow):
    """A chapter of the report in plain text."""

    key = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="portal_one_section")
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def paragraphs(self) -> list[str]:
        """The text by paragraph."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


class PublishedFile(PublishedRow):
    """A file of an edition; its bytes lie under their hash in the portal's own folder."""

    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="portal_one_file")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The permanent address of these bytes."""
        return reverse("portal:file", args=[self.sha256, self.name])


class WithdrawalNotice(models.Model):
    """Why an edition cannot be read any more; stands at its address in its place."""

    edition = models.OneToOneField(PublishedEdition, models.PROTECT, related_name="notice")
    reason = models.TextField()
    at = models.DateTimeField()

    published = models.Manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.edition)


class CorrectionSuggestion(models.Model):
    """A reader's hint that a published page is wrong; written once and never changed."""

    page = models.CharField(max_length=200)
    text = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    # Not public: the words and the contact go to the Secretariat only.
    received = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; raises TypeError for a row that stands already."""
        if self.pk is not None:
            raise TypeError(_("Usulan koreksi tidak dapat diubah."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Raises TypeError: a suggestion stays."""
        raise TypeError(_("Usulan koreksi tidak dapat dihapus."))
