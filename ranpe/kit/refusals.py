"""Refusals: what the house says no to, each with one sentence for the person who asked."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):  # noqa: N818 - reads as the domain speaks
    """The request cannot be done; nothing was changed. `sentence` is shown as it stands."""

    status = 422

    def __init__(self, sentence: object, *, problems: Sequence[str] = ()) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)
        self.problems = tuple(problems)


class NotYours(Refused):
    """The person may see the record but may not take this step."""

    status = 403


class OutOfTurn(Refused):
    """The record is in another state, or another version, than the step needs."""

    status = 409


class Incomplete(Refused):
    """Something that the step needs is missing; `problems` names each thing."""

    status = 422


def note_refusal(request: Any, refusal: Refused) -> None:
    """Have a refusal that the page itself shows written to the journal like any other."""
    request.refusal = refusal
