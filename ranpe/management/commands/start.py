"""Prepares everything for a newcomer and runs web and worker until stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ranpe.sampling.annual import produce_annual_reports
from ranpe.sampling.roster import PASSWORD, demo_accounts


def _worker() -> list[str]:
    options = ["-q", "-A", "ranpe", "worker", "-B", "-P", "threads", "-c", "2", "-l", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [sys.executable, "-m", "celery", *options, *quiet]


def _web(port: int) -> list[str]:
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    return [sys.executable, "-m", "gunicorn", "ranpe.wsgi", *options, "--log-level", "warning"]


class Command(BaseCommand):
    help = "Prepare the sample world and both annual reports, then run web and worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="day on which the sample calendar is anchored")
        parser.add_argument("--prepare-only", action="store_true", help="do not start anything")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("start is for the demonstration mode; see docs/operations.md.")
        port = urlsplit(settings.PUBLIC_ADDRESS).port or 8000
        if not options["prepare_only"]:
            self._refuse_taken(port)
        self._prepare(options["at"])
        if not options["prepare_only"]:
            self._serve({"web": _web(port), "worker": _worker()})

    def _refuse_taken(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(
                    f"Porta {port} sedang dipakai. Pilih porta lain, misalnya: "
                    "RANPE_ADDRESS=http://127.0.0.1:8001 make run"
                ) from None

    def _prepare(self, at: str | None) -> None:
        self.stdout.write("Menyiapkan basis data ...")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Memuat data contoh ...")
        call_command("seed", **({"at": at} if at else {}))
        self.stdout.write("Menyusun laporan tahunan ...")
        paths = produce_annual_reports(say=self.stdout.write)
        self.stdout.write(f"\nAlamat: {settings.PUBLIC_ADDRESS}\n")
        self.stdout.write(f"\nAkun contoh (kata sandi: {PASSWORD})")
        for account in demo_accounts():
            self.stdout.write(f"  {account.email:<38} {account.label}")
        self.stdout.write("\nLaporan tahunan (PDF):")
        for path in paths:
            self.stdout.write(f"  {path}")
        self.stdout.write("")

    def _serve(self, commands: dict[str, list[str]]) -> None:
        """Run the children; one that ends is started again, until a signal arrives."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        running = {name: subprocess.Popen(line) for name, line in commands.items()}  # noqa: S603
        self.stdout.write("Berjalan. Hentikan dengan Ctrl-C.")
        try:
            while True:
                time.sleep(0.5)
                for name, child in running.items():
                    if child.poll() is not None:
                        self.stderr.write(f"{name} berhenti; dijalankan kembali.")
                        running[name] = subprocess.Popen(commands[name])  # noqa: S603
        except KeyboardInterrupt:
            for child in running.values():
                if child.poll() is None:
                    os.kill(child.pid, signal.SIGTERM)
            for child in running.values():
                child.wait(timeout=30)
