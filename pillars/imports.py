"""The days off of a year by file: compared first, written only when confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.services import Change, record_entry
from pillars.access import keeps_the_holidays
from pillars.models import Holiday, HolidayKind, Plan
from ranpe.kit.formats import day
from ranpe.kit.importing import (
    Comparison,
    Differences,
    ImportRefused,
    TableFile,
    synchronise,
)
from ranpe.kit.refusals import NotYours
from ranpe.kit.sheets import Column, Problem, choice, iso_date, text

_SATURDAY: Final = 5
_NAME: Final = 200
_SAID: Final = gettext_lazy("kalender hari libur dicatat dari berkas, tahun")


# What stands in a file is the same in every language of the screen.
KINDS: Final = {"Libur nasional": HolidayKind.NATIONAL, "Cuti bersama": HolidayKind.JOINT_LEAVE}
COLUMNS: Final = (
    Column("day", "Tanggal", True, iso_date),
    Column("name", "Nama", True, text(120)),
    Column("kind", "Jenis", True, choice(KINDS)),
)


@dataclass(frozen=True)
class HolidayFile:
    """The days off that a file names for a year; every day once."""

    year: int
    name: str
    days: Mapping[date, Mapping[str, str]]

    @property
    def on_weekends(self) -> list[tuple[date, str]]:
        """The days that change nothing, because offices are closed anyway, with their names."""
        return [
            (on, values["name"]) for on, values in self.days.items() if on.weekday() >= _SATURDAY
        ]


def read_holidays(data: bytes, *, name: str, year: int) -> HolidayFile:
    """Read the days off of `year` from CSV or XLSX.

    Raises:
        ImportRefused: each wrong cell, doubled day and day of another year in one sentence.
    """
    # Anything may be typed as a file's name; only its last part is ever shown.
    path = Path(Path(name).name[:_NAME] or "berkas")
    file = TableFile(path, COLUMNS, data)
    problems = [*file.problems, *file.repetitions("day"), *_of_other_years(file, year)]
    if problems:
        raise ImportRefused(problems)
    return HolidayFile(year, path.name, _days(file))


def _days(file: TableFile) -> dict[date, dict[str, str]]:
    found: dict[date, dict[str, str]] = {}
    for row in file.rows:
        on = row.values["day"]
        if isinstance(on, date):
            found[on] = {"name": str(row.values["name"]), "kind": str(row.values["kind"])}
    return found


def _of_other_years(file: TableFile, year: int) -> Iterable[Problem]:
    for row in file.rows:
        on = row.values["day"]
        if isinstance(on, date) and on.year != year:
            yield file.problem(
                row,
                "day",
                _("%(day)s tidak berada pada tahun %(year)s") % {"day": day(on), "year": year},
                _("perbaiki tahunnya, atau pindahkan ke berkas tahun itu"),
            )


def compare_holidays(file: HolidayFile) -> Differences:
    """What confirming the file would change; nothing is written."""
    differences = Differences()
    with transaction.atomic():
        _write(file, differences, drops_absent=False)
        transaction.set_rollback(True)
    return differences


def import_holidays(
    file: HolidayFile, *, drops_absent: bool = False, by: Any, at: datetime
) -> Differences:
    """Bring the days off of the file's year to what it says; repeated, it changes nothing.

    Days that it does not name stay, unless `drops_absent`. Due dates that have been set stay.

    Raises:
        NotYours: `by` does not keep the calendar.
    """
    if not keeps_the_holidays(by):
        raise NotYours(_("Hari libur dicatat oleh Sekretariat dan Ketua Pokja."))
    differences = Differences()
    with transaction.atomic():
        _write(file, differences, drops_absent=drops_absent)
        if not differences.is_empty:
            said = format_lazy("{what} {year}", what=_SAID, year=file.year)
            change = Change(after={"file": file.name, "differences": differences.lines()})
            record_entry(None, "holidays.imported", said, by=by, at=at, change=change)
    return differences


def _write(file: HolidayFile, differences: Differences, *, drops_absent: bool) -> None:
    # Two who confirm at once follow each other; a year without days has no row of its own to hold.
    list(Plan.everything.order_by("pk").select_for_update().values_list("pk"))
    comparison = Comparison(
        Holiday,
        _("Hari libur"),
        ["day"],
        models.Q(day__year=file.year),
        name_of=lambda row: f"{day(row.day)} {row.name}",
        headers={column.key: column.header for column in COLUMNS},
        retire=_drop if drops_absent else None,
    )
    synchronise(comparison, file.days, differences)


def _drop(holiday: Holiday) -> bool:
    holiday.delete()
    return True
