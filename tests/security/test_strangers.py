"""Every address of the house, asked for by everyone: what is foreign does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.views import APIView

from reporting.models import Seal
from tests import factories
from tests.conftest import NOW
from tests.people import everybody
from tests.security.asking import address_of, ask, comparable, squeezed, text_of
from tests.security.foreign import Foreign, Subject
from tests.security.recipes import RECIPES, Listing, OfSubject, Open, Shared
from tests.security.routes import Route, routes
from tests.security.stage import Stage
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("strangers")]

# The only doors without a lock. Who adds one here opens it to the whole world.
OPEN_ROUTES = frozenset(
    {
        "choose_language",
        "health",
        "help",
        "portal:about",
        "portal:action",
        "portal:actions",
        "portal:catalogue",
        "portal:correction",
        "portal:correction_received",
        "portal:data",
        "portal:feed",
        "portal:file",
        "portal:home",
        "portal:plain",
        "portal:province",
        "portal:provinces",
        "portal:report",
        "portal:report_actions",
        "portal:reports",
        "portal:robots",
        "portal:security",
        "portal:sitemap",
        "portal:table",
        "portal:verification",
        "portal:version",
        "sign_in",
        "account_login",
        "mfa_authenticate",
        "password_forgotten",
    }
)
# Open to whoever has the secret in the address: no page of the public.
SECRET_ROUTES = frozenset({"door_key", "feed"})
ROUTES = {route.name: route for route in routes()}
LISTINGS = [name for name in ROUTES if isinstance(RECIPES.get(name), Listing)]
SHARED = [name for name in ROUTES if isinstance(RECIPES.get(name), Shared)]
OBJECTS = [
    (name, recipe)
    for name in ROUTES
    for recipe in [RECIPES.get(name)]
    if isinstance(recipe, OfSubject | tuple)
]
CELLS = [
    pytest.param(name, one, id=f"{name}-{one.subject}")
    for name, recipe in OBJECTS
    for one in (recipe if isinstance(recipe, tuple) else (recipe,))
]
VERBS = [cell for cell in CELLS if cell.values[1].is_verb]  # type: ignore[union-attr]
# One of each kind of sight; these also search, filter and turn pages.
SHARP_EYES = frozenset(
    [
        "operator",
        "unit_operator",
        "province_operator",
        "verifier",
        "other_verifier",
        "chair",
        "ppid",
        "admin",
        "regional_supervisor",
        "nobody",
        "secretariat",
    ]
)
PAGE_METHODS = ("GET", "HTMX", "POST")
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def is_api(route: Route) -> bool:
    """Whether the address belongs to the API, whose lock is its own."""
    return issubclass(getattr(route.view, "cls", object), APIView)


@pytest.fixture(scope="module")
def foreign(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Foreign]:
    """Everybody in office over the small plan, and one record of every kind."""
    with standing(django_db_blocker, tmp_path_factory.mktemp("strangers"), NOW):
        world = factories.small_plan(NOW)
        yield Foreign(Stage(world, everybody(world), NOW))


@pytest.fixture(scope="module")
def clients(foreign: Foreign) -> dict[str, Client]:
    """A browser for everybody, signed in."""
    found = {}
    for name, person in foreign.cast.items():
        found[name] = Client()
        found[name].force_login(person)
    return found


@pytest.fixture(scope="module")
def outsider() -> Client:
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def _own_folders() -> None:
    """The folders are those of the module's world."""


# --- The list of addresses -----------------------------------------------------------------------


def test_every_address_has_a_recipe_and_every_recipe_an_address() -> None:
    assert sorted(ROUTES.keys() - RECIPES.keys()) == [], "write a recipe for these addresses"
    assert sorted(RECIPES.keys() - ROUTES.keys()) == [], "these recipes are stale"


def test_only_the_doors_of_the_frozen_list_are_open() -> None:
    open_ones = {name for name, route in ROUTES.items() if route.is_open and not is_api(route)}

    assert open_ones == OPEN_ROUTES | SECRET_ROUTES
    assert {name for name, recipe in RECIPES.items() if isinstance(recipe, Open)} == open_ones


def test_no_address_of_the_api_is_open() -> None:
    views = [route for route in ROUTES.values() if is_api(route)]

    assert len(views) >= 18
    assert {
        route.name for route in ROUTES.values() if route.is_open
    } - OPEN_ROUTES - SECRET_ROUTES == {route.name for route in views}


def _arguments(name: str, foreign: Foreign) -> Mapping[str, Any]:
    """The arguments of any address, for a record that stands."""
    recipe = RECIPES[name]
    if isinstance(recipe, tuple):
        recipe = recipe[0]
    if isinstance(recipe, OfSubject):
        return recipe.arguments(foreign.subjects[recipe.subject].record)
    if isinstance(recipe, Shared):
        return recipe.arguments(foreign)
    return _listed(recipe.arguments, foreign) if isinstance(recipe, Listing) else recipe.arguments


def _listed(arguments: Mapping[str, Any], foreign: Foreign) -> dict[str, Any]:
    known = {
        "an institution": foreign.stage.world.institutions["Kemensos"].pk,
        "a period": foreign.stage.world.period.pk,
    }
    return {name: known.get(value, value) for name, value in arguments.items()}


CLOSED = sorted(ROUTES.keys() - OPEN_ROUTES - SECRET_ROUTES)


@pytest.mark.parametrize("name", CLOSED)
def test_without_an_account_every_other_door_is_closed(
    name: str, foreign: Foreign, outsider: Client
) -> None:
    address = address_of(name, _arguments(name, foreign))

    answers = [(method, ask(outsider, method, address)) for method in PAGE_METHODS]

    for method, answer in answers:
        if is_api(ROUTES[name]):
            assert answer.status_code in (401, 403), method
        else:
            assert answer.status_code == 302, method
            assert answer["Location"].startswith(reverse("sign_in")), method
        assert foreign.marks.found_in(squeezed(answer)) == set()


# --- Records of others ---------------------------------------------------------------------------


def test_the_walk_covers_at_least_two_thousand_cells(foreign: Foreign) -> None:
    strangers = [len(_strangers(cell.values[1], foreign)) for cell in CELLS]  # type: ignore[arg-type]
    pages = len(LISTINGS) * len(foreign.cast)

    assert min(strangers) > 0
    assert sum(strangers) + pages >= 2000


def _row(record: Any) -> dict[str, Any]:
    """A record as it stands in the database."""
    found: dict[str, Any] = type(record)._base_manager.filter(pk=record.pk).values().get()
    return found


class Nothing:
    """What everybody is told of what does not exist, by the part of the house that is asked."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        self.told: dict[tuple[str, str], tuple[int, str]] = {}

    def to(self, person: str, name: str, address: str) -> tuple[int, str]:
        """The answer to `person`; `address` names no row.

        Pages follow their folder, for the navigation shows it; answers of the API their route.
        """
        folder = name if is_api(ROUTES[name]) else "/".join(address.split("/")[:3])
        if (person, folder) not in self.told:
            answer = ask(self.clients[person], "GET", address)
            if answer.status_code == 405:
                answer = ask(self.clients[person], "POST", address)
            self.told[person, folder] = comparable(answer, address)
        return self.told[person, folder]


@pytest.fixture(scope="module")
def nothing(clients: dict[str, Client]) -> Nothing:
    """One memory for all tests."""
    return Nothing(clients)


def _strangers(recipe: OfSubject, foreign: Foreign) -> list[str]:
    """Those who may not read a record, in a fixed order."""
    asked = recipe.askers or frozenset(foreign.cast)
    return sorted(asked - foreign.subjects[recipe.subject].readers)


@pytest.mark.parametrize(("name", "recipe"), CELLS)
def test_the_record_of_somebody_else_does_not_exist(
    name: str,
    recipe: OfSubject,
    foreign: Foreign,
    clients: dict[str, Client],
    nothing: Nothing,
) -> None:
    subject = foreign.subjects[recipe.subject]
    there = address_of(name, recipe.arguments(subject.record))
    nowhere = address_of(name, recipe.absent(subject.record))
    first, *others = _strangers(recipe, foreign)
    before = _row(subject.record)

    methods = _methods_that_find_nothing(name, recipe, clients[first], subject)
    for person in others:
        for method in methods:
            found = ask(clients[person], method, there, recipe.data)
            assert comparable(found, there) == nothing.to(person, name, nowhere), (
                f"{person} {method}"
            )

    assert methods
    assert _row(subject.record) == before


def _methods_that_find_nothing(
    name: str, recipe: OfSubject, client: Client, subject: Subject
) -> list[str]:
    """The methods that an address knows; none tells a foreign record from an absent one.

    What an address does not know (405), or tells by its name alone (OPTIONS), it does not know
    for anybody. A part of a page is refused like the page.
    """
    there = address_of(name, recipe.arguments(subject.record))
    nowhere = address_of(name, recipe.absent(subject.record))
    known = []
    for method in API_METHODS if is_api(ROUTES[name]) else PAGE_METHODS:
        found, absent = (ask(client, method, to, recipe.data) for to in (there, nowhere))
        assert comparable(found, there) == comparable(absent, nowhere), method
        assert subject.words_in(comparable(found, there)[1]) == [], method
        if found.status_code == 404:
            known.append(method)
        else:
            assert found.status_code == 405 or method == "OPTIONS", method
    return [method for method in known if method != "HTMX"]


@pytest.mark.parametrize(("name", "recipe"), CELLS)
def test_the_record_is_there_for_its_readers(
    name: str, recipe: OfSubject, foreign: Foreign, clients: dict[str, Client]
) -> None:
    """Otherwise the walk above would pass for an address that shows nothing to anybody."""
    subject = foreign.subjects[recipe.subject]
    there = address_of(name, recipe.arguments(subject.record))

    readers = sorted(recipe.witnesses or subject.readers)
    for person in {readers[0], readers[-1]}:
        answer = ask(clients[person], "GET", there)
        assert answer.status_code != 404, person
        if recipe.is_shown and not recipe.is_verb:
            assert answer.status_code in (200, 302), person


def test_a_chapter_is_only_found_under_its_own_report(
    foreign: Foreign, clients: dict[str, Client]
) -> None:
    chapter = foreign.subjects["drafted_section"].record
    other = foreign.subjects["discussed"].record
    place = {"pk": other.pk, "section_pk": chapter.pk}

    for person in ("secretariat", "chair"):
        answer = clients[person].get(address_of("reporting:section", place))
        assert answer.status_code == 404, person


@pytest.mark.parametrize(("name", "recipe"), VERBS)
def test_a_reader_whose_verb_it_is_not_is_refused_and_nothing_changes(
    name: str, recipe: OfSubject, foreign: Foreign, clients: dict[str, Client]
) -> None:
    subject = foreign.subjects[recipe.subject]
    there = address_of(name, recipe.arguments(subject.record))
    before = _row(subject.record)
    data = {key.format(pk=subject.record.pk): row for key, row in (recipe.data or {}).items()}

    for person in sorted(subject.readers - recipe.doers):
        answer = ask(clients[person], "POST", there, data)
        assert answer.status_code == 403, person
        assert _row(subject.record) == before, person


@pytest.mark.parametrize("name", SHARED)
def test_a_verb_on_what_everyone_knows_is_refused_to_all_but_its_doers(
    name: str, foreign: Foreign, clients: dict[str, Client]
) -> None:
    recipe = RECIPES[name]
    assert isinstance(recipe, Shared)
    there = address_of(name, recipe.arguments(foreign))
    data = {**recipe.data, "seal": str(Seal.everything.get().pk)}

    for person in sorted(set(foreign.cast) - recipe.doers):
        answer = ask(clients[person], "POST", there, data)
        assert answer.status_code == 403, person
        read = 403 if recipe.has_page else 405
        assert ask(clients[person], "GET", there).status_code == read, person


# --- Lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_shows_nobody_the_words_of_others(
    name: str, foreign: Foreign, clients: dict[str, Client]
) -> None:
    recipe = RECIPES[name]
    assert isinstance(recipe, Listing)
    address = address_of(name, _listed(recipe.arguments, foreign))

    for person in sorted(recipe.askers or clients):
        client = clients[person]
        hidden = foreign.hidden_from(person)
        admitted = recipe.readers is None or person in recipe.readers
        for query in recipe.queries if person in SHARP_EYES else recipe.queries[:1]:
            asked = query.replace("the open one", str(foreign.stage.world.period.pk))
            answer = ask(client, "GET", address + asked)
            text = text_of(answer)
            assert {word: hidden[word] for word in hidden if word in text} == {}, person
            assert admitted or answer.status_code == 403, person
