"""A real browser over a real server: what every journey stands on."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Playwright, sync_playwright
from pypdf import PdfWriter

from accounts.models import User
from tests import factories
from tests.conftest import NOW
from tests.journeys.clock import Clock
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
NARROW = 600
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package", autouse=True)
def _allow_orm_beside_the_browser() -> Iterator[None]:
    # The browser's driver runs an event loop in this thread; the tests themselves are not async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(driver: Playwright) -> Iterator[Browser]:
    started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the test and the server read."""
    clock = Clock(NOW)
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


@pytest.fixture
def town(triggers_lifted: None, clock: Clock) -> factories.World:
    """The small plan in a database that the server's threads see."""
    return factories.small_plan(clock.now())


@pytest.fixture
def crowd(town: factories.World) -> People:
    """The sample people, all able to sign in with the sample password."""
    people = everybody(town)
    let_in(User.objects.all())
    return people


def let_in(accounts: Any) -> None:
    """Give accounts the sample password; it is hashed once for all of them."""
    someone = User(email="", name="")
    someone.set_password(PASSWORD)
    accounts.update(password=someone.password)


def a_session(person: User) -> tuple[str, str]:
    """The cookie of somebody who has signed in; the door itself is walked by the scenarios."""
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value


Visit = Callable[..., Visitor]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let the fixtures know on which step a journey failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def visit(
    browser: Browser, live_server: Any, crowd: People, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Open the house as someone: `visit(person, javascript=False, width=390)`."""
    opened: list[Visitor] = []

    def start(person: User | None = None, *, javascript: bool = True, width: int = 1280) -> Visitor:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 844 if width < NARROW else 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            has_touch=width < NARROW,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context, live_server.url, has_script=javascript)
        opened.append(visitor)
        if person is not None:
            visitor.is_let_in(*a_session(person))
        return visitor

    yield start
    for visitor in opened:
        if FAILED in request.node.stash and not visitor.has_left:
            print(f"{visitor.page.url}\n{visitor.text}\n")  # noqa: T201 - pytest shows it
        visitor.leave()


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A small real PDF on the officer's disk."""
    return a_pdf(tmp_path / "daftar-hadir.pdf")


def a_pdf(path: Path) -> Path:
    """A PDF of one empty page, written to `path`; its name stands in it, so no two are alike."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": path.stem})
    writer.write(path)
    return path
