"""The second factor: recovery codes, who set one up, and help when it is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import helps_people, in_office
from accounts.models import Recovery, RecoveryCode, RecoveryKind, Role, User
from accounts.services.signing_in import end_sessions
from journal.models import Urgency
from journal.services import Change, record_entry, tell
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

# Without letters and digits that look alike on paper.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODES, _MARK, _SECRET = 10, 4, 8
CODE_LENGTH = _MARK + _SECRET


def has_second_factor(person: Any) -> bool:
    """Whether a phone or a passkey is set up."""
    return bool(Authenticator.objects.filter(user_id=person.pk).exists())


def normalised(code: str) -> str:
    """A recovery code as it is kept, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def make_recovery_codes(*, by: User, at: datetime) -> list[str]:
    """Ten new codes for the person; the earlier ones end, and only now can these be read."""
    marks: set[str] = set()
    while len(marks) < _CODES:
        marks.add(_random(_MARK))
    codes = {mark: _random(_SECRET) for mark in sorted(marks)}
    rows = [
        RecoveryCode(user=by, mark=mark, digest=make_password(secret), made_at=at)
        for mark, secret in codes.items()
    ]
    with transaction.atomic():
        RecoveryCode.everything.filter(user=by).delete()
        RecoveryCode.everything.bulk_create(rows)
        record_entry(by, "factor.codes_made", _("kode pemulihan dibuat"), by=by, at=at)
    return [f"{mark}-{secret[:4]}-{secret[4:]}" for mark, secret in codes.items()]


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _letter in range(length))


def use_recovery_code(person: User, code: str, *, at: datetime) -> bool:
    """Take a code off the person's sheet; False when it is none of theirs or was used."""
    found = normalised(code)
    rows = RecoveryCode.everything.filter(user=person, mark=found[:_MARK], used_at=None)
    row = rows.first()
    if row is None or not check_password(found[_MARK:], row.digest):
        return False
    with transaction.atomic():
        if not rows.filter(pk=row.pk).update(used_at=at):
            return False
        left = RecoveryCode.everything.filter(user=person, used_at=None).count()
        change = Change(after={"left": left})
        said = _("kode pemulihan dipakai")
        record_entry(person, "factor.code_used", said, by=person, at=at, change=change)
    return True


def note_factor(verb: str, sentence: object, *, by: User, at: datetime) -> None:
    """Something about the person's second factor changed: the journal and the person know."""
    entry = record_entry(by, f"factor.{verb}", sentence, by=by, at=at)
    key = f"factor:{entry.pk}"
    tell([by.pk], by, _TOLD[verb], key=key, at=at, urgency=Urgency.RETURNED)


_TOLD = {
    "set_up": _("Langkah kedua untuk masuk dipasang di akun Anda. Bukan Anda? Hubungi admin."),
    "passkey_added": _("Kunci sandi ditambahkan ke akun Anda. Bukan Anda? Hubungi admin."),
    "passkey_removed": _("Kunci sandi dihapus dari akun Anda. Bukan Anda? Hubungi admin."),
}


def ask_recovery(person: User, kind: str, reason: str, *, by: Any, at: datetime) -> Recovery:
    """An administrator asks that a person's lost factors are taken off.

    Raises:
        NotYours: `by` does not help people, or asks for themselves.
        Incomplete: no reason.
        OutOfTurn: the same is already asked.
    """
    if not helps_people(by) or person.pk == by.pk:
        raise NotYours(_now("Pemulihan diminta admin sistem, dan bukan untuk dirinya sendiri."))
    if not reason.strip():
        raise Incomplete(_now("Tuliskan bagaimana Anda memastikan orangnya."))
    with transaction.atomic():
        User.everything.select_for_update(of=("self",)).get(pk=person.pk)
        if Recovery.everything.filter(person=person, granted_at=None, withdrawn_at=None).exists():
            raise OutOfTurn(_now("Pemulihan untuk orang ini sudah diminta."))
        row = Recovery.everything.create(
            person=person, kind=kind, reason=reason.strip(), asked_by_id=by.pk, asked_at=at
        )
        _recorded(row, "recovery.asked", _("pemulihan akun diminta"), by, at)
    return row


def grant_recovery(recovery: Recovery, *, by: Any, at: datetime) -> Recovery:
    """A second administrator takes the lost factors off, and the person is told.

    Raises:
        NotYours: `by` does not help people, asked themselves, or is the person.
        OutOfTurn: it was granted or withdrawn.
    """
    with transaction.atomic():
        row = _open(recovery, by)
        if by.pk in (row.asked_by_id, row.person_id):
            raise NotYours(_now("Yang meminta dan yang mengabulkan harus dua admin yang berbeda."))
        row.granted_at, row.granted_by_id = at, by.pk
        row.save(update_fields=["granted_at", "granted_by"])
        _take_off(row)
        _recorded(row, "recovery.granted", _("pemulihan akun dikabulkan"), by, at)
        said = _("Akun Anda dipulihkan oleh dua admin. Bukan atas permintaan Anda? Hubungi admin.")
        key = f"recovery:{row.pk}"
        tell([row.person_id], row.person, said, key=key, at=at, urgency=Urgency.RETURNED)
    return row


def withdraw_recovery(recovery: Recovery, *, by: Any, at: datetime) -> Recovery:
    """An administrator takes the request back, or says no to it."""
    with transaction.atomic():
        row = _open(recovery, by)
        row.withdrawn_at, row.withdrawn_by_id = at, by.pk
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _recorded(row, "recovery.withdrawn", _("pemulihan akun dibatalkan"), by, at)
    return row


def _open(recovery: Recovery, by: Any) -> Recovery:
    if not helps_people(by):
        raise NotYours(_now("Pemulihan akun adalah tugas admin sistem."))
    rows = Recovery.everything.select_for_update(of=("self",)).order_by().select_related("person")
    row = rows.get(pk=recovery.pk)
    if row.granted_at or row.withdrawn_at:
        raise OutOfTurn(_now("Permintaan pemulihan ini sudah selesai."))
    return row


def _take_off(row: Recovery) -> None:
    if row.kind != RecoveryKind.PASSWORD:
        Authenticator.objects.filter(user_id=row.person_id).delete()
        RecoveryCode.everything.filter(user_id=row.person_id).delete()
    if row.kind != RecoveryKind.FACTOR:
        row.person.set_unusable_password()
        row.person.save(update_fields=["password"])
    end_sessions(User.everything.filter(pk=row.person_id))


def _recorded(row: Recovery, verb: str, sentence: object, by: Any, at: datetime) -> None:
    officer = in_office(by, Role.SYSTEM_ADMIN)
    change = Change(reason=row.reason, after={"person": row.person_id, "kind": row.kind})
    record_entry(row, verb, sentence, by=officer, at=at, change=change)
