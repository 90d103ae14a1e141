"""Giving and ending the rights that an office carries; some of them need two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import (
    OF_A_SEAT,
    OF_TWO_PEOPLE,
    acts_only_for,
    appoints,
    holds_office,
    in_office,
)
from accounts.models import Grant, GrantRequest, Position, Role, grants_on
from accounts.queries import holders_of
from accounts.reach import OF_AN_INSTITUTION
from accounts.services import grant
from institutions.models import Unit
from journal.services import Change, record_entry, tell
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


@dataclass(frozen=True)
class Right:
    """What an office is to be allowed: a role, for a unit of its own, until a day, and why."""

    role: str
    reason: str
    unit: Unit | None = None
    ends_on: date | None = None


def _officer(by: Any, position_id: int) -> Any:
    if not appoints(by):
        raise NotYours(_now("Anda tidak berwenang mengatur hak jabatan."))
    if holds_office(by, position_id):
        raise NotYours(_now("Anda tidak dapat mengatur hak jabatan Anda sendiri."))
    return in_office(by, Role.SYSTEM_ADMIN, Role.SECRETARIAT)


def _not_of_a_seat(role: str) -> None:
    if role in OF_A_SEAT:
        raise Incomplete(
            _now("Hak ini melekat pada kursi Sekber atau Pokja; catat atau akhiri keanggotaannya.")
        )


def _checked(position: Position, right: Right, at: datetime) -> None:
    _not_of_a_seat(right.role)
    if not right.reason.strip():
        raise Incomplete(_now("Tuliskan alasannya terlebih dahulu."))
    if right.ends_on is not None and right.ends_on < day_of(at):
        raise Incomplete(_now("Hari terakhir hak ini sudah lewat."))
    if right.role == Role.AUDITOR and right.ends_on is None:
        raise Incomplete(_now("Hak auditor selalu berbatas waktu; isi hari terakhirnya."))
    if right.unit is not None and (
        right.role not in OF_AN_INSTITUTION or right.unit.institution_id != position.institution_id
    ):
        raise Incomplete(_now("Unit kerja hanya untuk hak pelaporan di instansi jabatan itu."))


def give_right(position: Position, right: Right, *, by: Any, at: datetime) -> Grant | GrantRequest:
    """Let an office of somebody else carry a right; one over the whole house is only asked for.

    Raises:
        NotYours: `by` does not enter decrees, or holds the office.
        Incomplete: no reason, a day that has passed, or a right that a seat carries.
        OutOfTurn: the office carries it so already, or it is asked for already.
    """
    officer = _officer(by, position.pk)
    _checked(position, right, at)
    of_institution = right.role in OF_AN_INSTITUTION
    institution = position.institution if of_institution else None
    with transaction.atomic():
        Position.everything.select_for_update(of=("self",)).order_by().get(pk=position.pk)
        stands = Grant.everything.filter(grants_on(day_of(at)), position=position, role=right.role)
        same = stands.filter(institution=institution, unit=right.unit, ends_on=right.ends_on)
        if same.exists():
            raise OutOfTurn(_now("Hak ini sudah melekat pada jabatan itu."))
        if right.role in OF_TWO_PEOPLE:
            return _asked(position, right, by=by, officer=officer, at=at)
        return grant(
            position, right.role, institution=institution, unit=right.unit,
            ends_on=right.ends_on, reason=right.reason.strip(), by=officer, at=at,
        )  # fmt: skip


def _asked(
    position: Position, right: Right, *, by: Any, officer: Any, at: datetime
) -> GrantRequest:
    is_open = {"confirmed_at": None, "withdrawn_at": None}
    if GrantRequest.everything.filter(position=position, role=right.role, **is_open).exists():
        raise OutOfTurn(_now("Hak ini sudah diusulkan; tunggu orang kedua menyetujuinya."))
    row = GrantRequest.everything.create(
        position=position,
        role=right.role,
        ends_on=right.ends_on,
        reason=right.reason.strip(),
        asked_at=at,
        asked_by_id=by.pk,
    )
    change = Change(row.reason, after={"role": row.role})
    told = format_lazy("{said}: {role}", said=_("hak diusulkan"), role=Role(row.role).label)
    record_entry(position, "right.asked", told, by=officer, at=at, change=change)
    said = format_lazy(_ASKS, role=Role(row.role).label, office=position.title)
    others = _second_people(position, at) - {by.pk}
    tell(others, position, said, key=f"right:{row.pk}", at=at)
    return row


_ASKS = _("{role} diusulkan untuk jabatan {office}; orang kedua menyetujuinya.")


def _second_people(position: Position, at: datetime) -> set[int]:
    """Whoever may give what was asked for: those who enter decrees, but not the office's own."""
    today = day_of(at)
    entering = holders_of(Q(role__in=(Role.SYSTEM_ADMIN, Role.SECRETARIAT)), on=today)
    own = position.occupancies.in_force(today).values_list("user", flat=True)
    return set(entering) - set(own)


def _open_request(request: GrantRequest) -> GrantRequest:
    rows = GrantRequest.everything.select_for_update(of=("self",)).order_by()
    row = rows.select_related("position").get(pk=request.pk)
    if row.confirmed_at is not None or row.withdrawn_at is not None:
        raise OutOfTurn(_now("Usulan hak ini sudah diputuskan."))
    return row


def confirm_right(request: GrantRequest, *, by: Any, at: datetime) -> Grant:
    """The second person gives what the first one asked for.

    Raises:
        NotYours: `by` does not enter decrees, asked for it, or holds the office.
        OutOfTurn: it was given or withdrawn already, or its last day has passed.
    """
    officer = _officer(by, request.position_id)
    asker = request.asked_by_id
    if by.pk == asker or acts_only_for(by, asker, Role.SYSTEM_ADMIN, Role.SECRETARIAT):
        raise NotYours(_now("Usulan Anda sendiri disetujui oleh orang kedua."))
    with transaction.atomic():
        row = _open_request(request)
        if row.ends_on is not None and row.ends_on < day_of(at):
            raise OutOfTurn(_now("Hari terakhir hak yang diusulkan sudah lewat; tarik usulannya."))
        row.confirmed_at, row.confirmed_by_id = at, by.pk
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        return grant(
            row.position, row.role, ends_on=row.ends_on, reason=row.reason, by=officer, at=at
        )


def withdraw_right(request: GrantRequest, *, by: Any, at: datetime) -> GrantRequest:
    """Put aside what was asked for: the one who asked, or the second person who does not agree.

    Raises:
        NotYours: `by` does not enter decrees, or holds the office.
        OutOfTurn: it was given or withdrawn already.
    """
    officer = _officer(by, request.position_id)
    with transaction.atomic():
        row = _open_request(request)
        row.withdrawn_at, row.withdrawn_by_id = at, by.pk
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        change = Change(after={"role": row.role})
        said = format_lazy(
            "{said}: {role}", said=_("usulan hak ditarik"), role=Role(row.role).label
        )
        record_entry(row.position, "right.withdrawn", said, by=officer, at=at, change=change)
    return row


def end_right(
    row: Grant, *, reason: str, last_day: date | None = None, by: Any, at: datetime
) -> Grant:
    """End a right of an office with a day; without a day it ends at this moment.

    Raises:
        NotYours: `by` does not enter decrees, or holds the office.
        Incomplete: no reason, a day that has passed, or a right that a seat carries.
        OutOfTurn: it has ended, or nobody would administer the house any more.
    """
    officer = _officer(by, row.position_id)
    _not_of_a_seat(row.role)
    if not reason.strip():
        raise Incomplete(_now("Tuliskan alasannya terlebih dahulu."))
    today = day_of(at)
    if last_day is not None and last_day < today:
        raise Incomplete(_now("Hari terakhir hak ini sudah lewat."))
    # A right stands through its last day: what ends now had its last day yesterday.
    ends_on = last_day or today - timedelta(days=1)
    with transaction.atomic():
        rows = Grant.everything.select_for_update(of=("self",)).order_by()
        held = rows.select_related("position").get(pk=row.pk)
        if held.ends_on is not None and held.ends_on <= ends_on:
            raise OutOfTurn(_now("Hak ini sudah berakhir pada hari itu atau lebih awal."))
        _leave_an_administrator(held)
        held.ends_on = ends_on
        held.save(update_fields=["ends_on"])
        change = Change(reason.strip(), after={"role": held.role, "ends_on": f"{ends_on}"})
        said = format_lazy(
            "{said}: {role}", said=_("kewenangan diakhiri"), role=Role(held.role).label
        )
        record_entry(held.position, "office.grant_ended", said, by=officer, at=at, change=change)
    return held


def _leave_an_administrator(row: Grant) -> None:
    if row.role != Role.SYSTEM_ADMIN:
        return
    others = Grant.everything.filter(role=Role.SYSTEM_ADMIN, ends_on=None).exclude(pk=row.pk)
    if not others.exists():
        raise OutOfTurn(
            _now("Ini satu-satunya hak admin sistem; beri dahulu jabatan lain hak itu.")
        )
