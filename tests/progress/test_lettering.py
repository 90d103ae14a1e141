"""Letters to those who owe: whom, listing what, and what the ladder still proposes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.models import Action
from institutions.models import Kind
from journal.models import Entry
from pillars.models import Period, PeriodState
from progress.models import LetterProposal
from progress.queries.duties import duties_in
from progress.queries.letters import letter_rows, open_proposals, owed_items
from progress.services import close_duty, close_period
from progress.services.climbing import climb_ladder
from progress.services.lettering import draft_letters
from ranpe.kit.refusals import Incomplete, NotYours
from tests import factories
from tests.factories import World
from tests.people import People
from tests.progress.updates import scheduled
from workgroups.models import Letter, LetterItem
from workgroups.services import cancel_letter

DAYS = timedelta(days=1)


@pytest.fixture
def late(small_plan: World) -> datetime:
    """Ten days after the due date, when the ladder proposes the first letters."""
    return small_plan.period.due_at + timedelta(days=10, hours=-14)


def test_a_letter_lists_what_is_late_and_nothing_that_is_not(
    small_plan: World, people: People, now: datetime, late: datetime
) -> None:
    factories.a_report("submitted", small_plan.report("P1-F01-A001", "Kemenag"), people, at=now)
    factories.a_report("draft", small_plan.report("P1-F01-A002", "Kemenag"), people, at=now)
    Action.everything.filter(code="P1-F01-A006").update(classification="T")
    kemenag = small_plan.institutions["Kemenag"]

    [outcome] = draft_letters(
        small_plan.period, [kemenag], "request", by=people.secretariat, at=late
    )

    assert outcome.letter is not None
    rows = LetterItem.everything.filter(letter=outcome.letter)
    assert [(row.code, row.title, row.standing) for row in rows] == [
        ("P1-F01-A002", "Aksi contoh P1-F01-A002 (data contoh)", "Draf"),
        ("P1-F01-A006", "", "Belum diisi"),
    ]
    assert {row.due_on.isoformat() for row in rows} == {"2026-07-31"}


def test_what_is_listed_stays_when_it_is_sent_later(
    small_plan: World, people: People, late: datetime
) -> None:
    kemendagri = small_plan.institutions["Kemendagri"]
    [outcome] = draft_letters(
        small_plan.period, [kemendagri], "request", by=people.secretariat, at=late
    )
    factories.a_report(
        "submitted", small_plan.report("P3-F01-A002", "Kemendagri"), people, at=late + DAYS / 24
    )

    assert outcome.letter is not None
    assert [row.code for row in outcome.letter.items.all()] == ["P3-F01-A002"]
    assert kemendagri not in owed_items(small_plan.period, "request", late + DAYS)


def test_of_many_each_is_drafted_or_says_why_not(
    small_plan: World, people: People, late: datetime
) -> None:
    chosen = [
        small_plan.institutions["Kemenag"],
        small_plan.institutions["Bappenas"],
        small_plan.provinces["32"],
    ]
    by, period = people.secretariat, small_plan.period
    draft_letters(period, chosen[:1], "request", by=by, at=late)

    outcomes = draft_letters(period, chosen, "request", by=by, at=late)

    assert [(str(row.institution), row.refusal) for row in outcomes] == [
        (
            "Kemenag",
            "Permohonan penyampaian laporan kepada Kemenag untuk periode ini sudah ada.",
        ),
        ("Bappenas", "Bappenas tidak mempunyai laporan yang perlu disurati."),
        ("Jawa Barat", ""),
    ]
    assert Entry.everything.filter(verb="official_letter.draft").count() == 2
    listed = LetterItem.everything.get(letter__institution__short="Jawa Barat")
    assert (listed.code, listed.title) == ("Laporan daerah", "Jawa Barat")
    with pytest.raises(Incomplete, match="Pilih paling sedikit satu penerima"):
        draft_letters(period, [], "request", by=by, at=late)
    with pytest.raises(NotYours):
        draft_letters(period, chosen, "firm", by=people.head, at=late)


@pytest.mark.usefixtures("people")
def test_before_the_due_date_nobody_is_asked(small_plan: World, now: datetime) -> None:
    assert owed_items(small_plan.period, "request", now) == {}


def test_the_opening_of_the_year_invites_with_the_duties_of_its_plan(
    small_plan: World, people: People, now: datetime
) -> None:
    period = small_plan.next_period
    assert period.state == PeriodState.SCHEDULED
    owed = owed_items(period, "invitation", now)
    assert {str(row): len(items) for row, items in owed.items()} == {
        "Kemendagri": 1, "BNPT": 3, "Polri": 3, "Kemenag": 3, "Kemensos": 3,
        "Aceh": 1, "Jawa Barat": 1, "Bali": 1, "Papua": 1,
    }  # fmt: skip

    outcomes = draft_letters(period, owed, "invitation", by=people.secretariat, at=now)

    assert len(outcomes) == Letter.everything.filter(kind="invitation").count() == 9
    letter = Letter.everything.get(institution__short="Kemensos")
    assert letter.subject == "Undangan pembukaan pelaporan tahun 2026"
    assert "3 laporan" in letter.body
    assert str(letter.signatory) == "Kepala BNPT"
    assert Letter.everything.get(institution__short="BNPT").is_internal


@pytest.mark.parametrize("kind", ["request", "firm", "invitation"])
def test_a_locked_period_is_written_about_no_more(
    kind: str, small_plan: World, late: datetime
) -> None:
    Period.everything.filter(pk=small_plan.period.pk).update(state="locked")
    period = Period.everything.get(pk=small_plan.period.pk)

    assert owed_items(period, kind, late) == {}


def test_a_closed_period_is_still_asked_about_but_no_more_invited_to(
    small_plan: World, people: People, late: datetime
) -> None:
    period = close_period(small_plan.period, by=people.secretariat, at=late)

    assert owed_items(period, "request", late)
    assert not owed_items(period, "invitation", late)


def test_a_proposal_is_gone_while_its_letter_lives(
    small_plan: World, people: People, late: datetime
) -> None:
    climb_ladder(at=late)
    period, kemenag, by = small_plan.period, small_plan.institutions["Kemenag"], people.secretariat
    assert open_proposals(period).count() == 9

    [outcome] = draft_letters(period, [kemenag], "request", by=by, at=late)

    assert open_proposals(period).count() == 8
    rows = letter_rows(period, "request", late)
    assert [row.is_proposed for row in rows] == [True] * 8 + [False]
    assert rows[-1].living == outcome.letter
    assert outcome.letter is not None
    cancel_letter(outcome.letter, reason="Keliru.", by=by, at=late)
    assert open_proposals(period).count() == 9


def test_a_firm_letter_settles_the_proposed_request_too(
    small_plan: World, people: People, late: datetime
) -> None:
    climb_ladder(at=late)
    kemenag = small_plan.institutions["Kemenag"]

    draft_letters(small_plan.period, [kemenag], "firm", by=people.secretariat, at=late)

    assert not open_proposals(small_plan.period).filter(institution=kemenag).exists()


def test_the_ladder_does_not_propose_what_was_written_without_it(
    small_plan: World, people: People, late: datetime
) -> None:
    kemenag, bnpt = small_plan.institutions["Kemenag"], small_plan.institutions["BNPT"]
    by, period = people.secretariat, small_plan.period
    draft_letters(period, [kemenag], "request", by=by, at=late - DAYS)
    draft_letters(period, [bnpt], "firm", by=by, at=late - DAYS)

    climb_ladder(at=late)
    proposed = LetterProposal.everything.filter(institution__in=[kemenag, bnpt])
    assert not proposed.exists()
    climb_ladder(at=late + DAYS * 9)

    assert [(str(row.institution), row.kind) for row in proposed] == [("Kemenag", "firm")]


def test_an_invitation_to_a_short_update_names_only_who_owes_it(
    small_plan: World, people: People, now: datetime
) -> None:
    by = people.secretariat
    closed = small_plan.report("P1-F01-A001", "Kemenag")
    close_duty(closed.assignment, reason="Rahasia.", by=by, at=now)
    update = scheduled(small_plan, people, now)

    owed = owed_items(update, "invitation", now)

    assert not any(owner.kind == Kind.PROVINCE for owner in owed)
    listed = {(owner.short, item.code) for owner, items in owed.items() for item in items}
    duties = {
        (row.institution.short, row.action.code)
        for row in duties_in(update).select_related("institution", "action")
    }
    assert listed == duties and ("Kemenag", "P1-F01-A001") not in listed
