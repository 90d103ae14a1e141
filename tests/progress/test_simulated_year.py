"""A year of the calendar on a frozen clock: exactly these reminders, proposals and mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from institutions.models import Region
from journal.models import Digest, Entry, MailState, Notice
from journal.services import send_waiting_mail
from pillars.models import Holiday, Period
from progress.models import (
    LetterProposal,
    ProgressReport,
    RegionalReport,
    Reminder,
)
from progress.queries.letters import open_proposals
from progress.services import (
    RemarkText,
    accept_report,
    close_period,
    lock_period,
    open_period,
    return_report,
    save_regional_report,
    start_review,
    submit_report,
)
from progress.services.clock import run_the_clock
from ranpe.kit.clock import WIB, day_of
from tests import factories
from tests.factories import World, again, verifier_of
from tests.people import People
from tests.progress.year_of_letters import acts_on_letters, letters
from tests.security.stage import REGIONAL_WORDS

ON_TIME, LATE, SILENT = "P1-F01-A001", "P1-F01-A003", "P1-F01-A006"
Act = Callable[[datetime], object]

# When, whom, on which rung (days after the due date; a return has a day of its own).
REMINDERS = [
    ("01/07", "Kemenag", "S1 -30"),
    ("01/07", "Kemensos", "S1 -30"),
    ("01/07", "Jawa Barat", "S1 -30"),
    ("17/07", "Kemenag", "S1 -14"),
    ("17/07", "Kemensos", "S1 -14"),
    ("17/07", "Jawa Barat", "S1 -14"),
    ("27/07", "Intan", "S1 antrean"),
    ("27/07", "Mega", "S1 antrean"),
    ("28/07", "Kemensos", "S1 -3"),
    ("28/07", "Jawa Barat", "S1 -3"),
    ("01/08", "Kemensos", "S1 +1"),
    ("03/08", "Intan", "S1 antrean"),
    ("03/08", "Mega", "S1 antrean"),
    ("07/08", "Kemensos", "S1 +7"),
    ("10/08", "Kemensos", "S1 -3"),
    ("10/08", "Intan", "S1 antrean"),
    ("10/08", "Mega", "S1 antrean"),
    ("14/08", "Kemensos", "S1 +1"),
    ("17/08", "Intan", "S1 antrean"),
    ("17/08", "Mega", "S1 antrean"),
    ("20/08", "Kemensos", "S1 +7"),
    ("24/08", "Intan", "S1 antrean"),
    ("24/08", "Mega", "S1 antrean"),
    ("31/08", "Intan", "S1 antrean"),
    ("31/08", "Mega", "S1 antrean"),
    ("07/09", "Intan", "S1 antrean"),
    ("07/09", "Mega", "S1 antrean"),
    ("22/12", "Kemenag", "S2 -30"),
    ("22/12", "Kemensos", "S2 -30"),
    ("22/12", "Jawa Barat", "S2 -30"),
    ("06/01", "Kemenag", "S2 -14"),
    ("06/01", "Kemensos", "S2 -14"),
    ("06/01", "Jawa Barat", "S2 -14"),
    ("17/01", "Kemenag", "S2 -3"),
    ("17/01", "Kemensos", "S2 -3"),
    ("17/01", "Jawa Barat", "S2 -3"),
    ("21/01", "Kemenag", "S2 +1"),
    ("21/01", "Kemensos", "S2 +1"),
    ("21/01", "Jawa Barat", "S2 +1"),
    ("27/01", "Kemenag", "S2 +7"),
    ("27/01", "Kemensos", "S2 +7"),
    ("27/01", "Jawa Barat", "S2 +7"),
]
PROPOSALS = [
    ("10/08", "Kemensos", "request"),
    ("20/08", "Kemensos", "firm"),
    ("30/01", "Kemenag", "request"),
    ("30/01", "Kemensos", "request"),
    ("30/01", "Jawa Barat", "request"),
    ("09/02", "Kemenag", "firm"),
    ("09/02", "Kemensos", "firm"),
    ("09/02", "Jawa Barat", "firm"),
]
# Drafted, to whom, which, how far it has come by the end, sent, received.
LETTERS = [
    ("11/08", "Kemensos", "request", "received", "14/08", "18/08"),
    ("15/12", "Kemenag", "invitation", "sent", "16/12", ""),
    ("15/12", "Kemensos", "invitation", "sent", "16/12", ""),
    ("15/12", "Jawa Barat", "invitation", "sent", "16/12", ""),
    ("31/01", "Kemenag", "request", "sent", "02/02", ""),
    ("31/01", "Kemensos", "request", "cancelled", "", ""),
    ("31/01", "Jawa Barat", "request", "sent", "02/02", ""),
    ("10/02", "Kemenag", "firm", "draft", "", ""),
    ("10/02", "Kemensos", "firm", "draft", "", ""),
    ("10/02", "Jawa Barat", "firm", "draft", "", ""),
]
# What the ladder still proposes then: the firm letter to Kemensos settles the cancelled request.
OPEN_PROPOSALS = [("20/08", "Kemensos", "firm")]
DIGESTS = {
    "01/07": "Asep Darma Lukman Neng Rahmi Tika",
    "17/07": "Asep Darma Lukman Neng Rahmi Tika",
    "21/07": "Darma Intan Mega Rahmi",
    "27/07": "Intan Mega",
    "30/07": "Asep Fajar Intan Mega Neng",
    "03/08": "Intan Mega",
    "04/08": "Intan Lukman Mega Tika",
    "10/08": "Dewi Intan Mega",
    "18/08": "Intan Lukman Mega Tika",
    "19/08": "Dewi",
    "20/08": "Dewi",
    "21/08": "Intan Mega Tika",
    "24/08": "Intan Mega",
    "31/08": "Intan Mega",
    "07/09": "Intan Mega",
    "11/09": "Darma Rahmi",
    "14/09": "Lukman Tika",
    "17/12": "Asep Darma Gita Lukman Neng Rahmi Tika",
    "22/12": "Asep Darma Lukman Neng Rahmi Tika",
    "06/01": "Asep Darma Lukman Neng Rahmi Tika",
    "01/02": "Dewi",
    "03/02": "Asep Darma Gita Neng Rahmi",
    "09/02": "Dewi",
}
AT_ONCE = {
    "21/07": "Darma Rahmi",
    "28/07": "Asep Lukman Neng Tika",
    "30/07": "Asep",
    "01/08": "Lukman Tika",
    "04/08": "Lukman Tika",
    "05/08": "Lukman Tika",
    "07/08": "Lukman Tika",
    "10/08": "Lukman Tika",
    "14/08": "Lukman Tika",
    "20/08": "Lukman Tika",
    "21/08": "Lukman",
    "17/01": "Asep Darma Lukman Neng Rahmi Tika",
    "21/01": "Asep Darma Lukman Neng Rahmi Tika",
    "27/01": "Asep Darma Lukman Neng Rahmi Tika",
}


@pytest.fixture
def small(small_plan: World, people: People) -> World:
    """Three duties of two ministries and one province a semester; everything else is gone."""
    kept = {(ON_TIME, "Kemenag"), (LATE, "Kemensos"), (SILENT, "Kemensos")}
    for report in ProgressReport.everything.select_related(
        "assignment__action", "assignment__institution"
    ):
        name = (report.assignment.action.code, report.assignment.institution.short)
        if name not in kept:
            report.delete()
            report.assignment.commitments.all()[0].targets.all().delete()
            report.assignment.commitments.all().delete()
            report.assignment.delete()
    RegionalReport.everything.exclude(region__code="32").delete()
    Region.everything.exclude(code="32").update(reports_from=date(2099, 1, 1))
    Holiday.everything.create(day=date(2026, 8, 17), name="Hari Kemerdekaan")
    return small_plan


def _acts(world: World, people: People) -> dict[tuple[int, int, int], Act]:
    """What people do in the year, at nine in the morning of a day."""
    kemenag = world.report(ON_TIME, "Kemenag")
    kemensos = world.report(LATE, "Kemensos")
    regional = world.regional_report("32")

    def sent(report: ProgressReport) -> Act:
        return lambda at: factories.a_report("submitted", again(report), people, at=at)

    def returned(at: datetime) -> None:
        remark = RemarkText("narrative", "Mohon dilengkapi.")
        return_report(again(kemensos), remarks=[remark], by=people.verifier, at=at)

    def resent(at: datetime) -> None:
        factories.answer_all(again(kemensos), people, at=at)
        submit_report(again(kemensos), by=people.other_approver, at=at)

    def accepted(report: ProgressReport) -> Act:
        def act(at: datetime) -> None:
            start_review(again(report), by=verifier_of(report, people), at=at)
            accept_report(
                again(report),
                recognised_value=again(report).achieved_value,
                rubric=factories.RUBRIC,
                by=verifier_of(report, people),
                at=at,
            )

        return act

    def province_sends(at: datetime) -> None:
        writer = people.province_operator
        save_regional_report(regional, REGIONAL_WORDS, version=0, by=writer, at=at)
        submit_report(_regional(world), by=people.province_approver, at=at)
        judge, rubric = people.verifier, factories.RUBRIC
        accept_report(_regional(world), recognised_value=None, rubric=rubric, by=judge, at=at)

    period, head = world.period, people.pokja_head
    return {
        (2026, 7, 20): sent(kemenag),
        (2026, 7, 29): province_sends,
        (2026, 8, 3): sent(kemensos),
        (2026, 8, 4): returned,
        (2026, 8, 20): resent,
        (2026, 9, 10): accepted(kemenag),
        (2026, 9, 11): accepted(kemensos),
        (2026, 8, 31): lambda at: close_period(_fresh(period), by=head, at=at),
        (2026, 10, 1): lambda at: lock_period(_fresh(period), by=head, at=at),
        (2026, 12, 21): lambda at: open_period(_fresh(world.next_period), by=head, at=at),
    }


def _regional(world: World) -> RegionalReport:
    return world.regional_report("32")


def _fresh(period: Period) -> Period:
    return Period.everything.get(pk=period.pk)


def moments(first: date, last: date) -> Iterator[datetime]:
    """Four looks at the clock a day, one of them at night."""
    day = first
    while day <= last:
        for hour, minute in ((2, 0), (7, 0), (7, 30), (10, 0)):
            yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=WIB)
        day += timedelta(days=1)


def play(world: World, people: People, monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """A whole year; every task runs `times` times."""
    acts = {**_acts(world, people), **acts_on_letters(world, people)}
    for at in moments(date(2026, 7, 1), date(2027, 3, 31)):
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        for _time in range(times):
            run_the_clock(at=at)
            send_waiting_mail(at=at)
        if at.hour == 10 and (act := acts.get((at.year, at.month, at.day))):
            act(at)


def reminders() -> list[tuple[str, str, str]]:
    """When whom the calendar reminded, on which rung."""
    rows = Reminder.everything.select_related("institution", "reviewer", "period")
    return [
        (
            f"{day_of(row.told_at):%d/%m}",
            str(row.institution or first_name(row.reviewer)),
            f"{row.period.code} {'antrean' if row.rung is None else format(row.rung, '+d')}",
        )
        for row in rows
    ]


def first_name(person: Any) -> str:
    return str(person).split()[0]


def by_day(rows: Iterable[tuple[datetime, Any]]) -> dict[str, str]:
    """First names by day, as often as each was written to."""
    found: dict[str, list[str]] = {}
    for at, person in rows:
        found.setdefault(f"{day_of(at):%d/%m}", []).append(first_name(person))
    return {day: " ".join(sorted(names)) for day, names in found.items()}


@pytest.mark.parametrize("times", [1, 2])
def test_a_simulated_year_tells_exactly_this_however_often_the_tasks_run(
    times: int, small: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(small, people, monkeypatch, times=times)

    assert reminders() == REMINDERS
    assert [
        (f"{row.proposed_on:%d/%m}", str(row.institution), row.kind)
        for row in LetterProposal.everything.select_related("institution")
    ] == PROPOSALS
    assert letters() == LETTERS
    assert [
        (f"{row.proposed_on:%d/%m}", str(row.institution), row.kind)
        for period in Period.everything.order_by("due_at")
        for row in open_proposals(period).select_related("institution")
    ] == OPEN_PROPOSALS
    digests = Digest.everything.select_related("recipient").order_by("sent_at")
    assert by_day((row.sent_at, row.recipient) for row in digests if row.sent_at) == DIGESTS
    alone = Notice.everything.filter(digest=None).select_related("recipient").order_by("sent_at")
    assert by_day((row.sent_at, row.recipient) for row in alone if row.sent_at) == AT_ONCE
    assert not Notice.everything.exclude(mail_state=MailState.SENT).exists()
    assert len(mail.outbox) == digests.count() + alone.count()
    assert {f"{row.sent_at.astimezone(WIB):%H.%M}" for row in digests if row.sent_at} == {"07.30"}
    assert Entry.everything.filter(verb="reminder.sent").count() == len(REMINDERS)
    assert Entry.everything.filter(verb="letter.proposed").count() == len(PROPOSALS)
    steps = Entry.everything.filter(verb__startswith="official_letter.")
    assert Counter(steps.values_list("verb", flat=True)) == {
        "official_letter.draft": 10, "official_letter.initial": 6, "official_letter.sign": 6,
        "official_letter.number": 6, "official_letter.send": 6, "official_letter.receive": 1,
        "official_letter.cancel": 1,
    }  # fmt: skip
