"""Sampaikan pengingat: reminding institutions of what they owe, and taking it back in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from institutions.models import Institution
from journal.models import Notice, Urgency
from journal.services import UNDO_WINDOW, Change, record_entry, tell
from pillars.models import Period
from progress import access
from progress.models import Channel, Occasion, Reminder
from progress.queries.reminders import (
    Contact,
    Debt,
    Either,
    chat_text,
    contacts_of,
    debts_in,
    last_told,
    recipients_of,
    sentence_for,
)
from ranpe.kit.clock import day_of
from ranpe.kit.formats import moment
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

NOT_AGAIN_WITHIN = timedelta(hours=24)
# Two servers may differ by a moment; more is a clock that was put back.
CLOCK_TOLERANCE = timedelta(minutes=1)
SENT = gettext_lazy("pengingat disampaikan")
WITHDRAWN = gettext_lazy("pengingat diurungkan")


@dataclass(frozen=True)
class Addressed:
    """What an institution would be told: its debts, the people, the words, or why not."""

    institution: Institution
    reports: tuple[Either, ...]
    people: dict[Contact, list[Either]]
    refusal: str = ""

    @property
    def without_mail(self) -> list[Contact]:
        """The people who read it in their inbox only."""
        return [contact for contact in self.people if not contact.email]

    def sentence(self, at: datetime) -> str:
        """What the reminder says of all the reports."""
        return sentence_for(self.reports, at)

    @property
    def chat(self) -> str:
        """The text for a chat."""
        return chat_text(self.reports)


@dataclass(frozen=True)
class Told:
    """What became of one institution: its reminder, or the sentence of the refusal."""

    addressed: Addressed
    reminder: Reminder | None


def addressed_in(
    period: Period, institutions: Iterable[Institution], at: datetime
) -> list[Addressed]:
    """Who would be reminded of what, and who cannot be: nothing owed, nobody there, too soon."""
    chosen = {row.pk: row for row in institutions}
    debts = debts_in(period, at, chosen)
    told = last_told(period, chosen)
    contacts = contacts_of(chosen, day_of(at))
    return [
        _addressed(row, [debt for debt in debts if debt.institution.pk == key], contacts, told, at)
        for key, row in chosen.items()
    ]


def _addressed(
    institution: Institution,
    debts: Sequence[Debt],
    contacts: Sequence[Contact],
    told: dict[int, datetime],
    at: datetime,
) -> Addressed:
    reports = tuple(report for debt in debts for report in debt.reports)
    is_past = any(report.owed_at < at for report in reports)
    people = recipients_of(reports, contacts, with_coordinator=is_past)
    last = told.get(institution.pk)
    refusal = ""
    if not reports:
        refusal = _("Tidak ada laporan yang masih harus dikirim.")
    elif last is not None and at - last < NOT_AGAIN_WITHIN:
        refusal = _("Sudah diingatkan %(last)s; dapat diingatkan lagi mulai %(next)s.") % {
            "last": moment(last),
            "next": moment(last + NOT_AGAIN_WITHIN),
        }
    elif not people:
        refusal = _("Belum ada orang yang dapat dihubungi.")
    return Addressed(institution, reports, people, refusal)


def refuse_a_clock_put_back(at: datetime) -> None:
    """Nothing is told at a moment before the last reminder.

    Raises:
        OutOfTurn: the server's clock was put back.
    """
    newest = Reminder.everything.order_by("-told_at").first()
    if newest is not None and newest.told_at > at + CLOCK_TOLERANCE:
        raise OutOfTurn(
            _("Jam server mundur: pengingat terakhir tercatat %(last)s. Tidak ada yang dikirim.")
            % {"last": moment(newest.told_at)}
        )


def send_reminders(
    institutions: Iterable[Institution], period: Period, *, channel: str, by: Any, at: datetime
) -> list[Told]:
    """Remind several institutions; each that cannot be reminded says why, the others are told.

    Raises:
        NotYours: `by` may not remind one of them.
        OutOfTurn: the clock was put back.
        Incomplete: nobody was chosen.
    """
    chosen = list(institutions)
    if not chosen:
        raise Incomplete(_("Pilih paling sedikit satu penerima."))
    if not all(access.reminds(by, row) for row in chosen):
        raise NotYours(_("Anda tidak berwenang menyampaikan pengingat ini."))
    by = in_office(by, Role.SECRETARIAT, Role.REGIONAL_SUPERVISOR)
    with transaction.atomic():
        # Two people who press at once wait for each other here; the second is told "too soon".
        Period.everything.select_for_update(of=("self",)).order_by().get(pk=period.pk)
        refuse_a_clock_put_back(at)
        return [
            Told(row, None if row.refusal else _remind(row, period, channel, by=by, at=at))
            for row in addressed_in(period, chosen, at)
        ]


def _remind(row: Addressed, period: Period, channel: str, *, by: Any, at: datetime) -> Reminder:
    reminder = Reminder.everything.create(
        key=f"manual:{period.pk}:{row.institution.pk}:{at.isoformat()}",
        occasion=Occasion.MANUAL,
        period=period,
        institution=row.institution,
        channel=channel,
        reached=len(row.people),
        told_at=at,
        author_id=by.pk,
    )
    tell_people(reminder, row.people, urgency=Urgency.DEADLINE, waits=UNDO_WINDOW)
    note(reminder, row.reports, by=by)
    return reminder


def tell_people(
    reminder: Reminder,
    people: dict[Contact, list[Either]],
    *,
    urgency: str,
    waits: timedelta = timedelta(0),
) -> None:
    """Tell each person of the reports that are theirs; without an address the inbox tells it."""
    for contact, reports in people.items():
        tell(
            [contact.pk],
            reminder,
            sentence_for(reports, reminder.told_at),
            key=f"reminder:{reminder.pk}",
            at=reminder.told_at,
            waits=waits,
            urgency=urgency,
            by_mail=bool(contact.email) and reminder.channel == Channel.MAIL,
        )


def note(reminder: Reminder, reports: Sequence[Either], *, by: Any) -> None:
    """Record the act in the journal."""
    after = {
        "rung": reminder.rung,
        "channel": reminder.channel,
        "reports": len(reports),
        "reached": reminder.reached,
    }
    change = Change(after=after)
    record_entry(reminder, "reminder.sent", SENT, by=by, at=reminder.told_at, change=change)


def undo_reminders(reminders: Iterable[Reminder], *, by: Any, at: datetime) -> int:
    """Take reminders back within ten seconds: nothing was mailed yet, and nothing will be.

    Raises:
        NotYours: somebody else sent them.
        OutOfTurn: the ten seconds are over, or they were taken back already.
    """
    keys = [row.pk for row in reminders]
    with transaction.atomic():
        rows = Reminder.everything.select_for_update(of=("self",)).filter(pk__in=keys)
        found = list(rows.select_related("institution", "period").order_by("pk"))
        if not found or any(row.author_id != by.pk for row in found):
            raise NotYours(_("Hanya pengirim pengingat yang dapat mengurungkannya."))
        if any(row.withdrawn_at or at >= row.told_at + UNDO_WINDOW for row in found):
            raise OutOfTurn(_("Pengingat sudah dikirim dan tidak dapat diurungkan lagi."))
        for row in found:
            Notice.everything.filter(key__startswith=f"reminder:{row.pk}:", sent_at=None).delete()
            row.withdrawn_at, row.withdrawn_by_id = at, by.pk
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record_entry(row, "reminder.withdrawn", WITHDRAWN, by=by, at=at)
    return len(found)
