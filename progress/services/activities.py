"""The officer's verbs on activities: put one into reports, change it, take it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.door import advance
from journal.services import record_entry
from progress.models import Activity, ActivityDraft, ProgressReport, ReportState
from progress.services.writing import locked_for_writing, refuse_unasked
from progress.workflow import REPORT_FLOW
from ranpe.kit.formats import day
from ranpe.kit.refusals import Incomplete, OutOfTurn

ADDED = gettext_lazy("kegiatan ditambahkan")
CHANGED = gettext_lazy("kegiatan diubah")
REMOVED = gettext_lazy("kegiatan dikeluarkan")
DISCARDED = gettext_lazy("kegiatan setengah diketik dibuang")


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
    draft_version: int | None = None,
    by: Any,
    at: datetime,
) -> Activity:
    """Put an activity into `report` and the reports `also_in`, or change what it says.

    The half-typed words that it was made from go; what a colleague typed meanwhile stays.

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
        _clear_typed(report, activity, version=draft_version, by=by)
        ActivityDraft.everything.filter(activity=kept, report__in=before - wanted).delete()
        for row in rows:
            said = _said(row.pk in before, row.pk in wanted)
            _note(row, *said, by=by, at=at)
    return kept


def remove_activity(activity: Activity, report: ProgressReport, *, by: Any, at: datetime) -> None:
    """Take an activity out of one report; out of its last one, it goes. What was sent keeps it."""
    with transaction.atomic():
        (row,) = _locked_rows(report, {report.pk}, by=by, at=at)
        ActivityDraft.everything.filter(report=row, activity=activity).delete()
        activity.reports.remove(row)
        if not activity.reports.exists():
            activity.delete()
        _note(row, "activity.removed", REMOVED, by=by, at=at)


def autosave_activity(
    report: ProgressReport,
    content: Mapping[str, Any],
    *,
    activity: Activity | None = None,
    version: int = 0,
    draft_version: int,
    by: Any,
    at: datetime,
) -> ActivityDraft:
    """Keep a raw, half-typed activity; a colleague's newer words are not overwritten.

    Raises:
        OutOfTurn: the activity has changed since `version`, or its draft since `draft_version`.
    """
    with transaction.atomic():
        row = locked_for_writing(report, by=by, at=at)
        refuse_unasked(row, "activities")
        if activity is not None:
            _same_activity(row, activity, version)
        draft, _is_new = ActivityDraft.everything.get_or_create(
            report=row, activity=activity, defaults={"saved_at": at, "saved_by_id": by.pk}
        )
        _same_draft(draft, draft_version, by)
        draft.content, draft.version, draft.base_version = dict(content), draft.version + 1, version
        draft.saved_at, draft.saved_by_id = at, by.pk
        draft.save()
    return draft


def discard_activity_draft(
    report: ProgressReport, activity: Activity | None, *, draft_version: int, by: Any, at: datetime
) -> None:
    """Throw half-typed words away; what the activity says stays.

    Raises:
        OutOfTurn: a colleague has typed on since `draft_version`.
    """
    with transaction.atomic():
        row = locked_for_writing(report, by=by, at=at)
        draft = ActivityDraft.everything.filter(report=row, activity=activity).first()
        if draft is None:
            return
        _same_draft(draft, draft_version, by)
        draft.delete()
        record_entry(row, "activity.discarded", DISCARDED, by=by, at=at)


def _same_activity(report: ProgressReport, activity: Activity, version: int) -> None:
    found = report.activities.filter(pk=activity.pk).values_list("version", flat=True)
    if list(found) != [version]:
        raise OutOfTurn(_("Kegiatan ini baru saja diubah di tempat lain."))


def _same_draft(draft: ActivityDraft, version: int, by: Any) -> None:
    if draft.version != version and draft.saved_by_id != by.pk:
        raise OutOfTurn(_("Kegiatan ini sedang diketik orang lain; ketikan Anda belum tersimpan."))


def _clear_typed(
    report: ProgressReport, activity: Activity | None, *, version: int | None, by: Any
) -> None:
    rows = ActivityDraft.everything.filter(report=report, activity=activity)
    rows.filter(models.Q(saved_by_id=by.pk) | models.Q(version=version)).delete()


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
        refuse_unasked(row, "activities")
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
