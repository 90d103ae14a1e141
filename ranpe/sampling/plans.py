"""The sample plans: matrices through the import, indicators, promises, the RAD PE register."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from actions.imports import import_matrix
from actions.models import (
    Action,
    ActionText,
    ActionYear,
    Assignment,
    Indicator,
    RegionalPlanState,
)
from actions.services import (
    approve_commitment,
    draft_commitment,
    register_regional_plan,
    submit_commitment,
)
from institutions.models import Region, SekberRole
from pillars.models import Period, Plan, PlanVersion
from pillars.services import create_plan, create_version, note_holidays
from ranpe.kit.clock import WIB
from ranpe.sampling.organisation import FOUNDED, Organisation
from ranpe.sampling.source import Source, chance, table
from ranpe.sampling.texts import secret

DIRECTIONS = {"naik": "up", "turun": "down", "tahapan": "stages"}


def build_plans(source: Source) -> dict[str, list[PlanVersion]]:
    """All plans with their versions, matrices and indicators, by the plan's code."""
    found: dict[str, list[PlanVersion]] = {}
    for row in source.plan_file["plans"]:
        plan = create_plan(
            row["code"],
            row["title"],
            legal_basis=row["legal_basis"],
            first_year=row["first_year"],
            last_year=row["last_year"],
            is_sample=True,
            by=None,
            at=FOUNDED,
        )
        matrix = source.matrix(row["versions"][0]["matrix"])
        expected = source.expected(matrix)
        for part in row["versions"]:
            version = create_version(
                plan,
                part["number"],
                basis=part["basis"],
                years=(part["first_year"], part["last_year"]),
                expected=expected,
                by=None,
                at=FOUNDED,
            )
            found.setdefault(plan.code, []).append(version)
            if "matrix" in part:
                _import(matrix, version)
            else:
                _continue(plan, version, part["continues"])
        _indicators(plan)
    note_holidays(_holidays(source))
    return found


def _import(rows: Sequence[dict[str, str]], version: PlanVersion) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matriks.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        import_matrix(path, version, units=_units(rows, Path(folder)), by=None, at=FOUNDED)


def _units(rows: Sequence[dict[str, str]], folder: Path) -> Path:
    codes = {row["Kode Aksi"]: row["Penanggung Jawab"].split(";") for row in rows}
    kept = [
        row
        for row in table("penugasan_unit.csv")
        if row["Kode K/L"] in codes.get(row["Kode Aksi"], ())
    ]
    path = folder / "unit.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["Kode Aksi", "Kode K/L", "Kode Unit"])
        writer.writeheader()
        writer.writerows(kept)
    return path


def _continue(plan: Plan, version: PlanVersion, name: str) -> None:
    """The transition year: the same actions and words, but only some are scheduled."""
    before = ActionText.everything.filter(action__plan=plan).select_related("action")
    ActionText.everything.bulk_create(
        ActionText(
            action=text.action,
            version=version,
            title=text.title,
            need=text.need,
            intended_result=text.intended_result,
            output=text.output,
        )
        for text in before
    )
    codes = {row["Kode Aksi"] for row in table(name)}
    ActionYear.everything.bulk_create(
        ActionYear(action=action, version=version, year=version.first_year)
        for action in Action.everything.filter(plan=plan, code__in=codes)
    )


def _indicators(plan: Plan) -> None:
    rows = {row["Kode Aksi"]: row for row in table("indikator.csv")}
    Indicator.everything.bulk_create(
        Indicator(
            action=action,
            name=rows[action.code]["Indikator"],
            unit=rows[action.code]["Satuan"],
            direction=DIRECTIONS[rows[action.code]["Arah"]],
        )
        for action in Action.everything.filter(plan=plan)
    )


def _holidays(source: Source) -> dict[date, str]:
    return {
        date.fromisoformat(f"{year}-{day}"): name
        for year in range(2021, 2031)
        for day, name in source.plan_file["holidays"]
    }


def make_promises(organisation: Organisation, periods: Sequence[Period]) -> None:
    """Form A of a year: most assignments promise, a few do not; the Pokja's chair approves."""
    year = periods[0].year
    yearly = {row["Kode Aksi"]: row["Target Tahunan"] for row in table("indikator.csv")}
    due = Assignment.everything.due_in(periods[-1]).select_related(
        "action__focus__pillar", "institution", "unit"
    )
    for assignment in due.prefetch_related("action__indicators"):
        luck = chance("promise", year, assignment.action.code, assignment.institution.code)
        if luck.random() < 0.06:
            continue
        indicator = assignment.action.indicators.all()[0]
        target = _target(Decimal(yearly[assignment.action.code]), indicator.direction, luck)
        commitment = draft_commitment(
            assignment,
            year=year,
            indicator=indicator,
            planned_activity=f"{indicator.name} (data contoh). {secret(luck)}",
            annual_target=target,
            targets=_shares(periods, target, indicator.direction),
        )
        _sign(organisation, commitment, year, luck)


def _target(base: Decimal, direction: str, luck: Any) -> Decimal:
    if direction == "stages":
        return base
    return max(Decimal(1), (base * Decimal(luck.randint(80, 120)) / 100).quantize(Decimal(1)))


def _shares(periods: Sequence[Period], target: Decimal, direction: str) -> dict[Period, Decimal]:
    """Half of the year's target by the first semester; what should fall is due as a whole."""
    if direction == "down" or len(periods) == 1:
        return dict.fromkeys(periods, target)
    half = max(Decimal(1), (target / 2).quantize(Decimal(1)))
    return {periods[0]: half, periods[1]: target}


def _sign(organisation: Organisation, commitment: Any, year: int, luck: Any) -> None:
    assignment = commitment.assignment
    _operator, official = organisation.pair_of(assignment.institution, assignment.unit)
    sent = datetime(year, 2, luck.randint(1, 25), luck.randint(8, 15), 0, tzinfo=WIB)
    submit_commitment(commitment, by=official, at=sent)
    chair = organisation.person(f"ketua.pilar{assignment.action.focus.pillar.number}")
    if assignment.institution_id in chair.reach.home_institutions:
        leads = assignment.institution.sekber_role == SekberRole.LEAD
        chair = organisation.person("sekber.bappenas" if leads else "sestama")
    approve_commitment(commitment, by=chair, at=sent.replace(month=3))


def register_regional_plans(source: Source) -> None:
    """The RAD PE register: about a quarter of the provinces have one in force."""
    for region in Region.everything.all():
        if not source.keeps_province(region.code):
            continue
        luck = chance("rad", region.code)
        draw = luck.random()
        if draw < 0.24:
            enacted = date(luck.randint(2022, 2024), luck.randint(1, 12), 10)
            register_regional_plan(
                region,
                RegionalPlanState.ENACTED,
                instrument=f"Peraturan Gubernur contoh Nomor {luck.randint(5, 60)} "
                f"Tahun {enacted.year} (data contoh)",
                enacted_on=enacted,
                expires_on=date(enacted.year + 4, 12, 31),
                by=None,
                at=datetime(enacted.year, enacted.month, 20, 10, 0, tzinfo=WIB),
            )
            continue
        stage = (
            RegionalPlanState.HARMONISING
            if draw < 0.36
            else RegionalPlanState.DRAFTING
            if draw < 0.6
            else RegionalPlanState.NONE
        )
        register_regional_plan(region, stage, by=None, at=FOUNDED)
