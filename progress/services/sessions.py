"""The verbs of a verification session: plan, share out, begin, move a report, close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role, User
from institutions.models import Institution
from journal.door import advance
from journal.services import Change, record_entry
from pillars.models import Period
from pillars.queries import rules_of
from progress import access
from progress.models import (
    CalibrationMark,
    ProgressReport,
    ReportState,
    SessionItem,
    SessionMinutes,
    SessionSeat,
    SessionState,
    Untaken,
    VerificationSession,
)
from progress.queries import reports_with_parts
from progress.queries.sessions import CHECKED
from progress.services.sharing import ToShare, calibration_sample, share_out
from progress.workflow import SESSION_FLOW
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

_RUNNERS = (Role.SECRETARIAT, Role.POKJA_HEAD)


@dataclass(frozen=True)
class SessionPlan:
    """What is laid down before a session: name, days, place, pillars (none means all), sample."""

    name: str
    place: str
    starts_on: date
    ends_on: date
    pillars: tuple[int, ...] = ()
    sample_size: int = 0


def _runner(by: Any) -> Any:
    if not access.runs_the_periods(by, None):
        raise NotYours(_("Hanya Sekretariat Bersama dan ketua Pokja yang mengatur sesi."))
    return in_office(by, *_RUNNERS)


def plan_session(
    period: Period, plan: SessionPlan, verifiers: Iterable[User], *, by: Any, at: datetime
) -> VerificationSession:
    """Lay a session down with a seat for each verifier.

    Raises:
        NotYours: `by` neither leads the Pokja nor is the Secretariat.
        Incomplete: no verifier, or the last day before the first.
    """
    by = _runner(by)
    seated = sorted({person.pk for person in verifiers})
    if not seated:
        raise Incomplete(_("Pilih paling sedikit satu verifikator."))
    if plan.ends_on < plan.starts_on:
        raise Incomplete(_("Hari terakhir tidak boleh sebelum hari pertama."))
    with transaction.atomic():
        session = VerificationSession.everything.create(
            period=period,
            name=plan.name,
            place=plan.place,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            pillars=sorted(plan.pillars),
            sample_size=plan.sample_size,
            seed=int(f"{plan.starts_on:%Y%m%d}"),
        )
        SessionSeat.everything.bulk_create(
            SessionSeat(session=session, verifier_id=person) for person in seated
        )
        said = gettext_lazy("sesi verifikasi direncanakan")
        change = Change(after={"verifiers": seated, "pillars": session.pillars})
        record_entry(session, "session.planned", said, by=by, at=at, change=change)
    return session


def _locked_session(session: VerificationSession, *states: str) -> VerificationSession:
    rows = VerificationSession.everything.select_for_update(of=("self",)).order_by()
    found: VerificationSession = rows.select_related("period__version__plan").get(pk=session.pk)
    if found.state not in states:
        raise OutOfTurn(_("Sesi ini tidak pada tahap itu lagi. Muat ulang halaman."))
    return found


def share_session(session: VerificationSession, *, by: Any, at: datetime) -> VerificationSession:
    """Share the period's reports out to the seats; until the session begins it can be repeated.

    Raises:
        NotYours: `by` does not run sessions.
        OutOfTurn: the session has begun.
    """
    by = _runner(by)
    with transaction.atomic():
        row = _locked_session(session, SessionState.PLANNED)
        SessionItem.everything.filter(session=row).delete()
        seats = list(row.seats.select_related("verifier").order_by("pk"))
        reports = list(_reports_for(row))
        open_ones = [report for report in reports if report.state not in CHECKED]
        shares = [_to_share(report, seats) for report in open_ones]
        shared = share_out(shares, [seat.pk for seat in seats])
        seat_of = {key: seat for seat, keys in shared.desks.items() for key in keys}
        sample = _sample(row, shares, open_ones)
        SessionItem.everything.bulk_create(
            SessionItem(
                session=row,
                report=report,
                seat_id=seat_of.get(report.pk),
                untaken="" if report.pk in seat_of else _why_untaken(report, seats),
                is_calibration=report.pk in sample,
            )
            for report in reports
        )
        said = gettext_lazy("tugas sesi verifikasi dibagi")
        loads = {str(seat): len(keys) for seat, keys in shared.desks.items()}
        change = Change(after={"loads": loads, "untaken": len(reports) - len(seat_of)})
        record_entry(row, "session.shared", said, by=by, at=at, change=change)
    return row


def _reports_for(session: VerificationSession) -> Any:
    """All reports owed in the period (and pillars) that are in no other session yet."""
    rows = reports_with_parts().filter(period=session.period_id)
    if session.pillars:
        rows = rows.filter(assignment__action__focus__pillar__number__in=session.pillars)
    busy = SessionItem.everything.exclude(session__state=SessionState.CLOSED)
    return rows.exclude(pk__in=busy.values("report")).order_by("pk")


def _to_share(report: ProgressReport, seats: Sequence[SessionSeat]) -> ToShare:
    takers = (seat.pk for seat in seats if access.is_verifier(seat.verifier, report))
    return ToShare(report.pk, report.assignment.institution_id, frozenset(takers))


def _sample(
    session: VerificationSession, shares: Sequence[ToShare], reports: Sequence[ProgressReport]
) -> set[int]:
    """Only what has been sent can be judged by all before the work begins."""
    sent = {report.pk for report in reports if report.state == ReportState.SUBMITTED}
    judged = [share for share in shares if share.key in sent and share.takers]
    return set(calibration_sample(judged, session.sample_size, session.seed))


def _why_untaken(report: ProgressReport, seats: Sequence[SessionSeat]) -> str:
    if report.state in CHECKED:
        return Untaken.VERIFIED
    number = report.assignment.action.focus.pillar.number
    knows = any(seat.verifier.reach.holds(Role.VERIFIER, "pillar", number) for seat in seats)
    return Untaken.NO_OTHER if knows else Untaken.NO_PILLAR


def start_session(session: VerificationSession, *, by: Any, at: datetime) -> VerificationSession:
    """Begin: from now on a returned report is due on the same day."""
    return _advanced(session, "start", by=by, at=at)


def close_session(session: VerificationSession, *, by: Any, at: datetime) -> VerificationSession:
    """Close; what is unresolved stays where it is."""
    return _advanced(session, "close", by=by, at=at)


def _advanced(
    session: VerificationSession, name: str, *, by: Any, at: datetime
) -> VerificationSession:
    with transaction.atomic():
        row = _locked_session(session, *SessionState.values)
        advance(row, SESSION_FLOW, name, by=in_office(by, *_RUNNERS), at=at)
    return row


def reassign_item(item: SessionItem, seat: SessionSeat, *, by: Any, at: datetime) -> SessionItem:
    """Move one report to another desk.

    Raises:
        NotYours: `by` does not run sessions.
        OutOfTurn: the session is closed, or the seat is of another session.
        Incomplete: the seat's verifier may not judge the report.
    """
    by = _runner(by)
    with transaction.atomic():
        _locked_session(item.session, SessionState.PLANNED, SessionState.RUNNING)
        rows = SessionItem.everything.select_for_update(of=("self",)).order_by()
        row: SessionItem = rows.get(pk=item.pk)
        if seat.session_id != row.session_id:
            raise OutOfTurn(_("Verifikator itu tidak duduk dalam sesi ini."))
        report = reports_with_parts().get(pk=row.report_id)
        if not access.is_verifier(seat.verifier, report):
            raise Incomplete(_("Verifikator itu tidak boleh memeriksa laporan ini."))
        before, row.seat, row.untaken = row.seat_id, seat, ""
        row.save(update_fields=["seat", "untaken"])
        _begun_goes_along(report, seat, at)
        said = gettext_lazy("laporan dalam sesi dipindahkan ke verifikator lain")
        change = Change(before={"seat": before}, after={"seat": seat.pk})
        record_entry(report, "session.reassigned", said, by=by, at=at, change=change)
    return row


def _begun_goes_along(report: ProgressReport, seat: SessionSeat, at: datetime) -> None:
    """Who has the report at their desk also holds it, when its check has begun."""
    begun = ProgressReport.everything.filter(pk=report.pk, state=ReportState.SUBMITTED)
    begun.exclude(review_started_by=None).update(
        review_started_at=at, review_started_by=seat.verifier
    )


def mark_calibration(
    item: SessionItem, *, accepts: bool, rubric: Mapping[str, bool], by: Any, at: datetime
) -> CalibrationMark:
    """Keep what a verifier says of a sample report, blind and once; nothing else changes.

    Raises:
        NotYours: `by` has no seat, or may not judge the report.
        OutOfTurn: no sample report, already marked, or the session does not run.
    """
    seat = SessionSeat.everything.filter(session=item.session_id, verifier=by.pk).first()
    report = reports_with_parts().get(pk=item.report_id)
    if seat is None or not access.is_verifier(by, report):
        raise NotYours(_("Anda tidak memeriksa laporan ini."))
    officer = in_office(by, Role.VERIFIER)
    with transaction.atomic():
        session = _locked_session(item.session, SessionState.RUNNING)
        if not item.is_calibration or item.marks.filter(seat=seat).exists():
            raise OutOfTurn(_("Penilaian contoh Anda sudah tersimpan dan tidak dapat diubah."))
        asked = [row["key"] for row in rules_of(session.period.version.plan).rubric]
        mark = CalibrationMark.everything.create(
            item=item,
            seat=seat,
            accepts=accepts,
            rubric={key: bool(rubric.get(key)) for key in asked},
            marked_at=at,
            marked_by_id=by.pk,
        )
        said = gettext_lazy("contoh kalibrasi dinilai")
        record_entry(session, "session.marked", said, by=officer, at=at)
    return mark


def record_minutes(
    session: VerificationSession,
    institution: Institution,
    *,
    number: str,
    verified_by_name: str,
    official_name: str,
    by: Any,
    at: datetime,
) -> SessionMinutes:
    """Keep the number and the names under which one K/L's berita acara is signed.

    Raises:
        NotYours: `by` does not run sessions.
        Incomplete: no number, or a name is missing.
    """
    by = _runner(by)
    values = [text.strip() for text in (number, verified_by_name, official_name)]
    if not all(values):
        raise Incomplete(_("Isi nomor dan kedua nama."))
    with transaction.atomic():
        row = _locked_session(session, SessionState.RUNNING, SessionState.CLOSED)
        names = ("number", "verified_by_name", "official_name")
        minutes, _is_new = SessionMinutes.everything.update_or_create(
            session=row,
            institution=institution,
            defaults={**dict(zip(names, values, strict=True)), "written_at": at}
            | {"written_by_id": by.pk},
        )
        said = gettext_lazy("berita acara sesi verifikasi dicatat")
        change = Change(after={"number": values[0], "institution": institution.code})
        record_entry(row, "session.minutes", said, by=by, at=at, change=change)
    return minutes
