"""The officer's verbs for several reports at once: each report stands or falls by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from progress.models import (
    SENT,
    ActivityDraft,
    Draft,
    ProgressReport,
    RegionalReport,
    ReportState,
    Submission,
)
from progress.services.contents import ProgressContent
from progress.services.writing import (
    hand_back_report,
    propose_report,
    save_report,
    submit_report,
)
from ranpe.kit.refusals import Incomplete, OutOfTurn, Refused

Either = ProgressReport | RegionalReport


@dataclass(frozen=True)
class Chosen:
    """A report that was ticked, in the version that was shown."""

    report: Either
    version: int


@dataclass(frozen=True)
class Outcome:
    """What became of one of the chosen: done (with its receipt, if sent) or refused, and why."""

    report: Any
    receipt: str = ""
    refusal: str = ""
    problems: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.refusal


def submit_reports(chosen: Iterable[Chosen], *, by: Any, at: datetime) -> list[Outcome]:
    """Send what can be sent; the others stay as they are, each with its sentence.

    Pressing twice sends nothing twice: what the same person has just sent shows its receipt.
    """

    def send(choice: Chosen) -> str:
        return submit_report(choice.report, version=choice.version, by=by, at=at).receipt

    return [_outcome(choice, send, lambda row: _receipt_of(row, by)) for choice in chosen]


def hand_back_reports(
    chosen: Iterable[Chosen], *, reason: str, by: Any, at: datetime
) -> list[Outcome]:
    """Give several proposals back to their operators with one reason.

    Raises:
        Incomplete: without a reason nothing is given back.
    """
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasannya terlebih dahulu."))

    def give_back(choice: Chosen) -> str:
        hand_back_report(choice.report, reason=reason, by=by, at=at)
        return ""

    def is_back(row: Either) -> str | None:
        return "" if row.state == ReportState.DRAFT else None

    return [_outcome(choice, give_back, is_back) for choice in chosen]


def report_nil(
    chosen: Iterable[Chosen], *, reason: str, send: bool, by: Any, at: datetime
) -> list[Outcome]:
    """Report for several actions that there was no activity, for one reason.

    The operator proposes, the official sends. What somebody is already writing is left alone.

    Raises:
        Incomplete: there is no reason.
    """
    if not reason.strip():
        raise Incomplete(_("Tuliskan alasan tidak ada kegiatan."))

    def write(choice: Chosen) -> str:
        return _report_nil(choice, reason.strip(), send=send, by=by, at=at)

    def was_nil(row: Either) -> str | None:
        if not row.is_nil or row.nil_reason != reason.strip():
            return None
        if send:
            return _receipt_of(row, by)
        return "" if row.state == ReportState.PROPOSED else None

    return [_outcome(choice, write, was_nil) for choice in chosen]


def _report_nil(choice: Chosen, reason: str, *, send: bool, by: Any, at: datetime) -> str:
    content = ProgressContent(is_nil=True, nil_reason=reason)
    with transaction.atomic():
        report: Any = choice.report
        if any(kind.everything.filter(report=report).exists() for kind in (Draft, ActivityDraft)):
            raise OutOfTurn(_("Laporan ini sedang ditulis; buka laporannya untuk melanjutkan."))
        row = save_report(report, content, version=choice.version, by=by, at=at)
        if send:
            return submit_report(row, version=row.version, by=by, at=at).receipt
        propose_report(row, version=row.version, by=by, at=at)
    return ""


def _outcome(
    choice: Chosen,
    do: Callable[[Chosen], str],
    done_before: Callable[[Either], str | None],
) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(choice.report, receipt=do(choice))
    except OutOfTurn as refusal:
        row = type(choice.report).everything.get(pk=choice.report.pk)
        receipt = done_before(row)
        if receipt is not None:
            return Outcome(choice.report, receipt=receipt)
        return _refused(choice, refusal)
    except Refused as refusal:
        return _refused(choice, refusal)


def _refused(choice: Chosen, refusal: Refused) -> Outcome:
    return Outcome(choice.report, refusal=refusal.sentence, problems=refusal.problems)


def _receipt_of(report: Either, by: Any) -> str | None:
    """The receipt of what `by` has sent and nobody has given back; None when there is none."""
    if report.state not in SENT:
        return None
    name = "report" if isinstance(report, ProgressReport) else "regional_report"
    own = Submission.everything.filter(**{name: report}).order_by("-number").first()
    return own.receipt if own is not None and own.submitted_by_id == by.pk else None
