"""What every answer of the house has in common: privacy, and refusals in plain words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from journal.services import Change, record_entry
from ranpe.kit.refusals import Refused

logger = logging.getLogger("ranpe.refusals")
Answer = Callable[[HttpRequest], HttpResponse]


class PlainAddresses:
    """No address of the house holds a NUL; such a request finds nothing (databases refuse it)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class PrivateResponses:
    """Nothing that a signed-in person sees is kept by a cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if request.session.accessed and request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
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
