"""The life of a report, of an institution and of a province alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries import holders_of
from journal.queries import open_remarks_on
from pillars.models import PeriodState, Status
from pillars.queries import rules_of
from progress import access
from progress.models import ExtensionState, ProgressReport, ReportState, SessionState
from ranpe.kit.clock import day_of
from ranpe.kit.workflow import Step, Workflow

NARRATIVE_MINIMUM = 30


def _not_locked(report: Any) -> Iterable[str]:
    if report.period.state == PeriodState.LOCKED:
        yield _now("Periode ini sudah dikunci; laporannya tidak dapat diubah lagi.")


def is_complete(report: Any) -> Iterable[str]:
    """What is still missing before a report can be sent, one sentence each."""
    yield from _not_locked(report)
    for part in missing_parts(report):
        yield part.sentence


def _missing_answers(report: Any) -> Iterable[MissingPart]:
    """The verifier's blocking remarks that nobody has answered; a list asks for all at once."""
    if not report.returns:
        return
    known: bool | None = getattr(report, "has_open_remarks", None)
    if known is not None:
        if known:
            yield MissingPart("answers", _now("Jawab dahulu catatan verifikator."))
        return
    for remark in open_remarks_on(report):
        words = {"text": Truncator(remark.text).chars(80)}
        yield MissingPart(
            f"answer_{remark.pk}", _now("Jawab catatan verifikator: “%(text)s”") % words
        )


@dataclass(frozen=True)
class MissingPart:
    """A field of a report that still has to be filled, and the sentence that says so."""

    field: str
    sentence: str


def missing_parts(report: Any) -> Iterable[MissingPart]:
    """The fields that are still missing before a report can be sent, in the form's order."""
    yield from (part for part in missing_words(report) if report.period.asks_for(part.field))
    yield from _missing_answers(report)


def missing_words(report: Any) -> Iterable[MissingPart]:
    """The fields of the report itself that are missing; a letter is asked for no more."""
    if getattr(report, "is_closed", False):
        yield from _missing_on_the_closed_path(report)
        return
    if report.is_nil:
        if not report.nil_reason.strip():
            yield MissingPart("nil_reason", _now("Tuliskan alasan tidak ada kegiatan."))
        yield from _activities_of_nil(report)
        return
    of_an_institution = isinstance(report, ProgressReport)
    if of_an_institution:
        yield from _missing_figures(report)
    if len(report.narrative.strip()) < NARRATIVE_MINIMUM:
        sentence = _now("Uraian kemajuan belum diisi (paling sedikit 30 huruf).")
        yield MissingPart("narrative", sentence)
    if of_an_institution:
        yield from _missing_proof(report)


def _activities_of_nil(report: Any) -> Iterable[MissingPart]:
    if isinstance(report, ProgressReport) and report.activities.exists():
        sentence = _now("Laporan nihil tidak memuat kegiatan; keluarkan kegiatannya.")
        yield MissingPart("activities", sentence)


def _missing_on_the_closed_path(report: ProgressReport) -> Iterable[MissingPart]:
    if not report.claimed_status:
        yield MissingPart("claimed_status", _now("Pilih status kemajuan."))
    if not report.closed_number.strip():
        yield MissingPart("closed_number", _now("Isi nomor surat."))
    if report.closed_dated_on is None:
        yield MissingPart("closed_dated_on", _now("Isi tanggal surat."))


def _missing_figures(report: ProgressReport) -> Iterable[MissingPart]:
    if not report.claimed_status:
        yield MissingPart("claimed_status", _now("Pilih status kemajuan."))
    if report.achieved_value is None:
        sentence = _now("Isi realisasi; tulis 0 bila memang belum ada hasil.")
        yield MissingPart("achieved_value", sentence)


def _missing_proof(report: ProgressReport) -> Iterable[MissingPart]:
    if report.claimed_status in (Status.AT_RISK, Status.BEHIND):
        if not report.obstacle.strip():
            yield MissingPart("obstacle", _now("Jelaskan kendalanya."))
        if not report.follow_up.strip():
            yield MissingPart("follow_up", _now("Tuliskan tindak lanjut atas kendala itu."))
    if not _is_proven(report):
        yield MissingPart("evidence", _now("Unggah paling sedikit satu data dukung."))


def _is_proven(report: ProgressReport) -> bool:
    """Whether a file shows what is said; a list has asked for all its reports at once."""
    known: bool | None = getattr(report, "is_proven", None)
    if known is not None:
        return known
    return bool(report.evidences.filter(removed_at=None).exists())


def _review_not_started(report: Any) -> Iterable[str]:
    yield from _not_locked(report)
    if report.review_started_at is not None:
        yield _now("Laporan sudah mulai diperiksa, sehingga tidak dapat ditarik kembali.")


def _one_level(report: Any) -> Iterable[str]:
    yield from _not_locked(report)
    if _needs_chair(report):
        yield _now("Laporan ini harus diteruskan kepada ketua Pokja.")


def _two_levels(report: Any) -> Iterable[str]:
    yield from _not_locked(report)
    if not _needs_chair(report):
        yield _now("Rencana ini tidak memakai persetujuan ketua Pokja.")


def _needs_chair(report: Any) -> bool:
    return isinstance(report, ProgressReport) and rules_of(report.period.version.plan).needs_chair


def _holders(report: Any, *roles: str) -> Iterable[int]:
    institution = access.institution_of(report)
    reached = models.Q(institution_id=institution, unit=None)
    if isinstance(report, ProgressReport) and report.assignment.unit_id:
        reached |= models.Q(unit_id=report.assignment.unit_id)
    return holders_of(reached & models.Q(role__in=roles), on=day_of(timezone.now()))


def approvers_of(report: Any) -> Iterable[int]:
    """The keys of the people who may send the report."""
    return _holders(report, Role.APPROVER)


def writers_of(report: Any) -> Iterable[int]:
    """The keys of the people who write and send the report."""
    return _holders(report, *access.WRITERS)


def deciders_of_time(report: Any) -> Iterable[int]:
    """The keys of the people who decide whether the report gets more time."""
    condition = models.Q(role=Role.SECRETARIAT)
    if access.is_of_the_lead(report):
        own = models.Q(position__institution_id=access.institution_of(report))
        condition = models.Q(role=Role.SEKBER_MEMBER) & ~own
    return holders_of(condition, on=day_of(timezone.now()))


EXTENSION_FLOW = Workflow(
    "extension",
    _("Waktu tambahan"),
    (
        Step(
            "grant",
            frozenset({ExtensionState.REQUESTED}),
            ExtensionState.GRANTED,
            _("Kabulkan"),
            access.grants_time,
            _("waktu tambahan dikabulkan"),
            tells=lambda extension: writers_of(extension.about),
            stamp="decided",
        ),
        Step(
            "decline",
            frozenset({ExtensionState.REQUESTED}),
            ExtensionState.DECLINED,
            _("Tolak"),
            access.grants_time,
            _("waktu tambahan tidak dikabulkan"),
            tells=lambda extension: writers_of(extension.about),
            stamp="decided",
            needs_reason=True,
        ),
    ),
)


_EDITED = frozenset({ReportState.DRAFT, ReportState.RETURNED})

REPORT_FLOW = Workflow(
    "report",
    _("Laporan kemajuan"),
    (
        Step(
            "begin",
            frozenset({ReportState.NOT_STARTED}),
            ReportState.DRAFT,
            _("Mulai isi"),
            access.is_writer,
            _("laporan mulai diisi"),
            needs=_not_locked,
        ),
        Step(
            "propose",
            _EDITED,
            ReportState.PROPOSED,
            _("Ajukan ke Eselon II"),
            access.is_operator,
            _("laporan diajukan untuk dikirim"),
            needs=is_complete,
            tells=approvers_of,
            stamp="proposed",
        ),
        Step(
            "hand_back",
            frozenset({ReportState.PROPOSED}),
            ReportState.DRAFT,
            _("Kembalikan ke operator"),
            access.is_approver,
            _("laporan dikembalikan kepada operator"),
            needs=_not_locked,
            tells=writers_of,
            clears=("proposed",),
            needs_reason=True,
            is_return=True,
        ),
        Step(
            "submit",
            _EDITED | {ReportState.PROPOSED},
            ReportState.SUBMITTED,
            _("Kirim"),
            access.is_approver,
            _("laporan dikirim"),
            needs=is_complete,
            tells=writers_of,
            stamp="submitted",
            clears=("forwarded",),
        ),
        Step(
            "confirm_paper",
            _EDITED | {ReportState.NOT_STARTED, ReportState.PROPOSED},
            ReportState.SUBMITTED,
            _("Benarkan catatan surat"),
            access.keeps_paper,
            _("laporan dicatat berdasarkan surat"),
            needs=is_complete,
            tells=writers_of,
            stamp="submitted",
            clears=("forwarded",),
        ),
        Step(
            "withdraw",
            frozenset({ReportState.SUBMITTED}),
            ReportState.DRAFT,
            _("Tarik kembali"),
            access.is_approver,
            _("laporan ditarik kembali"),
            needs=_review_not_started,
            tells=writers_of,
            clears=("submitted", "proposed"),
        ),
        Step(
            "return",
            frozenset({ReportState.SUBMITTED, ReportState.AWAITING_CHAIR}),
            ReportState.RETURNED,
            _("Kembalikan untuk Perbaikan"),
            access.is_reviewer,
            _("laporan dikembalikan untuk perbaikan"),
            needs=_not_locked,
            tells=writers_of,
            clears=("submitted", "proposed", "review_started"),
            needs_reason=True,
            is_return=True,
        ),
        Step(
            "accept",
            frozenset({ReportState.SUBMITTED}),
            ReportState.VERIFIED,
            _("Setujui"),
            access.is_verifier,
            _("laporan terverifikasi"),
            needs=_one_level,
            tells=writers_of,
            stamp="verified",
        ),
        Step(
            "forward",
            frozenset({ReportState.SUBMITTED}),
            ReportState.AWAITING_CHAIR,
            _("Teruskan ke ketua Pokja"),
            access.is_verifier,
            _("laporan diteruskan kepada ketua Pokja"),
            needs=_two_levels,
            stamp="forwarded",
        ),
        Step(
            "endorse",
            frozenset({ReportState.AWAITING_CHAIR}),
            ReportState.VERIFIED,
            _("Setujui sebagai ketua Pokja"),
            access.is_chair,
            _("laporan disetujui ketua Pokja"),
            needs=_not_locked,
            tells=writers_of,
            stamp="verified",
        ),
        Step(
            "undo",
            frozenset({ReportState.AWAITING_CHAIR, ReportState.VERIFIED, ReportState.RETURNED}),
            ReportState.SUBMITTED,
            _("Batalkan keputusan verifikator"),
            access.is_reviewer,
            _("keputusan verifikator dibatalkan"),
            needs=_not_locked,
            clears=("verified", "forwarded"),
        ),
        Step(
            "undo_to_chair",
            frozenset({ReportState.VERIFIED, ReportState.RETURNED}),
            ReportState.AWAITING_CHAIR,
            _("Batalkan keputusan ketua Pokja"),
            access.is_chair,
            _("keputusan ketua Pokja dibatalkan"),
            needs=_not_locked,
            clears=("verified",),
        ),
        Step(
            "lock",
            frozenset({ReportState.VERIFIED}),
            ReportState.LOCKED,
            _("Kunci"),
            access.runs_the_periods,
            _("laporan dikunci"),
            stamp="locked",
        ),
        Step(
            "unlock",
            frozenset({ReportState.LOCKED}),
            ReportState.VERIFIED,
            _("Buka kunci"),
            access.runs_the_periods,
            _("kunci laporan dibuka"),
            clears=("locked",),
            needs_reason=True,
        ),
    ),
)


def _is_shared_out(session: Any) -> Iterable[str]:
    if not session.items.exists():
        yield _now("Tugas belum dibagi.")


SESSION_FLOW = Workflow(
    "session",
    _("Sesi verifikasi"),
    (
        Step(
            "start",
            frozenset({SessionState.PLANNED}),
            SessionState.RUNNING,
            _("Mulai sesi"),
            access.runs_the_periods,
            _("sesi verifikasi dimulai"),
            needs=_is_shared_out,
            stamp="started",
        ),
        Step(
            "close",
            frozenset({SessionState.RUNNING}),
            SessionState.CLOSED,
            _("Tutup sesi"),
            access.runs_the_periods,
            _("sesi verifikasi ditutup"),
            stamp="closed",
        ),
    ),
)
