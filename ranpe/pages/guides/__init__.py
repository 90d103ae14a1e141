"""One page of help for each role: what to do, in which order, what when, whom to call."""

from __future__ import annotations

from typing import Any

from ranpe.pages.families import is_of_a_province
from ranpe.pages.guides.checking import CHECKING
from ranpe.pages.guides.reporting import REPORTING
from ranpe.pages.guides.shape import Guide
from ranpe.pages.guides.steering import STEERING
from ranpe.pages.guides.watching import WATCHING

# The one that stands first wins where a person holds several roles.
GUIDES: tuple[Guide, ...] = (*STEERING, *CHECKING, *REPORTING, *WATCHING)


def guides_of(user: Any) -> list[Guide]:
    """The guides of the roles that `user` holds today, the first one first."""
    of_province = is_of_a_province(user)
    split = {guide.role for guide in GUIDES if guide.of_province}
    return [
        guide
        for guide in GUIDES
        if user.reach.has(guide.role)
        and (guide.role not in split or guide.of_province == of_province)
    ]


def guide_named(key: str) -> Guide | None:
    """The guide of an address, or nothing."""
    return next((guide for guide in GUIDES if guide.key == key), None)
