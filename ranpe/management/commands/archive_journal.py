"""Moves the part of the journal that has been kept long enough into a file that checks itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import override

from journal.services import archive, old_stretch
from ranpe.kit.formats import day, number
from ranpe.kit.refusals import OutOfTurn


class Command(BaseCommand):
    help = "Archive the journal's old, sealed entries; run by the owner of the tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be moved")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        with override("id"):
            stretch = old_stretch(at=at)
            if stretch is None:
                self.stdout.write("Belum ada kejadian yang cukup lama.")
                return
            what = f"{number(stretch.count)} kejadian, segel {stretch.first} sampai {stretch.last}"
            if options["dry_run"]:
                self.stdout.write(f"Akan diarsipkan (sebelum {day(stretch.before)}): {what}.")
                return
            try:
                made = archive(stretch, at=at)
            except OutOfTurn as refusal:
                raise CommandError(refusal.sentence) from None
            except DatabaseError:
                words = "Basis data menolak; jalankan sebagai pemilik tabel, seperti migrate."
                raise CommandError(words) from None
            self.stdout.write(f"Diarsipkan ke {made.name}: {what}. SHA-256 {made.sha256}")
