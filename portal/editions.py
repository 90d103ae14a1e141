"""What the public may know of a year: these frozen shapes are the whole allow-list.

A value that has no field here cannot become public. Nothing here names a person, and no field
takes the words of a narrative, an obstacle, a note or a remark. The shapes hold no hash of
unpublished rows, so that two years equal in what is cleared give the same pages.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

# What stands beside sums that leave the kept-back actions out.
PARTIAL = (
    "Angka di sini tidak memuat aksi itu, agar keadaannya tidak dapat dihitung dari selisihnya."
)


@dataclass(frozen=True)
class PublicPast:
    """The same figure of the year before, under its own base.

    `is_same_base` says whether the two may be compared; if not, both bases are printed.
    """

    year: int
    part: int | None
    whole: int | None
    value: Decimal | None
    base: str
    is_same_base: bool


@dataclass(frozen=True)
class PublicFigure:
    """A figure with its lineage: what was counted, out of what, until when, by which formula.

    `unit` is "percent" (a share: `value` = part / whole x 100, or a mean over `part` of `whole`
    things) or "count" (`value` is None, `part` is the number, `whole` its total). `value` is
    unrounded and None when it cannot be calculated.
    """

    key: str
    label: str
    unit: str
    part: int | None
    whole: int | None
    value: Decimal | None
    base: str
    cutoff_at: datetime
    formula: str
    formula_version: int
    past: PublicPast | None = None


@dataclass(frozen=True)
class PublicSection:
    """A chapter of the public report in plain text; paragraphs are parted by empty lines."""

    key: str
    order: int
    heading: str
    text: str


@dataclass(frozen=True)
class PublicCount:
    """How many actions have one status; `status` is a value of ranpe.kit.charts.Status."""

    status: str
    count: int


@dataclass(frozen=True)
class PublicWithheld:
    """Actions that are only counted, and the ground on which they are not told in detail."""

    count: int
    basis: str


@dataclass(frozen=True)
class PublicFocus:
    """The second level: its number within the pillar, its name, and its open actions by status.

    `withheld` counts the actions that are not told in detail; their status is in no count here.
    """

    number: int
    name: str
    counts: tuple[PublicCount, ...]
    withheld: int


@dataclass(frozen=True)
class PublicPillar:
    """The first level of the plan, with its actions counted and the withheld ones named so.

    `counts` holds every status, of all actions or, where `is_partial`, of the open ones only;
    `past_counts` is empty when there is no comparable year.
    `mean` and `carried_out` are the figures of the pillar.
    """

    number: int
    name: str
    scheduled: int
    counts: tuple[PublicCount, ...]
    past_counts: tuple[PublicCount, ...]
    mean: PublicFigure | None
    carried_out: PublicFigure | None
    withheld: PublicWithheld | None
    is_partial: bool
    foci: tuple[PublicFocus, ...]


@dataclass(frozen=True)
class PublicMeasure:
    """What one responsible institution promised and what was recognised, in `unit`.

    `is_suppressed` means that the value is a small number of people: value and target are None.
    """

    institution: str
    unit: str
    target: Decimal | None
    value: Decimal | None
    is_suppressed: bool


@dataclass(frozen=True)
class PublicSummary:
    """The summary that an institution wrote for the public, verified and cleared."""

    institution: str
    text: str


@dataclass(frozen=True)
class PublicAction:
    """An open action. `percent` is the mean over its measured institutions, capped at 100 each.

    `verified` of `lines` institutions are in it; `percent` is None when nothing could be measured
    or when it would reveal a suppressed measure. `responsible` are short institution names as
    valid in the year, `responsible_names` the full ones in the same order.
    """

    code: str
    title: str
    pillar_number: int
    focus_number: int
    focus_name: str
    is_scheduled: bool
    status: str
    percent: Decimal | None
    lines: int
    verified: int
    is_carried_out: bool
    responsible: tuple[str, ...]
    responsible_names: tuple[str, ...]
    summaries: tuple[PublicSummary, ...]
    measures: tuple[PublicMeasure, ...]


@dataclass(frozen=True)
class PublicTimeliness:
    """How an institution's reports of one period arrived: on_time, late, none or not_due."""

    period: str
    cell: str


@dataclass(frozen=True)
class PublicInstitution:
    """How a ministry or agency kept its duty to report in the year; counts are reports.

    `on_time` is against the agreed due dates, `on_time_at_first` against those of the periods,
    without granted time; None where it is not known.
    """

    code: str
    name: str
    short: str
    due: int
    sent: int
    on_time: int
    on_time_at_first: int | None
    nil: int
    missing: int
    periods: tuple[PublicTimeliness, ...]


@dataclass(frozen=True)
class PublicProvince:
    """A province: its place in the tile map, its reports, and its regional plan (RAD PE).

    `owes` is False for a province that did not yet have to report in the year. `plan_stage` is
    none, drafting, harmonising, enacted or expired; `plan_stage_word` is its Indonesian word.
    """

    code: str
    name: str
    short: str
    island_group: str
    tile_row: int
    tile_column: int
    owes: bool
    due: int
    sent: int
    on_time: int
    on_time_at_first: int | None
    plan_stage: str
    plan_stage_word: str
    instrument: str
    summary: str


@dataclass(frozen=True)
class PublicObstacle:
    """How many reports named an obstacle of one kind; never its words."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class PublicEdition:
    """One year as the public reads it: web pages, PDF and open data all come from this.

    `version` counts the editions of a year (a later one corrects an earlier one). `verdict` is
    one sentence of at most 25 words. `corrections` says what changed since the edition before.
    `is_sample` asks for the mark "data contoh" everywhere.
    """

    year: int
    version: int
    title: str
    verdict: str
    highlights: tuple[str, ...]
    plan_code: str
    plan_title: str
    plan_basis: str
    base: str
    level_one_label: str
    level_two_label: str
    is_sample: bool
    cutoff_at: datetime
    achieved_from: Decimal
    on_track_from: Decimal
    at_risk_from: Decimal
    rules_version: int
    formula_version: int
    small_cell_below: int
    previous_year: int | None
    sections: tuple[PublicSection, ...]
    figures: tuple[PublicFigure, ...]
    pillars: tuple[PublicPillar, ...]
    actions: tuple[PublicAction, ...]
    institutions: tuple[PublicInstitution, ...]
    provinces: tuple[PublicProvince, ...]
    obstacles: tuple[PublicObstacle, ...]
    corrections: tuple[str, ...]

    def figure(self, key: str) -> PublicFigure | None:
        """The figure called `key`, if the year has it."""
        return next((figure for figure in self.figures if figure.key == key), None)


@dataclass(frozen=True)
class PublicFile:
    """A file that belongs to an edition, such as its PDF: the approved bytes, unchanged."""

    name: str
    content_type: str
    sha256: str
    content: bytes


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"an edition holds no {type(value).__name__}")


def as_json(edition: PublicEdition) -> str:
    """The edition in one stable line of JSON; equal editions give equal text."""
    return json.dumps(
        asdict(edition), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def sha256_of(edition: PublicEdition) -> str:
    """SHA-256 (hex) of the edition's stable JSON."""
    return hashlib.sha256(as_json(edition).encode()).hexdigest()
