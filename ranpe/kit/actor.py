"""What the building blocks need to know of a person who acts."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Reach:
    """What the offices that a person holds today allow them to see and do.

    `institutions` are reached as a whole, `units` only with what is reported by that unit.
    `national` reads the working data of all institutions, `audits` reads the journal.
    Pillars are known by number, for a working group outlives one plan.
    """

    roles: frozenset[str] = frozenset()
    national: bool = False
    audits: bool = False
    institutions: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    pillar_numbers: frozenset[int] = frozenset()
    home_institutions: frozenset[int] = frozenset()
    by_role: frozenset[tuple[str, str, int]] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether any of `roles` is held."""
        return not self.roles.isdisjoint(roles)

    def holds(self, role: str, kind: str, key: int | None) -> bool:
        """Whether `role` is held for one thing: kind is institution, unit or pillar."""
        return key is not None and (role, kind, key) in self.by_role


class Actor(Protocol):
    """A signed-in person, or the system acting for the calendar."""

    @property
    def pk(self) -> int: ...

    @property
    def is_active(self) -> bool: ...

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def reach(self) -> Reach: ...

    @property
    def printed_name(self) -> str: ...

    @property
    def capacity(self) -> str: ...
