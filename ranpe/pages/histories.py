"""The whole history of an action: who did what, when, in which capacity, and in which field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from actions.models import Action, Assignment, Commitment
from institutions.models import Unit
from journal.models import Entry
from journal.queries import entries_about
from pillars.models import Classification
from progress.models import ProgressReport, Submission, Verdict, Verification
from progress.queries.second import blind_reports
from ranpe.kit.scope import visible_or_404
from ranpe.pages.field_changes import FieldChange, in_words, promise_changes, report_changes
from workgroups.queries import entries_of_letters, letters_about

_SENDINGS = frozenset({"report.submit", "report.confirm_paper"})
_VERDICTS = frozenset({"report.accept", "report.forward", "report.return"})
_PROMISED = "commitment.submit"


@dataclass(frozen=True)
class Event:
    """One thing that happened, with the fields that it changed."""

    at: datetime
    who: str
    capacity: str
    subject: str
    text: str
    reason: str
    changes: tuple[FieldChange, ...]
    classification: str


@dataclass(frozen=True)
class ActionHistory:
    """An action, and all that happened to it as one reader may know it, the newest first."""

    action: Action
    events: list[Event]


def action_history(user: Any, plan: str, code: str) -> ActionHistory:
    """The history of the action of a plan's code and its own; Http404 when it is not visible.

    The number of queries does not depend on how much has happened.
    """
    rows = Action.everything.select_related("plan", "focus__pillar")
    action: Any = visible_or_404(rows, user, plan__code=plan, code=code)
    reports = {row.pk: row for row in _reports(user, action)}
    promises = {row.pk: row for row in _promises(user, action)}
    duties = list(Assignment.everything.filter(action=action))
    written = entries_of_letters(letters_about(code, action.plan, user), user)
    about = entries_about([action, *reports.values(), *promises.values(), *duties])
    entries, hidden = list(about | written), blind_reports(user)
    changed = _changes(entries, list(reports.values()), list(promises.values()), hidden)
    return ActionHistory(
        action, [_event(row, reports, action, changed.get(row.pk, ())) for row in entries]
    )


def _reports(user: Any, action: Action) -> Any:
    rows = ProgressReport.everything.visible_to(user).filter(assignment__action=action)
    return rows.select_related("period", "assignment__institution").order_by("pk")


def _promises(user: Any, action: Action) -> Any:
    rows = Commitment.everything.visible_to(user).filter(assignment__action=action)
    return (
        rows.select_related("assignment__institution", "indicator")
        .prefetch_related("targets__period")
        .order_by("assignment", "year", "number")
    )


def _event(
    entry: Entry,
    reports: dict[int, ProgressReport],
    action: Action,
    changes: Iterable[FieldChange],
) -> Event:
    about = reports.get(entry.subject_id or 0) if _is_about(entry, ProgressReport) else None
    classes = [action.classification, *([about.classification] if about else [])]
    is_secret = Classification.SECRET in classes
    return Event(
        at=entry.at,
        who=entry.actor_name,
        capacity=entry.capacity,
        subject=entry.subject_name,
        text=entry.sentence,
        reason=entry.reason,
        changes=tuple(changes),
        classification=str(Classification.SECRET.label) if is_secret else "",
    )


def _is_about(entry: Entry, model: Any) -> bool:
    return bool(entry.subject_label == model._meta.label_lower)


def _changes(
    entries: Sequence[Entry],
    reports: list[ProgressReport],
    promises: list[Commitment],
    hidden: frozenset[int],
) -> dict[int, list[FieldChange]]:
    """The changed fields by the entry that tells of them; no verdict on `hidden` reports."""
    found: dict[int, list[FieldChange]] = defaultdict(list)
    units = dict(Unit.everything.values_list("pk", "name"))
    for entry in entries:
        found[entry.pk] += _printed(entry, units)
    sent = list(Submission.everything.filter(report__in=reports).order_by("report", "number"))
    for entry, changes in _of_sendings(entries, sent):
        found[entry.pk] += changes
    judged = [row for row in sent if row.report_id not in hidden]
    for entry, change in _of_verdicts(entries, judged):
        found[entry.pk].append(change)
    for entry, changes in _of_promises(entries, promises):
        found[entry.pk] += changes
    return found


def _printed(entry: Entry, units: dict[int, str]) -> list[FieldChange]:
    """What the entry itself keeps for readers: the state, the unit, a budget line, more time.

    The columns that it keeps so that a verdict can be undone are left out.
    """
    is_printed = entry.verb.startswith(("budget.", "extension."))
    found = []
    for name, before, after in entry.changes:
        if name == "unit":
            words = (_unit(units, before), _unit(units, after))
            found.append(FieldChange(_("Unit kerja"), *words))
        elif before != after and (is_printed or name == _("Keadaan")):
            found.append(FieldChange(name, _said(before), _said(after)))
    return found


def _unit(units: dict[int, str], key: Any) -> str:
    return units.get(key, "") if key else ""


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _by_report(entries: Iterable[Entry], verbs: frozenset[str]) -> dict[int, list[Entry]]:
    """The entries of some verbs by the report that they are about, the oldest first."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda row: row.pk):
        if entry.verb in verbs and _is_about(entry, ProgressReport) and entry.subject_id:
            found[entry.subject_id].append(entry)
    return found


def _of_sendings(
    entries: Sequence[Entry], sent: Iterable[Submission]
) -> Iterable[tuple[Entry, list[FieldChange]]]:
    """Every sending against the one before it; each leaves one entry, in the same order."""
    told = _by_report(entries, _SENDINGS)
    versions: dict[Any, list[Submission]] = defaultdict(list)
    for row in sent:
        versions[row.report_id].append(row)
    for key, rows in versions.items():
        before: Any = {}
        for entry, row in zip(told[key], rows, strict=False):
            yield entry, report_changes(before, row.content)
            before = row.content


def _of_verdicts(
    entries: Sequence[Entry], sent: Sequence[Submission]
) -> Iterable[tuple[Entry, FieldChange]]:
    """What each verdict recognised, beside what was recognised before."""
    told = _by_report(entries, _VERDICTS)
    report_of = {row.pk: row.report_id for row in sent}
    verdicts: dict[Any, list[Verification]] = defaultdict(list)
    for row in Verification.everything.filter(submission__in=sent).order_by("pk"):
        verdicts[report_of[row.submission_id]].append(row)
    for key, rows in verdicts.items():
        before = ""
        for entry, row in zip(told[key], rows, strict=False):
            after = in_words(row.recognised_value)
            if row.verdict == Verdict.ACCEPTED and before != after:
                yield entry, FieldChange(_("Nilai diakui"), before, after)
            before = before if row.undone_at or row.verdict != Verdict.ACCEPTED else after


def _of_promises(
    entries: Sequence[Entry], promises: Iterable[Commitment]
) -> Iterable[tuple[Entry, list[FieldChange]]]:
    """Every submitted version against the one before it; a version in the making stays out."""
    newest: dict[int, Entry] = {}
    for entry in sorted(entries, key=lambda row: row.pk):
        if entry.verb == _PROMISED and entry.subject_id:
            newest[entry.subject_id] = entry
    before: dict[tuple[int, int], Commitment] = {}
    for row in promises:
        if row.submitted_at is None:
            continue
        key = (row.assignment_id, row.year)
        if row.pk in newest:
            yield newest[row.pk], promise_changes(before.get(key), row)
        before[key] = row
