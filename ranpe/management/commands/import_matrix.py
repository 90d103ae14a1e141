"""Takes in the matrix of a plan version from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from actions.imports import import_matrix
from pillars.models import PlanVersion
from ranpe.kit.importing import Differences
from ranpe.management.importing import ImportCommand, existing_file


class Command(ImportCommand):
    help = "Import a plan matrix: all or nothing; its totals must be those of the version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--plan", required=True, help="code of the plan")
        parser.add_argument("--version-number", type=int, default=1, help="number of the version")
        parser.add_argument("--units", help="file that says which unit reports which action")

    def take_in(self, path: Path, options: dict[str, Any]) -> Differences:
        version = PlanVersion.everything.filter(
            plan__code=options["plan"], number=options["version_number"]
        ).first()
        if version is None:
            raise CommandError(
                f"Rencana {options['plan']} versi {options['version_number']} belum ada."
            )
        units = options["units"]
        return import_matrix(
            path,
            version,
            units=existing_file(units) if units else None,
            by=None,
            at=timezone.now(),
            dry_run=options["dry_run"],
        )
