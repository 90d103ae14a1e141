"""What a meeting decided and a year's report recommended, followed until it is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import in_office
from accounts.models import Role
from institutions.models import Institution
from journal.door import advance
from journal.services import Change, record_entry, tell
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Incomplete, OutOfTurn
from workgroups.access import OWNERS
from workgroups.models import AgendaItem, Decision, Meeting, Recommendation, RecommendationState
from workgroups.services.meetings import arranger, locked
from workgroups.workflow import DECISION_FLOW, people_who_owe

_SETTLERS = (Role.SECRETARIAT, Role.POKJA_CHAIR, Role.HEAD)
_RECORDED = _("rekomendasi dicatat")
_NEW_ADVICE = _("Rekomendasi laporan tahunan menjadi tugas instansi Anda: {text}")
_NEW = _("Keputusan rapat menjadi tugas instansi Anda: {text}")


def record_decision(
    meeting: Meeting,
    text: str,
    *,
    owner: Institution | None,
    due_on: date | None,
    item: AgendaItem | None = None,
    by: Any,
    at: datetime,
) -> Decision:
    """Record what a meeting decided, who owes it and until when; the owner is told.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no text, no owner, no day, or a day before the meeting.
        OutOfTurn: the minutes are approved.
    """
    by = arranger(by)
    if not text.strip():
        raise Incomplete(_now("Tuliskan keputusannya."))
    if owner is None:
        raise Incomplete(_now("Keputusan tanpa penanggung jawab tidak dicatat; pilih instansinya."))
    if due_on is None:
        raise Incomplete(_now("Keputusan tanpa batas waktu tidak dicatat; isi tanggalnya."))
    with transaction.atomic():
        row = locked(meeting)
        if due_on < row.day:
            raise Incomplete(_now("Batas waktu tidak boleh sebelum hari rapat."))
        decision = Decision.everything.create(
            meeting=row, item=item, text=text.strip(), owner=owner, due_on=due_on
        )
        change = Change(after={"owner": owner.code, "due_on": f"{due_on}"})
        said = _("keputusan dicatat")
        record_entry(row, "decision.recorded", said, by=by, at=at, change=change)
        told = format_lazy(_NEW, text=str(decision))
        key = f"decision:{decision.pk}"
        tell(people_who_owe(decision), decision, told, key=key, at=at)
    return decision


def _locked(decision: Decision) -> Decision:
    rows = Decision.everything.select_for_update(of=("self",)).order_by()
    found: Decision = rows.select_related("meeting__group").get(pk=decision.pk)
    return found


def report_decision(decision: Decision, *, note: str, by: Any, at: datetime) -> Decision:
    """The institution that owes a decision says that it is done, and how."""
    by = in_office(by, *OWNERS)
    with transaction.atomic():
        row = _locked(decision)
        change = Change(reason=note.strip())
        advance(row, DECISION_FLOW, "report", by=by, at=at, change=change)
        row.note = note.strip()
        row.save(update_fields=["note"])
    return row


def close_decision(decision: Decision, *, done_on: date, by: Any, at: datetime) -> Decision:
    """Note that a decision has been carried out."""
    if done_on > day_of(at):
        raise Incomplete(_now("Hari selesai belum tiba."))
    by = in_office(by, *_SETTLERS)
    with transaction.atomic():
        row = _locked(decision)
        if not row.is_closed:
            row.done_on = done_on
            row.save(update_fields=["done_on"])
        change = Change(after={"done_on": f"{done_on}"})
        advance(row, DECISION_FLOW, "close", by=by, at=at, change=change)
    return row


def send_back_decision(decision: Decision, *, reason: str, by: Any, at: datetime) -> Decision:
    """What was reported or closed is not done: it goes back to its owner, with the reason."""
    by = in_office(by, *_SETTLERS)
    with transaction.atomic():
        row = _locked(decision)
        change = Change(reason=reason.strip())
        advance(row, DECISION_FLOW, "send_back", by=by, at=at, change=change)
        row.done_on = None
        row.save(update_fields=["done_on"])
    return row


def record_recommendation(
    year: int,
    text: str,
    *,
    owner: Institution | None,
    due_on: date | None = None,
    by: Any,
    at: datetime,
    progress: str = RecommendationState.OPEN,
    note: str = "",
) -> Recommendation:
    """Record a recommendation of a year's report; it is carried until it is done.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no text or no owner.
    """
    by = arranger(by)
    if not text.strip():
        raise Incomplete(_now("Tuliskan rekomendasinya."))
    with transaction.atomic():
        made = Recommendation.everything.create(
            year=year,
            text=text.strip(),
            owner=_named(owner),
            due_on=due_on,
            progress=progress,
            note=note,
        )
        entry = record_entry(made, "recommendation.recorded", _RECORDED, by=by, at=at)
        _tell_owner(made, key=f"recommendation:{entry.pk}", at=at)
    return made


def _named(owner: Institution | None) -> Institution:
    if owner is None:
        raise Incomplete(_now("Rekomendasi tanpa penanggung jawab tidak dicatat; pilih instansi."))
    return owner


def _tell_owner(row: Recommendation, *, key: str, at: datetime) -> None:
    told = format_lazy(_NEW_ADVICE, text=str(row))
    tell(people_who_owe(row), row, told, key=key, at=at)


def _locked_advice(recommendation: Recommendation) -> Recommendation:
    rows = Recommendation.everything.select_for_update(of=("self",)).order_by()
    found: Recommendation = rows.get(pk=recommendation.pk)
    return found


def assign_recommendation(
    recommendation: Recommendation,
    *,
    owner: Institution | None,
    due_on: date | None,
    by: Any,
    at: datetime,
) -> Recommendation:
    """Say who owes an unfinished recommendation, and until when; a new owner is told.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: no owner or no day.
        OutOfTurn: it is done.
    """
    by = arranger(by)
    if due_on is None:
        raise Incomplete(_now("Isi batas waktunya."))
    with transaction.atomic():
        row = _locked_advice(recommendation)
        if row.is_done:
            raise OutOfTurn(_now("Rekomendasi ini sudah selesai."))
        before = {"owner": row.owner.code, "due_on": f"{row.due_on or ''}"}
        is_new = row.owner != owner
        row.owner, row.due_on = _named(owner), due_on
        row.save(update_fields=["owner", "due_on"])
        change = Change(before=before, after={"owner": row.owner.code, "due_on": f"{due_on}"})
        verb, said = "recommendation.assigned", _("penanggung jawab rekomendasi ditetapkan")
        entry = record_entry(row, verb, said, by=by, at=at, change=change)
        if is_new:
            _tell_owner(row, key=f"recommendation:{entry.pk}", at=at)
    return row


def follow_up_recommendation(
    recommendation: Recommendation, progress: str, *, note: str = "", by: Any, at: datetime
) -> Recommendation:
    """Note how far a recommendation has come."""
    by = arranger(by)
    if progress != RecommendationState.OPEN and not note.strip():
        raise Incomplete(_now("Tuliskan apa yang sudah dilakukan."))
    with transaction.atomic():
        row = _locked_advice(recommendation)
        change = Change(before={"progress": row.progress}, after={"progress": progress})
        row.progress, row.note = progress, note.strip()
        row.save(update_fields=["progress", "note"])
        said = _("tindak lanjut rekomendasi dicatat")
        record_entry(row, "recommendation.followed", said, by=by, at=at, change=change)
    return row
