"""Reference data by file: compare what a file wants with what stands, then write only that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ranpe.kit.formats import number
from ranpe.kit.refusals import Incomplete
from ranpe.kit.sheets import Column, Problem, Row, Table, read_table

SHOWN_NAMES = 6
Spot = tuple[Any, ...]


class ImportRefused(Incomplete):
    """The file has errors; nothing was saved. `problems` names each with its cell."""

    def __init__(self, problems: Sequence[Problem | str]) -> None:
        sentences = [str(problem) for problem in problems]
        super().__init__(
            _("Berkas tidak disimpan: %(count)s kesalahan.") % {"count": number(len(sentences))},
            problems=sentences,
        )


@dataclass(frozen=True)
class TableFile:
    """A table in a file: its rows, and the place of every cell for whoever must correct it.

    `data` are the bytes of a file that was uploaded under the name of `path` and never stored.
    """

    path: Path
    columns: Sequence[Column]
    data: bytes | None = None

    @cached_property
    def rows(self) -> list[Row]:
        """The rows that could be read."""
        return self._table.rows

    @cached_property
    def problems(self) -> list[Problem]:
        """What could not be read."""
        return self._table.problems

    @cached_property
    def _table(self) -> Table:
        source = self.path if self.data is None else self.data
        return read_table(source, name=self.path.name, columns=self.columns)

    def problem(self, row: Row, key: str, reason: str, remedy: str) -> Problem:
        """A problem at the cell of `key` in a row; reason and remedy are clauses."""
        return Problem(row.sheet, f"{self._table.letters.get(key, '')}{row.number}", reason, remedy)

    def repetitions(self, *keys: str) -> list[Problem]:
        """The rows that say again what an earlier row has said under the same `keys`."""
        first: dict[Spot, int] = {}
        found = []
        for row in self.rows:
            spot = tuple(row.values[key] for key in keys)
            if spot in first:
                shown = {"value": " ".join(map(str, spot)), "row": first[spot]}
                reason = _("“%(value)s” sudah ada pada baris %(row)s") % shown
                found.append(self.problem(row, keys[0], reason, _("hapus salah satunya")))
            first.setdefault(spot, row.number)
        return found


@dataclass
class Differences:
    """What an import adds (by kind), changes, ends, and what it leaves though no file names it."""

    added: dict[str, list[str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the file says what stands already."""
        return not (self.added or self.changed or self.ended)

    def lines(self) -> list[str]:
        """The differences as lines for people."""
        parts = [
            (_("baru"), self._additions()),
            (_("berubah"), self.changed),
            (_("berakhir"), self.ended),
            (_("tidak ada di berkas, dibiarkan"), self.absent),
            (_("sama"), [_("%(count)s baris") % {"count": number(self.unchanged)}]),
        ]
        return [f"{word}: {line}" for word, lines in parts for line in lines]

    def _additions(self) -> list[str]:
        found = []
        for label, names in self.added.items():
            more = len(names) - SHOWN_NAMES
            rest = _(", dan %(count)s lagi") % {"count": number(more)} if more > 0 else ""
            shown = ", ".join(names[:SHOWN_NAMES])
            found.append(f"{label} ({number(len(names))}): {shown}{rest}")
        return found


@dataclass(frozen=True)
class Comparison:
    """How the rows of a table are compared: by which fields, in which words, among which rows.

    `name_of` prints a row, `headers` its fields. `retire` ends a row that the file no longer
    names and says whether there was something to end; without it such rows stay.
    """

    model: Any
    label: str
    key: Sequence[str]
    among: models.Q
    name_of: Callable[[Any], str] = str
    headers: Mapping[str, str] = field(default_factory=dict)
    retire: Callable[[Any], bool] | None = None


def synchronise(
    comparison: Comparison,
    wanted: Mapping[Any, Mapping[str, Any]],
    differences: Differences,
    *,
    fresh: Callable[[Any], Mapping[str, Any]] = lambda _spot: {},
) -> dict[Any, Any]:
    """Bring the rows of a table to what `wanted` says; only what differs is written.

    A spot is the key's value, a tuple where the key has several fields. `fresh` gives further
    values for new rows. Returns the wanted rows by spot.
    """
    rows = comparison.model.everything.filter(comparison.among)
    present = {_spot_of(comparison, row): row for row in rows}
    found: dict[Any, Any] = {}
    new = []
    for spot, values in wanted.items():
        row = present.pop(spot, None)
        if row is None:
            parts = spot if isinstance(spot, tuple) else (spot,)
            named = dict(zip(comparison.key, parts, strict=True))
            row = comparison.model(**named, **values, **fresh(spot))
            new.append(row)
            names = differences.added.setdefault(comparison.label, [])
            names.append(comparison.name_of(row))
        else:
            update(comparison, row, values, differences)
        found[spot] = row
    comparison.model.everything.bulk_create(new)
    _dismiss(comparison, present.values(), differences)
    return found


def _spot_of(comparison: Comparison, row: Any) -> Any:
    spot = tuple(getattr(row, name) for name in comparison.key)
    return spot if len(spot) > 1 else spot[0]


def _dismiss(comparison: Comparison, rows: Iterable[Any], differences: Differences) -> None:
    for row in rows:
        name = f"{comparison.label} {comparison.name_of(row)}"
        if comparison.retire is None:
            differences.absent.append(name)
        elif comparison.retire(row):
            differences.ended.append(name)


def update(
    comparison: Comparison, row: Any, values: Mapping[str, Any], differences: Differences
) -> None:
    """Bring one row to `values`, noting each value before and after."""
    before = {name: getattr(row, name) for name in values}
    changes = {name: value for name, value in values.items() if before[name] != value}
    if not changes:
        differences.unchanged += 1
        return
    for name, value in changes.items():
        setattr(row, name, value)
        place = f"{comparison.label} {comparison.name_of(row)}"
        word = comparison.headers.get(name, name)
        values_shown = f"“{_shown(before[name])}” > “{_shown(value)}”"
        differences.changed.append(f"{place}, {word}: {values_shown}")
    row.save(update_fields=list(changes))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
