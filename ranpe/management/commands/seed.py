"""Loads the sample world; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ranpe.kit.clock import day_of
from ranpe.kit.formats import long_day
from ranpe.sampling.world import anchor, build_world


class Command(BaseCommand):
    help = "Load the sample plan and its years, marked as data contoh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="day on which the calendar is anchored, as 2026-11-24")
        parser.add_argument("--small", action="store_true", help="a dozen actions, six K/L")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Data contoh hanya untuk mode demonstrasi (RANPE_DEMO=1).")
        stands = anchor()
        if stands is not None:
            self.stdout.write(f"Data contoh sudah ada (per {long_day(stands)}); tidak diubah.")
            return
        build_world(self._day(options["at"]), is_small=options["small"], say=self._say)

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else day_of(timezone.now())
        except ValueError:
            raise CommandError(f"“{text}” bukan tanggal; tulis seperti 2026-11-24.") from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
