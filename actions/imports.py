"""The plan matrix by file: pillars, foci, actions, years and who is responsible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from actions.models import Action, ActionState, ActionText, ActionYear, Assignment, Part
from institutions.models import Institution, Unit
from journal.services import Change, record_entry
from pillars.models import Classification, Focus, Pillar, PlanVersion
from ranpe.kit.clock import day_of
from ranpe.kit.importing import (
    Comparison,
    Differences,
    ImportRefused,
    TableFile,
    synchronise,
    update,
)
from ranpe.kit.sheets import Column, Problem, Row, choice, codes, integer, text, years

MATRIX = [
    Column("pillar", "Pilar", True, integer(1, 20)),
    Column("pillar_name", "Nama Pilar", True, text(250)),
    Column("focus", "Fokus", True, integer(1, 99)),
    Column("focus_name", "Nama Fokus", True, text(300)),
    Column("need", "Permasalahan", False, text(1000), blank=""),
    Column("code", "Kode Aksi", True, text(20)),
    Column("title", "Aksi", True, text(1000)),
    Column("intended_result", "Tujuan/Hasil", False, text(1000), blank=""),
    Column("output", "Keluaran", False, text(1000), blank=""),
    Column("years", "Tahun", True, years),
    Column("responsible", "Penanggung Jawab", True, codes(";")),
    Column("related", "Instansi Terkait", False, codes(";"), blank=()),
    Column("classification", "Klasifikasi", True, choice([str(c) for c in Classification.values])),
]
UNITS = [
    Column("code", "Kode Aksi", True, text(20)),
    Column("institution", "Kode K/L", True, text(12)),
    Column("unit", "Kode Unit", True, text(20)),
]
HEADERS = {column.key: column.header for column in MATRIX}
CODE = re.compile(r"P(\d{1,2})-F(\d\d)-A\d{3}")
PARTS = ((Part.RESPONSIBLE, "responsible"), (Part.RELATED, "related"))


def import_matrix(
    path: Path,
    version: PlanVersion,
    *,
    by: Any,
    at: datetime,
    units: Path | None = None,
    dry_run: bool = False,
) -> Differences:
    """Take in a plan version's matrix; the totals must be those that stand in the version.

    What the file no longer names ends: years are struck out, parts in an action end on the day
    before, actions are withdrawn.

    Raises:
        ImportRefused: a file has errors; nothing was saved.
    """
    matrix = _Matrix(
        version=version,
        file=TableFile(path, MATRIX),
        units_file=TableFile(units, UNITS) if units else None,
        day=day_of(at),
    )
    if problems := [*matrix.problems()]:
        raise ImportRefused(problems)
    differences = Differences()
    with transaction.atomic():
        matrix.store(differences)
        if dry_run:
            transaction.set_rollback(True)
        elif not differences.is_empty:
            change = Change(after={"file": path.name, "differences": differences.lines()})
            said = _("matriks diimpor dari berkas")
            record_entry(version, "matrix.imported", said, by=by, at=at, change=change)
    return differences


@dataclass(frozen=True)
class _Matrix:
    """A matrix on its way into a plan version."""

    version: PlanVersion
    file: TableFile
    units_file: TableFile | None
    day: date

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        return {row.code: row for row in Institution.everything.all()}

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {row.code: row for row in Unit.everything.select_related("institution")}

    def problems(self) -> Iterable[Problem | str]:
        """Everything that must be corrected before the matrix can be saved."""
        yield from self.file.problems
        yield from self.file.repetitions("code")
        for row in self.file.rows:
            yield from self._faults(row)
        if not self.file.problems:
            yield from self._one_name("pillar", "pillar_name", ("pillar",))
            yield from self._one_name("focus", "focus_name", ("pillar", "focus"))
            yield from self._wrong_totals()
        if self.units_file:
            yield from self._faults_of_units(self.units_file)

    def _faults(self, row: Row) -> Iterable[Problem]:
        values: Mapping[str, Any] = row.values
        yield from self._faults_of_code(row, values["code"])
        outside = [str(year) for year in values["years"] if not self._has_year(year)]
        if outside:
            reason = _("tahun %(years)s di luar masa rencana") % {"years": ", ".join(outside)}
            yield self.file.problem(row, "years", reason, _("hapus atau perbaiki tahunnya"))
        for _part, key in PARTS:
            for code in values[key]:
                if code not in self.institutions:
                    reason = _("kode K/L “%(code)s” tidak dikenal") % {"code": code}
                    remedy = _("perbaiki kodenya atau impor dahulu instansinya")
                    yield self.file.problem(row, key, reason, remedy)
        for code in values["related"]:
            if code in values["responsible"]:
                reason = _("%(code)s sudah menjadi Penanggung Jawab") % {"code": code}
                yield self.file.problem(row, "related", reason, _("hapus di kolom ini"))

    def _faults_of_code(self, row: Row, code: str) -> Iterable[Problem]:
        shape = CODE.fullmatch(code)
        if not shape:
            reason = _("kode “%(code)s” tidak berbentuk P1-F03-A012") % {"code": code}
            yield self.file.problem(row, "code", reason, _("tulis menurut bentuk itu"))
        elif (int(shape[1]), int(shape[2])) != (row.values["pillar"], row.values["focus"]):
            reason = _("kode “%(code)s” tidak sesuai dengan Pilar %(pillar)s, Fokus %(focus)s") % {
                "code": code,
                "pillar": row.values["pillar"],
                "focus": row.values["focus"],
            }
            yield self.file.problem(row, "code", reason, _("samakan kode dengan kedua kolom itu"))

    def _has_year(self, year: int) -> bool:
        plan, version = self.version.plan, self.version
        first = min(plan.first_year, version.first_year)
        return bool(first <= year <= max(plan.last_year, version.last_year))

    def _one_name(self, key: str, name: str, spot: Sequence[str]) -> Iterable[Problem]:
        first: dict[Any, Row] = {}
        for row in self.file.rows:
            place = tuple(row.values[part] for part in spot)
            told = first.setdefault(place, row)
            if told.values[name] != row.values[name]:
                reason = _("nama ini berbeda dari baris %(row)s untuk nomor yang sama") % {
                    "row": told.number
                }
                yield self.file.problem(row, name, reason, _("samakan namanya atau nomornya"))

    def _wrong_totals(self) -> Iterable[str]:
        rows, version = self.file.rows, self.version
        told = {_("Jumlah aksi"): (len(rows), version.expected_actions)}
        found = Counter(str(row.values["pillar"]) for row in rows)
        for number in sorted({*found, *version.expected_per_pillar}):
            expected = version.expected_per_pillar.get(number, 0)
            label = _("Jumlah aksi pilar %(number)s") % {"number": number}
            told[label] = (found.get(number, 0), expected)
        concerned = {code for row in rows for code in _listed(row, "responsible")}
        known = concerned.intersection(self.institutions)
        told[_("Jumlah K/L penanggung jawab")] = (len(known), version.expected_institutions)
        for label, (count, expected) in told.items():
            if count != expected:
                yield _("%(label)s %(count)s, seharusnya %(expected)s menurut versi rencana.") % {
                    "label": label,
                    "count": count,
                    "expected": expected,
                }

    def _faults_of_units(self, file: TableFile) -> Iterable[Problem]:
        yield from file.problems
        yield from file.repetitions("code", "institution")
        named = {
            (row.values["code"], code)
            for row in self.file.rows
            for _part, key in PARTS
            for code in _listed(row, key)
        }
        for row in file.rows:
            unit = self.units.get(str(row.values["unit"]))
            if unit is None or unit.institution.code != row.values["institution"]:
                shown = {"unit": row.values["unit"], "code": row.values["institution"]}
                reason = _("unit “%(unit)s” bukan unit dari %(code)s") % shown
                yield file.problem(row, "unit", reason, _("perbaiki kode unit atau kode K/L"))
            if (row.values["code"], row.values["institution"]) not in named:
                shown = {"code": row.values["institution"], "action": row.values["code"]}
                reason = _("%(code)s tidak tercantum pada %(action)s") % shown
                yield file.problem(row, "institution", reason, _("hapus baris ini"))

    def store(self, differences: Differences) -> None:
        """Write what differs."""
        actions = self._store_actions(self._store_foci(differences), differences)
        self._store_texts(actions, differences)
        self._store_years(actions, differences)
        self._store_parts(actions, differences)

    def _store_foci(self, differences: Differences) -> dict[Any, Focus]:
        plan, rows = self.version.plan, self.file.rows
        pillars = synchronise(
            Comparison(
                Pillar,
                plan.level_one_label,
                ["number"],
                models.Q(plan=plan),
                name_of=lambda row: str(row.number),
                headers={"name": HEADERS["pillar_name"]},
            ),
            {row.values["pillar"]: {"name": row.values["pillar_name"]} for row in rows},
            differences,
            fresh=lambda _number: {"plan": plan},
        )
        numbers = {pillar.pk: number for number, pillar in pillars.items()}
        found: dict[Any, Focus] = synchronise(
            Comparison(
                Focus,
                plan.level_two_label,
                ["pillar_id", "number"],
                models.Q(pillar__plan=plan),
                name_of=lambda row: f"{numbers.get(row.pillar_id, '–')}.{row.number}",
                headers={"name": HEADERS["focus_name"]},
            ),
            {
                (pillars[row.values["pillar"]].pk, row.values["focus"]): {
                    "name": row.values["focus_name"]
                }
                for row in rows
            },
            differences,
        )
        return {(numbers[pillar], number): focus for (pillar, number), focus in found.items()}

    def _store_actions(
        self, foci: Mapping[Any, Focus], differences: Differences
    ) -> dict[str, Action]:
        comparison = Comparison(
            Action,
            _("Aksi"),
            ["code"],
            models.Q(plan=self.version.plan),
            name_of=lambda row: row.code,
            headers={**HEADERS, "focus_id": HEADERS["focus"], "standing": _("keadaan")},
            retire=_withdraw,
        )
        wanted = {
            str(row.values["code"]): {
                "focus_id": foci[(row.values["pillar"], row.values["focus"])].pk,
                "title": row.values["title"],
                "classification": row.values["classification"],
            }
            for row in self.file.rows
        }
        found: dict[str, Action] = synchronise(
            comparison, wanted, differences, fresh=lambda _code: {"plan": self.version.plan}
        )
        for action in found.values():
            if action.standing == ActionState.WITHDRAWN:
                update(comparison, action, {"standing": ActionState.ACTIVE}, differences)
        return found

    def _store_texts(self, actions: Mapping[str, Action], differences: Differences) -> None:
        names = ("title", "need", "intended_result", "output")
        known = _codes_by_key(actions)
        synchronise(
            Comparison(
                ActionText,
                _("Naskah"),
                ["action_id"],
                models.Q(version=self.version, action__in=known),
                name_of=lambda row: known[row.action_id],
                headers=HEADERS,
                retire=lambda _row: False,
            ),
            {
                actions[str(row.values["code"])].pk: {name: row.values[name] for name in names}
                for row in self.file.rows
            },
            differences,
            fresh=lambda _key: {"version": self.version},
        )

    def _store_years(self, actions: Mapping[str, Action], differences: Differences) -> None:
        known = _codes_by_key(actions)
        synchronise(
            Comparison(
                ActionYear,
                _("Jadwal"),
                ["action_id", "year"],
                models.Q(version=self.version, action__in=known),
                name_of=lambda row: f"{known[row.action_id]} {row.year}",
                retire=_strike_out,
            ),
            {
                (actions[str(row.values["code"])].pk, year): {}
                for row in self.file.rows
                for year in _listed(row, "years")
            },
            differences,
            fresh=lambda _spot: {"version": self.version},
        )

    def _store_parts(self, actions: Mapping[str, Action], differences: Differences) -> None:
        known = _codes_by_key(actions)
        homes = {row.pk: code for code, row in self.institutions.items()}
        held = Assignment.everything.filter(action__in=known)
        settled = set(held.values_list("action_id", flat=True))
        begins = date(min(self.version.plan.first_year, self.version.first_year), 1, 1)
        changes = max(self.day, date(self.version.first_year, 1, 1))
        last = changes - timedelta(days=1)  # a part that ended just now can be taken up again
        synchronise(
            Comparison(
                Assignment,
                _("Penugasan"),
                ["action_id", "institution_id", "part"],
                models.Q(action__in=known) & (models.Q(valid_to=None) | models.Q(valid_to=last)),
                name_of=lambda row: (
                    f"{known[row.action_id]} {homes[row.institution_id]} ({Part(row.part).label})"
                ),
                headers={"unit_id": _("unit kerja"), "valid_to": _("berlaku sampai")},
                retire=lambda row: _end(row, last),
            ),
            self._parts(actions),
            differences,
            fresh=lambda spot: {"valid_from": changes if spot[0] in settled else begins},
        )

    def _parts(self, actions: Mapping[str, Action]) -> dict[Any, dict[str, Any]]:
        """Each part in force; who reports by which unit is only changed by a file that says so."""
        wanted: dict[Any, dict[str, Any]] = {}
        for row in self.file.rows:
            code = str(row.values["code"])
            for part, key in PARTS:
                for home in _listed(row, key):
                    spot = (actions[code].pk, self.institutions[home].pk, str(part))
                    wanted[spot] = {"valid_to": None}
                    if self.units_file:
                        wanted[spot]["unit_id"] = self._unit_keys.get((code, home, part))
        return wanted

    @cached_property
    def _unit_keys(self) -> dict[tuple[str, str, str], int]:
        rows = self.units_file.rows if self.units_file else []
        return {
            (str(r.values["code"]), str(r.values["institution"]), Part.RESPONSIBLE): self.units[
                str(r.values["unit"])
            ].pk
            for r in rows
        }


def _listed(row: Row, key: str) -> tuple[Any, ...]:
    value: Any = row.values[key]
    return tuple(value)


def _codes_by_key(actions: Mapping[str, Action]) -> dict[int, str]:
    return {action.pk: code for code, action in actions.items()}


def _withdraw(action: Action) -> bool:
    if action.standing not in (ActionState.ACTIVE, ActionState.ADJUSTED):
        return False
    action.standing = ActionState.WITHDRAWN
    action.save(update_fields=["standing"])
    return True


def _strike_out(year: ActionYear) -> bool:
    year.delete()
    return True


def _end(assignment: Assignment, last: date) -> bool:
    if assignment.valid_to is not None:
        return False
    assignment.valid_to = last
    assignment.save(update_fields=["valid_to"])
    return True
