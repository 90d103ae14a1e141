"""The pages, the sheet and the lock of a period, measured at one and at ten times the reports.

All of it is taken back.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from actions.models import Action, ActionText, ActionYear, Assignment
from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.models import ProgressReport
from progress.services import close_period, lock_period, reopen_period
from ranpe.kit.refusals import OutOfTurn

Measured = tuple[str, float, str]
EMPTY = "/sehat/"
ROUNDS = 5
# Who opens what: the board, the review queue, the task list, and a spreadsheet of the period.
PAGES = [
    ("sekretariat", "/pantau/", "board"),
    ("verifikator.pilar1", "/laporan-kemajuan/antrean/", "review queue"),
    ("operator.kemenag", "/beranda/", "task list"),
    ("sekretariat", "/pantau/unduh.xlsx", "spreadsheet of the board"),
    ("verifikator.pilar1", "/laporan-kemajuan/antrean/unduh.xlsx", "spreadsheet of the queue"),
]


def measured_period(at: datetime) -> Iterator[Measured]:
    """What was done, how many seconds it took, and what else is known of it."""
    with transaction.atomic():  # signing in leaves an entry, too
        yield from _pages("")
        yield from _lock(at)
        count = _ten_times(_with_most_reports(PeriodState.OPEN))
        yield from _pages(f" with {count} reports more")
        transaction.set_rollback(True)


def _with_most_reports(state: str) -> Period:
    rows = Period.everything.filter(state=state).annotate(size=models.Count("progressreports"))
    found: Period = rows.order_by("-size", "-due_at")[0]
    return found


def _pages(with_what: str) -> Iterator[Measured]:
    empty, _queries = _visited(Client(), EMPTY)
    for name, path, what in PAGES:
        client = Client()
        client.force_login(User.objects.get(email=f"{name}@ranpe.example"))
        took, queries = _visited(client, path)
        ratio = f"{took / empty:.1f} x the empty view"
        yield f"{what}{with_what}", took, f"{queries:>3} queries, {ratio}"


def _visited(client: Client, path: str) -> tuple[float, int]:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    queries = len(seen)  # now: the next request begins a new list
    return statistics.median(_took(lambda: client.get(path)) for _ in range(ROUNDS)), queries


def _took(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _lock(at: datetime) -> Iterator[Measured]:
    """A locked period, opened anew and locked again; once more, and nothing happens."""
    by = User.objects.get(email="sekretariat@ranpe.example")
    with transaction.atomic():
        period = _with_most_reports(PeriodState.LOCKED)
        reopen_period(period, reason="Pengukuran (data contoh)", by=by, at=at)
        close_period(period, by=by, at=at)
        with CaptureQueriesContext(connection) as seen:
            took = _took(lambda: lock_period(period, by=by, at=at))
        reports = ProgressReport.everything.filter(period=period, locked_at=at).count()
        before = Entry.everything.count()
        again = "refused" if _is_refused(period, by, at) else "TAKEN"
        written = Entry.everything.count() - before
        note = f"{len(seen):>3} queries; once more: {again}, {written} entries"
        yield f"lock {period.name} ({reports} reports)", took, note
        transaction.set_rollback(True)


def _is_refused(period: Period, by: User, at: datetime) -> bool:
    try:
        lock_period(period, by=by, at=at)
    except OutOfTurn:
        return True
    return False


def _ten_times(period: Period) -> int:
    """Nine copies of every action that is reported in a period, with all that hangs on it."""
    reports = list(ProgressReport.everything.filter(period=period).select_related("assignment"))
    keys = {report.assignment.action_id for report in reports}
    made = 0
    for number in range(1, 10):
        actions = _copied(Action.everything.filter(pk__in=keys), code=f"-{number}")
        for model in (ActionText, ActionYear):
            _copied(model.everything.filter(action__in=keys), action=actions)
        duties = Assignment.everything.filter(pk__in=[row.assignment_id for row in reports])
        given = _copied(duties, action=actions)
        rows = ProgressReport.everything.filter(pk__in=[row.pk for row in reports])
        made += len(_copied(rows, assignment=given))
    return made


def _copied(rows: models.QuerySet[Any], **changes: Any) -> dict[int, Any]:
    """Copies by the key of what they are copied from.

    A change is an ending for a text, or copies to point to in place of what was pointed to.
    """
    keys, copies = [], []
    for row in rows.order_by("pk"):
        keys.append(row.pk)
        for name, change in changes.items():
            if isinstance(change, dict):
                setattr(row, name, change[getattr(row, f"{name}_id")])
            else:
                setattr(row, name, f"{getattr(row, name)}{change}")
        row.pk, row._state.adding = None, True
        copies.append(row)
    made: Sequence[Any] = rows.model._base_manager.bulk_create(copies)
    return dict(zip(keys, made, strict=True))
