"""What every answer tells the browser, whoever asks and however it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.people import People

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
ANONYMOUS = ["/", "/aksi/", "/masuk/", "/robots.txt", "/tidak-ada/", "/beranda/", "/sehat/"]
SIGNED_IN = [
    "/beranda/",
    "/laporan-kemajuan/",
    "/tidak-ada/",
    "/laporan-kemajuan/99999/",
    "/pantau/",
    "/api/v1/",
    "/cari/?q=aksi",
]


def policy_of(answer: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def told_always(answer: Any) -> dict[str, str]:
    return {name: answer.get(name, "") for name in ALWAYS}


@pytest.mark.parametrize("address", ANONYMOUS)
def test_every_answer_to_anybody_is_closed_against_others(db: None, address: str) -> None:
    answer = Client().get(address)

    assert told_always(answer) == ALWAYS
    assert policy_of(answer) == POLICY
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "Server" not in answer


@pytest.mark.parametrize("address", SIGNED_IN)
def test_nothing_that_a_signed_in_person_is_told_is_kept(
    people: People, small_plan: World, address: str
) -> None:
    client = Client()
    client.force_login(people.operator)

    answer = client.get(address)

    assert told_always(answer) == ALWAYS
    assert policy_of(answer) == POLICY
    assert answer["Cache-Control"] == "no-store"
    assert "Cookie" in answer["Vary"]


def test_outside_the_demonstration_browsers_are_told_to_come_by_https_only(
    db: None, settings: Any
) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    answer = Client().get("/", secure=True)

    assert answer["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_a_request_by_another_method_finds_no_trace(db: None) -> None:
    assert Client().generic("TRACE", reverse("portal:home")).status_code == 405
