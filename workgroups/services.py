"""Writing bodies, their members, meetings and what they decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Position, Role
from accounts.services import grant
from institutions.models import Institution
from journal.services import Change, record_entry
from workgroups.models import (
    Decision,
    GroupKind,
    Meeting,
    Membership,
    MembershipPart,
    Recommendation,
    RecommendationState,
    WorkingGroup,
)

# Which right a seat carries: the membership issues the grant, so there is one truth.
_CARRIES = {
    (GroupKind.POKJA, MembershipPart.CHAIR): Role.POKJA_CHAIR,
    (GroupKind.POKJA, MembershipPart.MEMBER): Role.POKJA_MEMBER,
    (GroupKind.POKJA, MembershipPart.VERIFIER): Role.VERIFIER,
    (GroupKind.SEKBER, MembershipPart.CHAIR): Role.HEAD,
    (GroupKind.SEKBER, MembershipPart.MEMBER): Role.SEKBER_MEMBER,
    (GroupKind.SEKBER, MembershipPart.SECRETARY): Role.SECRETARIAT,
}


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
    role = _CARRIES.get((GroupKind(group.kind), MembershipPart(part)))
    if role is None:
        raise ValueError(f"{group.kind} has no seat called {part}")
    with transaction.atomic():
        membership = Membership.everything.create(
            group=group, position=position, part=part, decree=decree, starts_on=starts_on
        )
        pillar = group.pillar_number or pillar_number
        grant(position, role, pillar_number=pillar, by=by, at=at)
        record_entry(group, "group.joined", _("anggota ditambahkan"), by=by, at=at)
    return membership


def record_meeting(
    group: WorkingGroup, title: str, *, held_on: date, summary: str, by: Any, at: datetime
) -> Meeting:
    """Record a meeting as its notula says."""
    with transaction.atomic():
        meeting = Meeting.everything.create(
            group=group, title=title, held_on=held_on, summary=summary
        )
        record_entry(meeting, "meeting.recorded", _("rapat dicatat"), by=by, at=at)
    return meeting


def record_decision(
    meeting: Meeting, text: str, *, owner: Institution, due_on: date, by: Any, at: datetime
) -> Decision:
    """Record what a meeting decided, who owes it and until when."""
    with transaction.atomic():
        decision = Decision.everything.create(
            meeting=meeting, text=text, owner=owner, due_on=due_on
        )
        record_entry(meeting, "decision.recorded", _("keputusan dicatat"), by=by, at=at)
    return decision


def close_decision(decision: Decision, *, done_on: date, by: Any, at: datetime) -> Decision:
    """Note that a decision has been carried out."""
    with transaction.atomic():
        decision.done_on = done_on
        decision.save(update_fields=["done_on"])
        record_entry(decision.meeting, "decision.done", _("keputusan dilaksanakan"), by=by, at=at)
    return decision


def record_recommendation(
    year: int,
    text: str,
    *,
    owner: Institution,
    by: Any,
    at: datetime,
    progress: str = RecommendationState.OPEN,
    note: str = "",
) -> Recommendation:
    """Record a recommendation of a year's report; it is carried until it is done."""
    with transaction.atomic():
        made = Recommendation.everything.create(
            year=year, text=text, owner=owner, progress=progress, note=note
        )
        record_entry(made, "recommendation.recorded", _("rekomendasi dicatat"), by=by, at=at)
    return made


def follow_up_recommendation(
    recommendation: Recommendation, progress: str, *, note: str = "", by: Any, at: datetime
) -> Recommendation:
    """Note how far a recommendation has come."""
    with transaction.atomic():
        change = Change(before={"progress": recommendation.progress}, after={"progress": progress})
        recommendation.progress, recommendation.note = progress, note
        recommendation.save(update_fields=["progress", "note"])
        record_entry(
            recommendation,
            "recommendation.followed",
            _("tindak lanjut rekomendasi dicatat"),
            by=by,
            at=at,
            change=change,
        )
    return recommendation
