"""A deadline morning at the door: many people sign in within a minute, over real HTTP."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError

from accounts.services import create_person

PASSWORD = "contoh-pagi-tenggat-2026"  # noqa: S105 - of accounts that live as long as the measuring
HOST = "127.0.0.1"
WAIT_SECONDS = 30


@dataclass(frozen=True)
class Morning:
    """What was measured: how long each sign-in took, and how long all of them."""

    seconds: list[float]
    refused: int
    whole: float

    def part(self, share: float) -> float:
        """The time within which `share` of the sign-ins were done."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


def people(count: int) -> list[str]:
    """So many new accounts with one password; their addresses."""
    kept = make_password(PASSWORD)
    emails = [f"pagi{number}@ranpe.example" for number in range(count)]
    for email in emails:
        create_person(email, "Orang contoh", password_hash=kept, is_sample=True)
    return emails


@contextmanager
def server() -> Iterator[int]:
    """The web server as it runs in production: two processes of four threads; its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    line = ["--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4", "--log-level", "error"]
    child = subprocess.Popen([sys.executable, "-m", "gunicorn", "ranpe.wsgi", *line])  # noqa: S603
    try:
        _wait_for(port)
        yield port
    finally:
        child.terminate()
        child.wait(timeout=WAIT_SECONDS)


def _wait_for(port: int) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        try:
            if _ask(port, "GET", "/sehat/", "", {})[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("the web server did not answer.")


def measured(port: int, emails: list[str], within: float) -> Morning:
    """Let everybody come, evenly spread over `within` seconds, whether or not the others are in."""
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=64) as crowd:
        pace = within / len(emails)
        visits = [crowd.submit(_visit, port, email, began + pace * number)
                  for number, email in enumerate(emails)]  # fmt: skip
        found = [visit.result() for visit in visits]
    seconds = [took for took, _is_in in found]
    return Morning(seconds, sum(not is_in for _took, is_in in found), time.monotonic() - began)


def _visit(port: int, email: str, due: float) -> tuple[float, bool]:
    """Open the door's page and sign in; counted from the moment the person wanted to."""
    time.sleep(max(0.0, due - time.monotonic()))
    _status, headers, page = _ask(port, "GET", "/masuk/", "", {})
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    token = found[1] if found else ""
    cookie = headers.get("set-cookie", "").partition(";")[0]
    said = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    status, _headers, _page = _ask(port, "POST", "/masuk/", urlencode(said), form)
    return time.monotonic() - due, status == 302


def _ask(
    port: int, method: str, path: str, body: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], str]:
    line = http.client.HTTPConnection(HOST, port, timeout=WAIT_SECONDS)
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read().decode()
    finally:
        line.close()
