"""What the reader of the journal asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date

from journal.models import READING
from ranpe.kit.clock import end_of, start_of

GROUPS = {
    "report": ("report.", "evidence.", "activity."),
    "commitment": ("commitment.",),
    "period": ("period.",),
    "annual": ("annual", "edition", "seal"),
    "office": ("office.", "account.", "person."),
    "refused": ("refused",),
    "read": (READING,),
}


@dataclass(frozen=True)
class JournalFilter:
    """What the reader asks for; days are days in Jakarta, both inclusive.

    Readings stand among the rest only when they are asked for: there are many of them.
    """

    word: str
    group: str
    first: date | None
    last: date | None

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.word or self.group or self.first or self.last)

    def condition(self, *, with_readings: bool = False) -> models.Q:
        """The condition on the entries."""
        found = models.Q() if with_readings and not self.group else self._kind()
        if self.word:
            found &= (
                models.Q(actor_name__icontains=self.word)
                | models.Q(capacity__icontains=self.word)
                | models.Q(subject_name__icontains=self.word)
                | models.Q(sentence__icontains=self.word)
            )
        if self.first:
            found &= models.Q(at__gte=start_of(self.first))
        if self.last:
            found &= models.Q(at__lte=end_of(self.last))
        return found

    def _kind(self) -> models.Q:
        if not self.group:
            return ~models.Q(verb__startswith=READING)
        verbs = models.Q()
        for start in GROUPS[self.group]:
            verbs |= models.Q(verb__startswith=start)
        return verbs


def asked_of(parameters: Any, *, group: str = "") -> JournalFilter:
    """The filter in an address; `group` fixes the kind."""
    asked = group or parameters.get("jenis", "")
    return JournalFilter(
        word=parameters.get("kata", "").strip()[:100],
        group=asked if asked in GROUPS else "",
        first=_day(parameters.get("dari", "")),
        last=_day(parameters.get("sampai", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
