"""The ladder of the calendar: reminders of both sides, and the letters that it proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries import holders_of
from institutions.models import Institution
from journal.models import Urgency
from journal.services import is_quiet, record_entry, tell
from pillars.models import Period, PlanRules
from pillars.queries import rules_of
from progress.models import LetterProposal, Occasion, Reminder
from progress.queries.reminders import (
    Contact,
    Debt,
    contacts_of,
    debts_in,
    late_institutions,
    open_periods,
    recipients_of,
)
from progress.queries.reviewing import StuckQueue, stuck_queues
from progress.services.reminding import note, refuse_a_clock_put_back, tell_people
from ranpe.kit.clock import day_of
from workgroups.models import LADDER_KINDS, LetterKind
from workgroups.queries import living_letters

# From so many days before the due date a reminder no longer waits for the daily mail.
LAST_DAYS = 3
PROPOSED = _("surat resmi diusulkan")
NOBODY_THERE = _("{institution}: tidak ada yang dapat diingatkan ({period}); perbaiki kontaknya")
STUCK = _("{count} laporan {period} menunggu Anda; yang terlama sudah {days} hari")
LETTERS_PROPOSED = _("{count} surat resmi diusulkan untuk {period}")


@dataclass
class Climbed:
    """What one run of the ladder did."""

    reminders: list[Reminder] = field(default_factory=list)
    proposals: list[LetterProposal] = field(default_factory=list)


def climb_ladder(*, at: datetime) -> Climbed:
    """Do what the calendar asks for today, once: remind who owes and who checks, propose letters.

    A rung that was missed is not made up for when a newer one is due. Nothing happens at night,
    and no letter leaves by itself.

    Raises:
        OutOfTurn: the server's clock was put back.
    """
    done = Climbed()
    if is_quiet(at):
        return done
    with transaction.atomic():
        refuse_a_clock_put_back(at)
        for period in open_periods():
            rules = rules_of(period.version.plan)
            debts = debts_in(period, at)
            _remind_owners(debts, rules, done, at)
            _propose_letters(period, rules, done, at)
            patience = rules.stuck_after_days
            done.reminders += _remind_reviewers(stuck_queues(period, patience, at), patience, at)
    return done


def newest_rung(debt: Debt, rules: PlanRules, on: date) -> int | None:
    """The last rung that has come by a day; for a return only those after it was given back."""
    days = [int(day) for day in rules.reminder_days]
    if debt.is_return:
        days = [day for day in days if day > -rules.return_working_days]
    come = [day for day in days if debt.due_on + timedelta(days=day) <= on]
    return max(come, default=None)


def _remind_owners(debts: Sequence[Debt], rules: PlanRules, done: Climbed, at: datetime) -> None:
    due = {
        f"ladder:{debt.period.pk}:{debt.institution.pk}:{debt.due_on}:{rung}": (debt, rung)
        for debt in debts
        if (rung := newest_rung(debt, rules, day_of(at))) is not None
    }
    known = set(Reminder.everything.filter(key__in=due).values_list("key", flat=True))
    fresh = {key: found for key, found in due.items() if key not in known}
    contacts = contacts_of({debt.institution.pk for debt, _rung in fresh.values()}, day_of(at))
    for key, (debt, rung) in fresh.items():
        done.reminders.append(_remind_owner(key, debt, rung, contacts, at))


def _remind_owner(
    key: str, debt: Debt, rung: int, contacts: Sequence[Contact], at: datetime
) -> Reminder:
    people = recipients_of(debt.reports, contacts, with_coordinator=rung > 0)
    reminder = Reminder.everything.create(
        key=key,
        occasion=Occasion.LADDER,
        period=debt.period,
        institution=debt.institution,
        due_on=debt.due_on,
        rung=rung,
        reached=len(people),
        told_at=at,
    )
    urgency = Urgency.DEADLINE if rung >= -LAST_DAYS else Urgency.DAILY
    tell_people(reminder, people, urgency=urgency)
    note(reminder, debt.reports, by=None)
    if not people:
        said = format_lazy(
            NOBODY_THERE, institution=debt.institution.short, period=debt.period.name
        )
        _tell_secretariat(reminder, said, f"reminder-nobody:{reminder.pk}", at)
    return reminder


def _tell_secretariat(subject: Any, said: object, key: str, at: datetime) -> None:
    desk = holders_of(models.Q(role=Role.SECRETARIAT), on=day_of(at))
    tell(desk, subject, said, key=key, at=at, waits=timedelta(0))


def _remind_reviewers(queues: Sequence[StuckQueue], patience: int, at: datetime) -> list[Reminder]:
    """Remind those who check, and again only after as many days as something is stuck."""
    since = day_of(at) - timedelta(days=max(patience, 1))
    made = []
    for queue in queues:
        before = Reminder.everything.filter(
            occasion=Occasion.QUEUE, period=queue.period, reviewer=queue.reviewer
        )
        last = before.order_by("-told_at").first()
        if last is None or day_of(last.told_at) <= since:
            made.append(_remind_reviewer(queue, at))
    return made


def _remind_reviewer(queue: StuckQueue, at: datetime) -> Reminder:
    reminder = Reminder.everything.create(
        key=f"queue:{queue.period.pk}:{queue.reviewer}:{day_of(at)}",
        occasion=Occasion.QUEUE,
        period=queue.period,
        reviewer_id=queue.reviewer,
        reached=1,
        told_at=at,
    )
    said = format_lazy(STUCK, count=queue.count, period=queue.period.name, days=queue.age_days)
    tell([queue.reviewer], reminder, said, key=f"reminder:{reminder.pk}", at=at, waits=timedelta(0))
    note(reminder, queue.reports, by=None)
    return reminder


def _propose_letters(period: Period, rules: PlanRules, done: Climbed, at: datetime) -> None:
    """Beyond the last rung: first the request, later the firm letter, each proposed once and
    none that was written already.

    The firm letter keeps its distance from the request, also where that was proposed late.
    """
    request, firm = sorted(int(day) for day in rules.letter_days)[:2]
    if day_of(at) < day_of(period.due_at) + timedelta(days=request):
        return
    known = _known_letters(period)
    made = []
    for owner in late_institutions(period, at):
        if (owner.pk, LetterKind.FIRM) in known:
            continue
        asked_on = known.get((owner.pk, LetterKind.REQUEST))
        if asked_on is None:
            made.append(_propose(period, owner, LetterKind.REQUEST, at))
        elif asked_on + timedelta(days=firm - request) <= day_of(at):
            made.append(_propose(period, owner, LetterKind.FIRM, at))
    if made:
        said = format_lazy(LETTERS_PROPOSED, count=len(made), period=period.name)
        _tell_secretariat(period, said, f"letters:{period.pk}:{day_of(at)}", at)
    done.proposals += made


def _known_letters(period: Period) -> dict[tuple[int, str], date]:
    """Since when a letter was proposed, or else was written without the ladder."""
    written = living_letters(period).filter(kind__in=LADDER_KINDS)
    known = {(row.institution_id, row.kind): day_of(row.drafted_at) for row in written}
    rows = LetterProposal.everything.filter(period=period)
    return known | {(row.institution_id, row.kind): row.proposed_on for row in rows}


def _propose(period: Period, owner: Institution, kind: str, at: datetime) -> LetterProposal:
    proposal = LetterProposal.everything.create(
        period=period, institution=owner, kind=kind, proposed_on=day_of(at)
    )
    record_entry(proposal, "letter.proposed", PROPOSED, by=None, at=at)
    return proposal
