"""The Pokja's verb on an action of several institutions: one narrative for all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from actions.models import Action
from journal.services import record_entry
from pillars.models import Period
from progress import access
from progress.models import JointNarrative
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn


def write_jointly(
    action: Action, period: Period, *, text: str, version: int, by: Any, at: datetime
) -> JointNarrative:
    """Write, or write anew, the one narrative about an action in a period.

    Raises:
        NotYours: `by` neither checks nor chairs the action's pillar.
        Incomplete: there are no words.
        OutOfTurn: written anew elsewhere since `version`.
    """
    if not access.writes_jointly(by, action):
        raise NotYours(_("Hanya Pokja pilar ini yang menulis uraian bersama."))
    if not text.strip():
        raise Incomplete(_("Tuliskan uraian bersamanya."))
    officer = in_office(by, Role.VERIFIER, Role.POKJA_CHAIR)
    with transaction.atomic():
        Action.everything.select_for_update(of=("self",)).order_by().get(pk=action.pk)
        row = JointNarrative.everything.filter(action=action, period=period).first()
        if (row.version if row else 0) != version:
            raise OutOfTurn(_("Uraian ini baru saja diubah di tempat lain."))
        row = row or JointNarrative(action=action, period=period)
        row.text, row.version = text.strip(), version + 1
        row.written_at, row.written_by_id = at, by.pk
        row.written_by_name, row.capacity = officer.printed_name, officer.capacity
        row.save()
        said = gettext_lazy("uraian bersama ditulis")
        record_entry(row, "joint_narrative.written", said, by=officer, at=at)
    return row
