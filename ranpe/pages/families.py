"""Which home page a person has: one for each family of roles."""

from __future__ import annotations

from typing import Any

from accounts.models import Role
from institutions.models import Kind

# The first family of which a person holds a role wins.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("secretariat", (Role.SECRETARIAT,)),
    ("leader", (Role.HEAD, Role.POKJA_HEAD)),
    ("verifier", (Role.VERIFIER, Role.POKJA_CHAIR)),
    ("leader", (Role.SEKBER_MEMBER, Role.POKJA_MEMBER)),
    ("ppid", (Role.PPID,)),
    ("regions", (Role.REGIONAL_SUPERVISOR,)),
    ("reporter", (Role.OPERATOR, Role.APPROVER, Role.COORDINATOR)),
    ("auditor", (Role.AUDITOR,)),
    ("admin", (Role.SYSTEM_ADMIN,)),
)


def family_of(user: Any) -> str:
    """The family whose home page `user` gets; "visitor" without any office."""
    found = next((name for name, roles in _FAMILIES if user.reach.has(*roles)), "visitor")
    return "province" if found == "reporter" and is_of_a_province(user) else found


def is_of_a_province(user: Any) -> bool:
    """Whether the person's first office is in a province's government."""
    return any(office.position.institution.kind == Kind.PROVINCE for office in user.offices[:1])
