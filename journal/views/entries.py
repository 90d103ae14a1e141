"""The journal for those who audit: who did what, when, in which capacity, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journal.access import only_auditors
from journal.models import Entry
from journal.queries import chain_state
from ranpe.kit.clock import end_of, start_of

ROWS_A_PAGE = 50
_GROUPS = {
    "report": ("report.", "evidence.", "activity."),
    "commitment": ("commitment.",),
    "period": ("period.",),
    "annual": ("annual", "edition", "seal"),
    "refused": ("refused",),
}


@dataclass(frozen=True)
class JournalFilter:
    """What the reader asks for; days are days in Jakarta, both inclusive."""

    word: str
    group: str
    first: date | None
    last: date | None

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.word or self.group or self.first or self.last)

    def condition(self) -> models.Q:
        """The condition on the entries."""
        found = models.Q()
        if self.word:
            found &= (
                models.Q(actor_name__icontains=self.word)
                | models.Q(capacity__icontains=self.word)
                | models.Q(subject_name__icontains=self.word)
                | models.Q(sentence__icontains=self.word)
            )
        if self.group:
            verbs = models.Q()
            for start in _GROUPS[self.group]:
                verbs |= models.Q(verb__startswith=start)
            found &= verbs
        if self.first:
            found &= models.Q(at__gte=start_of(self.first))
        if self.last:
            found &= models.Q(at__lte=end_of(self.last))
        return found


def _asked(parameters: Any) -> JournalFilter:
    group = parameters.get("jenis", "")
    return JournalFilter(
        word=parameters.get("kata", "").strip()[:100],
        group=group if group in _GROUPS else "",
        first=_day(parameters.get("dari", "")),
        last=_day(parameters.get("sampai", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries that fit the filter, the newest first."""
    user: Any = request.user
    only_auditors(user)
    asked = _asked(request.GET)
    rows = Entry.everything.visible_to(user).filter(asked.condition())
    page = Paginator(rows.select_related("seal").order_by("-at", "-pk"), ROWS_A_PAGE).get_page(
        request.GET.get("halaman")
    )
    parameters = request.GET.copy()
    parameters.pop("halaman", None)
    context = {
        "page_obj": page,
        "query": parameters.urlencode(),
        "asked": asked,
        "chain": chain_state(),
        "groups": [
            ("report", _("Laporan kemajuan")),
            ("commitment", _("Komitmen (Form A)")),
            ("period", _("Periode")),
            ("annual", _("Laporan tahunan")),
            ("refused", _("Permintaan yang ditolak")),
        ],
    }
    return render(request, "journal/entries.html", context)
