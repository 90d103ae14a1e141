"""The small plan with everybody in it, and the records that the matrix speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions.models import Action, Commitment
from files.models import StoredFile
from pillars.models import PlanRules
from progress.models import ProgressReport, RegionalReport
from progress.services import (
    RegionalContent,
    RemarkText,
    accept_report,
    attach_evidence,
    propose_report,
    return_report,
    save_regional_report,
    submit_report,
)
from progress.services.extending import extension_of
from tests.factories import RUBRIC, World, a_file, a_report, verifier_of, writers
from tests.people import People
from tests.progress.sessions import a_session
from tests.security.matrix import LED_BY, Matter, cast

REMARKS = [RemarkText("narrative", "Mohon dilengkapi.")]
REGIONAL_WORDS = RegionalContent(
    narrative="Forum koordinasi daerah telah berlangsung di tiga kabupaten.", activity_count=3
)


class Stage:
    """Everybody in office over the small plan, at one moment."""

    def __init__(self, world: World, people: People, now: datetime) -> None:
        self.world, self.people, self.now = world, people, now
        self.cast = cast(world, people)

    def national_reports(self) -> list[Matter]:
        """Of a ministry, of a unit, of the unit's house, of BNPT itself."""
        report = self.world.report
        return [
            Matter(report("P1-F01-A001", "Kemenag"), "Kemenag", "Kemenag", 1),
            Matter(report("P1-F01-A004", "Polri"), "unit Polri", "Polri", 1),
            Matter(report("P2-F01-A001", "Polri"), "Polri", "Polri", 2),
            Matter(report("P1-F01-A005", "BNPT"), "BNPT", "BNPT", 1),
        ]

    def regional_reports(self) -> list[Matter]:
        """Of a province."""
        return [Matter(self.world.regional_report("32"), "Jawa Barat", "Jawa Barat")]

    def reports(self) -> list[Matter]:
        """Of both kinds."""
        return [*self.national_reports(), *self.regional_reports()]

    def commitments(self) -> list[Matter]:
        """The approved commitments behind the ministries' reports."""
        return [
            replace(m, record=Commitment.everything.get(assignment=m.record.assignment))
            for m in self.national_reports()
        ]

    def periods(self) -> list[Matter]:
        """The open period, which belongs to no institution."""
        return [Matter(self.world.period)]

    def sessions(self) -> list[Matter]:
        """A verification session of the open period, which belongs to no institution."""
        return [Matter(a_session("shared", self.world, self.people, at=self.now))]

    def times(self) -> list[Matter]:
        """More time for reports that the leading institution does not owe."""
        rows = [row for row in self.national_reports() if row.owner not in ("Kemenag", LED_BY)]
        return [replace(row, record=extension_of(row.record)) for row in rows]

    def files(self) -> list[Matter]:
        """A file that was handed in with each report, waiting for its check."""
        by, at = self.people.operator, self.now
        return [
            replace(
                matter,
                record=StoredFile.everything.create(
                    name="bukti.pdf", size=1, state="pending", check_after=at, stored_at=at,
                    stored_by=by,
                ),
            )
            for matter in self.reports()
        ]  # fmt: skip

    def of_flow(self, name: str) -> list[Matter]:
        """The records that a workflow's rows speak of."""
        found: dict[str, Callable[[], list[Matter]]] = {
            "report": self.reports,
            "commitment": self.commitments,
            "period": self.periods,
            "session": self.sessions,
            "extension": self.times,
            "file": self.files,
        }
        return found[name]()

    def actions(self, classification: str) -> list[Matter]:
        """Actions of three owners, all of one classification."""
        matters = self.national_reports()[:3]
        keys = [matter.record.assignment.action_id for matter in matters]
        Action.everything.filter(pk__in=keys).update(classification=classification)
        return [replace(m, record=m.record.assignment.action) for m in matters]

    def walked(self, matters: Iterable[Matter], state: str) -> list[Matter]:
        """The same reports, brought to a state through the services."""
        return [replace(m, record=self.walk(m.record, state)) for m in matters]

    def walk(self, report: Any, state: str) -> Any:
        """Bring one report from its beginning to a state."""
        if state == "not_started":
            return report
        if isinstance(report, RegionalReport):
            return self._walk_region(report, state)
        if state != "awaiting_chair":
            return a_report(state, report, self.people, at=self.now)
        PlanRules.everything.update(needs_chair=True)
        sent = a_report("submitted", report, self.people, at=self.now)
        self._accept(sent, verifier_of(sent, self.people))
        return ProgressReport.everything.get(pk=sent.pk)

    def writer_of(self, report: Any) -> Any:
        """The operator of the institution or province that owes the report."""
        if isinstance(report, RegionalReport):
            return self.people.province_operator
        return writers(report, self.people)[0]

    def _walk_region(self, report: RegionalReport, state: str) -> RegionalReport:
        by, at = self.people.province_operator, self.now
        save_regional_report(report, REGIONAL_WORDS, version=report.version, by=by, at=at)
        attach_evidence(report, a_file(), title="Notula", by=by, at=at)
        if state != "draft":
            propose_report(report, by=by, at=at)
        if state in ("submitted", "verified", "returned"):
            submit_report(report, by=self.people.province_approver, at=at)
        if state == "verified":
            self._accept(report, self.people.verifier)
        if state == "returned":
            return_report(report, remarks=REMARKS, by=self.people.verifier, at=at)
        return RegionalReport.everything.get(pk=report.pk)

    def _accept(self, report: Any, verifier: Any) -> None:
        value = getattr(report, "achieved_value", None)
        later = self.now + timedelta(hours=1)
        accept_report(report, recognised_value=value, rubric=RUBRIC, by=verifier, at=later)
