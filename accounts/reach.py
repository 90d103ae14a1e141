"""From the grants of the offices that a person holds to what they reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ranpe.kit.actor import Reach

if TYPE_CHECKING:
    from accounts.models import Grant

# Roles that read the working data of every institution. The system administrator is not one
# of them: accounts, no content.
NATIONAL = frozenset({"secretariat", "pokja_head", "sekber_member", "head", "auditor"})
AUDITING = frozenset({"secretariat", "auditor", "head", "pokja_head"})
OF_AN_INSTITUTION = frozenset({"operator", "approver", "coordinator"})


def reach_of(grants: Iterable[Grant], homes: Iterable[int]) -> Reach:
    """Everything that `grants` allow together; `homes` are the offices' own institutions."""
    held = list(grants)
    roles = frozenset(grant.role for grant in held)
    own = [grant for grant in held if grant.role in OF_AN_INSTITUTION]
    return Reach(
        roles=roles,
        national=not roles.isdisjoint(NATIONAL),
        audits=not roles.isdisjoint(AUDITING),
        institutions=frozenset(g.institution_id for g in own if g.institution_id and not g.unit_id),
        units=frozenset(g.unit_id for g in own if g.unit_id),
        pillar_numbers=frozenset(g.pillar_number for g in held if g.pillar_number),
        home_institutions=frozenset(homes),
        by_role=frozenset(_keys(held)),
    )


def _keys(grants: Iterable[Grant]) -> Iterable[tuple[str, str, int]]:
    for grant in grants:
        if grant.unit_id:
            yield grant.role, "unit", grant.unit_id
        elif grant.institution_id:
            yield grant.role, "institution", grant.institution_id
        if grant.pillar_number:
            yield grant.role, "pillar", grant.pillar_number
