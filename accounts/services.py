"""Writing people, offices, appointments and grants."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import FeedKey, Grant, Occupancy, OccupancyKind, Position, User
from institutions.models import Institution, Unit
from journal.services import Change, record_entry


def create_person(
    email: str, name: str, *, password_hash: str = "", is_sample: bool = False
) -> User:
    """A new account; without a password hash it cannot sign in yet."""
    user = User(email=email.lower().strip(), name=name, is_sample=is_sample)
    if password_hash:
        user.password = password_hash
    else:
        user.set_unusable_password()
    user.save()
    return user


def create_position(
    institution: Institution, title: str, *, unit: Unit | None = None, echelon: str = ""
) -> Position:
    """A new office of an institution or of its unit."""
    return Position.everything.create(
        institution=institution, unit=unit, title=title, echelon=echelon
    )


def appoint(
    person: User,
    position: Position,
    *,
    starts_on: date,
    by: Any,
    at: datetime,
    kind: str = OccupancyKind.DEFINITIVE,
    decree: str = "",
    ends_on: date | None = None,
) -> Occupancy:
    """Put a person into an office from a day on, definitive or acting, citing the decree."""
    with transaction.atomic():
        occupancy = Occupancy.everything.create(
            position=position,
            user=person,
            kind=kind,
            decree=decree,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        change = Change(after={"person": person.pk, "kind": kind, "decree": decree})
        record_entry(position, "office.filled", _("jabatan diisi"), by=by, at=at, change=change)
    return occupancy


def grant(
    position: Position,
    role: str,
    *,
    by: Any,
    at: datetime,
    institution: Institution | None = None,
    unit: Unit | None = None,
    pillar_number: int | None = None,
) -> Grant:
    """Let an office carry a role for an institution, a unit or a pillar; once each."""
    with transaction.atomic():
        made, is_new = Grant.everything.get_or_create(
            position=position,
            role=role,
            institution=institution or (unit.institution if unit else None),
            unit=unit,
            pillar_number=pillar_number,
        )
        if is_new:
            change = Change(after={"role": role, "pillar": pillar_number})
            record_entry(
                position, "office.granted", _("kewenangan diberikan"), by=by, at=at, change=change
            )
    return made


def digest_of(secret: str) -> str:
    """What is kept of a feed's secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_feed_key(*, by: User, at: datetime) -> str:
    """A new secret for one's calendar feed, told only now; an earlier one ends."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        FeedKey.everything.update_or_create(
            user=by, defaults={"digest": digest_of(secret), "made_at": at}
        )
        record_entry(by, "feed.made", _("alamat kalender dibuat"), by=by, at=at)
    return secret


def revoke_feed_key(*, by: User, at: datetime) -> None:
    """End one's calendar feed; without one nothing happens."""
    with transaction.atomic():
        gone, _rows = FeedKey.everything.filter(user=by).delete()
        if gone:
            record_entry(by, "feed.revoked", _("alamat kalender dicabut"), by=by, at=at)
