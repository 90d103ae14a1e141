"""Walking the sample reports through the real services, each with its own fate."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from actions.models import RegionalPlanState
from pillars.models import Period, Status
from pillars.queries import rules_of
from progress import services
from progress.lines import TargetLine
from progress.models import ProgressReport, RegionalReport
from progress.services import ProgressContent, RegionalContent, RemarkText
from ranpe.kit.formats import number
from ranpe.sampling import texts
from ranpe.sampling.organisation import Organisation
from ranpe.sampling.second import look_again
from ranpe.sampling.source import chance

QUESTIONS = ("relevant", "in_period", "official", "shows_output", "readable")
Either = ProgressReport | RegionalReport


@dataclass(frozen=True)
class Times:
    """When the steps of one report happen."""

    written: datetime
    sent: datetime
    checked: datetime


def times(period: Period, luck: random.Random, *, late: bool, until: datetime) -> Times:
    """Moments inside the period: sent before the due date, or late; checked after that.

    Nothing happens after `until`.
    """
    start, end = (
        (period.due_at + timedelta(hours=2), min(period.closes_at, until))
        if late
        else (period.opens_at + timedelta(days=2), min(period.due_at, until))
    )
    sent = start + (end - start) * luck.uniform(0.05, 0.9)
    checked = min(sent + timedelta(days=luck.uniform(0.5, 9)), until - timedelta(hours=1))
    return Times(sent - timedelta(hours=luck.uniform(1, 30)), sent, max(checked, sent))


def reached(target: TargetLine | None, year: int, half: int, luck: random.Random) -> Decimal:
    """What was reached by the end of a semester; it grows over the years, unevenly."""
    if target is None or not target.value:
        return Decimal(luck.randint(1, 12))
    if target.direction == "stages":
        return Decimal(luck.choice([25, 50, 50, 75] if half == 1 else [50, 75, 100, 100, 100]))
    part = min(1.3, max(0.15, luck.gauss(0.86 + 0.025 * (year - 2021), 0.2)))
    if target.direction == "down":
        part = 2 - part
    return (target.value * Decimal(str(round(part, 3)))).quantize(Decimal(1))


def claim(value: Decimal, target: TargetLine | None, luck: random.Random) -> str:
    """The status that the institution gives itself; now and then a little too good."""
    if target is None or not target.value:
        return Status.ON_TRACK
    share = value / target.value
    if target.direction == "down":
        share = 2 - share
    ladder = [Status.BEHIND, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED]
    step = sum(share >= limit for limit in (Decimal("0.6"), Decimal("0.9"), Decimal(1)))
    if luck.random() < 0.1:
        step = min(step + 1, 3)
    return ladder[step]


def content_for(
    report: ProgressReport, target: TargetLine | None, luck: random.Random
) -> ProgressContent:
    """What an officer writes."""
    half = 1 if report.period.code == "S1" else 2
    value = reached(target, report.period.year, half, luck)
    status = claim(value, target, luck)
    words = texts.progress_words(luck, value, target.unit if target else "", status)
    return ProgressContent(claimed_status=status, achieved_value=value, **words)


def nil_content(luck: random.Random) -> ProgressContent:
    """A nil report with its reason."""
    reason = f"{luck.choice(texts.bank()['alasan_nihil'])} {texts.tag(luck)}"
    return ProgressContent(is_nil=True, nil_reason=reason, note_to_verifier=texts.secret(luck))


def regional_content(
    report: RegionalReport, stage: str, actions: tuple[int, ...], luck: random.Random
) -> RegionalContent:
    """What a province writes."""
    return RegionalContent(
        activity_count=luck.randint(1, 14),
        plan_stage=stage or RegionalPlanState.NONE,
        actions=tuple(luck.sample(actions, min(3, len(actions)))),
        **texts.regional_words(luck),
    )


def attach(report: Either, luck: random.Random, *, by: User, at: datetime) -> None:
    """One small, unique evidence file."""
    title = luck.choice(["Daftar hadir", "Notula rapat", "Laporan kegiatan", "Surat tugas"])
    serial = f"{report.journal_name} {report.returns}"
    upload = SimpleUploadedFile(f"{title}.pdf", texts.evidence_pdf(title, serial))
    services.attach_evidence(report, upload, title=f"{title} (data contoh)", by=by, at=at)


def hold(report: Either, *, by: User, at: datetime) -> None:
    """One activity, in every third report of an institution."""
    luck = chance("activity", report.journal_name)
    if isinstance(report, ProgressReport) and luck.random() < 0.3:
        services.save_activity(report, texts.an_activity(luck, report.period), by=by, at=at)


class Walker:
    """Takes one report through its steps with the people of its institution."""

    def __init__(
        self,
        organisation: Organisation,
        report: Either,
        targets: Mapping[int, TargetLine],
        luck: random.Random,
    ) -> None:
        self.report: Any = report
        self.luck = luck
        if isinstance(report, ProgressReport):
            home = report.assignment.institution
            self.operator, self.official = organisation.pair_of(home, report.assignment.unit)
            pillar = report.assignment.action.focus.pillar.number
            self.target = targets.get(report.assignment_id)
        else:
            home = report.region.government
            self.operator, self.official = organisation.pair_of(home, None)
            pillar, self.target = 1, None
        self.is_of_an_institution = isinstance(report, ProgressReport)
        self.verifier = organisation.verifier_for(pillar, home.pk)
        self.chair = organisation.chair_for(pillar, home)

    def save(self, content: ProgressContent | RegionalContent, at: datetime) -> None:
        """Write the report."""
        verb: Any = (
            services.save_report
            if isinstance(content, ProgressContent)
            else services.save_regional_report
        )
        self.report = verb(
            self.report, content, version=self.report.version, by=self.operator, at=at
        )

    def write(self, content: ProgressContent | RegionalContent, at: datetime) -> None:
        """Write the report and, where there was work, add evidence."""
        self.save(content, at)
        if not content.is_nil:
            hold(self.report, by=self.operator, at=at)
            attach(self.report, self.luck, by=self.operator, at=at)

    def send(self, at: datetime) -> None:
        """The operator proposes, the official sends; some officials send by themselves."""
        if self.luck.random() < 0.4:
            services.propose_report(self.report, by=self.operator, at=at - timedelta(minutes=40))
        services.submit_report(self.report, by=self.official, at=at)

    def give_back(self, at: datetime) -> None:
        """Returned with one remark on a field."""
        found = self.luck.choice(texts.bank()["alasan_kembali"])
        remark = RemarkText(found["bidang"], f"{found['teks']} {texts.tag(self.luck)}")
        services.return_report(
            self.report, remarks=[remark], note=texts.secret(self.luck), by=self.verifier, at=at
        )
        self.report.refresh_from_db()

    def answer(self, at: datetime) -> None:
        """Every remark of the return answered."""
        text = "Sudah kami lengkapi sesuai catatan (data contoh)."
        said = {row.pk: text for row in services.remarks_of_return(self.report)}
        services.answer_remarks(self.report, said, by=self.operator, at=at)

    def accept(self, at: datetime) -> None:
        """Accepted; now and then with less than was claimed, or with weak evidence."""
        value = getattr(self.report, "achieved_value", None)
        if value and self.luck.random() < 0.1:
            value = (value * Decimal(self.luck.randint(70, 90)) / 100).quantize(Decimal(1))
        rubric = {name: self.luck.random() > 0.06 for name in QUESTIONS}
        note = f"{self.luck.choice(texts.bank()['catatan_verifikator'])} {texts.secret(self.luck)}"
        verdict = services.accept_report(
            self.report,
            recognised_value=value,
            rubric=rubric,
            note=note,
            by=self.verifier,
            at=at,
        )
        look_again(verdict, self.chair, at=at)

    def endorse(self, at: datetime) -> None:
        """The Pokja's chair closes the check, where the plan's rules ask for a second look."""
        if rules_of(self.report.period.version.plan).needs_chair and self.is_of_an_institution:
            services.endorse_report(self.report, by=self.chair, at=at)


def closed_fate(year: int, luck: random.Random) -> str:
    """What becomes of a report in a closed semester; duty is kept better each year."""
    better = 0.02 * (year - 2021)
    draw = luck.random()
    for fate, share in (
        ("missing", max(0.02, 0.08 - better)),
        ("nil", 0.05),
        ("returned", 0.03),
        ("repaired", 0.12),
        ("late", 0.17 - better),
    ):
        if draw < share:
            return fate
        draw -= share
    return "on_time"


def walk_closed(
    organisation: Organisation,
    report: Either,
    targets: Mapping[int, TargetLine],
    extra: tuple[str, tuple[int, ...]] = ("", ()),
) -> None:
    """Take one report of a closed semester to its end."""
    period = report.period
    luck = chance("report", report.journal_name)
    fate = closed_fate(period.year, luck)
    if fate == "missing":
        return
    walker = Walker(organisation, report, targets, luck)
    moments = times(period, luck, late=fate == "late", until=period.closes_at)
    walker.write(_content(walker, report, fate, extra), moments.written)
    walker.send(moments.sent)
    if fate in ("repaired", "returned"):
        walker.give_back(moments.checked)
    if fate == "repaired":
        repaired = min(moments.checked + timedelta(days=luck.uniform(1, 6)), period.closes_at)
        attach(walker.report, luck, by=walker.operator, at=repaired)
        walker.answer(repaired)
        walker.send(repaired + timedelta(hours=1))
        moments = Times(moments.written, repaired, repaired + timedelta(days=3))
    if fate != "returned":
        walker.accept(moments.checked)
        walker.endorse(moments.checked + timedelta(hours=20))


def walk_update(
    organisation: Organisation, report: ProgressReport, targets: Mapping[int, TargetLine]
) -> None:
    """Send one short data update; a few come late, and a few never."""
    luck = chance("update", report.journal_name)
    fate = closed_fate(report.period.year, luck)
    if fate == "missing":
        return
    walker = Walker(organisation, report, targets, luck)
    moments = times(report.period, luck, late=fate == "late", until=report.period.closes_at)
    value = reached(walker.target, report.period.year, 1, luck)
    unit = walker.target.unit if walker.target else ""
    words = f"Sampai akhir Oktober tercapai {number(value)} {unit} (data contoh)."
    content = ProgressContent(
        claimed_status=claim(value, walker.target, luck),
        achieved_value=value,
        narrative=f"{words} {texts.tag(luck)}",
    )
    walker.save(content, moments.written)
    walker.send(moments.sent)


def _content(
    walker: Walker, report: Either, fate: str, extra: tuple[str, tuple[int, ...]]
) -> ProgressContent | RegionalContent:
    if isinstance(report, RegionalReport):
        return regional_content(report, extra[0], extra[1], walker.luck)
    if fate == "nil":
        return nil_content(walker.luck)
    return content_for(report, walker.target, walker.luck)
