"""Form A on paper: prefilled with what is known, with room for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from actions.models import Assignment, Commitment, Direction, Indicator
from actions.queries import commitment_before, commitments_with_parts, promise_budget
from actions.views.writing import own_assignment
from actions.workflow import periods_of
from pillars.queries import rules_of
from ranpe.kit.paper import paper_answer
from ranpe.kit.qr import qr_svg
from ranpe.kit.scope import visible_or_404

EMPTY_LINES = 3


@dataclass(frozen=True)
class PeriodTarget:
    """A period with the target of the form, and that of the same period a year earlier."""

    name: str
    value: Decimal | None
    before: Decimal | None


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment as a prefilled A4 form."""
    row: Commitment = visible_or_404(commitments_with_parts(), request.user, pk=pk)
    return _paper(request, row.assignment, row.year, row)


@require_GET
def paper_new(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The form of an assignment that has no commitment for the year yet."""
    return _paper(request, own_assignment(request.user, pk, year), year, None)


def _paper(
    request: HttpRequest, assignment: Assignment, year: int, commitment: Commitment | None
) -> HttpResponse:
    before = commitment_before(assignment, year, request.user)
    # The page to which the paper belongs: the commitment, or the form to fill in.
    address = request.build_absolute_uri(request.path.removesuffix("formulir/"))
    lines = promise_budget(commitment, request.user).lines if commitment else ()
    context = {
        "assignment": assignment,
        "year": year,
        "commitment": commitment,
        "before": before,
        "targets": _targets(assignment, year, commitment, before),
        "indicators": [] if commitment else _indicators(assignment, request.user),
        "directions": Direction.labels,
        "lines": lines,
        "empty_lines": range(max(1, EMPTY_LINES - len(lines))),
        "form_codes": rules_of(assignment.action.plan).form_codes,
        "is_sample": assignment.action.plan.is_sample,
        "printed_at": timezone.now(),
        "address": address,
    }
    name = f"form-a-{assignment.action.code}-{year}.pdf"
    return paper_answer("actions/print/form.html", context, name, qr=qr_svg(address))


def _indicators(assignment: Assignment, user: Any) -> list[Indicator]:
    rows = Indicator.everything.visible_to(user).filter(action=assignment.action_id)
    return list(rows)


def _targets(
    assignment: Assignment, year: int, commitment: Commitment | None, before: Commitment | None
) -> list[PeriodTarget]:
    """The periods of the year; a period of last year is the one with the same code."""
    now = {row.period_id: row.value for row in commitment.targets.all()} if commitment else {}
    last = {row.period.code: row.value for row in before.targets.all()} if before else {}
    return [
        PeriodTarget(period.name, now.get(period.pk), last.get(period.code))
        for period in periods_of(assignment.action, year)
    ]
