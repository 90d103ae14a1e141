"""Workflow tables: which state may follow which, who may take the step, what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Predicate = Callable[[Any, Any], bool]
Needs = Callable[[Any], "Iterable[str]"]
Recipients = Callable[[Any], "Iterable[int]"]


def nothing(_record: Any) -> Iterable[str]:
    """A step that needs nothing more than the state and the right person."""
    return ()


def nobody(_record: Any) -> Iterable[int]:
    """A step that is told to nobody."""
    return ()


@dataclass(frozen=True)
class Step:
    """One row of a workflow table.

    `stamp` names the pair `<stamp>_at` / `<stamp>_by` that the step fills, `clears` the pairs
    that it empties. `needs` gives the sentences that stand in the way. `tells` gives the keys
    of the people who receive a notice; `says` is its sentence.
    What is given back to be repaired (`is_return`) is mailed at once.
    """

    name: str
    sources: frozenset[str]
    target: str
    label: Any
    taken_by: Predicate
    says: Any
    needs: Needs = nothing
    tells: Recipients = nobody
    stamp: str = ""
    clears: tuple[str, ...] = ()
    needs_reason: bool = False
    is_return: bool = False


@dataclass(frozen=True)
class Workflow:
    """A named table of steps over one model's `state`."""

    name: str
    title: Any
    steps: tuple[Step, ...] = field(default_factory=tuple)

    def step(self, name: str) -> Step:
        """The step called `name`; KeyError when the table has none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def open_to(self, actor: Any, record: Any) -> list[Step]:
        """The steps that `actor` may take on `record` now; buttons are made from this."""
        return [
            step
            for step in self.steps
            if record.state in step.sources and step.taken_by(actor, record)
        ]
