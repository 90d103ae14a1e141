"""What the import commands have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ranpe.kit.importing import Differences, ImportRefused


def existing_file(name: str) -> Path:
    """The path of a file that is there; one clear sentence when it is not."""
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"Berkas {name} tidak ditemukan.")
    return path


class ImportCommand(BaseCommand):
    """Reads a file, prints the differences, and saves unless it is a dry run."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV or XLSX file")
        parser.add_argument("--dry-run", action="store_true", help="print only, save nothing")

    def take_in(self, path: Path, options: dict[str, Any]) -> Differences:
        """Import the file; to be said by each command."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        path = existing_file(options["file"])
        try:
            differences = self.take_in(path, options)
        except ImportRefused as refused:
            raise CommandError("\n".join([refused.sentence, *refused.problems])) from None
        for line in differences.lines():
            self.stdout.write(line)
        self.stdout.write(_outcome(differences, is_dry_run=options["dry_run"]))


def _outcome(differences: Differences, *, is_dry_run: bool) -> str:
    if is_dry_run:
        return "Uji coba: tidak ada yang disimpan."
    return "Tidak ada perubahan." if differences.is_empty else "Tersimpan."
