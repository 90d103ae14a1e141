"""Reading the plan's actions and what is promised of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from accounts.models import Role
from actions.access import approves_promises, drafts_promises
from actions.models import (
    Action,
    ActionState,
    ActionYear,
    Assignment,
    Commitment,
    CommitmentState,
    Part,
    Target,
    promised_to,
)
from actions.workflow import OPEN_STATES
from pillars.models import Period
from pillars.queries import periods_of_year

FOUND_AT_MOST = 20
NO_PROMISE = "none"


def matching(text: str, user: Any) -> models.QuerySet[Action]:
    """The actions that `user` may see and that carry `text` in code, title or owner's name."""
    owner = models.Q(assignments__part=Part.RESPONSIBLE) & (
        models.Q(assignments__institution__short__icontains=text)
        | models.Q(assignments__institution__name__icontains=text)
    )
    rows = Action.everything.visible_to(user).filter(
        models.Q(code__icontains=text) | models.Q(title__icontains=text) | owner
    )
    return rows.select_related("plan", "focus__pillar").order_by("-plan", "code").distinct()


def concerning(user: Any) -> models.Q:
    """The condition for actions that are a person's own: their institution's, unit's, pillars'."""
    reach = user.reach
    own = Action.everything.filter(
        models.Q(assignments__institution_id__in=reach.institutions)
        | models.Q(assignments__unit_id__in=reach.units)
    )
    return models.Q(pk__in=own.values("pk")) | models.Q(
        focus__pillar__number__in=reach.pillar_numbers
    )


def actions_without_owner(on: date) -> Any:
    """Actions that are still to be carried out and for which no institution answers on a day."""
    answered = Assignment.everything.filter(
        models.Q(valid_to=None) | models.Q(valid_to__gte=on),
        action=models.OuterRef("pk"),
        part=Part.RESPONSIBLE,
        valid_from__lte=on,
    )
    ahead = ActionYear.everything.filter(action=models.OuterRef("pk"), year__gte=on.year)
    rows = Action.everything.filter(
        ~models.Exists(answered),
        models.Exists(ahead),
        standing__in=[ActionState.ACTIVE, ActionState.ADJUSTED],
    )
    return rows.select_related("plan").order_by("plan__code", "code")


def commitments_with_parts() -> Any:
    """All commitments with what their pages tell of them."""
    return Commitment.everything.select_related(
        "assignment__action__focus__pillar",
        "assignment__action__plan",
        "assignment__institution",
        "assignment__unit",
        "indicator",
        "submitted_by",
        "approved_by",
    ).prefetch_related(
        models.Prefetch("targets", Target.everything.select_related("period")), "budget_lines"
    )


def versions_of(commitment: Commitment) -> list[Commitment]:
    """Every version of a promise, the newest first."""
    rows = commitments_with_parts().filter(
        assignment=commitment.assignment_id, year=commitment.year
    )
    return list(rows.order_by("-number"))


def in_force_of(versions: Iterable[Commitment]) -> Commitment | None:
    """The version that is in force today: the newest approved one."""
    approved = [row for row in versions if row.state == CommitmentState.APPROVED]
    return max(approved, key=lambda row: row.number, default=None)


def commitment_before(assignment: Assignment, year: int, user: Any) -> Commitment | None:
    """What the institution promised for the same action in the year before `year`."""
    rows = commitments_with_parts().filter(
        assignment__action=assignment.action_id,
        assignment__institution=assignment.institution_id,
        year=year - 1,
        state=CommitmentState.APPROVED,
    )
    found: Commitment | None = rows.visible_to(user).order_by("-number", "pk").first()
    return found


@dataclass(frozen=True)
class PromiseRow:
    """An assignment of a year with its newest Form A, and the one in force."""

    assignment: Assignment
    newest: Commitment | None
    in_force: Commitment | None
    may_write: bool

    @property
    def state(self) -> str:
        """Where the newest version stands; "none" without any."""
        return self.newest.state if self.newest else NO_PROMISE

    @property
    def counted(self) -> Commitment | None:
        """The version whose budget counts: the one in force, before there is any the newest."""
        return self.in_force or self.newest

    @property
    def needs_writer(self) -> bool:
        """Whether the next word is the institution's."""
        return self.may_write and self.state in (NO_PROMISE, *OPEN_STATES)


def promise_years() -> list[int]:
    """The years that have a calendar, the newest first."""
    years = Period.everything.order_by().values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def promise_rows(user: Any, year: int) -> list[PromiseRow]:
    """Who owes a Form A for a year, of those whose promises `user` reads; missing ones first."""
    last: dict[int, Period] = {}
    for period in periods_of_year(year):
        last[period.version_id] = period
    due = models.Q(pk__in=[])
    for period in last.values():
        due |= models.Q(pk__in=Assignment.everything.due_in(period).order_by().values("pk"))
    rows = Assignment.everything.visible_to(user).filter(due, promised_to(user))
    found = list(rows.select_related("action__plan", "institution", "unit"))
    promised: dict[int, list[Commitment]] = {}
    commitments = Commitment.everything.visible_to(user).filter(year=year)
    for row in commitments.select_related("indicator").order_by("number"):
        promised.setdefault(row.assignment_id, []).append(row)
    made = [_promise_row(user, row, promised.get(row.pk, [])) for row in found]
    return sorted(made, key=lambda row: (_ORDER[row.state], row.assignment.action.code))


# What lies with the institution comes first.
_ORDER = {
    CommitmentState.RETURNED.value: 0,
    NO_PROMISE: 1,
    CommitmentState.DRAFT.value: 2,
    CommitmentState.SUBMITTED.value: 3,
    CommitmentState.APPROVED.value: 4,
}


def _promise_row(user: Any, assignment: Assignment, versions: list[Commitment]) -> PromiseRow:
    return PromiseRow(
        assignment=assignment,
        newest=versions[-1] if versions else None,
        in_force=in_force_of(versions),
        may_write=drafts_promises(user, assignment),
    )


@dataclass(frozen=True)
class WaitingPromise:
    """A Form A that waits for a decision, beside the version that it would replace."""

    commitment: Commitment
    before: Commitment | None


def commitments_awaiting(user: Any) -> list[Commitment]:
    """The commitments on which `user` has the next word, those sent first in front."""
    if not user.reach.has(Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER):
        return []
    return _for_the_decision_of(user, commitments_with_parts())


def count_of_commitments_awaiting(user: Any) -> int:
    """How many commitments wait for `user`, without reading what they promise."""
    if not user.reach.has(Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER):
        return 0
    return len(_for_the_decision_of(user, commitments_with_parts().prefetch_related(None)))


def _for_the_decision_of(user: Any, rows: Any) -> list[Commitment]:
    sent = rows.visible_to(user).filter(state=CommitmentState.SUBMITTED)
    return [row for row in sent.order_by("submitted_at", "pk") if approves_promises(user, row)]


def with_earlier_versions(commitments: Iterable[Commitment]) -> list[WaitingPromise]:
    """Each commitment with the version in force beside it."""
    rows = list(commitments)
    approved = commitments_with_parts().filter(
        assignment__in=[row.assignment_id for row in rows if row.number > 1],
        state=CommitmentState.APPROVED,
    )
    before = {(row.assignment_id, row.year): row for row in approved.order_by("number")}
    return [WaitingPromise(row, before.get((row.assignment_id, row.year))) for row in rows]
