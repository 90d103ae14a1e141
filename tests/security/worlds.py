"""Worlds that stand for all tests of one module, and are undone after the last one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from journal import triggers


@contextmanager
def standing(blocker: Any, folder: Path, at: datetime) -> Iterator[None]:
    """One transaction with folders of its own, in which the clock always shows `at`.

    The append-only tables can be written in it, so that every text can be marked; the triggers
    come back with the end of the transaction.
    """
    own = override_settings(
        MEDIA_ROOT=folder / "files",
        PORTAL_FILES_ROOT=folder / "public",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    )
    with (
        blocker.unblock(),
        own,
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(timezone, "now", lambda: at)
        protected = triggers.installed()
        triggers.lift()
        yield
        transaction.set_rollback(True)
    with blocker.unblock():
        assert triggers.installed() == protected
