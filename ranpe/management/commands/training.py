"""Builds the training plan anew; see the training mode in docs/operations.md."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ranpe.kit.clock import day_of
from ranpe.sampling.training import reset_training


class Command(BaseCommand):
    help = "Throw the training plan away and build it anew (RANPE_TRAINING=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["reset"])
        parser.add_argument("--at", help="day on which the calendar is anchored, as 2026-11-24")
        parser.add_argument("--small", action="store_true", help="a dozen actions, six K/L")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TRAINING:
            raise CommandError("Hanya mode latihan (RANPE_TRAINING=1) yang dapat disusun ulang.")
        reset_training(self._day(options["at"]), is_small=options["small"], say=self.stdout.write)
        self.stdout.write("Latihan siap; semua yang diketik sebelumnya sudah dibuang.")

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else day_of(timezone.now())
        except ValueError:
            raise CommandError(f"“{text}” bukan tanggal; tulis seperti 2026-11-24.") from None
