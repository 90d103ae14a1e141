"""Background work of progress: building files, and what the calendar asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.jobs import Running, work
from progress.services import clock, compiling


@work("progress.compile_institution", _("Menyusun laporan K/L satu periode"))
def compile_institution(running: Running) -> Mapping[str, Any]:
    """Make the one file of an institution's period."""
    return compiling.compile_institution(running)


@shared_task(name="progress.run_the_clock")
def run_the_clock() -> None:
    """Climb the ladder and gather the daily mail, as far as today asks for it."""
    clock.run_the_clock(at=timezone.now())
