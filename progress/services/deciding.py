"""The chair at the end of a session: one list, decided report by report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import in_office
from accounts.models import Role
from journal.services import Change, record_entry
from progress import access
from progress.models import ProgressReport, SessionItem, SessionState
from progress.queries import reports_with_parts
from progress.queries.sessions import CHECKED
from progress.services.many import Outcome
from progress.services.verifying import endorse_report
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn, Refused
from workgroups.models import Decision

_CHAIRS = (Role.POKJA_CHAIR, Role.POKJA_HEAD, Role.SEKBER_MEMBER)


def endorse_items(items: Iterable[SessionItem], *, by: Any, at: datetime) -> list[Outcome]:
    """Approve the ticked reports one by one; each stands or falls by itself.

    Pressing twice approves nothing twice: what the same person has just approved counts as done.
    """

    def endorse(item: SessionItem) -> None:
        report = reports_with_parts().get(pk=item.report_id)
        if report.state in CHECKED and report.verified_by_id == by.pk:
            return
        endorse_report(report, by=in_office(by, *_CHAIRS), at=at)

    return [_outcome(item, endorse) for item in items]


def except_items(
    items: Iterable[SessionItem], *, decision: Decision | None, note: str, by: Any, at: datetime
) -> list[Outcome]:
    """Note for the ticked reports which decision of a meeting settles them; no state changes.

    Raises:
        Incomplete: no decision is cited.
    """
    if decision is None:
        raise Incomplete(_("Pilih keputusan rapat yang menjadi dasarnya."))

    def settle(item: SessionItem) -> None:
        _settle(item, decision, note.strip(), by, at)

    return [_outcome(item, settle) for item in items]


def _settle(item: SessionItem, decision: Decision, note: str, by: Any, at: datetime) -> None:
    rows = SessionItem.everything.select_for_update(of=("self",)).order_by()
    row: SessionItem = rows.select_related("session").get(pk=item.pk)
    report: ProgressReport = reports_with_parts().get(pk=row.report_id)
    if not access.is_chair(by, report):
        raise NotYours(_("Hanya ketua Pokja yang memutuskan laporan ini."))
    if (row.decision_id, row.exception_note, row.excepted_by_id) == (decision.pk, note, by.pk):
        return
    if row.session.state == SessionState.PLANNED or report.state in CHECKED:
        raise OutOfTurn(_("Laporan ini tidak menunggu putusan."))
    row.decision, row.exception_note = decision, note
    row.excepted_at, row.excepted_by_id = at, by.pk
    row.save(update_fields=["decision", "exception_note", "excepted_at", "excepted_by"])
    said = gettext_lazy("laporan dikecualikan berdasarkan keputusan rapat")
    change = Change(reason=note, after={"decision": decision.pk})
    record_entry(report, "session.excepted", said, by=in_office(by, *_CHAIRS), at=at, change=change)


def _outcome(item: SessionItem, do: Callable[[SessionItem], None]) -> Outcome:
    try:
        with transaction.atomic():
            do(item)
    except Refused as refusal:
        return Outcome(item.report, refusal=refusal.sentence, problems=refusal.problems)
    return Outcome(item.report)
