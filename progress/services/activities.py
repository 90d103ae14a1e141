"""The officer's verbs on activities: put one into reports, change it, take it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.door import advance
from journal.services import record_entry
from progress.models import Activity, ProgressReport, ReportState
from progress.services.writing import locked_for_writing
from progress.workflow import REPORT_FLOW
from ranpe.kit.formats import day
from ranpe.kit.refusals import Incomplete, OutOfTurn

ADDED = gettext_lazy("kegiatan ditambahkan")
CHANGED = gettext_lazy("kegiatan diubah")
REMOVED = gettext_lazy("kegiatan dikeluarkan")


@dataclass(frozen=True)
class ActivityContent:
    """What an officer tells of one activity; `region` is the key of a province."""

    title: str
    held_on: date
    region_id: int | None = None
    is_online: bool = False
    partners: str = ""
    output_kind: str = ""
    participants: int | None = None
    men: int | None = None
    women: int | None = None
    children: int | None = None
    youth: int | None = None
    adults: int | None = None
    elderly: int | None = None
    with_disability: int | None = None
    is_undivided: bool = False


def save_activity(
    report: ProgressReport,
    content: ActivityContent,
    *,
    activity: Activity | None = None,
    also_in: Iterable[int] = (),
    version: int = 0,
    by: Any,
    at: datetime,
) -> Activity:
    """Put an activity into `report` and the reports `also_in`, or change what it says.

    Raises:
        Incomplete: its day is not in the period, or a further report is of somebody else.
        OutOfTurn: one of its reports is sent, or it was changed elsewhere since `version`.
    """
    with transaction.atomic():
        before = set(activity.reports.values_list("pk", flat=True)) if activity else set()
        wanted = {report.pk, *also_in}
        rows = _locked_rows(report, before | wanted, by=by, at=at)
        _check_day(report, content)
        kept = _kept(activity, content, version=version, by=by, at=at)
        kept.reports.set(wanted)
        for row in rows:
            said = _said(row.pk in before, row.pk in wanted)
            _note(row, *said, by=by, at=at)
    return kept


def remove_activity(activity: Activity, report: ProgressReport, *, by: Any, at: datetime) -> None:
    """Take an activity out of one report; out of its last one, it goes. What was sent keeps it."""
    with transaction.atomic():
        (row,) = _locked_rows(report, {report.pk}, by=by, at=at)
        activity.reports.remove(row)
        if not activity.reports.exists():
            activity.delete()
        _note(row, "activity.removed", REMOVED, by=by, at=at)


def _locked_rows(
    report: ProgressReport, keys: set[int], *, by: Any, at: datetime
) -> list[ProgressReport]:
    """The reports of an activity, locked in the order of their keys and open for writing."""
    rows = (
        ProgressReport.everything.filter(pk__in=keys)
        .select_related("period__version__plan", "assignment__action__focus__pillar")
        .order_by("pk")
    )
    house = report.assignment.institution_id
    for row in (found := list(rows)):
        if (row.period_id, row.assignment.institution_id) != (report.period_id, house):
            raise Incomplete(_("Kegiatan hanya dapat dipakai di laporan instansi dan periode ini."))
    return [locked_for_writing(row, by=by, at=at) for row in found]


def _check_day(report: ProgressReport, content: ActivityContent) -> None:
    sentence = outside_period(report, content.held_on)
    if sentence:
        raise Incomplete(sentence)


def outside_period(report: ProgressReport, held_on: date) -> str:
    """Why a day does not belong to the report's period; empty when it does."""
    period = report.period
    if period.starts_on <= held_on <= period.ends_on:
        return ""
    words = {"first": day(period.starts_on), "last": day(period.ends_on)}
    return _("Tanggal kegiatan harus antara %(first)s dan %(last)s.") % words


def _kept(
    activity: Activity | None, content: ActivityContent, *, version: int, by: Any, at: datetime
) -> Activity:
    values = {**asdict(content), "saved_at": at, "saved_by_id": by.pk}
    if activity is None:
        return Activity.everything.create(**values, version=1)
    row = Activity.everything.select_for_update(of=("self",)).get(pk=activity.pk)
    if row.version != version:
        raise OutOfTurn(_("Kegiatan ini baru saja diubah di tempat lain."))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _said(was_there: bool, is_there: bool) -> tuple[str, Any]:
    if not is_there:
        return "activity.removed", REMOVED
    return ("activity.changed", CHANGED) if was_there else ("activity.added", ADDED)


def _note(row: ProgressReport, verb: str, sentence: Any, *, by: Any, at: datetime) -> None:
    """A report that tells something new begins, and its version moves on."""
    if row.state == ReportState.NOT_STARTED:
        advance(row, REPORT_FLOW, "begin", by=by, at=at)
    row.version += 1
    row.save(update_fields=["version"])
    record_entry(row, verb, sentence, by=by, at=at)
