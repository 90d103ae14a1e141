"""Log lines as JSON: what happened where and when, never the contents of anything."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

# Ours name ids and kinds only; the messages of libraries may quote what was typed.
OURS: Final = "ranpe."
_code: ContextVar[str] = ContextVar("request_code", default="")


def request_code() -> str:
    """The code under which the present request stands in the log; empty outside of one."""
    return _code.get()


@contextmanager
def new_request() -> Iterator[str]:
    """Everything that is logged inside carries one new code."""
    token = _code.set(secrets.token_hex(8))
    try:
        yield _code.get()
    finally:
        _code.reset(token)


class JsonLines(logging.Formatter):
    """One JSON object a line, in UTC; of a library's message only its fixed words.

    Of an exception the kinds and the places in the program are told, not its sentence, which often
    quotes a value. What a caller gives as `extra={"facts": {...}}` is added.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record; line breaks and control characters are escaped."""
        said = record.getMessage() if record.name.startswith(OURS) else str(record.msg)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": said,
        }
        if code := request_code():
            line["request"] = code
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["problem"] = _kinds(record.exc_info[1])
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line)


def _kinds(problem: BaseException) -> list[str]:
    found: list[str] = []
    current: BaseException | None = problem
    while current is not None and len(found) < 10:
        found.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__
    return found


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
