"""The life of an annual report: written, discussed, tested, decided, sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries import holders_of
from ranpe.kit.clock import day_of
from ranpe.kit.workflow import Step, Workflow
from reporting import access
from reporting.compose import clearance_of, compose_report, content_sha256
from reporting.disclosure import given_away
from reporting.models import Opinion, ReportKind, ReviewStage, Stage

REVIEWED_BY = ("drafted", "reviewed", "plenary", "harm_tested", "decided")


def _holders(role: str) -> Iterable[int]:
    return holders_of(models.Q(role=role), on=day_of(timezone.now()))


def _secretariat(_report: Any) -> Iterable[int]:
    return _holders(Role.SECRETARIAT)


def _pokja(_report: Any) -> Iterable[int]:
    return {*_holders(Role.POKJA_CHAIR), *_holders(Role.POKJA_HEAD)}


def _sekber(_report: Any) -> Iterable[int]:
    return _holders(Role.SEKBER_MEMBER)


def _ppid(_report: Any) -> Iterable[int]:
    return _holders(Role.PPID)


def _head(_report: Any) -> Iterable[int]:
    return _holders(Role.HEAD)


def missing_before_review(report: Any) -> Iterable[str]:
    """What is missing before a draft can be sent to the Pokja, one sentence each."""
    if report.seal.is_provisional:
        yield _now(
            "Laporan ini berdiri di atas pembekuan sementara. Setelah data akhir dibekukan, susun "
            "versi berikutnya; tulisan Anda ikut terbawa."
        )
    for section in report.sections.order_by("order"):
        if not section.text.strip():
            yield _now("Bab “%(heading)s” masih kosong.") % {"heading": section.heading}


def open_objections(report: Any) -> Iterable[str]:
    """The bodies whose last opinion since the report was sent is an objection."""
    latest: dict[tuple[str, int | None], Any] = {}
    for review in report.reportreviews.filter(reviewed_at__gte=report.drafted_at).order_by("pk"):
        latest[(review.stage, review.pillar_number)] = review
    for (stage, number), review in latest.items():
        if review.opinion == Opinion.OBJECTS:
            body = ReviewStage(stage).label if number is None else f"Pokja {number}"
            yield _now("%(body)s belum setuju; catat pendapat barunya atau kembalikan laporan.") % {
                "body": body
            }


def current_final_edition(report: Any) -> Any | None:
    """The final file made from the content as it stands now, if there is one."""
    return report.editions.filter(is_final=True, content_sha256=content_sha256(report)).first()


def _ready_for_the_decision(report: Any) -> Iterable[str]:
    yield from open_objections(report)
    if report.kind == ReportKind.PUBLIC and report.harm_tested_at is None:
        yield _now("Uji konsekuensi belum diselesaikan oleh PPID.")
    if current_final_edition(report) is None:
        yield _now("Berkas final belum dibuat dari isi yang terakhir.")


def _for_the_public(report: Any) -> Iterable[str]:
    yield from open_objections(report)
    if report.kind != ReportKind.PUBLIC:
        yield _now("Uji konsekuensi hanya untuk laporan publik.")


def undecided_items(report: Any) -> Iterable[str]:
    """The things on which the PPID has not decided yet."""
    for item in report.harmtestitems.filter(decision=""):
        yield _now("“%(subject)s” belum diputuskan.") % {"subject": item.subject}


def _unsafe_to_publish(report: Any) -> Iterable[str]:
    undecided = list(undecided_items(report))
    if undecided:
        yield from undecided
        return
    for heading in given_away(compose_report(report), clearance_of(report)):
        yield _now(
            "Bab “%(heading)s” masih menyebut angka yang memuat aksi yang ditahan, sehingga "
            "keadaannya dapat dihitung dari selisihnya. Tahan bab itu atau kembalikan kepada "
            "penyusun."
        ) % {"heading": heading}


def _has_letter(report: Any) -> Iterable[str]:
    if not report.coverletters.exists():
        yield _now("Surat pengantar belum diberi nomor.")


ANNUAL_FLOW = Workflow(
    "annual",
    _("Laporan tahunan"),
    (
        Step(
            "send_to_review",
            frozenset({Stage.DRAFTING}),
            Stage.POKJA_REVIEW,
            _("Kirim ke Pokja"),
            access.drafts,
            _("rancangan dikirim untuk dibahas Pokja"),
            needs=missing_before_review,
            tells=_pokja,
            stamp="drafted",
        ),
        Step(
            "to_plenary",
            frozenset({Stage.POKJA_REVIEW}),
            Stage.PLENARY,
            _("Teruskan ke pleno Sekber"),
            access.endorses,
            _("diteruskan ke pleno Sekber"),
            needs=open_objections,
            tells=_sekber,
            stamp="reviewed",
        ),
        Step(
            "to_harm_test",
            frozenset({Stage.PLENARY}),
            Stage.HARM_TEST,
            _("Tutup pleno, mulai uji konsekuensi"),
            access.records_the_public_plenary,
            _("pleno ditutup, uji konsekuensi dimulai"),
            needs=_for_the_public,
            tells=_ppid,
            stamp="plenary",
        ),
        Step(
            "finish_harm_test",
            frozenset({Stage.HARM_TEST}),
            Stage.HARM_TEST,
            _("Selesaikan uji konsekuensi"),
            access.tests_harm,
            _("uji konsekuensi selesai"),
            needs=_unsafe_to_publish,
            tells=_secretariat,
            stamp="harm_tested",
        ),
        Step(
            "close_plenary",
            frozenset({Stage.PLENARY}),
            Stage.AWAITING_DECISION,
            _("Tutup pleno dan ajukan kepada Kepala BNPT"),
            access.asks_for_the_decision,
            _("pleno ditutup, diajukan kepada Kepala BNPT"),
            needs=_ready_for_the_decision,
            tells=_head,
            stamp="plenary",
        ),
        Step(
            "ask_decision",
            frozenset({Stage.HARM_TEST}),
            Stage.AWAITING_DECISION,
            _("Ajukan kepada Kepala BNPT"),
            access.asks_for_the_decision,
            _("diajukan kepada Kepala BNPT"),
            needs=_ready_for_the_decision,
            tells=_head,
        ),
        Step(
            "approve",
            frozenset({Stage.AWAITING_DECISION}),
            Stage.APPROVED,
            _("Setujui"),
            access.decides,
            _("disetujui"),
            tells=_secretariat,
            stamp="decided",
        ),
        Step(
            "return_to_drafting",
            frozenset(
                {Stage.POKJA_REVIEW, Stage.PLENARY, Stage.HARM_TEST, Stage.AWAITING_DECISION}
            ),
            Stage.DRAFTING,
            _("Kembalikan untuk Perbaikan"),
            access.gives_back,
            _("dikembalikan kepada tim penyusun"),
            tells=_secretariat,
            clears=REVIEWED_BY,
            needs_reason=True,
        ),
        Step(
            "edit",
            frozenset(
                {
                    Stage.POKJA_REVIEW,
                    Stage.PLENARY,
                    Stage.HARM_TEST,
                    Stage.AWAITING_DECISION,
                    Stage.APPROVED,
                }
            ),
            Stage.DRAFTING,
            _("Ubah isi"),
            access.drafts,
            _("isinya diubah; laporan kembali ke penyusunan dan persetujuannya gugur"),
            tells=_head,
            clears=REVIEWED_BY,
        ),
        Step(
            "withdraw_approval",
            frozenset({Stage.APPROVED}),
            Stage.AWAITING_DECISION,
            _("Tarik persetujuan"),
            access.decides,
            _("persetujuan ditarik"),
            tells=_secretariat,
            clears=("decided",),
            needs_reason=True,
        ),
        Step(
            "dispatch",
            frozenset({Stage.APPROVED}),
            Stage.DISPATCHED,
            _("Catat pengiriman"),
            access.sends_to_the_president,
            _("dikirim kepada Presiden"),
            needs=_has_letter,
            tells=_head,
            stamp="dispatched",
        ),
        Step(
            "publish",
            frozenset({Stage.APPROVED}),
            Stage.PUBLISHED,
            _("Terbitkan"),
            access.publishes,
            _("diterbitkan di portal"),
            tells=_head,
            stamp="published",
        ),
        Step(
            "withdraw_publication",
            frozenset({Stage.PUBLISHED}),
            Stage.WITHDRAWN,
            _("Tarik dari portal"),
            access.withdraws_a_publication,
            _("ditarik dari portal"),
            tells=_secretariat,
            stamp="withdrawn",
            needs_reason=True,
        ),
    ),
)
