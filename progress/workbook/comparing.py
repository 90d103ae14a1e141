"""Three sides of every field: as downloaded, on the web now, in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from progress.models import Draft, ProgressReport, WorkbookUpload
from progress.workbook import schema
from progress.workbook.rows import reports_of, why_skipped
from progress.workbook.schema import Values
from ranpe.kit.formats import number

IN_FILE, ON_WEB, BOTH = "file", "web", "both"


@dataclass(frozen=True)
class FieldChange:
    """A field that is no longer as it was downloaded; `kind` says on which side it moved."""

    key: str
    heading: str
    kind: str
    downloaded: str
    now: str
    filled: str


@dataclass(frozen=True)
class RowChange:
    """A report with what moved in it since the download.

    `seen` stands for the report and its half-typed draft as they were compared; a confirmation
    of anything else is not taken.
    """

    report: ProgressReport
    changes: Sequence[FieldChange]
    filled: Values
    skipped: str
    draft: Draft | None

    @property
    def seen(self) -> str:
        """Which version of the report, and of its draft, was compared."""
        return f"{self.report.version}.{self.draft.version if self.draft else '-'}"

    @property
    def is_filled(self) -> bool:
        """Whether the file says anything new."""
        return any(change.kind != ON_WEB for change in self.changes)

    @property
    def must_choose(self) -> bool:
        """Whether file and web moved in the same field, or somebody is typing on the web."""
        return self.draft is not None or any(change.kind == BOTH for change in self.changes)

    @property
    def accepted(self) -> Values:
        """What is written when the row is accepted; what only the web changed stays."""
        keys = [change.key for change in self.changes if change.kind != ON_WEB]
        return {key: self.filled[key] for key in keys}


@dataclass(frozen=True)
class Comparison:
    """A workbook against the web: rows to decide on, rows that stay, rows passed over."""

    to_decide: Sequence[RowChange]
    kept: Sequence[RowChange]
    skipped: Sequence[RowChange]
    unchanged: int

    @property
    def conflicts(self) -> int:
        """How many rows the person must choose for."""
        return sum(row.must_choose for row in self.to_decide)


def compare(upload: WorkbookUpload, *, by: Any, at: datetime) -> Comparison:
    """How an uploaded workbook stands to the web now; a constant number of queries."""
    reports = reports_of(by, upload.period, upload.institution)
    drafts = {draft.report_id: draft for draft in _drafts_of(reports)}
    rows = {str(report.pk): report for report in reports}
    found = [
        _row(rows[kept["report"]], kept, drafts, by=by, at=at)
        for kept in upload.content["rows"]
        if kept["report"] in rows
    ]
    filled = [row for row in found if row.is_filled]
    return Comparison(
        to_decide=[row for row in filled if not row.skipped],
        kept=[row for row in found if row.changes and not row.is_filled],
        skipped=[row for row in filled if row.skipped],
        unchanged=sum(not row.changes for row in found),
    )


def _drafts_of(reports: Iterable[ProgressReport]) -> Iterable[Draft]:
    rows: Iterable[Draft] = Draft.everything.filter(
        report__in=[report.pk for report in reports]
    ).select_related("saved_by")
    return rows


def _row(
    report: ProgressReport,
    kept: Mapping[str, Any],
    drafts: Mapping[int | None, Draft],
    *,
    by: Any,
    at: datetime,
) -> RowChange:
    filled = {**kept["downloaded"], **kept["changed"]}
    return RowChange(
        report=report,
        changes=list(_changes(kept["downloaded"], schema.values_of(report), filled)),
        filled=filled,
        skipped=why_skipped(report, by=by, at=at),
        draft=drafts.get(report.pk),
    )


def _changes(downloaded: Values, now: Values, filled: Values) -> Iterable[FieldChange]:
    for column in schema.content_columns():
        sides = [side[column.key] for side in (downloaded, now, filled)]
        kind = _kind(*sides)
        if kind:
            shown = [_words(column, value) for value in sides]
            yield FieldChange(column.key, column.heading, kind, *shown)


def _kind(downloaded: str, now: str, filled: str) -> str:
    if filled in (downloaded, now):
        return ON_WEB if now != downloaded and filled == downloaded else ""
    return IN_FILE if now == downloaded else BOTH


def _words(column: schema.Column, value: str) -> str:
    shown = column.shown(value)
    if shown is None or shown == "":
        return _("(kosong)")
    return number(shown) if column.is_number else str(shown)  # type: ignore[arg-type]
