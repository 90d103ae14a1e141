"""Having files checked by the antivirus; what gets no verdict waits and is asked about again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from files import antivirus
from files.models import FileState, StoredFile
from files.services.storing import bytes_of
from files.workflow import FILE_FLOW
from journal.door import advance
from journal.services import Change
from ranpe.kit.refusals import Incomplete, OutOfTurn

logger = logging.getLogger("ranpe.files")
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
AT_ONCE = 50


def check_file(pk: int, *, at: datetime) -> str:
    """Ask the antivirus about a file whose turn it is; answers the state in which it is now.

    The next turn is settled before the antivirus is asked, so a lost worker loses no file.
    """
    file = _claim(pk, at)
    if file is None:
        return ""
    try:
        finding = _known_finding(file) or antivirus.scan(bytes_of(file))
    except (antivirus.NoVerdict, Incomplete) as problem:
        logger.warning("file %s has no verdict: %s", pk, type(problem).__name__)
        return FileState.PENDING
    try:
        _judge(file, finding, at)
    except OutOfTurn:  # a file of the same bytes got its verdict at the same moment
        file.refresh_from_db()
    return file.state


def _judge(file: StoredFile, finding: str, at: datetime) -> None:
    if finding:
        _refuse(file, finding, at)
        return
    with transaction.atomic():
        _note(file, "", at)
        advance(file, FILE_FLOW, "clear", by=None, at=at)


def check_waiting(*, at: datetime) -> int:
    """Ask about every file whose turn has come, and remove what was refused and is still there."""
    waiting = StoredFile.everything.filter(state=FileState.PENDING, check_after__lte=at)
    keys = list(waiting.order_by("check_after", "pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in keys:
        check_file(pk, at=at)
    for file in StoredFile.everything.filter(state=FileState.REFUSED).exclude(path="")[:AT_ONCE]:
        _remove(file)
    return len(keys)


def _claim(pk: int, at: datetime) -> StoredFile | None:
    due = StoredFile.everything.filter(pk=pk, state=FileState.PENDING, check_after__lte=at)
    file = due.first()
    if file is None:
        return None
    wait = min(FIRST_WAIT * 2 ** min(file.checks, 10), LONGEST_WAIT)
    held = due.filter(checks=file.checks)
    return file if held.update(checks=F("checks") + 1, check_after=at + wait) else None


def _known_finding(file: StoredFile) -> str:
    refused = StoredFile.everything.filter(sha256=file.sha256, state=FileState.REFUSED)
    return refused.values_list("finding", flat=True).first() or ""


def _note(file: StoredFile, finding: str, at: datetime) -> None:
    file.finding, file.checked_at = finding, at
    file.save(update_fields=["finding", "checked_at"])


def _refuse(file: StoredFile, finding: str, at: datetime) -> None:
    """Refuse every file of these bytes, for they are kept once."""
    same = StoredFile.everything.filter(sha256=file.sha256).exclude(state=FileState.REFUSED)
    with transaction.atomic():
        for row in same.order_by("pk"):
            _note(row, finding, at)
            advance(row, FILE_FLOW, "refuse", by=None, at=at, change=Change(reason=finding))
    _remove(file)
    file.refresh_from_db()


def _remove(file: StoredFile) -> None:
    """Remove the bytes; what the storage does not let go is tried again with the next round."""
    try:
        default_storage.delete(file.path)
    except OSError:
        logger.exception("a refused file is still in the storage")
    else:
        StoredFile.everything.filter(sha256=file.sha256, state=FileState.REFUSED).update(path="")
