"""Who drafts, reviews, tests, approves and sends an annual report."""

from __future__ import annotations

from typing import Any

from accounts.access import Officer, in_office
from accounts.models import Role
from reporting.models import ReportKind, Stage

__all__ = ["Officer", "in_office"]


def drafters_of(report: Any) -> set[int]:
    """The keys of everyone who wrote the report: opened, sent, or edited a chapter."""
    keys = set(report.sections.exclude(updated_by=None).values_list("updated_by_id", flat=True))
    return {key for key in (report.opened_by_id, report.drafted_by_id, *keys) if key}


def seals_years(actor: Any) -> bool:
    """Data is frozen by the Secretariat or the head of the Pokja."""
    return bool(actor.reach.has(Role.SECRETARIAT, Role.POKJA_HEAD))


def drafts(actor: Any, _report: Any = None) -> bool:
    """The Secretariat writes the reports."""
    return bool(actor.reach.has(Role.SECRETARIAT))


def leads_the_pokja(actor: Any, _report: Any) -> bool:
    """The head of the Pokja passes the report on."""
    return bool(actor.reach.has(Role.POKJA_HEAD))


def endorses(actor: Any, report: Any) -> bool:
    """The head of the Pokja passes on what others wrote."""
    return leads_the_pokja(actor, report) and actor.pk not in drafters_of(report)


def records_the_plenary(actor: Any, _report: Any) -> bool:
    """The plenary is closed by the head of the Pokja or recorded by the Secretariat."""
    return bool(actor.reach.has(Role.POKJA_HEAD, Role.SECRETARIAT))


def records_the_public_plenary(actor: Any, report: Any) -> bool:
    """The same, for the report that goes on to the harm test."""
    return report.kind == ReportKind.PUBLIC and records_the_plenary(actor, report)


def reviews_for(actor: Any, pillar_number: int | None) -> bool:
    """Whether `actor` may give the opinion of a pillar's Pokja, or of the plenary (None)."""
    reach = actor.reach
    if reach.has(Role.POKJA_HEAD):
        return True
    if pillar_number is None:
        return bool(reach.has(Role.SEKBER_MEMBER, Role.SECRETARIAT))
    return bool(reach.holds(Role.POKJA_CHAIR, "pillar", pillar_number))


def tests_harm(actor: Any, report: Any) -> bool:
    """The PPID tests public reports; the figures stay as they are sealed."""
    return bool(actor.reach.has(Role.PPID)) and report.kind == ReportKind.PUBLIC


def decides(actor: Any, report: Any) -> bool:
    """Only the holder of the head's office decides; not who wrote the text or passed it on."""
    others = {*drafters_of(report), report.reviewed_by_id}
    return bool(actor.reach.has(Role.HEAD)) and actor.pk not in others


def gives_back(actor: Any, report: Any) -> bool:
    """Whoever has the report on the desk may give it back to the drafters."""
    match report.state:
        case Stage.POKJA_REVIEW:
            return leads_the_pokja(actor, report)
        case Stage.PLENARY:
            return records_the_plenary(actor, report)
        case Stage.HARM_TEST:
            return tests_harm(actor, report)
        case _:
            return bool(actor.reach.has(Role.HEAD))


def asks_for_the_decision(actor: Any, report: Any) -> bool:
    """The President's report after the plenary; the public one after the harm test."""
    due = Stage.PLENARY if report.kind == ReportKind.PRESIDENT else Stage.HARM_TEST
    return report.state == due and records_the_plenary(actor, report)


def sends_to_the_president(actor: Any, report: Any) -> bool:
    """The approved report is sent by the Secretariat, the head of the Pokja, or the head."""
    allowed = actor.reach.has(Role.SECRETARIAT, Role.POKJA_HEAD, Role.HEAD)
    return bool(allowed) and report.kind == ReportKind.PRESIDENT


def publishes(actor: Any, report: Any) -> bool:
    """The approved public report is put on the portal by the PPID or the Secretariat."""
    allowed = actor.reach.has(Role.PPID, Role.SECRETARIAT)
    return bool(allowed) and report.kind == ReportKind.PUBLIC


def withdraws_a_publication(actor: Any, report: Any) -> bool:
    """The head, or the PPID when something must not stay in the open."""
    return bool(actor.reach.has(Role.HEAD, Role.PPID)) and report.kind == ReportKind.PUBLIC


def builds_files(actor: Any, report: Any) -> bool:
    """Whoever drafts, leads, tests or decides may have the file made."""
    return bool(
        actor.reach.has(Role.SECRETARIAT, Role.POKJA_HEAD, Role.HEAD) or tests_harm(actor, report)
    )
