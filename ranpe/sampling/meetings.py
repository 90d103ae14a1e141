"""The sample meetings of a year, what they decide, and what becomes of recommendations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from institutions.models import NATIONAL_KINDS, Institution
from ranpe.kit.clock import WIB
from ranpe.sampling.organisation import Organisation
from ranpe.sampling.source import chance
from ranpe.sampling.texts import bank, tag
from workgroups.models import Decision, Meeting, Recommendation, RecommendationState
from workgroups.services import (
    close_decision,
    follow_up_recommendation,
    record_decision,
    record_meeting,
    record_recommendation,
)

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
