"""Who reads the journal, and who looks after background work and mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from journal.models import INFORMATION_OFFICER, KEEPER
from ranpe.kit.refusals import NotYours


def keeps_the_queues(actor: Any, _record: Any = None) -> bool:
    """The administrator of the system has work done again and mail sent again."""
    return bool(actor.reach.has(KEEPER))


def reads_the_queues(actor: Any) -> bool:
    """Whoever keeps the queues, and those who audit."""
    return bool(actor.reach.audits) or keeps_the_queues(actor)


def only_auditors(actor: Any) -> None:
    """Let those pass who read the journal.

    Raises:
        NotYours: `actor` is none of them.
    """
    if not actor.reach.audits:
        raise NotYours(_("Jejak audit dibaca oleh Sekretariat, pimpinan, dan auditor."))


def only_readers_of_readings(actor: Any) -> None:
    """Let those pass who have to say who saw what: auditors, and the information officer.

    Raises:
        NotYours: `actor` is none of them.
    """
    if not (actor.reach.audits or actor.reach.has(INFORMATION_OFFICER)):
        raise NotYours(_("Catatan pembacaan dibaca oleh auditor, pimpinan, dan PPID."))
