"""Reading whom an official letter is due, what it would list, and which the ladder proposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from actions.models import Action
from institutions.models import Institution, Region
from pillars.models import Classification, Period, PeriodState
from progress.models import LetterProposal, RegionalReport
from progress.queries.duties import duties_in, provinces_in
from progress.queries.reminders import owner_of
from progress.queries.rows import regional_reports_with_parts, reports_with_parts
from ranpe.kit.clock import day_of
from workgroups.models import LADDER_KINDS, Letter, LetterKind, LetterState
from workgroups.queries import living_letters
from workgroups.services import OwedItem

# In which periods a letter of a kind still makes sense.
_WHILE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(LADDER_KINDS, (PeriodState.OPEN, PeriodState.CLOSED)),
    LetterKind.INVITATION: (PeriodState.SCHEDULED, PeriodState.OPEN),
}


@dataclass(frozen=True)
class LetterRow:
    """An institution to which a letter may be written: what it owes, and what is there already."""

    institution: Institution
    items: tuple[OwedItem, ...]
    is_proposed: bool
    living: Letter | None

    @property
    def since(self) -> date:
        """The earliest day by which something is owed."""
        return min(item.due_on for item in self.items)


def owed_items(
    period: Period, kind: str, at: datetime, institutions: Iterable[int] | None = None
) -> dict[Institution, tuple[OwedItem, ...]]:
    """What a letter of a kind would list, by institution: what is late, or the year's duties."""
    if period.state not in _WHILE[kind]:
        return {}
    keys = None if institutions is None else set(institutions)
    found = _duties(period) if kind == LetterKind.INVITATION else _late(period, at)
    grouped: dict[Institution, list[OwedItem]] = {}
    for owner, item in found:
        if keys is None or owner.pk in keys:
            grouped.setdefault(owner, []).append(item)
    return {owner: tuple(grouped[owner]) for owner in sorted(grouped, key=lambda owner: owner.code)}


def _late(period: Period, at: datetime) -> Iterable[tuple[Institution, OwedItem]]:
    rows = reports_with_parts().due_in(period).late_at(at)
    provinces = regional_reports_with_parts().due_in(period).late_at(at)
    with override(settings.LANGUAGE_CODE):
        for report in [*rows.order_by("assignment__action__code", "pk"), *provinces]:
            due, standing = day_of(report.owed_at), report.get_state_display()
            if isinstance(report, RegionalReport):
                yield owner_of(report), _of_region(report.region, due, standing)
            else:
                yield owner_of(report), _of_action(report.assignment.action, due, standing)


def _duties(period: Period) -> Iterable[tuple[Institution, OwedItem]]:
    due = day_of(period.due_at)
    rows = duties_in(period).select_related("action", "institution")
    for row in rows.order_by("action__code", "pk"):
        yield row.institution, _of_action(row.action, due, "")
    for region in provinces_in(period).select_related("government").order_by("code"):
        yield region.government, _of_region(region, due, "")


def _of_action(action: Action, due: date, standing: str) -> OwedItem:
    # The title of what is not open to everybody does not leave on paper; its code says enough.
    title = action.title if action.classification == Classification.OPEN else ""
    return OwedItem(action.code, title, due, str(standing))


def _of_region(region: Region, due: date, standing: str) -> OwedItem:
    with override(settings.LANGUAGE_CODE):
        return OwedItem(_("Laporan daerah"), region.name, due, str(standing))


def letter_rows(period: Period, kind: str, at: datetime) -> list[LetterRow]:
    """Everybody to whom a letter of a kind may be due, what the ladder proposes first."""
    living: dict[int, Letter] = {
        row.institution_id: row
        for row in living_letters(period).filter(kind=kind).select_related("institution")
    }
    proposed = set(open_proposals(period).filter(kind=kind).values_list("institution", flat=True))
    rows = [
        LetterRow(owner, items, owner.pk in proposed, living.get(owner.pk))
        for owner, items in owed_items(period, kind, at).items()
    ]
    return sorted(rows, key=lambda row: (row.living is not None, not row.is_proposed))


def open_proposals(period: Period) -> models.QuerySet[LetterProposal]:
    """What the ladder proposed and nobody has written yet; a firm letter settles the request."""
    written: Any = Letter.everything.exclude(state=LetterState.CANCELLED).filter(
        models.Q(kind=models.OuterRef("kind")) | models.Q(kind=LetterKind.FIRM),
        period=models.OuterRef("period"),
        institution=models.OuterRef("institution"),
    )
    return LetterProposal.everything.filter(~models.Exists(written), period=period)
