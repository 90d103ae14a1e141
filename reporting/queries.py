"""Reading seals and reports: lists, completeness, comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from reporting.compose import figures_of
from reporting.document import Figure
from reporting.models import AnnualReport, Edition, Seal, SealedInstitution, Section
from reporting.workflow import (
    current_final_edition,
    missing_before_review,
    open_objections,
    undecided_items,
)


def reports_with_parts() -> Any:
    """Annual reports with all that a list shows, the newest first."""
    return AnnualReport.everything.select_related(
        "seal", "compared_with", "approved_edition__file"
    ).order_by("-year", "kind", "-version")


def seals_newest_first() -> Any:
    """Every seal, the newest first."""
    return Seal.everything.select_related("plan_version__plan", "sealed_by").order_by(
        "-year", "-number"
    )


@dataclass(frozen=True)
class SectionState:
    """How a chapter stands: whether it has text, whether a person wrote it, how long it is."""

    section: Section
    is_filled: bool
    is_edited: bool
    words: int


def section_states(report: AnnualReport) -> list[SectionState]:
    """The chapters in order, each with how complete it is."""
    return [
        SectionState(row, bool(row.text.strip()), row.is_edited, len(row.text.split()))
        for row in report.sections.select_related("updated_by").order_by("order")
    ]


def what_is_missing(report: AnnualReport) -> list[str]:
    """What stands between the report and its next step, one sentence each."""
    found = [*missing_before_review(report)]
    if report.drafted_at is not None:
        found += open_objections(report)
    return [*found, *undecided_items(report)]


def final_edition(report: AnnualReport) -> Edition | None:
    """The final file of the present content; None when it has to be built (anew)."""
    edition: Edition | None = current_final_edition(report)
    return edition


def compared_figures(seal: Seal, before: Seal | None) -> list[Figure]:
    """The figures of a seal, each beside that of `before`; other bases are said so."""
    return list(figures_of(seal, before))


def figures_by_key(figures: Sequence[Figure]) -> dict[str, Figure]:
    """The figures by their key."""
    return {figure.key: figure for figure in figures}


def totals_of(seal: Seal) -> dict[str, int]:
    """How many actions stand in each status, as the boards count them."""
    rows = seal.actions.filter(is_scheduled=True).values("status")
    counts = rows.annotate(count=models.Count("pk")).order_by("status")
    return {row["status"]: row["count"] for row in counts}


def report_card(institution_code: str, seal: Seal) -> SealedInstitution | None:
    """Rapor K/L: how one institution kept its duty in the sealed year."""
    return seal.institutions.filter(code=institution_code).first()
