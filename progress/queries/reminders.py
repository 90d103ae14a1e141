"""Reading who owes what by which day, whom to tell, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Grant, Occupancy, Role
from institutions.models import Institution
from pillars.models import Period, PeriodState
from progress import access
from progress.models import ProgressReport, RegionalReport, Reminder
from progress.queries.rows import regional_reports_with_parts, reports_with_parts
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, day, in_sentence

Either = ProgressReport | RegionalReport
CODES_SHOWN = 12
# Who is told first, and to whom it falls when there is nobody; the last is anybody in office.
CHAIN: tuple[tuple[str, ...], ...] = ((Role.OPERATOR, Role.APPROVER), (Role.COORDINATOR,))


@dataclass(frozen=True)
class Debt:
    """The reports that one institution owes by one day; a return's own day stands by itself."""

    institution: Institution
    period: Period
    due_on: date
    is_return: bool
    reports: tuple[Either, ...]


@dataclass(frozen=True)
class Contact:
    """A person in office, with what their offices allow: (role, institution, unit)."""

    pk: int
    name: str
    email: str
    homes: frozenset[int]
    grants: frozenset[tuple[str, int | None, int | None]]

    def writes(self, report: Either, roles: Iterable[str]) -> bool:
        """Whether the person writes or sends a report in one of `roles`."""
        home = access.institution_of(report)
        unit = report.assignment.unit_id if isinstance(report, ProgressReport) else None
        return any(
            role in roles and ((of, part) == (home, None) or (unit is not None and part == unit))
            for role, of, part in self.grants
        )


def debts_in(period: Period, at: datetime, institutions: Iterable[int] | None = None) -> list[Debt]:
    """What is still owed in a period, by institution and day; only what would be taken."""
    grouped: dict[tuple[int, date, bool], list[Either]] = {}
    owners: dict[int, Institution] = {}
    for report in _unsent(period, institutions):
        if access.is_taken_at(report, at):
            owner = owner_of(report)
            owners[owner.pk] = owner
            key = (owner.pk, day_of(report.owed_at), report.due_at is not None)
            grouped.setdefault(key, []).append(report)
    return [
        Debt(owners[owner], period, due_on, is_return, tuple(reports))
        for (owner, due_on, is_return), reports in sorted(
            grouped.items(), key=lambda item: (owners[item[0][0]].code, item[0][1:])
        )
    ]


def _unsent(period: Period, institutions: Iterable[int] | None) -> list[Either]:
    rows = reports_with_parts().due_in(period).unsent().order_by("assignment__action__code", "pk")
    provinces = regional_reports_with_parts().due_in(period).unsent().order_by("region__code")
    if institutions is not None:
        keys = list(institutions)
        rows = rows.filter(assignment__institution__in=keys)
        provinces = provinces.filter(region__government__in=keys)
    return [*rows, *provinces]


def owner_of(report: Either) -> Institution:
    """The institution that owes a report."""
    if isinstance(report, RegionalReport):
        found: Institution = report.region.government
        return found
    return report.assignment.institution


def contacts_of(institutions: Iterable[int], on: date) -> list[Contact]:
    """Everybody in office, on a day, in these institutions or with a right over them."""
    keys = list(institutions)
    rights = Grant.everything.filter(role__in=access.WRITERS, institution__in=keys)
    held = Occupancy.everything.filter(user__is_active=True).in_force(on)
    held = held.filter(
        models.Q(position__in=rights.order_by().values("position"))
        | models.Q(position__institution__in=keys)
    )
    rows = held.select_related("user", "position").prefetch_related("position__grants")
    offices: dict[int, list[Occupancy]] = {}
    for row in rows:
        offices.setdefault(row.user_id, []).append(row)
    found = (_contact(own) for own in offices.values())
    return sorted(found, key=lambda contact: (contact.name, contact.pk))


def _contact(offices: Sequence[Any]) -> Contact:
    person = offices[0].user
    grants = [
        (grant.role, grant.institution_id, grant.unit_id)
        for office in offices
        for grant in office.position.grants.all()
    ]
    homes = frozenset(office.position.institution_id for office in offices)
    return Contact(person.pk, person.printed_name, person.email, homes, frozenset(grants))


def recipients_of(
    reports: Sequence[Either], contacts: Sequence[Contact], *, with_coordinator: bool = False
) -> dict[Contact, list[Either]]:
    """Who is told of which reports: operator and official, else the coordinator, else anybody
    in office there. Once the day has passed the coordinator is told with them."""
    told: dict[Contact, list[Either]] = {}
    for report in reports:
        for contact in _people_for(report, contacts, with_coordinator=with_coordinator):
            told.setdefault(contact, []).append(report)
    return told


def _people_for(
    report: Either, contacts: Sequence[Contact], *, with_coordinator: bool
) -> list[Contact]:
    steps = [(*CHAIN[0], *CHAIN[1]), *CHAIN[1:]] if with_coordinator else [*CHAIN]
    for roles in steps:
        found = [contact for contact in contacts if contact.writes(report, roles)]
        if found:
            return found
    home = access.institution_of(report)
    return [contact for contact in contacts if home in contact.homes]


def last_told(period: Period, institutions: Iterable[int]) -> dict[int, datetime]:
    """When people of each institution were reminded last; what was withdrawn does not count."""
    rows = Reminder.everything.filter(
        period=period, institution__in=list(institutions), withdrawn_at=None, reached__gt=0
    )
    newest = rows.order_by().values("institution").annotate(newest=models.Max("told_at"))
    return dict(newest.values_list("institution", "newest"))


def code_of(report: Either) -> str:
    """What a report is called where no confidential word may stand."""
    if isinstance(report, RegionalReport):
        return str(_("laporan daerah %(region)s") % {"region": report.region.name})
    return report.assignment.action.code


def _codes(reports: Sequence[Either]) -> str:
    codes = list(dict.fromkeys(code_of(report) for report in reports))
    shown, rest = codes[:CODES_SHOWN], len(codes) - CODES_SHOWN
    if rest > 0:
        shown.append(_("dan %(rest)s lainnya") % {"rest": rest})
    return ", ".join(shown)


def sentence_for(reports: Sequence[Either], at: datetime) -> str:
    """What a reminder says: codes and deadlines, never the words of an action or report."""
    with override(settings.LANGUAGE_CODE):
        by_day: dict[datetime, list[Either]] = {}
        for report in reports:
            by_day.setdefault(report.owed_at, []).append(report)
        parts = [
            _("%(codes)s (batas waktu %(due)s, %(left)s)")
            % {"codes": _codes(group), "due": day(owed), "left": in_sentence(countdown(owed, at))}
            for owed, group in sorted(by_day.items())
        ]
        return _("Mohon penyampaian laporan %(period)s: %(reports)s.") % {
            "period": reports[0].period.name,
            "reports": "; ".join(parts),
        }


def chat_text(reports: Sequence[Either]) -> str:
    """The same for a chat, which leaves the house: only codes, deadlines and one link."""
    with override(settings.LANGUAGE_CODE):
        period = reports[0].period
        days = sorted({report.owed_at for report in reports})
        link = f"{settings.PUBLIC_ADDRESS}{reverse('progress:reports')}?periode={period.pk}"
        return _(
            "Yth. Bapak/Ibu,\n"
            "mohon penyampaian laporan RAN PE %(period)s.\n"
            "Kode: %(codes)s\n"
            "Batas waktu: %(due)s\n"
            "%(link)s"
        ) % {
            "period": period.name,
            "codes": _codes(reports),
            "due": ", ".join(day(moment) for moment in days),
            "link": link,
        }


def late_institutions(period: Period, at: datetime) -> list[Institution]:
    """The institutions of which a report is late, whether it would still be taken or not."""
    rows = reports_with_parts().due_in(period).late_at(at)
    provinces = regional_reports_with_parts().due_in(period).late_at(at)
    found = {owner.pk: owner for owner in map(owner_of, [*rows, *provinces])}
    return sorted(found.values(), key=lambda owner: owner.code)


def open_periods() -> list[Period]:
    """The periods in which something can still be owed or checked."""
    rows = Period.everything.filter(state__in=[PeriodState.OPEN, PeriodState.CLOSED])
    return list(rows.select_related("version__plan").order_by("due_at", "pk"))
