"""Reading people, offices, who holds them and what they carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import (
    Grant,
    GrantRequest,
    Occupancy,
    OccupancyKind,
    Position,
    Role,
    User,
    grants_on,
)
from ranpe.kit.clock import day_of
from ranpe.kit.formats import day as in_words


def holders_of(condition: models.Q, *, on: date) -> models.QuerySet[Occupancy, int]:
    """The keys of the people who hold, on a day, an office whose grants match `condition`."""
    offices = Grant.everything.filter(condition, grants_on(on)).order_by().values("position")
    held = Occupancy.everything.in_force(on).filter(position__in=offices)
    keys: models.QuerySet[Occupancy, int] = held.order_by().values_list("user", flat=True)
    return keys.distinct()


# An account that cannot be used: closed, or never opened by whoever it is for.
_SHUT = models.Q(user__is_active=False) | models.Q(
    user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__last_login=None
)


def lacks_sender(user: Any, *, on: date) -> bool:
    """Whether nobody can send, on a day, what a person's institution or unit reports."""
    reach = user.reach
    if reach.has(Role.APPROVER) or not (reach.institutions or reach.units):
        return False
    held = Occupancy.everything.in_force(on).order_by().exclude(_SHUT).values("position")
    senders = Grant.everything.filter(
        grants_on(on),
        role=Role.APPROVER,
        institution__in=reach.home_institutions,
        position__in=held,
    )
    units = set(senders.values_list("unit", flat=True))
    return None not in units and not (not reach.institutions and units & reach.units)


@dataclass(frozen=True)
class Unattended:
    """An office that carries rights which nobody can use today, and why."""

    position: Position
    reason: str


def offices_with_rights(on: date) -> Any:
    """Offices that carry a right on a day, each with whether somebody can act in it."""
    carried = Grant.everything.filter(grants_on(on), position=models.OuterRef("pk"))
    held = Occupancy.everything.in_force(on).order_by().filter(position=models.OuterRef("pk"))
    return Position.everything.filter(models.Exists(carried)).annotate(
        is_held=models.Exists(held), is_attended=models.Exists(held.exclude(_SHUT))
    )


def unattended_offices(on: date) -> Any:
    """Those of them in which nobody can act; with how the last holding ended."""
    past = Occupancy.everything.filter(
        models.Q(ended_at__isnull=False) | models.Q(ends_on__lt=on),
        position=models.OuterRef("pk"),
        starts_on__lte=on,
    ).order_by(models.F("ends_on").desc(nulls_last=True), "-pk")
    rows = offices_with_rights(on).filter(is_attended=False)
    return rows.annotate(
        last_kind=models.Subquery(past.values("kind")[:1]),
        last_ends_on=models.Subquery(past.values("ends_on")[:1]),
        last_ended_at=models.Subquery(past.values("ended_at")[:1]),
    ).select_related("institution")


def told_unattended(rows: Any) -> list[Unattended]:
    """The same rows with their reason in words."""
    return [Unattended(row, _reason(row)) for row in rows]


def _reason(row: Any) -> str:
    if row.is_held:
        return _("pemegangnya tidak dapat masuk: akun ditutup atau belum pernah dibuka")
    ended_on = day_of(row.last_ended_at) if row.last_ended_at else row.last_ends_on
    if ended_on is None:
        return _("belum pernah diisi")
    kind = OccupancyKind(row.last_kind)
    if kind == OccupancyKind.DEFINITIVE:
        return _("kosong sejak %(day)s") % {"day": in_words(ended_on)}
    shown = {"kind": kind.label, "day": in_words(ended_on)}
    return _("masa tugas %(kind)s berakhir %(day)s") % shown


@dataclass(frozen=True)
class PeopleFilter:
    """What the reader of the list of people or offices asks for."""

    word: str = ""
    role: str = ""
    state: str = ""


def people_found(asked: PeopleFilter, viewer: Any, at: datetime) -> Any:
    """Accounts that fit, each with the offices held today and the rights they carry."""
    today = day_of(at)
    held = Occupancy.everything.in_force(today)
    rows = User.everything.visible_to(viewer).order_by("name", "pk")
    if asked.word:
        in_office = held.order_by().filter(_called(asked.word, "position__"))
        rows = rows.filter(
            models.Q(name__icontains=asked.word)
            | models.Q(email__icontains=asked.word)
            | models.Q(pk__in=in_office.values("user"))
        )
    if asked.role:
        rows = rows.filter(pk__in=holders_of(models.Q(role=asked.role), on=today))
    rows = _of_state(rows, asked.state, held.order_by())
    return rows.prefetch_related(_with_rights("occupancies", held, today))


def _called(word: str, prefix: str = "") -> models.Q:
    """Offices of which the title or the institution has a word in it."""
    names = ("title", "institution__short", "institution__name")
    found = [models.Q(**{f"{prefix}{name}__icontains": word}) for name in names]
    return found[0] | found[1] | found[2]


def _of_state(rows: Any, state: str, held: Any) -> Any:
    conditions = {
        "closed": models.Q(is_active=False),
        "never": models.Q(is_active=True, last_login=None),
        "loose": models.Q(is_active=True) & ~models.Q(pk__in=held.values("user")),
    }
    return rows.filter(conditions[state]) if state in conditions else rows


def offices_found(asked: PeopleFilter, viewer: Any, at: datetime) -> Any:
    """Offices that fit, each with who holds them today and the rights they carry."""
    today = day_of(at)
    rows = Position.everything.visible_to(viewer).select_related("institution", "unit")
    rows = rows.order_by("institution__code", "title", "pk")
    if asked.word:
        rows = rows.filter(_called(asked.word))
    if asked.role:
        carried = Grant.everything.filter(grants_on(today), role=asked.role)
        rows = rows.filter(pk__in=carried.values("position"))
    if asked.state == "unattended":
        rows = rows.filter(pk__in=unattended_offices(today).order_by().values("pk"))
    held = Occupancy.everything.in_force(today).select_related("user", "position")
    return rows.prefetch_related(
        models.Prefetch("occupancies", held, to_attr="held_today"),
        models.Prefetch("grants", _rights_on(today), to_attr="carried"),
    )


def _rights_on(day: date) -> Any:
    return Grant.everything.filter(grants_on(day)).select_related("institution", "unit")


def _with_rights(name: str, held: Any, day: date) -> Any:
    carried = models.Prefetch("position__grants", _rights_on(day), to_attr="carried")
    rows = held.select_related("position__institution").prefetch_related(carried)
    return models.Prefetch(name, rows, to_attr="held_today")


def definitive_offices(on: date) -> Any:
    """Who holds an office in its own right on a day, or will from a later day on."""
    open_ended = models.Q(ends_on=None) | models.Q(ends_on__gte=on)
    return Occupancy.everything.filter(open_ended, kind=OccupancyKind.DEFINITIVE, ended_at=None)


def open_requests(viewer: Any) -> Any:
    """Rights that were asked for and wait for a second person, the oldest first."""
    rows = GrantRequest.everything.visible_to(viewer).filter(confirmed_at=None, withdrawn_at=None)
    return rows.select_related("position__institution", "asked_by").order_by("asked_at", "pk")
