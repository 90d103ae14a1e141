"""An action of several institutions: what each says, side by side, and what the Pokja says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pillars.models import Period
from progress.access import writes_jointly
from progress.models import JointNarrative, ProgressReport
from progress.queries.beside import SentPart, reports_on, sent_beside


@dataclass(frozen=True)
class Voice:
    """What one of the institutions says; its status only once it has been sent.

    `part` is what it has sent, for those who answer for the action with it.
    """

    institution: str
    state: str
    status: str
    part: SentPart | None


@dataclass(frozen=True)
class Joint:
    """The voices about one action in a period, and the Pokja's own."""

    voices: tuple[Voice, ...]
    narrative: JointNarrative | None
    may_write: bool

    @property
    def differs(self) -> bool:
        """Whether those that have sent say different things."""
        return len({voice.status for voice in self.voices if voice.status}) > 1


def joint_of(user: Any, action: Any, period: Period | None) -> Joint | None:
    """The voices, for whoever has a part in the action, its Pokja and the desk; else None."""
    if period is None:
        return None
    reports = list(reports_on(action, period))
    if len({row.assignment.institution_id for row in reports}) < 2:
        return None
    if not _has_a_part(user, action, reports):
        return None
    parts = sent_beside(user, reports)
    narratives = JointNarrative.everything.visible_to(user).filter(action=action, period=period)
    return Joint(
        voices=tuple(
            Voice(
                row.assignment.institution.short,
                row.state,
                row.claimed_status if row.is_sent else "",
                parts.get(row.pk),
            )
            for row in reports
        ),
        narrative=narratives.first(),
        may_write=writes_jointly(user, action),
    )


def _has_a_part(user: Any, action: Any, reports: list[ProgressReport]) -> bool:
    reach = user.reach
    if reach.national or action.focus.pillar.number in reach.pillar_numbers:
        return True
    duties = [row.assignment for row in reports]
    return any(
        duty.institution_id in reach.institutions or duty.unit_id in reach.units for duty in duties
    )
