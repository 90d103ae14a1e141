"""Planning meetings, inviting to them, and writing down what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import in_office
from accounts.models import Role
from journal.door import advance
from journal.services import Change, record_entry
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from workgroups.access import arranges
from workgroups.models import (
    AgendaItem,
    Attendance,
    GroupKind,
    ItemKind,
    Meeting,
    MeetingState,
    Presence,
    WorkingGroup,
)
from workgroups.workflow import MEETING_FLOW, seats_at

LAST_NUMBER = 99


def arranger(by: Any) -> Any:
    """`by` in the office of the Secretariat; nobody else arranges meetings."""
    if not arranges(by):
        raise NotYours(_now("Hanya Sekretariat Bersama yang mengatur rapat."))
    return in_office(by, Role.SECRETARIAT)


def locked(meeting: Meeting, *, version: int | None = None) -> Meeting:
    """The meeting, locked for writing; approved minutes are not written any more."""
    rows = Meeting.everything.select_for_update(of=("self",)).order_by()
    row: Meeting = rows.select_related("group").get(pk=meeting.pk)
    if row.is_settled:
        raise OutOfTurn(_now("Notula rapat ini sudah disahkan dan tidak diubah lagi."))
    if version is not None and row.version != version:
        raise OutOfTurn(_now("Rapat ini baru saja diubah di tempat lain. Muat ulang halaman."))
    return row


def _touched(row: Meeting, *names: str) -> None:
    row.version += 1
    row.save(update_fields=["version", *names])


@dataclass(frozen=True)
class Invitation:
    """What is told of a meeting before it is held."""

    title: str
    starts_at: datetime
    place: str = ""
    link: str = ""
    is_plenary: bool = False


def record_meeting(
    group: WorkingGroup, title: str, *, held_on: date, summary: str, by: Any, at: datetime
) -> Meeting:
    """Record a meeting as its notula says."""
    by = arranger(by)
    with transaction.atomic():
        meeting = Meeting.everything.create(
            group=group, title=title, held_on=held_on, summary=summary
        )
        record_entry(meeting, "meeting.recorded", _("rapat dicatat"), by=by, at=at)
    return meeting


def _checked(group: WorkingGroup, told: Invitation, at: datetime) -> None:
    if not told.title.strip():
        raise Incomplete(_now("Tuliskan judul rapat."))
    if told.starts_at < at:
        raise Incomplete(_now("Waktu rapat sudah lewat."))
    if told.is_plenary and group.kind != GroupKind.SEKBER:
        raise Incomplete(_now("Pleno adalah rapat Sekretariat Bersama."))


def plan_meeting(group: WorkingGroup, told: Invitation, *, by: Any, at: datetime) -> Meeting:
    """Plan a meeting of a body.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no title, a moment that has passed, or a plenary of a Pokja.
    """
    by = arranger(by)
    _checked(group, told, at)
    with transaction.atomic():
        meeting = Meeting.everything.create(
            group=group, state=MeetingState.PLANNED, **_columns(told)
        )
        change = Change(after={"starts_at": f"{told.starts_at:%Y-%m-%d %H:%M}"})
        record_entry(
            meeting, "meeting.planned", _("rapat direncanakan"), by=by, at=at, change=change
        )
    return meeting


def _columns(told: Invitation) -> dict[str, Any]:
    return {**vars(told), "title": told.title.strip()}


def change_meeting(
    meeting: Meeting, told: Invitation, *, version: int, by: Any, at: datetime
) -> Meeting:
    """Change time, place or title before a meeting is held."""
    by = arranger(by)
    _checked(meeting.group, told, at)
    with transaction.atomic():
        row = locked(meeting, version=version)
        if not row.is_ahead:
            raise OutOfTurn(_now("Rapat ini sudah diadakan."))
        before = {"starts_at": f"{row.starts_at:%Y-%m-%d %H:%M}", "place": row.place}
        for name, value in _columns(told).items():
            setattr(row, name, value)
        _touched(row, *vars(told))
        after = {"starts_at": f"{row.starts_at:%Y-%m-%d %H:%M}", "place": row.place}
        change = Change(before=before, after=after)
        record_entry(row, "meeting.changed", _("rencana rapat diubah"), by=by, at=at, change=change)
    return row


@dataclass(frozen=True)
class Proposal:
    """An item that might stand on an agenda, and why."""

    text: str
    kind: str = ItemKind.OTHER
    reason: str = ""
    source: str = ""


def add_items(
    meeting: Meeting, proposals: Iterable[Proposal], *, by: Any, at: datetime
) -> list[AgendaItem]:
    """Put items at the end of an agenda; what was proposed from the same row stands once."""
    by = arranger(by)
    with transaction.atomic():
        row = locked(meeting)
        known = {item.source for item in row.agenda.all() if item.source}
        last = row.agenda.aggregate(last=models.Max("order"))["last"] or 0
        new = [said for said in proposals if not said.source or said.source not in known]
        made = AgendaItem.everything.bulk_create(
            AgendaItem(meeting=row, order=last + place, **vars(said))
            for place, said in enumerate(new, start=1)
        )
        if made:
            _touched(row)
            change = Change(after={"items": len(made)})
            said_so = _("agenda ditambah")
            record_entry(row, "meeting.agenda_added", said_so, by=by, at=at, change=change)
    return made


@dataclass(frozen=True)
class ItemEdit:
    """What was typed for one item of an agenda."""

    order: int
    text: str
    is_dropped: bool = False


def save_agenda(
    meeting: Meeting, edits: Mapping[int, ItemEdit], *, version: int, by: Any, at: datetime
) -> Meeting:
    """Renumber, reword and drop items; an item with minutes or decisions is not dropped."""
    by = arranger(by)
    with transaction.atomic():
        row = locked(meeting, version=version)
        kept = []
        for item in row.agenda.order_by("order", "pk"):
            edit = edits.get(item.pk, ItemEdit(item.order, item.text))
            if edit.is_dropped:
                _drop(item)
                continue
            if not edit.text.strip():
                raise Incomplete(_now("Butir agenda tidak boleh kosong; tandai untuk dihapus."))
            item.text = edit.text.strip()
            kept.append((edit.order, item))
        ordered = [item for _order, item in sorted(kept, key=lambda pair: pair[0])]
        for place, item in enumerate(ordered, start=1):
            item.order = place
        AgendaItem.everything.bulk_update(ordered, ["order", "text"])
        _touched(row)
        change = Change(after={"items": len(ordered)})
        record_entry(row, "meeting.agenda_saved", _("agenda disusun"), by=by, at=at, change=change)
    return row


def _drop(item: AgendaItem) -> None:
    if item.minutes.strip() or item.decisions.exists():
        raise Incomplete(_now("Butir yang sudah dibahas tidak dapat dihapus dari agenda."))
    item.delete()


def invite_to_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """Tell the members; the invitation and its .ics can be printed and sent by letter, too."""
    by = in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        advance(meeting, MEETING_FLOW, "invite", by=by, at=at)
        _touched(meeting)
    return meeting


def hold_meeting(meeting: Meeting, *, held_on: date, by: Any, at: datetime) -> Meeting:
    """Note that a meeting was held, and on which day."""
    if held_on > day_of(at):
        raise Incomplete(_now("Rapat dicatat sesudah harinya tiba."))
    by = in_office(by, Role.SECRETARIAT)
    with transaction.atomic():
        row = locked(meeting)
        change = Change(after={"held_on": f"{held_on}"})
        if row.is_ahead:
            row.held_on = held_on
            row.save(update_fields=["held_on"])
        advance(row, MEETING_FLOW, "hold", by=by, at=at, change=change)
        _touched(row)
    return row


@dataclass(frozen=True)
class Mark:
    """Whether an office came, and the name of who sat there."""

    presence: str
    name: str = ""


def record_attendance(
    meeting: Meeting, marks: Mapping[int, Mark], *, guests: str, version: int, by: Any, at: datetime
) -> Meeting:
    """Write down who came, by seat, and the guests, one a line."""
    by = arranger(by)
    with transaction.atomic():
        row = locked(meeting, version=version)
        seats = {seat.pk for seat in seats_at(row)}
        for key, mark in marks.items():
            if key in seats:
                _mark(row, key, mark)
        row.guests = guests.strip()
        _touched(row, "guests")
        there = row.attendances.exclude(presence=Presence.ABSENT).count()
        change = Change(after={"present": there})
        said = _("daftar hadir dicatat")
        record_entry(row, "meeting.attended", said, by=by, at=at, change=change)
    return row


def _mark(meeting: Meeting, key: int, mark: Mark) -> None:
    if not mark.presence:
        meeting.attendances.filter(membership_id=key).delete()
        return
    if mark.presence == Presence.REPRESENTED and not mark.name.strip():
        raise Incomplete(_now("Tuliskan nama yang mewakili."))
    Attendance.everything.update_or_create(
        meeting=meeting,
        membership_id=key,
        defaults={"presence": mark.presence, "name": mark.name.strip()},
    )


def write_minutes(
    meeting: Meeting,
    minutes: Mapping[int, str],
    *,
    summary: str,
    version: int,
    by: Any,
    at: datetime,
) -> Meeting:
    """Write the notula: what was said on each item, and the whole in a few sentences."""
    by = arranger(by)
    with transaction.atomic():
        row = locked(meeting, version=version)
        items = [item for item in row.agenda.all() if item.pk in minutes]
        for item in items:
            item.minutes = minutes[item.pk].strip()
        AgendaItem.everything.bulk_update(items, ["minutes"])
        row.summary = summary.strip()
        _touched(row, "summary")
        record_entry(row, "meeting.minutes", _("notula ditulis"), by=by, at=at)
    return row


def add_note(item: AgendaItem, text: str, *, by: Any, at: datetime) -> AgendaItem:
    """Add a note to the minutes of one item while the meeting runs; nothing is overwritten."""
    by = arranger(by)
    if not text.strip():
        raise Incomplete(_now("Tuliskan catatannya."))
    with transaction.atomic():
        row = locked(item.meeting)
        fresh: AgendaItem = row.agenda.get(pk=item.pk)
        fresh.minutes = "\n".join(part for part in (fresh.minutes, text.strip()) if part)
        fresh.save(update_fields=["minutes"])
        _touched(row)
        record_entry(row, "meeting.noted", _("catatan rapat ditambah"), by=by, at=at)
    return fresh


def approve_minutes(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """The chair of the body approves the notula; from then on it is not written any more."""
    by = in_office(by, Role.POKJA_CHAIR, Role.HEAD)
    advance(meeting, MEETING_FLOW, "approve", by=by, at=at)
    return meeting


def reopen_minutes(meeting: Meeting, *, reason: str, by: Any, at: datetime) -> Meeting:
    """The chair lets an approved notula be corrected, and says why."""
    by = in_office(by, Role.POKJA_CHAIR, Role.HEAD)
    advance(meeting, MEETING_FLOW, "reopen", by=by, at=at, change=Change(reason=reason.strip()))
    return meeting
