"""A real browser over a real server: what every journey stands on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from accounts.models import User
from tests import factories
from tests.conftest import NOW
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, People, everybody

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _allow_orm_beside_the_browser() -> Iterator[None]:
    # The browser's driver runs an event loop in this thread; the tests themselves are not async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def town(triggers_lifted: None) -> factories.World:
    """The small plan in a database that the server's threads see."""
    return factories.small_plan(NOW)


@pytest.fixture
def crowd(town: factories.World) -> People:
    """The sample people, all able to sign in with the sample password."""
    people = everybody(town)
    someone = people.operator
    someone.set_password(PASSWORD)
    User.objects.all().update(password=someone.password)
    return people


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(
    browser: Browser, live_server: Any, crowd: People, tmp_path: Path
) -> Iterator[Visit]:
    """Open the house as someone: `visit(person, javascript=False, width=390)`."""
    opened: list[Visitor] = []

    def start(person: User | None = None, *, javascript: bool = True, width: int = 1280) -> Visitor:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 844 if width < 600 else 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            has_touch=width < 600,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context, live_server.url, has_script=javascript)
        opened.append(visitor)
        if person is not None:
            visitor.sign_in(person.email, PASSWORD)
        return visitor

    yield start
    for visitor in opened:
        visitor.leave()


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A small valid PDF on the officer's disk."""
    path = tmp_path / "daftar-hadir.pdf"
    path.write_bytes(factories.PDF)
    return path


AXE = Path(settings.BASE_DIR) / "tests" / "vendor" / "axe-core" / "axe.min.js"
