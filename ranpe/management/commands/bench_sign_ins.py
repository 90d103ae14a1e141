"""Measures a deadline morning at the door (trust goal 15)."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ranpe.management.sign_in_bench import measured, people, server

BOUND_SECONDS = 2.0


class Command(BaseCommand):
    help = "Sign 430 people in within 60 seconds over HTTP, and print how long it took them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=430)
        parser.add_argument("--within", type=float, default=60.0, help="seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.introspection.table_names():
            raise CommandError("an empty database is needed: set RANPE_DATA_DIR to a new folder.")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        emails = people(options["people"])
        connection.close()
        with server() as port:
            found = measured(port, emails, options["within"])
        self.stdout.write(
            f"{len(emails)} sign-ins in {found.whole:.1f} s on {os.cpu_count()} cores, "
            f"{connection.vendor}: p50 "
            f"{found.part(0.5):.3f} s, p95 {found.part(0.95):.3f} s, slowest "
            f"{max(found.seconds):.3f} s, refused {found.refused}"
        )
        if found.refused or found.part(0.95) > BOUND_SECONDS:
            raise CommandError(f"the bound is p95 {BOUND_SECONDS} s with nobody refused.")
