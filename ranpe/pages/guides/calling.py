"""Whom the reader of a guide calls: by office, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from accounts.models import Grant, Occupancy, Role, grants_on
from accounts.reach import OF_AN_INSTITUTION
from ranpe.pages.guides.shape import Guide


@dataclass(frozen=True)
class Call:
    """Somebody to call: the role, and the office, the person and the address where one is held."""

    role: str
    office: str = ""
    name: str = ""
    email: str = ""


def calls_for(user: Any, guide: Guide, on: date) -> list[Call]:
    """One row for each role that `guide` names, empty where nobody holds the office; one query.

    Colleagues are those of the reader's own institution, chairs those of the own pillar.
    """
    offices = Grant.everything.filter(_reached(user, guide), grants_on(on))
    rows: Any = (
        Occupancy.everything.in_force(on)
        .filter(position__grants__in=offices)
        .exclude(user_id=user.pk)
        .annotate(role=models.F("position__grants__role"))
        .filter(role__in=guide.calls)
        .select_related("position", "user")
    )
    found: dict[str, Occupancy] = {}
    for row in rows:
        found.setdefault(row.role, row)
    return [_call(role, found.get(role)) for role in guide.calls]


def _reached(user: Any, guide: Guide) -> models.Q:
    near = [role for role in guide.calls if role in OF_AN_INSTITUTION]
    others = [role for role in guide.calls if role not in (*near, Role.POKJA_CHAIR)]
    found = models.Q(role__in=others)
    found |= models.Q(role__in=near, institution_id__in=user.reach.home_institutions)
    if Role.POKJA_CHAIR in guide.calls:
        numbers = user.reach.pillar_numbers
        found |= models.Q(role=Role.POKJA_CHAIR, pillar_number__in=numbers)
    return found


def _call(role: str, row: Occupancy | None) -> Call:
    label = str(Role(role).label)
    if row is None:
        return Call(label)
    return Call(label, row.capacity, row.user.name, row.user.email)
