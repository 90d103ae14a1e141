"""In which of their offices a person acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import OccupancyKind, Role
from journal.models import answers_for_data
from ranpe.kit.actor import Reach


@dataclass(frozen=True)
class Officer:
    """A person acting in one of their offices; history keeps that office's title."""

    pk: int
    printed_name: str
    capacity: str
    reach: Reach
    is_active: bool = True
    is_authenticated: bool = True


def in_office(actor: Any, *roles: str) -> Any:
    """`actor` in the office that carries one of `roles`, such as "Plt. Kepala BNPT".

    Someone who holds the office only as Plt. or Plh. also has an office of their own; what they
    do as the acting head is recorded under the acting one.
    """
    for office in getattr(actor, "offices", ()):
        if any(grant.role in roles for grant in office.position.grants.all()):
            return Officer(actor.pk, actor.printed_name, office.capacity, actor.reach)
    return actor


def delegates(actor: Any, occupancy: Any) -> bool:
    """Only who holds an office in its own right, today, lets another act in its name."""
    return any(
        office.pk == occupancy.pk and office.kind == OccupancyKind.DEFINITIVE
        for office in getattr(actor, "offices", ())
    )


def knows_phones(actor: Any, institution_id: int) -> bool:
    """Numbers of an institution's people are read by the Secretariat and in their own house."""
    reach = actor.reach
    return bool(reach.has(Role.SECRETARIAT) or institution_id in reach.home_institutions)


def appoints(actor: Any) -> bool:
    """Whoever enters decrees: the administrator of accounts and the Secretariat."""
    return bool(actor.reach.has(Role.SYSTEM_ADMIN, Role.SECRETARIAT))


# What a seat in the Sekber or a Pokja carries: the membership issues it, so there is one truth.
OF_A_SEAT = frozenset(
    {
        Role.HEAD,
        Role.SECRETARIAT,
        Role.SEKBER_MEMBER,
        Role.POKJA_CHAIR,
        Role.POKJA_MEMBER,
        Role.VERIFIER,
    }
)
# Rights over the whole house: one person asks, another gives.
OF_TWO_PEOPLE = frozenset({Role.POKJA_HEAD, Role.PPID, Role.AUDITOR, Role.SYSTEM_ADMIN})


def reads_people(actor: Any) -> bool:
    """Whoever enters decrees, and those who audit."""
    return appoints(actor) or bool(actor.reach.audits)


def holds_office(actor: Any, position_id: int) -> bool:
    """Whether the office is the person's own today, in whatever way it is held."""
    return any(office.position_id == position_id for office in getattr(actor, "offices", ()))


def helps_people(actor: Any) -> bool:
    """The administrators of accounts help whoever lost the way in."""
    return bool(actor.reach.has(Role.SYSTEM_ADMIN))


def answers_for_privacy(actor: Any) -> bool:
    """Whoever gives people a copy of their data: the administrator and the information officer."""
    return answers_for_data(actor)


def reads_privacy(actor: Any) -> bool:
    """They, and those who audit."""
    return answers_for_privacy(actor) or bool(actor.reach.audits)


def acts_only_for(actor: Any, person_id: int, *roles: str) -> bool:
    """Whether `actor` carries `roles` by nothing but a delegation of one person.

    Such a deputy is no second person beside the delegator.
    """
    carrying = [
        office
        for office in getattr(actor, "offices", ())
        if any(grant.role in roles for grant in office.position.grants.all())
    ]
    return bool(carrying) and all(office.delegator_id == person_id for office in carrying)
