"""Writing bodies and who sits in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import in_office
from accounts.models import Position, Role
from accounts.services import create_position, end_grant, grant
from institutions.services import organisation_called
from journal.services import Change, record_entry
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from workgroups.access import seats
from workgroups.models import GroupKind, Membership, MembershipPart, WorkingGroup

# Which right a seat carries: the membership issues the grant, so there is one truth. Those who
# sit for civil society get none.
_CARRIES = {
    (GroupKind.POKJA, MembershipPart.CHAIR): Role.POKJA_CHAIR,
    (GroupKind.POKJA, MembershipPart.MEMBER): Role.POKJA_MEMBER,
    (GroupKind.POKJA, MembershipPart.VERIFIER): Role.VERIFIER,
    (GroupKind.SEKBER, MembershipPart.CHAIR): Role.HEAD,
    (GroupKind.SEKBER, MembershipPart.MEMBER): Role.SEKBER_MEMBER,
    (GroupKind.SEKBER, MembershipPart.SECRETARY): Role.SECRETARIAT,
    (GroupKind.THEMATIC, MembershipPart.CHAIR): None,
    (GroupKind.THEMATIC, MembershipPart.MEMBER): None,
}
# The office under which an organisation of civil society is known.
_OFFICE = "Perwakilan organisasi"


def create_group(kind: str, name: str, *, pillar_number: int | None = None) -> WorkingGroup:
    """A new body; a Pokja answers for a pillar number."""
    return WorkingGroup.everything.create(kind=kind, name=name, pillar_number=pillar_number)


def add_member(
    group: WorkingGroup,
    position: Position,
    part: str,
    *,
    starts_on: date,
    by: Any,
    at: datetime,
    decree: str = "",
    pillar_number: int | None = None,
) -> Membership:
    """Seat an office in a body; the seat carries its grant.

    A Pokja's seat is for its pillar; a seat in the Sekber may be matched to one.

    Raises:
        ValueError: the body has no such seat.
    """
    seat = (GroupKind(group.kind), MembershipPart(part))
    if seat not in _CARRIES:
        raise ValueError(f"{group.kind} has no seat called {part}")
    pillar = group.pillar_number or pillar_number
    said = {"office": position.title, "part": part, "decree": decree, "starts_on": f"{starts_on}"}
    with transaction.atomic():
        membership = Membership.everything.create(
            group=group,
            position=position,
            part=part,
            pillar_number=pillar,
            decree=decree,
            starts_on=starts_on,
        )
        if role := _CARRIES[seat]:
            grant(position, role, pillar_number=pillar, by=by, at=at)
        change = Change(after=said)
        record_entry(group, "group.joined", _("anggota ditambahkan"), by=by, at=at, change=change)
    return membership


def _may_seat(by: Any, position: Position) -> Any:
    if not seats(by):
        raise NotYours(_now("Anda tidak berwenang mencatat keanggotaan."))
    if position.pk in {office.position_id for office in by.offices}:
        raise NotYours(_now("Anda tidak dapat mencatat keanggotaan jabatan Anda sendiri."))
    return in_office(by, Role.SECRETARIAT, Role.SYSTEM_ADMIN)


def enter_member(
    group: WorkingGroup,
    position: Position,
    part: str,
    *,
    starts_on: date,
    decree: str,
    pillar_number: int | None = None,
    by: Any,
    at: datetime,
) -> Membership:
    """Enter by decree that an office sits in a body; nobody enters their own office.

    Raises:
        NotYours: `by` does not enter decrees, or would enter their own office.
        Incomplete: no decree, no such seat, or a day that has not come.
        OutOfTurn: the office holds the seat already.
    """
    officer = _may_seat(by, position)
    if not decree.strip():
        raise Incomplete(_now("Tuliskan nomor SK keanggotaan."))
    if starts_on > day_of(at):
        raise Incomplete(_now("Keanggotaan dicatat setelah hari mulainya tiba."))
    if (GroupKind(group.kind), MembershipPart(part)) not in _CARRIES:
        raise Incomplete(_now("Badan ini tidak mempunyai kedudukan tersebut."))
    with transaction.atomic():
        WorkingGroup.everything.select_for_update(of=("self",)).order_by().get(pk=group.pk)
        same = Membership.everything.filter(group=group, position=position, part=part, ends_on=None)
        if same.exists():
            raise OutOfTurn(_now("Jabatan ini sudah menduduki kursi tersebut."))
        return add_member(
            group,
            position,
            part,
            starts_on=starts_on,
            decree=decree.strip(),
            pillar_number=pillar_number,
            by=officer,
            at=at,
        )


def enter_organisation(
    group: WorkingGroup,
    *,
    name: str,
    short: str,
    part: str,
    starts_on: date,
    decree: str,
    by: Any,
    at: datetime,
) -> Membership:
    """Enter by decree that an organisation of civil society sits in a Pokja Tematis.

    One that is not in the register yet is entered with its office; nobody gets an account.

    Raises:
        NotYours: `by` does not enter decrees.
        Incomplete: no name, no decree, or not a Pokja Tematis.
        OutOfTurn: the organisation holds the seat already.
    """
    if not seats(by):
        raise NotYours(_now("Anda tidak berwenang mencatat keanggotaan."))
    if group.kind != GroupKind.THEMATIC:
        raise Incomplete(_now("Organisasi masyarakat sipil duduk dalam Pokja Tematis."))
    if not name.strip() or not short.strip():
        raise Incomplete(_now("Tuliskan nama dan singkatan organisasinya."))
    with transaction.atomic():
        home = organisation_called(name.strip(), short.strip(), by=by, at=at)
        office = home.positions.order_by("pk").first() or create_position(home, _OFFICE)
        return enter_member(group, office, part, starts_on=starts_on, decree=decree, by=by, at=at)


def end_membership(
    membership: Membership, *, ends_on: date, decree: str, by: Any, at: datetime
) -> Membership:
    """End a seat with a day and a decree; the right that it carries ends on the same day.

    Raises:
        NotYours: `by` does not enter decrees, or would end their own seat.
        Incomplete: no decree, or an end before the beginning.
        OutOfTurn: the seat has ended already.
    """
    officer = _may_seat(by, membership.position)
    if not decree.strip():
        raise Incomplete(_now("Tuliskan nomor SK pemberhentian."))
    if ends_on < membership.starts_on:
        raise Incomplete(_now("Hari terakhir tidak boleh sebelum hari pertama."))
    with transaction.atomic():
        rows = Membership.everything.select_for_update(of=("self",)).order_by()
        row = rows.select_related("group", "position").get(pk=membership.pk)
        if row.ends_on is not None:
            raise OutOfTurn(_now("Keanggotaan ini sudah berakhir."))
        row.ends_on, row.end_decree = ends_on, decree.strip()
        row.save(update_fields=["ends_on", "end_decree"])
        _end_right(row, by=officer, at=at)
        said = {"office": row.position.title, "part": row.part, "ends_on": f"{ends_on}"}
        change = Change(after={**said, "decree": row.end_decree})
        ended = _("keanggotaan diakhiri")
        record_entry(row.group, "group.left", ended, by=officer, at=at, change=change)
    return row


def _end_right(row: Membership, *, by: Any, at: datetime) -> None:
    """End the right, unless another seat of the office carries the same one."""
    role = _CARRIES[GroupKind(row.group.kind), MembershipPart(row.part)]
    others = Membership.everything.filter(
        position=row.position,
        part=row.part,
        group__kind=row.group.kind,
        pillar_number=row.pillar_number,
        ends_on=None,
    )
    if role and row.ends_on is not None and not others.exists():
        end_grant(
            row.position, role, pillar_number=row.pillar_number, ends_on=row.ends_on, by=by, at=at
        )
