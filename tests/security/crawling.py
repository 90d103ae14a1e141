"""Everything that somebody without an account can reach: every page, file and error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client

_LINK = re.compile(
    r"""\b(?:href|src|action|hx-get)=["']([^"']+)["']|\bdata-[\w-]+=["'](/[^"']*)["']|<loc>([^<]+)"""
)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
# What is random, or is the moment of the answer.
_PASSING = ("Set-Cookie", "Expires", "Date", "Last-Modified")


class Crawl:
    """The answers by address, in both languages."""

    def __init__(self, starts: Iterable[str]) -> None:
        self.answers: dict[tuple[str, str], Any] = {}
        for language in dict(settings.LANGUAGES):
            self._walk(language, starts)

    def _walk(self, language: str, starts: Iterable[str]) -> None:
        client = Client(raise_request_exception=False)
        waiting = sorted(set(starts))
        while waiting:
            address = waiting.pop()
            if (language, address) in self.answers:
                continue
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            answer = self.answers[language, address] = client.get(address)
            waiting += sorted(
                link for link in links_in(answer, address) if (language, link) not in self.answers
            )

    def contents(self) -> dict[tuple[str, str], bytes]:
        """Status, headers and body of every answer as bytes, without what is random by nature."""
        return {key: whole(answer) for key, answer in self.answers.items()}


def whole(answer: Any) -> bytes:
    """An answer as it goes over the line, without cookie and token."""
    heads = [f"{k}: {v}" for k, v in sorted(answer.headers.items()) if k not in _PASSING]
    head = "\n".join([str(answer.status_code), *heads]).encode()
    return head + b"\n\n" + _TOKEN.sub(b"TOKEN", answer.content)


def links_in(answer: Any, address: str) -> set[str]:
    """The addresses of this site to which an answer leads."""
    found = {answer["Location"]} if "Location" in answer.headers else set()
    if answer["Content-Type"].startswith(("text/html", "application/xml")):
        for pair in _LINK.findall(answer.content.decode()):
            found.update(unescape(part) for part in pair if part)
    return {place for link in found for place in [_of_this_site(link, address)] if place}


def _of_this_site(link: str, address: str) -> str:
    if link.startswith(settings.PUBLIC_ADDRESS):
        link = link.removeprefix(settings.PUBLIC_ADDRESS) or "/"
    parts = urlsplit(urljoin(address, link))
    is_page = not parts.netloc and not parts.scheme and parts.path.startswith("/")
    # The pictures and styles are files of the house; the choice of language is made by a cookie.
    if not is_page or parts.path.startswith(("/static/", "/bahasa/")) or " " in link:
        return ""
    return urldefrag(parts.geturl()).url
