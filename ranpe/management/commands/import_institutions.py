"""Takes in ministries and agencies from a CSV or XLSX file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from institutions.imports import import_institutions
from ranpe.kit.importing import Differences
from ranpe.management.importing import ImportCommand, existing_file


class Command(ImportCommand):
    help = "Import institutions (and successions): all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--successions", help="file of renames and splits")

    def take_in(self, path: Path, options: dict[str, Any]) -> Differences:
        later = options["successions"]
        return import_institutions(
            path,
            successions=existing_file(later) if later else None,
            dry_run=options["dry_run"],
            by=None,
            at=timezone.now(),
        )
