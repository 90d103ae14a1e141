"""Measures the full sample: pages beside an empty view, the seal, a workbook, both PDFs."""

from __future__ import annotations

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from journal.verification import verify
from ranpe.management.period_bench import measured_period
from ranpe.management.workbook_bench import measured_workbook
from ranpe.sampling.annual import last_closed_year, produce_annual_reports
from reporting.services import seal_year

# Who opens what; the empty view is the health page, which does next to nothing.
PAGES = [
    ("", "/sehat/"),
    ("", "/"),
    ("", "/aksi/"),
    ("", "/provinsi/"),
    ("operator.kemenag@ranpe.example", "/beranda/"),
    ("operator.p32@ranpe.example", "/beranda/"),
    ("verifikator.pilar1@ranpe.example", "/beranda/"),
    ("verifikator.pilar1@ranpe.example", "/laporan-kemajuan/antrean/"),
    ("sekretariat@ranpe.example", "/beranda/"),
    ("sekretariat@ranpe.example", "/pantau/"),
    ("sekretariat@ranpe.example", "/rencana-aksi/"),
    ("sekretariat@ranpe.example", "/laporan-tahunan/"),
    ("kepala@ranpe.example", "/beranda/"),
    ("auditor@ranpe.example", "/jejak/"),
]
ROUNDS = 7


def _took(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Command(BaseCommand):
    help = (
        "Measure migrations, seeding, pages, the seal, a workbook and both PDFs on the full sample."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pages-only", action="store_true", help="skip the two PDFs")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.introspection.table_names():
            raise CommandError("bench needs an empty database: set RANPE_DATA_DIR to a new folder.")
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        self._line("migrate an empty database", _took(lambda: call_command("migrate", verbosity=0)))
        call_command("collectstatic", interactive=False, verbosity=0)
        self._line("seed the full sample", _took(lambda: call_command("seed")))
        self._line("seed again (changes nothing)", _took(lambda: call_command("seed")))
        self._seal()
        operator = User.objects.get(email="operator.kemenag@ranpe.example")
        for measured in measured_workbook(operator, timezone.now()):
            self._line(*measured)
        for measured in measured_period(timezone.now()):
            self._line(*measured)
        if not options["pages_only"]:  # first, so that the portal has something to show
            self._line("both annual reports, drafted to published", _took(produce_annual_reports))
        self._pages()

    def _line(self, name: str, seconds: float, note: str = "") -> None:
        self.stdout.write(f"{name:<62} {seconds * 1000:>10.1f} ms  {note}")

    def _pages(self) -> None:
        empty = 0.0
        for email, path in PAGES:
            client = Client()
            if email:
                client.force_login(User.objects.get(email=email))
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path)
            if answer.status_code != 200:
                raise CommandError(f"{path} answered {answer.status_code} for {email or 'public'}")
            note = f"{len(seen):>3} queries"
            reset_queries()
            took = statistics.median(_took(lambda: client.get(path)) for _ in range(ROUNDS))  # noqa: B023
            empty = empty or took
            note += f", {took / empty:.1f} x the empty view"
            self._line(f"{path} {email.split('@')[0]}", took, note)

    def _seal(self) -> None:
        with transaction.atomic():
            by = User.objects.get(email="sekretariat@ranpe.example")
            year = last_closed_year()
            with CaptureQueriesContext(connection) as seen:
                took = _took(lambda: seal_year(year, by=by, at=timezone.now()))
            self._line(f"seal {year} anew", took, f"{len(seen):>3} queries")
            transaction.set_rollback(True)
        count = Entry.everything.count()
        self._line(f"verify the journal ({count} entries)", _took(verify))
