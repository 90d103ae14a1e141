"""Background work of progress: building files, and what the calendar asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.jobs import Running, work


@work("progress.compile_institution", _("Menyusun laporan K/L satu periode"))
def compile_institution(running: Running) -> Mapping[str, Any]:
    """Make the one file of an institution's period."""
    from progress.services import compiling  # noqa: PLC0415 - models are loaded by then

    return compiling.compile_institution(running)


@shared_task(name="progress.run_the_clock")
def run_the_clock() -> None:
    """Climb the ladder and gather the daily mail, as far as today asks for it."""
    from progress.services import clock  # noqa: PLC0415 - models are loaded by then

    clock.run_the_clock(at=timezone.now())
