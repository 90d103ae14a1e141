"""The queue as the address asks for it: which reports, in which order, and the way through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from progress.models import ProgressReport, ReportState
from progress.queries import QueueRow, by_risk, queue_rows

BY_AGE = "umur"
_CHOICES: dict[str, tuple[Any, Callable[[QueueRow], bool]]] = {
    "verifikasi": (_("Menunggu verifikasi"), lambda row: row.state == ReportState.SUBMITTED),
    "ketua": (_("Menunggu ketua Pokja"), lambda row: row.state == ReportState.AWAITING_CHAIR),
    "dikembalikan": (_("Dikembalikan sebelumnya"), lambda row: row.returned_before),
    "terlambat": (_("Terlambat"), lambda row: row.was_late),
}


@dataclass(frozen=True)
class QueueChip:
    """A part of the queue to which it can be limited, with how many reports are in it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Walk:
    """The rows asked for, in their order, out of all that wait (`everything`, the oldest first).

    `query` is what an address needs, with its question mark, to ask for the same walk again.
    """

    everything: list[QueueRow]
    rows: list[QueueRow]
    chosen: str
    order: str
    query: str

    def chips(self) -> list[QueueChip]:
        """The parts of the queue that hold something, and the one that was chosen."""
        counted = [
            QueueChip(key, str(label), sum(map(holds, self.everything)))
            for key, (label, holds) in _CHOICES.items()
        ]
        return [chip for chip in counted if chip.count or chip.key == self.chosen]

    def next_url(self, report: Any) -> str:
        """The desk after this report's; the first again after the last; empty without another."""
        name = "progress:desk" if isinstance(report, ProgressReport) else "progress:regional-desk"
        here = [row.pk == report.pk and row.url_name == name for row in self.rows]
        place = here.index(True) if True in here else len(self.rows)
        found = next(iter([*self.rows[place + 1 :], *self.rows[:place]]), None)
        return reverse(found.url_name, args=[found.pk]) + self.query if found else ""


def walk_of(request: HttpRequest, at: datetime) -> Walk:
    """What waits for the person as the address asks; unknown words are as if not said."""
    everything = queue_rows(request.user, at)
    chosen, order = _asked(request)
    rows = everything
    if chosen:
        rows = [row for row in rows if _CHOICES[chosen][1](row)]
    if order != BY_AGE:
        rows = by_risk(rows)
    return Walk(everything, rows, chosen, order, walk_query(request))


def walk_query(request: HttpRequest) -> str:
    """What the address says of the walk, clean, to be hung on another address."""
    chosen, order = _asked(request)
    said = {"saring": chosen, "urut": order}
    words = urlencode({key: word for key, word in said.items() if word})
    return f"?{words}" if words else ""


def _asked(request: HttpRequest) -> tuple[str, str]:
    chosen, order = request.GET.get("saring", ""), request.GET.get("urut", "")
    return chosen if chosen in _CHOICES else "", order if order == BY_AGE else ""
