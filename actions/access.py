"""Who may promise, and who may approve a promise."""

from __future__ import annotations

from typing import Any

from accounts.models import Role
from institutions.models import SekberRole


def writes_for(actor: Any, assignment: Any, *roles: str) -> bool:
    """Whether `actor` holds one of `roles` for the assignment's institution or unit."""
    reach = actor.reach
    return any(
        reach.holds(role, "institution", assignment.institution_id)
        or reach.holds(role, "unit", assignment.unit_id)
        for role in roles
    )


def drafts_promises(actor: Any, assignment: Any) -> bool:
    """Operators, coordinators and officials of the institution (or unit) write its Form A."""
    return writes_for(actor, assignment, Role.OPERATOR, Role.COORDINATOR, Role.APPROVER)


def promises(actor: Any, commitment: Any) -> bool:
    """Commitments are sent by the institution's Eselon II official."""
    return writes_for(actor, commitment.assignment, Role.APPROVER)


def approves_promises(actor: Any, commitment: Any) -> bool:
    """Commitments are approved by the chair of the pillar's Pokja, never for the own house.

    The Pokja's head may act for a chair; what the leading institution itself promises is
    approved by a member of the Secretariat from another institution.
    """
    assignment = commitment.assignment
    if assignment.institution_id in actor.reach.home_institutions:
        return False
    pillar = assignment.action.focus.pillar.number
    if actor.reach.holds(Role.POKJA_CHAIR, "pillar", pillar) or actor.reach.has(Role.POKJA_HEAD):
        return True
    leads = assignment.institution.sekber_role == SekberRole.LEAD
    return bool(leads and actor.reach.has(Role.SEKBER_MEMBER))
