"""What a table that was read consists of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

# What one filled cell holds: text (already stripped), a number, a truth value, a date, an instant.
Cell = str | int | float | bool | date


@dataclass(frozen=True)
class Column:
    """One expected column: its key in the result, its header in the file and how to read it.

    `parse` never sees a blank cell; it raises CellError (or ValueError with a sentence) for what
    it cannot read. With `choices` the cell must name one of them, in any letter case, and `parse`
    gets it as it is spelt there. A blank optional cell becomes `blank`.
    """

    key: str
    header: str
    required: bool
    parse: Callable[[Cell], object]
    choices: Sequence[str] = ()
    blank: object = None


@dataclass(frozen=True)
class Row:
    """One row without problems; `number` is its row number in the spreadsheet."""

    number: int
    sheet: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Problem:
    """One thing to correct: where it is, what is wrong and what to do.

    `reason` and `remedy` are clauses without a capital or a full stop; `cell` is empty when the
    whole file or sheet is meant; `sheet` is the file's name when it has no sheets.
    """

    sheet: str
    cell: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = _("%(sheet)s, sel %(cell)s") if self.cell else "%(sheet)s"
        where = place % {"sheet": self.sheet, "cell": self.cell}
        return f"{where}: {self.reason}; {self.remedy}."


@dataclass(frozen=True)
class Table:
    """The rows that could be read, everything that must be corrected, and where columns stand.

    `letters` tells, by the key of a column, its letter in the file.
    """

    rows: list[Row]
    problems: list[Problem]
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether the whole table was read without a problem."""
        return not self.problems


class Unreadable(Exception):  # noqa: N818 - it is an answer to the reader, not a fault
    """The file as a whole cannot be read, for one reason with one remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Grid:
    """The filled lines of a sheet: row number and cells from column A on, "" for a blank.

    `flaws` tells, by row number and column index, why a cell has no usable value.
    """

    sheet: str
    lines: list[tuple[int, list[Cell]]]
    flaws: Mapping[tuple[int, int], tuple[str, str]]


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as F12, from its row number and its column index from 0."""
    letters = ""
    remaining = column + 1
    while remaining:
        remaining, letter = divmod(remaining - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing but white space."""
    return isinstance(cell, str) and not cell.strip()
