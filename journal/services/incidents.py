"""Incidents with personal data: recorded, told to the authority and to the people, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.access import answers_for_incidents
from journal.models import Incident, LegalTerm, TermKey
from journal.queries import term_of
from journal.services.writing import Change, record_entry
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


@dataclass(frozen=True)
class IncidentContent:
    """What has to be told: what, whose, when it came out, and what is done about it."""

    discovered_at: datetime
    what: str
    affected: str
    remedy: str
    people: int | None = None


def record_incident(content: IncidentContent, *, by: Any, at: datetime) -> Incident:
    """Open the record; its clock runs from the discovery, by the hours that are in force now.

    Raises:
        NotYours: `by` does not answer for personal data.
        Incomplete: the discovery lies in the future.
    """
    _only_who_answers(by)
    if content.discovered_at > at:
        raise Incomplete(_("Saat diketahui tidak boleh di masa depan."))
    hours = term_of(TermKey.INCIDENT_HOURS)
    with transaction.atomic():
        row = Incident.everything.create(
            discovered_at=content.discovered_at,
            due_at=content.discovered_at + timedelta(hours=hours.amount),
            ground=hours.ground,
            what=content.what,
            affected=content.affected,
            remedy=content.remedy,
            people=content.people,
            recorded_at=at,
            recorded_by_id=by.pk,
        )
        said = gettext_lazy("insiden data pribadi dicatat")
        record_entry(row, "incident.recorded", said, by=by, at=at)
    return row


def tell_authority(incident: Incident, *, letter: str, by: Any, at: datetime) -> None:
    """The written notice to the authority has gone out under this number."""
    said = gettext_lazy("insiden diberitahukan kepada lembaga")
    _step(incident, "authority_told", said, note=letter, by=by, at=at)


def tell_people(incident: Incident, *, letter: str, by: Any, at: datetime) -> None:
    """The people concerned have been told in writing."""
    said = gettext_lazy("insiden diberitahukan kepada orang yang terdampak")
    _step(incident, "people_told", said, note=letter, by=by, at=at)


def close_incident(incident: Incident, *, note: str, by: Any, at: datetime) -> None:
    """Nothing is left to do.

    Raises:
        OutOfTurn: authority or people have not been told.
    """
    said = gettext_lazy("insiden ditutup")
    _step(incident, "closed", said, note=note, by=by, at=at)


def _step(incident: Incident, pair: str, said: Any, *, note: str, by: Any, at: datetime) -> None:
    _only_who_answers(by)
    if not note.strip():
        raise Incomplete(_("Tuliskan nomor surat atau caranya."))
    with transaction.atomic():
        row = Incident.everything.select_for_update(of=("self",)).get(pk=incident.pk)
        if getattr(row, f"{pair}_at") is not None:
            raise OutOfTurn(_("Langkah ini sudah dicatat."))
        if pair == "closed" and not (row.authority_told_at and row.people_told_at):
            raise OutOfTurn(_("Beri tahu lembaga dan orang yang terdampak sebelum menutup."))
        setattr(row, f"{pair}_at", at)
        setattr(row, f"{pair}_by_id", by.pk)
        row.save(update_fields=[f"{pair}_at", f"{pair}_by"])
        change = Change(reason=note.strip())
        record_entry(row, f"incident.{pair}", said, by=by, at=at, change=change)


def set_term(key: str, amount: int, ground: str, *, by: Any, at: datetime) -> None:
    """Another period, and what it rests on; what was recorded before keeps its own.

    Raises:
        NotYours: `by` does not answer for personal data.
        Incomplete: nothing that it rests on.
    """
    _only_who_answers(by)
    if amount < 1 or not ground.strip():
        raise Incomplete(_("Isi angka paling sedikit 1 dan dasar hukumnya."))
    with transaction.atomic():
        before = term_of(key)
        row, _new = LegalTerm.everything.update_or_create(
            key=key, defaults={"amount": amount, "ground": ground.strip()}
        )
        change = Change(
            before={"amount": before.amount, "ground": before.ground},
            after={"amount": row.amount, "ground": row.ground},
        )
        said = gettext_lazy("ketentuan waktu diubah")
        record_entry(row, "term.set", said, by=by, at=at, change=change)


def _only_who_answers(actor: Any) -> None:
    if not answers_for_incidents(actor):
        raise NotYours(_("Insiden data pribadi dicatat oleh PPID atau admin sistem."))
