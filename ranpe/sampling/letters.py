"""The sample letters of today: one in each state, and invitations to the next period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from institutions.models import Institution, Kind
from pillars.models import Period
from progress.queries.letters import owed_items
from progress.services.lettering import draft_letters
from ranpe.kit.clock import day_of
from ranpe.sampling.organisation import Organisation
from ranpe.sampling.texts import evidence_pdf
from workgroups import services
from workgroups.models import Letter, LetterKind, LetterState

# The first goes to Kemenag, so that its people find one; the last two are invitations.
STATES = (
    LetterState.SENT,
    LetterState.RECEIVED,
    LetterState.NUMBERED,
    LetterState.SIGNED,
    LetterState.INITIALLED,
    LetterState.DRAFT,
    LetterState.CANCELLED,
    LetterState.SENT,
    LetterState.DRAFT,
)
MINISTRIES, GOVERNORS = 5, 2
KEMENAG = "KL09"
Step = Callable[[Letter, Any, datetime], Letter]


def write_letters(
    organisation: Organisation, period: Period, following: Period, *, at: datetime
) -> None:
    """Write them in the last three days, as the Secretariat would."""
    desk = organisation.person("sekretariat")
    begun = at - timedelta(days=3)
    pairs = _addressees(period, following, begun)
    for order, (state, (about, owner, kind)) in enumerate(zip(STATES, pairs, strict=False)):
        moment = begun + timedelta(minutes=order)
        [made] = draft_letters(about, [owner], kind, by=desk, at=moment)
        if made.letter is not None:
            _walk(made.letter, state, desk, moment)


def _addressees(
    period: Period, following: Period, at: datetime
) -> Iterator[tuple[Period, Institution, str]]:
    late = list(owed_items(period, LetterKind.REQUEST, at))
    ministries = [row for row in late if row.kind != Kind.PROVINCE]
    governors = [row for row in late if row.kind == Kind.PROVINCE]
    ministries.sort(key=lambda row: (row.code != KEMENAG, row.code))
    for owner in [*ministries[:MINISTRIES], *governors[:GOVERNORS]]:
        yield period, owner, LetterKind.REQUEST
    for owner in owed_items(following, LetterKind.INVITATION, at):
        yield following, owner, LetterKind.INVITATION


def _number(letter: Letter, by: Any, at: datetime) -> Letter:
    scan = SimpleUploadedFile("surat.pdf", evidence_pdf("Surat resmi", letter.journal_name))
    number = f"B-{100 + letter.pk}/CONTOH/{at.year}"
    return services.number_letter(
        letter, number=number, dated_on=day_of(at), scan=scan, by=by, at=at
    )


# After how many hours each step is taken.
_STEPS: tuple[tuple[int, Step], ...] = (
    (3, lambda row, by, at: services.initial_letter(row, by=by, at=at)),
    (24, lambda row, by, at: services.sign_letter(row, signed_on=day_of(at), by=by, at=at)),
    (26, _number),
    (
        48,
        lambda row, by, at: services.send_letter(
            row, sent_on=day_of(at), way="Kurir", by=by, at=at
        ),
    ),
    (
        71,
        lambda row, by, at: services.receive_letter(
            row, received_on=day_of(at), name="Bagian persuratan (data contoh)", by=by, at=at
        ),
    ),
)


def _walk(letter: Letter, state: str, desk: Any, begun: datetime) -> None:
    if state == LetterState.CANCELLED:
        reason = "Laporan sudah dijanjikan melalui telepon (data contoh)."
        services.cancel_letter(letter, reason=reason, by=desk, at=begun + timedelta(hours=5))
        return
    for hours, step in _STEPS:
        if letter.state == state:
            return
        letter = step(letter, desk, begun + timedelta(hours=hours))
