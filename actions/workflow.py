"""The life of a commitment (Form A)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.queries import holders_of
from actions.access import approves_promises, promises
from actions.models import CommitmentState, Direction
from institutions.models import SekberRole
from pillars.models import Period
from pillars.queries import periods_of_year
from ranpe.kit.clock import day_of
from ranpe.kit.workflow import Step, Workflow

# While a promise lies with the institution.
OPEN_STATES = frozenset({CommitmentState.DRAFT, CommitmentState.RETURNED})


@dataclass(frozen=True)
class Problem:
    """Something in a promise that cannot stand: the field and the sentence."""

    field: str
    sentence: str


HIGHEST_STAGE = Decimal(100)


def target_problems(
    direction: str, annual: Decimal | None, due: Sequence[Decimal | None]
) -> Iterable[Problem]:
    """What is wrong with a year's target and its parts, `due` in the order of the periods.

    A blank is not wrong yet: a draft may have some. The parts are cumulative, so the last one is
    the year's target. Fields of the parts are called target_0, target_1 and so on.
    """
    if annual is not None:
        yield from _annual_problems(direction, annual)
    last = len(due) - 1
    for place, value in enumerate(due):
        if value is None:
            continue
        before = max((part for part in due[:place] if part is not None), default=None)
        if direction != Direction.DOWN and before is not None and value < before:
            yield Problem(
                f"target_{place}",
                _now("Target bersifat kumulatif: tidak boleh lebih kecil dari periode sebelumnya."),
            )
        elif place == last and annual is not None and value != annual:
            yield Problem(
                f"target_{place}",
                _now("Target sampai akhir tahun harus sama dengan target tahunan."),
            )
        elif direction != Direction.DOWN and annual is not None and value > annual:
            yield Problem(
                f"target_{place}", _now("Target periode tidak boleh melebihi target tahunan.")
            )


def _annual_problems(direction: str, annual: Decimal) -> Iterable[Problem]:
    if direction != Direction.DOWN and annual <= 0:
        yield Problem(
            "annual_target",
            _now(
                "Target tahunan harus lebih dari nol: terhadap target nol capaian tidak dapat "
                "dihitung."
            ),
        )
    if direction == Direction.STAGES and annual > HIGHEST_STAGE:
        yield Problem(
            "annual_target", _now("Target tahapan adalah persentase tahap, paling tinggi 100.")
        )


def missing_promises(commitment: Any) -> Iterable[Problem]:
    """What Form A still lacks before it can be sent to the Pokja."""
    if not commitment.planned_activity.strip():
        yield Problem("planned_activity", _now("Kegiatan yang direncanakan belum diisi."))
    if commitment.annual_target is None:
        yield Problem("annual_target", _now("Target tahunan belum diisi."))
    if commitment.number > 1 and not commitment.reason.strip():
        yield Problem("reason", _now("Alasan perubahan belum diisi."))
    yield from _missing_parts(commitment)


def _missing_parts(commitment: Any) -> Iterable[Problem]:
    given = {target.period_id for target in commitment.targets.all()}
    for place, period in enumerate(periods_of(commitment.assignment.action, commitment.year)):
        if period.pk not in given:
            sentence = _now("Target sampai akhir %(period)s belum diisi.")
            yield Problem(f"target_{place}", sentence % {"period": period.name})


def periods_of(action: Any, year: int) -> list[Period]:
    """The periods of an action's plan in a year, in order."""
    return list(periods_of_year(year).filter(version__plan=action.plan_id))


def _is_complete(commitment: Any) -> Iterable[str]:
    for problem in missing_promises(commitment):
        yield problem.sentence


def _writers_of(commitment: Any) -> Iterable[int]:
    assignment = commitment.assignment
    reached = models.Q(institution_id=assignment.institution_id, unit=None)
    if assignment.unit_id:
        reached |= models.Q(unit_id=assignment.unit_id)
    roles = models.Q(role__in=(Role.OPERATOR, Role.COORDINATOR, Role.APPROVER))
    return holders_of(reached & roles, on=day_of(timezone.now()))


def _chairs_of(commitment: Any) -> Iterable[int]:
    """Who decides next: the pillar's chair, and for the leading institution the Secretariat."""
    assignment = commitment.assignment
    if assignment.institution.sekber_role == SekberRole.LEAD:
        condition = models.Q(role=Role.SEKBER_MEMBER)
    else:
        pillar = assignment.action.focus.pillar.number
        condition = models.Q(role=Role.POKJA_CHAIR, pillar_number=pillar)
    return holders_of(condition, on=day_of(timezone.now()))


COMMITMENT_FLOW = Workflow(
    "commitment",
    _("Komitmen (Form A)"),
    (
        Step(
            "submit",
            OPEN_STATES,
            CommitmentState.SUBMITTED,
            _("Ajukan komitmen"),
            promises,
            _("komitmen diajukan"),
            needs=_is_complete,
            tells=_chairs_of,
            stamp="submitted",
        ),
        Step(
            "approve",
            frozenset({CommitmentState.SUBMITTED}),
            CommitmentState.APPROVED,
            _("Setujui komitmen"),
            approves_promises,
            _("komitmen disetujui"),
            tells=_writers_of,
            stamp="approved",
        ),
        Step(
            "return",
            frozenset({CommitmentState.SUBMITTED}),
            CommitmentState.RETURNED,
            _("Kembalikan untuk Perbaikan"),
            approves_promises,
            _("komitmen dikembalikan untuk perbaikan"),
            tells=_writers_of,
            clears=("submitted",),
            needs_reason=True,
            is_return=True,
        ),
    ),
)
