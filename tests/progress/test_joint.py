"""An action of several institutions: what each says side by side, and the Pokja's one narrative."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from journal.models import Entry
from progress.models import JointNarrative, ProgressReport
from progress.services.joint import write_jointly
from ranpe.kit.refusals import NotYours
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.pages import signed_in

WORDS = "Kedua kementerian sudah melatih peserta; sisanya menyusul pada semester berikut."


@pytest.fixture
def theirs(small_plan: World) -> ProgressReport:
    """The report of Kemensos about the action for which Kemenag answers too."""
    return small_plan.report("P1-F01-A006", "Kemensos")


def page_of(report: ProgressReport) -> str:
    action = report.assignment.action
    return reverse("actions:detail", args=[action.plan.code, action.code])


def save_url(report: ProgressReport) -> str:
    pks = [report.assignment.action_id, report.period_id]
    return reverse("progress:joint_narrative", args=pks)


def test_whoever_has_a_part_sees_the_statuses_side_by_side_and_no_note_to_the_verifier(
    theirs: ProgressReport, small_plan: World, people: People, now: datetime
) -> None:
    factories.a_report("submitted", theirs, people, at=now, claimed_status="achieved")
    own = small_plan.report("P1-F01-A006", "Kemenag")
    factories.a_report("submitted", own, people, at=now)

    page = signed_in(people.operator).get(page_of(theirs)).content.decode()

    box = page[page.index('id="bersama"') :]
    box = box[: box.index("</section>")]
    for words in ("Kemenag", "Kemensos", "Tercapai", "Sesuai target", "berbeda-beda"):
        assert words in box
    assert f"{factories.SECRET} MERPATI" not in box


def test_what_is_not_sent_has_no_status_yet(
    theirs: ProgressReport, people: People, now: datetime
) -> None:
    factories.a_report("draft", theirs, people, at=now, claimed_status="behind")

    page = signed_in(people.operator).get(page_of(theirs)).content.decode()

    box = page[page.index('id="bersama"') :]
    assert "Tertinggal" not in box[: box.index("</section>")]


def test_others_and_actions_of_one_institution_have_no_such_place(
    theirs: ProgressReport, report: ProgressReport, people: People
) -> None:
    for person in (people.unit_operator, people.other_verifier, people.ppid):
        assert 'id="bersama"' not in signed_in(person).get(page_of(theirs)).content.decode()
    assert 'id="bersama"' not in signed_in(people.operator).get(page_of(report)).content.decode()


def test_the_pokja_writes_and_the_institutions_read(theirs: ProgressReport, people: People) -> None:
    data = {"text": WORDS, "version": "0"}

    answer = signed_in(people.chair).post(save_url(theirs), data)

    assert answer.status_code == 302
    for person in (people.operator, people.other_approver, people.verifier, people.secretariat):
        assert WORDS in signed_in(person).get(page_of(theirs)).content.decode()
    assert Entry.everything.get(verb="joint_narrative.written").capacity == "Deputi Pencegahan"


def test_words_written_meanwhile_are_not_lost_and_not_written_over(
    theirs: ProgressReport, people: People
) -> None:
    signed_in(people.chair).post(save_url(theirs), {"text": WORDS, "version": "0"})

    late = signed_in(people.verifier).post(
        save_url(theirs), {"text": "Uraian lain.", "version": "0"}
    )
    empty = signed_in(people.verifier).post(save_url(theirs), {"text": " ", "version": "1"})

    assert (late.status_code, empty.status_code) == (409, 422)
    assert "Uraian lain." in late.content.decode()
    assert WORDS in late.content.decode()
    assert JointNarrative.everything.get().text == WORDS


def test_nobody_else_writes_it(theirs: ProgressReport, people: People, now: datetime) -> None:
    action = theirs.assignment.action

    for person in (people.operator, people.other_verifier, people.secretariat, people.pokja_head):
        with pytest.raises(NotYours):
            write_jointly(action, theirs.period, text=WORDS, version=0, by=person, at=now)
    assert not JointNarrative.everything.exists()
