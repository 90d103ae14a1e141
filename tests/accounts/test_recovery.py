"""Lost phone, lost password: one administrator asks, another grants, the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Recovery, RecoveryCode, Role, User
from accounts.services.second_factor import ask_recovery, grant_recovery, withdraw_recovery
from journal.models import Entry, Notice
from ranpe.kit.refusals import Incomplete, NotYours, OutOfTurn
from tests.accounts.factors import ENROL, at_the_door, enrolled
from tests.factories import World
from tests.pages.visiting import signed_in, words_of
from tests.people import People, a_person

RECOVERIES = reverse("recoveries")
HOW = "Dikenali lewat panggilan ke nomor kantornya."


@pytest.fixture
def second_admin(small_plan: World, people: People) -> User:
    """Another administrator of accounts."""
    bnpt = small_plan.institutions["BNPT"]
    grants = (Role.SYSTEM_ADMIN, None)
    return a_person("admin2@ranpe.example", "Admin Dua", "Admin kedua", bnpt, grants)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that the test moves."""
    with time_machine.travel("2026-07-28T03:00:15+00:00", tick=False) as moved:
        yield moved


def test_two_administrators_and_the_person_sets_up_a_new_phone(
    people: People, second_admin: User, settings: Any, clock: Any
) -> None:
    settings.SECOND_FACTOR = True
    lost, _phone, codes = enrolled(people.operator)
    asking, _p, _c = enrolled(people.admin)
    granting, _p, _c = enrolled(second_admin)

    said = {"person": people.operator.pk, "kind": "factor", "reason": HOW}
    assert asking.post(RECOVERIES, said)["Location"] == RECOVERIES
    row = Recovery.everything.get()
    assert HOW in words_of(granting.get(RECOVERIES))
    assert granting.post(reverse("recovery_grant", args=[row.pk]))["Location"] == RECOVERIES

    assert lost.get(reverse("home"))["Location"].startswith(reverse("sign_in"))
    assert not Authenticator.objects.filter(user=people.operator).exists()
    assert not RecoveryCode.everything.filter(user=people.operator).exists()
    told = Notice.everything.filter(recipient=people.operator, key__startswith="recovery:")
    assert "dipulihkan oleh dua admin" in told.get().sentence
    again, _answer = at_the_door(people.operator)
    assert again.get(reverse("home"))["Location"].startswith(ENROL)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302


def test_each_act_stands_once_in_the_journal_with_its_reason(
    people: People, second_admin: User, now: datetime
) -> None:
    row = ask_recovery(people.operator, "both", HOW, by=people.admin, at=now)
    grant_recovery(row, by=second_admin, at=now)

    rows = Entry.everything.filter(verb__startswith="recovery.").order_by("pk")
    assert list(rows.values_list("verb", "actor_id", "reason")) == [
        ("recovery.asked", people.admin.pk, HOW),
        ("recovery.granted", second_admin.pk, HOW),
    ]
    people.operator.refresh_from_db()
    assert not people.operator.has_usable_password()


def test_who_asks_does_not_grant_and_nobody_helps_themselves(
    people: People, second_admin: User, now: datetime
) -> None:
    row = ask_recovery(people.operator, "factor", HOW, by=people.admin, at=now)
    own = ask_recovery(second_admin, "factor", HOW, by=people.admin, at=now)

    for recovery, by in ((row, people.admin), (own, second_admin), (row, people.secretariat)):
        with pytest.raises(NotYours):
            grant_recovery(recovery, by=by, at=now)
    for by in (people.secretariat, people.head, people.operator):
        with pytest.raises(NotYours):
            ask_recovery(people.approver, "factor", HOW, by=by, at=now)
    with pytest.raises(NotYours):
        ask_recovery(people.admin, "factor", HOW, by=people.admin, at=now)


@pytest.mark.parametrize("wrong", ["asked_by", "person"])
def test_the_database_holds_two_people_apart(wrong: str, people: People, now: datetime) -> None:
    row = ask_recovery(people.operator, "factor", HOW, by=people.admin, at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.everything.filter(pk=row.pk).update(granted_by=getattr(row, wrong), granted_at=now)


def test_a_request_needs_a_reason_stands_once_and_ends_once(
    people: People, second_admin: User, now: datetime
) -> None:
    with pytest.raises(Incomplete):
        ask_recovery(people.operator, "factor", "  ", by=people.admin, at=now)
    row = ask_recovery(people.operator, "factor", HOW, by=people.admin, at=now)
    with pytest.raises(OutOfTurn):
        ask_recovery(people.operator, "password", HOW, by=second_admin, at=now)
    withdraw_recovery(row, by=second_admin, at=now)
    with pytest.raises(OutOfTurn):
        grant_recovery(row, by=second_admin, at=now)


def test_a_refused_request_keeps_what_was_typed(people: People, second_admin: User) -> None:
    client = signed_in(people.admin)
    said = {"person": people.operator.pk, "kind": "factor", "reason": HOW}
    client.post(RECOVERIES, said)

    answer = client.post(RECOVERIES, said)

    assert answer.status_code == 409
    assert "sudah diminta" in words_of(answer)
    assert HOW in words_of(answer)


def test_owner_colleague_and_stranger(people: People) -> None:
    for part, status in (("admin", 200), ("secretariat", 403), ("operator", 403)):
        assert signed_in(people.all()[part]).get(RECOVERIES).status_code == status, part
