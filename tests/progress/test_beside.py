"""Institutions that answer for one action together read what each has sent, and nothing else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from actions.models import Action, Assignment, Part
from pillars.models import Classification
from progress.models import Evidence, ProgressReport
from progress.queries.beside import parts_beside
from progress.services import (
    RemarkText,
    autosave,
    close_duty,
    return_report,
    save_activity,
    save_report,
    submit_report,
    withdraw_report,
)
from tests import factories
from tests.factories import World, answer_all, some_activity, some_content, verifier_of
from tests.people import People
from tests.progress.pages import again, signed_in, url

WORDS = "Kemensos sudah melatih tiga angkatan pendamping di dua provinsi."
LATER = "Kalimat ini baru diketik dan belum dikirim oleh siapa pun."


@pytest.fixture
def theirs(small_plan: World) -> ProgressReport:
    """The report of Kemensos about the action for which Kemenag answers too."""
    return small_plan.report("P1-F01-A006", "Kemensos")


@pytest.fixture
def own(small_plan: World) -> ProgressReport:
    """The report of Kemenag about the same action."""
    return small_plan.report("P1-F01-A006", "Kemenag")


def sent(report: ProgressReport, people: People, now: datetime, state: str = "submitted") -> None:
    """Send a report with an activity and words of its own."""
    save_activity(report, some_activity(title="Lokakarya"), by=people.other_operator, at=now)
    factories.a_report(
        state, again(report), people, at=now, narrative=WORDS, obstacle="Anggaran terlambat."
    )


def pages(person: User, theirs: ProgressReport, own: ProgressReport) -> str:
    """The action's page and the pages of the own report, as one text."""
    action, client = theirs.assignment.action, signed_in(person)
    detail = reverse("actions:detail", args=[action.plan.code, action.code])
    found = [client.get(at, follow=True) for at in (detail, url("check", own), url("edit", own))]
    return "".join(answer.content.decode() for answer in found)


def test_the_sent_words_are_read_and_what_stays_in_the_house_is_not(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)

    text = pages(people.operator, theirs, own)

    for words in (WORDS, "48 orang", "50 orang", "Anggaran terlambat.", "Lokakarya"):
        assert text.count(words) >= 3
    assert "Pelatihan diikuti 48 orang." in text
    for words in ("MERPATI", "Daftar hadir"):
        assert words not in text
    assert "1 berkas tidak ditampilkan" in text


def test_only_files_for_the_public_are_named(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)
    Evidence.everything.update(classification=Classification.OPEN)

    text = pages(people.approver, theirs, own)

    assert "Daftar hadir" in text
    file = Evidence.everything.get()
    answer = signed_in(people.approver).get(reverse("progress:evidence", args=[file.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("state", ["draft", "proposed"])
def test_what_was_never_sent_is_not_read(
    state: str, theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now, state)

    assert WORDS not in pages(people.operator, theirs, own)


def test_while_the_other_repairs_the_last_sending_is_read_and_no_draft_word(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)
    remark = RemarkText("narrative", "Mohon RAJAWALI dilengkapi.")
    return_report(again(theirs), remarks=[remark], by=verifier_of(theirs, people), at=now)
    by, version = people.other_operator, again(theirs).version
    save_report(theirs, some_content(narrative=LATER), version=version, by=by, at=now)
    autosave(theirs, {"narrative": f"{LATER} Lagi."}, version=0, by=by, at=now)

    text = pages(people.operator, theirs, own)

    assert WORDS in text
    assert LATER not in text
    assert "RAJAWALI" not in text


def test_words_that_were_taken_back_are_gone(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)
    withdraw_report(again(theirs), by=people.other_approver, at=now)

    assert WORDS not in pages(people.operator, theirs, own)


def test_words_sent_again_and_taken_back_do_not_bring_the_older_ones_forth(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now, "returned")
    by, version = people.other_operator, again(theirs).version
    save_report(theirs, some_content(narrative=LATER), version=version, by=by, at=now)
    answer_all(theirs, people, at=now)
    submit_report(again(theirs), by=people.other_approver, at=now)
    assert LATER in pages(people.operator, theirs, own)

    withdraw_report(again(theirs), by=people.other_approver, at=now)

    text = pages(people.operator, theirs, own)
    assert WORDS not in text
    assert LATER not in text


def test_related_institutions_and_strangers_see_nothing(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)
    polri = people.coordinator.reach.institutions
    Assignment.everything.create(
        action=theirs.assignment.action,
        institution_id=next(iter(polri)),
        part=Part.RELATED,
        valid_from=date(2026, 1, 1),
    )
    action = theirs.assignment.action
    detail = reverse("actions:detail", args=[action.plan.code, action.code])

    for person in (people.coordinator, people.unit_operator, people.other_verifier, people.ppid):
        assert WORDS not in signed_in(person).get(detail).content.decode()
        foreign = signed_in(person).get(url("check", theirs))
        absent = signed_in(person).get(reverse("progress:check", args=[987_654]))
        assert (foreign.status_code, absent.status_code) == (404, 404)
    assert signed_in(people.operator).get(url("check", theirs)).status_code == 404


@pytest.mark.parametrize("of", ["action", "report"])
def test_what_is_secret_is_not_read_by_others(
    of: str, theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    sent(theirs, people, now)
    secret = Classification.SECRET
    if of == "action":
        Action.everything.filter(pk=theirs.assignment.action_id).update(classification=secret)
    else:
        ProgressReport.everything.filter(pk=theirs.pk).update(classification=secret)

    assert WORDS not in pages(people.operator, theirs, own)


def test_the_closed_path_shows_no_more_than_its_status(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    close_duty(
        theirs.assignment, reason="Isi tidak dapat diserahkan.", by=people.secretariat, at=now
    )
    ProgressReport.everything.filter(pk=theirs.pk).update(is_closed=True)

    assert parts_beside(people.operator, own) == []


def test_the_own_report_is_no_part_of_the_others(
    theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("submitted", own, people, at=now)

    assert parts_beside(people.operator, own) == []
    assert [part.institution for part in parts_beside(people.other_operator, theirs)] == ["Kemenag"]


def test_more_institutions_take_no_more_queries(
    small_plan: World, theirs: ProgressReport, own: ProgressReport, people: People, now: datetime
) -> None:
    action = theirs.assignment.action
    detail = reverse("actions:detail", args=[action.plan.code, action.code])
    third = Assignment.everything.create(
        action=action,
        institution=small_plan.institutions["Kemendagri"],
        part=Part.RESPONSIBLE,
        valid_from=date(2026, 1, 1),
    )
    more = ProgressReport.everything.create(assignment=third, period=theirs.period)
    sent(theirs, people, now)
    client = signed_in(people.operator)
    with CaptureQueriesContext(connection) as two:
        client.get(detail)

    factories.a_report("submitted", more, people, at=now)
    with CaptureQueriesContext(connection) as three:
        page = client.get(detail).content.decode()

    assert "Yang dikirim Kemendagri" in page
    assert len(three) == len(two)
