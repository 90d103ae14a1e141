"""The sample meetings of a year, what they decide, and what becomes of recommendations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from institutions.models import NATIONAL_KINDS, Institution
from ranpe.kit.clock import WIB
from ranpe.sampling.organisation import Organisation
from ranpe.sampling.source import chance
from ranpe.sampling.texts import bank, tag
from workgroups.models import (
    Decision,
    DecisionState,
    ItemKind,
    Meeting,
    Presence,
    Recommendation,
    RecommendationState,
)
from workgroups.services import (
    Invitation,
    Mark,
    Proposal,
    add_items,
    approve_minutes,
    close_decision,
    follow_up_recommendation,
    invite_to_meeting,
    plan_meeting,
    record_attendance,
    record_decision,
    record_meeting,
    record_recommendation,
)
from workgroups.workflow import seats_at

# When each meeting of the phrase file is held (month), and by which body (pillar; None: Sekber).
CALENDAR = ((4, 1), (5, 2), (6, 3), (8, None), (9, None), (12, None), (11, None), (10, None))
RECOMMENDATIONS_A_YEAR = 4


def hold_meetings(organisation: Organisation, year: int, *, until: date | None = None) -> None:
    """The meetings and decisions of a year up to a day; a full year ends with recommendations."""
    luck = chance("meetings", year)
    _follow_up(organisation, year, luck)
    for (month, pillar), said in sorted(zip(CALENDAR, bank()["rapat"], strict=True), key=_month):
        held = date(year, month, luck.randint(2, 27))
        if until is None or held < until:
            meeting = _hold(organisation, held, pillar, said, luck)
            _decide(organisation, meeting, until or date(year, 12, 31), luck)
    if until is None:
        _recommend(organisation, year, luck)


def call_meeting(organisation: Organisation, now: datetime) -> None:
    """The next meeting of the Sekber, called, and the last one of the first Pokja, attended."""
    desk, at = organisation.person("sekretariat"), now - timedelta(days=1)
    told = Invitation(
        "Rapat Sekretariat Bersama berikutnya (data contoh)",
        now + timedelta(days=6),
        place="Ruang rapat contoh",
    )
    meeting = plan_meeting(organisation.groups[None], told, by=desk, at=at)
    items = [Proposal(row.text[:300], ItemKind.DECISION) for row in _open_decisions()]
    add_items(meeting, [Proposal("Tindak lanjut keputusan"), *items], by=desk, at=at)
    invite_to_meeting(meeting, by=desk, at=at)
    last = Meeting.everything.filter(group=organisation.groups[1]).order_by("-held_on").first()
    if last is not None:
        marks = {seat.pk: Mark(Presence.PRESENT) for seat in seats_at(last)}
        record_attendance(last, marks, guests="", version=last.version, by=desk, at=at)
        last.refresh_from_db()
        approve_minutes(last, by=organisation.person("ketua.pilar1"), at=at)


def _open_decisions() -> list[Decision]:
    rows = Decision.everything.exclude(state=DecisionState.CLOSED).order_by("due_on", "pk")
    return list(rows[:3])


def _month(pair: tuple[tuple[int, int | None], dict[str, str]]) -> int:
    return pair[0][0]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, 0, tzinfo=WIB)


def _hold(
    organisation: Organisation, held: date, pillar: int | None, said: dict[str, str], luck: Random
) -> Meeting:
    return record_meeting(
        organisation.groups[pillar],
        said["judul"],
        held_on=held,
        summary=f"{said['ringkasan']} {tag(luck)}",
        by=organisation.person("sekretariat"),
        at=_at(held),
    )


def _decide(organisation: Organisation, meeting: Meeting, today: date, luck: Random) -> None:
    """One decision a meeting; most are carried out, around the day on which they are due."""
    desk = organisation.person("sekretariat")
    decision: Decision = record_decision(
        meeting,
        luck.choice(bank()["keputusan"]),
        owner=luck.choice(_owners(organisation)),
        due_on=meeting.day + timedelta(days=60),
        by=desk,
        at=_at(meeting.day),
    )
    done = decision.due_on + timedelta(days=luck.randint(-30, 20))
    if luck.random() < 0.75 and done <= today:
        close_decision(decision, done_on=done, by=desk, at=_at(done))


def _owners(organisation: Organisation) -> list[Institution]:
    return [
        home
        for _code, home in sorted(organisation.institutions.items())
        if home.kind in NATIONAL_KINDS and organisation.has_people(home)
    ]


def _recommend(organisation: Organisation, year: int, luck: Random) -> None:
    for found in luck.sample(bank()["rekomendasi"], RECOMMENDATIONS_A_YEAR):
        record_recommendation(
            year,
            found["teks"],
            owner=organisation.institutions[found["penanggung_jawab"]],
            due_on=date(year + 1, 12, 31),
            by=organisation.person("sekretariat"),
            at=_at(date(year, 12, 20)),
        )


def _follow_up(organisation: Organisation, year: int, luck: Random) -> None:
    """What became, in the course of `year`, of what earlier reports recommended."""
    for row in Recommendation.everything.exclude(progress=RecommendationState.DONE).order_by("pk"):
        progress = luck.choice([RecommendationState.UNDER_WAY, RecommendationState.DONE])
        if progress != row.progress and luck.random() < 0.8:
            follow_up_recommendation(
                row,
                progress,
                note=f"Dilaporkan penanggung jawab dalam rapat tahun {year}. {tag(luck)}",
                by=organisation.person("sekretariat"),
                at=_at(date(year, 3, 15)),
            )
