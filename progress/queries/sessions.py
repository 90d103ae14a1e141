"""Reading a verification session: how far it is, what is at which desk, what stays unresolved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet

from pillars.models import PlanRules
from pillars.queries import return_deadline, working_days_after
from progress.models import (
    CalibrationMark,
    ReportState,
    SessionItem,
    SessionState,
    VerificationSession,
)
from progress.queries.rows import reports_written_by
from ranpe.kit.clock import day_of, end_of, start_of
from ranpe.kit.ratio import Ratio

# What is returned after this hour is due on the session's next day, if it has one.
LATE_IN_THE_DAY = timedelta(hours=15)
CHECKED = (ReportState.VERIFIED, ReportState.LOCKED)
OFF_THE_DESK = (*CHECKED, ReportState.AWAITING_CHAIR)


def sessions_of(user: Any) -> Any:
    """The sessions that a person knows of, the newest first."""
    return VerificationSession.everything.visible_to(user).select_related("period")


@dataclass(frozen=True)
class InSession:
    """A session that runs now, and how many of a person's own reports stand in it."""

    pk: int
    name: str
    place: str
    ends_on: date
    count: int


def sessions_with_own(user: Any) -> list[InSession]:
    """The running sessions in which reports that a person writes or sends are checked."""
    own = reports_written_by(user).order_by().values("pk")
    rows = VerificationSession.everything.filter(state=SessionState.RUNNING)
    counted = rows.annotate(count=Count("items", filter=Q(items__report__in=own)))
    found = counted.filter(count__gt=0).order_by("starts_on", "pk")
    return [InSession(*row) for row in found.values_list("pk", "name", "place", "ends_on", "count")]


def items_with_parts() -> Any:
    """Items with all that a list shows, in one query, by institution and action."""
    rows = SessionItem.everything.select_related(
        "seat__verifier",
        "report__period__version__plan",
        "report__assignment__action__focus__pillar",
        "report__assignment__institution",
        "report__assignment__unit",
    )
    return rows.order_by(
        "report__assignment__institution__code", "report__assignment__action__code", "pk"
    )


@dataclass(frozen=True)
class Share:
    """How far one desk or one K/L is; `away` are with the institution or with the chair."""

    key: int
    name: str
    total: int
    verified: int
    waiting: int
    away: int


@dataclass(frozen=True)
class SessionBoard:
    """Where a session stands, over the items that the reader sees."""

    total: int
    verified: int
    by_seat: tuple[Share, ...]
    by_house: tuple[Share, ...]
    mine: tuple[Any, ...]
    sample: tuple[Any, ...]
    marked: frozenset[int]
    untaken: tuple[Any, ...]


def session_board(session: VerificationSession, user: Any) -> SessionBoard:
    """The session as `user` sees it; own reports first those that can be checked now."""
    items = list(items_with_parts().visible_to(user).filter(session=session))
    own = [item for item in items if item.seat and item.seat.verifier_id == user.pk]
    marks = CalibrationMark.everything.filter(item__session=session, seat__verifier=user.pk)
    return SessionBoard(
        total=len(items),
        verified=sum(item.report.state in CHECKED for item in items),
        by_seat=_shares(
            (item.seat_id, str(item.seat.verifier), item) for item in items if item.seat
        ),
        by_house=_shares(_of_house(item) for item in items),
        mine=tuple(sorted(own, key=_first_what_waits)),
        sample=tuple(item for item in items if item.is_calibration),
        marked=frozenset(marks.values_list("item", flat=True)),
        untaken=tuple(item for item in items if item.untaken and item.report.state not in CHECKED),
    )


def _first_what_waits(item: SessionItem) -> tuple[bool, bool]:
    return item.report.state != ReportState.SUBMITTED, item.report.state in OFF_THE_DESK


def _of_house(item: SessionItem) -> tuple[int, str, SessionItem]:
    house = item.report.assignment.institution
    return house.pk, house.short, item


def _shares(named: Iterable[tuple[int, str, SessionItem]]) -> tuple[Share, ...]:
    grouped: dict[tuple[int, str], list[str]] = {}
    for key, name, item in named:
        grouped.setdefault((key, name), []).append(item.report.state)
    return tuple(_share(key, name, states) for (key, name), states in sorted(grouped.items()))


def _share(key: int, name: str, states: Sequence[str]) -> Share:
    verified = sum(state in CHECKED for state in states)
    waiting = sum(state == ReportState.SUBMITTED for state in states)
    return Share(key, name, len(states), verified, waiting, len(states) - verified - waiting)


def repair_deadline(report: Any, at: datetime, rules: PlanRules) -> datetime:
    """Until when a returned report must be repaired.

    In a running session: the end of the same day, or of the session's next working day when it
    is returned late in the day. Everywhere else the plan's rule in working days.
    """
    today = day_of(at)
    ends_on = _last_session_day(report, at)
    if ends_on is None:
        return return_deadline(at, rules)
    following = working_days_after(today, 1)
    is_late = at >= start_of(today) + LATE_IN_THE_DAY
    return end_of(following if is_late and following <= ends_on else today)


def _last_session_day(report: Any, at: datetime) -> Any:
    if not hasattr(report, "session_items"):
        return None
    today = day_of(at)
    running = report.session_items.filter(
        session__state=SessionState.RUNNING,
        session__starts_on__lte=today,
        session__ends_on__gte=today,
    )
    return running.values_list("session__ends_on", flat=True).first()


def unresolved_items(session: VerificationSession, user: Any) -> QuerySet[SessionItem]:
    """What is not verified: not sent, returned, or waiting for the verifier or the chair."""
    rows = items_with_parts().select_related("decision__meeting").visible_to(user)
    found: QuerySet[SessionItem] = rows.filter(session=session)
    return found.exclude(report__state__in=CHECKED)


@dataclass(frozen=True)
class Agreement:
    """How often two verifiers gave the same answer to one question about the sample."""

    question: str
    pairs: Ratio


def agreement_in(session: VerificationSession, user: Any, rules: PlanRules) -> list[Agreement]:
    """The agreement of the marks that `user` may see: the verdict, then each rubric question.

    Every pair of verifiers who marked the same report is counted once.
    """
    marks = CalibrationMark.everything.visible_to(user).filter(item__session=session)
    by_item: dict[int, list[CalibrationMark]] = {}
    for mark in marks:
        by_item.setdefault(mark.item_id, []).append(mark)
    pairs = [pair for group in by_item.values() for pair in combinations(group, 2)]
    found = [Agreement("", _same([(a.accepts, b.accepts) for a, b in pairs]))]
    for row in rules.rubric:
        key = row["key"]
        answers = [(bool(a.rubric.get(key)), bool(b.rubric.get(key))) for a, b in pairs]
        found.append(Agreement(row["label"], _same(answers)))
    return found if pairs else []


def _same(answers: Sequence[tuple[bool, bool]]) -> Ratio:
    return Ratio(sum(a == b for a, b in answers), len(answers))
