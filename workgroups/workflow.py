"""The life of a meeting, of what it decided, and of an official letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Occupancy, Role
from accounts.queries import holders_of
from ranpe.kit.clock import day_of
from ranpe.kit.workflow import Step, Workflow
from workgroups.access import (
    OWNERS,
    arranges,
    chairs,
    initials,
    keeps_letters,
    owes,
    receives,
    settles,
)
from workgroups.models import (
    DecisionState,
    GroupKind,
    Letter,
    LetterState,
    Meeting,
    MeetingState,
    Membership,
)


def seats_at(meeting: Meeting) -> models.QuerySet[Membership]:
    """The seats that are called to a meeting: of its body; for a plenary of Sekber and Pokja."""
    day = meeting.day
    rows = Membership.everything.filter(starts_on__lte=day)
    rows = rows.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))
    if meeting.is_plenary:
        return rows.exclude(group__kind=GroupKind.THEMATIC)
    return rows.filter(group=meeting.group_id)


def invited_to(meeting: Meeting) -> Iterable[int]:
    """The keys of the people who hold, today, an office that is called to a meeting."""
    offices = seats_at(meeting).order_by().values("position")
    held = Occupancy.everything.in_force(day_of(timezone.now())).filter(position__in=offices)
    keys: models.QuerySet[Occupancy, int] = held.order_by().values_list("user", flat=True)
    return keys.distinct()


def _lacks_for_inviting(meeting: Meeting) -> Iterable[str]:
    if not meeting.agenda.exists():
        yield _now("Susun agenda terlebih dahulu.")
    if not (meeting.place or meeting.link):
        yield _now("Isi tempat atau tautan rapat terlebih dahulu.")


def _lacks_minutes(meeting: Meeting) -> Iterable[str]:
    if not meeting.summary.strip() and not meeting.agenda.exclude(minutes="").exists():
        yield _now("Notula masih kosong.")


def _secretariat(_record: Any) -> Iterable[int]:
    return holders_of(models.Q(role=Role.SECRETARIAT), on=day_of(timezone.now()))


def people_who_owe(decision: Any) -> Iterable[int]:
    """The keys of the people who report for the institution that a decision names."""
    of_house = models.Q(institution_id=decision.owner_id, unit=None, role__in=OWNERS)
    return holders_of(of_house, on=day_of(timezone.now()))


MEETING_FLOW = Workflow(
    "meeting",
    _("Rapat"),
    (
        Step(
            "invite",
            frozenset({MeetingState.PLANNED}),
            MeetingState.INVITED,
            _("Kirim undangan"),
            arranges,
            _("undangan rapat dikirim"),
            needs=_lacks_for_inviting,
            tells=invited_to,
            stamp="invited",
        ),
        Step(
            "hold",
            frozenset({MeetingState.PLANNED, MeetingState.INVITED}),
            MeetingState.HELD,
            _("Tandai sudah diadakan"),
            arranges,
            _("rapat diadakan"),
        ),
        Step(
            "approve",
            frozenset({MeetingState.HELD}),
            MeetingState.APPROVED,
            _("Sahkan notula"),
            chairs,
            _("notula disahkan"),
            needs=_lacks_minutes,
            tells=_secretariat,
            stamp="approved",
        ),
        Step(
            "reopen",
            frozenset({MeetingState.APPROVED}),
            MeetingState.HELD,
            _("Buka kembali notula"),
            chairs,
            _("notula dibuka kembali"),
            tells=_secretariat,
            clears=("approved",),
            needs_reason=True,
        ),
    ),
)

DECISION_FLOW = Workflow(
    "decision",
    _("Keputusan rapat"),
    (
        Step(
            "report",
            frozenset({DecisionState.OPEN}),
            DecisionState.REPORTED,
            _("Laporkan sudah dilaksanakan"),
            owes,
            _("keputusan dilaporkan sudah dilaksanakan"),
            tells=_secretariat,
            stamp="reported",
            needs_reason=True,
        ),
        Step(
            "close",
            frozenset({DecisionState.OPEN, DecisionState.REPORTED}),
            DecisionState.CLOSED,
            _("Tutup keputusan"),
            settles,
            _("keputusan dinyatakan selesai"),
            tells=people_who_owe,
        ),
        Step(
            "send_back",
            frozenset({DecisionState.REPORTED, DecisionState.CLOSED}),
            DecisionState.OPEN,
            _("Kembalikan kepada penanggung jawab"),
            settles,
            _("keputusan dikembalikan kepada penanggung jawab"),
            tells=people_who_owe,
            clears=("reported",),
            needs_reason=True,
        ),
    ),
)


def addressed_by(letter: Letter) -> Iterable[int]:
    """The keys of those who report for the addressee, and of those who hand its letter on."""
    told = models.Q(institution_id=letter.institution_id, unit=None, role__in=OWNERS)
    if letter.through_id:
        told |= models.Q(role=Role.REGIONAL_SUPERVISOR, position__institution=letter.through_id)
    return holders_of(told, on=day_of(timezone.now()))


def _lacks_for_initials(letter: Letter) -> Iterable[str]:
    if letter.signatory_id is None:
        yield _now("Pilih jabatan penanda tangan terlebih dahulu.")


LETTER_FLOW = Workflow(
    "official_letter",
    _("Surat resmi"),
    (
        Step(
            "initial",
            frozenset({LetterState.DRAFT}),
            LetterState.INITIALLED,
            _("Paraf"),
            initials,
            _("konsep surat diparaf"),
            needs=_lacks_for_initials,
            tells=_secretariat,
            stamp="initialled",
        ),
        Step(
            "redraft",
            frozenset({LetterState.INITIALLED}),
            LetterState.DRAFT,
            _("Kembalikan menjadi konsep"),
            initials,
            _("surat dikembalikan menjadi konsep"),
            tells=_secretariat,
            clears=("initialled",),
            needs_reason=True,
        ),
        Step(
            "sign",
            frozenset({LetterState.INITIALLED}),
            LetterState.SIGNED,
            _("Catat tanda tangan"),
            keeps_letters,
            _("surat ditandatangani"),
        ),
        Step(
            "number",
            frozenset({LetterState.SIGNED}),
            LetterState.NUMBERED,
            _("Catat nomor"),
            keeps_letters,
            _("nomor surat dicatat"),
        ),
        Step(
            "send",
            frozenset({LetterState.NUMBERED}),
            LetterState.SENT,
            _("Catat pengiriman"),
            keeps_letters,
            _("surat dikirim"),
            tells=addressed_by,
        ),
        Step(
            "receive",
            frozenset({LetterState.SENT}),
            LetterState.RECEIVED,
            _("Catat penerimaan"),
            receives,
            _("surat diterima"),
            tells=_secretariat,
        ),
        Step(
            "cancel",
            frozenset(
                {
                    LetterState.DRAFT,
                    LetterState.INITIALLED,
                    LetterState.SIGNED,
                    LetterState.NUMBERED,
                }
            ),
            LetterState.CANCELLED,
            _("Batalkan surat"),
            keeps_letters,
            _("surat dibatalkan"),
            needs_reason=True,
        ),
    ),
)
