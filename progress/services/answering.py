"""The institution's answers to what the verifier remarked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.access import in_office
from journal.models import Remark
from journal.queries import open_remarks_on, remarks_on
from journal.services import Change, answer_remark, record_entry
from progress import access
from progress.models import PaperRecord, ProgressReport, RegionalReport
from progress.services.writing import _locked, _open_for_sending
from ranpe.kit.formats import day as printed_day

Either = ProgressReport | RegionalReport
ANSWERED = gettext_lazy("catatan verifikator dijawab")
# On the closed path nothing is written: a tick stands for this sentence.
REPAIRED = "Sudah diperbaiki."


def remarks_of_return(report: Either) -> list[Remark]:
    """The remarks of the newest return."""
    rows = list(remarks_on(report)) if report.returns else []
    newest = max((row.version for row in rows), default=0)
    return [row for row in rows if row.version == newest]


def answer_remarks(report: Either, answers: Mapping[int, str], *, by: Any, at: datetime) -> int:
    """Keep the answers to the remarks of the newest return; returns how many have changed.

    An empty text takes an answer back. On the closed path every answer is the one sentence.

    Raises:
        OutOfTurn: sent already, or the period takes no reports.
        NotYours: not of the institution that owes the report.
    """
    with transaction.atomic():
        row = _locked(report)
        typed = {pk: text.strip() for pk, text in answers.items()}
        changed = [
            remark
            for remark in remarks_of_return(row)
            if typed.get(remark.pk, remark.answer) != remark.answer
        ]
        if not changed:
            return 0
        _open_for_sending(row, by=by, at=at)
        by = in_office(by, *access.WRITERS)
        for remark in changed:
            text = typed[remark.pk]
            if getattr(row, "is_closed", False) and text:
                text = REPAIRED
            answer_remark(remark, text, by=by, at=at)
        said = {str(remark.pk): remark.answer for remark in changed}
        record_entry(row, "report.answered", ANSWERED, by=by, at=at, change=Change(after=said))
    return len(changed)


def answer_by_letter(report: Either, record: PaperRecord, *, by: Any, at: datetime) -> None:
    """A letter that comes after a return is the institution's answer to what is still open."""
    with override(settings.LANGUAGE_CODE):
        words = {"number": record.number, "day": printed_day(record.dated_on)}
        text = _("Dijawab dengan surat nomor %(number)s, %(day)s.") % words
    for remark in open_remarks_on(report):
        answer_remark(remark, text, by=by, at=at)
