"""The plan matrix by file: pillars, foci, actions, years and who is responsible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from actions.models import Action, ActionText, ActionYear, Assignment, Part
from institutions.models import Institution, Unit
from pillars.models import Classification, Focus, Pillar, PlanVersion
from ranpe.kit.importing import Differences, ImportRefused, synchronise
from ranpe.kit.sheets import Column, Row, choice, codes, integer, read_table, text, years

MATRIX = [
    Column("pillar", "Pilar", True, integer(1, 20)),
    Column("pillar_name", "Nama Pilar", True, text(250)),
    Column("focus", "Fokus", True, integer(1, 99)),
    Column("focus_name", "Nama Fokus", True, text(300)),
    Column("need", "Permasalahan", False, text(1000)),
    Column("code", "Kode Aksi", True, text(20)),
    Column("title", "Aksi", True, text(1000)),
    Column("intended_result", "Tujuan/Hasil", False, text(1000)),
    Column("output", "Keluaran", False, text(1000)),
    Column("years", "Tahun", True, years),
    Column("responsible", "Penanggung Jawab", True, codes(";")),
    Column("related", "Instansi Terkait", False, codes(";")),
    Column("classification", "Klasifikasi", True, choice([str(c) for c in Classification.values])),
]
UNITS = [
    Column("code", "Kode Aksi", True, text(20)),
    Column("institution", "Kode K/L", True, text(12)),
    Column("unit", "Kode Unit", True, text(20)),
]
CODE = re.compile(r"P(\d)-F(\d\d)-A\d{3}")


def import_matrix(
    path: Path, version: PlanVersion, *, units: Path | None = None, dry_run: bool = False
) -> Differences:
    """Take in a plan version's matrix; the totals must be those that stand in the version.

    Raises:
        ImportRefused: the file has errors; nothing was saved.
    """
    table = read_table(path, name=path.name, columns=MATRIX)
    if not table.rows:
        raise ImportRefused(table.problems or [f"{path.name}: tidak ada baris aksi."])
    institutions = {row.code: row for row in Institution.everything.all()}
    columns = {column.key: index for index, column in enumerate(MATRIX)}
    problems = [
        *map(str, table.problems),
        *_faults(table.rows, version, institutions, columns),
    ]
    if not table.problems:
        problems += _totals(table.rows, version)
    share = _units(units) if units else {}
    if problems:
        raise ImportRefused(problems)
    differences = Differences()
    with transaction.atomic():
        _store(table.rows, version, institutions, share, differences)
        if dry_run:
            transaction.set_rollback(True)
    return differences


def _cell(row: Row, column: int) -> str:
    return f"{row.sheet}, sel {chr(ord('A') + column)}{row.number}"


def _faults(
    rows: Sequence[Row],
    version: PlanVersion,
    institutions: Mapping[str, Institution],
    columns: Mapping[str, int],
) -> list[str]:
    found = []
    first: dict[Any, int] = {}
    for row in rows:
        for key, sentence in _faults_of(row, version, institutions):
            found.append(f"{_cell(row, columns[key])}: {sentence}")
        code = row.values["code"]
        if code in first:
            found.append(
                f"{_cell(row, columns['code'])}: kode {code} sudah dipakai pada baris "
                f"{first[code]}; beri kode lain."
            )
        first.setdefault(code, row.number)
    return found


def _faults_of(
    row: Row, version: PlanVersion, institutions: Mapping[str, Institution]
) -> list[tuple[str, str]]:
    values: Mapping[str, Any] = row.values
    found = []
    shape = CODE.fullmatch(values["code"])
    if not shape:
        found.append(("code", f"kode {values['code']} tidak berbentuk P1-F03-A012; perbaiki."))
    elif (int(shape[1]), int(shape[2])) != (values["pillar"], values["focus"]):
        found.append(
            (
                "code",
                f"kode {values['code']} tidak sesuai dengan pilar {values['pillar']} dan "
                f"fokus {values['focus']}; samakan.",
            )
        )
    outside = [
        y
        for y in values["years"]
        if not version.plan.first_year <= y <= max(version.last_year, version.plan.last_year)
    ]
    if outside:
        found.append(("years", f"tahun {outside[0]} di luar masa rencana; hapus atau perbaiki."))
    for key in ("responsible", "related"):
        unknown = [code for code in values[key] or () if code not in institutions]
        if unknown:
            found.append((key, f"kode K/L {unknown[0]} tidak dikenal; impor instansinya dahulu."))
    both = set(values["responsible"]) & set(values["related"] or ())
    if both:
        found.append(("related", f"{min(both)} sudah menjadi Penanggung Jawab; hapus di sini."))
    return found


def _totals(rows: Sequence[Row], version: PlanVersion) -> list[str]:
    found = []
    if len(rows) != version.expected_actions:
        found.append(f"Jumlah aksi {len(rows)}, seharusnya {version.expected_actions}.")
    per_pillar = Counter(str(row.values["pillar"]) for row in rows)
    for number, expected in sorted(version.expected_per_pillar.items()):
        if per_pillar.get(number, 0) != expected:
            found.append(
                f"Jumlah aksi pilar {number} adalah {per_pillar.get(number, 0)}, "
                f"seharusnya {expected}."
            )
    concerned = {code for row in rows for code in _codes(row, "responsible")}
    if len(concerned) != version.expected_institutions:
        found.append(
            f"Jumlah K/L penanggung jawab {len(concerned)}, "
            f"seharusnya {version.expected_institutions}."
        )
    return found


def _codes(row: Row, key: str) -> tuple[str, ...]:
    value: Any = row.values[key]
    return tuple(value or ())


def _units(path: Path) -> dict[tuple[str, str], Unit]:
    table = read_table(path, name=path.name, columns=UNITS)
    known = {unit.code: unit for unit in Unit.everything.all()}
    problems = [*map(str, table.problems)]
    problems += [
        f"{row.sheet}, sel C{row.number}: unit {row.values['unit']} tidak dikenal."
        for row in table.rows
        if row.values["unit"] not in known
    ]
    if problems:
        raise ImportRefused(problems)
    return {
        (str(row.values["code"]), str(row.values["institution"])): known[str(row.values["unit"])]
        for row in table.rows
    }


def _store(
    rows: Sequence[Row],
    version: PlanVersion,
    institutions: Mapping[str, Institution],
    units: Mapping[tuple[str, str], Unit],
    differences: Differences,
) -> None:
    plan = version.plan
    pillars = synchronise(
        Pillar,
        {(plan.pk, r.values["pillar"]): {"name": r.values["pillar_name"]} for r in rows},
        key=["plan_id", "number"],
        among=models.Q(plan=plan),
        differences=differences,
    )
    foci = synchronise(
        Focus,
        {
            (pillars[(plan.pk, r.values["pillar"])].pk, r.values["focus"]): {
                "name": r.values["focus_name"]
            }
            for r in rows
        },
        key=["pillar_id", "number"],
        among=models.Q(pillar__plan=plan),
        differences=differences,
    )
    wanted = {}
    for r in rows:
        focus = foci[(pillars[(plan.pk, r.values["pillar"])].pk, r.values["focus"])]
        wanted[(plan.pk, r.values["code"])] = {
            "focus_id": focus.pk,
            "title": r.values["title"],
            "classification": r.values["classification"],
        }
    found = synchronise(
        Action,
        wanted,
        key=["plan_id", "code"],
        among=models.Q(plan=plan),
        differences=differences,
    )
    actions = {code: action for (_plan, code), action in found.items()}
    _store_texts(rows, version, actions, differences)
    _store_parts(rows, version, actions, institutions, units, differences)


def _store_texts(
    rows: Sequence[Row],
    version: PlanVersion,
    actions: Mapping[str, Action],
    differences: Differences,
) -> None:
    names = ("title", "need", "intended_result", "output")
    synchronise(
        ActionText,
        {
            (actions[str(r.values["code"])].pk, version.pk): {
                name: r.values[name] or "" for name in names
            }
            for r in rows
        },
        key=["action_id", "version_id"],
        among=models.Q(version=version),
        differences=differences,
        named=False,
    )
    scheduled = {
        (actions[str(r.values["code"])].pk, version.pk, year): {}
        for r in rows
        for year in _years(r)
    }
    synchronise(
        ActionYear,
        scheduled,
        key=["action_id", "version_id", "year"],
        among=models.Q(version=version),
        differences=differences,
        named=False,
    )


def _years(row: Row) -> tuple[int, ...]:
    value: Any = row.values["years"]
    return tuple(value)


def _store_parts(
    rows: Sequence[Row],
    version: PlanVersion,
    actions: Mapping[str, Action],
    institutions: Mapping[str, Institution],
    units: Mapping[tuple[str, str], Unit],
    differences: Differences,
) -> None:
    start = date(version.plan.first_year, 1, 1)
    wanted: dict[Any, dict[str, Any]] = {}
    for row in rows:
        code = str(row.values["code"])
        for part, key in ((Part.RESPONSIBLE, "responsible"), (Part.RELATED, "related")):
            for short in _codes(row, key):
                unit = units.get((code, short)) if part == Part.RESPONSIBLE else None
                spot = (actions[code].pk, institutions[short].pk, str(part), start)
                wanted[spot] = {"unit_id": unit.pk if unit else None}
    synchronise(
        Assignment,
        wanted,
        key=["action_id", "institution_id", "part", "valid_from"],
        among=models.Q(action__plan=version.plan),
        differences=differences,
        named=False,
    )
