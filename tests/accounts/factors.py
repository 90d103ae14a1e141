"""Walking through the door with a second factor."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.visiting import body_of
from tests.people import PASSWORD
from tests.phones import Phone

ENROL = reverse("factor_enrol")
STEP = reverse("mfa_authenticate")


def with_password(person: User) -> User:
    """The person with the sample password."""
    person.set_password(PASSWORD)
    person.save()
    return person


def at_the_door(person: User, client: Client | None = None, **more: str) -> tuple[Client, Any]:
    """Somebody who has given e-mail and password, and the answer."""
    client = client or Client()
    said = {"login": person.email, "password": PASSWORD, **more}
    return client, client.post(reverse("sign_in"), said)


def scan(client: Client) -> Phone:
    """Open the page on which a phone is set up, and scan it."""
    page = body_of(client.get(ENROL))
    found = re.search(r"<code data-secret>([A-Z2-7 ]+)</code>", page)
    assert found, page
    return Phone(found[1])


def enrolled(person: User) -> tuple[Client, Phone, list[str]]:
    """Somebody at their first sign-in: a browser, the phone, and the sheet of codes."""
    client, _answer = at_the_door(with_password(person))
    phone = scan(client)
    answer = client.post(ENROL, {"code": phone.code()})
    assert answer.status_code == 200
    return client, phone, codes_on(answer)


def codes_on(answer: Any) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([A-Z0-9-]{14})</code></li>", unescape(body_of(answer)))
