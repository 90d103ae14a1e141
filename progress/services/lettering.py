"""Drafting official letters to those who owe reports, one or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Institution
from pillars.models import Period
from progress.queries.letters import owed_items
from ranpe.kit.refusals import Incomplete, OutOfTurn
from workgroups.models import Letter
from workgroups.services import draft_letter


@dataclass(frozen=True)
class Drafted:
    """What became of one institution: its draft, or the sentence of the refusal."""

    institution: Institution
    letter: Letter | None
    refusal: str = ""


def draft_letters(
    period: Period, institutions: Iterable[Institution], kind: str, *, by: Any, at: datetime
) -> list[Drafted]:
    """Draft a letter to each institution; one that gets none says why, the others get theirs.

    Raises:
        NotYours: not of the Secretariat.
        Incomplete: nobody was chosen.
    """
    chosen = list(institutions)
    if not chosen:
        raise Incomplete(_("Pilih paling sedikit satu penerima."))
    with transaction.atomic():
        owed = owed_items(period, kind, at, {row.pk for row in chosen})
        return [_drafted(period, row, kind, owed.get(row, ()), by=by, at=at) for row in chosen]


def _drafted(
    period: Period, institution: Institution, kind: str, owed: Any, *, by: Any, at: datetime
) -> Drafted:
    try:
        return Drafted(institution, draft_letter(period, institution, kind, owed, by=by, at=at))
    except (Incomplete, OutOfTurn) as refusal:
        return Drafted(institution, None, refusal.sentence)
