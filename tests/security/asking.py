"""Asking for an address in every way, and what of the answer may be compared."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import reverse

from tests.security.marking import squeeze

HTMX = {"HTTP_HX_REQUEST": "true"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
# Both follow the body, which repeats the address; the body itself is compared.
_OF_THE_BODY = re.compile(r"^(Content-Length|ETag): .+$", re.MULTILINE)
_BOUND = {"PUT", "PATCH", "DELETE", "OPTIONS"}


def ask(client: Client, method: str, address: str, data: Mapping[str, Any] | None = None) -> Any:
    """One request; "HTMX" is a GET for a part of a page."""
    if method == "HTMX":
        return client.get(address, **HTMX)  # type: ignore[arg-type]
    if method == "POST":
        return client.post(address, dict(data or {}))
    if method in _BOUND:
        return client.generic(method, address, b"{}", content_type="application/json")
    return client.get(address)


def address_of(name: str, arguments: Mapping[str, Any]) -> str:
    """The address of a route."""
    return reverse(name, kwargs=dict(arguments))


def text_of(answer: Any) -> str:
    """Everything that an answer says, in readable form: headers, body, the parts of a workbook."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{headers}\n{readable(whole)}"


def readable(content: bytes) -> str:
    """Bytes as text; an archive is unpacked, entities are resolved."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(
                f"{name}\n{unescape(archive.read(name).decode('utf-8', 'replace'))}"
                for name in archive.namelist()
            )
    return unescape(content.decode("utf-8", "replace"))


def squeezed(answer: Any) -> str:
    """The same with letters and digits only."""
    return squeeze(text_of(answer))


def comparable(answer: Any, address: str) -> tuple[int, str]:
    """What must not differ between a foreign and an absent record: all but address and token."""
    text = _OF_THE_BODY.sub("", text_of(answer))
    for form in {address, quote(address), quote(address, safe="")}:
        text = text.replace(form, "ADDRESS")
    return answer.status_code, _TOKEN.sub("TOKEN", text)
