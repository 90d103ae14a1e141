"""Who reads the journal, and who looks after background work and mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from journal.models import INFORMATION_OFFICER, KEEPER, answers_for_data
from ranpe.kit.refusals import NotYours


def keeps_the_queues(actor: Any, _record: Any = None) -> bool:
    """The administrator of the system has work done again and mail sent again."""
    return bool(actor.reach.has(KEEPER))


def only_the_keeper(actor: Any) -> None:
    """Let the keeper of the queues pass.

    Raises:
        NotYours: `actor` does not keep them.
    """
    if not keeps_the_queues(actor):
        raise NotYours(_("Antrean dirawat oleh admin sistem."))


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


def answers_for_incidents(actor: Any) -> bool:
    """The information officer and the administrator record what happened to personal data."""
    return answers_for_data(actor)


def only_readers_of_incidents(actor: Any) -> None:
    """Let those pass who answer for personal data or audit.

    Raises:
        NotYours: `actor` is none of them.
    """
    if not (answers_for_incidents(actor) or actor.reach.audits):
        raise NotYours(_("Insiden data pribadi dibaca oleh PPID, admin sistem, dan auditor."))
