"""Provinces, institutions and their successions by file: all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction

from institutions.models import (
    NATIONAL_KINDS,
    Institution,
    InstitutionName,
    Kind,
    Region,
    SekberRole,
    Succession,
)
from ranpe.kit.importing import Differences, ImportRefused, synchronise
from ranpe.kit.sheets import Column, Row, choice, integer, iso_date, read_table, text

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
    Column("basis", "basis", False, text(40)),
]
SUCCESSIONS = [
    Column("predecessor", "predecessor_code", True, text(12)),
    Column("successor", "successor_code", True, text(12)),
    Column("name", "successor_name", True, text(200)),
    Column("short", "successor_short", True, text(60)),
    Column("valid_from", "valid_from", True, iso_date),
    Column("kind", "kind", True, choice(["renamed", "split", "merged"])),
    Column("basis", "basis", False, text(40)),
]


def _rows(path: Path, columns: Sequence[Column], key: Sequence[str]) -> list[Row]:
    table = read_table(path, name=path.name, columns=columns)
    problems: list[Any] = list(table.problems)
    seen: dict[tuple[Any, ...], int] = {}
    for row in table.rows:
        spot = tuple(row.values[name] for name in key)
        if spot in seen:
            problems.append(
                f"{row.sheet}, baris {row.number}: “{' '.join(map(str, spot))}” sudah ada pada "
                f"baris {seen[spot]}; hapus salah satunya."
            )
        seen.setdefault(spot, row.number)
    if problems:
        raise ImportRefused(problems)
    return list(table.rows)


def _finish(dry_run: bool) -> None:
    if dry_run:
        transaction.set_rollback(True)


def import_provinces(path: Path, *, dry_run: bool = False) -> Differences:
    """Take in the provinces and their governments.

    Raises:
        ImportRefused: the file has errors; nothing was saved.
    """
    rows = _rows(path, PROVINCES, ["code"])
    differences = Differences()
    with transaction.atomic():
        wanted = {row.values["code"]: _without(row, "code") for row in rows}
        regions = synchronise(
            Region, wanted, key=["code"], among=models.Q(), differences=differences
        )
        governments = {
            f"P{code}": {
                "name": f"Pemerintah Provinsi {region.name}",
                "short": region.short,
                "kind": Kind.PROVINCE,
                "region": region,
            }
            for code, region in regions.items()
        }
        synchronise(
            Institution,
            governments,
            key=["code"],
            among=models.Q(kind=Kind.PROVINCE),
            differences=differences,
            named=False,
        )
        _finish(dry_run)
    return differences


def _without(row: Row, *names: str) -> dict[str, Any]:
    values = {key: value for key, value in row.values.items() if key not in names}
    return {key: "" if value is None and key == "basis" else value for key, value in values.items()}


def import_institutions(
    path: Path, *, successions: Path | None = None, dry_run: bool = False, on: date
) -> Differences:
    """Take in ministries and agencies, with their first names and later successions.

    `on` decides which name is the present one.

    Raises:
        ImportRefused: a file has errors; nothing was saved.
    """
    rows = _rows(path, INSTITUTIONS, ["code"])
    later = _rows(successions, SUCCESSIONS, ["predecessor", "successor"]) if successions else []
    differences = Differences()
    with transaction.atomic():
        known = {row.values["code"] for row in rows}
        renamed = {r.values["successor"]: r for r in later if r.values["kind"] == "renamed"}
        wanted = {row.values["code"]: _present(row, renamed, on) for row in rows}
        for row in later:
            if row.values["successor"] not in known and row.values["kind"] != "renamed":
                wanted[row.values["successor"]] = _successor(row)
        among = models.Q(kind__in=NATIONAL_KINDS)
        found = synchronise(Institution, wanted, key=["code"], among=among, differences=differences)
        _names(rows, renamed, found, differences)
        _successions(later, found, differences)
        _finish(dry_run)
    return differences


def _present(row: Row, renamed: dict[Any, Row], on: date) -> dict[str, Any]:
    values = _without(row, "code")
    change = renamed.get(row.values["code"])
    if change is not None and _from(change) <= on:
        values.update(name=change.values["name"], short=change.values["short"])
    return values


def _from(row: Row) -> date:
    day = row.values["valid_from"]
    assert isinstance(day, date)  # noqa: S101 - parsed by the column
    return day


def _successor(row: Row) -> dict[str, Any]:
    return {
        "name": row.values["name"],
        "short": row.values["short"],
        "kind": Kind.MINISTRY,
        "sekber_role": SekberRole.NONE,
        "basis": row.values["basis"] or "",
    }


def _names(
    rows: Sequence[Row], renamed: dict[Any, Row], found: dict[Any, Any], differences: Differences
) -> None:
    wanted: dict[Any, dict[str, Any]] = {}
    for row in rows:
        institution = found[row.values["code"]]
        change = renamed.get(row.values["code"])
        until = _from(change) - timedelta(days=1) if change else None
        first = {"name": row.values["name"], "short": row.values["short"], "valid_to": until}
        wanted[(institution.pk, None)] = first
        if change:
            then = {"name": change.values["name"], "short": change.values["short"]}
            wanted[(institution.pk, _from(change))] = {**then, "valid_to": None}
    synchronise(
        InstitutionName,
        wanted,
        key=["institution_id", "valid_from"],
        among=models.Q(institution__kind__in=NATIONAL_KINDS),
        differences=differences,
        named=False,
    )


def _successions(later: Sequence[Row], found: dict[Any, Any], differences: Differences) -> None:
    pairs = [row for row in later if row.values["predecessor"] in found]
    wanted = {
        (
            found[row.values["predecessor"]].pk,
            found[row.values["successor"]].pk,
            row.values["valid_from"],
        ): {"kind": row.values["kind"], "basis": row.values["basis"] or ""}
        for row in pairs
        if row.values["successor"] in found
    }
    synchronise(
        Succession,
        wanted,
        key=["predecessor_id", "successor_id", "valid_from"],
        among=models.Q(),
        differences=differences,
        named=False,
    )
