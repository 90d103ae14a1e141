"""The acts of a verification session and of a second verdict, as they are really done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Role, User
from progress.models import SecondVerdict, SessionItem, VerificationSession
from progress.services import accept_report
from progress.services.deciding import except_items
from progress.services.second import give_second, settle_second
from progress.services.sessions import (
    mark_calibration,
    plan_session,
    reassign_item,
    record_minutes,
    share_session,
)
from ranpe.kit.refusals import NotYours
from tests.factories import RUBRIC, verifier_of
from tests.people import a_person
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


def _drawn(stage: Stage, report: Any) -> Any:
    """An accepted report whose first verdict was given by somebody who is not asked here."""
    email = "verifikator.pertama@ranpe.example"
    first = User.objects.filter(email=email).first() or a_person(
        email,
        "Verifikator pertama",
        "Verifikator pertama",
        stage.world.institutions["Kemendagri"],
        *((Role.VERIFIER, number) for number in (1, 2, 3)),
    )
    row = stage.walk(report, "submitted")
    value = row.achieved_value
    verdict = accept_report(row, recognised_value=value, rubric=RUBRIC, by=first, at=stage.now)
    SecondVerdict.everything.create(verification=verdict, drawn_at=stage.now)
    return type(row).everything.get(pk=row.pk)


def _second_of(report: Any) -> SecondVerdict:
    found: SecondVerdict = SecondVerdict.everything.get(verification__submission__report=report)
    return found


def _give(report: Any, by: Any, at: datetime) -> None:
    second = _second_of(report)
    SecondVerdict.everything.filter(pk=second.pk).update(verifier=by.pk)
    said: Any = {"accepts": False, "recognised_value": None, "rubric": RUBRIC, "note": "Tidak."}
    give_second(second, **said, by=by, at=at + timedelta(hours=1))


def _different(stage: Stage, report: Any) -> Any:
    row = _drawn(stage, report)
    _give(row, verifier_of(report, stage.people), stage.now)
    return _second_of(row)


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
    "second.give": Deed(_national_reports, _drawn, _give),
    "second.settle": Deed(
        _national_reports,
        _different,
        lambda row, by, at: settle_second(row, note="Dibahas.", by=by, at=at),
    ),
    "session.minutes": Deed(Stage.periods, _running, _minutes),
}
