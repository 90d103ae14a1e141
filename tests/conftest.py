"""What all tests stand on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests import factories
from tests.once import once
from tests.people import People, everybody

# The sample moment of the tests: three days before the due date of the small plan's period.
NOW = datetime.fromisoformat("2026-07-28T10:00:00+07:00")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long walks begin first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: not (item.get_closest_marker("xdist_group") or _is_walk(item)))


def _is_walk(item: pytest.Item) -> bool:
    return "journeys" in item.path.parts


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_FILES_ROOT = tmp_path / "public"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    cache.clear()


@pytest.fixture
def triggers_lifted(transactional_db: None) -> Iterator[None]:
    """For tests that empty tables afterwards: the append-only triggers are lifted in time."""
    from journal import triggers  # noqa: PLC0415

    yield
    triggers.lift()


@pytest.fixture
def now() -> datetime:
    """The fixed moment of the tests."""
    return NOW


@pytest.fixture
def small_plan(db: None) -> factories.World:
    """Twelve actions in three pillars, six institutions, four provinces, an open period."""
    return once("small plan", lambda: factories.small_plan(NOW))


@pytest.fixture
def people(small_plan: factories.World) -> People:
    """The sample people, one a role, in office over the small plan."""
    return once("people", lambda: everybody(small_plan))
