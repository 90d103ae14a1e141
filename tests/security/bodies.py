"""The acts of the working groups as they are really done, for the matrix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Position
from ranpe.kit.clock import day_of
from tests.security.deeds import Deed
from tests.security.matrix import Matter
from tests.security.stage import Stage
from workgroups import services
from workgroups.models import (
    GroupKind,
    Meeting,
    Membership,
    MembershipPart,
    Recommendation,
    WorkingGroup,
)


def a_meeting(number: int) -> Meeting:
    """A meeting of a pillar's Pokja that was held."""
    group, _is_new = WorkingGroup.everything.get_or_create(
        kind=GroupKind.POKJA, name=f"Pokja {number}", pillar_number=number
    )
    return Meeting.everything.create(
        group=group, title="Rapat", held_on=date(2026, 5, 5), summary="Notula"
    )


def meetings(_stage: Stage) -> list[Matter]:
    """A meeting of each of two Pokja."""
    return [
        Matter(a_meeting(number), owner=f"Pokja pilar {number}", pillar=number) for number in (1, 2)
    ]


def decisions(stage: Stage) -> list[Matter]:
    """What two Pokja decided; Kemenag and Polri owe it."""
    found = []
    for number, owner in ((1, "Kemenag"), (2, "Polri")):
        decision = services.record_decision(
            a_meeting(number),
            "Keputusan",
            owner=stage.world.institutions[owner],
            due_on=date(2026, 9, 1),
            by=stage.people.secretariat,
            at=stage.now,
        )
        found.append(Matter(decision, owner=owner, house=owner, pillar=number))
    return found


def _bodies(_stage: Stage) -> list[Matter]:
    return [Matter(WorkingGroup.everything.create(kind=GroupKind.SEKBER, name="Sekber"))]


def _thematic(_stage: Stage) -> list[Matter]:
    return [Matter(services.create_group(GroupKind.THEMATIC, "Pokja Tematis Pelibatan Pemuda"))]


def _enter_organisation(group: Any, by: Any, at: datetime) -> None:
    services.enter_organisation(
        group,
        name="Perkumpulan Contoh",
        short="Contoh",
        part=MembershipPart.MEMBER,
        starts_on=date(2026, 1, 1),
        decree="SK",
        by=by,
        at=at,
    )


def _advice(stage: Stage) -> list[Matter]:
    owner = stage.world.institutions["Kemenag"]
    row = Recommendation.everything.create(year=2025, text="Rekomendasi", owner=owner)
    return [Matter(row, owner="Kemenag", house="Kemenag", pillar=1)]


def _office(title: str) -> Position:
    found: Position = Position.everything.get(title=title)
    return found


def _enter(group: Any, by: Any, at: datetime) -> None:
    services.enter_member(
        group,
        _office("Auditor"),
        MembershipPart.MEMBER,
        starts_on=date(2026, 1, 1),
        decree="SK",
        by=by,
        at=at,
    )


def _seated(stage: Stage, group: Any) -> Membership:
    return services.add_member(
        group,
        _office("Auditor"),
        MembershipPart.MEMBER,
        starts_on=date(2026, 1, 1),
        decree="SK",
        by=None,
        at=stage.now,
    )


def _told(at: datetime) -> services.Invitation:
    return services.Invitation("Rapat", at + timedelta(days=3), place="Ruang rapat")


def _plan(group: Any, by: Any, at: datetime) -> None:
    services.plan_meeting(group, _told(at), by=by, at=at)


def _as_it_is(_stage: Stage, record: Any) -> Any:
    return record


def _planned(stage: Stage, meeting: Any) -> Meeting:
    by, at = stage.people.secretariat, stage.now
    found = services.plan_meeting(meeting.group, _told(at), by=by, at=at)
    services.add_items(found, [services.Proposal("Butir")], by=by, at=at)
    found.refresh_from_db()
    return found


def _approved(_stage: Stage, meeting: Any) -> Meeting:
    now = datetime.fromisoformat("2026-07-28T10:00:00+07:00")
    person = _office("Deputi Pencegahan").occupancies.get().user
    Meeting.everything.filter(pk=meeting.pk).update(
        state="approved", approved_at=now, approved_by=person
    )
    meeting.refresh_from_db()
    found: Meeting = meeting
    return found


def _reported(stage: Stage, decision: Any) -> Any:
    rows = type(decision).everything.filter(pk=decision.pk)
    rows.update(state="reported", reported_at=stage.now, reported_by=stage.people.operator)
    decision.refresh_from_db()
    return decision


def _on_meetings(do: Callable[[Any, Any, datetime], Any], prepare: Any = _as_it_is) -> Deed:
    return Deed(meetings, prepare, do)


def _note(meeting: Any, by: Any, at: datetime) -> None:
    services.add_note(meeting.agenda.all()[0], "Catatan", by=by, at=at)


def _decide(meeting: Any, by: Any, at: datetime) -> None:
    owner = _office("Narahubung Kemenag").institution
    due = day_of(at)
    services.record_decision(meeting, "Keputusan", owner=owner, due_on=due, by=by, at=at)


BODY_DEEDS: dict[str, Deed] = {
    "group.joined": Deed(_bodies, _as_it_is, _enter),
    "group.left": Deed(
        _bodies,
        _seated,
        lambda row, by, at: services.end_membership(
            row, ends_on=day_of(at), decree="SK", by=by, at=at
        ),
    ),
    "institution.entered": Deed(_thematic, _as_it_is, _enter_organisation),
    "meeting.planned": Deed(_bodies, _as_it_is, _plan),
    "meeting.changed": _on_meetings(
        lambda row, by, at: services.change_meeting(
            row, _told(at), version=row.version, by=by, at=at
        ),
        _planned,
    ),
    "meeting.agenda_added": _on_meetings(
        lambda row, by, at: services.add_items(row, [services.Proposal("Lain")], by=by, at=at),
        _planned,
    ),
    "meeting.agenda_saved": _on_meetings(
        lambda row, by, at: services.save_agenda(row, {}, version=row.version, by=by, at=at),
        _planned,
    ),
    "meeting.attended": _on_meetings(
        lambda row, by, at: services.record_attendance(
            row, {}, guests="Tamu", version=row.version, by=by, at=at
        )
    ),
    "meeting.minutes": _on_meetings(
        lambda row, by, at: services.write_minutes(
            row, {}, summary="Ringkasan", version=row.version, by=by, at=at
        )
    ),
    "meeting.noted": _on_meetings(_note, _planned),
    "meeting.invite": _on_meetings(
        lambda row, by, at: services.invite_to_meeting(row, by=by, at=at), _planned
    ),
    "meeting.hold": _on_meetings(
        lambda row, by, at: services.hold_meeting(row, held_on=day_of(at), by=by, at=at), _planned
    ),
    "meeting.approve": _on_meetings(
        lambda row, by, at: services.approve_minutes(row, by=by, at=at)
    ),
    "meeting.reopen": _on_meetings(
        lambda row, by, at: services.reopen_minutes(row, reason="Nama keliru.", by=by, at=at),
        _approved,
    ),
    "decision.recorded": _on_meetings(_decide),
    "decision.report": Deed(
        decisions,
        _as_it_is,
        lambda row, by, at: services.report_decision(row, note="Sudah.", by=by, at=at),
    ),
    "decision.close": Deed(
        decisions,
        _as_it_is,
        lambda row, by, at: services.close_decision(row, done_on=day_of(at), by=by, at=at),
    ),
    "decision.send_back": Deed(
        decisions,
        _reported,
        lambda row, by, at: services.send_back_decision(row, reason="Belum.", by=by, at=at),
    ),
    "recommendation.recorded": Deed(
        _advice,
        _as_it_is,
        lambda row, by, at: services.record_recommendation(
            2025, "Satu lagi", owner=row.owner, by=by, at=at
        ),
    ),
    "recommendation.assigned": Deed(
        _advice,
        _as_it_is,
        lambda row, by, at: services.assign_recommendation(
            row, owner=row.owner, due_on=date(2027, 3, 31), by=by, at=at
        ),
    ),
    "recommendation.followed": Deed(
        _advice,
        _as_it_is,
        lambda row, by, at: services.follow_up_recommendation(
            row, "under_way", note="Dimulai.", by=by, at=at
        ),
    ),
}
