"""What people type is shown as they typed it, in every form in which it goes out, and acts not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from journal.models import Notice, Urgency
from journal.services import send_waiting_mail
from tests import factories
from tests.conftest import NOW
from tests.people import everybody
from tests.security.asking import address_of
from tests.security.foreign import Foreign
from tests.security.injecting import PATTERNS, Injector, Reader, listening
from tests.security.recipes import RECIPES, Listing, OfSubject
from tests.security.stage import Stage
from tests.security.test_strangers import _listed
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("injection")]

ROUNDS = 8
# In every round other strings begin a text; so tables come round more often than pages.
TURNS = {"csv": 1, "xlsx": 4}
PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The texts that only stand in a certain form, which a rule of the database holds.
HELD = frozenset({"workgroups.Letter.number"})


@pytest.fixture
def _own_folders() -> None:
    """The folders are those of the world."""


def _pages(foreign: Foreign) -> list[tuple[str, str, dict[str, Any]]]:
    """Every page and file of the house: its route, somebody who reads it, its arguments."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for name, recipe in RECIPES.items():
        if isinstance(recipe, Listing):
            reader = sorted(recipe.readers or {"secretariat"})[0]
            found.append((name, reader, _listed(recipe.arguments, foreign)))
        for one in recipe if isinstance(recipe, tuple) else (recipe,):
            if isinstance(one, OfSubject) and not one.is_verb:
                subject = foreign.subjects[one.subject]
                reader = sorted(one.witnesses or subject.readers)[0]
                found.append((name, reader, one.arguments(subject.record)))
    tables = [row for row in found if row[2].get("kind") == "csv"]
    return found + [(name, who, {**at, "kind": "xlsx"}) for name, who, at in tables]


def _mailed(reader: Reader) -> None:
    """Send all that waits, and read it as a mail program does."""
    mail.outbox.clear()
    Notice.everything.update(urgency=Urgency.RETURNED, not_before=NOW, mail_state="waiting")
    send_waiting_mail(at=NOW)
    for letter in mail.outbox:
        message = letter.message()
        reader.found("mail", str(letter.body))
        acts = [*letter.attachments, *getattr(letter, "alternatives", [])]
        acts += [name for name in message if name.lower().startswith(("x-inject", "bcc"))]
        acts += [] if message.get_content_type() == "text/plain" else ["not plain"]
        reader.wrong += [f"mail: {act}" for act in acts]
    reader.read["mail"] = reader.read.get("mail", 0) + len(mail.outbox)


def test_forty_strings_in_every_text_field_do_nothing_and_are_shown_as_typed(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path_factory.mktemp("injection")
    with listening() as (here, calls), standing(django_db_blocker, folder, NOW):
        world = factories.small_plan(NOW)
        foreign = Foreign(Stage(world, everybody(world), NOW))
        injector = Injector(here)
        reader, pages, clients = Reader(injector), _pages(foreign), dict[str, Client]()
        for number in range(ROUNDS):
            injector.round(number)
            for place, (name, who, arguments) in enumerate(pages):
                turns = TURNS.get(str(arguments.get("kind")), ROUNDS)
                if place % turns != number % turns:
                    continue
                if who not in clients:
                    clients[who] = Client()
                    clients[who].force_login(foreign.cast[who])
                reader.take(name, clients[who].get(address_of(name, arguments)))
            _mailed(reader)

    with capsys.disabled():
        print(  # noqa: T201
            f"\ninjection: {len(PATTERNS)} strings, {len(injector.fields)} text fields,"
            f" {len(injector.pairs)} pairs, answers read {reader.read},"
            f" {len(calls)} network calls, {len(reader.wrong)} acted"
        )
    assert (len(PATTERNS), calls, reader.wrong) == (40, [], [])
    assert injector.kept == HELD
    whole = set(injector.strings)
    missing = {kind: whole - seen for kind, seen in reader.literal.items() if whole - seen}
    assert missing == {}
    assert reader.literal.keys() == {"text/html", "text/csv", PDF, XLSX, "mail"}
