"""The access matrix, counted: every address, ten actors, what is theirs and what is not, each way.

What is right stands in the recipes of the stranger test; here no address and no actor is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from reporting.models import Seal
from tests import factories
from tests.conftest import NOW
from tests.people import everybody
from tests.security.asking import address_of, ask, comparable, text_of
from tests.security.foreign import Foreign
from tests.security.recipes import ABSENT, RECIPES, Listing, OfSubject, Open, Shared
from tests.security.routes import routes
from tests.security.stage import Stage
from tests.security.test_strangers import (
    API_METHODS,
    PAGE_METHODS,
    Nothing,
    _listed,
    is_api,
)
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access matrix")]

ACTORS = {
    "officer A": "operator",
    "officer B": "other_operator",
    "unit head A": "approver",
    "province officer": "province_operator",
    "verifier": "verifier",
    "coordinator": "coordinator",
    "agency head": "head",
    "auditor": "auditor",
    "system admin": "admin",
}
ROUTES = {route.name: route for route in routes()}
# A page that opens, one that leads on, and one that only takes the other method.
OPENS = frozenset({200, 302, 405})
# A step that was taken, or refused for what was typed and not for who typed it.
TAKEN = frozenset({200, 201, 302, 405, 409, 422})
CLOSED = frozenset({401, 403})


@pytest.fixture
def _own_folders() -> None:
    """The folders are those of the module's world."""


class Walk:
    """One walk through the house; `wrong` says which cells were not as they must be."""

    def __init__(self, foreign: Foreign) -> None:
        self.foreign, self.outsider = foreign, Client()
        self.clients = {actor: Client() for actor in ACTORS}
        for actor, client in self.clients.items():
            client.force_login(foreign.cast[ACTORS[actor]])
        self.nothing = Nothing(self.clients)
        self.cells: Counter[tuple[str, str, str]] = Counter()
        self.wrong: list[str] = []

    def note(self, name: str, actor: str, side: str, what: str, *, right: bool) -> None:
        """Count one cell."""
        self.cells[name, actor, side] += 1
        if not right:
            self.wrong.append(f"{name} as {actor}, {side}: {what}")

    def asked(self, client: Client, method: str, address: str, data: Any = None) -> Any:
        """One request, whose changes are taken back."""
        with transaction.atomic():
            answer = ask(client, method, address, data)
            transaction.set_rollback(True)
        client.cookies.pop("messages", None)  # what was taken back is told on no later page
        return answer

    def route(self, name: str) -> None:
        """Everything about one address."""
        recipe = RECIPES[name]
        if isinstance(recipe, Open):
            self.open(name, recipe)
        elif isinstance(recipe, Listing):
            self.listing(name, recipe)
        elif isinstance(recipe, Shared):
            self.shared(name, recipe)
        else:
            for one in recipe if isinstance(recipe, tuple) else (recipe,):
                self.subject(name, one)

    def methods(self, name: str) -> tuple[str, ...]:
        return API_METHODS if is_api(ROUTES[name]) else PAGE_METHODS

    def without_account(self, name: str, address: str) -> None:
        """Nobody comes in without an account."""
        for method in self.methods(name):
            answer = self.asked(self.outsider, method, address)
            is_led = answer.status_code == 302 and answer["Location"].startswith(reverse("sign_in"))
            right = answer.status_code in CLOSED if is_api(ROUTES[name]) else is_led
            self.note(name, "anonymous", "closed", f"{method} {answer.status_code}", right=right)

    def open(self, name: str, recipe: Open) -> None:
        """What needs no account asks nobody for one, and shows nobody anything of the inside."""
        address = address_of(name, recipe.arguments)
        for actor, client in {"anonymous": self.outsider, **self.clients}.items():
            answer = self.asked(client, "GET", address)
            right = answer.status_code < 500 and answer.status_code not in CLOSED
            hidden = self.foreign.hidden_from(ACTORS.get(actor, ""))
            right &= not any(word in text_of(answer) for word in hidden)
            self.note(name, actor, "open", f"GET {answer.status_code}", right=right)

    def listing(self, name: str, recipe: Listing) -> None:
        """A list opens to its readers and shows them only what is theirs."""
        address = address_of(name, _listed(recipe.arguments, self.foreign))
        self.without_account(name, address)
        for actor, client in self.clients.items():
            part = ACTORS[actor]
            hidden = self.foreign.hidden_from(part)
            admitted = recipe.readers is None or part in recipe.readers
            queries = recipe.queries if name == "search" else recipe.queries[:1]
            for query in queries:
                answer = self.asked(client, "GET", address + query.replace("the open one", ""))
                words = [word for word in hidden if word in text_of(answer)]
                opens = answer.status_code < 500 and answer.status_code not in CLOSED
                right = not words and (opens if admitted else answer.status_code == 403)
                self.note(name, actor, "list", f"GET {answer.status_code} {words}", right=right)

    def shared(self, name: str, recipe: Shared) -> None:
        """A verb on what everyone knows is refused to all but its doers."""
        address = address_of(name, recipe.arguments(self.foreign))
        data = {**recipe.data, "seal": str(Seal.everything.get().pk)}
        self.without_account(name, address)
        for actor, client in self.clients.items():
            answer = self.asked(client, "POST", address, data)
            may = ACTORS[actor] in recipe.doers
            right = answer.status_code < 500 if may else answer.status_code == 403
            self.note(name, actor, "verb", f"POST {answer.status_code}", right=right)

    def subject(self, name: str, recipe: OfSubject) -> None:
        """A record is there for its readers and does not exist for anybody else."""
        subject = self.foreign.subjects[recipe.subject]
        there = address_of(name, recipe.arguments(subject.record))
        self.without_account(name, there)
        for actor, part in ACTORS.items():
            if part not in subject.readers:
                self.stranger(name, recipe, actor, there)
            elif recipe.witnesses is None or part in recipe.witnesses:
                self.reader(name, recipe, actor, there)

    def stranger(self, name: str, recipe: OfSubject, actor: str, there: str) -> None:
        subject = self.foreign.subjects[recipe.subject]
        nowhere = address_of(name, recipe.absent(subject.record))
        client = self.clients[actor]
        for method in self.methods(name):
            found = ask(client, method, there, recipe.data)
            told = comparable(found, there)
            right = found.status_code == 405 or method == "OPTIONS"
            if found.status_code == 404:
                absent = self.nothing.to(actor, name, nowhere)
                if method == "HTMX":  # a part of a page is compared with a part of a page
                    absent = comparable(ask(client, method, nowhere), nowhere)
                right = told == absent and not subject.words_in(told[1])
            said = f"{method} {found.status_code}"
            self.note(name, actor, f"foreign {recipe.subject}", said, right=right)

    def reader(self, name: str, recipe: OfSubject, actor: str, there: str) -> None:
        client, side = self.clients[actor], f"own {recipe.subject}"
        answer = self.asked(client, "GET", there)
        shown = answer.status_code in OPENS
        if recipe.is_verb or not recipe.is_shown:
            shown = answer.status_code != 404 and answer.status_code < 500
        self.note(name, actor, side, f"GET {answer.status_code}", right=shown)
        if recipe.is_verb:
            key = self.foreign.subjects[recipe.subject].record.pk
            data = {field.format(pk=key): value for field, value in (recipe.data or {}).items()}
            answer = self.asked(client, "POST", there, data)
            may = ACTORS[actor] in recipe.doers
            right = answer.status_code in TAKEN if may else answer.status_code == 403
            self.note(name, actor, side, f"POST {answer.status_code}", right=right)


@pytest.fixture(scope="module")
def walk(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """Everybody in office over the small plan with one record of every kind, built once."""
    with standing(django_db_blocker, tmp_path_factory.mktemp("matrix"), NOW):
        world = factories.small_plan(NOW)
        yield Walk(Foreign(Stage(world, everybody(world), NOW)))


def test_no_cell_of_the_access_matrix_is_wrong_and_none_is_missing(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ROUTES:
        walk.route(name)

    rows = {name for name, _actor, _side in walk.cells}
    actors = {actor for _name, actor, _side in walk.cells}
    foreign = sum(n for (_r, _a, side), n in walk.cells.items() if side.startswith("foreign"))
    with capsys.disabled():
        print(  # noqa: T201
            f"\naccess matrix: {walk.cells.total()} cells, {len(walk.wrong)} wrong, {len(rows)} of"
            f" {len(ROUTES)} routes, {len(actors)} actors, {foreign} cells over foreign records"
        )
    assert walk.wrong == []
    assert ROUTES.keys() - rows == set()
    assert actors == {"anonymous", *ACTORS}
    assert walk.cells.total() >= 2000


BULK = {
    "progress:send_many": {"report": "K{pk}-{version}", "do": "send"},
    "progress:nil_many": {"report": "K{pk}-{version}", "do": "send", "reason": "Tidak ada."},
    "progress:unremind": {"reminder": "{pk}"},
}


@pytest.mark.parametrize("name", BULK)
@pytest.mark.parametrize("actor", ["unit head A", "officer A"])
def test_a_foreign_record_among_many_is_answered_like_an_absent_one(
    name: str, actor: str, walk: Walk
) -> None:
    record = walk.foreign.subjects["proposed"].record
    address, client = reverse(name), walk.clients[actor]

    found, absent = (
        walk.asked(
            client,
            "POST",
            address,
            {k: v.format(pk=pk, version=record.version) for k, v in BULK[name].items()},
        )
        for pk in (record.pk, ABSENT)
    )

    assert comparable(found, address) == comparable(absent, address)
    assert found.status_code in (403, 404)
