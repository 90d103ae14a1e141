"""What the other institutions of an action have sent, for whoever answers for it with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from pillars.models import Period
from progress.access import reads_beside
from progress.lines import targets_in
from progress.models import (
    Evidence,
    EvidenceLabel,
    ObstacleKind,
    ProgressReport,
    Submission,
    Verification,
)
from progress.queries.contents import told_lines
from ranpe.kit.formats import number

_TEXTS = (
    ("nil_reason", gettext_lazy("Alasan tidak ada kegiatan")),
    ("narrative", gettext_lazy("Uraian kemajuan")),
    ("obstacle_kind", gettext_lazy("Jenis kendala")),
    ("obstacle", gettext_lazy("Kendala")),
    ("follow_up", gettext_lazy("Tindak lanjut")),
    ("public_summary", gettext_lazy("Ringkasan untuk publik")),
)


@dataclass(frozen=True)
class SentPart:
    """What one institution has sent about an action: its words, never what stays with it.

    `files` are the names of files labelled Publik; the rest is only counted in `other_files`.
    """

    institution: str
    sent: Submission
    status: str
    value: str
    target: str
    texts: tuple[tuple[str, str], ...]
    activities: tuple[str, ...]
    files: tuple[str, ...]
    other_files: int


def sent_beside(user: Any, reports: Iterable[ProgressReport]) -> dict[int, SentPart]:
    """By report what `user` may read of the others, of all reports on one action in a period.

    Three queries when there is anything to read, however many institutions answer.
    """
    beside = list(reports)
    open_to = {row.pk: row for row in beside if reads_beside(user, row, beside)}
    sent = {row.report_id: row for row in _last_sent(open_to) if _stands(open_to, row)}
    if not sent:
        return {}
    files = _files_of(sent.values())
    duties = [open_to[key].assignment_id for key in sent]
    targets = targets_in(next(iter(open_to.values())).period, duties)
    return {
        key: _part(open_to[key], row, targets.get(open_to[key].assignment_id), files)
        for key, row in sent.items()
    }


def parts_beside(user: Any, report: Any) -> list[SentPart]:
    """The same from the side of one of the reports, the user's own."""
    if not isinstance(report, ProgressReport):
        return []
    rows = reports_on(report.assignment.action, report.period)
    return list(sent_beside(user, rows).values())


def reports_on(action: Any, period: Period) -> Any:
    """Every report on an action in a period, whoever may read it."""
    rows = ProgressReport.everything.filter(period=period, assignment__action=action)
    return rows.select_related("assignment__institution", "assignment__action", "period").order_by(
        "assignment__institution", "pk"
    )


def _last_sent(reports: dict[int, ProgressReport]) -> Iterable[Any]:
    if not reports:
        return ()
    newer = Submission.everything.filter(
        report=models.OuterRef("report"), number__gt=models.OuterRef("number")
    )
    judged = Verification.everything.filter(submission=models.OuterRef("pk"))
    rows = Submission.everything.filter(~models.Exists(newer), report__in=list(reports))
    return rows.annotate(is_judged=models.Exists(judged)).order_by("pk")


def _stands(reports: dict[int, ProgressReport], row: Any) -> bool:
    """A sending that was taken back is gone; one that was judged is read while it is repaired."""
    return reports[row.report_id].is_sent or row.is_judged


def _files_of(sent: Iterable[Submission]) -> dict[int, str]:
    """The names of the files that are labelled Publik, by their keys."""
    keys = [file["id"] for row in sent for file in row.content.get("evidence", ())]
    rows = Evidence.everything.filter(pk__in=keys, classification=EvidenceLabel.PUBLIC)
    return dict(rows.values_list("pk", "title"))


def _part(report: ProgressReport, sent: Submission, target: Any, files: dict[int, str]) -> SentPart:
    content, unit = sent.content, target.unit if target else ""
    keys = [file["id"] for file in content.get("evidence", ())]
    named = tuple(files[key] for key in keys if key in files)
    return SentPart(
        institution=report.assignment.institution.short,
        sent=sent,
        status=content.get("claimed_status", ""),
        value=_amount(content.get("achieved_value"), unit),
        target=_amount(target.value if target else None, unit),
        texts=tuple(_texts(content)),
        activities=tuple(told_lines(content)),
        files=named,
        other_files=len(keys) - len(named),
    )


def _texts(content: dict[str, Any]) -> Iterable[tuple[str, str]]:
    kinds = dict(ObstacleKind.choices)
    for name, label in _TEXTS:
        text = content.get(name, "")
        if text:
            yield str(label), str(kinds[text]) if name == "obstacle_kind" else text


def _amount(value: Any, unit: str) -> str:
    return "" if value is None else f"{number(Decimal(value))} {unit}".strip()
