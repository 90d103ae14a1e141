"""Walks the small plan through a whole year, to its seal and its reports, by the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from actions.models import Action, ActionText, RegionalPlan, RegionalPlanState
from institutions.models import Region
from journal import jobs
from journal.models import Job
from pillars.models import Period
from progress.models import ProgressReport, RegionalReport
from progress.services import (
    ClosedContent,
    OnSiteCheck,
    RegionalContent,
    accept_report,
    attach_evidence,
    close_period,
    lock_period,
    open_period,
    propose_report,
    save_closed_report,
    save_regional_report,
    submit_report,
)
from ranpe.kit.clock import day_of
from reporting import services
from reporting.models import AnnualReport, Edition, ReportKind, Seal, Stage
from tests.factories import RUBRIC, SECRET, World, a_file, a_report, verifier_of, writers
from tests.factories import again as one_again
from tests.people import People
from workgroups.models import Decision, GroupKind, Meeting, Recommendation, WorkingGroup

FIRST_DAY = datetime.fromisoformat("2026-07-28T10:00:00+07:00")
SECOND_DAY = datetime.fromisoformat("2027-01-10T10:00:00+07:00")
SEALED_AT = datetime.fromisoformat("2027-02-20T09:00:00+07:00")
LIMITED, SECRET_ACTION = "P1-F01-A002", "P2-F01-A001"
LIMITED_TITLE = f"Aksi terbatas {SECRET} ANGGREK"
SECRET_TITLE = f"Aksi rahasia {SECRET} TERATAI"
SILENT = "P2-F01-A004"

# The actions that already reported in the first semester.
REPORTED_EARLY = frozenset({"P1-F01-A001", "P1-F01-A005", "P2-F01-A001"})
# How much of a target of 100 each action reached by the end of the year.
REACHED = {
    "P1-F01-A001": Decimal(100),
    "P1-F01-A003": Decimal(93),
    "P1-F01-A004": Decimal(71),
    "P1-F01-A005": Decimal(22),
    "P2-F01-A001": Decimal(98),
    "P3-F01-A001": Decimal(120),
}
BEHIND = {
    "claimed_status": "behind",
    "obstacle_kind": "budget",
    "obstacle": f"Anggaran dialihkan {SECRET} KASUARI",
    "follow_up": f"Revisi anggaran diajukan {SECRET} BELIBIS",
    "needs_escalation": True,
}


@dataclass(frozen=True)
class SealedYear:
    """The small plan after a year, with its seal."""

    world: World
    people: People
    seal: Seal
    at: datetime

    def later(self, hours: int = 1) -> datetime:
        """A moment after the sealing."""
        return self.at + timedelta(hours=hours)


def a_sealed_year(world: World, people: People) -> SealedYear:
    """Classify two actions, walk both semesters to the lock, and freeze the year."""
    classify(LIMITED, "T", LIMITED_TITLE)
    classify(SECRET_ACTION, "R", SECRET_TITLE)
    _meet(world)
    _semester(world.period, people, FIRST_DAY, half=True)
    _lock(world.period, people, datetime.fromisoformat("2026-08-20T10:00:00+07:00"))
    open_period(world.next_period, by=people.secretariat, at=SECOND_DAY - timedelta(days=15))
    _semester(world.next_period, people, SECOND_DAY, half=False)
    _lock(world.next_period, people, SEALED_AT - timedelta(hours=2))
    seal = services.seal_year(2026, by=people.secretariat, at=SEALED_AT)
    return SealedYear(world, people, seal, SEALED_AT)


def classify(code: str, classification: str, title: str) -> None:
    """Give an action a classification and a title that nobody outside may read."""
    Action.everything.filter(code=code).update(classification=classification, title=title)
    ActionText.everything.filter(action__code=code).update(title=title)


def _meet(world: World) -> None:
    sekber, _is_new = WorkingGroup.everything.get_or_create(
        kind=GroupKind.SEKBER, name="Sekretariat Bersama contoh"
    )
    meeting = Meeting.everything.create(
        group=sekber,
        title="Rapat Sekber contoh",
        held_on=date(2026, 8, 24),
        summary=f"Notula {SECRET} CENDANA",
    )
    Decision.everything.create(
        meeting=meeting,
        text=f"Menyelaraskan jadwal {SECRET} GAHARU",
        owner=world.institutions["Bappenas"],
        due_on=date(2026, 11, 30),
    )
    for year, done in ((2025, "done"), (2026, "open")):
        Recommendation.everything.create(
            year=year,
            text=f"Memperkuat data dukung {SECRET} MERANTI {year}",
            owner=world.institutions["Kemendagri"],
            progress=done,
        )
    RegionalPlan.everything.create(
        region=Region.everything.get(code="32"),
        stage=RegionalPlanState.ENACTED,
        instrument="Pergub contoh 1/2025",
        enacted_on=date(2025, 3, 3),
        note=f"Catatan {SECRET} ULIN",
    )


def _semester(period: Period, people: People, at: datetime, *, half: bool) -> None:
    period.refresh_from_db()
    for report in ProgressReport.everything.filter(period=period).select_related(
        "period__version__plan", "assignment__action__focus__pillar", "assignment__institution"
    ):
        code = report.assignment.action.code
        if code == SILENT or (half and code not in REPORTED_EARLY):
            continue
        if report.is_closed:
            report_without_content(report, people, at)
            continue
        value = REACHED.get(code, Decimal(90))
        words: dict[str, Any] = dict(BEHIND) if value < 60 else {}
        a_report(
            "verified",
            report,
            people,
            at=at,
            achieved_value=value / 2 if half else value,
            **words,
        )
    report_of_province(RegionalReport.everything.get(period=period, region__code="32"), people, at)


def report_without_content(report: ProgressReport, people: People, at: datetime) -> None:
    """A report on the closed path: status and letter, checked at the institution."""
    operator, approver = writers(report, people)
    content = ClosedContent("on_track", f"R-9 {SECRET} RAJAWALI", day_of(at))
    save_closed_report(report, content, version=report.version, by=operator, at=at)
    submit_report(one_again(report), by=approver, at=at)
    seen = OnSiteCheck(f"Pemeriksa {SECRET} ELANG", day_of(at))
    by = verifier_of(report, people)
    accept_report(one_again(report), recognised_value=None, rubric={}, on_site=seen, by=by, at=at)


def report_of_province(report: RegionalReport, people: People, at: datetime) -> None:
    """A verified report of Jawa Barat, with a marked phrase in each private field."""
    content = RegionalContent(
        narrative=f"Forum koordinasi berlangsung di tiga kabupaten. {SECRET} JALAK",
        activity_count=3,
        obstacle_kind="staff",
        obstacle=f"Tenaga terbatas {SECRET} PIPIT",
        note_to_verifier=f"{SECRET} GELATIK",
        public_summary="Tiga forum koordinasi telah diadakan.",
    )
    by = people.province_operator
    save_regional_report(report, content, version=report.version, by=by, at=at)
    attach_evidence(report, a_file(), title="Notula", by=by, at=at)
    report.refresh_from_db()
    propose_report(report, by=by, at=at)
    submit_report(report, by=people.province_approver, at=at)
    later = at + timedelta(hours=1)
    accept_report(report, recognised_value=None, rubric=RUBRIC, by=people.verifier, at=later)


def _lock(period: Period, people: People, at: datetime) -> None:
    period.refresh_from_db()
    close_period(period, by=people.secretariat, at=at)
    lock_period(period, by=people.secretariat, at=at + timedelta(minutes=5))


def a_draft(year: SealedYear, kind: str = ReportKind.PRESIDENT) -> AnnualReport:
    """A report that has just been opened by the Secretariat."""
    return services.open_annual_report(year.seal, kind, by=year.people.secretariat, at=year.later())


def again(report: AnnualReport) -> AnnualReport:
    """The report as it stands in the database now."""
    found: AnnualReport = AnnualReport.everything.select_related("seal", "compared_with").get(
        pk=report.pk
    )
    return found


def a_file_of(report: AnnualReport, year: SealedYear, *, is_final: bool = True) -> Edition:
    """The file of the report's present content, built by the background work."""
    job = services.request_edition(
        again(report), is_final=is_final, by=year.people.secretariat, at=year.later()
    )
    done = jobs.run(job.pk) or Job.everything.get(pk=job.pk)
    found: Edition = Edition.everything.select_related("file").get(pk=done.result["edition"])
    return found


def decide_everything(report: AnnualReport, year: SealedYear) -> None:
    """The PPID keeps back all that the harm test laid out."""
    for item in report.harmtestitems.all():
        services.decide_harm_item(
            item,
            decision="withhold",
            ground="a",
            reason="Dapat menghambat penegakan hukum.",
            withheld_for="5 tahun",
            by=year.people.ppid,
            at=year.later(5),
        )


def walked(report: AnnualReport, stage: str, year: SealedYear) -> AnnualReport:
    """Bring a draft to a stage through the services; `stage` is a value of Stage."""
    steps = _steps(report, year)
    names = [str(Stage.DRAFTING), *(target for target, _step in steps)]
    start, end = names.index(again(report).state), names.index(stage)
    for _target, step in steps[start:end]:
        step()
    return again(report)


def _steps(report: AnnualReport, year: SealedYear) -> list[tuple[str, Any]]:
    people, is_public = year.people, report.kind == ReportKind.PUBLIC

    def tested() -> None:
        decide_everything(report, year)
        services.finish_harm_test(report, by=people.ppid, at=year.later(6))

    def asked() -> None:
        if is_public:
            tested()
        a_file_of(report, year)
        services.ask_decision(report, by=people.pokja_head, at=year.later(7))

    def approved() -> None:
        sha256 = a_file_of(report, year).sha256
        services.approve_report(report, sha256=sha256, by=people.head, at=year.later(8))

    def sent() -> None:
        services.number_cover_letter(
            report,
            number="B-1/CONTOH/2027",
            dated_on=date(2027, 3, 1),
            city="Bogor",
            text="Dengan hormat kami sampaikan laporan.",
            by=people.secretariat,
            at=year.later(9),
        )
        services.dispatch_report(report, by=people.secretariat, at=year.later(10))

    def published() -> None:
        services.publish_report(report, by=people.ppid, at=year.later(10))

    steps: list[tuple[str, Any]] = [
        (
            Stage.POKJA_REVIEW,
            lambda: services.send_to_review(report, by=people.secretariat, at=year.later(2)),
        ),
        (
            Stage.PLENARY,
            lambda: services.to_plenary(report, by=people.pokja_head, at=year.later(3)),
        ),
    ]
    if is_public:
        plenary = lambda: services.to_harm_test(report, by=people.pokja_head, at=year.later(4))  # noqa: E731
        steps.append((Stage.HARM_TEST, plenary))
    steps += [(Stage.AWAITING_DECISION, asked), (Stage.APPROVED, approved)]
    steps.append((Stage.PUBLISHED, published) if is_public else (Stage.DISPATCHED, sent))
    return [(str(stage), step) for stage, step in steps]
