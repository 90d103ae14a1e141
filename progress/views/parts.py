"""What the pages of a report are put together from: fields with their remarks, rows, history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from files.models import StoredFile
from files.services import SHOWN
from journal.models import Remark
from journal.queries import entries_about
from progress.forms import AnswersForm, ClosedForm
from progress.forms.answers import answer_name
from progress.models import AGE_GROUPS, Activity, ReportState
from progress.queries import shown_evidence
from progress.queries.contents import Uses, other_uses, verbose
from progress.services import remarks_of_return
from progress.views.kinds import Kind
from progress.workflow import REPORT_FLOW
from ranpe.kit.formats import NOTHING, day, moment, number
from ranpe.kit.workflow import Step


@dataclass(frozen=True)
class FieldRemark:
    """A verifier's remark on one field, with the field's words and its place on the page.

    `answer` is the field in which it is answered, where the page has a form for that.
    """

    field: str
    label: str
    text: str
    anchor: str
    is_blocking: bool = True
    said: str = ""
    answer: Any = None


@dataclass(frozen=True)
class FieldPart:
    """A field of the form with what was said about it and what somebody else saved in it."""

    field: Any
    remarks: list[FieldRemark]
    elsewhere: str


def whole(data: Any, name: str) -> int:
    """A version number as a browser sends it; 0 for anything else."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def label_of(form: Any, name: str) -> str:
    """The words of a field; a remark on the whole report stands under its own name."""
    field = form.base_fields.get(name) or ClosedForm.base_fields.get(name)
    return str(field.label) if field else name


def open_return(report: Any) -> list[Remark]:
    """The remarks with which the report was returned; none once it is sent again."""
    return [] if report.is_sent else remarks_of_return(report)


def remarks_for(
    rows: list[Remark], kind: Kind, answers: AnswersForm | None = None
) -> list[FieldRemark]:
    """The remarks in words, each with the place for its answer where the page has the form."""
    return [
        FieldRemark(
            field=row.field,
            label=label_of(kind.form, row.field),
            text=row.text,
            anchor=anchor_of(row.field),
            is_blocking=row.is_blocking,
            said=row.answer,
            answer=answers[answer_name(row.pk)] if answers else None,
        )
        for row in rows
    ]


def anchor_of(name: str) -> str:
    """Where a field stands on the page of the form."""
    return "id_claimed_status_0" if name == "claimed_status" else f"id_{name}"


def field_parts(form: Any, remarks: list[FieldRemark], other: Any) -> dict[str, FieldPart]:
    """Every field by name; `other` is the report as somebody else saved it meanwhile."""
    saved = type(form).values_of(other) if other is not None else {}
    return {
        name: FieldPart(
            field=form[name],
            remarks=[remark for remark in remarks if remark.field == name],
            elsewhere=_elsewhere(form, name, saved),
        )
        for name in form.fields
    }


def _elsewhere(form: Any, name: str, saved: dict[str, Any]) -> str:
    """The words saved by somebody else, where they are not the same as the typed ones."""
    if name not in saved:
        return ""
    theirs = _plain(form, name, saved[name])
    mine = _plain(form, name, form.fields[name].prepare_value(form.cleaned_data.get(name)))
    return "" if theirs == mine else theirs or _("(kosong)")


def _plain(form: Any, name: str, value: Any) -> str:
    if name == "actions":
        keys = {str(getattr(item, "pk", item)) for item in value or []}
        rows = form.fields[name].queryset
        return ", ".join(row.code for row in rows if str(row.pk) in keys)
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    shown = form.fields[name].prepare_value(value)
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    return str(choices.get(shown, shown) or "") if value not in (None, "") else ""


@dataclass(frozen=True)
class ActionGroup:
    """The actions of one pillar as tick boxes."""

    name: str
    options: list[Any]
    ticked: int


def grouped_actions(form: Any) -> list[ActionGroup]:
    """The form's actions by pillar, each option with its action."""
    groups: dict[str, list[Any]] = {}
    for option in form["actions"].subwidgets:
        pillar = option.data["value"].instance.focus.pillar
        groups.setdefault(str(pillar), []).append(option)
    return [
        ActionGroup(name, options, sum(bool(option.data["selected"]) for option in options))
        for name, options in groups.items()
    ]


@dataclass(frozen=True)
class SummaryRow:
    """One answer as it is read: words, and the way back to its field."""

    field: str
    label: str
    value: str
    status: str
    anchor: str


def is_on_closed_path(report: Any) -> bool:
    """Whether the report has a status and a letter, and no content."""
    return bool(getattr(report, "is_closed", False))


def summary_rows(report: Any, kind: Kind, unit: str = "") -> list[SummaryRow]:
    """The report's answers in the form's order; a nil report has only its reason."""
    if is_on_closed_path(report):
        names = ["claimed_status", "closed_number", "closed_dated_on"]
    else:
        names = ["is_nil", "nil_reason"] if report.is_nil else _answered(report, kind)
        names += ["public_summary", "note_to_verifier"]
        names = [name for name in names if report.period.asks_for(name)]
    return [
        SummaryRow(
            field=name,
            label=label_of(kind.form, name),
            value=_answer(report, name, unit),
            status=report.claimed_status if name == "claimed_status" else "",
            anchor=anchor_of(name),
        )
        for name in names
    ]


_OPTIONAL = ("obstacle_kind", "obstacle", "follow_up", "needs_escalation")
_NOT_ANSWERS = (
    "is_nil",
    "nil_reason",
    "evidence",
    "evidence_classification",
    "public_summary",
    "note_to_verifier",
    "version",
    "base_version",
)


def _answered(report: Any, kind: Kind) -> list[str]:
    order = kind.form.field_order
    return [
        name
        for name in order
        if name not in _NOT_ANSWERS and (name not in _OPTIONAL or getattr(report, name))
    ]


def _answer(report: Any, name: str, unit: str) -> str:
    if name == "actions":
        return ", ".join(report.actions.values_list("code", flat=True))
    value = getattr(report, name)
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    shown = getattr(report, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return day(value)
    figure = number(value)
    return f"{figure} {unit}".strip() if figure != NOTHING else ""


@dataclass(frozen=True)
class ActivityLine:
    """One activity as it is read: when and where, with whom, for whom, what came of it."""

    pk: int
    title: str
    place: str
    partners: str
    people: str
    groups: str
    output: str


def activity_lines(activities: Iterable[Activity]) -> list[ActivityLine]:
    """The activities of a report in words."""
    return [
        ActivityLine(
            pk=row.pk,
            title=row.title,
            place=" · ".join([day(row.held_on), *_places(row)]),
            partners=row.partners,
            people=_people(row),
            groups="; ".join(_group(row, name) for name in _PARTS if getattr(row, name)),
            output=str(row.get_output_kind_display()),
        )
        for row in activities
    ]


_PARTS = (*AGE_GROUPS, "with_disability")


def _places(row: Activity) -> list[str]:
    place = [row.region.name] if row.region else []
    return [*place, _("daring")] if row.is_online else place


def _people(row: Activity) -> str:
    if row.participants is None:
        return ""
    words = {"all": number(row.participants), "men": number(row.men), "women": number(row.women)}
    if row.is_undivided:
        return _("%(all)s peserta, tidak terpilah") % words
    return _("%(all)s peserta: %(men)s laki-laki, %(women)s perempuan") % words


def _group(row: Activity, name: str) -> str:
    return f"{verbose(name)}: {number(getattr(row, name))}"


@dataclass(frozen=True)
class Proof:
    """One file with the other reports that rest on the same bytes."""

    pk: int
    title: str
    label: str
    file: StoredFile
    uses: Uses
    is_twice: bool
    is_shown: bool


def proofs_of(report: Any, user: Any) -> list[Proof]:
    """The files of a report, with a hint on each that was handed in before."""
    rows, uses = list(shown_evidence(report)), other_uses(report, user)
    known = [row.file.sha256 for row in rows]
    return [
        Proof(
            pk=row.pk,
            title=row.title,
            label=row.get_classification_display(),
            file=row.file,
            uses=uses.get(row.file.sha256, Uses()),
            is_twice=row.file.sha256 in known[:place],
            is_shown=row.file.content_type in SHOWN,
        )
        for place, row in enumerate(rows)
    ]


@dataclass(frozen=True)
class HistoryLine:
    """One line of a report's history."""

    at: str
    who: str
    text: str
    reason: str


def history_of(report: Any) -> list[HistoryLine]:
    """What happened to the report, the newest first."""
    return [
        HistoryLine(
            at=moment(entry.at),
            who=", ".join(part for part in (entry.actor_name, entry.capacity) if part),
            text=entry.sentence,
            reason=entry.reason,
        )
        for entry in entries_about([report])
    ]


def is_waiting(report: Any) -> bool:
    """Whether the report waits for a verifier or a chair."""
    return report.state in (ReportState.SUBMITTED, ReportState.AWAITING_CHAIR)


OF_THE_WRITERS = ("propose", "submit", "hand_back", "withdraw")


def open_steps(report: Any, user: Any, *, may_write: bool) -> dict[str, Step]:
    """The writers' steps by name that nothing stands in the way of."""
    writing = ("propose", "submit")
    return {
        step.name: step
        for step in REPORT_FLOW.open_to(user, report)
        if step.name in OF_THE_WRITERS
        and (may_write if step.name in writing else not any(step.needs(report)))
    }
