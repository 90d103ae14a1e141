"""A whole year, from promises to the portal, with a marked phrase in every private text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Position
from actions.models import Action, BudgetLine, Commitment, RegionalPlan, RegionalPlanState
from institutions.models import Institution, InstitutionName, Region, Succession
from journal.models import Digest, Job, JobState
from pillars.models import Classification, Holiday, Period
from progress.models import (
    CalibrationMark,
    Extension,
    InstitutionReport,
    Objection,
    ProgressReport,
    RegionalReport,
    SecondVerdict,
    Verification,
    WorkbookUpload,
)
from progress.services import (
    ProgressContent,
    RegionalContent,
    RemarkText,
    accept_report,
    answer_remarks,
    attach_evidence,
    autosave,
    autosave_activity,
    close_duty,
    close_period,
    end_closed_duty,
    lock_period,
    open_period,
    refuse_record,
    remarks_of_return,
    return_report,
    save_activity,
    save_regional_report,
    submit_report,
)
from progress.services.extending import ask_for_time, decline_time
from progress.services.joint import write_jointly
from progress.services.sessions import record_minutes
from reporting import services
from reporting.models import AnnualReport, CoverLetter, ReportKind
from reporting.models import Stage as At
from tests import factories
from tests.factories import (
    PDF,
    RUBRIC,
    a_file,
    a_report,
    again,
    some_activity,
    verifier_of,
    writers,
)
from tests.people import People, everybody
from tests.progress.papers import recorded, second_person
from tests.progress.sessions import a_session
from tests.reporting.years import SealedYear, a_draft, classify, decide_everything, walked
from tests.security.marking import Marks, mark, mark_tables, tables
from tests.security.private_rows import rows_about_people
from tests.workgroups.letters import letters_of_the_house
from workgroups.models import (
    AgendaItem,
    Attendance,
    Decision,
    GroupKind,
    Meeting,
    Membership,
    Recommendation,
    WorkingGroup,
)

FIRST_DAY = datetime.fromisoformat("2026-07-28T10:00:00+07:00")
SECOND_DAY = datetime.fromisoformat("2027-01-10T10:00:00+07:00")
LOCKED_AT = datetime.fromisoformat("2027-02-20T07:00:00+07:00")
SEALED_AT = datetime.fromisoformat("2027-02-20T09:00:00+07:00")
TODAY = datetime.fromisoformat("2027-03-05T09:00:00+07:00")

LIMITED, SECRET = "P1-F01-A002", "P2-F01-A001"
CLOSED = (LIMITED, SECRET)
# An open action whose report is classified Rahasia, and one whose summary names an address.
SECRET_REPORT, NAMES_SOMEBODY = "P1-F01-A001", "P1-F01-A004"
NIL, RETURNED, SILENT = "P2-F01-A002", "P1-F01-A003", "P2-F01-A004"
SUMMARY = "Pelatihan diikuti 90 orang dari lima provinsi."
# Choices, and the one field of a report that is meant for the public.
_NOT_PRIVATE = frozenset({"claimed_status", "obstacle_kind", "plan_stage", "public_summary"})


@dataclass(frozen=True)
class MarkedYear:
    """The year as it was published, and the marks of all that was not."""

    marks: Marks
    sealed: SealedYear
    report: AnnualReport


def a_marked_year(marks: Marks) -> MarkedYear:
    """Walk a year to its publication; what the public may read does not depend on `marks`."""
    world = factories.small_plan(FIRST_DAY)
    people = everybody(world)
    walk = _Walk(world, people, marks)
    walk.surroundings()
    mark_tables(tables(), marks)
    for person in people.all().values():
        person.refresh_from_db()
    walk.semester(world.period, FIRST_DAY)
    open_period(world.next_period, by=people.secretariat, at=SECOND_DAY - timedelta(days=15))
    walk.semester(world.next_period, SECOND_DAY)
    mark_tables(tables(), marks)
    walk.compiled()
    walk.session()
    walk.lock()
    seal = services.seal_year(2026, by=people.secretariat, at=SEALED_AT)
    sealed = SealedYear(world, people, seal, SEALED_AT)
    return MarkedYear(marks, sealed, _published(sealed, marks))


def private_words(shape: type[Any], marks: Marks) -> dict[str, str]:
    """A marked text for each text field of a report's content, whatever fields it has."""
    return {
        field.name: f"Uraian yang tidak untuk umum {marks.phrase(field.name)}"
        for field in fields(shape)
        if field.type == "str" and field.name not in _NOT_PRIVATE
    }


class _Walk:
    """The small plan, its people, and what they do in the year."""

    def __init__(self, world: factories.World, people: People, marks: Marks) -> None:
        self.world, self.people, self.marks = world, people, marks

    def surroundings(self) -> None:
        """At least one row in every table that does not come of itself."""
        for code, label in ((LIMITED, "T"), (SECRET, "R")):
            classify(code, label, f"Aksi tertutup {self.marks.phrase(f'title of {code}')}")
        self._bodies()
        self._closed_duty()
        self._letter()
        self._inside()
        bnpt, polri = self.world.institutions["BNPT"], self.world.institutions["Polri"]
        InstitutionName.everything.create(institution=bnpt, name=bnpt.name, short=bnpt.short)
        Succession.everything.create(
            predecessor=bnpt, successor=polri, valid_from=date(2030, 1, 1), kind="contoh"
        )
        Holiday.everything.create(day=date(2026, 8, 17), name="Hari libur")
        RegionalPlan.everything.create(
            region=Region.everything.get(code="32"),
            stage=RegionalPlanState.ENACTED,
            instrument="Pergub contoh 1/2025",
            enacted_on=date(2025, 3, 3),
        )

    def _closed_duty(self) -> None:
        """A duty that was on the closed path for a day, before anybody had to report."""
        by, at = self.people.secretariat, FIRST_DAY
        report = self.world.report(RETURNED, "Kemensos")
        duty = close_duty(report.assignment, reason="Rahasia.", by=by, at=at)
        end_closed_duty(duty, reason="Terbuka lagi.", by=by, at=at)

    def _letter(self) -> None:
        """A letter that was not confirmed, with an objection."""
        by, at = self.people.secretariat, FIRST_DAY
        record = recorded(self.world.report(RETURNED, "Kemensos"), by=by, at=at)
        refuse_record(record, reason="Nomor keliru.", by=second_person(self.world), at=at)
        Objection.everything.create(
            record=record,
            reason="Bukan surat kami.",
            raised_at=at,
            raised_by=self.people.other_operator,
            raised_by_name="Narahubung",
            capacity="Narahubung Kemensos",
        )

    def _inside(self) -> None:
        """Money, time that was asked for, a daily mail, letters: matters of the house."""
        by, at = self.people.other_operator, FIRST_DAY
        promise = Commitment.everything.all()[0]
        BudgetLine.everything.create(commitment=promise, source="apbn", allocated=1, ro_code="1")
        Digest.everything.create(
            recipient=by, day=at.date(), made_at=at, not_before=at, error="OSError"
        )
        report = self.world.report(RETURNED, "Kemensos")
        until = FIRST_DAY.date() + timedelta(days=9)
        asked = ask_for_time(report, until=until, reason="Data belum lengkap.", by=by, at=at)
        Extension.everything.filter(pk=asked.pk).update(letter="B-1")
        asked.refresh_from_db()
        decline_time(asked, reason="Waktu cukup.", by=self.people.secretariat, at=at)
        letters_of_the_house(self.world, self.people, at=at)
        rows_about_people(self.people, at)

    def _bodies(self) -> None:
        sekber = WorkingGroup.everything.create(kind=GroupKind.SEKBER, name="Sekber")
        seat = Membership.everything.create(
            group=sekber,
            position=Position.everything.all()[0],
            part="member",
            starts_on=date(2026, 1, 1),
        )
        owner: Institution = self.world.institutions["Bappenas"]
        meeting = Meeting.everything.create(group=sekber, title="Rapat", held_on=date(2026, 8, 24))
        AgendaItem.everything.create(meeting=meeting, order=1, text="Butir")
        Attendance.everything.create(meeting=meeting, membership=seat, presence="present")
        Decision.everything.create(
            meeting=meeting, text="Keputusan", owner=owner, due_on=date(2026, 11, 30)
        )
        for year in (2025, 2026):
            Recommendation.everything.create(year=year, text="Rekomendasi", owner=owner)

    def semester(self, period: Period, at: datetime) -> None:
        """Every duty but one is reported and verified; the silent one is being typed."""
        period.refresh_from_db()
        rows = ProgressReport.everything.filter(period=period).values_list("pk", flat=True)
        for pk in list(rows):
            report = again(ProgressReport(pk=pk))
            if report.assignment.action.code == SILENT:
                self._type_into(report, at)
            else:
                self._report(report, at)
        self._province(period, at)

    def _type_into(self, report: ProgressReport, at: datetime) -> None:
        by = writers(report, self.people)[0]
        autosave(
            report,
            {"narrative": self.marks.phrase("progress.Draft.content of the silent")},
            version=0,
            by=by,
            at=at,
        )
        words = {"title": self.marks.phrase("progress.ActivityDraft.content")}
        autosave_activity(report, words, draft_version=0, by=by, at=at)
        WorkbookUpload.everything.create(
            period=report.period,
            institution=report.assignment.institution,
            name=f"{self.marks.phrase('progress.WorkbookUpload.name')}.xlsx",
            content={"rows": [], "note": self.marks.phrase("progress.WorkbookUpload.content")},
            uploaded_at=at,
            uploaded_by=by,
        )

    def _report(self, report: ProgressReport, at: datetime) -> None:
        code = report.assignment.action.code
        if code == SECRET_REPORT:
            report.classification = Classification.SECRET
            report.save(update_fields=["classification"])
        words = {**private_words(ProgressContent, self.marks), **self._values(code)}
        if code == RETURNED:
            self._hold_something(report, at)
            report = again(report)
        sent = a_report("submitted", report, self.people, at=at, **words)
        if code == RETURNED:
            sent = self._sent_again(sent, at)
        value = None if sent.is_nil else sent.achieved_value
        accept_report(
            sent,
            recognised_value=value,
            rubric=RUBRIC,
            note=self.marks.phrase("progress.Verification.note of accepted"),
            by=verifier_of(sent, self.people),
            at=at + timedelta(hours=2),
        )

    def _hold_something(self, report: ProgressReport, at: datetime) -> None:
        """An activity with marked words, in the middle of the period."""
        activity = some_activity(
            title=self.marks.phrase("progress.Activity.title"),
            partners=self.marks.phrase("progress.Activity.partners"),
            held_on=report.period.starts_on + timedelta(days=40),
        )
        save_activity(report, activity, by=writers(report, self.people)[0], at=at)

    def _values(self, code: str) -> Mapping[str, Any]:
        closed = code in (*CLOSED, SECRET_REPORT)
        summary = self.marks.phrase(f"summary of {code}") if closed else SUMMARY
        if code == NAMES_SOMEBODY:
            summary = f"Hubungi {self.marks.word(f'address in {code}')}@contoh.example."
        is_nil = code == NIL
        return {
            "public_summary": "" if is_nil else summary,
            "achieved_value": None if is_nil else Decimal(90),
            "claimed_status": "" if is_nil else "behind",
            "obstacle_kind": "" if is_nil else "budget",
            "needs_escalation": not is_nil,
            "is_nil": is_nil,
        }

    def _sent_again(self, report: ProgressReport, at: datetime) -> ProgressReport:
        """Returned with remarks, given a further file, and sent once more."""
        remark = RemarkText("narrative", self.marks.phrase("journal.Remark.text of returned"))
        by, later = verifier_of(report, self.people), at + timedelta(minutes=20)
        note = self.marks.phrase("progress.Verification.note of returned")
        return_report(report, remarks=[remark], note=note, by=by, at=later)
        operator, approver = writers(report, self.people)
        name = self.marks.phrase("name of a file")
        upload = a_file(f"{name}.pdf", PDF + name.encode())
        again_at = later + timedelta(minutes=20)
        attach_evidence(again(report), upload, title=name, by=operator, at=again_at)
        (said,) = remarks_of_return(again(report))
        answer = self.marks.phrase("journal.Remark.answer of returned")
        answer_remarks(again(report), {said.pk: answer}, by=operator, at=again_at)
        submit_report(again(report), by=approver, at=again_at)
        return again(report)

    def _province(self, period: Period, at: datetime) -> None:
        report = RegionalReport.everything.get(period=period, region__code="32")
        content = RegionalContent(
            activity_count=3,
            obstacle_kind="staff",
            public_summary="Tiga forum koordinasi telah diadakan.",
            **private_words(RegionalContent, self.marks),  # type: ignore[arg-type]
        )
        by = self.people.province_operator
        save_regional_report(report, content, version=report.version, by=by, at=at)
        report.refresh_from_db()
        submit_report(report, by=self.people.province_approver, at=at)
        accept_report(
            report,
            recognised_value=None,
            rubric=RUBRIC,
            note=self.marks.phrase("progress.Verification.note of a province"),
            by=self.people.verifier,
            at=at + timedelta(hours=1),
        )

    def compiled(self) -> None:
        """An institution's report of its period, with the number of its letter."""
        kemenag = self.world.institutions["Kemenag"]
        kept: Any = InstitutionReport.everything
        kept.create(institution=kemenag, period=self.world.period)
        action, by = Action.everything.get(code="P1-F01-A006"), self.people.chair
        words = self.marks.phrase("progress.JointNarrative.text")
        write_jointly(action, self.world.period, text=words, version=0, by=by, at=LOCKED_AT)

    def session(self) -> None:
        """A verification session with its marks and a berita acara, and a second verdict."""
        by, at = self.people.secretariat, LOCKED_AT
        first = Verification.everything.filter(verdict="accepted")[0]
        SecondVerdict.everything.create(verification=first, drawn_at=at)
        session = a_session("running", self.world, self.people, at=at)
        item, seat = session.items.all()[0], session.seats.all()[0]
        CalibrationMark.everything.create(
            item=item, seat=seat, accepts=True, marked_at=at, marked_by=by
        )
        house = item.report.assignment.institution
        words = self.marks.phrase("progress.SessionMinutes.number")[:80]
        names = {"verified_by_name": "Verifikator", "official_name": "Pejabat"}
        record_minutes(session, house, number=words, **names, by=by, at=at)

    def lock(self) -> None:
        """Close and lock both periods."""
        for period in (self.world.period, self.world.next_period):
            period.refresh_from_db()
            close_period(period, by=self.people.secretariat, at=LOCKED_AT)
            lock_period(period, by=self.people.secretariat, at=LOCKED_AT)


def _published(year: SealedYear, marks: Marks) -> AnnualReport:
    """The public report on the portal, beside one for the President that stays inside."""
    _for_the_president(year, marks)
    report = a_draft(year, ReportKind.PUBLIC)
    walked(report, At.POKJA_REVIEW, year)
    services.record_review(
        report,
        opinion="with_notes",
        text=marks.phrase("reporting.ReportReview.text of Pokja 1"),
        pillar_number=1,
        by=year.people.chair,
        at=year.later(2),
    )
    walked(report, At.HARM_TEST, year)
    decide_everything(report, year)
    # Before the file is made: nothing of this may enter it.
    mark_tables(tables(), marks)
    published = walked(report, At.PUBLISHED, year)
    mark_tables(tables(), marks)
    return published


def _for_the_president(year: SealedYear, marks: Marks) -> None:
    report = a_draft(year, ReportKind.PRESIDENT)
    for section in report.sections.all():
        mark(section, marks, "automatic", "edited", "heading")
    mark(report, marks, "title")
    CoverLetter.everything.create(
        report=report,
        number="R-1",
        dated_on=date(2027, 3, 1),
        city="Jakarta",
        text="Surat",
        recorded_at=year.later(),
        recorded_by=year.people.secretariat,
    )
    Job.everything.create(
        task="contoh",
        key="contoh",
        state=JobState.DONE,
        created_at=year.at,
        created_by=year.people.operator,
    )
