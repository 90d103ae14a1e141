"""What every answer of the house has in common: a line in the log, privacy, refusals in words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from journal.services import Change, record_entry, record_reading
from ranpe.kit.logs import new_request
from ranpe.kit.readings import Reading
from ranpe.kit.refusals import Refused

logger = logging.getLogger("ranpe.refusals")
requests = logging.getLogger("ranpe.requests")
Answer = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """One line in the log for each request: which page, for whom, how it ended, how long it took.

    Never the address as it was typed: addresses can hold words and secrets.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with new_request():
            began = time.perf_counter()
            response = self.get_response(request)
            facts = self._facts(request, response, time.perf_counter() - began)
            requests.info("request", extra={"facts": facts})
            return response

    def _facts(
        self, request: HttpRequest, response: HttpResponse, seconds: float
    ) -> dict[str, object]:
        found = request.resolver_match
        ids = {} if found is None else found.kwargs
        return {
            "method": request.method,
            "page": "" if found is None else found.view_name,
            "about": [value for value in ids.values() if isinstance(value, int)],
            "status": response.status_code,
            "milliseconds": round(seconds * 1000),
            # Only if somebody asked who it is: the log itself asks no question of the database.
            "actor": getattr(getattr(request, "_cached_user", None), "pk", None),
        }


class PlainAddresses:
    """No address of the house holds a NUL; such a request finds nothing (databases refuse it)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class PrivateResponses:
    """Nothing is kept by a cache but what says so itself, and nothing that a person is told."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        is_told = request.session.accessed and request.user.is_authenticated
        if is_told or "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


class Refusals:
    """A refusal becomes a page with its sentence, and an entry in the journal.

    The entry is written here, after the service's transaction was rolled back, so that it stays.
    A view that shows the sentence on its own page leaves it with `note_refusal`.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        noted: Refused | None = getattr(request, "refusal", None)
        if noted is not None:
            record_refusal(request, noted)
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer a `Refused`; everything else takes its ordinary way."""
        if not isinstance(problem, Refused):
            return None
        record_refusal(request, problem)
        context = {"sentence": problem.sentence, "problems": problem.problems}
        return render(request, "refused.html", context, status=problem.status)


class Readings:
    """Who was shown what others may not see: one entry for one answer, before it leaves.

    A page notes the record with `note_reading`; whatever else is handed out as a file inside the
    house is written down by its page and ids. If it cannot be written down, it is not handed out.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        noted: Reading | None = getattr(request, "reading", None)
        is_answer = request.method == "GET" and response.status_code == HTTPStatus.OK
        if is_answer and (noted or _is_handed_out(request, response)):
            record_read(request, noted)
        return response


# The parts of an address that name a record or a table, and hold no secret.
_TOLD_IDS = frozenset({"pk", "kind", "code", "year", "name", "plan"})


def _is_handed_out(request: HttpRequest, response: HttpResponse) -> bool:
    found = request.resolver_match
    is_inside = found is not None and found.namespace != "portal"
    return is_inside and response.get("Content-Disposition", "").startswith("attachment")


def _ids(arguments: Mapping[str, Any]) -> dict[str, int | str]:
    return {
        name: value
        for name, value in arguments.items()
        if name in _TOLD_IDS and isinstance(value, int | str)
    }


def record_read(request: HttpRequest, noted: Reading | None) -> None:
    """Write a signed-in person's reading to the journal."""
    if not request.user.is_authenticated or request.resolver_match is None:
        return
    found = request.resolver_match
    record_reading(
        noted.kind if noted else "file",
        noted.subject if noted else None,
        by=request.user,
        at=timezone.now(),
        page=found.view_name,
        about=_ids(found.kwargs),
    )


def record_refusal(request: HttpRequest, problem: Refused) -> None:
    """Write a signed-in person's refusal to the journal; never fail because of it."""
    if not request.user.is_authenticated:
        return
    try:
        record_entry(
            None,
            "refused",
            problem.sentence,
            by=request.user,
            at=timezone.now(),
            change=Change(after={"path": request.path[:200], "method": request.method}),
        )
    except DatabaseError:
        logger.exception("refusal not recorded")
