"""A workbook of 130 rows, made and compared, to be measured; nothing of it stays."""

from __future__ import annotations

import io
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from actions.models import Action, Assignment, Part
from institutions.models import Institution
from pillars.models import Period, PeriodState
from progress.models import ProgressReport
from progress.workbook import Workbook, compare, reports_of, take_workbook, write_workbook
from ranpe.kit.clock import end_of, start_of

ROWS = 130
BEFORE, AFTER = "semula", "diisi!"
TEXT = f"Uraian contoh {BEFORE} tentang kegiatan, peserta, dan hasilnya (data contoh). " * 20


def measured_workbook(by: User, at: datetime) -> Iterator[tuple[str, float, str]]:
    """What was done, how many seconds it took, and what else is known of it."""
    with transaction.atomic():
        home = by.offices[0].position.institution
        period = _filled_period(home, at)
        rows = reports_of(by, period, home)
        made, took = _timed(lambda: write_workbook(Workbook(period, home, rows, at)))
        yield f"workbook of {len(rows)} rows: generate", took, f"{len(made) // 1024} KB, goal 3 s"
        data = _filled_in(made)
        (upload, found), took = _timed(lambda: _uploaded(data, period, by, at))
        note = f"{len(found.to_decide)} rows changed, child {_peak_of_children()} MB"
        yield (
            f"workbook of {len(upload.content['rows'])} rows: upload and compare",
            took,
            (f"{note}, goal 5 s and 300 MB"),
        )
        transaction.set_rollback(True)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _uploaded(data: bytes, period: Period, by: User, at: datetime) -> tuple[Any, Any]:
    upload = take_workbook(data, name="buku-kerja.xlsx", period=period, by=by, at=at)
    assert upload is not None, "the file says something new"  # noqa: S101
    return upload, compare(upload, by=by, at=at)


def _filled_period(home: Institution, at: datetime) -> Period:
    """A period of its own in which one institution owes a report on 130 actions."""
    model = Period.everything.order_by("-year").select_related("version")[0]
    last = date(model.year, 12, 31)
    period: Period = Period.everything.create(
        version=model.version,
        year=model.year,
        code="UKUR",
        name="Periode ukur (data contoh)",
        starts_on=date(model.year, 1, 1),
        ends_on=last,
        opens_at=start_of(date(model.year, 1, 1)),
        due_at=end_of(last),
        closes_at=max(end_of(last), at + timedelta(days=1)),
        cutoff_at=end_of(last),
        state=PeriodState.OPEN,
    )
    actions = Action.everything.filter(plan=model.version.plan_id).order_by("code")[:ROWS]
    for action in actions:
        duty = Assignment.everything.create(
            action=action, institution=home, part=Part.RESPONSIBLE, valid_from=last
        )
        ProgressReport.everything.create(
            assignment=duty,
            period=period,
            narrative=TEXT,
            obstacle=TEXT[:900],
            follow_up=TEXT[:600],
        )
    return period


def _filled_in(made: bytes) -> bytes:
    """Other words in every row of the sheet that people fill in, as they stand in its part."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(BEFORE.encode(), AFTER.encode())
            target.writestr(part, content)
    return output.getvalue()


def _peak_of_children() -> int:
    """The most memory that a child process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return int(peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
