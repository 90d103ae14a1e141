"""Asking for pages as a person, counting queries, and a plan ten times as large."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from actions.models import (
    Action,
    ActionText,
    ActionYear,
    Assignment,
    Commitment,
    CommitmentState,
    Indicator,
    Target,
)
from progress.models import ProgressReport
from tests.factories import World


def signed_in(person: User) -> Client:
    """A browser in which a person has signed in."""
    client = Client()
    client.force_login(person)
    return client


def body_of(response: Any) -> str:
    """The answer as text."""
    return str(response.content.decode())


def words_of(response: Any) -> str:
    """What a reader sees of the main part, with single spaces."""
    body = body_of(response)
    start = body.find("<main")
    main = body[start : body.find("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main))).strip()


def queries_of(person: User, url: str) -> int:
    """How many queries one visit takes, once the process is warm."""
    client = signed_in(person)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def ten_times(world: World) -> None:
    """Nine copies of every action, with all that hangs on it and an empty report."""
    for copy in range(1, 10):
        copies_of(world, world.actions, copy)


def copies_of(world: World, rows: list[Action], copy: int) -> list[Action]:
    """The copy of some actions that is numbered `copy`, due in the open period as they are."""
    made = Action.everything.bulk_create(
        Action(
            plan=row.plan,
            focus_id=row.focus_id,
            code=f"{row.code}-{copy}",
            title=f"{row.title} {copy}",
            classification=row.classification,
        )
        for row in rows
    )
    _texts_and_years(world, made)
    for old, new in zip(rows, made, strict=True):
        _assignments(world, old, new)
    return made


def _texts_and_years(world: World, made: list[Action]) -> None:
    ActionText.everything.bulk_create(
        ActionText(action=row, version=world.version, title=row.title) for row in made
    )
    ActionYear.everything.bulk_create(
        ActionYear(action=row, version=world.version, year=2026) for row in made
    )


def _assignments(world: World, old: Action, new: Action) -> None:
    indicator = Indicator.everything.create(action=new, name=f"Peserta {new.code}", unit="orang")
    made = Assignment.everything.bulk_create(
        Assignment(
            action=new,
            institution_id=row.institution_id,
            unit_id=row.unit_id,
            part=row.part,
            valid_from=date(2026, 1, 1),
        )
        for row in old.assignments.all()
    )
    promised = Commitment.everything.bulk_create(
        Commitment(
            assignment=row,
            year=2026,
            indicator=indicator,
            planned_activity="Kegiatan contoh",
            annual_target=100,
            state=CommitmentState.APPROVED,
            submitted_at=world.period.opens_at,
            submitted_by=User.objects.all()[0],
            approved_at=world.period.opens_at,
            approved_by=User.objects.all()[0],
        )
        for row in made
    )
    Target.everything.bulk_create(
        Target(commitment=row, period=world.period, value=50) for row in promised
    )
    ProgressReport.everything.bulk_create(
        ProgressReport(assignment=row, period=world.period) for row in made
    )
