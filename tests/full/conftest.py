"""The full sample, built once a run: 130 actions, 48 K/L, 38 provinces, five closed years."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from accounts.models import User

ANCHOR = "2026-11-24"
# In one worker, so that the sample is built only once.
ON_THE_FULL_SAMPLE = [pytest.mark.django_db, pytest.mark.xdist_group("full")]


@pytest.fixture(scope="package")
def full(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The sample world inside one transaction, rolled back after the last test of this folder."""
    folder: Path = tmp_path_factory.mktemp("full")
    own = override_settings(
        MEDIA_ROOT=folder / "files", PORTAL_FILES_ROOT=folder / "public", DATA_DIR=folder
    )
    with django_db_blocker.unblock(), own, transaction.atomic():
        call_command("seed", at=ANCHOR, verbosity=0)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def _own_folders(full: Path, settings: Any) -> None:
    """The files of the full sample, in place of the folders of a single test."""
    settings.MEDIA_ROOT = full / "files"
    settings.PORTAL_FILES_ROOT = full / "public"


@pytest.fixture
def browse(full: Path) -> Any:
    """A client signed in as the sample account with this e-mail name; None is the public."""

    def open_as(name: str | None) -> Client:
        client = Client()
        if name:
            client.force_login(User.objects.get(email=f"{name}@ranpe.example"))
        return client

    return open_as
