"""The sample plans: matrices through the import, indicators, promises, the RAD PE register."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import replace
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
    RegionalPlan,
    RegionalPlanState,
)
from actions.services import (
    Promise,
    approve_commitment,
    draft_commitment,
    register_regional_plan,
    return_commitment,
    revise_commitment,
    save_commitment,
    submit_commitment,
)
from institutions.models import Region
from pillars.models import Period, Plan, PlanVersion
from pillars.services import create_plan, create_version, note_holidays
from ranpe.kit.clock import WIB
from ranpe.sampling.budgets import SampleBudgets
from ranpe.sampling.organisation import FOUNDED, Organisation
from ranpe.sampling.source import Source, chance, table
from ranpe.sampling.texts import secret, tag

DIRECTIONS = {"naik": "up", "turun": "down", "tahapan": "stages"}


def version_for(source: Source, year: int) -> PlanVersion:
    """The plan version of a year; it enters the books in the first January that needs it."""
    row, part = next(
        (row, part)
        for row in source.plan_file["plans"]
        for part in row["versions"]
        if part["first_year"] <= year <= part["last_year"]
    )
    found = PlanVersion.everything.filter(plan__code=row["code"], number=part["number"])
    return found.select_related("plan").first() or _new_version(source, row, part)


def _new_version(source: Source, row: dict[str, Any], part: dict[str, Any]) -> PlanVersion:
    at = datetime(part["first_year"], 1, 4, 10, 0, tzinfo=WIB)
    plan = Plan.everything.filter(code=row["code"]).first() or create_plan(
        row["code"],
        row["title"],
        legal_basis=row["legal_basis"],
        first_year=row["first_year"],
        last_year=row["last_year"],
        needs_chair=row["needs_chair"],
        second_share=row["second_share"],
        is_sample=True,
        by=None,
        at=at,
    )
    matrix = source.matrix(row["versions"][0]["matrix"])
    version = create_version(
        plan,
        part["number"],
        basis=part["basis"],
        years=(part["first_year"], part["last_year"]),
        expected=source.expected(matrix),
        by=None,
        at=at,
    )
    if "matrix" in part:
        _import(matrix, version, at)
        _indicators(plan)
    else:
        _continue(plan, version, part["continues"])
    return version


def _import(rows: Sequence[dict[str, str]], version: PlanVersion, at: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matriks.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        import_matrix(path, version, units=_units(rows, Path(folder)), by=None, at=at)


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


def write_holidays(source: Source) -> None:
    """The fixed public holidays of all years that the sample knows."""
    days = {
        date.fromisoformat(f"{year}-{day}"): name
        for year in range(2021, 2031)
        for day, name in source.plan_file["holidays"]
    }
    note_holidays(days)


def make_promises(
    organisation: Organisation, periods: Sequence[Period], *, is_live: bool = False
) -> None:
    """Form A of a year: most assignments promise, a few do not; the Pokja's chair approves.

    In the live year some promises are still on their way.
    """
    year = periods[0].year
    yearly = {row["Kode Aksi"]: row["Target Tahunan"] for row in table("indikator.csv")}
    due = Assignment.everything.due_in(periods[-1]).select_related(
        "action__focus__pillar", "institution", "unit"
    )
    budgets = SampleBudgets()
    for assignment in due.prefetch_related("action__indicators"):
        luck = chance("promise", year, assignment.action.code, assignment.institution.code)
        if luck.random() < 0.06:
            continue
        indicator = assignment.action.indicators.all()[0]
        target = _target(Decimal(yearly[assignment.action.code]), indicator.direction, luck)
        detail = chance("form-a", year, assignment.action.code, assignment.institution.code)
        promise = Promise(
            planned_activity=f"{indicator.name} (data contoh). {secret(luck)}",
            annual_target=target,
            targets=_shares(periods, target, indicator.direction),
            location=f"{detail.choice(_PLACES)} (data contoh)",
        )
        is_budgeted = is_live and detail.random() < 0.6
        operator, _official = organisation.pair_of(assignment.institution, assignment.unit)
        written = datetime(year, 1, detail.randint(8, 28), 9, 0, tzinfo=WIB)
        commitment = draft_commitment(
            assignment, promise, year=year, indicator=indicator, by=operator, at=written
        )
        if is_budgeted:
            budgets.add(commitment, by=operator, at=written)
        _sign(organisation, commitment, luck, until=_standing(luck) if is_live else "approved")
        if is_budgeted and commitment.state == "approved":
            budgets.spend(commitment, by=operator)
        if is_live and commitment.state == "approved" and detail.random() < 0.06:
            _revise(organisation, commitment, promise, is_approved=detail.random() < 0.5)


_PLACES = ("Jakarta", "Sepuluh provinsi", "Jawa Barat dan Banten", "Seluruh Indonesia")


def _revise(
    organisation: Organisation, commitment: Any, promise: Promise, *, is_approved: bool
) -> None:
    """A promise of the live year that was changed in May; some changes still wait."""
    assignment = commitment.assignment
    operator, official = organisation.pair_of(assignment.institution, assignment.unit)
    written = datetime(commitment.year, 5, 11, 9, 30, tzinfo=WIB)
    revision = revise_commitment(commitment, by=operator, at=written)
    words = replace(promise, reason="Sasaran disesuaikan dengan anggaran akhir (data contoh).")
    save_commitment(
        revision, words, indicator=revision.indicator, version=0, by=operator, at=written
    )
    submit_commitment(revision, by=official, at=written.replace(day=13))
    if is_approved:
        chair = organisation.chair_for(
            assignment.action.focus.pillar.number, assignment.institution
        )
        approve_commitment(revision, by=chair, at=written.replace(day=20))


def _standing(luck: Any) -> str:
    standings = ("approved", "submitted", "returned", "draft")
    return str(luck.choices(standings, weights=(92, 4, 2, 2))[0])


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


def _sign(organisation: Organisation, commitment: Any, luck: Any, *, until: str) -> None:
    if until == "draft":
        return
    assignment = commitment.assignment
    _operator, official = organisation.pair_of(assignment.institution, assignment.unit)
    day, hour = luck.randint(1, 25), luck.randint(8, 15)
    sent = datetime(commitment.year, 2, day, hour, 0, tzinfo=WIB)
    submit_commitment(commitment, by=official, at=sent)
    chair = organisation.chair_for(assignment.action.focus.pillar.number, assignment.institution)
    if until == "returned":
        reason = f"Target belum sejalan dengan keluaran pada matriks. {tag(luck)}"
        return_commitment(commitment, reason=reason, by=chair, at=sent.replace(month=3))
    if until == "approved":
        approve_commitment(commitment, by=chair, at=sent.replace(month=3))


def register_regional_plans(source: Source) -> None:
    """The RAD PE register: nine of the 38 provinces have one, the others are on their way."""
    kept = [row for row in Region.everything.all() if source.keeps_province(row.code)]
    luck = chance("rad")
    enacted = luck.sample(kept, max(1, len(kept) * 9 // 38))
    for region in kept:
        if region in enacted:
            _enact(region, chance("rad", region.code))
            continue
        stages = (RegionalPlanState.HARMONISING, RegionalPlanState.DRAFTING, RegionalPlanState.NONE)
        register_regional_plan(region, luck.choice(stages), by=None, at=FOUNDED)


def _enact(region: Region, luck: Any) -> None:
    day = date(luck.randint(2022, 2024), luck.randint(1, 12), 10)
    register_regional_plan(
        region,
        RegionalPlanState.ENACTED,
        instrument=f"Peraturan Gubernur contoh Nomor {luck.randint(5, 60)} "
        f"Tahun {day.year} (data contoh)",
        enacted_on=day,
        expires_on=date(day.year + 4, 12, 31),
        by=None,
        at=datetime(day.year, day.month, 20, 10, 0, tzinfo=WIB),
    )


def stages_on(day: date) -> dict[int, str]:
    """How far each province's plan was on a day, by the province's key."""
    return {
        row.region_id: RegionalPlanState.HARMONISING
        if row.enacted_on and row.enacted_on > day
        else row.stage
        for row in RegionalPlan.everything.order_by("enacted_on")
    }
