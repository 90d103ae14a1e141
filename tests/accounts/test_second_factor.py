"""The second step: set up at the first sign-in, asked for ever after, by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.adapters import FactorAdapter
from accounts.models import RecoveryCode, User
from journal.models import Entry, Notice
from tests.accounts.factors import ENROL, STEP, at_the_door, codes_on, enrolled, scan, with_password
from tests.pages.visiting import body_of, signed_in, words_of
from tests.people import People

HOME = reverse("home")
SECURITY = reverse("security")
WRONG = "Kode tidak cocok."


@pytest.fixture(autouse=True)
def _second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that the test moves; it stands in the middle of a half minute."""
    with time_machine.travel("2026-07-28T03:00:15+00:00", tick=False) as moved:
        yield moved


def verbs() -> list[str]:
    """What the journal tells about second factors."""
    rows = Entry.everything.filter(verb__startswith="factor.").order_by("pk")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.parametrize("part", ["verifier", "coordinator", "head", "admin", "operator", "ppid"])
def test_nobody_goes_anywhere_before_it_is_set_up(part: str, people: People) -> None:
    client, answer = at_the_door(with_password(people.all()[part]), next=reverse("notices"))

    assert answer["Location"] == reverse("notices")
    for page in (HOME, SECURITY, reverse("notices"), reverse("actions:list"), "/api/"):
        assert client.get(page)["Location"].startswith(ENROL), page
    assert client.post(reverse("phone"), {"phone": "0811"})["Location"].startswith(ENROL)
    assert client.get(reverse("portal:home")).status_code == 200
    assert client.get(ENROL).status_code == 200


def test_a_picture_and_a_key_for_the_phone_and_no_style_in_them(people: People) -> None:
    client, _answer = at_the_door(with_password(people.operator))

    page = client.get(ENROL)

    assert 'src="data:image/svg+xml;base64,' in body_of(page)
    assert "style=" not in body_of(page)
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def test_the_first_code_sets_it_up_and_opens_the_house(people: People) -> None:
    client, _answer = at_the_door(with_password(people.operator))
    phone = scan(client)

    refused = client.post(ENROL, {"code": phone.wrong_code(), "next": reverse("notices")})
    again = scan_of(refused)
    sheet = client.post(ENROL, {"code": phone.code(), "next": reverse("notices")})

    assert (refused.status_code, WRONG in words_of(refused)) == (422, True)
    assert again == phone.secret
    assert len(set(codes_on(sheet))) == 10
    assert f'href="{reverse("notices")}"' in body_of(sheet)
    assert client.get(HOME).status_code == 200
    assert verbs() == ["factor.set_up", "factor.codes_made"]
    assert Notice.everything.filter(recipient=people.operator).count() == 1


def scan_of(answer: Any) -> str:
    """The key that a refused page still shows."""
    return body_of(answer).partition("<code data-secret>")[2].partition("</code>")[0]


def test_neither_the_phones_key_nor_a_code_can_be_read_in_the_database(people: People) -> None:
    _client, phone, codes = enrolled(people.operator)

    kept = str(Authenticator.objects.values_list("data", flat=True)[0])
    rows = list(RecoveryCode.everything.values_list("mark", "digest"))

    assert phone.secret.replace(" ", "") not in kept
    for code in codes:
        assert not any(code.replace("-", "")[4:] in mark + digest for mark, digest in rows)
    assert all(digest.startswith("argon2$argon2id$") for _mark, digest in rows)


def test_after_a_change_of_the_key_the_phone_still_opens_and_is_sealed_anew(
    people: People, settings: Any, clock: Any
) -> None:
    _client, phone, _codes = enrolled(people.operator)
    clock.shift(60)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "q9" * 40
    client, _answer = at_the_door(people.operator)

    assert client.post(STEP, {"code": phone.code()}).status_code == 302

    settings.SECRET_KEY_FALLBACKS = []
    sealed = Authenticator.objects.get().data["secret"]
    assert FactorAdapter().decrypt(sealed) == phone.secret.replace(" ", "")


def test_afterwards_the_password_alone_opens_nothing(people: People, clock: Any) -> None:
    _client, phone, _codes = enrolled(people.operator)
    clock.shift(60)
    client, answer = at_the_door(people.operator, next=reverse("notices"))

    assert answer["Location"] == STEP
    assert client.get(HOME)["Location"].startswith(reverse("sign_in"))
    refused = client.post(STEP, {"code": phone.wrong_code()})
    assert (refused.status_code, WRONG in words_of(refused)) == (422, True)
    assert client.get(HOME).status_code == 302

    assert client.post(STEP, {"code": phone.code()})["Location"] == reverse("notices")
    assert client.get(HOME).status_code == 200


def test_a_code_that_was_used_is_worth_nothing_to_who_looked_on(people: People, clock: Any) -> None:
    _client, phone, _codes = enrolled(people.operator)
    clock.shift(60)
    first, _answer = at_the_door(people.operator)
    second, _answer = at_the_door(people.operator)

    assert first.post(STEP, {"code": phone.code()}).status_code == 302
    assert second.post(STEP, {"code": phone.code()}).status_code == 422


def test_without_the_password_the_second_step_is_closed(people: People) -> None:
    enrolled(people.operator)

    assert Client().get(STEP)["Location"] == reverse("sign_in")
    assert Client().post(STEP, {"code": "123456"})["Location"] == reverse("sign_in")


def test_a_printed_code_replaces_the_phone_once(people: People) -> None:
    _client, _phone, codes = enrolled(people.operator)
    typed = codes[3].lower().replace("-", " ")
    client, _answer = at_the_door(people.operator)

    assert client.post(STEP, {"code": typed}).status_code == 302
    assert "9 kode belum dipakai" in words_of(client.get(SECURITY))

    again, _answer = at_the_door(people.operator)
    assert again.post(STEP, {"code": typed}).status_code == 422
    assert verbs()[-1] == "factor.code_used"


def test_codes_of_somebody_else_open_nothing(people: People) -> None:
    enrolled(people.operator)
    _client, _phone, others = enrolled(people.approver)
    client, _answer = at_the_door(people.operator)

    assert client.post(STEP, {"code": others[0]}).status_code == 422


def test_guessing_codes_is_slowed(people: People, clock: Any) -> None:
    _client, phone, codes = enrolled(people.operator)
    client, _answer = at_the_door(people.operator)
    for _try in range(5):
        assert client.post(STEP, {"code": phone.wrong_code()}).status_code == 422

    assert "Terlalu banyak percobaan." in words_of(client.post(STEP, {"code": codes[0]}))
    clock.shift(14 * 60)
    assert client.post(STEP, {"code": codes[0]}).status_code != 302
    clock.shift(2 * 60)
    late, _answer = at_the_door(people.operator)
    assert late.post(STEP, {"code": codes[0]}).status_code == 302


def test_a_new_sheet_ends_the_old_one(people: People) -> None:
    client, _phone, codes = enrolled(people.operator)

    sheet = codes_on(client.post(reverse("factor_codes")))

    assert set(sheet).isdisjoint(codes)
    other, _answer = at_the_door(people.operator)
    assert other.post(STEP, {"code": codes[0]}).status_code == 422
    assert other.post(STEP, {"code": sheet[0]}).status_code == 302


def test_a_new_phone_takes_the_place_of_the_old_and_ends_other_sessions(
    people: People, clock: Any
) -> None:
    client, old, _codes = enrolled(people.operator)
    clock.shift(60)
    elsewhere, _answer = at_the_door(people.operator)
    elsewhere.post(STEP, {"code": old.code()})
    clock.shift(60)

    new = scan(client)
    client.post(ENROL, {"code": new.code()})

    assert client.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302
    late, _answer = at_the_door(people.operator)
    assert late.post(STEP, {"code": old.code()}).status_code == 422
    clock.shift(60)
    assert late.post(STEP, {"code": new.code()}).status_code == 302


def test_a_session_from_before_has_to_come_in_by_the_door(people: People) -> None:
    enrolled(people.operator)
    older = signed_in(User.objects.get(pk=people.operator.pk))

    for page in (ENROL, HOME):
        assert older.get(page)["Location"].startswith(reverse("sign_in"))


def test_the_demonstration_says_plainly_that_it_is_off(people: People, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client = signed_in(people.operator)

    assert client.get(HOME).status_code == 200
    assert "Langkah kedua dimatikan" in words_of(client.get(SECURITY))
    assert "Langkah kedua (kode dari ponsel) dimatikan." in words_of(
        Client().get(reverse("sign_in"))
    )
    for answer in (client.get(ENROL), client.post(ENROL, {"code": "1"})):
        assert (answer.status_code, "dimatikan" in words_of(answer)) == (409, True)
    assert Authenticator.objects.count() == 0


def test_the_passkey_page_asks_the_browser_and_garbage_is_refused(people: People) -> None:
    client, _phone, _codes = enrolled(people.operator)
    page = reverse("passkey_add")

    assert 'data-passkey="create"' in body_of(client.get(page))
    for garbage in ("{}", "[]", "1", '{"id": "x", "response": {}}', "kata"):
        assert client.post(page, {"name": "K", "credential": garbage}).status_code == 422, garbage
    assert Authenticator.objects.count() == 1


def test_who_signs_in_reads_when_a_phone_was_set_up(people: People, now: datetime) -> None:
    client, _phone, _codes = enrolled(people.operator)

    words = words_of(client.get(SECURITY))

    assert "Dipasang" in words
    assert "10 kode belum dipakai" in words
