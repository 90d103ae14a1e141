"""What the tests of verification sessions stand on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Role, User
from actions.models import Action, Assignment, Part
from institutions.models import Institution, Kind
from pillars.models import Focus
from progress.models import ProgressReport, SessionItem, Submission, VerificationSession
from progress.services.sessions import SessionPlan, plan_session, share_session, start_session
from tests.factories import World
from tests.people import People, a_person
from workgroups.models import Decision, GroupKind, Meeting, WorkingGroup

DAYS = SessionPlan(
    "Sesi verifikasi Semester I", "Ruang rapat contoh", date(2026, 7, 28), date(2026, 7, 30)
)


def a_session(
    state: str, world: World, people: People, *, at: datetime, **changes: Any
) -> VerificationSession:
    """A session of the open period, brought to `state`: planned, shared or running."""
    verifiers = changes.pop(
        "verifiers", [people.verifier, people.sekber_verifier, people.other_verifier]
    )
    plan = SessionPlan(
        **{name: changes.get(name, getattr(DAYS, name)) for name in DAYS.__dataclass_fields__}
    )
    by = people.secretariat
    session = plan_session(world.period, plan, verifiers, by=by, at=at)
    if state in ("shared", "running"):
        session = share_session(session, by=by, at=at)
    if state == "running":
        session = start_session(session, by=by, at=at)
    return session


def item_of(session: VerificationSession, report: ProgressReport) -> SessionItem:
    """The report's place in a session."""
    found: SessionItem = session.items.select_related(
        "session__period__version__plan", "seat__verifier"
    ).get(report=report)
    return found


def many_verifiers(world: World, count: int) -> list[User]:
    """Verifiers of pillar 1, of five institutions in turn; some judge the other pillars too."""
    homes = ["BNPT", "Bappenas", "Kemendagri", "Polri", "Kemenag"]
    found = []
    for number in range(count):
        home = world.institutions[homes[number % len(homes)]]
        grants = [(Role.VERIFIER, 1), (Role.VERIFIER, 2), (Role.VERIFIER, 3)]
        found.append(
            a_person(
                f"verifikator.sesi{number}@ranpe.example",
                f"Verifikator contoh {number:02d}",
                f"Verifikator sesi {number:02d}",
                home,
                *grants[: 1 if number % 4 == 3 else 3],
            )
        )
    return found


def many_reports(world: World, people: People, total: int, *, at: datetime) -> None:
    """Bring the open period to `total` reports, all sent; ministries with five actions each."""
    focus = Focus.everything.get(pillar__number=1, pillar__plan=world.plan)
    missing = total - ProgressReport.everything.filter(period=world.period).count()
    houses = Institution.everything.bulk_create(
        Institution(code=f"KX{n:02d}", name=f"Kementerian X{n}", short=f"X{n}", kind=Kind.MINISTRY)
        for n in range(-(-missing // 5))
    )
    actions = Action.everything.bulk_create(
        Action(plan=world.plan, focus=focus, code=f"P1-F01-B{n:03d}", title=f"Aksi tambahan {n}")
        for n in range(missing)
    )
    duties = Assignment.everything.bulk_create(
        Assignment(
            action=action,
            institution=houses[n // 5],
            part=Part.RESPONSIBLE,
            valid_from=date(2026, 1, 1),
        )
        for n, action in enumerate(actions)
    )
    ProgressReport.everything.bulk_create(
        ProgressReport(assignment=duty, period=world.period) for duty in duties
    )
    _send_all(world, people, at)


def _send_all(world: World, people: People, at: datetime) -> None:
    rows = ProgressReport.everything.filter(period=world.period, state="not_started")
    rows.update(
        state="submitted",
        submitted_at=at,
        submitted_by=people.approver,
        first_submitted_at=at,
        claimed_status="on_track",
        achieved_value=Decimal(48),
        narrative="Pelatihan telah berjalan di dua tempat sesuai rencana.",
        version=1,
    )
    Submission.everything.bulk_create(
        Submission(
            report=row,
            number=1,
            content={"evidence": [{"id": 0, "title": "Daftar hadir"}]},
            sha256="0" * 64,
            receipt=f"CONTOH-{row.pk:06d}",
            submitted_at=at,
            submitted_by=people.approver,
            submitted_by_name="Pejabat contoh",
            capacity="Direktur",
            is_late=False,
        )
        for row in rows.model.everything.filter(period=world.period, submissions=None)
    )


def a_decision(world: World, text: str = "Laporan diterima setelah rapat.") -> Decision:
    """What a meeting of the pillar's Pokja decided."""
    group = WorkingGroup.everything.create(kind=GroupKind.POKJA, name="Pokja 1", pillar_number=1)
    meeting = Meeting.everything.create(group=group, title="Rapat Pokja", held_on=date(2026, 7, 27))
    return Decision.everything.create(
        meeting=meeting, text=text, owner=world.institutions["BNPT"], due_on=date(2026, 9, 1)
    )
