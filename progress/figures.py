"""The single metric engine: pure functions over rows, for boards, verdicts, radar and reports.

Formulas: domain brief 4(e). A missing value is None and never counts as 0; rounding happens only
where a figure is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from actions.models import Direction
from pillars.models import PlanRules, Status
from progress.models import ReportState
from ranpe.kit.clock import day_of
from ranpe.kit.ratio import Ratio

HUNDRED = Decimal(100)
FORMULA_VERSION = 3


@dataclass(frozen=True)
class Line:
    """One assignment in one period (or year): what was promised, sent, checked and reached.

    `value` is the recognised value and only present when the report is verified; `target` and
    `value` are in the indicator's unit.
    """

    action_id: int
    action_code: str
    pillar_number: int
    focus_id: int
    assignment_id: int
    institution_id: int
    unit_id: int | None
    report_id: int | None
    state: str
    sent_at: datetime | None
    owed_at: datetime
    period_due_at: datetime
    returns: int
    is_nil: bool
    direction: str
    unit: str
    target: Decimal | None
    claimed_value: Decimal | None
    value: Decimal | None
    claimed_status: str
    evidence_share: Decimal | None
    is_closed: bool = False
    target_set_at: datetime | None = None
    extended_to: datetime | None = None
    action_title: str = ""

    @property
    def is_target_late(self) -> bool:
        """The target was approved after the result had been reported for the first time."""
        return is_set_after(self.target_set_at, self.sent_at)

    @property
    def is_sent(self) -> bool:
        """Handed in, and not back with the institution."""
        return self.state in (
            ReportState.SUBMITTED,
            ReportState.AWAITING_CHAIR,
            ReportState.VERIFIED,
            ReportState.LOCKED,
        )

    @property
    def was_sent(self) -> bool:
        """Handed in at least once; compliance counts at submit, whatever the check says."""
        return self.sent_at is not None

    @property
    def is_verified(self) -> bool:
        """Checked and accepted."""
        return self.state in (ReportState.VERIFIED, ReportState.LOCKED)

    def is_late_at(self, at: datetime) -> bool:
        """Not with the Secretariat although its day has passed."""
        return not self.is_sent and at > self.owed_at

    @property
    def was_on_time(self) -> bool:
        """First sent by the agreed due date; a granted extension has moved it."""
        return self.sent_at is not None and self.sent_at <= (self.extended_to or self.period_due_at)

    def can_be_on_time_at(self, at: datetime) -> bool:
        """On time by the agreed due date, or unsent while that day has not passed."""
        if self.was_sent:
            return self.was_on_time
        return at <= (self.extended_to or self.period_due_at)

    @property
    def was_on_time_at_first(self) -> bool:
        """First sent by the period's own due date, whatever was granted."""
        return self.sent_at is not None and self.sent_at <= self.period_due_at


def is_set_after(target_set_at: datetime | None, sent_at: datetime | None) -> bool:
    """Whether a target was set after its result was first sent."""
    return target_set_at is not None and sent_at is not None and target_set_at > sent_at


def achievement(value: Decimal | None, target: Decimal | None, direction: str) -> Decimal | None:
    """Achievement in percent, not capped; None where it cannot be calculated.

    Up, and stages (0/25/50/75/100) against the stage due: R/T x 100. Down: (2T - R)/T x 100,
    at least 0. A target of 0 or none gives None, never 0 or 100.
    """
    if value is None or not target:
        return None
    if direction == Direction.DOWN:
        return max(Decimal(0), (2 * target - value) / target * HUNDRED)
    return value / target * HUNDRED


def measured(line: Line) -> Decimal | None:
    """The achievement of one line; a nil report of a promised result reached nothing.

    A line on the closed path cannot be calculated: it has a status and no value, and is never 0.
    """
    if line.is_closed:
        return None
    if line.is_verified and line.is_nil and line.target:
        return Decimal(0)
    return achievement(line.value, line.target, line.direction)


def status_of(percent: Decimal | None, rules: PlanRules, *, has_evidence: bool) -> Status:
    """The status word of an achievement; what cannot be measured needs attention (ADR 0004)."""
    if percent is None:
        return Status.AT_RISK
    if percent >= rules.achieved_from and has_evidence:
        return Status.ACHIEVED
    if percent >= rules.on_track_from:
        return Status.ON_TRACK
    return Status.AT_RISK if percent >= rules.at_risk_from else Status.BEHIND


def contradicted_by(claimed: str, percent: Decimal | None, rules: PlanRules) -> Status | None:
    """The status that the figures give where the claim is better, or worse by two steps and more.

    None where claim and figures agree, or one of them is missing.
    """
    if percent is None or claimed not in FROM_BAD_TO_GOOD:
        return None
    computed = status_of(percent, rules, has_evidence=True)
    steps = FROM_BAD_TO_GOOD.index(Status(claimed)) - FROM_BAD_TO_GOOD.index(computed)
    return None if -1 <= steps <= 0 else computed


def as_claimed(line: Line) -> Line:
    """A line as if what is sent and not checked yet were accepted as it was claimed.

    Only for figures that say so: a claim is never told as an achievement.
    """
    if not line.is_sent or line.is_verified:
        return line
    return replace(line, state=ReportState.VERIFIED, value=line.claimed_value)


def status_of_line(line: Line, rules: PlanRules) -> Status:
    """The status of one line: no verified report is no report.

    On the closed path it is the claimed status that was checked on site (ADR 0013).
    """
    if not line.is_verified:
        return Status.NO_REPORT
    if line.is_closed:
        return Status(line.claimed_status)
    share = line.evidence_share
    return status_of(
        measured(line), rules, has_evidence=share is not None and share >= rules.evidence_from
    )


class Standing(Protocol):
    """What a figure over actions asks of each, be it live or sealed."""

    @property
    def status(self) -> str:
        """A value of Status."""

    @property
    def percent(self) -> Decimal | None:
        """The mean over the measured institutions, None when nothing could be measured."""

    @property
    def is_carried_out(self) -> bool:
        """Whether a verified report of work stands for it."""


@dataclass(frozen=True)
class ActionFigure:
    """How an action stands: the unweighted mean over its lines, each capped at 100.

    `percent` is None when nothing could be measured; `is_complete` says whether every
    responsible institution is in it.
    """

    action_id: int
    action_code: str
    pillar_number: int
    focus_id: int
    percent: Decimal | None
    measured: int
    lines: int
    verified: int
    is_carried_out: bool
    status: Status

    @property
    def is_complete(self) -> bool:
        """Whether every responsible institution's report is verified."""
        return self.verified == self.lines


def action_figure(lines: Sequence[Line], rules: PlanRules) -> ActionFigure:
    """The figure of one action out of its lines (at least one)."""
    first = lines[0]
    checked = [line for line in lines if line.is_verified]
    percents = [
        min(percent, HUNDRED) for line in checked if (percent := measured(line)) is not None
    ]
    mean = sum(percents, Decimal(0)) / len(percents) if percents else None
    return ActionFigure(
        action_id=first.action_id,
        action_code=first.action_code,
        pillar_number=first.pillar_number,
        focus_id=first.focus_id,
        percent=mean,
        measured=len(percents),
        lines=len(lines),
        verified=len(checked),
        is_carried_out=any(not line.is_nil for line in checked),
        status=_status_of_action(lines, checked, mean, rules),
    )


def _status_of_action(
    lines: Sequence[Line], checked: Sequence[Line], mean: Decimal | None, rules: PlanRules
) -> Status:
    if not checked:
        return Status.NO_REPORT
    status = _worst(_statuses_of(checked, mean, rules))
    if len(checked) < len(lines) and status in (Status.ACHIEVED, Status.ON_TRACK):
        return Status.AT_RISK  # a missing institution cannot look like success
    return status


FROM_BAD_TO_GOOD = (Status.BEHIND, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED)


def _worst(statuses: Iterable[Status]) -> Status:
    return min(statuses, key=FROM_BAD_TO_GOOD.index)


def _statuses_of(
    checked: Sequence[Line], mean: Decimal | None, rules: PlanRules
) -> Iterable[Status]:
    """The status of what was measured, and of each closed line, which has a status only."""
    shares = [line.evidence_share for line in checked if not line.is_closed]
    if shares:
        shown = all(share is not None and share >= rules.evidence_from for share in shares)
        yield status_of(mean, rules, has_evidence=shown)
    yield from (Status(line.claimed_status) for line in checked if line.is_closed)


def action_figures(lines: Iterable[Line], rules: PlanRules) -> list[ActionFigure]:
    """One figure an action, in the order of the codes."""
    grouped: dict[int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.action_id, []).append(line)
    figures = [action_figure(group, rules) for group in grouped.values()]
    return sorted(figures, key=lambda figure: figure.action_code)


def status_counts(figures: Iterable[Standing]) -> dict[Status, int]:
    """How many actions stand in each status; every status is present."""
    counts = Counter(figure.status for figure in figures)
    return {status: counts.get(status, 0) for status in Status}


def mean_percent(figures: Iterable[Standing]) -> Decimal | None:
    """The unweighted mean over the actions that could be measured; None without any."""
    percents = [figure.percent for figure in figures if figure.percent is not None]
    return sum(percents, Decimal(0)) / len(percents) if percents else None


@dataclass(frozen=True)
class Compliance:
    """How an institution (or province) kept its duty to report."""

    owner_id: int
    due: int
    sent: int
    on_time: int
    nil: int
    late_now: int
    returned: int
    days_late: int
    on_time_at_first: int = 0
    extended: int = 0

    @property
    def on_time_at_first_ratio(self) -> Ratio:
        """The same against the period's own due date, as if no time had been granted."""
        return Ratio(self.on_time_at_first, self.due)

    @property
    def on_time_ratio(self) -> Ratio:
        """Sent by the agreed due date, out of what was due (kepatuhan)."""
        return Ratio(self.on_time, self.due)

    @property
    def sent_ratio(self) -> Ratio:
        """Sent at all, out of what was due (kelengkapan)."""
        return Ratio(self.sent, self.due)


def compliance_of(owner_id: int, lines: Sequence[Line], at: datetime) -> Compliance:
    """The compliance of one owner out of its lines; `days_late` counts the oldest one."""
    late = [line for line in lines if line.is_late_at(at)]
    return Compliance(
        owner_id=owner_id,
        due=len(lines),
        sent=sum(line.was_sent for line in lines),
        on_time=sum(line.was_on_time for line in lines),
        nil=sum(line.is_nil for line in lines if line.was_sent),
        late_now=len(late),
        returned=sum(line.state == ReportState.RETURNED for line in lines),
        days_late=max(((day_of(at) - day_of(line.owed_at)).days for line in late), default=0),
        on_time_at_first=sum(line.was_on_time_at_first for line in lines),
        extended=sum(line.extended_to is not None for line in lines),
    )


def compliance_by_institution(lines: Iterable[Line], at: datetime) -> list[Compliance]:
    """One row an institution that owes anything, the latest first."""
    grouped: dict[int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.institution_id, []).append(line)
    rows = [compliance_of(owner, group, at) for owner, group in grouped.items()]
    return sorted(rows, key=lambda row: (-row.days_late, -row.late_now, row.owner_id))


def carried_out(figures: Sequence[Standing], base: int) -> Ratio:
    """Keterlaksanaan: actions with at least one verified report of work, out of the base."""
    return Ratio(sum(figure.is_carried_out for figure in figures), base)


@dataclass(frozen=True)
class AgreementFigure:
    """How far two verifiers agree on one question: same answers out of all, and kappa."""

    same: Ratio
    kappa: Decimal | None


def agreement_of(pairs: Sequence[tuple[str, str]]) -> AgreementFigure:
    """Agreement of two raters, in per cent and as kappa = (po - pe) / (1 - pe).

    po is the share of equal answers, pe the share expected if both had answered by chance with
    their own frequencies: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational
    and Psychological Measurement 20 (1960), 37-46. None without pairs, and where both gave one
    and the same answer throughout (pe = 1): there chance alone explains everything.
    """
    total = len(pairs)
    same = Ratio(sum(first == second for first, second in pairs), total)
    firsts, seconds = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    by_chance = sum(count * seconds[answer] for answer, count in firsts.items())
    if by_chance == total * total:
        return AgreementFigure(same, None)
    return AgreementFigure(
        same, Decimal(same.part * total - by_chance) / Decimal(total * total - by_chance)
    )
