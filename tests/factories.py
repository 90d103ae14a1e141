"""The small plan, and verbs that walk the real services over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import (
    Action,
    ActionText,
    ActionYear,
    Assignment,
    Commitment,
    CommitmentState,
    Indicator,
    Part,
    Target,
)
from institutions.models import Institution, Kind, Region, SekberRole, Unit
from pillars.models import Focus, Period, PeriodState, Pillar, Plan, PlanRules, PlanVersion
from progress.models import ProgressReport, RegionalReport
from progress.services import (
    ActivityContent,
    ProgressContent,
    RemarkText,
    accept_report,
    answer_remarks,
    attach_evidence,
    propose_report,
    remarks_of_return,
    return_report,
    save_report,
    submit_report,
)
from ranpe.kit.clock import end_of, start_of

if TYPE_CHECKING:
    from tests.people import People

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRET = "RAHASIA-CONTOH"
RUBRIC = {
    "relevant": True,
    "in_period": True,
    "official": True,
    "shows_output": True,
    "readable": True,
}


@dataclass(frozen=True)
class World:
    """The small plan and its surroundings."""

    plan: Plan
    version: PlanVersion
    period: Period
    next_period: Period
    institutions: dict[str, Institution]
    provinces: dict[str, Institution]
    unit: Unit
    actions: list[Action]

    def report(self, code: str, short: str) -> ProgressReport:
        """The report of an institution on an action in the open period."""
        found: ProgressReport = ProgressReport.everything.select_related(
            "period__version__plan",
            "assignment__action__focus__pillar",
            "assignment__institution",
        ).get(
            period=self.period,
            assignment__action__code=code,
            assignment__institution__short=short,
        )
        return found

    def regional_report(self, code: str) -> RegionalReport:
        """The report of a province in the open period."""
        found: RegionalReport = RegionalReport.everything.select_related(
            "period__version__plan", "region__government"
        ).get(period=self.period, region__code=code)
        return found


# Action number -> the institutions responsible for it, per pillar.
_RESPONSIBLE = {
    1: ["Kemenag", "Kemenag", "Kemensos", "Polri", "BNPT", "Kemenag+Kemensos"],
    2: ["Polri", "Polri", "BNPT", "Kemensos"],
    3: ["BNPT", "Kemendagri"],
}


def _institutions() -> dict[str, Institution]:
    names = [
        ("KL03", "Kementerian Perencanaan contoh", "Bappenas", SekberRole.MEMBER),
        ("KL04", "Kementerian Dalam Negeri contoh", "Kemendagri", SekberRole.MEMBER),
        ("KL06", "Badan Nasional Penanggulangan Terorisme", "BNPT", SekberRole.LEAD),
        ("KL07", "Kepolisian contoh", "Polri", SekberRole.NONE),
        ("KL09", "Kementerian Agama contoh", "Kemenag", SekberRole.NONE),
        ("KL15", "Kementerian Sosial contoh", "Kemensos", SekberRole.NONE),
    ]
    return {
        short: Institution.everything.create(
            code=code, name=name, short=short, kind=Kind.MINISTRY, sekber_role=role
        )
        for code, name, short, role in names
    }


def _provinces() -> dict[str, Institution]:
    rows = [
        ("11", "Aceh", "WIB", 1, 1),
        ("32", "Jawa Barat", "WIB", 7, 5),
        ("51", "Bali", "WITA", 8, 8),
        ("91", "Papua", "WIT", 4, 16),
    ]
    found = {}
    for code, name, zone, row, column in rows:
        region = Region.everything.create(
            code=code,
            name=name,
            short=name,
            island_group="Contoh",
            time_zone=zone,
            tile_row=row,
            tile_column=column,
            reports_from=date(2021, 1, 1),
        )
        found[code] = Institution.everything.create(
            code=f"P{code}",
            name=f"Pemerintah Provinsi {name}",
            short=name,
            kind=Kind.PROVINCE,
            region=region,
        )
    return found


def _plan() -> tuple[Plan, PlanVersion]:
    plan = Plan.everything.create(
        code="CONTOH-2026",
        title="Rencana contoh",
        legal_basis="Perpres contoh (data contoh)",
        first_year=2026,
        last_year=2029,
        is_sample=True,
    )
    version = PlanVersion.everything.create(
        plan=plan,
        number=1,
        basis="Basis contoh",
        first_year=2026,
        last_year=2029,
        expected_actions=12,
        expected_per_pillar={"1": 6, "2": 4, "3": 2},
        expected_institutions=5,
        expected_provinces=4,
        expected_working_groups=3,
    )
    PlanRules.everything.create(plan=plan, version=1)
    return plan, version


def _actions(
    plan: Plan, version: PlanVersion, institutions: dict[str, Institution], unit: Unit
) -> list[Action]:
    made = []
    for number, rows in _RESPONSIBLE.items():
        pillar = Pillar.everything.create(plan=plan, number=number, name=f"Pilar contoh {number}")
        focus = Focus.everything.create(pillar=pillar, number=1, name=f"Fokus contoh {number}")
        for order, shorts in enumerate(rows, start=1):
            code = f"P{number}-F01-A{order:03d}"
            title = f"Aksi contoh {code} (data contoh)"
            action = Action.everything.create(
                plan=plan, focus=focus, code=code, title=title, classification="B"
            )
            ActionText.everything.create(
                action=action,
                version=version,
                title=title,
                need="Kebutuhan contoh",
                intended_result="Hasil contoh",
                output="Sejumlah peserta contoh",
            )
            ActionYear.everything.create(action=action, version=version, year=2026)
            Indicator.everything.create(action=action, name=f"Peserta {code}", unit="orang")
            for short in shorts.split("+"):
                Assignment.everything.create(
                    action=action,
                    institution=institutions[short],
                    unit=unit if short == "Polri" and number == 1 else None,
                    part=Part.RESPONSIBLE,
                    valid_from=date(2026, 1, 1),
                )
            made.append(action)
    return made


def _period(version: PlanVersion, code: str, months: tuple[int, int], due: date) -> Period:
    return Period.everything.create(
        version=version,
        year=2026,
        code=code,
        name=f"Semester {'I' if code == 'S1' else 'II'} 2026",
        starts_on=date(2026, months[0], 1),
        ends_on=date(2026, months[1], 30 if months[1] == 6 else 31),
        opens_at=start_of(due - timedelta(days=30)),
        due_at=end_of(due),
        closes_at=end_of(due + timedelta(days=14)),
        cutoff_at=end_of(due + timedelta(days=30)),
    )


def an_earlier_period(world: World, **changes: Any) -> Period:
    """Semester II 2025, in which everybody owed a report; open, unless `changes` say otherwise."""
    days: dict[str, Any] = {
        "starts_on": date(2025, 7, 1),
        "ends_on": date(2025, 12, 31),
        "opens_at": start_of(date(2026, 1, 1)),
        "due_at": end_of(date(2026, 8, 20)),
        "closes_at": end_of(date(2026, 8, 30)),
        "cutoff_at": end_of(date(2026, 9, 10)),
        "state": PeriodState.OPEN,
        **changes,
    }
    period = Period.everything.create(
        version=world.version, year=2025, code="S2", name="Semester II 2025", **days
    )
    ProgressReport.everything.bulk_create(
        ProgressReport(assignment=row, period=period) for row in Assignment.everything.all()
    )
    return period


def small_plan(at: datetime) -> World:
    """Twelve actions (6/4/2), six institutions, four provinces; Semester I 2026 is open.

    The period is due on 31 July 2026 and closes on 14 August; all tables are filled directly,
    everything after that goes through the services.
    """
    institutions, provinces = _institutions(), _provinces()
    unit = Unit.everything.create(
        institution=institutions["Polri"], code="KL07-U1", name="Unit contoh Polri"
    )
    plan, version = _plan()
    actions = _actions(plan, version, institutions, unit)
    period = _period(version, "S1", (1, 6), date(2026, 7, 31))
    later = _period(version, "S2", (7, 12), date(2027, 1, 20))
    world = World(plan, version, period, later, institutions, provinces, unit, actions)
    give_targets(world)
    from progress.services.periods import _lay_out  # noqa: PLC0415

    Period.everything.filter(pk=period.pk).update(state=PeriodState.OPEN)
    period.refresh_from_db()
    _lay_out(period)
    return world


def give_targets(world: World) -> None:
    """Approved commitments: 50 people by the end of Semester I, 100 in the year."""
    from accounts.models import User  # noqa: PLC0415

    clerk, _is_new = User.objects.get_or_create(email="berkas@ranpe.example", name="Berkas awal")
    stamp = datetime.fromisoformat("2026-03-01T10:00:00+07:00")
    for assignment in Assignment.everything.all():
        commitment = Commitment.everything.create(
            assignment=assignment,
            year=2026,
            indicator=assignment.action.indicators.all()[0],
            planned_activity=f"Kegiatan contoh {SECRET} MELATI",
            annual_target=Decimal(100),
            state=CommitmentState.APPROVED,
            submitted_at=stamp,
            submitted_by=clerk,
            approved_at=stamp,
            approved_by=clerk,
        )
        Target.everything.create(commitment=commitment, period=world.period, value=50)
        Target.everything.create(commitment=commitment, period=world.next_period, value=100)


def a_file(name: str = "bukti.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    """A small valid PDF, as an upload."""
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def some_content(**changes: Any) -> ProgressContent:
    """A complete report; every non-public field carries a marked phrase."""
    values: dict[str, Any] = {
        "claimed_status": "on_track",
        "achieved_value": Decimal(48),
        "narrative": f"Pelatihan telah berjalan di dua tempat sesuai rencana. {SECRET} KENARI",
        "note_to_verifier": f"Catatan untuk verifikator {SECRET} MERPATI",
        "public_summary": "Pelatihan diikuti 48 orang.",
        **changes,
    }
    return ProgressContent(**values)


def some_activity(**changes: Any) -> ActivityContent:
    """An activity of the open period with marked words."""
    values: dict[str, Any] = {
        "title": f"Pelatihan penggerak {SECRET} KUTILANG",
        "held_on": date(2026, 5, 12),
        "region_id": Region.everything.get(code="32").pk,
        "partners": f"Lembaga contoh {SECRET} PIPIT",
        "output_kind": "society",
        "participants": 48,
        "men": 20,
        "women": 28,
        **changes,
    }
    return ActivityContent(**values)


def a_report(
    state: str, report: ProgressReport, people: People, *, at: datetime, **changes: Any
) -> ProgressReport:
    """Walk a report to `state` through the services: draft, proposed, submitted, verified,
    returned."""
    operator, approver = writers(report, people)
    save_report(report, some_content(**changes), version=report.version, by=operator, at=at)
    attach_evidence(report, a_file(), title="Daftar hadir", by=operator, at=at)
    if report.returns:
        answer_all(report, people, at=at)
    if state in ("proposed", "submitted", "verified", "returned"):
        propose_report(report, by=operator, at=at)
    if state in ("submitted", "verified", "returned"):
        submit_report(report, by=approver, at=at)
    _judge(state, report, people, at)
    return again(report)


def _judge(state: str, report: ProgressReport, people: People, at: datetime) -> None:
    verifier = verifier_of(report, people)
    if state == "verified":
        value = again(report).achieved_value
        accept_report(
            report,
            recognised_value=value,
            rubric=RUBRIC,
            note=f"{SECRET} ELANG",
            by=verifier,
            at=at,
        )
    if state == "returned":
        remark = RemarkText("evidence", f"Data dukung belum memadai {SECRET} RAJAWALI")
        return_report(report, remarks=[remark], by=verifier, at=at)


def writers(report: ProgressReport, people: People) -> tuple[Any, Any]:
    """Operator and official of the institution (or unit) that owes the report."""
    short = report.assignment.institution.short
    if report.assignment.unit_id:
        return people.unit_operator, people.unit_approver
    pairs = {
        "Kemenag": (people.operator, people.approver),
        "Kemensos": (people.other_operator, people.other_approver),
    }
    if short in pairs:
        return pairs[short]
    return _made_up(report.assignment.institution)


def _made_up(institution: Institution) -> tuple[Any, Any]:
    from accounts.models import Role, User  # noqa: PLC0415
    from tests.people import a_person  # noqa: PLC0415

    name = institution.short.lower()
    pair = []
    for role, title in ((Role.OPERATOR, "Narahubung"), (Role.APPROVER, "Direktur")):
        email = f"{role}.{name}.tambahan@ranpe.example"
        found = User.objects.filter(email=email).first()
        pair.append(
            found
            or a_person(
                email,
                f"{title} {institution.short}",
                f"{title} tambahan {institution.short}",
                institution,
                (role, institution),
            )
        )
    return pair[0], pair[1]


def verifier_of(report: ProgressReport, people: People) -> Any:
    """A verifier of the report's pillar from another institution than the report's."""
    from accounts.models import Role, User  # noqa: PLC0415
    from tests.people import a_person  # noqa: PLC0415

    number = report.assignment.action.focus.pillar.number
    own = report.assignment.institution.short == "BNPT"
    if number == 1:
        return people.sekber_verifier if own else people.verifier
    if number == 2 and not own:
        return people.other_verifier
    email = f"verifikator.bappenas{number}@ranpe.example"
    home = people.sekber_member.offices[0].position.institution
    return User.objects.filter(email=email).first() or a_person(
        email,
        "Verifikator Bappenas",
        f"Verifikator Bappenas pilar {number}",
        home,
        (Role.VERIFIER, number),
    )


def answer_all(report: Any, people: People, *, at: datetime) -> None:
    """Answer every remark of the newest return."""
    report.refresh_from_db(fields=["returns"])
    answers = {row.pk: f"Sudah kami lengkapi {SECRET} GELATIK" for row in remarks_of_return(report)}
    answer_remarks(report, answers, by=writers(report, people)[0], at=at)


def again(report: ProgressReport) -> ProgressReport:
    """The report as it stands in the database now."""
    found: ProgressReport = ProgressReport.everything.select_related(
        "period__version__plan", "assignment__action__focus__pillar", "assignment__institution"
    ).get(pk=report.pk)
    return found
