"""Background work of files: asking the antivirus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils import timezone

from files import services
from journal.jobs import Running, work


@work("files.check")
def check(running: Running) -> Mapping[str, Any]:
    """Ask about a file that was just handed in."""
    return {"state": services.check_file(running.payload["file"], at=timezone.now())}


@shared_task(name="files.check_waiting")
def check_waiting() -> None:
    """Ask again about the files that got no verdict."""
    services.check_waiting(at=timezone.now())
