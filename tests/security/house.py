"""Everybody over the small plan, ready to post what they should not."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from accounts.models import User
from progress.models import ReportState
from progress.services import close_period, lock_period
from reporting import services
from reporting.models import AnnualReport
from reporting.models import Stage as At
from tests import factories
from tests.conftest import NOW
from tests.factories import RUBRIC
from tests.people import everybody
from tests.security.annual import Way
from tests.security.foreign import seal_of_the_year_before
from tests.security.hostile import REASON, REFUSED, STAGES, Footprint, footprint, refusals
from tests.security.stage import Stage

JUDGED = {"submission_number": "1", "recognised_value": "48", "rubric": list(RUBRIC)}
REMARKED = {"submission_number": "1", "remark_narrative": REASON}
CODE = "P1-F01-A001"


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


class House:
    """Everybody over the small plan, and an annual report of each kind in each of its stages."""

    def __init__(self) -> None:
        world = factories.small_plan(NOW)
        self.stage = Stage(world, everybody(world), NOW)
        # Signed in here, for what a single test does is taken back after it.
        self.clients = {name: _signed_in(person) for name, person in self.stage.cast.items()}
        self.annual: dict[tuple[str, str], AnnualReport] = {}
        seal = seal_of_the_year_before(self.stage)
        for kind, stages in STAGES.items():
            for state in stages:
                self.annual[kind, state] = self._annual(seal, kind, state)

    def _annual(self, seal: Any, kind: str, state: str) -> AnnualReport:
        people, at = self.stage.people, NOW
        report = services.open_annual_report(seal, kind, by=people.secretariat, at=at)
        if state == At.DISPATCHED:
            return self._dispatched(report)
        if state == At.WITHDRAWN:
            Way(self.stage, report).to(At.PUBLISHED)
            services.withdraw_publication(report, reason=REASON, by=people.head, at=at)
            return AnnualReport.everything.get(pk=report.pk)
        return Way(self.stage, report).to(state)

    def _dispatched(self, report: AnnualReport) -> AnnualReport:
        people, at = self.stage.people, NOW
        Way(self.stage, report).to(At.APPROVED)
        services.number_cover_letter(
            report, number="R-1/CONTOH/2026", dated_on=date(2026, 3, 1), city="Jakarta",
            text="Surat contoh.", by=people.secretariat, at=at,
        )  # fmt: skip
        services.dispatch_report(report, by=people.secretariat, at=at)
        return AnnualReport.everything.get(pk=report.pk)

    def client(self, name: str) -> Client:
        """The browser of a sample person."""
        return self.clients[name]

    def report(self, state: str, code: str = CODE, short: str = "Kemenag") -> Any:
        """A report that was walked to a state through the services."""
        report = self.stage.world.report(code, short)
        if state != ReportState.LOCKED:
            return self.stage.walk(report, state)
        report = self.stage.walk(report, "verified")
        by, period = self.stage.people.secretariat, report.period
        lock_period(close_period(period, by=by, at=NOW), by=by, at=NOW)
        return factories.again(report)


def sentence_in(answer: Any) -> str:
    """What the answer says to the person."""
    if answer["Content-Type"].startswith("application/json"):
        said = answer.json()
        return str(said.get("detail") or said.get("sentence"))
    return unescape(answer.content.decode())


def refused(answer: Any, before: Footprint, *, person: str) -> str:
    """The recorded sentence of a post that was refused and changed nothing.

    What is not visible is not there to be refused; all else is written down with its path.
    """
    assert answer.status_code in REFUSED
    assert footprint(with_journal=False) == before, "something changed"
    if answer.status_code == 404:
        assert refusals() == []
        return ""
    entry = refusals()[0]
    assert len(refusals()) == 1
    assert entry.actor_name == person
    assert entry.after == {"path": answer.wsgi_request.path, "method": "POST"}
    assert entry.sentence in sentence_in(answer)
    return entry.sentence
