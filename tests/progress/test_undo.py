"""A verdict is taken back within ten seconds, by whoever gave it, before anybody was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry, Notice, Remark
from journal.services import send_waiting_mail
from pillars.models import PlanRules
from progress.models import ProgressReport, Verification
from progress.services import (
    RemarkText,
    accept_report,
    attach_evidence,
    endorse_report,
    return_report,
    undo_verdict,
)
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests import factories
from tests.factories import RUBRIC
from tests.people import People
from tests.progress.pages import again, judged, signed_in, url

REMARK = [RemarkText("evidence", "Data dukung belum memadai.")]
SOON = timedelta(seconds=9)


@pytest.fixture
def sent(report: ProgressReport, people: People, now: datetime) -> ProgressReport:
    """A report that waits for the verifier."""
    return factories.a_report("submitted", report, people, at=now - timedelta(hours=1))


def accept(report: ProgressReport, people: People, at: datetime) -> None:
    accept_report(report, recognised_value=Decimal(40), rubric=RUBRIC, by=people.verifier, at=at)


def give_back(report: ProgressReport, people: People, at: datetime) -> None:
    return_report(report, remarks=REMARK, by=people.verifier, at=at)


Decide = Callable[[ProgressReport, People, datetime], None]


def facts(report: ProgressReport) -> dict[str, Any]:
    """Every column of the report's row."""
    row = again(report)
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("decide", [accept, give_back])
def test_the_report_stands_again_as_it_stood(
    decide: Decide, sent: ProgressReport, people: People, now: datetime
) -> None:
    before = facts(sent)
    decide(sent, people, now)

    undo_verdict(sent, by=people.verifier, at=now + SOON)

    assert facts(sent) == before
    assert Entry.everything.filter(verb="report.undo").count() == 1


@pytest.mark.parametrize("decide", [accept, give_back])
def test_the_verdict_stays_marked_and_nobody_is_told(
    decide: Decide, sent: ProgressReport, people: People, now: datetime
) -> None:
    send_waiting_mail(at=now)
    told = set(Notice.everything.values_list("pk", flat=True))
    decide(sent, people, now)

    undo_verdict(sent, by=people.verifier, at=now + SOON)

    assert Verification.everything.get().undone_by == people.verifier
    assert set(Notice.everything.values_list("pk", flat=True)) == told
    assert not Remark.everything.filter(withdrawn_at=None).exists()


def test_forwarding_and_the_chairs_verdict_lead_back_one_step(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    PlanRules.everything.update(needs_chair=True)
    accept(sent, people, now)
    undo_verdict(sent, by=people.verifier, at=now + SOON)
    assert again(sent).state == "submitted"

    accept(sent, people, now)
    endorse_report(sent, by=people.chair, at=now)
    undo_verdict(sent, by=people.chair, at=now + SOON)
    assert (again(sent).state, again(sent).verified_at) == ("awaiting_chair", None)

    return_report(sent, remarks=REMARK, by=people.chair, at=now)
    undo_verdict(sent, by=people.chair, at=now + SOON)
    assert again(sent).state == "awaiting_chair"


def test_after_ten_seconds_it_is_too_late(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    accept(sent, people, now)

    with pytest.raises(OutOfTurn, match="Sepuluh detik"):
        undo_verdict(sent, by=people.verifier, at=now + timedelta(seconds=11))

    assert again(sent).state == "verified"


def test_nobody_undoes_the_verdict_of_another(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    accept(sent, people, now)

    for person in (people.sekber_verifier, people.chair, people.operator, people.secretariat):
        with pytest.raises(NotYours):
            undo_verdict(sent, by=person, at=now)


def test_what_the_institution_has_taken_up_is_not_undone(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    give_back(sent, people, now)
    soon = now + timedelta(seconds=2)
    attach_evidence(sent, factories.a_file(), title="", by=people.operator, at=soon)

    with pytest.raises(OutOfTurn, match="mulai memperbaiki"):
        undo_verdict(sent, by=people.verifier, at=now + SOON)


def test_a_verdict_is_undone_once(sent: ProgressReport, people: People, now: datetime) -> None:
    accept(sent, people, now)
    undo_verdict(sent, by=people.verifier, at=now)

    with pytest.raises(OutOfTurn, match="Tidak ada keputusan"):
        undo_verdict(sent, by=people.verifier, at=now)


def test_the_next_page_offers_it_for_ten_seconds(
    sent: ProgressReport, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(people.verifier)

    page = client.post(url("accept", sent), judged(), follow=True).content.decode()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=11))
    later = client.get(reverse("progress:queue")).content.decode()

    assert url("undo", sent) in page
    assert url("undo", sent) not in later


def test_the_button_opens_the_desk_again(sent: ProgressReport, people: People) -> None:
    client = signed_in(people.verifier)
    client.post(url("accept", sent), judged())

    answer = client.post(url("undo", sent), follow=True)

    assert answer.redirect_chain[-1][0] == url("desk", sent)
    assert again(sent).state == "submitted"


def test_strangers_and_owners_undo_nothing(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    accept(sent, people, now)

    for person, status in (
        (people.other_operator, 404),
        (people.operator, 403),
        (people.sekber_verifier, 403),
    ):
        assert signed_in(person).post(url("undo", sent)).status_code == status
    assert again(sent).state == "verified"


# --- A verdict rests on evidence ---------------------------------------------------------------


def test_an_unanswered_rubric_accepts_nothing(
    sent: ProgressReport, people: People, now: datetime
) -> None:
    with pytest.raises(Incomplete, match="rubrik"):
        accept_report(sent, recognised_value=Decimal(40), rubric={}, by=people.verifier, at=now)

    answer = signed_in(people.verifier).post(url("accept", sent), judged(rubric=[]))

    assert answer.status_code == 422
    assert "Centang butir yang terpenuhi" in answer.content.decode()
    assert again(sent).state == "submitted"


def test_the_keys_are_listed_and_can_be_turned_off(sent: ProgressReport, people: People) -> None:
    client = signed_in(people.verifier)
    page = client.get(url("desk", sent)).content.decode()

    client.post(reverse("progress:shortcuts"), {"keys": "off"})

    assert "Tombol papan ketik (?)" in page
    assert 'data-shortcuts="off"' not in page
    # The choice is the person's: it stands in another browser too, and for nobody else.
    again_in = signed_in(people.verifier)
    assert 'data-shortcuts="off"' in again_in.get(url("desk", sent)).content.decode()
    other = signed_in(people.sekber_verifier)
    assert 'data-shortcuts="off"' not in other.get(url("desk", sent)).content.decode()
