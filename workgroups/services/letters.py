"""Recording what becomes of an official letter: initials, signature, number, sending, receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now

from accounts.access import in_office
from accounts.models import Occupancy, Role
from files.services import store_upload
from journal.door import advance
from journal.services import Change
from ranpe.kit.clock import day_of
from ranpe.kit.formats import long_day
from ranpe.kit.refusals import Incomplete
from workgroups.access import OWNERS
from workgroups.models import Letter
from workgroups.queries import signers_of
from workgroups.services.drafting import locked_letter
from workgroups.workflow import LETTER_FLOW


def _take(
    letter: Letter,
    name: str,
    look: Callable[[Letter], Mapping[str, Any]],
    *,
    by: Any,
    at: datetime,
    reason: str = "",
) -> Letter:
    """Take a step with what was typed for it.

    What was typed is looked at where the step is open; elsewhere the door says why it is not.
    """
    step = LETTER_FLOW.step(name)
    with transaction.atomic():
        row = locked_letter(letter)
        after: dict[str, str] = {}
        if row.state in step.sources and step.taken_by(by, row):
            facts = look(row)
            for field, value in facts.items():
                setattr(row, field, value)
            row.version += 1
            row.save(update_fields=["version", *facts])
            after = {field: f"{value}" for field, value in facts.items() if field != "scan"}
        change = Change(reason=reason.strip(), after=after)
        advance(row, LETTER_FLOW, name, by=by, at=at, change=change)
    return row


def _nothing_typed(_row: Letter) -> Mapping[str, Any]:
    return {}


def initial_letter(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """Put initials on a draft: from now on its words stand."""
    by = in_office(by, Role.POKJA_HEAD, Role.SECRETARIAT)
    return _take(letter, "initial", _nothing_typed, by=by, at=at)


def redraft_letter(letter: Letter, *, reason: str, by: Any, at: datetime) -> Letter:
    """Give an initialled letter back to be reworded, and say why."""
    by = in_office(by, Role.POKJA_HEAD, Role.SECRETARIAT)
    return _take(letter, "redraft", _nothing_typed, by=by, at=at, reason=reason)


def _is_possible(day: date, at: datetime, *, not_before: date | None, earlier: str) -> None:
    if day > day_of(at):
        raise Incomplete(_now("Tanggal ini belum tiba."))
    if not_before is not None and day < not_before:
        raise Incomplete(
            _now("Tanggal tidak boleh mendahului %(earlier)s (%(day)s).")
            % {"earlier": earlier, "day": long_day(not_before)}
        )


def sign_letter(
    letter: Letter, *, signed_on: date, signer: Occupancy | None = None, by: Any, at: datetime
) -> Letter:
    """Record who signed, by office: `signer` or whoever held it on that day.

    Raises:
        Incomplete: a day that cannot be, or nobody held the signing office on it.
    """

    def look(row: Letter) -> Mapping[str, Any]:
        _is_possible(
            signed_on, at, not_before=day_of(row.drafted_at), earlier=_now("hari konsep dibuat")
        )
        held = signers_of(row, signed_on)
        found = next((who for who in held if signer is None or who.pk == signer.pk), None)
        if found is None:
            raise Incomplete(_now("Pada hari itu jabatan penanda tangan tidak dipegang olehnya."))
        return {
            "signed_on": signed_on,
            "signed_name": found.user.printed_name,
            "signed_office": found.capacity,
        }

    return _take(letter, "sign", look, by=in_office(by, Role.SECRETARIAT), at=at)


def number_letter(
    letter: Letter, *, number: str, dated_on: date, scan: Any, by: Any, at: datetime
) -> Letter:
    """Type in the number from the registry and keep the scan of the signed letter.

    Raises:
        Incomplete: no number, one that stands twice in the year, no scan, or an impossible day.
    """
    typed = " ".join(number.split())
    by = in_office(by, Role.SECRETARIAT)

    def look(row: Letter) -> Mapping[str, Any]:
        if not typed:
            raise Incomplete(_now("Isi nomor surat dari buku agenda."))
        _is_possible(dated_on, at, not_before=row.signed_on, earlier=_now("tanggal tanda tangan"))
        same = Letter.everything.filter(number__iexact=typed, number_year=dated_on.year)
        if same.exists():
            raise _doubled(typed, dated_on)
        if scan is None:
            raise Incomplete(_now("Unggah pindaian surat yang sudah ditandatangani."))
        owner = f"institution:{row.institution_id}"
        return {
            "number": typed,
            "number_year": dated_on.year,
            "dated_on": dated_on,
            "scan": store_upload(scan, owner_key=owner, by=by, at=at),
        }

    try:
        return _take(letter, "number", look, by=by, at=at)
    except IntegrityError as problem:  # another letter got the number at the same moment
        raise _doubled(typed, dated_on) from problem


def _doubled(typed: str, dated_on: date) -> Incomplete:
    return Incomplete(
        _now("Nomor %(number)s sudah dipakai pada tahun %(year)s; periksa buku agenda.")
        % {"number": typed, "year": dated_on.year}
    )


def send_letter(letter: Letter, *, sent_on: date, way: str = "", by: Any, at: datetime) -> Letter:
    """Record that people sent the letter, on which day and how; the addressee is told."""

    def look(row: Letter) -> Mapping[str, Any]:
        _is_possible(sent_on, at, not_before=row.dated_on, earlier=_now("tanggal surat"))
        return {"sent_on": sent_on, "sent_way": way.strip()}

    return _take(letter, "send", look, by=in_office(by, Role.SECRETARIAT), at=at)


def receive_letter(
    letter: Letter, *, received_on: date, name: str = "", by: Any, at: datetime
) -> Letter:
    """Record the day on which the addressee received the letter, and who took it."""

    def look(row: Letter) -> Mapping[str, Any]:
        _is_possible(received_on, at, not_before=row.sent_on, earlier=_now("tanggal pengiriman"))
        return {"received_on": received_on, "received_name": name.strip()}

    return _take(letter, "receive", look, by=in_office(by, Role.SECRETARIAT, *OWNERS), at=at)


def cancel_letter(letter: Letter, *, reason: str, by: Any, at: datetime) -> Letter:
    """Cancel a letter that has not been sent; its number, if it has one, stays used."""

    def look(_row: Letter) -> Mapping[str, Any]:
        return {"cancel_reason": reason.strip()} if reason.strip() else {}

    by = in_office(by, Role.SECRETARIAT)
    return _take(letter, "cancel", look, by=by, at=at, reason=reason)
