"""What happens to an uploaded workbook: kept until its owner accepts it, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.services import Change, record_entry
from pillars.models import Period
from progress.models import ProgressReport, WorkbookUpload
from progress.services import save_report
from progress.workbook import schema
from progress.workbook.comparing import IN_FILE, Comparison, RowChange, compare
from progress.workbook.reading import FilledRow, FilledWorkbook, read_filled
from progress.workbook.rows import reports_of
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn

FILLED = gettext_lazy("mengisi laporan dari buku kerja")


@dataclass(frozen=True)
class Choice:
    """What a person decided for a row, and which versions they had before their eyes."""

    side: str
    seen: str


def take_workbook(
    data: bytes, *, name: str, period: Period, by: Any, at: datetime
) -> WorkbookUpload | None:
    """Keep what a filled workbook says until it is confirmed; None when it says nothing new.

    It replaces what the same person left unconfirmed for the same institution and period.

    Raises:
        ImportRefused: the file is no workbook of this person, or cells are wrong.
    """
    filled = read_filled(data, name=name, period=period, by=by)
    if all(row.values == row.downloaded.values for row in filled.rows):
        return None
    with transaction.atomic():
        earlier = WorkbookUpload.everything.filter(
            period=period, institution=filled.institution, uploaded_by_id=by.pk, accepted_at=None
        )
        earlier.delete()
        return WorkbookUpload.everything.create(
            period=period,
            institution=filled.institution,
            name=name[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            content=_content(filled),
            uploaded_at=at,
            uploaded_by_id=by.pk,
        )


def _content(filled: FilledWorkbook) -> dict[str, Any]:
    return {"rows": [_kept(row) for row in filled.rows]}


def _kept(row: FilledRow) -> dict[str, Any]:
    before = row.downloaded.values
    changed = {key: value for key, value in row.values.items() if value != before[key]}
    return {"report": row.downloaded.report, "downloaded": before, "changed": changed}


def accept_rows(
    upload: WorkbookUpload, choices: Mapping[int, Choice], *, by: Any, at: datetime
) -> int:
    """Save the rows for which the file was chosen, all in one transaction; returns how many.

    Raises:
        NotYours: a report that `by` does not write.
        OutOfTurn: accepted already, or a report has moved since it was compared.
        Incomplete: a row is without a choice, or would be a nil report with work in it.
    """
    with transaction.atomic():
        row = WorkbookUpload.everything.select_for_update(of=("self",)).get(pk=upload.pk)
        if row.accepted_at is not None:
            raise OutOfTurn(_("Buku kerja ini sudah disimpan; unggah lagi bila ada isian baru."))
        _lock_reports(row)
        _only_own(row, choices, by=by)
        chosen = _chosen(compare(row, by=by, at=at), choices)
        for change in chosen:
            _fill(change, row, by=by, at=at)
        row.accepted_at, row.accepted_by_id = at, by.pk
        row.save(update_fields=["accepted_at", "accepted_by"])
    return len(chosen)


def _only_own(upload: WorkbookUpload, choices: Mapping[int, Choice], *, by: Any) -> None:
    own = {report.pk for report in reports_of(by, upload.period, upload.institution)}
    if upload.uploaded_by_id != by.pk or not choices.keys() <= own:
        raise NotYours(_("Buku kerja ini memuat laporan yang bukan tugas Anda."))


def _lock_reports(upload: WorkbookUpload) -> None:
    keys = [row["report"] for row in upload.content["rows"]]
    rows = ProgressReport.everything.select_for_update(of=("self",)).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _chosen(comparison: Comparison, choices: Mapping[int, Choice]) -> list[RowChange]:
    found = {row.report.pk: row for row in comparison.to_decide}
    moved = found.keys() != choices.keys() or any(
        row.seen != choices[key].seen for key, row in found.items()
    )
    if moved:
        raise OutOfTurn(
            _(
                "Ada laporan yang berubah di web sejak dibandingkan. Belum ada yang disimpan; "
                "periksa perbandingan terbaru di bawah."
            )
        )
    chosen = [row for key, row in found.items() if choices[key].side == IN_FILE]
    _check_nil(chosen)
    return chosen


def _check_nil(rows: list[RowChange]) -> None:
    problems = [
        _("%(code)s: laporan nihil tidak memuat %(fields)s; pilih isi web atau perbaiki berkas.")
        % {
            "code": row.report.assignment.action.code,
            "fields": ", ".join(schema.column_of(name).heading for name in names),
        }
        for row in rows
        if (names := schema.filled_beside_nil({**schema.values_of(row.report), **row.accepted}))
    ]
    if problems:
        raise Incomplete(problems[0], problems=problems)


def _fill(change: RowChange, upload: WorkbookUpload, *, by: Any, at: datetime) -> None:
    report = change.report
    content = schema.with_values(report, change.accepted)
    saved = save_report(report, content, version=report.version, by=by, at=at)
    said = Change(after={"sha256": upload.sha256[:16]})
    record_entry(saved, "report.workbook", FILLED, by=by, at=at, change=said)


__all__ = ["Choice", "accept_rows", "take_workbook"]
