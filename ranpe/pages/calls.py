"""Lembar telepon: the institutions that are latest, whom to call there, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from pillars.models import Period, PeriodState
from ranpe.kit.formats import long_day, number
from ranpe.kit.refusals import NotYours
from ranpe.pages.boards import Board, OwnerRow, board_for
from ranpe.pages.context import period_chip
from workgroups.access import calls

CALLS = 5
CODES = 8


@dataclass(frozen=True)
class Call:
    """One call: what the institution owes, since when, whom to call and what to say."""

    row: OwnerRow
    owed: int
    codes: tuple[str, ...]
    since: datetime
    sentence: str

    @property
    def shown_codes(self) -> tuple[str, ...]:
        """As many codes as are taken in at a glance."""
        return self.codes[:CODES]

    @property
    def more(self) -> int:
        """How many codes are not shown."""
        return max(len(self.codes) - CODES, 0)


def calls_of(board: Board, at: datetime) -> list[Call]:
    """The calls to make, the worst first."""
    return [_call(board, row, at) for row in board.late_rows[:CALLS]]


def _call(board: Board, row: OwnerRow, at: datetime) -> Call:
    late = [line for line in board.lines if line.institution_id == row.key and line.is_late_at(at)]
    since = min(line.owed_at for line in late)
    return Call(
        row=row,
        owed=len(late),
        codes=tuple(sorted({line.action_code for line in late})),
        since=since,
        sentence=_sentence(board.period, row, len(late), since),
    )


def _sentence(period: Period, row: OwnerRow, owed: int, since: datetime) -> str:
    # It is said aloud in Indonesian, whatever language the page is read in.
    with override(settings.LANGUAGE_CODE):
        what = f"{number(owed)} laporan {row.name} untuk {period.name}"
        if period.state == PeriodState.LOCKED:
            return (
                f"Bapak/Ibu, {what} tidak kami terima sampai periode dikunci; apa kendalanya, "
                "dan bagaimana laporan berikutnya dapat tepat waktu?"
            )
        return (
            f"Bapak/Ibu, {what} masih kami tunggu sejak batas waktu {long_day(since)}; "
            "kapan kami dapat menerimanya?"
        )


@require_safe
def call_sheet(request: HttpRequest) -> HttpResponse:
    """The five calls of today on one page."""
    user: Any = request.user
    if not calls(user):
        raise NotYours(_("Lembar telepon dibuka oleh Kepala BNPT, Ketua Pokja, dan Sekretariat."))
    at = timezone.now()
    board = board_for(user, at, periods=1)
    context: dict[str, Any] = {"board": board, "calls": calls_of(board, at) if board else []}
    if board is not None:
        context["period_chip"] = period_chip(board.period, at)
    return render(request, "pages/calls.html", context)
