"""Writes the journal of some days, or all of it, into a file that an auditor checks elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from journal.filters import JournalFilter
from journal.models import Entry
from journal.services import write_bundle
from ranpe.kit.formats import number


class Command(BaseCommand):
    help = "Write the journal with its seals and a checker into a ZIP file, however long it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; it must not exist yet")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="2026-01-01")
        parser.add_argument("--until", dest="last", type=date.fromisoformat, help="2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists():
            raise CommandError(f"{path.name} sudah ada.")
        asked = JournalFilter(word="", group="", first=options["first"], last=options["last"])
        rows = Entry.everything.filter(asked.condition(with_readings=True))
        with override("id"):
            count = write_bundle(path, rows)
            self.stdout.write(f"{number(count)} kejadian ditulis ke {path.name}.")
