"""The house during a journey: its plan, its people, and the browsers they sit at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from accounts.models import User
from actions.models import Target
from pillars.models import Period
from progress.models import ProgressReport, ReportState
from tests.factories import SECRET, World, a_report
from tests.journeys.clock import Clock
from tests.journeys.visitor import Visitor
from tests.people import People
from tests.reporting.years import classify

TITLE = "Pelatihan guru madrasah tentang damai (data contoh)"
REPORTED, CLASSIFIED, SILENT = "P1-F01-A001", "P2-F01-A001", "P2-F01-A004"
CLASSIFIED_TITLE = f"Aksi rahasia {SECRET} TERATAI"


@dataclass
class House:
    """Everything that a chapter of the long journey needs."""

    world: World
    people: People
    clock: Clock
    visit: Callable[..., Visitor]
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    javascript: bool
    _seated: dict[int, Visitor] = field(default_factory=dict)

    def of(self, person: User, *, width: int = 1280) -> Visitor:
        """The person's browser, on their home page; signed in when it is the first time."""
        if person.pk not in self._seated:
            self._seated[person.pk] = self.visit(person, javascript=self.javascript, width=width)
        visitor = self._seated[person.pk]
        visitor.go("/beranda/")
        visitor.check_page()
        return visitor

    def months_pass(self, moment: str) -> None:
        """Put the clock on `moment`; every session has ended by then."""
        for visitor in self._seated.values():
            visitor.leave()
        self._seated.clear()
        self.clock.move_to(self.clock.now().fromisoformat(moment))


def prepare(world: World) -> None:
    """One period in the year, an action found by a word, and one that is not for the public."""
    Target.everything.filter(period=world.next_period).delete()
    Period.everything.filter(pk=world.next_period.pk).delete()
    classify(REPORTED, "B", TITLE)
    classify(CLASSIFIED, "R", CLASSIFIED_TITLE)


def verify_the_rest(house: House) -> None:
    """Walk what was not touched yet through the services; one institution stays silent."""
    untouched = ProgressReport.everything.filter(
        period=house.world.period, state=ReportState.NOT_STARTED
    ).select_related(
        "period__version__plan", "assignment__action__focus__pillar", "assignment__institution"
    )
    for report in untouched.exclude(assignment__action__code=SILENT):
        a_report("verified", report, house.people, at=house.clock.now())
