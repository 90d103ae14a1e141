"""A real worker killed while it builds a report: the job is taken up again, one file results."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ASK = """
from django.utils import timezone
from accounts.models import User
from reporting.models import Seal
from reporting.services import open_annual_report, request_edition
by = User.objects.get(email="sekretariat@ranpe.example")
seal = Seal.everything.order_by("-year")[0]
report = open_annual_report(seal, "president", by=by, at=timezone.now())
request_edition(report, is_final=True, by=by, at=timezone.now())
"""
WORKER = ["-m", "celery", "-A", "ranpe", "worker", "-B", "-P", "threads", "-c", "1"]


class House:
    """An installation of its own: embedded database, folder broker, real worker processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = ("PATH", "HOME", "LANG", "OPENBLAS_CORETYPE")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "RANPE_DEMO": "1",
            "RANPE_DATA_DIR": str(folder),
            "RANPE_JOB_STALE_SECONDS": "3",
            "RANPE_SWEEP_SECONDS": "1",
            "DATABASE_URL": f"sqlite:///{folder / 'ranpe.sqlite3'}",
            "REDIS_URL": "",
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str) -> None:
        """Run a management command."""
        line = [sys.executable, "manage.py", *words]
        subprocess.run(
            line, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker in a process group of its own."""
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        worker = subprocess.Popen(
            [sys.executable, *WORKER],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.workers.append(worker)
        return worker

    @staticmethod
    def _has_ended(worker: subprocess.Popen[bytes]) -> bool:
        try:
            worker.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            return False
        return True

    def ask(self, query: str) -> Any:
        """One value out of the database, read beside the running house."""
        database = sqlite3.connect(self.folder / "ranpe.sqlite3", timeout=20)
        try:
            return database.execute(query).fetchone()[0]
        finally:
            database.close()

    def wait(self, reached: Callable[[], bool]) -> None:
        """Wait until something is so, as long as the newest worker lives; three minutes at most."""
        for _ in range(900):
            if reached():
                return
            if self._has_ended(self.workers[-1]):
                break
        logs = [path.read_text()[-2000:] for path in sorted(self.folder.glob("worker-*.log"))]
        pytest.fail("the worker did not get there within three minutes:\n" + "\n".join(logs))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    built.manage("migrate", "-v0")
    built.manage("seed", "--small", "--at", "2026-11-24")
    yield built
    for worker in built.workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def test_a_worker_killed_while_it_builds_leaves_one_file_in_the_end(house: House) -> None:
    house.manage("shell", "-c", ASK)
    first = house.start_worker()
    house.wait(lambda: house.ask("SELECT percent FROM journal_job") >= 10)

    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert house.ask("SELECT state FROM journal_job") == "running"
    house.start_worker()
    house.wait(lambda: house.ask("SELECT state FROM journal_job") == "done")

    assert house.ask("SELECT attempts FROM journal_job") >= 2
    assert house.ask("SELECT count(*) FROM reporting_edition") == 1
    path = house.ask(
        "SELECT path FROM files_storedfile JOIN reporting_edition"
        " ON reporting_edition.file_id = files_storedfile.id"
    )
    assert (house.folder / "files" / path).read_bytes().startswith(b"%PDF-")
