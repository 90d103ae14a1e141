"""A post writes what its form asks for, and nothing else that somebody sends along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from actions.models import Action
from portal.models import CorrectionSuggestion
from progress.forms import DeskForm, ProgressForm, RegionalForm
from progress.models import ProgressReport, RegionalReport
from reporting.models import ReportKind
from reporting.models import Stage as At
from tests.conftest import NOW
from tests.security.hostile import (
    ANNUAL_VERBS,
    REASON,
    footprint,
    hostile_fields,
)
from tests.security.house import CODE, JUDGED, REMARKED, House
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("foreign fields")]


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One house for all tests; each test's changes are taken back after it."""
    with standing(django_db_blocker, tmp_path_factory.mktemp("hostile"), NOW):
        yield House()


@pytest.fixture
def _own_folders() -> None:
    """The folders are those of the module's world."""


# --- Fields that no form asks for ----------------------------------------------------------------


def _fields_of(*forms: Any) -> frozenset[str]:
    named = {name for form in forms for name in form.base_fields}
    return frozenset({*named, "do", "reason", "rubric", "usual"})


TYPED = {
    "claimed_status": "on_track",
    "achieved_value": "48",
    "narrative": "Pelatihan berjalan di dua tempat sesuai rencana kerja.",
    "version": "0",
    "base_version": "{version}",
    "do": "save",
}
REGIONAL = {
    "narrative": "Forum koordinasi daerah berlangsung di tiga kabupaten.",
    "activity_count": "3",
    "version": "0",
    "base_version": "{version}",
    "do": "save",
}
WRITING = _fields_of(ProgressForm, RegionalForm)
CHECKING = _fields_of(DeskForm)
NOTHING: frozenset[str] = frozenset({"reason", "version", "note"})
# The verb, the state of its report, who posts, what a browser sends, what its form knows.
POSTS: list[tuple[str, str, str, Mapping[str, Any], frozenset[str]]] = [
    ("progress:edit", "draft", "operator", TYPED, WRITING),
    ("progress:autosave", "draft", "operator", TYPED, WRITING),
    ("progress:propose", "draft", "operator", {"version": "{version}"}, NOTHING),
    ("progress:hand_back", "proposed", "approver", {"reason": REASON}, NOTHING),
    ("progress:submit", "draft", "approver", {"version": "{version}"}, NOTHING),
    ("progress:withdraw", "submitted", "approver", {}, NOTHING),
    ("progress:start", "submitted", "verifier", {}, NOTHING),
    ("progress:accept", "submitted", "verifier", JUDGED, CHECKING),
    ("progress:return", "submitted", "verifier", REMARKED, CHECKING),
    ("progress:endorse", "awaiting_chair", "chair", {}, NOTHING),
    ("api-progress-propose", "draft", "operator", {"version": "{version}"}, NOTHING),
    ("api-progress-submit", "draft", "approver", {"version": "{version}"}, NOTHING),
    ("api-progress-withdraw", "submitted", "approver", {}, NOTHING),
    ("progress:regional-edit", "draft", "province_operator", REGIONAL, WRITING),
    ("progress:regional-submit", "draft", "province_approver", {"version": "{version}"}, NOTHING),
]


def _outcome(client: Client, address: str, data: Mapping[str, Any], *, as_json: bool) -> Any:
    """Everything in the house after a post, which is then taken back."""
    with transaction.atomic():
        if as_json:
            answer = client.post(address, dict(data), content_type="application/json")
        else:
            answer = client.post(address, dict(data))
        found = footprint()
        transaction.set_rollback(True)
    assert answer.status_code in (200, 201, 302), answer.content[:500]
    return found


@pytest.mark.parametrize(
    ("name", "state", "person", "data", "legitimate"), POSTS, ids=[row[0] for row in POSTS]
)
def test_fields_of_no_form_change_nothing_on_a_report(
    name: str,
    state: str,
    person: str,
    data: Mapping[str, Any],
    legitimate: frozenset[str],
    house: House,
) -> None:
    if "regional" in name:
        report = house.stage.walk(house.stage.world.regional_report("32"), state)
    else:
        report = house.report(state)
    sent = {
        key: str(report.version) if value == "{version}" else value for key, value in data.items()
    }
    extra = hostile_fields(report, legitimate)
    address, client = reverse(name, args=[report.pk]), house.client(person)
    plain = _outcome(client, address, sent, as_json=False)

    assert _outcome(client, address, {**extra, **sent}, as_json=False) == plain
    assert _outcome(client, f"{address}?{_query(extra)}", sent, as_json=False) == plain
    if name.startswith("api-"):
        assert _outcome(client, address, {**extra, **sent}, as_json=True) == plain
    assert plain != footprint(), "the post itself did nothing"
    assert len(extra) >= 40


def test_at_least_150_fields_are_tried_on_reports(capsys: pytest.CaptureFixture[str]) -> None:
    """What the test above sends: every field by form and by query, to the API also as JSON."""
    tries = sum(
        len(hostile_fields(RegionalReport() if "regional" in name else ProgressReport(), known))
        * (3 if name.startswith("api-") else 2)
        for name, _state, _person, _data, known in POSTS
    )

    with capsys.disabled():
        print(f"\nmass assignment: {tries} tries on reports")  # noqa: T201
    assert tries >= 150


# By these the lists of the API are filtered, and so is the one row that is asked for.
FILTERS = frozenset({"institution", "period", "pillar", "region", "state"})


def _query(extra: Mapping[str, str]) -> str:
    return "&".join(
        f"{name}={value}"
        for name, value in extra.items()
        if value.isalnum() and name not in FILTERS
    )


ANNUAL_POSTS = [
    ("send_to_review", ReportKind.PUBLIC, At.DRAFTING),
    ("to_plenary", ReportKind.PRESIDENT, At.POKJA_REVIEW),
    ("to_harm_test", ReportKind.PUBLIC, At.PLENARY),
    ("approve", ReportKind.PRESIDENT, At.AWAITING_DECISION),
    ("return_to_drafting", ReportKind.PUBLIC, At.AWAITING_DECISION),
    ("withdraw_approval", ReportKind.PRESIDENT, At.APPROVED),
    ("publish", ReportKind.PUBLIC, At.APPROVED),
]


@pytest.mark.parametrize(("name", "kind", "state"), ANNUAL_POSTS, ids=[r[0] for r in ANNUAL_POSTS])
def test_fields_of_no_form_change_nothing_on_an_annual_report(
    name: str, kind: str, state: str, house: House
) -> None:
    verb, report = ANNUAL_VERBS[name], house.annual[kind, state]
    client = house.client(verb.person)
    final = report.editions.filter(is_final=True).first()
    sent = {"reason": REASON, "sha256": final.sha256 if final else "c" * 64}
    extra = hostile_fields(report, frozenset(sent))
    plain = _outcome(client, verb.to(report), sent, as_json=False)

    assert _outcome(client, verb.to(report), {**extra, **sent}, as_json=False) == plain
    assert plain != footprint(), "the post itself did nothing"
    assert len(extra) >= 40


def test_a_chapter_takes_its_text_and_nothing_else(house: House) -> None:
    report = house.annual[ReportKind.PUBLIC, At.DRAFTING]
    section = report.sections.all()[0]
    address = reverse("reporting:section", args=[report.pk, section.pk])
    sent = {"text": "Bab yang ditulis ulang.", "version": "0"}
    extra = hostile_fields(section, frozenset(sent))
    client = house.client("secretariat")
    plain = _outcome(client, address, sent, as_json=False)

    assert _outcome(client, address, {**extra, **sent}, as_json=False) == plain


def test_a_suggested_correction_takes_three_fields_and_nothing_else(house: House) -> None:
    sent = {"page": "/aksi/", "text": "Angka ini perlu diperiksa lagi.", "contact": ""}
    extra = {"id": "777", "at": "2020-01-01", "is_public": "1", "state": "published"}

    answer = Client().post(reverse("portal:correction"), {**extra, **sent})

    row = CorrectionSuggestion.received.get()
    assert answer.status_code == 302
    assert (row.page, row.text, row.contact, row.at) == ("/aksi/", sent["text"], "", NOW)
    assert row.pk != 777


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("person", ["operator", "approver", "secretariat", "head", "admin"])
def test_the_api_writes_by_verbs_only(method: str, person: str, house: House) -> None:
    report = house.report("draft")
    rows = {
        "api-progress-detail": report.pk,
        "api-regional-detail": house.stage.world.regional_report("32").pk,
        "api-action-detail": house.stage.world.actions[0].pk,
        "api-period-detail": house.stage.world.period.pk,
        "api-institution-detail": house.stage.world.institutions["Kemenag"].pk,
    }
    before = footprint(with_journal=False)

    for name, pk in rows.items():
        for address in (reverse(name, args=[pk]), reverse(name.replace("detail", "list"))):
            answer = house.client(person).generic(
                method, address, b'{"state": "verified"}', content_type="application/json"
            )
            assert answer.status_code == 405

    assert footprint(with_journal=False) == before


def test_there_are_far_more_than_sixty_tries_of_foreign_fields(house: House) -> None:
    report = house.stage.world.report(CODE, "Kemenag")
    tries = sum(2 * len(hostile_fields(report, legitimate)) for *_post, legitimate in POSTS)

    assert tries >= 150
    for suspect in ("state", "verified_by", "recognised_value", "is_staff", "submitted_at"):
        assert suspect in hostile_fields(report, NOTHING)


# --- Rows of others in one's own form ------------------------------------------------------------


def test_the_evidence_of_others_is_not_removed_through_ones_own_report(house: House) -> None:
    foreign = house.report("draft", "P1-F01-A003", "Kemensos").evidences.get()
    own = house.report("draft")
    data = {**TYPED, "base_version": str(own.version), "do": f"remove:{foreign.pk}"}

    answer = house.client("operator").post(reverse("progress:edit", args=[own.pk]), data)

    foreign.refresh_from_db()
    assert answer.status_code == 404
    assert foreign.removed_at is None


def test_an_action_that_one_does_not_see_is_no_choice_of_ones_form(house: House) -> None:
    Action.everything.filter(code="P2-F01-A001").update(
        classification="R", title="Judul yang tertutup"
    )
    secret = Action.everything.get(code="P2-F01-A001")
    report = house.stage.walk(house.stage.world.regional_report("32"), "draft")
    data = {**REGIONAL, "base_version": str(report.version)}
    client = house.client("province_operator")
    address = reverse("progress:regional-edit", args=[report.pk])

    answers = [client.post(address, {**data, "actions": [key]}) for key in (secret.pk, 987_654)]

    said = [
        unescape(answer.content.decode()).replace(str(key), "KEY")
        for answer, key in zip(answers, (secret.pk, 987_654), strict=True)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Judul yang tertutup" not in text for text in said)
    assert report.actions.count() == 0
