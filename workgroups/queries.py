"""Reading bodies, meetings, their decisions, recommendations, and official letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import JSONObject

from accounts.models import Grant, Occupancy, Position, Role, grants_on
from institutions.models import Institution, Kind, SekberRole
from journal.models import Entry
from pillars.models import Period, Plan
from workgroups.models import (
    Attendance,
    Decision,
    DecisionState,
    GroupKind,
    Letter,
    LetterItem,
    LetterState,
    LetterTemplate,
    Meeting,
    MeetingState,
    Membership,
    MembershipPart,
    Recommendation,
    RecommendationState,
    WorkingGroup,
)
from workgroups.models.letter_texts import usual_template
from workgroups.workflow import seats_at

_KINDS = {kind: place for place, kind in enumerate(GroupKind.values)}
_OUTSIDE = ("official_letter.send", "official_letter.receive")
_PARTS = {part: place for place, part in enumerate(MembershipPart.values)}


@dataclass(frozen=True)
class Holder:
    """Who holds an office today, and as what (Plt., Plh., a.n.)."""

    name: str
    capacity: str


@dataclass(frozen=True)
class Seat:
    """A seat of a body with its office and whoever holds it today."""

    membership: Membership
    holders: tuple[Holder, ...]

    @property
    def is_of_society(self) -> bool:
        """Whether an organisation of civil society sits here, and sends whom it chooses."""
        return bool(self.membership.position.institution.kind == Kind.CIVIL_SOCIETY)

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds the office today."""
        return not self.holders and not self.is_of_society


@dataclass(frozen=True)
class Body:
    """A body with the seats that stand today, and those that have ended."""

    group: WorkingGroup
    seats: tuple[Seat, ...]
    ended: tuple[Membership, ...]

    @property
    def vacant(self) -> int:
        """How many of its offices nobody holds."""
        return sum(seat.is_vacant for seat in self.seats)


def holders_on(day: date, positions: Iterable[int]) -> dict[int, tuple[Holder, ...]]:
    """Who holds the offices on a day, the definitive holder first."""
    found: dict[int, list[Holder]] = {}
    rows = Occupancy.everything.in_force(day).filter(position__in=list(positions))
    for row in rows.select_related("user", "position"):
        found.setdefault(row.position_id, []).append(Holder(row.user.name, row.capacity))
    return {key: tuple(holders) for key, holders in found.items()}


def _seated(rows: Iterable[Membership], day: date) -> tuple[Seat, ...]:
    found = sorted(rows, key=lambda row: (_PARTS[row.part], row.position.institution.code, row.pk))
    holders = holders_on(day, {row.position_id for row in found})
    return tuple(Seat(row, holders.get(row.position_id, ())) for row in found)


def _place(group: WorkingGroup) -> tuple[int, int, str]:
    return _KINDS[group.kind], group.pillar_number or 0, group.name


def bodies_on(day: date) -> list[Body]:
    """The Sekber, the Pokja and the Pokja Tematis as they stand on a day, in three queries."""
    groups = sorted(WorkingGroup.everything.all(), key=_place)
    rows = list(Membership.everything.select_related("position__institution").order_by("pk"))
    standing = [row for row in rows if row.ends_on is None or row.ends_on >= day]
    seats = _seated(standing, day)
    return [
        Body(
            group,
            tuple(seat for seat in seats if seat.membership.group_id == group.pk),
            tuple(row for row in rows if row not in standing and row.group_id == group.pk),
        )
        for group in groups
    ]


def pokja_head_on(day: date) -> Seat | None:
    """The office under which the Pokja work, and who holds it."""
    office = (
        Position.everything.filter(grants_on(day, "grants__"), grants__role=Role.POKJA_HEAD)
        .select_related("institution")
        .order_by("pk")
        .first()
    )
    if office is None:
        return None
    return Seat(Membership(position=office), holders_on(day, [office.pk]).get(office.pk, ()))


def seats_called(meeting: Meeting) -> tuple[Seat, ...]:
    """The seats that are called to a meeting, with who holds them on its day."""
    rows = seats_at(meeting).select_related("position__institution", "group")
    return _seated(rows, meeting.day)


@dataclass(frozen=True)
class Comer:
    """A seat that is called to a meeting, and whether it came."""

    seat: Seat
    attendance: Attendance | None

    @property
    def shown_name(self) -> str:
        """Who sat there, or else who is expected."""
        if self.attendance is not None and self.attendance.name:
            return self.attendance.name
        return self.seat.holders[0].name if self.seat.holders else ""


def comers_to(meeting: Meeting) -> list[Comer]:
    """Everybody who is called, with what was written down."""
    known = {row.membership_id: row for row in meeting.attendances.all()}
    return [Comer(seat, known.get(seat.membership.pk)) for seat in seats_called(meeting)]


@dataclass(frozen=True)
class MeetingNotes:
    """A meeting, and those of its decisions that the reader may see."""

    meeting: Meeting
    decisions: tuple[Decision, ...]


def shows_sample() -> bool:
    """Whether the plan in this house is a sample; printed pages say so."""
    return Plan.everything.filter(is_sample=True).exists()


def leading_house() -> Institution | None:
    """The institution that leads the Sekber; its name heads the letters."""
    return Institution.everything.filter(sekber_role=SekberRole.LEAD).order_by("pk").first()


def meetings_of(user: Any) -> models.QuerySet[Meeting]:
    """The meetings that were held and that `user` may read about, the newest first."""
    rows = Meeting.everything.visible_to(user).exclude(held_on=None)
    return rows.select_related("group").order_by("-held_on", "-pk")


def meetings_ahead(user: Any) -> models.QuerySet[Meeting]:
    """The meetings that are planned or called, the next first."""
    rows = Meeting.everything.visible_to(user)
    rows = rows.filter(state__in=(MeetingState.PLANNED, MeetingState.INVITED))
    return rows.select_related("group").order_by("starts_at", "pk")


def notes_on(meetings: list[Meeting], user: Any) -> list[MeetingNotes]:
    """The meetings with their decisions, in one query."""
    grouped: dict[int, list[Decision]] = {}
    rows = Decision.everything.visible_to(user).filter(meeting__in=[row.pk for row in meetings])
    for decision in rows.select_related("owner").order_by("due_on"):
        grouped.setdefault(decision.meeting_id, []).append(decision)
    return [MeetingNotes(row, tuple(grouped.get(row.pk, []))) for row in meetings]


def open_decisions(user: Any) -> models.QuerySet[Decision]:
    """Decisions that are not done yet, the one due first on top."""
    rows = Decision.everything.visible_to(user).exclude(state=DecisionState.CLOSED)
    return rows.select_related("owner", "meeting__group").order_by("due_on", "pk")


def decisions_owed_by(user: Any) -> models.QuerySet[Decision]:
    """The open decisions that `user`'s institutions owe."""
    return open_decisions(user).filter(owner__in=user.reach.institutions)


def decisions_of_body(group: WorkingGroup) -> models.QuerySet[Decision]:
    """The open decisions that a body's next meeting looks at; the Sekber looks at all."""
    rows = Decision.everything.exclude(state=DecisionState.CLOSED)
    if group.kind != GroupKind.SEKBER:
        rows = rows.filter(meeting__group=group)
    return rows.select_related("owner", "meeting").order_by("due_on", "pk")


def is_overdue(decision: Decision, today: date) -> bool:
    """Whether a decision is not done although its day has passed."""
    return not decision.is_closed and decision.due_on < today


def recommendations_of(user: Any) -> models.QuerySet[Recommendation]:
    """The recommendations that `user` follows, the unfinished first."""
    rows = Recommendation.everything.visible_to(user).select_related("owner")
    done = models.Case(models.When(progress=RecommendationState.DONE, then=1), default=0)
    return rows.order_by(done, "-year", "pk")


@dataclass(frozen=True)
class AdviceCounts:
    """How many recommendations there are, how many are done, and how many are overdue."""

    total: int
    done: int
    overdue: int


def advice_counts(rows: Iterable[Recommendation], today: date) -> AdviceCounts:
    """Recommendations, counted."""
    found = list(rows)
    return AdviceCounts(
        total=len(found),
        done=sum(row.is_done for row in found),
        overdue=sum(row.is_overdue(today) for row in found),
    )


def template_of(kind: str, *, is_internal: bool) -> LetterTemplate:
    """The words of a kind of letter: the Secretariat's own, else the usual ones."""
    found = LetterTemplate.everything.filter(kind=kind, is_internal=is_internal).first()
    return found or usual_template(kind, is_internal=is_internal)


def office_with(role: str, on: date) -> Position | None:
    """The office that carries a role on a day; the oldest, where several do."""
    granted = Grant.everything.filter(grants_on(on), role=role).order_by("position", "pk")
    found = granted.select_related("position__institution").first()
    return found.position if found else None


def signers_of(letter: Letter, on: date) -> list[Occupancy]:
    """Those who hold, on a day, the office that signs a letter; Plt. and Plh. among them."""
    held = Occupancy.everything.filter(position=letter.signatory_id).in_force(on)
    return list(held.select_related("user", "position"))


def living_letters(period: Period) -> models.QuerySet[Letter]:
    """The letters of a period that were not cancelled."""
    return Letter.everything.filter(period=period).exclude(state=LetterState.CANCELLED)


def newest_letter_to(institution: Any, user: Any) -> dict[str, models.Subquery]:
    """As columns of an institution: its newest letter that `user` may read, and how many."""
    rows = Letter.everything.visible_to(user).filter(institution=institution).order_by("-pk")
    told = JSONObject(
        key="pk", kind="kind", state="state", period="period__name", is_internal="is_internal"
    )
    counted = rows.order_by().values("institution").annotate(count=models.Count("pk"))
    return {
        "newest_letter": models.Subquery(rows.values(found=told)[:1]),
        "letter_count": models.Subquery(counted.values("count")),
    }


def letters_about(action_code: str, plan: Plan, user: Any) -> models.QuerySet[Letter]:
    """The letters that list a report on an action, so far as `user` may read them."""
    listed = LetterItem.everything.filter(code=action_code).values("letter")
    rows = Letter.everything.visible_to(user)
    return rows.filter(pk__in=listed, period__version__plan=plan).order_by("pk")


def entries_of_letters(letters: models.QuerySet[Letter], user: Any) -> models.QuerySet[Entry]:
    """What happened to letters, the newest first.

    How a letter came about is the desk's own matter; others read that it was sent and received.
    """
    label = Letter._meta.label_lower
    rows = Entry.everything.filter(subject_label=label, subject_id__in=letters.values("pk"))
    rows = rows if user.reach.national else rows.filter(verb__in=_OUTSIDE)
    return rows.order_by("-at", "-pk")


def letters_asked(user: Any, asked: Mapping[str, Any]) -> models.QuerySet[Letter]:
    """The letters that `user` may read, narrowed by what was asked, the newest first."""
    rows = Letter.everything.visible_to(user)
    word = asked.get("kata", "")
    rows = rows.filter(
        models.Q(institution__short__icontains=word)
        | models.Q(institution__name__icontains=word)
        | models.Q(number__icontains=word)
    )
    for name, field in (("periode", "period"), ("jenis", "kind"), ("keadaan", "state")):
        if name in asked:
            rows = rows.filter(**{field: asked[name]})
    return (
        rows.select_related("period", "institution", "through")
        .annotate(owed=models.Count("items"))
        .order_by("-pk")
    )
