"""The two annual reports of the last closed year, walked from draft to published."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.translation import override

from accounts.models import User
from journal import jobs
from journal.chain import seal_waiting
from journal.models import MailState, Notice
from ranpe.sampling.roster import address
from reporting import services
from reporting.models import AnnualReport, Edition, ReportKind, Seal, Stage

Say = Callable[[str], Any]
DONE = (Stage.PUBLISHED, Stage.DISPATCHED)
LETTER = (
    "Dengan hormat kami sampaikan Laporan Tahunan pelaksanaan RAN PE. Mohon arahan "
    "Bapak/Ibu Presiden atas hal-hal yang disebutkan dalam ringkasan. (data contoh)"
)


def last_closed_year() -> int:
    """The newest year that is sealed."""
    found = Seal.everything.aggregate(year=models.Max("year"))["year"]
    if found is None:
        raise LookupError("no year is sealed")
    return int(found)


def produce_annual_reports(say: Say = print) -> list[Path]:
    """Both reports of the last closed year, approved; a second run changes nothing.

    Returns the paths of readable copies of the two approved PDFs.
    """
    year = last_closed_year()
    with override("id"):
        standing = AnnualReport.everything.filter(year=year, state__in=DONE)
        if standing.count() < 2:
            _walk(year, say)
        reports = AnnualReport.everything.filter(year=year, state__in=DONE).order_by("kind")
        return [_copy(report) for report in reports]


class _Desk:
    """The people who take the reports through, and the clock they share."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def person(self, name: str) -> User:
        """A sample person."""
        return User.objects.get(email=address(name))

    def later(self, days: int = 1) -> datetime:
        """The next moment."""
        self.now += timedelta(days=days)
        return self.now


def _walk(year: int, say: Say) -> None:
    seal = Seal.everything.filter(year=year).order_by("-number")[0]
    desk = _Desk(seal.sealed_at + timedelta(days=3))
    reports = [_discussed(seal, kind, desk) for kind in (ReportKind.PRESIDENT, ReportKind.PUBLIC)]
    editions = _build(reports, desk, say)
    for report, edition in zip(reports, editions, strict=True):
        _decided(report, edition, desk)
    seal_waiting()
    Notice.everything.filter(mail_state=MailState.WAITING).update(mail_state=MailState.NONE)


def _discussed(seal: Seal, kind: str, desk: _Desk) -> AnnualReport:
    """Drafted, discussed by the three Pokja and the plenary, and tested for harm."""
    secretariat, head_of_pokja = desk.person("sekretariat"), desk.person("sestama")
    report = services.open_annual_report(seal, kind, by=secretariat, at=desk.later())
    if kind == ReportKind.PRESIDENT:
        _date_the_requests(report, desk)
    services.send_to_review(report, by=secretariat, at=desk.later())
    for number in (1, 2, 3):
        chair = desk.person(f"ketua.pilar{number}")
        services.record_review(
            report, opinion="agrees", pillar_number=number, by=chair, at=desk.later()
        )
    services.to_plenary(report, by=head_of_pokja, at=desk.later())
    services.record_review(report, opinion="agrees", by=head_of_pokja, at=desk.later())
    if kind == ReportKind.PUBLIC:
        services.to_harm_test(report, by=secretariat, at=desk.later())
        _test_harm(report, desk)
    return AnnualReport.everything.get(pk=report.pk)


def _date_the_requests(report: AnnualReport, desk: _Desk) -> None:
    """What is asked of the President is to be answered by the middle of the next year."""
    due_on = date(report.year + 1, 6, 30)
    asked = [
        services.RequestText(row.text, row.owner, due_on)
        for row in report.directionrequests.order_by("order")
    ]
    services.save_requests(report, asked, by=desk.person("sekretariat"), at=desk.later(0))


def _test_harm(report: AnnualReport, desk: _Desk) -> None:
    """Classified actions stay counted only; everything else that was flagged is released."""
    ppid = desk.person("ppid")
    for item in report.harmtestitems.filter(decision=""):
        is_classified = item.finding.startswith("berklasifikasi")
        services.decide_harm_item(
            item,
            decision="withhold" if is_classified else "release",
            ground="a" if is_classified else "",
            reason="Uji konsekuensi contoh (data contoh).",
            withheld_for="5 tahun" if is_classified else "",
            by=ppid,
            at=desk.later(0),
        )
    services.finish_harm_test(report, by=ppid, at=desk.later())


def _build(reports: list[AnnualReport], desk: _Desk, say: Say) -> list[Edition]:
    """Both files, side by side: each is laid out in a process of its own."""
    secretariat, at = desk.person("sekretariat"), desk.later()
    asked = [
        services.request_edition(report, is_final=True, by=secretariat, at=at) for report in reports
    ]
    if connection.in_atomic_block:  # one connection, one thread: tests on the full sample
        for job in asked:
            jobs.run(job.pk)
    else:
        with ThreadPoolExecutor(max_workers=len(asked)) as pool:
            list(pool.map(_run, [job.pk for job in asked]))
    editions = [Edition.everything.get(report=report, is_final=True) for report in reports]
    for report, edition in zip(reports, editions, strict=True):
        say(f"  {report.title}: {edition.page_count} halaman")
    return editions


def _run(pk: int) -> None:
    try:
        with override("id"):
            jobs.run(pk)
    finally:
        connection.close()


def _decided(report: AnnualReport, edition: Edition, desk: _Desk) -> None:
    """Approved by the head of BNPT, then sent or published."""
    secretariat, head = desk.person("sekretariat"), desk.person("kepala")
    services.ask_decision(report, by=secretariat, at=desk.later())
    services.approve_report(report, sha256=edition.sha256, by=head, at=desk.later())
    at = desk.later()
    if report.kind == ReportKind.PRESIDENT:
        services.number_cover_letter(
            report,
            number=f"B-{report.year + 1}/CONTOH",
            dated_on=date(at.year, at.month, at.day),
            city="Jakarta",
            text=LETTER,
            by=secretariat,
            at=at,
        )
        services.dispatch_report(report, note="Melalui Setneg (contoh)", by=secretariat, at=at)
    else:
        services.publish_report(report, by=secretariat, at=at)


def _copy(report: AnnualReport) -> Path:
    name = "presiden" if report.kind == ReportKind.PRESIDENT else "publik"
    path = Path(settings.DATA_DIR) / "laporan" / f"laporan-{name}-{report.year}.pdf"
    if report.approved_edition and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(services.edition_bytes(report.approved_edition))
    return path
