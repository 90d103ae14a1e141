"""Who may write, send, check and lock reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import Role
from actions.access import writes_for
from actions.models import Part
from institutions.models import Kind, SekberRole
from pillars.models import Classification, PeriodState
from progress.models import PaperRecord, RegionalReport

WRITERS = (Role.OPERATOR, Role.COORDINATOR, Role.APPROVER)


def institution_of(report: Any) -> int:
    """The key of the institution that owes the report."""
    if isinstance(report, RegionalReport):
        return int(report.region.government.pk)
    return int(report.assignment.institution_id)


def _holds(actor: Any, report: Any, *roles: str) -> bool:
    if isinstance(report, RegionalReport):
        home = institution_of(report)
        return any(actor.reach.holds(role, "institution", home) for role in roles)
    return writes_for(actor, report.assignment, *roles)


def is_taken_at(report: Any, at: datetime) -> bool:
    """Whether the Secretariat still takes the report: its period is open, it was returned, or it
    was given more time."""
    if report.returns or report.period.is_open_at(at):
        return True
    given = [day for day in (report.extended_to, report.reopened_until) if day is not None]
    return report.period.state in (PeriodState.OPEN, PeriodState.CLOSED) and any(
        at <= day for day in given
    )


def is_writer(actor: Any, report: Any) -> bool:
    """Operators, coordinators and officials of the institution (or unit) write its report."""
    return _holds(actor, report, *WRITERS)


def is_operator(actor: Any, report: Any) -> bool:
    """Whoever proposes: operator or coordinator."""
    return _holds(actor, report, Role.OPERATOR, Role.COORDINATOR)


def is_approver(actor: Any, report: Any) -> bool:
    """Whoever sends: the Eselon II official, Kepala Kesbangpol, or their recorded deputy."""
    return _holds(actor, report, Role.APPROVER)


def is_of_another_institution(actor: Any, report: Any) -> bool:
    """Nobody checks their own institution; so BNPT's reports go to another Sekber member."""
    return institution_of(report) not in actor.reach.home_institutions


def records_handled_by(actor: Any) -> Any:
    """The confirmed paper records in which `actor` had a hand, as recorder or as confirmer."""
    hand = models.Q(recorded_by_id=actor.pk) | models.Q(confirmed_by_id=actor.pk)
    return PaperRecord.everything.filter(hand, confirmed_at__isnull=False)


def may_judge(actor: Any, report: Any) -> bool:
    """Nobody checks their own institution, nor a report that they sent or recorded from paper, and
    nobody at all the reports of a period that is not verified (ADR 0019)."""
    if not is_of_another_institution(actor, report) or not report.period.is_checked:
        return False
    if report.submitted_by_id == actor.pk:
        return False
    if not report.came_by_letter:
        return True
    name = "regional_report" if isinstance(report, RegionalReport) else "report"
    return not records_handled_by(actor).filter(**{name: report.pk}).exists()


def keeps_paper(actor: Any, _report: Any) -> bool:
    """The Secretariat records what came by letter and confirms it, never the same person."""
    return bool(actor.reach.has(Role.SECRETARIAT))


def is_verifier(actor: Any, report: Any) -> bool:
    """A verifier of the report's pillar, from another institution."""
    if not may_judge(actor, report):
        return False
    if isinstance(report, RegionalReport):
        return bool(actor.reach.has(Role.VERIFIER))
    pillar = report.assignment.action.focus.pillar.number
    return bool(actor.reach.holds(Role.VERIFIER, "pillar", pillar))


def is_chair(actor: Any, report: Any) -> bool:
    """The chair of the pillar's Pokja, from another institution; the Pokja's head for all.

    Chairs mostly sit in the leading institution itself; its own reports are closed by a member
    of the Secretariat from another institution. Whoever passed the report on is no chair of it.
    """
    if not may_judge(actor, report) or report.forwarded_by_id == actor.pk:
        return False
    if actor.reach.has(Role.POKJA_HEAD):
        return True
    if isinstance(report, RegionalReport):
        return False
    pillar = report.assignment.action.focus.pillar.number
    if actor.reach.holds(Role.POKJA_CHAIR, "pillar", pillar):
        return True
    return is_of_the_lead(report) and bool(actor.reach.has(Role.SEKBER_MEMBER))


def is_reviewer(actor: Any, report: Any) -> bool:
    """Verifier or chair."""
    return is_verifier(actor, report) or is_chair(actor, report)


def runs_the_periods(actor: Any, _report: Any) -> bool:
    """The Pokja's head and the Secretariat lock."""
    return bool(actor.reach.has(Role.POKJA_HEAD, Role.SECRETARIAT))


def grants_time(actor: Any, extension: Any) -> bool:
    """The Pokja's head and the Secretariat give more time; not who asked, and never to the leading
    institution: there a member of the Sekber from another one decides."""
    if extension.requested_by_id == actor.pk:
        return False
    report = extension.about
    if not is_of_the_lead(report):
        return runs_the_periods(actor, report)
    return bool(actor.reach.has(Role.SEKBER_MEMBER)) and is_of_another_institution(actor, report)


def decides_on_time(actor: Any) -> bool:
    """Whether any request for time can be the actor's to decide."""
    return bool(actor.reach.has(Role.POKJA_HEAD, Role.SECRETARIAT, Role.SEKBER_MEMBER))


def is_of_the_lead(report: Any) -> bool:
    """Whether the institution that leads the Sekber owes the report."""
    if isinstance(report, RegionalReport):
        return False
    return bool(report.assignment.institution.sekber_role == SekberRole.LEAD)


def reminds(actor: Any, institution: Any) -> bool:
    """The Secretariat reminds everybody, the supervisors of the regions the provinces."""
    if actor.reach.has(Role.SECRETARIAT):
        return True
    is_province = institution is not None and institution.kind == Kind.PROVINCE
    return is_province and bool(actor.reach.has(Role.REGIONAL_SUPERVISOR))


def coordinates(actor: Any, institution_id: int | None) -> bool:
    """The Koordinator K/L of an institution arranges who of it reports what, and until when."""
    return bool(actor.reach.holds(Role.COORDINATOR, "institution", institution_id))


def compiles(actor: Any, institution_id: int | None) -> bool:
    """The coordinator, or who sends for the whole institution, makes one report of all units."""
    return coordinates(actor, institution_id) or bool(
        actor.reach.holds(Role.APPROVER, "institution", institution_id)
    )


def writes_jointly(actor: Any, action: Any) -> bool:
    """The verifiers and the chair of the action's pillar speak for all its institutions."""
    pillar = action.focus.pillar.number
    return any(
        actor.reach.holds(role, "pillar", pillar) for role in (Role.VERIFIER, Role.POKJA_CHAIR)
    )


def is_watched_reading(actor: Any, report: Any) -> bool:
    """Whether the journal keeps that a person read a report.

    Of what is Terbatas everybody but its own writers, of what is Rahasia everybody.
    """
    levels = {getattr(report, "classification", Classification.LIMITED)}
    if getattr(report, "assignment", None):
        levels.add(report.assignment.action.classification)
    if Classification.SECRET in levels:
        return True
    return levels != {Classification.OPEN} and not is_writer(actor, report)


def reads_beside(actor: Any, report: Any, beside: Iterable[Any]) -> bool:
    """Who answers for an action reads what the others who answer for it have sent.

    `beside` are all reports on the action in the period. Related institutions have no part in
    this; what is Rahasia or on the closed path is never read so, nor is the own house's report.
    """
    secret = Classification.SECRET
    if report.is_closed or secret in (
        report.classification,
        report.assignment.action.classification,
    ):
        return False
    duties = [row.assignment for row in beside if row.assignment.part == Part.RESPONSIBLE]
    reach = actor.reach
    own = {
        duty.institution_id
        for duty in duties
        if duty.institution_id in reach.institutions or duty.unit_id in reach.units
    }
    return bool(own) and report.assignment in duties and institution_of(report) not in own
