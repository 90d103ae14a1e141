"""The acts of the matrix on a year: sealing it, telling it, deciding and publishing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from files.services import store_bytes
from progress.services import close_period, lock_period, open_period
from reporting import services
from reporting.compose import content_sha256
from reporting.models import AnnualReport, Edition, ReportKind
from reporting.models import Stage as At
from tests.factories import PDF
from tests.security.deeds import Deed
from tests.security.matrix import Matter
from tests.security.stage import Stage

PRESIDENT, PUBLIC = ReportKind.PRESIDENT, ReportKind.PUBLIC
# States that only one kind of report knows.
OF_ONE_KIND = {
    At.HARM_TEST: PUBLIC,
    At.PUBLISHED: PUBLIC,
    At.WITHDRAWN: PUBLIC,
    At.DISPATCHED: PRESIDENT,
}
# Steps that only one kind of report takes.
STEPS_OF_ONE_KIND = {
    "to_harm_test": PUBLIC,
    "finish_harm_test": PUBLIC,
    "ask_decision": PUBLIC,
    "publish": PUBLIC,
    "withdraw_publication": PUBLIC,
    "close_plenary": PRESIDENT,
    "dispatch": PRESIDENT,
}
REASON = "Mohon dilengkapi (data contoh)."


def locked_year(stage: Stage) -> list[Matter]:
    """The periods of 2026, both locked."""
    by, at = stage.people.secretariat, stage.now
    open_period(stage.world.next_period, by=by, at=at)
    for period in (stage.world.period, stage.world.next_period):
        close_period(period, by=by, at=at)
        lock_period(period, by=by, at=at)
    return [Matter(stage.world.period)]


def seals(stage: Stage) -> list[Matter]:
    """The seal of 2026."""
    locked_year(stage)
    return [Matter(services.seal_year(2026, by=stage.people.secretariat, at=stage.now))]


def annual_reports(stage: Stage, *kinds: str) -> list[Matter]:
    """The reports of 2026 to the President and to the public, just begun."""
    seal = seals(stage)[0].record
    by, at = stage.people.secretariat, stage.now
    return [
        Matter(services.open_annual_report(seal, kind, by=by, at=at))
        for kind in kinds or (PRESIDENT, PUBLIC)
    ]


@dataclass(frozen=True)
class Way:
    """The way of an annual report, walked through the services by those who may."""

    stage: Stage
    report: AnnualReport

    def to(self, state: str) -> AnnualReport:
        """The report in `state`; an approved one was approved with its exact bytes."""
        if state == At.DRAFTING:
            return self.report
        people, at = self.stage.people, self.stage.now
        services.send_to_review(self.report, by=people.secretariat, at=at)
        if state != At.POKJA_REVIEW:
            services.to_plenary(self.report, by=people.pokja_head, at=at)
        if state not in (At.POKJA_REVIEW, At.PLENARY):
            self._after_the_plenary(state)
        return AnnualReport.everything.get(pk=self.report.pk)

    def _after_the_plenary(self, state: str) -> None:
        people, at = self.stage.people, self.stage.now
        if not self.report.is_for_president:
            services.to_harm_test(self.report, by=people.secretariat, at=at)
            if state == At.HARM_TEST:
                return
            self.decide_all()
            services.finish_harm_test(self.report, by=people.ppid, at=at)
        sha256 = self.final_file()
        services.ask_decision(self.report, by=people.secretariat, at=at)
        if state != At.AWAITING_DECISION:
            services.approve_report(self.report, sha256=sha256, by=people.head, at=at)
        if state == At.PUBLISHED:
            services.publish_report(self.report, by=people.secretariat, at=at)

    def decide_all(self) -> None:
        """Keep back everything that the harm test asks about."""
        for item in self.report.harmtestitems.all():
            services.decide_harm_item(
                item,
                decision="withhold",
                ground="h",
                reason=REASON,
                withheld_for="5 tahun",
                by=self.stage.people.ppid,
                at=self.stage.now,
            )

    def final_file(self) -> str:
        """A final file of the present content; its hash."""
        by, at = self.stage.people.secretariat, self.stage.now
        key = f"report:{self.report.pk}"
        kind = "application/pdf"
        stored = store_bytes(PDF, name="f.pdf", content_type=kind, owner_key=key, by=by, at=at)
        sha256 = hashlib.sha256(PDF).hexdigest()
        Edition.everything.create(
            report=self.report,
            number=1,
            is_final=True,
            sha256=sha256,
            content_sha256=content_sha256(AnnualReport.everything.get(pk=self.report.pk)),
            page_count=1,
            file=stored,
            built_at=at,
            built_by=by,
        )
        return sha256


def _on(state: str, do: Callable[[Any, Any, datetime], Any], *kinds: str) -> Deed:
    return Deed(
        lambda stage: annual_reports(stage, *kinds),
        lambda stage, report: Way(stage, report).to(state),
        do,
    )


def _with_letter(stage: Stage, report: AnnualReport) -> AnnualReport:
    approved = Way(stage, report).to(At.APPROVED)
    _letter(approved, stage.people.secretariat, stage.now)
    return approved


def _letter(report: AnnualReport, by: Any, at: datetime) -> None:
    services.number_cover_letter(
        report, number="R-1/CONTOH/2027", dated_on=date(2027, 3, 1), city="Jakarta",
        text="Surat contoh.", by=by, at=at,
    )  # fmt: skip


def _tested(stage: Stage, report: AnnualReport) -> AnnualReport:
    tested = Way(stage, report).to(At.HARM_TEST)
    Way(stage, report).decide_all()
    return tested


def _ready_for_the_head(stage: Stage, report: AnnualReport) -> AnnualReport:
    tested = _tested(stage, report)
    services.finish_harm_test(tested, by=stage.people.ppid, at=stage.now)
    Way(stage, report).final_file()
    return AnnualReport.everything.get(pk=report.pk)


def _ready_for_the_head_at_once(stage: Stage, report: AnnualReport) -> AnnualReport:
    discussed = Way(stage, report).to(At.PLENARY)
    Way(stage, report).final_file()
    return discussed


def _two_pokja(stage: Stage) -> list[Matter]:
    """Pokja 1 speaks about the report to the President, Pokja 2 about the public one."""
    first, second = annual_reports(stage)
    return [
        Matter(first.record, owner="Pokja pilar 1", pillar=1),
        Matter(second.record, owner="Pokja pilar 2", pillar=2),
    ]


def _agree(report: AnnualReport, by: Any, at: datetime) -> None:
    number = None
    if report.state == At.POKJA_REVIEW:
        number = 1 if report.is_for_president else 2
    services.record_review(report, opinion="agrees", pillar_number=number, by=by, at=at)


def _return(report: AnnualReport, by: Any, at: datetime) -> None:
    services.return_to_drafting(report, reason=REASON, by=by, at=at)


def _write(report: AnnualReport, by: Any, at: datetime) -> None:
    services.save_section(report.sections.all()[0], "Bab yang ditulis ulang.", by=by, at=at)


def _ask(report: AnnualReport, by: Any, at: datetime) -> None:
    services.ask_decision(report, by=by, at=at)


def _approve(report: AnnualReport, by: Any, at: datetime) -> None:
    sha256 = report.editions.get(is_final=True).sha256
    services.approve_report(report, sha256=sha256, by=by, at=at)


def _put_to_the_test(report: AnnualReport, by: Any, at: datetime) -> None:
    services.add_harm_item(
        report, kind="action", key="P1-F01-A001", subject="Aksi contoh", by=by, at=at
    )


ANNUAL_DEEDS: dict[str, Deed] = {
    "annual.seal": Deed(
        locked_year,
        lambda _s, row: row,
        lambda _row, by, at: services.seal_year(2026, by=by, at=at),
    ),
    "annual.open": Deed(
        seals,
        lambda _stage, seal: seal,
        lambda seal, by, at: services.open_annual_report(seal, PUBLIC, by=by, at=at),
    ),
    "annual.write": _on(At.DRAFTING, _write),
    "annual.edit": _on(At.PLENARY, _write),
    "annual.send_to_review": _on(
        At.DRAFTING, lambda row, by, at: services.send_to_review(row, by=by, at=at)
    ),
    "annual.review_pokja": Deed(
        _two_pokja, lambda stage, report: Way(stage, report).to(At.POKJA_REVIEW), _agree
    ),
    "annual.to_plenary": _on(
        At.POKJA_REVIEW, lambda row, by, at: services.to_plenary(row, by=by, at=at)
    ),
    "annual.review_plenary": _on(At.PLENARY, _agree),
    "annual.to_harm_test": _on(
        At.PLENARY, lambda row, by, at: services.to_harm_test(row, by=by, at=at), PUBLIC
    ),
    "annual.harm_test": _on(At.HARM_TEST, _put_to_the_test, PUBLIC),
    "annual.finish_harm_test": Deed(
        lambda stage: annual_reports(stage, PUBLIC),
        _tested,
        lambda row, by, at: services.finish_harm_test(row, by=by, at=at),
    ),
    "annual.close_plenary": Deed(
        lambda stage: annual_reports(stage, PRESIDENT), _ready_for_the_head_at_once, _ask
    ),
    "annual.ask_decision": Deed(
        lambda stage: annual_reports(stage, PUBLIC), _ready_for_the_head, _ask
    ),
    "annual.approve": _on(At.AWAITING_DECISION, _approve),
    "annual.return_to_drafting:pokja_review": _on(At.POKJA_REVIEW, _return),
    "annual.return_to_drafting:plenary": _on(At.PLENARY, _return),
    "annual.return_to_drafting:harm_test": _on(At.HARM_TEST, _return, PUBLIC),
    "annual.return_to_drafting:awaiting_decision": _on(At.AWAITING_DECISION, _return),
    "annual.withdraw_approval": _on(
        At.APPROVED,
        lambda row, by, at: services.withdraw_approval(row, reason=REASON, by=by, at=at),
    ),
    "annual.letter": _on(At.APPROVED, _letter, PRESIDENT),
    "annual.dispatch": Deed(
        lambda stage: annual_reports(stage, PRESIDENT),
        _with_letter,
        lambda row, by, at: services.dispatch_report(row, note="Melalui Setneg", by=by, at=at),
    ),
    "annual.publish": _on(
        At.APPROVED, lambda row, by, at: services.publish_report(row, by=by, at=at), PUBLIC
    ),
    "annual.withdraw_publication": _on(
        At.PUBLISHED,
        lambda row, by, at: services.withdraw_publication(row, reason=REASON, by=by, at=at),
        PUBLIC,
    ),
}


def _in(state: str, *kinds: str) -> Callable[[Stage], list[Matter]]:
    def made(stage: Stage) -> list[Matter]:
        return [
            Matter(Way(stage, matter.record).to(state)) for matter in annual_reports(stage, *kinds)
        ]

    return made


def _files(stage: Stage) -> list[Matter]:
    return [Matter(report.record.editions.get()) for report in _in(At.APPROVED, PRESIDENT)(stage)]


ANNUAL_SEEN: dict[str, Callable[[Stage], list[Matter]]] = {
    "seal.read": seals,
    "annual.read:drafting": _in(At.DRAFTING),
    "annual.read:plenary": _in(At.PLENARY),
    "annual.read:harm_test": _in(At.HARM_TEST, PUBLIC),
    "annual.download": _files,
}
