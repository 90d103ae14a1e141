"""Links that open the door once: to choose a first password, or one in place of a lost one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.access import appoints, in_office
from accounts.models import Role, User
from accounts.services.signing_in import end_sessions
from journal.jobs import enqueue
from journal.services import record_entry
from ranpe.kit.refusals import NotYours, OutOfTurn

INVITATION, RESET = "undangan", "pulihkan"
PURPOSES = (INVITATION, RESET)


def lasts(purpose: str) -> int:
    """For how many seconds a link of this purpose opens."""
    given: int = {
        INVITATION: settings.INVITATION_SECONDS,
        RESET: settings.PASSWORD_RESET_TIMEOUT,
    }[purpose]
    return given


def door_key(person: User, purpose: str) -> str:
    """The secret of a link; it ends with the password that it replaces."""
    return signing.dumps([person.pk, _mark(person)], salt=f"accounts.{purpose}")


def person_with(key: str, purpose: str) -> User | None:
    """Whose link it is, as long as it opens."""
    try:
        pk, mark = signing.loads(key, salt=f"accounts.{purpose}", max_age=lasts(purpose))
    except signing.BadSignature:
        return None
    person = User.everything.filter(pk=pk, is_active=True).first()
    return person if person is not None and _mark(person) == mark else None


def _mark(person: User) -> str:
    said = f"{person.email} {person.password} {person.session_round}"
    return salted_hmac("accounts.door_key", said, algorithm="sha256").hexdigest()[:32]


def invite(person: User, *, by: Any, at: datetime) -> None:
    """Mail somebody new the link with which they choose their password.

    Raises:
        NotYours: `by` does not enter people.
        OutOfTurn: the account is closed, or has its password.
    """
    if not appoints(by):
        raise NotYours(_now("Anda tidak berwenang mengundang orang."))
    if not person.is_active or person.has_usable_password():
        raise OutOfTurn(_now("Akun ini sudah punya kata sandi, atau sudah ditutup."))
    officer = in_office(by, Role.SYSTEM_ADMIN, Role.SECRETARIAT)
    with transaction.atomic():
        record_entry(person, "person.invited", _("undangan dikirim"), by=officer, at=at)
        _send(person, INVITATION, by=by, at=at)


def ask_reset(email: str, *, at: datetime) -> None:
    """Mail the link to whoever has an open account under this address; nobody is told whether."""
    person = User.everything.filter(email=email.strip().lower(), is_active=True).first()
    if person is None or keeps_sample_password(person):
        return
    with transaction.atomic():
        said = _("tautan kata sandi diminta")
        record_entry(person, "person.reset_asked", said, by=None, at=at)
        _send(person, RESET, by=None, at=at)


def keeps_sample_password(person: User) -> bool:
    """In the demonstration everybody shares the sample accounts; their password stays."""
    return bool(settings.DEMO and person.is_sample)


def _send(person: User, purpose: str, *, by: Any, at: datetime) -> None:
    key = f"door:{person.pk}:{purpose}:{at.timestamp()}"
    payload = {"person": person.pk, "purpose": purpose}
    enqueue("accounts.mail_door_key", key=key, payload=payload, by=by, at=at)


def mail_door_key(payload: Mapping[str, Any]) -> None:
    """Write and send the mail; the secret stands nowhere but in it."""
    person, purpose = User.everything.get(pk=payload["person"]), payload["purpose"]
    path = reverse("door_key", args=[purpose, door_key(person, purpose)])
    with override(settings.LANGUAGE_CODE):
        subject, text = _WORDS[purpose]
        body = str(text) % {
            "name": person.name,
            "link": f"{settings.PUBLIC_ADDRESS}{path}",
            "minutes": lasts(purpose) // 60,
            "days": lasts(purpose) // 86_400,
        }
        EmailMessage(str(subject), body, settings.DEFAULT_FROM_EMAIL, [person.email]).send()


_WORDS = {
    INVITATION: (
        _("Undangan ke ruang kerja RAN PE"),
        _(
            "Yth. %(name)s,\n\nanda diundang ke ruang kerja RAN PE. Pilih kata sandi Anda di:\n"
            "%(link)s\n\nTautan ini berlaku sekali, selama %(days)s hari."
        ),
    ),
    RESET: (
        _("Kata sandi baru untuk ruang kerja RAN PE"),
        _(
            "Yth. %(name)s,\n\nseseorang meminta kata sandi baru untuk akun Anda. Pilih di:\n"
            "%(link)s\n\nTautan ini berlaku sekali, selama %(minutes)s menit. "
            "Bukan Anda? Abaikan surel ini; kata sandi Anda tetap."
        ),
    ),
}


def open_door(person: User, password: str, purpose: str, *, at: datetime) -> None:
    """The person has chosen a password; the link and every session end with it."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        end_sessions(User.everything.filter(pk=person.pk))
        said = _("kata sandi dipilih lewat tautan")
        record_entry(person, f"person.{_VERBS[purpose]}", said, by=person, at=at)


_VERBS = {INVITATION: "came", RESET: "reset"}
