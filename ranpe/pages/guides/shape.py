"""What a guide is made of; it fits on one screen, so each part is one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One thing to do: the page where it is done, its name, and what to do there."""

    page: str
    label: Any
    text: Any


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong, what to do about it, and the page where it is done."""

    question: Any
    answer: Any
    page: str = ""
    label: Any = ""


@dataclass(frozen=True)
class Guide:
    """The help of one role; `calls` are the roles to call, the nearest first."""

    key: str
    role: str
    title: Any
    duty: Any
    steps: tuple[Step, ...]
    troubles: tuple[Trouble, ...]
    calls: tuple[str, ...]
    of_province: bool = False

    @property
    def pages(self) -> list[str]:
        """Every page that the guide leads to."""
        return [
            *(step.page for step in self.steps),
            *(row.page for row in self.troubles if row.page),
        ]
