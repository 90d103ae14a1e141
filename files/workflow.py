"""The life of a file that was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from files.access import is_the_antivirus
from files.models import FileState
from ranpe.kit.workflow import Step, Workflow


def _uploader(file: Any) -> Iterable[int]:
    yield file.stored_by_id


FILE_FLOW = Workflow(
    "file",
    _("Berkas unggahan"),
    (
        Step(
            "clear",
            frozenset({FileState.PENDING}),
            FileState.STORED,
            _("Nyatakan bersih"),
            is_the_antivirus,
            _("diperiksa antivirus, tidak ada temuan"),
        ),
        Step(
            "refuse",
            frozenset({FileState.PENDING, FileState.STORED}),
            FileState.REFUSED,
            _("Tolak karena temuan"),
            is_the_antivirus,
            _("ditolak antivirus dan dihapus; bersihkan perangkat Anda, lalu unggah berkas lain"),
            tells=_uploader,
            needs_reason=True,
            is_return=True,
        ),
    ),
)
