"""Who may say what a check of a file found."""

from __future__ import annotations

from typing import Any


def is_the_antivirus(actor: Any, _file: Any) -> bool:
    """Nobody but the program itself gives a verdict."""
    return actor is None
