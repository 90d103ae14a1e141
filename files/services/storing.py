"""Taking files in: type by content, generated names, hash of the bytes.

Where the bytes are kept is a setting (`STORAGES["default"]`): a local folder, or any other storage.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.utils.translation import gettext as _

from files import antivirus
from files.models import FileState, StoredFile
from files.storage import is_nearly_full
from journal.jobs import enqueue
from ranpe.kit.refusals import Incomplete, OutOfTurn
from ranpe.kit.uploads import Unfit, content_type_of, plain_name

logger = logging.getLogger("ranpe.files")
MEGABYTE = 1024 * 1024


class Unreachable(Incomplete):
    """The storage does not answer, or not as it should; the same works again later."""

    status = 503


@contextmanager
def _storage() -> Iterator[Any]:
    try:
        yield default_storage
    except OSError as problem:
        logger.exception("storage of files")
        raise Unreachable(
            _("Penyimpanan berkas sedang terganggu; coba lagi nanti atau hubungi admin sistem.")
        ) from problem


def store_upload(upload: Any, *, owner_key: str, by: Any, at: datetime) -> StoredFile:
    """Keep an uploaded file under the hash of its bytes; nobody opens it before its check.

    Raises:
        Incomplete: empty, too large, or of a kind that is not taken.
        Unreachable: it could not be kept.
    """
    size = upload.size or 0
    if size == 0:
        raise Incomplete(_("Berkas ini kosong; pilih berkas lain."))
    if size > settings.UPLOAD_MAX_BYTES:
        raise Incomplete(
            _("Berkas lebih besar dari %(size)s MB; perkecil dahulu.")
            % {"size": settings.UPLOAD_MAX_BYTES // MEGABYTE}
        )
    _leave_room(owner_key, size)
    data, name = upload.read(), plain_name(upload.name or "")
    try:
        content_type = content_type_of(name, data)
    except Unfit as flaw:
        raise Incomplete(str(flaw)) from None
    stored = store_bytes(
        data,
        name=name,
        content_type=content_type,
        owner_key=owner_key,
        is_checked=not antivirus.is_on(),
        by=by,
        at=at,
    )
    if stored.state == FileState.PENDING:
        payload = {"file": stored.pk}
        enqueue("files.check", key=f"file:{stored.pk}", payload=payload, by=None, at=at)
    return stored


def _leave_room(owner_key: str, size: int) -> None:
    """Refuse a file that the owner's quota or the disk has no room for; words are still taken."""
    kept = StoredFile.everything.filter(owner_key=owner_key).exclude(state=FileState.REFUSED)
    used = kept.aggregate(total=Sum("size"))["total"] or 0
    if used + size > settings.UPLOAD_QUOTA_BYTES:
        raise Incomplete(
            _("Kuota berkas instansi Anda (%(quota)s MB) sudah penuh; hubungi Sekretariat.")
            % {"quota": settings.UPLOAD_QUOTA_BYTES // MEGABYTE}
        )
    if is_nearly_full(default_storage):
        logger.warning("the disk of the files is nearly full; uploads are refused")
        raise Unreachable(
            _("Ruang penyimpanan hampir penuh, berkas belum diterima; isian tetap tersimpan.")
        )


def store_bytes(
    data: bytes,
    *,
    name: str,
    content_type: str,
    owner_key: str,
    is_checked: bool = True,
    by: Any,
    at: datetime,
) -> StoredFile:
    """Keep bytes; those that the house made itself need no check.

    Raises:
        Unreachable: they could not be kept; there is no row then either.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{sha256[:2]}/{sha256}"
    with _storage() as storage:
        if not storage.exists(path):
            path = storage.save(path, ContentFile(data))
    return StoredFile.everything.create(
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=sha256,
        path=path,
        state=FileState.STORED if is_checked else FileState.PENDING,
        check_after=None if is_checked else at,
        owner_key=owner_key,
        stored_at=at,
        stored_by_id=by.pk,
    )


def read_bytes(stored: StoredFile) -> bytes:
    """The bytes of a file that may be handed out; refuses bytes that no longer match their hash.

    Raises:
        OutOfTurn: the file is still being checked, or was refused.
        Incomplete: the stored bytes were changed or are gone.
        Unreachable: the storage does not hand them out now.
    """
    if stored.state == FileState.PENDING:
        raise OutOfTurn(_("Berkas ini masih diperiksa antivirus; buka lagi nanti."))
    if stored.state == FileState.REFUSED:
        raise OutOfTurn(_("Berkas ini ditolak antivirus dan sudah dihapus."))
    return bytes_of(stored)


def bytes_of(stored: StoredFile) -> bytes:
    """The bytes of a file whatever its state, for the check alone.

    Raises:
        Incomplete: the stored bytes were changed or are gone.
        Unreachable: the storage does not hand them out now.
    """
    with _storage() as storage:
        try:
            with storage.open(stored.path) as source:
                data = bytes(source.read())
        except FileNotFoundError:
            data = b""
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Incomplete(_("Berkas ini rusak di penyimpanan; hubungi admin sistem."))
    return data
