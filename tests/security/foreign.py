"""What belongs to others: one record of every kind, its marked words, and who may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import Occupancy, Role, User
from accounts.services import Term, delegate
from accounts.services.second_factor import ask_recovery
from actions.models import Action, Assignment, BudgetLine, Commitment
from actions.services import revise_commitment, submit_commitment
from journal.models import Job, JobState
from journal.services import Change, IncidentContent, record_entry, record_incident, tell
from pillars.models import Period
from progress.models import (
    RegionalReport,
    SecondVerdict,
    SessionMinutes,
    Verification,
    WorkbookUpload,
)
from progress.services import (
    attach_evidence,
    autosave,
    save_activity,
    save_regional_report,
    submit_report,
)
from progress.services.compiling import begin_compilation, record_cover
from progress.services.extending import ask_for_time
from progress.services.joint import write_jointly
from progress.workbook.schema import values_of
from ranpe.kit.clock import day_of, end_of, start_of
from reporting import services
from reporting.models import AnnualReport, ReportKind, Seal
from reporting.models import Stage as At
from tests.factories import a_file, a_report, some_activity
from tests.people import a_person
from tests.progress.papers import recorded, second_person
from tests.progress.sessions import a_session
from tests.security.admin_deeds import a_request
from tests.security.annual import Way
from tests.security.marking import Marks, mark
from tests.security.stage import REGIONAL_WORDS, Stage
from tests.workgroups.letters import a_letter
from workgroups.models import Decision, GroupKind, Meeting, Recommendation, WorkingGroup
from workgroups.services import Invitation, Proposal, add_items, add_member, plan_meeting

Names = frozenset[str]

KEMENSOS: Names = frozenset({"other_operator", "other_approver"})
POLRI: Names = frozenset({"coordinator"})
UNIT: Names = frozenset({"unit_operator", "unit_approver"})
BALI: Names = frozenset({"other_province_operator"})
DESK: Names = frozenset({"secretariat", "pokja_head", "sekber_member", "head", "auditor"})
AUDITORS: Names = DESK - {"sekber_member"}
PILLAR_ONE: Names = frozenset({"verifier", "sekber_verifier", "chair", "pokja_member"})
PILLAR_TWO: Names = frozenset({"other_verifier"})
VERIFIERS: Names = frozenset({"verifier", "sekber_verifier", "other_verifier"})
SUPERVISOR: Names = frozenset({"regional_supervisor"})
# Those who hold no office that reports, checks or steers: they see what is classified Biasa.
LIMITED_SIGHT: Names = frozenset({"admin", "ppid", "regional_supervisor", "nobody"})


@dataclass(frozen=True)
class Subject:
    """A record, the words that only its readers may see, and its readers by their part."""

    record: Any
    words: frozenset[str]
    readers: Names

    def words_in(self, text: str) -> list[str]:
        """Those of its words that stand in a text."""
        return [word for word in self.words if word in text]


class Foreign:
    """The small plan with one record of every kind, each marked with words of its own."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.marks = stage, Marks()
        self.subjects: dict[str, Subject] = {}
        self._reports()
        self._plan()
        self._papers()
        self._annual()

    @property
    def cast(self) -> dict[str, User]:
        """Everybody by their part."""
        return self.stage.cast

    def hidden_from(self, name: str) -> dict[str, str]:
        """The words that a person may not see, each with the subject it belongs to."""
        return {
            word: title
            for title, subject in self.subjects.items()
            if name not in subject.readers
            for word in subject.words
        }

    # -- Building ---------------------------------------------------------------------------------

    def _add(self, name: str, record: Any, readers: Names, write: Callable[[], Any]) -> None:
        """Keep a record under a name; the words that `write` puts into it are its own."""
        known = set(self.marks.places)
        write()
        words = frozenset(set(self.marks.places) - known)
        record.refresh_from_db()
        self.subjects[name] = Subject(record, words, readers)

    def _mark(self, *records: Any, also: Iterable[str] = ()) -> Callable[[], Any]:
        def mark_all() -> None:
            for record in records:
                mark(record, self.marks, *also)

        return mark_all

    def _reports(self) -> None:
        kemensos = (KEMENSOS | DESK, PILLAR_ONE)
        self._report("draft", "draft", "P1-F01-A003", "Kemensos", kemensos[0])
        self._activity(kemensos[0])
        self._report("proposed", "proposed", "P2-F01-A004", "Kemensos", kemensos[0])
        self._report("sent", "submitted", "P1-F01-A006", "Kemensos", kemensos[0] | PILLAR_ONE)
        self._report("of_house", "draft", "P2-F01-A001", "Polri", POLRI | DESK)
        self._report("of_unit", "draft", "P1-F01-A004", "Polri", POLRI | UNIT | DESK)
        self._province("province_draft", "51", BALI | DESK)
        self._province("province_sent", "91", DESK | VERIFIERS | SUPERVISOR)
        self._typed()

    def _report(self, name: str, state: str, code: str, short: str, readers: Names) -> None:
        stage = self.stage
        report = stage.world.report(code, short)
        report = a_report(state, report, stage.people, at=stage.now)
        self._keep_report(name, report, readers)

    def _keep_report(self, name: str, report: Any, readers: Names) -> None:
        texts = ("public_summary",)
        said = [self._mark(report, also=texts)]
        for evidence in report.evidences.all():
            said += [self._mark(evidence, evidence.file)]
        said += [self._mark(row) for row in report.submissions.all()]
        said.append(lambda: self._note_on(report))
        self._add(name, report, readers, lambda: [write() for write in said])
        evidence = report.evidences.first()
        self._add(f"{name}_file", evidence, readers, lambda: None)

    def _activity(self, readers: Names) -> None:
        """An activity of the draft report."""
        report, by = self.subjects["draft"].record, self.stage.people.other_operator
        row = save_activity(report, some_activity(), by=by, at=self.stage.now)
        # The recipes post the version that all drafts have.
        type(report).everything.filter(pk=report.pk).update(version=report.version)
        self._add("draft_activity", row, readers, self._mark(row))

    def _note_on(self, report: Any) -> None:
        """A line of the report's history, whose reason only its readers may see."""
        by, at = self.stage.people.secretariat, self.stage.now
        change = Change(reason=self.marks.phrase(f"journal.Entry.reason about {report}"))
        record_entry(report, "report.noted", "dicatat", by=by, at=at, change=change)

    def _province(self, name: str, code: str, readers: Names) -> None:
        world, at = self.stage.world, self.stage.now
        report: Any = world.regional_report(code)
        writer = self._officer_of(code)
        save_regional_report(report, REGIONAL_WORDS, version=report.version, by=writer, at=at)
        attach_evidence(report, a_file(), title="Notula", by=writer, at=at)
        if name.endswith("sent"):
            submit_report(report, by=writer, at=at)
        self._keep_report(name, RegionalReport.everything.get(pk=report.pk), readers)

    def _officer_of(self, code: str) -> User:
        home = self.stage.world.provinces[code]
        grants = ((Role.OPERATOR, home), (Role.APPROVER, home))
        return a_person(f"kesbangpol.p{code}@ranpe.example", "Kepala", "Kepala", home, *grants)

    def _typed(self) -> None:
        """What is being typed into the draft report, not saved yet."""
        report = self.subjects["draft"].record
        by, at = self.stage.people.other_operator, self.stage.now
        draft = autosave(report, {"narrative": "setengah"}, version=0, by=by, at=at)
        self._add("typed", draft, KEMENSOS, self._mark(draft))
        self._workbook(report)

    def _workbook(self, report: Any) -> None:
        """A filled workbook that its owner has not confirmed yet."""
        kept = {"report": str(report.pk), "downloaded": values_of(report)}
        upload = WorkbookUpload.everything.create(
            period=report.period,
            institution=report.assignment.institution,
            content={"rows": [{**kept, "changed": {"obstacle": "setengah"}}]},
            uploaded_at=self.stage.now,
            uploaded_by=self.stage.people.other_operator,
        )
        self._add("workbook", upload, frozenset({"other_operator"}), self._mark(upload))

    def _plan(self) -> None:
        secret = Action.everything.get(code="P2-F01-A004")
        self._classify("secret_action", secret, "R", KEMENSOS | DESK | PILLAR_TWO)
        limited = Action.everything.get(code="P3-F01-A001")
        readers = frozenset(self.stage.cast) - LIMITED_SIGHT
        self._classify("limited_action", limited, "T", readers)
        self._commitment()

    def _classify(self, name: str, action: Action, label: str, readers: Names) -> None:
        Action.everything.filter(pk=action.pk).update(classification=label)
        text = action.texts.get()
        write = self._mark(action, also=("title",))
        self._add(
            name,
            action,
            readers,
            lambda: [write(), self._mark(text, also=("title",))(), self._mark(*_parts(action))()],
        )
        kept = self.subjects[name]
        self.subjects[name] = replace(kept, words=kept.words | {action.code})

    def _commitment(self) -> None:
        assignment = Assignment.everything.get(
            action__code="P1-F01-A003", institution__short="Kemensos"
        )
        commitment = Commitment.everything.get(assignment=assignment)
        readers = KEMENSOS | DESK | PILLAR_ONE
        self._add("commitment", commitment, readers, self._mark(commitment))
        people, at = self.stage.people, self.stage.now
        draft = revise_commitment(commitment, by=people.other_operator, at=at)
        self._add("draft_commitment", draft, readers, self._mark(draft))
        line = BudgetLine.everything.create(commitment=draft, source="apbn", allocated=1)
        self._add("budget_line", line, readers, self._mark(line))
        other = Commitment.everything.get(
            assignment__action__code="P1-F01-A006", assignment__institution__short="Kemensos"
        )
        sent = revise_commitment(other, by=people.other_operator, at=at)
        self._add("sent_commitment", sent, readers, self._mark(sent))
        submit_commitment(sent, by=people.other_approver, at=at)

    def _letter(self) -> None:
        """A letter that a colleague of the Secretariat recorded, waiting for the second person."""
        report = self.subjects["draft"].record
        record = recorded(report, by=second_person(self.stage.world), at=self.stage.now)
        self._add("letter", record, KEMENSOS | DESK, self._mark(record, record.scan))

    def _official_letters(self) -> None:
        """A letter to Kemensos that was sent, and one of another kind that is a draft."""
        kemensos, stage = self.stage.world.institutions["Kemensos"], self.stage
        period, people, at = stage.world.period, stage.people, stage.now
        sent = a_letter("sent", kemensos, period, people, at=at)
        whole = self._mark(sent, sent.scan, *sent.items.all())
        self._add("sent_letter", sent, KEMENSOS | DESK, whole)
        draft = a_letter("draft", kemensos, period, people, at=at, kind="firm")
        words = [self._mark_only(draft, name) for name in ("addressee", "subject", "body")]
        items = self._mark(*draft.items.all())
        self._add("drafted_letter", draft, DESK, lambda: [items(), *(one() for one in words)])

    def _incident(self) -> None:
        """Personal data that got out, known to those who answer for it and those who audit."""
        at, said = self.stage.now, "Data kontak"
        content = IncidentContent(at, said, said, said)
        row = record_incident(content, by=self.stage.people.ppid, at=at)
        self._add("incident", row, AUDITORS | {"ppid", "admin"}, self._mark(row))

    def _time(self) -> None:
        """More time that Kemensos asks for its draft."""
        report, by = self.subjects["draft"].record, self.stage.people.other_operator
        until = day_of(report.period.due_at) + timedelta(days=7)
        row = ask_for_time(report, until=until, reason="Sebab", by=by, at=self.stage.now)
        self._add("time", row, KEMENSOS | DESK, self._mark(row))

    def _papers(self) -> None:
        self._letter()
        self._incident()
        self._time()
        self._official_letters()
        self._meeting()
        kemensos = self.stage.world.institutions["Kemensos"]
        advice = Recommendation.everything.create(year=2026, text="Rekomendasi", owner=kemensos)
        self._add("advice", advice, KEMENSOS | DESK, self._mark(advice))
        self._notice()
        self._job()
        self._delegation()
        self._lost_phone()
        self._compiled()
        self._joint()
        self._session()
        self._second()

    def _second(self) -> None:
        """A report of Polri that was drawn for a second verdict of Bappenas."""
        stage, verifier = self.stage, self.stage.people.sekber_verifier
        report = stage.walk(stage.world.report("P2-F01-A002", "Polri"), "verified")
        first = Verification.everything.get(submission__report=report)
        row = SecondVerdict.everything.create(
            verification=first, verifier=verifier, drawn_at=stage.now
        )
        self._add("second", row, DESK | {"sekber_verifier"}, self._mark(row))

    def _joint(self) -> None:
        """What the Pokja says about the action for which Kemenag and Kemensos answer."""
        action = Action.everything.get(code="P1-F01-A006")
        by, at = self.stage.people.chair, self.stage.now
        period = self.stage.world.period
        found = write_jointly(action, period, text="Uraian", version=0, by=by, at=at)
        readers = KEMENSOS | {"operator", "approver"} | PILLAR_ONE | DESK
        self._add("joint", found, readers, self._mark(found))

    def _session(self) -> None:
        """A session about pillar 2, the place of Kemensos in it, and its berita acara."""
        stage = self.stage
        by, people = stage.people.secretariat, stage.people
        session = a_session(
            "shared",
            stage.world,
            people,
            at=stage.now,
            verifiers=[people.other_verifier],
            pillars=(2,),
        )
        all_of_it = KEMENSOS | DESK | PILLAR_TWO
        self._add("session", session, all_of_it | POLRI, self._mark(session))
        kemensos = stage.world.institutions["Kemensos"]
        item = session.items.get(report__assignment__institution=kemensos)
        item.is_calibration = True
        item.save()
        self._add("session_item", item, all_of_it, self._mark(item))
        minutes = SessionMinutes.everything.create(
            session=session,
            institution=kemensos,
            number="BA-1",
            verified_by_name="Verifikator",
            official_name="Pejabat",
            written_at=stage.now,
            written_by=by,
        )
        self._add("session_minutes", minutes, all_of_it, self._mark(minutes))

    def _compiled(self) -> None:
        """The report of Kemensos for the whole period, with its letter and its file."""
        stage, by = self.stage, self.stage.people.other_approver
        kemensos = stage.world.institutions["Kemensos"]
        row = begin_compilation(kemensos, stage.world.period, by=by, at=stage.now)
        row = record_cover(
            row,
            document_number="B-1",
            dated_on=None,
            letter=a_file("surat.pdf"),
            version=0,
            by=by,
            at=stage.now,
        )
        row.file, row.built_at, row.built_by = row.letter, stage.now, by
        row.save()
        self._add("compiled", row, KEMENSOS | DESK, self._mark(row, row.file))
        self._add("file", row.file, frozenset({"other_approver"}), lambda: None)

    def _delegation(self) -> None:
        """Somebody of Kemensos will act for its official, but not yet."""
        people = self.stage.people
        office = Occupancy.everything.get(user=people.other_approver)
        term = Term(date(2026, 12, 1), date(2026, 12, 9), "SK")
        found = delegate(
            office, people.other_operator, term, by=people.other_approver, at=self.stage.now
        )
        self._add("delegation", found, KEMENSOS | DESK | {"admin"}, self._mark(found))

    def _lost_phone(self) -> None:
        """A passkey of Kemensos, and a recovery that a second administrator asks for."""
        people = self.stage.people
        kept = {"name": "Kunci", "credential": {}}
        key = Authenticator.objects.create(user=people.other_operator, type="webauthn", data=kept)
        self._add("passkey", key, frozenset({"other_operator"}), lambda: None)
        seen_by = {"secretariat", "pokja_head", "sekber_member", "head", "auditor", "admin"}
        readers = frozenset(seen_by | {"other_province_operator"})
        self._add("invited", people.other_province_operator, readers, lambda: None)
        place = {"ip": "203.0.113.5", "session_key": "k" * 32, "user_agent": "Firefox"}
        session = UserSession.objects.create(user=people.other_operator, **place)
        self._add("own_session", session, frozenset({"other_operator"}), lambda: None)
        bnpt = self.stage.world.institutions["BNPT"]
        helper = a_person(
            "admin2@ranpe.example", "Admin", "Admin kedua", bnpt, (Role.SYSTEM_ADMIN, None)
        )
        lost = ask_recovery(people.other_approver, "factor", "Sebab", by=helper, at=self.stage.now)
        self._add("recovery", lost, frozenset({"admin"}), self._mark(lost))

    def _meeting(self) -> None:
        kemensos = self.stage.world.institutions["Kemensos"]
        group = WorkingGroup.everything.create(
            kind=GroupKind.POKJA, name="Pokja 2", pillar_number=2
        )
        meeting = Meeting.everything.create(group=group, title="Rapat", held_on=date(2026, 5, 5))
        other = Decision.everything.create(
            meeting=meeting,
            text="Keputusan",
            owner=self.stage.world.institutions["BNPT"],
            due_on=date(2026, 9, 1),
        )
        own = Decision.everything.create(
            meeting=meeting, text="Keputusan", owner=kemensos, due_on=date(2026, 9, 1)
        )
        summary = self._mark_only(meeting, "summary")
        self._add("meeting", meeting, DESK | PILLAR_TWO, lambda: [summary(), self._mark(other)()])
        # Whoever owes a decision also knows in which meeting it was taken.
        title = self._mark_only(meeting, "title")
        readers = KEMENSOS | DESK | PILLAR_TWO
        self._add("decision", own, readers, lambda: [title(), self._mark(own)()])

        self._called(group)

    def _called(self, group: WorkingGroup) -> None:
        """A meeting to come with one item, and a seat of an office of another Pokja."""
        by, at = self.stage.people.secretariat, self.stage.now
        told = Invitation("Rapat berikut", at + timedelta(days=3), place="Ruang rapat")
        called = plan_meeting(group, told, by=by, at=at)
        add_items(called, [Proposal("Butir", reason="Sebab")], by=by, at=at)
        items = called.agenda.all()
        self._add(
            "called_meeting", called, DESK | PILLAR_TWO,
            lambda: [self._mark(called)(), *(self._mark(item)() for item in items)],
        )  # fmt: skip
        office = self.stage.people.auditor.offices[0].position
        seat = add_member(group, office, "member", starts_on=date(2026, 1, 1), by=None, at=at)
        self._add("seat", seat, frozenset(self.cast), lambda: None)

    def _mark_only(self, record: Any, name: str) -> Callable[[], Any]:
        def write() -> None:
            phrase = self.marks.phrase(f"{record._meta.label}.{name}")
            type(record)._base_manager.filter(pk=record.pk).update(**{name: phrase})

        return write

    def _notice(self) -> None:
        person, at = self.stage.people.other_operator, self.stage.now
        period = self.stage.world.period
        tell([person.pk], period, "Kabar", key="asing", at=at)
        notice = person.notices.get(key=f"asing:{person.pk}")
        self._add("notice", notice, frozenset({"other_operator"}), self._mark(notice))

    def _job(self) -> None:
        job = Job.everything.create(
            task="contoh",
            key="asing",
            state=JobState.RUNNING,
            created_at=self.stage.now,
            created_by=self.stage.people.other_operator,
            heartbeat_at=self.stage.now,
        )
        readers = AUDITORS | {"other_operator", "admin"}
        self._add("job", job, readers, self._mark(job))
        # An account is known to its owner, the desk and the administrator; its name to many more.
        account = self.stage.people.other_operator
        self._add("account", account, DESK | {"other_operator", "admin"}, lambda: None)
        office = Occupancy.everything.get(user=self.stage.people.other_approver).position
        self._add("office", office, KEMENSOS | DESK | {"admin"}, lambda: None)
        readers = AUDITORS | {"admin"}
        self._add("right", office.grants.get(), readers, lambda: None)
        request = a_request(office, account, self.stage.now)
        self._add("right_request", request, readers, self._mark(request))

    def _annual(self) -> None:
        at, people = self.stage.now, self.stage.people
        seal = seal_of_the_year_before(self.stage)
        ways = {
            "drafted": (ReportKind.PUBLIC, At.DRAFTING, DESK),
            "drafted_for_president": (ReportKind.PRESIDENT, At.DRAFTING, DESK),
            "discussed": (ReportKind.PUBLIC, At.POKJA_REVIEW, DESK | {"chair"}),
            "tested": (ReportKind.PUBLIC, At.HARM_TEST, DESK | {"chair", "ppid"}),
            "awaiting": (ReportKind.PRESIDENT, At.AWAITING_DECISION, DESK | {"chair"}),
        }
        for name, (kind, state, readers) in ways.items():
            report = services.open_annual_report(seal, kind, by=people.secretariat, at=at)
            report = Way(self.stage, report).to(state)
            self._annual_report(name, report, readers)

    def _annual_report(self, name: str, report: AnnualReport, readers: Names) -> None:
        if not report.editions.exists():
            Way(self.stage, report).final_file()
        section = report.sections.get(order=1)
        edition = report.editions.get()
        said = [self._mark(report, also=("title",)), self._mark(section, also=("edited",))]
        said += [self._mark(edition.file)]
        said += [self._mark(row) for row in report.directionrequests.all()]
        said += [self._mark(row) for row in report.harmtestitems.all()]
        self._add(name, report, readers, lambda: [write() for write in said])
        self._add(f"{name}_section", section, readers, lambda: None)
        self._add(f"{name}_file", edition, readers, lambda: None)
        for item in report.harmtestitems.all()[:1]:
            self._add(f"{name}_item", item, readers, lambda: None)


def _parts(action: Action) -> list[Any]:
    return list(action.indicators.all())


def seal_of_the_year_before(stage: Stage) -> Seal:
    """The seal of 2025, a locked year in which nobody had to report."""
    due = date(2025, 7, 31)
    lock = {"locked_at": stage.now, "locked_by": stage.people.secretariat}
    Period.everything.create(
        version=stage.world.version,
        year=2025,
        code="S1",
        name="Semester I 2025",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
        opens_at=start_of(date(2025, 7, 1)),
        due_at=end_of(due),
        closes_at=end_of(due),
        cutoff_at=end_of(due),
        state="locked",
        **lock,
    )
    return services.seal_year(2025, by=stage.people.secretariat, at=stage.now)
