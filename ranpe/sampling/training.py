"""The training plan: thrown away and built anew, as often as a bimtek needs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from journal import triggers
from ranpe.sampling.world import build_world


def reset_training(day: date, *, is_small: bool = False, say: Callable[[str], None]) -> None:
    """Empty the training database and its folders, and build the sample plan as of `day`.

    Only ever in the training mode, whose database and folders are nobody else's.
    """
    if not settings.TRAINING:
        raise RuntimeError("Only the training mode is reset.")
    call_command("migrate", verbosity=0)
    triggers.lift()
    call_command("flush", interactive=False, verbosity=0)  # installs the triggers again
    for folder in (settings.MEDIA_ROOT, settings.PORTAL_FILES_ROOT, settings.EMAIL_FILE_PATH):
        shutil.rmtree(Path(folder), ignore_errors=True)
    build_world(day, is_small=is_small, say=say)
