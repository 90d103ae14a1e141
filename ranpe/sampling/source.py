"""The sample files, read once; `small` keeps a handful of institutions and actions."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "sample"
SEED = 7


def table(name: str) -> list[dict[str, str]]:
    """The rows of a sample file by column name."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def chance(*parts: object) -> random.Random:
    """A source of chance that depends on nothing but its name."""
    return random.Random(":".join(map(str, (SEED, *parts))))  # noqa: S311 - sample data


@dataclass(frozen=True)
class Source:
    """What the sample world is made from."""

    is_small: bool = False
    folder: Path = field(default=FOLDER)

    @cached_property
    def plan_file(self) -> dict[str, Any]:
        """The plans, their totals, bodies and holidays."""
        loaded: dict[str, Any] = json.loads((FOLDER / "rencana.json").read_text("utf-8"))
        return loaded

    @cached_property
    def texts(self) -> dict[str, list[Any]]:
        """The phrases."""
        loaded: dict[str, list[Any]] = json.loads((FOLDER / "teks.json").read_text("utf-8"))
        return loaded

    @cached_property
    def small(self) -> dict[str, Any]:
        """Which part of everything the small world keeps."""
        kept: dict[str, Any] = self.plan_file["small"]
        return kept

    def keeps_institution(self, code: str) -> bool:
        """Whether an institution has people in this world."""
        return not self.is_small or code in self.small["institutions"]

    def keeps_province(self, code: str) -> bool:
        """Whether a province has people in this world."""
        return not self.is_small or code in self.small["provinces"]

    def matrix(self, name: str) -> list[dict[str, str]]:
        """The matrix of a plan version, as far as this world keeps it."""
        rows = table(name)
        if not self.is_small:
            return rows
        codes = set(self.small["institutions"])
        kept: list[dict[str, str]] = []
        for number, count in self.small["per_pillar"].items():
            fitting = [
                row
                for row in rows
                if row["Pilar"] == number and set(row["Penanggung Jawab"].split(";")) <= codes
            ]
            kept += sorted(fitting, key=lambda row: "2026" not in row["Tahun"])[:count]
        return kept

    def expected(self, rows: list[dict[str, str]]) -> dict[str, Any]:
        """The totals that a version must add up to: as told, or counted for the small world."""
        told: dict[str, Any] = dict(self.plan_file["expected"])
        if not self.is_small:
            return told
        per_pillar = {n: sum(row["Pilar"] == n for row in rows) for n in told["per_pillar"]}
        codes = {code for row in rows for code in row["Penanggung Jawab"].split(";")}
        return {
            **told,
            "actions": len(rows),
            "per_pillar": per_pillar,
            "institutions": len(codes),
            "provinces": len(self.small["provinces"]),
        }
