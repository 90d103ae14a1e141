"""Reference data by file: compare what a file wants with what stands, then write only that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from ranpe.kit.refusals import Incomplete
from ranpe.kit.sheets import Problem


class ImportRefused(Incomplete):
    """The file has errors; nothing was saved. `problems` names each with its cell."""

    def __init__(self, problems: Sequence[Problem | str]) -> None:
        sentences = [str(problem) for problem in problems]
        super().__init__(f"Berkas tidak disimpan: {len(sentences)} kesalahan.", problems=sentences)


@dataclass
class Differences:
    """What an import adds, changes, leaves and no longer finds."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the file says what stands already."""
        return not (self.added or self.changed)

    def lines(self) -> list[str]:
        """The differences as lines for people."""
        return [
            *(f"baru     {name}" for name in self.added),
            *(f"berubah  {name}" for name in self.changed),
            *(f"tak ada  {name} (tidak ada lagi di berkas; dibiarkan)" for name in self.gone),
            f"sama     {self.unchanged} baris",
        ]


def synchronise(
    model: Any,
    wanted: Mapping[Any, Mapping[str, Any]],
    *,
    key: Sequence[str],
    among: models.Q,
    differences: Differences,
    named: bool = True,
) -> dict[Any, Any]:
    """Bring the rows of `model` that match `among` to what `wanted` says, by `key`.

    Returns the rows by key. Rows that the file no longer names are reported, never deleted.
    """
    label = str(model._meta.verbose_name)
    present = {
        tuple(getattr(row, name) for name in key): row for row in model.everything.filter(among)
    }
    fresh = []
    for place, values in wanted.items():
        spot = place if isinstance(place, tuple) else (place,)
        row = present.get(spot)
        if row is None:
            row = model(**dict(zip(key, spot, strict=True)), **values)
            fresh.append(row)
            present[spot] = row
            differences.added += [f"{label} {_shown(spot)}"] if named else []
        else:
            _update(row, values, f"{label} {_shown(spot)}", differences)
    model.everything.bulk_create(fresh)
    if named:
        spots = {place if isinstance(place, tuple) else (place,) for place in wanted}
        differences.gone += [f"{label} {_shown(s)}" for s in present if s not in spots]
    return {spot[0] if len(spot) == 1 else spot: row for spot, row in present.items()}


def _shown(spot: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in spot)


def _update(row: Any, values: Mapping[str, Any], name: str, differences: Differences) -> None:
    before = {field: getattr(row, field) for field in values}
    changes = {field: value for field, value in values.items() if before[field] != value}
    if not changes:
        differences.unchanged += 1
        return
    for field_name, value in changes.items():
        setattr(row, field_name, value)
        differences.changed.append(f"{name}: {field_name} “{before[field_name]}” > “{value}”")
    row.save(update_fields=list(changes))
