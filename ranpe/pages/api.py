"""What the API has in common with the pages: the same refusals, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from ranpe.kit.refusals import Refused
from ranpe.pages.middleware import record_refusal


def refusal_answer(problem: Exception, context: dict[str, Any]) -> Response | None:
    """A `Refused` becomes its status with the sentence and the list of problems."""
    if not isinstance(problem, Refused):
        return exception_handler(problem, context)
    record_refusal(context["request"]._request, problem)
    body = {"detail": problem.sentence, "problems": list(problem.problems)}
    return Response(body, status=problem.status)
