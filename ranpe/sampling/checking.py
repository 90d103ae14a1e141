"""What goes on at the verifiers' desks today: a running session, and reports being checked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pillars.models import Period
from progress.models import ReportState
from progress.queries import reports_with_parts
from progress.services import start_review
from progress.services.sessions import SessionPlan, plan_session, share_session, start_session
from ranpe.kit.clock import day_of
from ranpe.sampling.organisation import VERIFIERS, Organisation

# The session sits over one pillar; the queues of the others go on as on any day.
PILLAR_IN_SESSION, PILLAR_IN_HAND = 3, 1
IN_HAND = 3


def check_today(organisation: Organisation, period: Period, *, at: datetime) -> None:
    """A session of two days has begun this morning, and somebody holds a few reports."""
    _begin_session(organisation, period, at)
    waiting = _of_pillar(period, PILLAR_IN_HAND).filter(state=ReportState.SUBMITTED)
    for report in waiting.order_by("submitted_at", "pk")[:IN_HAND]:
        home = report.assignment.institution_id
        verifier = organisation.verifier_for(PILLAR_IN_HAND, home)
        start_review(report, by=verifier, at=at - timedelta(hours=20))


def _of_pillar(period: Period, number: int) -> Any:
    pillar = {"assignment__action__focus__pillar__number": number}
    return reports_with_parts().filter(period=period, **pillar)


def _begin_session(organisation: Organisation, period: Period, at: datetime) -> None:
    if not _of_pillar(period, PILLAR_IN_SESSION).exists():
        return
    desk, today = organisation.person("sekretariat"), day_of(at)
    plan = SessionPlan(
        name=f"Sesi verifikasi Pilar {PILLAR_IN_SESSION} (data contoh)",
        place="Ruang rapat contoh",
        starts_on=today,
        ends_on=today + timedelta(days=1),
        pillars=(PILLAR_IN_SESSION,),
        sample_size=2,
    )
    people = [
        organisation.person(name)
        for name, _title, _home, pillar in VERIFIERS
        if pillar == PILLAR_IN_SESSION
    ]
    session = plan_session(period, plan, people, by=desk, at=at - timedelta(days=3))
    share_session(session, by=desk, at=at - timedelta(hours=3))
    start_session(session, by=desk, at=at - timedelta(hours=2))
