"""Which field of a report or promise went from what to what, out of its frozen versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from actions.models import Commitment
from pillars.models import Status
from progress.differences import Difference, changed_sentences
from progress.forms import ClosedForm, ProgressForm
from progress.models import ObstacleKind
from progress.queries.contents import told_lines
from ranpe.kit.formats import number

Content = Mapping[str, Any]
# Written for one reader only; the page says so beside it.
INTERNAL = frozenset({"note_to_verifier"})
_LONG = frozenset(
    {"narrative", "obstacle", "follow_up", "public_summary", "nil_reason", *INTERNAL, "activities"}
)
_CHOICES: dict[str, Any] = {"claimed_status": Status, "obstacle_kind": ObstacleKind}
_CLOSED = {"letter_number": "closed_number", "letter_dated_on": "closed_dated_on"}


@dataclass(frozen=True)
class FieldChange:
    """One field: what stood in it and what stands there since; a long text by its sentences."""

    label: str
    before: str
    after: str
    difference: Difference | None = None
    is_internal: bool = False


def report_changes(before: Content, after: Content) -> list[FieldChange]:
    """What differs between two sendings of a report, in the order of its form.

    Remarks and answers stand in entries of their own.
    """
    names = [name for name in _names() if name in before or name in after]
    changes = (_changed(name, before, after) for name in names)
    return [change for change in changes if change is not None]


def _names() -> list[str]:
    form = [name for name in ProgressForm.field_order if name != "evidence_classification"]
    return [*form, "activities", *_CLOSED]


def _changed(name: str, before: Content, after: Content) -> FieldChange | None:
    old, new = _words(name, before), _words(name, after)
    if old == new:
        return None
    is_text = name in _LONG and bool(old)
    return FieldChange(
        label=_label(name),
        before=old,
        after=new,
        difference=changed_sentences(old, new) if is_text else None,
        is_internal=name in INTERNAL,
    )


def _label(name: str) -> str:
    if name == "activities":
        return _("Kegiatan")
    if name in _CLOSED:
        return str(ClosedForm.base_fields[_CLOSED[name]].label)
    return str(ProgressForm.base_fields[name].label)


def _words(name: str, content: Content) -> str:
    value = content.get(name)
    if name == "activities":
        return "\n".join(told_lines(dict(content)))
    if name == "evidence":
        return "; ".join(file["title"] for file in value or ())
    if isinstance(value, bool):
        return _("Ya") if value else ""
    if name in _CHOICES:
        return str(_CHOICES[name](value).label) if value else ""
    return in_words(value) if name == "achieved_value" else str(value or "")


def in_words(value: Any, unit: str = "") -> str:
    """A value as it was frozen, with its unit; nothing for what was left empty."""
    return "" if value in (None, "") else f"{number(Decimal(str(value)))} {unit}".strip()


def promise_changes(before: Commitment | None, after: Commitment) -> list[FieldChange]:
    """What differs between two versions of a promise; the first one differs from nothing."""
    old, new = _promised(before) if before else {}, _promised(after)
    found = []
    for label in dict.fromkeys((*old, *new)):
        was, now = old.get(label, ""), new.get(label, "")
        if was != now:
            found.append(FieldChange(label, was, now))
    return found


def _promised(row: Commitment) -> dict[str, str]:
    unit = row.indicator.unit
    targets: Sequence[Any] = sorted(row.targets.all(), key=lambda target: target.period.code)
    due: Iterable[tuple[str, str]] = (
        (_("Target %(period)s") % {"period": target.period.name}, in_words(target.value, unit))
        for target in targets
    )
    return {
        _("Rencana kegiatan"): row.planned_activity,
        _("Indikator"): row.indicator.name,
        _("Lokasi"): row.location,
        _("Target tahunan"): in_words(row.annual_target, unit),
        **dict(due),
    }
