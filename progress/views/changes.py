"""What a sending that comes after a return has changed, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from journal.models import Remark
from progress.differences import Difference, changed_sentences
from progress.services import remarks_of_return
from progress.views.kinds import Kind
from progress.views.parts import label_of


@dataclass(frozen=True)
class AnsweredRemark:
    """A remark of the newest return, its answer, and what became of its field since."""

    label: str
    text: str
    answer: str
    change: Difference


@dataclass(frozen=True)
class Changes:
    """The newest sending against the one that was returned; empty where nothing was returned."""

    answered: list[AnsweredRemark]
    unchanged: frozenset[str]


def changes_of(report: Any, kind: Kind) -> Changes:
    """The remarks of the newest return with their answers, and the fields that stayed as sent."""
    remarks = remarks_of_return(report)
    sent = {row.number: row.content for row in report.submissions.all()} if remarks else {}
    if not sent:
        return Changes([], frozenset())
    old, new = sent[remarks[0].version], sent[max(sent)]
    answered = [_answered(remark, old, new, kind) for remark in remarks]
    remarked = {remark.field for remark in remarks}
    same = {name for name in new if new[name] == old.get(name)}
    return Changes(answered, frozenset(same - remarked))


def _answered(remark: Remark, old: Any, new: Any, kind: Kind) -> AnsweredRemark:
    return AnsweredRemark(
        label=label_of(kind.form, remark.field),
        text=remark.text,
        answer=remark.answer,
        change=changed_sentences(_words(old, remark.field), _words(new, remark.field)),
    )


def _words(content: Any, name: str) -> str:
    value = content.get(name)
    if name == "evidence":
        return "\n".join(file["title"] for file in value or [])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
