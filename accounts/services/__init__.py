"""Writing people, offices, appointments and grants."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import Officer, appoints, delegates, in_office
from accounts.models import FeedKey, Grant, Occupancy, OccupancyKind, Position, Role, User
from accounts.services.signing_in import end_open_sessions, end_sessions_of
from institutions.models import Institution, Unit
from journal.services import Change, record_entry, tell
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


def create_person(
    email: str, name: str, *, password_hash: str = "", phone: str = "", is_sample: bool = False
) -> User:
    """A new account; without a password hash it cannot sign in yet."""
    user = User(email=email.lower().strip(), name=name, phone=phone, is_sample=is_sample)
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
    delegator: int | None = None,
) -> Occupancy:
    """Put a person into an office from a day on, definitive or acting, citing the decree."""
    with transaction.atomic():
        occupancy = Occupancy.everything.create(
            position=position,
            user=person,
            kind=kind,
            delegator_id=delegator,
            decree=decree,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        change = Change(after={"person": person.pk, "kind": kind, "decree": decree})
        record_entry(position, "office.filled", _("jabatan diisi"), by=by, at=at, change=change)
        end_open_sessions([person.pk])
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
    ends_on: date | None = None,
    reason: str = "",
) -> Grant:
    """Let an office carry a role for an institution, a unit or a pillar; once each."""
    with transaction.atomic():
        made, is_new = Grant.everything.get_or_create(
            position=position,
            role=role,
            institution=institution or (unit.institution if unit else None),
            unit=unit,
            pillar_number=pillar_number,
            defaults={"ends_on": ends_on},
        )
        if not is_new and made.ends_on != ends_on:
            made.ends_on, is_new = ends_on, True
            made.save(update_fields=["ends_on"])
        if is_new:
            until = {"ends_on": f"{ends_on}"} if ends_on else {}
            change = Change(reason, after={"role": role, "pillar": pillar_number, **until})
            said = format_lazy(
                "{said}: {role}", said=_("kewenangan diberikan"), role=Role(role).label
            )
            record_entry(position, "office.granted", said, by=by, at=at, change=change)
            end_sessions_of(position, at=at)
    return made


def end_grant(
    position: Position,
    role: str,
    *,
    pillar_number: int | None,
    ends_on: date,
    by: Any,
    at: datetime,
) -> None:
    """Let a right of an office end with a day; one that never stood is left alone."""
    with transaction.atomic():
        rows = Grant.everything.select_for_update(of=("self",)).order_by()
        row = rows.filter(
            position=position, role=role, pillar_number=pillar_number, ends_on=None
        ).first()
        if row is None:
            return
        row.ends_on = ends_on
        row.save(update_fields=["ends_on"])
        change = Change(after={"role": role, "pillar": pillar_number, "ends_on": f"{ends_on}"})
        record_entry(
            position, "office.grant_ended", _("kewenangan diakhiri"), by=by, at=at, change=change
        )


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


def choose_mail(choice: str, *, by: User, at: datetime) -> None:
    """What one wants to be mailed at once; the inbox cannot be switched off."""
    with transaction.atomic():
        if change := _settle("mail_choice", choice, by=by):
            said = _("pilihan surel diubah")
            record_entry(by, "mail.chosen", said, by=by, at=at, change=change)


def save_phone(number: str, *, by: User, at: datetime) -> None:
    """One's own telephone number, or none; history says that it changed, never the number."""
    with transaction.atomic():
        if _settle("phone", number, by=by):
            record_entry(by, "phone.changed", _("nomor telepon diubah"), by=by, at=at)


def choose_shortcuts(*, are_on: bool, by: User, at: datetime) -> None:
    """Whether single keys act for this person, on every computer (WCAG 2.1.4)."""
    with transaction.atomic():
        if change := _settle("has_shortcuts", are_on, by=by):
            said = _("pilihan tombol papan ketik diubah")
            record_entry(by, "shortcuts.chosen", said, by=by, at=at, change=change)


def _settle(name: str, value: object, *, by: User) -> Change | None:
    """Write one of the person's own settings; nothing where it stands so already."""
    row = User.everything.select_for_update(of=("self",)).get(pk=by.pk)
    before = getattr(row, name)
    if before == value:
        return None
    setattr(row, name, value)
    row.save(update_fields=[name])
    return Change(before={name: before}, after={name: value})


def revoke_feed_key(*, by: User, at: datetime) -> None:
    """End one's calendar feed; without one nothing happens."""
    with transaction.atomic():
        gone, _rows = FeedKey.everything.filter(user=by).delete()
        if gone:
            record_entry(by, "feed.revoked", _("alamat kalender dicabut"), by=by, at=at)


@dataclass(frozen=True)
class Term:
    """From which day to which somebody acts in an office, and the decree that says so."""

    starts_on: date
    ends_on: date
    decree: str


def _checked(term: Term, at: datetime) -> None:
    if not term.decree.strip():
        raise Incomplete(_now("Tuliskan nomor SK atau surat tugasnya."))
    if term.ends_on < term.starts_on:
        raise Incomplete(_now("Hari terakhir tidak boleh sebelum hari pertama."))
    if term.ends_on < day_of(at):
        raise Incomplete(_now("Masa tugas ini sudah lewat."))


def delegate(office: Occupancy, deputy: User, term: Term, *, by: Any, at: datetime) -> Occupancy:
    """The incumbent lets a colleague act in the name of the office for a time (a.n.).

    A deputy gets what the office may and nothing else, and it ends by itself.

    Raises:
        NotYours: `by` does not hold the office in its own right today.
        Incomplete: no decree, days in disorder, or a deputy who is no colleague.
        OutOfTurn: the same delegation stands already.
    """
    if not delegates(by, office):
        raise NotYours(_now("Hanya pemegang definitif yang mendelegasikan jabatannya."))
    _checked(term, at)
    if term.starts_on < day_of(at):
        raise Incomplete(_now("Delegasi tidak dapat berlaku surut."))
    if office.ends_on is not None and term.ends_on > office.ends_on:
        raise Incomplete(_now("Delegasi tidak dapat melampaui masa jabatan Anda sendiri."))
    _colleague(office, deputy, by, at)
    officer = Officer(by.pk, by.printed_name, office.capacity, by.reach)
    return _act_for(office.position, deputy, OccupancyKind.DELEGATE, term, by=officer, at=at)


def _colleague(office: Occupancy, deputy: User, by: Any, at: datetime) -> None:
    if deputy.pk == by.pk:
        raise Incomplete(_now("Pilih orang lain sebagai penerima delegasi."))
    held = Occupancy.everything.filter(user=deputy).in_force(day_of(at))
    home = office.position.institution_id
    if not deputy.is_active or not held.filter(position__institution_id=home).exists():
        raise Incomplete(_now("Penerima delegasi harus memegang jabatan di instansi yang sama."))


def appoint_acting(
    position: Position, person: User, kind: str, term: Term, *, by: Any, at: datetime
) -> Occupancy:
    """Enter a Plt. or Plh. with dates and decree; nobody enters themselves.

    Raises:
        NotYours: `by` does not enter decrees, or would enter their own.
        Incomplete: no decree, or days in disorder.
    """
    if not appoints(by):
        raise NotYours(_now("Anda tidak berwenang mencatat pejabat pengganti."))
    if person.pk == by.pk:
        raise NotYours(_now("Anda tidak dapat mencatat penunjukan diri sendiri."))
    if kind not in (OccupancyKind.PLT, OccupancyKind.PLH):
        raise Incomplete(_now("Pilih Plt. atau Plh."))
    _checked(term, at)
    officer = in_office(by, Role.SYSTEM_ADMIN, Role.SECRETARIAT)
    return _act_for(position, person, kind, term, by=officer, at=at)


def _act_for(
    position: Position, person: User, kind: str, term: Term, *, by: Any, at: datetime
) -> Occupancy:
    days = {"starts_on": term.starts_on, "ends_on": term.ends_on}
    with transaction.atomic():
        Position.everything.select_for_update(of=("self",)).order_by().get(pk=position.pk)
        same = Occupancy.everything.filter(position=position, user=person, kind=kind, ended_at=None)
        if same.filter(starts_on__lte=term.ends_on, ends_on__gte=term.starts_on).exists():
            raise OutOfTurn(_now("Penunjukan yang sama sudah tercatat untuk hari-hari itu."))
        found = appoint(
            person,
            position,
            **days,
            by=by,
            at=at,
            kind=kind,
            decree=term.decree.strip(),
            delegator=by.pk if kind == OccupancyKind.DELEGATE else None,
        )
        said = format_lazy(_ACTS, capacity=found.capacity)
        tell([person.pk], found, said, key=f"office:{found.pk}", at=at)
    return found


_ACTS = _("Anda ditunjuk bertindak sebagai {capacity}")


def end_delegation(occupancy: Occupancy, *, by: Any, at: datetime) -> Occupancy:
    """The incumbent takes a delegation back before its last day.

    Raises:
        NotYours: `by` does not hold the office in its own right today.
        OutOfTurn: it is no delegation, or it has ended.
    """
    own = [row for row in by.offices if row.position_id == occupancy.position_id]
    if not any(delegates(by, row) for row in own):
        raise NotYours(_now("Hanya pemegang definitif yang mengakhiri delegasi jabatannya."))
    with transaction.atomic():
        rows = Occupancy.everything.select_for_update(of=("self",)).order_by()
        row = rows.select_related("position").get(pk=occupancy.pk)
        if row.kind != OccupancyKind.DELEGATE or row.ended_at is not None:
            raise OutOfTurn(_now("Delegasi ini sudah berakhir."))
        row.ended_at, row.ended_by_id = at, by.pk
        row.save(update_fields=["ended_at", "ended_by"])
        officer = Officer(by.pk, by.printed_name, own[0].capacity, by.reach)
        change = Change(after={"person": row.user_id})
        record_entry(
            row.position, "office.delegation_ended", _("delegasi diakhiri"),
            by=officer, at=at, change=change,
        )  # fmt: skip
    return row
