"""Writing who came in, who left, and ending sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Occupancy, Position, User
from journal.models import Urgency
from journal.services import record_entry, tell
from ranpe.kit.clock import day_of


def note_sign_in(person: User, *, at: datetime) -> None:
    """That somebody signed in, and in which office."""
    record_entry(person, "person.signed_in", _("masuk"), by=person, at=at)


def end_sessions(people: models.QuerySet[User]) -> None:
    """End every session of `people`; one that is to go on is given the new mark afterwards."""
    people.update(session_round=models.F("session_round") + 1)


def end_open_sessions(people: Iterable[int]) -> None:
    """What these people may has changed: they come in anew."""
    for row in UserSession.objects.filter(user_id__in=people):
        row.end()


def end_sessions_of(position: Position, *, at: datetime) -> None:
    """What an office may has changed: whoever holds it today comes in anew."""
    held = Occupancy.everything.in_force(day_of(at)).filter(position=position)
    end_open_sessions(held.order_by().values_list("user", flat=True))


def end_own_sessions(*, by: Any, at: datetime) -> None:
    """The person ends all sessions but the one in which they ask for it."""
    with transaction.atomic():
        end_sessions(User.everything.filter(pk=by.pk))
        said = _("semua sesi lain diakhiri")
        record_entry(by, "session.others_ended", said, by=by, at=at)


def note_session_ended(*, by: Any, at: datetime) -> None:
    """The person ended one session, of another computer or this one."""
    record_entry(by, "session.ended", _("satu sesi diakhiri"), by=by, at=at)


def change_password(password: str, *, by: User, at: datetime) -> None:
    """A new password; every session ends with the old one, and the person is told."""
    with transaction.atomic():
        by.set_password(password)
        by.save(update_fields=["password"])
        entry = record_entry(by, "person.password", _("kata sandi diganti"), by=by, at=at)
        said = _("Kata sandi akun Anda diganti. Bukan Anda? Hubungi admin.")
        key = f"password:{entry.pk}"
        tell([by.pk], by, said, key=key, at=at, urgency=Urgency.RETURNED)
