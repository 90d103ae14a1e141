"""Nothing that is not cleared reaches the public: no page, no file, no picture, no header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from files.models import StoredFile
from portal.intake import read_bytes
from portal.models import CorrectionSuggestion, PublishedAction, PublishedFile
from progress.models import Submission
from reporting.models import Seal
from tests.security.asking import comparable
from tests.security.crawling import Crawl, whole
from tests.security.marked_year import CLOSED, TODAY, MarkedYear, a_marked_year
from tests.security.marking import (
    HOUSE,
    PHRASE,
    PUBLIC,
    STRUCTURE,
    Marks,
    name_of,
    private_fields,
    squeeze,
    tables,
    text_fields,
)
from tests.security.recipes import RECIPES, Open
from tests.security.scanner import everything_in, places_of_pdf
from tests.security.test_strangers import OPEN_ROUTES
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("leaks")]

# The name under which the sign-in library looks for our page; it leads to the same address.
SECOND_NAMES = frozenset({"account_login"})
ABSENT = ("/aksi/P9-F09-A999/", "/provinsi/99/", "/laporan/2020/", "/tidak-ada/")


@dataclass(frozen=True)
class Seen:
    """A published year as the public sees it, and the same year with other private words."""

    year: MarkedYear
    crawl: Crawl
    of_another_world: dict[tuple[str, str], bytes]


def starts() -> list[str]:
    """Every open address, closed actions, and what does not exist."""
    found = [
        reverse(name, kwargs=dict(recipe.arguments))
        for name, recipe in RECIPES.items()
        if isinstance(recipe, Open)
    ]
    found += [reverse("portal:action", args=[code]) for code in CLOSED]
    found += [f"/aksi/?q={code}" for code in (*CLOSED, "P9-F09-A999")]
    for extension in ("csv", "xlsx", "json"):
        for name in ("aksi", "instansi", "provinsi", "angka"):
            found.append(reverse("portal:table", args=[2026, name, extension]))
    return [*found, *ABSENT]


@pytest.fixture(scope="module")
def seen(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seen]:
    """The same year twice, with other private words; the second one stands for the tests."""
    with standing(django_db_blocker, tmp_path_factory.mktemp("first"), TODAY):
        a_marked_year(Marks("w", "KATA-LAIN YANG LEBIH PANJANG DARI YANG SATUNYA"))
        other = Crawl(starts()).contents()
    with standing(django_db_blocker, tmp_path_factory.mktemp("second"), TODAY):
        year = a_marked_year(Marks())
        yield Seen(year, Crawl(starts()), other)


@pytest.fixture
def _own_folders() -> None:
    """The folders are those of the module's world."""


# --- What is looked for, and where ---------------------------------------------------------------


def test_every_private_text_of_every_table_is_marked(seen: Seen) -> None:
    marks = seen.year.marks
    texts: dict[str, list[str]] = {
        name_of(field): [str(text) for text in rows.values_list(field.name, flat=True)]
        for model in tables()
        for rows in [model._base_manager.all()]
        for field in private_fields(model)
    }

    without_row = [name for name, found in texts.items() if not found]
    assert without_row == [], "give these tables a row in marked_year.py"
    plain = {name for name, found in texts.items() for text in found if not marked(text, marks)}
    assert plain == set()
    assert len(marks.places) >= 150


def marked(text: str, marks: Marks) -> bool:
    """Whether a text carries a mark."""
    return bool(marks.found_in(squeeze(text)))


def test_the_lists_of_public_and_of_structural_texts_are_not_stale() -> None:
    known = {name_of(field) for model in tables() for field in text_fields(model)}

    assert sorted((PUBLIC | STRUCTURE) - known) == []
    assert PUBLIC.isdisjoint(STRUCTURE)
    assert {model._meta.app_label for model in tables()} == HOUSE


def test_the_crawl_reaches_every_open_address_in_both_languages(seen: Seen) -> None:
    for language in ("id", "en"):
        reached = {
            resolve(address.partition("?")[0]).view_name
            for (spoken, address), answer in seen.crawl.answers.items()
            if spoken == language and answer.status_code in (200, 302)
        }
        assert reached == OPEN_ROUTES - SECOND_NAMES

    assert len(seen.crawl.answers) >= 150
    statuses = {answer.status_code for answer in seen.crawl.answers.values()}
    assert statuses == {200, 302, 404, 410}, "a used link of the sign-in is gone"


def test_the_english_pages_are_crawled_in_english(seen: Seen) -> None:
    languages = {
        (spoken, answer["Content-Language"]) for (spoken, _a), answer in seen.crawl.answers.items()
    }

    assert languages == {("id", "id"), ("en", "en")}


# --- Nothing is found ----------------------------------------------------------------------------


def test_no_private_word_stands_on_any_public_page(seen: Seen) -> None:
    leaks = {
        key: found
        for key, answer in seen.crawl.answers.items()
        if (found := seen.year.marks.found_in(everything_in(whole(answer))))
        or (found := seen.year.marks.found_in(everything_in(answer.content)))
    }

    assert leaks == {}


def test_no_private_word_stands_in_any_place_of_the_public_pdf(seen: Seen) -> None:
    file = PublishedFile.published.get()
    places = list(places_of_pdf(read_bytes(file)))
    leaks = {
        (place, word) for place, text in places for word in seen.year.marks.found_in(squeeze(text))
    }

    assert leaks == set()
    said = squeeze("".join(text for place, text in places if place == "text layer"))
    assert squeeze(PublishedAction.published.all()[0].title) in said
    assert {"text layer", "document information", "raw bytes", "trailer key"} <= {
        place for place, _text in places
    }


@pytest.mark.parametrize("code", CLOSED)
def test_the_code_of_a_closed_action_stands_nowhere(code: str, seen: Seen) -> None:
    told = [
        key
        for key, answer in seen.crawl.answers.items()
        if code not in key[1] and squeeze(code) in everything_in(answer.content)
    ]

    assert told == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_closed_actions_are_only_counted(language: str, seen: Seen) -> None:
    list_of_actions = seen.crawl.answers[language, reverse("portal:actions")]
    pillars = {
        row.pillar.number: row for row in seen.crawl.answers[language, "/"].context["pillars"]
    }

    assert [pillars[number].pillar.withheld_count for number in (1, 2, 3)] == [1, 1, 0]
    assert [pillars[number].pillar.total for number in (1, 2, 3)] == [6, 4, 2]
    assert list_of_actions.context["total"] == 12
    assert PublishedAction.published.count() == 10


@pytest.mark.parametrize("code", CLOSED)
def test_a_closed_action_is_told_from_no_absent_one(code: str, seen: Seen) -> None:
    for language in ("id", "en"):
        for form in ("/aksi/{}/", "/aksi/?q={}"):
            closed, absent = form.format(code), form.format("P9-F09-A999")
            answers = [
                comparable(seen.crawl.answers[language, address], address)
                for address in (closed, absent)
            ]
            texts = [
                text.replace(code, "CODE").replace("P9-F09-A999", "CODE") for _s, text in answers
            ]
            assert answers[0][0] == answers[1][0]
            assert texts[0] == texts[1]


def test_a_search_for_a_private_word_finds_as_much_as_for_any_other(seen: Seen) -> None:
    words = [*list(seen.year.marks.places)[:: len(seen.year.marks.places) // 12], PHRASE]
    client = Client()

    for word in words:
        other = "".join(reversed(word))
        pages = [client.get("/aksi/", {"q": asked}) for asked in (word, other)]
        texts = [
            page.content.decode().replace(asked, "WORD")
            for page, asked in zip(pages, (word, other), strict=True)
        ]
        assert texts[0] == texts[1], word
        assert pages[0].context["page_obj"].paginator.count == 0


def test_the_proof_page_knows_published_files_only(seen: Seen) -> None:
    inside = {
        *StoredFile.everything.values_list("sha256", flat=True),
        *Submission.everything.values_list("sha256", flat=True),
        *Seal.everything.values_list("sha256", flat=True),
    }
    published = set(PublishedFile.published.values_list("sha256", flat=True))
    client = Client()
    nothing = _proof(client, "0" * 64)

    assert len(inside - published - {""}) >= 20
    for sha256 in sorted(inside - published - {""})[:20]:
        assert _proof(client, sha256) == nothing
    assert all(_proof(client, sha256) != nothing for sha256 in published)


def _proof(client: Client, sha256: str) -> tuple[int, str]:
    address = reverse("portal:verification", args=[sha256])
    status, text = comparable(client.get(address), address)
    return status, text.replace(sha256, "HASH")


def test_a_suggested_correction_is_read_by_the_desk_only(seen: Seen) -> None:
    marks = seen.year.marks
    said = {"page": "/aksi/", "text": marks.phrase("a reader's hint"), "contact": marks.word("who")}

    answer = Client().post(reverse("portal:correction"), said, follow=True)

    assert CorrectionSuggestion.received.count() == 1
    assert marks.found_in(everything_in(answer.content)) == set()
    for address in (*said["page"].split(), "/", reverse("portal:correction")):
        page = Client().get(address)
        assert marks.found_in(everything_in(page.content)) == set()


# --- What is private changes nothing -------------------------------------------------------------


def test_two_years_that_differ_in_private_words_only_look_the_same(seen: Seen) -> None:
    pages = seen.crawl.contents()

    assert pages.keys() == seen.of_another_world.keys()
    assert [key for key in pages if pages[key] != seen.of_another_world[key]] == []
