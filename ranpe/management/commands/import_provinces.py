"""Takes in the provinces from a CSV or XLSX file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from institutions.imports import import_provinces
from ranpe.kit.importing import Differences
from ranpe.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import provinces: all or nothing; --dry-run prints the differences."

    def take_in(self, path: Path, options: dict[str, Any]) -> Differences:
        return import_provinces(path, by=None, at=timezone.now(), dry_run=options["dry_run"])
