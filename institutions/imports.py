"""Provinces, institutions and their successions by file: all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from institutions.models import (
    GOVERNMENT,
    NATIONAL_KINDS,
    Institution,
    InstitutionName,
    Kind,
    Region,
    SekberRole,
    Succession,
    name_on,
)
from journal.services import Change, record_entry
from ranpe.kit.clock import day_of
from ranpe.kit.importing import (
    Comparison,
    Differences,
    ImportRefused,
    TableFile,
    synchronise,
    update,
)
from ranpe.kit.sheets import Column, Problem, Row, choice, integer, iso_date, text

PROVINCES = [
    Column("code", "code", True, text(5)),
    Column("name", "name", True, text(120)),
    Column("short", "short", True, text(40)),
    Column("island_group", "island_group", True, text(60)),
    Column("time_zone", "time_zone", True, choice(["WIB", "WITA", "WIT"])),
    Column("tile_row", "tile_row", True, integer(1, 8)),
    Column("tile_column", "tile_col", True, integer(1, 16)),
    Column("established_on", "established_on", False, iso_date),
    Column("reports_from", "reports_from", True, iso_date),
]
INSTITUTIONS = [
    Column("code", "code", True, text(12)),
    Column("name", "name", True, text(200)),
    Column("short", "short", True, text(60)),
    Column("kind", "kind", True, choice([str(kind) for kind in NATIONAL_KINDS])),
    Column("sekber_role", "sekber_member", True, choice([str(r) for r in SekberRole.values])),
    Column("basis", "basis", False, text(40), blank=""),
]
SUCCESSIONS = [
    Column("predecessor", "predecessor_code", True, text(12)),
    Column("successor", "successor_code", True, text(12)),
    Column("name", "successor_name", True, text(200)),
    Column("short", "successor_short", True, text(60)),
    Column("valid_from", "valid_from", True, iso_date),
    Column("kind", "kind", True, choice(["renamed", "split", "merged"])),
    Column("basis", "basis", False, text(40), blank=""),
]
NATIONAL = models.Q(kind__in=NATIONAL_KINDS)
OF_A_PROVINCE = models.Q(kind=Kind.PROVINCE)


def government_code(region_code: str) -> str:
    """The code of a province's government as an institution."""
    return f"P{region_code}"


def import_provinces(path: Path, *, by: Any, at: datetime, dry_run: bool = False) -> Differences:
    """Take in the provinces and their governments.

    Raises:
        ImportRefused: the file has errors; nothing was saved.
    """
    file = TableFile(path, PROVINCES)
    _refuse([*file.problems, *file.repetitions("code")])

    def write(differences: Differences) -> None:
        regions = _regions(file.rows, differences)
        names = {government_code(str(row.values["code"])): _government(row) for row in file.rows}
        fixed = {
            government_code(code): {"kind": Kind.PROVINCE, "region_id": region.pk}
            for code, region in regions.items()
        }
        _institutions(fixed, names, OF_A_PROVINCE, differences)
        _follow_the_day(OF_A_PROVINCE, day_of(at), differences)

    return _all_or_nothing(path, write, by=by, at=at, dry_run=dry_run)


def import_institutions(
    path: Path,
    *,
    by: Any,
    at: datetime,
    successions: Path | None = None,
    dry_run: bool = False,
) -> Differences:
    """Take in ministries and agencies under their first names, and what followed them.

    A renaming adds a name from its day on, a split a new institution; the day of `at` decides
    which name is the present one. Without `successions` those known before stay.

    Raises:
        ImportRefused: a file has errors; nothing was saved.
    """
    file = TableFile(path, INSTITUTIONS)
    problems: list[Problem] = [*file.problems, *file.repetitions("code")]
    later = TableFile(successions, SUCCESSIONS) if successions else None
    if later:
        problems += [*later.problems, *later.repetitions("successor", "predecessor", "valid_from")]
        problems += _faults(later, {str(row.values["code"]) for row in file.rows})
    _refuse(problems)

    def write(differences: Differences) -> None:
        fixed = {
            str(row.values["code"]): _picked(row, "kind", "sekber_role", "basis")
            for row in file.rows
        }
        names = {str(row.values["code"]): _picked(row, "name", "short") for row in file.rows}
        own = models.Q(code__in=fixed) | NATIONAL & models.Q(origins=None)
        _institutions(fixed, names, own, differences)
        if later:
            _succeed(later.rows, differences)
        _follow_the_day(NATIONAL | OF_A_PROVINCE, day_of(at), differences)

    return _all_or_nothing(path, write, by=by, at=at, dry_run=dry_run)


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise ImportRefused(found)


def _all_or_nothing(
    path: Path, write: Callable[[Differences], None], *, by: Any, at: datetime, dry_run: bool
) -> Differences:
    differences = Differences()
    with transaction.atomic():
        write(differences)
        if dry_run:
            transaction.set_rollback(True)
        elif not differences.is_empty:
            change = Change(after={"file": path.name, "differences": differences.lines()})
            said = _("data rujukan diimpor dari berkas")
            record_entry(None, "reference.imported", said, by=by, at=at, change=change)
    return differences


def _picked(row: Row, *keys: str) -> dict[str, Any]:
    return {key: row.values[key] for key in keys}


def _government(row: Row) -> dict[str, Any]:
    return {"name": f"{GOVERNMENT}{row.values['name']}", "short": row.values["short"]}


def _headers(columns: Iterable[Column]) -> dict[str, str]:
    return {column.key: column.header for column in columns}


def _regions(rows: Iterable[Row], differences: Differences) -> dict[str, Region]:
    first = {str(row.values["code"]): _picked(row, "name", "short") for row in rows}
    names = ("island_group", "time_zone", "tile_row", "tile_column", "established_on")
    return synchronise(
        Comparison(
            Region,
            _("Provinsi"),
            ["code"],
            models.Q(),
            name_of=lambda row: row.code,
            headers=_headers(PROVINCES),
        ),
        {str(row.values["code"]): _picked(row, *names, "reports_from") for row in rows},
        differences,
        fresh=lambda code: first[code],
    )


def _institutions(
    fixed: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, Mapping[str, Any]],
    among: models.Q,
    differences: Differences,
) -> None:
    """Institutions and their first names; the present name follows from all names together."""
    found = synchronise(
        Comparison(
            Institution,
            _("Instansi"),
            ["code"],
            among,
            name_of=lambda row: row.code,
            headers=_headers(INSTITUTIONS),
        ),
        fixed,
        differences,
        fresh=lambda code: names[code],
    )
    codes = {row.pk: code for code, row in found.items()}
    _names({(row.pk, None): names[code] for code, row in found.items()}, codes, differences)


def _names(
    wanted: Mapping[Any, Mapping[str, Any]], codes: Mapping[int, str], differences: Differences
) -> None:
    days = {day for _institution, day in wanted}
    among = models.Q(institution__in=codes, valid_from__in=days - {None})
    if None in days:
        among |= models.Q(institution__in=codes, valid_from=None)
    synchronise(
        Comparison(
            InstitutionName,
            _("Nama"),
            ["institution_id", "valid_from"],
            among,
            name_of=lambda row: f"{codes[row.institution_id]} {row.valid_from or ''}".strip(),
            headers=_headers(INSTITUTIONS),
            retire=lambda _row: False,
        ),
        wanted,
        differences,
    )


def _faults(later: TableFile, in_file: set[str]) -> Iterable[Problem]:
    standing = set(Institution.everything.values_list("code", flat=True))
    for row in later.rows:
        code = str(row.values["predecessor"])
        if not {code, government_code(code)} & (in_file | standing):
            yield later.problem(
                row,
                "predecessor",
                _("kode “%(code)s” tidak dikenal") % {"code": code},
                _("impor dahulu provinsi atau instansinya"),
            )
        if (row.values["kind"] == "renamed") != (code == row.values["successor"]):
            yield later.problem(
                row,
                "successor",
                _("hanya instansi yang berganti nama (renamed) memakai kode yang sama"),
                _("samakan kode untuk renamed; beri kode baru untuk split atau merged"),
            )


def _succeed(rows: Iterable[Row], differences: Differences) -> None:
    renamed = [row for row in rows if row.values["kind"] == "renamed"]
    followed = [row for row in rows if row.values["kind"] != "renamed"]
    _new_ones(followed, differences)
    known = {row.code: row for row in Institution.everything.all()}
    _new_names([*renamed, *followed], known, differences)
    wanted = {
        (
            known[str(row.values["predecessor"])].pk,
            known[str(row.values["successor"])].pk,
            row.values["valid_from"],
        ): _picked(row, "kind", "basis")
        for row in followed
    }
    codes = {row.pk: code for code, row in known.items()}
    synchronise(
        Comparison(
            Succession,
            _("Penerus"),
            ["predecessor_id", "successor_id", "valid_from"],
            models.Q(),
            name_of=lambda row: f"{codes[row.predecessor_id]} > {codes[row.successor_id]}",
            headers=_headers(SUCCESSIONS),
        ),
        wanted,
        differences,
    )


def _new_ones(rows: Iterable[Row], differences: Differences) -> None:
    """Institutions that exist since a split or merger; they are of their predecessor's kind."""
    kinds = dict(Institution.everything.values_list("code", "kind"))
    first = {str(row.values["successor"]): row for row in rows}
    synchronise(
        Comparison(
            Institution,
            _("Instansi"),
            ["code"],
            models.Q(code__in=first),
            name_of=lambda row: row.code,
            headers=_headers(INSTITUTIONS),
        ),
        {code: _picked(row, "basis") for code, row in first.items()},
        differences,
        fresh=lambda code: {
            "kind": kinds[str(first[code].values["predecessor"])],
            **_picked(first[code], "name", "short"),
        },
    )


def _new_names(
    rows: Iterable[Row], known: Mapping[str, Institution], differences: Differences
) -> None:
    wanted = {}
    for row in rows:
        code, said = str(row.values["successor"]), _picked(row, "name", "short")
        if code not in known:
            code, said = government_code(code), _government(row)
        wanted[(known[code].pk, row.values["valid_from"])] = said
    codes = {row.pk: code for code, row in known.items()}
    _names(wanted, codes, differences)


def _follow_the_day(among: models.Q, day: date, differences: Differences) -> None:
    """Each name ends where the next begins; an institution goes by the name of the day."""
    names: dict[int, list[InstitutionName]] = {}
    for row in InstitutionName.everything.order_by(models.F("valid_from").asc(nulls_first=True)):
        names.setdefault(row.institution_id, []).append(row)
    for institution in Institution.everything.filter(among).select_related("region"):
        own = names.get(institution.pk, [])
        for row, following in zip(own, [*own[1:], None], strict=False):
            _end_before(row, following)
        if own:
            _go_by(institution, name_on(own, day) or own[0], differences)


def _end_before(row: InstitutionName, following: InstitutionName | None) -> None:
    # An institution that was split keeps its last name: reports of later years may still
    # belong to it until the plan names a successor.
    until = following.valid_from - timedelta(days=1) if following and following.valid_from else None
    if row.valid_to != until:
        row.valid_to = until
        row.save(update_fields=["valid_to"])


def _go_by(institution: Institution, name: InstitutionName, differences: Differences) -> None:
    present = Comparison(
        Institution,
        _("Nama kini"),
        ["code"],
        models.Q(),
        name_of=lambda row: row.code,
        headers=_headers(INSTITUTIONS),
    )
    quiet = Differences()
    update(present, institution, {"name": name.name, "short": name.short}, quiet)
    if institution.region is not None:
        said = {"name": name.name.removeprefix(GOVERNMENT), "short": name.short}
        update(present, institution.region, said, quiet)
    differences.changed += quiet.changed
