"""Two people of the Secretariat at one moment: one letter, one number, one step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from journal.models import Entry
from ranpe.kit.clock import day_of
from ranpe.kit.refusals import Refused
from tests import factories
from tests.factories import World, a_file
from tests.people import People, everybody
from tests.workgroups.letters import OWED, STEPS, a_letter
from workgroups import services
from workgroups.models import Letter


@pytest.fixture
def standing(triggers_lifted: None, now: datetime) -> tuple[World, People]:
    """The small plan in a database that all threads see."""
    world = factories.small_plan(now)
    return world, everybody(world)


def outcomes_of(*works: Callable[[], Any]) -> list[str]:
    """Start all works at one moment: the state of each letter, or the sentence of a refusal."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            return str(work().state)
        except Refused as refusal:
            return refusal.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return sorted(pool.map(run, works))


def test_two_who_draft_the_same_letter_make_one(
    standing: tuple[World, People], now: datetime
) -> None:
    world, people = standing
    kemenag, by = world.institutions["Kemenag"], people.secretariat

    found = outcomes_of(
        *[lambda: services.draft_letter(world.period, kemenag, "request", OWED, by=by, at=now)] * 2
    )

    assert found == [
        "Permohonan penyampaian laporan kepada Kemenag untuk periode ini sudah ada.",
        "draft",
    ]
    assert Letter.everything.get().items.count() == len(OWED)
    assert Entry.everything.filter(verb="official_letter.draft").count() == 1


def test_two_who_type_the_same_number_for_two_letters_give_it_to_one(
    standing: tuple[World, People], now: datetime
) -> None:
    world, people = standing
    letters = [
        a_letter("signed", world.institutions[short], world.period, people, at=now)
        for short in ("Kemenag", "Kemensos")
    ]

    def number(letter: Letter) -> Letter:
        return services.number_letter(
            letter,
            number="B-1/KONTOH/2026",
            dated_on=day_of(now),
            scan=a_file("surat.pdf"),
            by=people.secretariat,
            at=now,
        )

    found = outcomes_of(*[lambda letter=row: number(letter) for row in letters])

    assert found == [
        "Nomor B-1/KONTOH/2026 sudah dipakai pada tahun 2026; periksa buku agenda.",
        "numbered",
    ]
    assert sorted(Letter.everything.values_list("number", flat=True)) == ["", "B-1/KONTOH/2026"]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_two_press_at_once_is_taken_once(
    name: str, standing: tuple[World, People], now: datetime
) -> None:
    world, people = standing
    before = dict(zip(STEPS, ("draft", "initialled", "signed", "numbered", "sent"), strict=True))
    kemenag = world.institutions["Kemenag"]
    letter = a_letter(before[name], kemenag, world.period, people, at=now)

    found = outcomes_of(*[lambda: STEPS[name](letter, people.secretariat, now)] * 2)

    assert len([said for said in found if "tidak dapat dilakukan pada tahap ini" in said]) == 1
    assert Entry.everything.filter(verb=f"official_letter.{name}").count() == 1
