"""The acts of a verification session, as they are really done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from accounts.models import User
from progress.models import SessionItem, VerificationSession
from progress.services.deciding import except_items
from progress.services.sessions import (
    mark_calibration,
    plan_session,
    reassign_item,
    record_minutes,
    share_session,
)
from ranpe.kit.refusals import NotYours
from tests.factories import RUBRIC
from tests.progress.sessions import DAYS, a_session
from tests.security.deeds import Deed, _as_it_is, _national_reports
from tests.security.stage import Stage
from workgroups.models import Decision, GroupKind, Meeting, WorkingGroup


def the_session(stage: Stage, state: str = "running") -> VerificationSession:
    """One session of the open period, in which every verifier has a seat."""
    found = VerificationSession.everything.first()
    if found is not None:
        return found
    return a_session(state, stage.world, stage.people, at=stage.now)


def _planned(stage: Stage, _period: Any) -> Any:
    return the_session(stage, "planned")


def _running(stage: Stage, _period: Any) -> Any:
    return the_session(stage)


def _an_item(stage: Stage, _period: Any) -> Any:
    return the_session(stage).items.exclude(seat=None)[0]


def _sampled(stage: Stage, report: Any) -> Any:
    """The report's place in the session, as part of the calibration sample."""
    rows = the_session(stage).items.filter(report=report)
    rows.update(is_calibration=True)
    return rows.get()


def _open_item(stage: Stage, report: Any) -> Any:
    group, _is_new = WorkingGroup.everything.get_or_create(
        kind=GroupKind.POKJA, name="Pokja putusan", pillar_number=1
    )
    meeting, _is_new = Meeting.everything.get_or_create(
        group=group, title="Rapat", held_on=date(2026, 5, 5)
    )
    Decision.everything.get_or_create(
        meeting=meeting,
        text="Diputuskan.",
        owner=stage.world.institutions["BNPT"],
        due_on=date(2026, 9, 1),
    )
    return the_session(stage).items.get(report=report)


def _plan(period: Any, by: Any, at: datetime) -> None:
    verifier = User.objects.get(email="verifikator.pilar1@ranpe.example")
    plan_session(period, DAYS, [verifier], by=by, at=at)


def _reassign(item: SessionItem, by: Any, at: datetime) -> None:
    seat = item.seat
    assert seat
    reassign_item(item, seat, by=by, at=at)


def _except(item: SessionItem, by: Any, at: datetime) -> None:
    decision = Decision.everything.get(text="Diputuskan.")
    [outcome] = except_items([item], decision=decision, note="Menyusul.", by=by, at=at)
    if outcome.refusal:
        raise NotYours(outcome.refusal)


def _minutes(session: VerificationSession, by: Any, at: datetime) -> None:
    house = session.items.all()[0].report.assignment.institution
    names = {"number": "BA-1", "verified_by_name": "Verifikator", "official_name": "Pejabat"}
    record_minutes(session, house, **names, by=by, at=at)


SESSION_DEEDS: dict[str, Deed] = {
    "session.plan": Deed(Stage.periods, _as_it_is, _plan),
    "session.share": Deed(
        Stage.periods, _planned, lambda row, by, at: share_session(row, by=by, at=at)
    ),
    "session.reassign": Deed(Stage.periods, _an_item, _reassign),
    "session.mark": Deed(
        _national_reports,
        _sampled,
        lambda row, by, at: mark_calibration(row, accepts=True, rubric=RUBRIC, by=by, at=at),
    ),
    "session.except": Deed(_national_reports, _open_item, _except),
    "session.minutes": Deed(Stage.periods, _running, _minutes),
}
