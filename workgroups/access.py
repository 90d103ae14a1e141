"""Who arranges meetings, approves their minutes, carries out and settles their decisions."""

from __future__ import annotations

from typing import Any

from accounts.access import appoints
from accounts.models import Role
from workgroups.models import GroupKind

OWNERS = (Role.OPERATOR, Role.COORDINATOR, Role.APPROVER)


def arranges(actor: Any, _record: Any = None) -> bool:
    """The Secretariat plans meetings, invites, and writes down what was said and decided."""
    return bool(actor.reach.has(Role.SECRETARIAT))


def seats(actor: Any) -> bool:
    """Whoever enters decrees also enters who sits in a body."""
    return appoints(actor)


def knows_names(actor: Any) -> bool:
    """Offices are known to all; who holds them, to those who work with them."""
    reach = actor.reach
    return bool(reach.national or reach.pillar_numbers or reach.has(Role.SYSTEM_ADMIN))


def chairs(actor: Any, meeting: Any) -> bool:
    """The chair of the body: of a Pokja that of its pillar, of the Sekber the Head.

    The organisations of a Pokja Tematis have no office here; the head of the Pokja chairs.
    """
    if meeting.group.kind == GroupKind.SEKBER:
        return bool(actor.reach.has(Role.HEAD))
    if meeting.group.kind == GroupKind.THEMATIC:
        return bool(actor.reach.has(Role.POKJA_HEAD))
    return bool(actor.reach.holds(Role.POKJA_CHAIR, "pillar", meeting.group.pillar_number))


def owes(actor: Any, decision: Any) -> bool:
    """Those who report for the whole institution that a decision names."""
    return any(actor.reach.holds(role, "institution", decision.owner_id) for role in OWNERS)


def settles(actor: Any, decision: Any) -> bool:
    """The Secretariat, and the chair of the body that decided."""
    return arranges(actor) or chairs(actor, decision.meeting)


def calls(actor: Any) -> bool:
    """The Head, whoever prepares the call sheet, and the head of the Pokja."""
    return bool(actor.reach.has(Role.HEAD, Role.POKJA_HEAD, Role.SECRETARIAT))


def keeps_letters(actor: Any, _letter: Any = None) -> bool:
    """The Secretariat drafts official letters and records what becomes of them."""
    return bool(actor.reach.has(Role.SECRETARIAT))


def reads_letters(actor: Any) -> bool:
    """Whether any letter can be there to read: to the desk, to an addressee or who hands it on."""
    reach = actor.reach
    return bool(reach.national or reach.institutions or reach.has(Role.REGIONAL_SUPERVISOR))


def initials(actor: Any, _letter: Any) -> bool:
    """The head of the Pokja puts the initials, or the Secretariat records them from paper."""
    return bool(actor.reach.has(Role.SECRETARIAT, Role.POKJA_HEAD))


def receives(actor: Any, letter: Any) -> bool:
    """The Secretariat from the proof of receipt, or those who report for the addressee."""
    return keeps_letters(actor) or any(
        actor.reach.holds(role, "institution", letter.institution_id) for role in OWNERS
    )
