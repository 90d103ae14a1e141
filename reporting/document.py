"""The annual document: a frozen whole of texts, tables and figures, from which all is rendered.

Renderers know these shapes and no models; equal documents give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Past:
    """The same figure of the year before; compared only on the same base."""

    year: int
    part: int | None
    whole: int | None
    value: Decimal | None
    base: str
    is_same_base: bool


@dataclass(frozen=True)
class Figure:
    """A figure with its lineage; `unit` is percent (with a value) or count (a part only)."""

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
    source: str
    past: Past | None = None


@dataclass(frozen=True)
class Count:
    """How many actions have one status."""

    status: str
    count: int


@dataclass(frozen=True)
class Line:
    """One institution's part in an action; on the closed path (`is_closed`) without content."""

    institution_code: str
    institution_name: str
    institution_short: str
    unit_name: str
    period_name: str
    indicator: str
    unit: str
    direction: str
    target: Decimal | None
    claimed: Decimal | None
    recognised: Decimal | None
    claimed_status: str
    computed_status: str
    achievement: Decimal | None
    evidence_share: Decimal | None
    is_sent: bool
    is_verified: bool
    sent_at: datetime | None
    was_on_time: bool
    returns: int
    is_nil: bool
    is_closed: bool
    narrative: str
    obstacle_kind: str
    obstacle: str
    follow_up: str
    needs_escalation: bool
    public_summary: str
    classification: str
    receipt: str


@dataclass(frozen=True)
class PastAction:
    """How the same action stood in the year before."""

    status: str
    percent: Decimal | None


@dataclass(frozen=True)
class Action:
    """An action with all its lines; `responsible` are the short names valid in the year."""

    code: str
    title: str
    intended_result: str
    pillar_number: int
    pillar_name: str
    focus_number: int
    focus_name: str
    classification: str
    is_scheduled: bool
    status: str
    percent: Decimal | None
    measured: int
    line_count: int
    verified: int
    is_carried_out: bool
    responsible: str
    public_summary: str
    lines: tuple[Line, ...]
    past: PastAction | None


@dataclass(frozen=True)
class Focus:
    """The second level, with its actions counted by status."""

    number: int
    name: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Pillar:
    """The first level; `past_counts` is empty without a comparable year.

    `is_partial` says that the counts hold only the actions that the public reads in detail.
    """

    number: int
    name: str
    scheduled: int
    counts: tuple[Count, ...]
    past_counts: tuple[Count, ...]
    mean: Figure | None
    carried_out: Figure | None
    foci: tuple[Focus, ...]
    is_partial: bool = False


@dataclass(frozen=True)
class Timeliness:
    """How the reports of one period arrived: on_time, late, none or not_due."""

    period: str
    cell: str


@dataclass(frozen=True)
class Institution:
    """How an institution kept its duty to report, and how its actions stand.

    `on_time_at_first` counts against the periods' own due dates; None where it was not sealed.
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
    periods: tuple[Timeliness, ...]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Province:
    """A province: its tile, its reports, its regional plan."""

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
    public_summary: str
    obstacle_kind: str
    obstacle: str


@dataclass(frozen=True)
class Obstacle:
    """How many verified reports named an obstacle of one kind."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class Note:
    """A meeting, a decision or a recommendation."""

    kind: str
    body: str
    text: str
    owner: str
    year: int
    on: date | None
    standing: str
    is_done: bool


@dataclass(frozen=True)
class Request:
    """What is asked of the President: who would act, by when."""

    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class Chapter:
    """A chapter's text; paragraphs are parted by empty lines."""

    key: str
    order: int
    heading: str
    text: str
    is_edited: bool

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, each on one line."""
        parts = self.text.replace("\r\n", "\n").split("\n\n")
        return [" ".join(part.split()) for part in parts if part.strip()]


@dataclass(frozen=True)
class Rules:
    """The thresholds by which the statuses were given."""

    version: int
    formula_version: int
    achieved_from: Decimal
    on_track_from: Decimal
    at_risk_from: Decimal
    evidence_from: Decimal
    small_cell_below: int


@dataclass(frozen=True)
class AnnualDocument:
    """A year as one reader is told it, out of one seal."""

    kind: str
    year: int
    version: int
    title: str
    classification: str
    plan_code: str
    plan_title: str
    plan_basis: str
    base: str
    level_one_label: str
    level_two_label: str
    is_sample: bool
    is_provisional: bool
    cutoff_at: datetime
    sealed_at: datetime
    seal: str
    seal_sha256: str
    journal_head: str
    rules: Rules
    previous_year: int | None
    previous_base: str
    verdict: str
    highlights: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    requests: tuple[Request, ...]
    figures: tuple[Figure, ...]
    pillars: tuple[Pillar, ...]
    actions: tuple[Action, ...]
    institutions: tuple[Institution, ...]
    provinces: tuple[Province, ...]
    obstacles: tuple[Obstacle, ...]
    notes: tuple[Note, ...]
    corrections: tuple[str, ...]

    def figure(self, key: str) -> Figure | None:
        """The figure called `key`, if the seal has it."""
        return next((figure for figure in self.figures if figure.key == key), None)

    def chapter(self, key: str) -> Chapter | None:
        """The chapter called `key`, if the report has it."""
        return next((chapter for chapter in self.chapters if chapter.key == key), None)


@dataclass(frozen=True)
class Clearance:
    """What the harm test keeps back: actions with their ground, summaries and chapters by key."""

    grounds: Mapping[str, str] = field(default_factory=dict)
    summaries: frozenset[str] = frozenset()
    chapters: frozenset[str] = frozenset()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a document holds no {type(value).__name__}")


def sha256_of(document: AnnualDocument) -> str:
    """SHA-256 (hex) of the document's stable JSON."""
    text = json.dumps(
        asdict(document), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()
