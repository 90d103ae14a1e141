"""A year of the small plan, sealed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests import factories
from tests.conftest import NOW
from tests.people import everybody
from tests.reporting.years import SealedYear, a_sealed_year


@pytest.fixture(scope="module")
def _standing_year(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SealedYear, Path]]:
    """The sealed year of a module and its files, in one transaction that is rolled back."""
    folder = tmp_path_factory.mktemp("year")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder):
            world = factories.small_plan(NOW)
            built = a_sealed_year(world, everybody(world))
        yield built, folder
        transaction.set_rollback(True)


@pytest.fixture
def year(_standing_year: tuple[SealedYear, Path], db: None, settings: Any) -> SealedYear:
    """The year 2026 of the small plan, locked and sealed; what a test does to it is undone."""
    built, folder = _standing_year
    shutil.copytree(folder, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return deepcopy(built)
