"""The life of a commitment (Form A)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actions.access import approves_promises, promises
from actions.models import CommitmentState
from ranpe.kit.workflow import Step, Workflow


def _is_complete(commitment: Any) -> Iterable[str]:
    if not commitment.planned_activity.strip():
        yield _now("Kegiatan yang direncanakan belum diisi.")
    if commitment.annual_target is None:
        yield _now("Target tahunan belum diisi.")


COMMITMENT_FLOW = Workflow(
    "commitment",
    _("Komitmen (Form A)"),
    (
        Step(
            "submit",
            frozenset({CommitmentState.DRAFT, CommitmentState.RETURNED}),
            CommitmentState.SUBMITTED,
            _("Ajukan komitmen"),
            promises,
            _("komitmen diajukan"),
            needs=_is_complete,
            stamp="submitted",
        ),
        Step(
            "approve",
            frozenset({CommitmentState.SUBMITTED}),
            CommitmentState.APPROVED,
            _("Setujui komitmen"),
            approves_promises,
            _("komitmen disetujui"),
            stamp="approved",
        ),
        Step(
            "return",
            frozenset({CommitmentState.SUBMITTED}),
            CommitmentState.RETURNED,
            _("Kembalikan untuk Perbaikan"),
            approves_promises,
            _("komitmen dikembalikan untuk perbaikan"),
            clears=("submitted",),
            needs_reason=True,
        ),
    ),
)
