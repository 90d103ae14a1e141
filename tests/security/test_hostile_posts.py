"""Posts that nobody should send are refused with a sentence, recorded, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.views import APIView

from accounts.models import Grant, Occupancy, Role, User
from pillars.models import Period
from pillars.workflow import PERIOD_FLOW
from progress.models import ReportState, Submission
from progress.services import (
    answer_remarks,
    close_period,
    lock_period,
    open_period,
    remarks_of_return,
)
from progress.workflow import REPORT_FLOW
from reporting.models import ReportKind
from reporting.models import Stage as At
from reporting.workflow import ANNUAL_FLOW
from tests import factories
from tests.conftest import NOW
from tests.security.hostile import (
    ANNUAL_VERBS,
    REASON,
    REPORT_VERBS,
    STAGES,
    WITHOUT_ADDRESS,
    Verb,
    footprint,
    refusals,
)
from tests.security.house import JUDGED, REMARKED, House, refused, sentence_in
from tests.security.recipes import RECIPES, Open
from tests.security.routes import routes
from tests.security.worlds import standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile posts")]


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


# --- Skipping a state ----------------------------------------------------------------------------


def test_every_step_of_the_flows_is_tried_by_its_address() -> None:
    annual = {step.name for step in ANNUAL_FLOW.steps}

    assert REPORT_VERBS.keys() >= {step.name for step in REPORT_FLOW.steps} - WITHOUT_ADDRESS
    assert ANNUAL_VERBS.keys() == annual - {"edit"}  # by saving a chapter, tried below
    assert {step.name for step in PERIOD_FLOW.steps} == {"open", "close", "lock", "reopen"}


def _wrong(verb: Verb, states: Iterator[str] | tuple[str, ...]) -> list[Any]:
    return [
        pytest.param(verb, state, id=f"{verb.name}-{state}")
        for state in states
        if state not in verb.sources
    ]


@pytest.mark.parametrize(
    ("verb", "state"),
    [cell for verb in REPORT_VERBS.values() for cell in _wrong(verb, tuple(ReportState.values))],
)
def test_a_report_does_not_skip_a_state(verb: Verb, state: str, house: House) -> None:
    report = house.report(state)
    before = footprint(with_journal=False)
    verb = _of_progress(verb)

    answer = verb.post(house.client(verb.person), report)

    if state in verb.quiet:
        assert (answer.status_code, footprint(with_journal=False), refusals()) == (302, before, [])
    elif verb.name == "autosave":
        assert answer.status_code == 409
        assert footprint(with_journal=False) == before
        assert sentence_in(answer)
    else:
        refused(answer, before, person=house.stage.cast[verb.person].name)


def _of_progress(verb: Verb) -> Verb:
    return Verb(
        verb.name, f"progress:{verb.address}", verb.sources, verb.person, verb.data, verb.quiet
    )


@pytest.mark.parametrize("kind", STAGES)
@pytest.mark.parametrize("verb", ANNUAL_VERBS.values(), ids=ANNUAL_VERBS.keys())
def test_an_annual_report_does_not_skip_a_stage(verb: Verb, kind: str, house: House) -> None:
    person = house.stage.cast[verb.person].name
    client = house.client(verb.person)

    tried = 0
    for state in STAGES[kind]:
        if state in verb.sources and _fits(verb, kind):
            continue
        tried += 1
        with transaction.atomic():
            before = footprint(with_journal=False)
            answer = verb.post(client, house.annual[kind, state])
            refused(answer, before, person=person)
            transaction.set_rollback(True)

    assert tried >= 3


def _fits(verb: Verb, kind: str) -> bool:
    own = {"close_plenary": ReportKind.PRESIDENT, "dispatch": ReportKind.PRESIDENT}
    only_public = ("to_harm_test", "finish_harm_test", "ask_decision", "publish")
    own |= dict.fromkeys(only_public, ReportKind.PUBLIC)
    return own.get(verb.name, kind) == kind


@pytest.mark.parametrize("kind", STAGES)
def test_a_settled_report_is_not_written_anew(kind: str, house: House) -> None:
    for state in (At.DISPATCHED, At.PUBLISHED, At.WITHDRAWN):
        report = house.annual.get((kind, state))
        if report is None:
            continue
        section = report.sections.all()[0]
        address = reverse("reporting:section", args=[report.pk, section.pk])
        before = footprint(with_journal=False)

        with transaction.atomic():
            answer = house.client("secretariat").post(address, {"text": "Lain.", "version": "0"})
            refused(answer, before, person="Dewi Larasati")
            transaction.set_rollback(True)


PERIOD_STATES = ("scheduled", "open", "closed", "locked")


def _period_in(state: str, house: House) -> Period:
    period, by = house.stage.world.next_period, house.stage.people.secretariat
    period.refresh_from_db()
    steps = (open_period, close_period, lock_period)
    for step in steps[: PERIOD_STATES.index(state)]:
        step(period, by=by, at=NOW)
    return period


@pytest.mark.parametrize("state", PERIOD_STATES)
def test_a_period_does_not_skip_a_state(state: str, house: House) -> None:
    period = _period_in(state, house)
    wrong = [step.name for step in PERIOD_FLOW.steps if state not in step.sources]
    # Opening again adds only the reports that lack: here none.
    wrong = [name for name in wrong if (name, state) != ("open", "open")]
    before = footprint(with_journal=False)

    for name in wrong:
        with transaction.atomic():
            answer = house.client("secretariat").post(
                reverse("period-step", args=[period.pk, name]), {"reason": REASON}
            )
            refused(answer, before, person="Dewi Larasati")
            transaction.set_rollback(True)

    assert wrong


def test_a_year_that_is_not_locked_is_not_sealed(house: House) -> None:
    before = footprint(with_journal=False)

    answer = house.client("secretariat").post(reverse("reporting:seal", args=[2026]))

    assert "belum dikunci" in refused(answer, before, person="Dewi Larasati")


# --- One's own house -----------------------------------------------------------------------------

# The verb of checking, and the state in which others may take it.
OF_CHECKING = [
    pytest.param("start", "submitted", {}, id="start"),
    pytest.param("accept", "submitted", JUDGED, id="accept"),
    pytest.param("return", "submitted", REMARKED, id="return"),
    pytest.param("return", "awaiting_chair", REMARKED, id="return from the chair"),
    pytest.param("endorse", "awaiting_chair", {}, id="endorse"),
]


@pytest.mark.parametrize(("name", "state", "data"), OF_CHECKING)
@pytest.mark.parametrize("person", ["verifier", "chair", "pokja_head"])
def test_bnpt_does_not_judge_its_own_report(
    name: str, state: str, data: Mapping[str, Any], person: str, house: House
) -> None:
    report = house.report(state, "P1-F01-A005", "BNPT")
    before = footprint(with_journal=False)

    answer = house.client(person).post(reverse(f"progress:{name}", args=[report.pk]), data)

    assert answer.status_code in (403, 404)
    refused(answer, before, person=house.stage.cast[person].name)


@pytest.mark.parametrize("kind", ["definitive", "plt", "plh"])
def test_who_holds_an_office_in_the_reporting_house_does_not_verify_for_it(
    kind: str, house: House
) -> None:
    """A verifier of BNPT who stands in at Kemenag, and so could both send and accept."""
    person = User.objects.get(pk=house.stage.people.verifier.pk)
    office = house.stage.people.approver.offices[0].position
    Occupancy.everything.create(position=office, user=person, kind=kind, starts_on=date(2026, 1, 5))
    report = house.report("submitted")
    before = footprint(with_journal=False)

    answer = house.client("verifier").post(reverse("progress:accept", args=[report.pk]), JUDGED)

    assert answer.status_code == 403
    refused(answer, before, person=person.name)


def test_the_writer_of_an_annual_report_does_not_approve_it(house: House) -> None:
    writer = User.objects.get(pk=house.stage.people.secretariat.pk)
    Grant.everything.create(position=writer.offices[0].position, role=Role.HEAD)
    report = house.annual[ReportKind.PRESIDENT, At.AWAITING_DECISION]
    before = footprint(with_journal=False)

    answer = ANNUAL_VERBS["approve"].post(house.client("secretariat"), report)

    assert answer.status_code == 403
    assert "Penyusun" in refused(answer, before, person=writer.name)


# --- A stale version -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "proposed"])
@pytest.mark.parametrize("name", ["propose", "submit"])
@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("page", {"version": "0"}),
        ("page", {"version": "satu"}),
        ("page", {}),
        ("program", {"version": 0}),
    ],
)
def test_words_that_were_not_read_are_not_sent(
    state: str, name: str, form: str, read: Mapping[str, Any], house: House
) -> None:
    report = house.report(state)
    client = house.client("operator" if name == "propose" else "approver")
    before = footprint(with_journal=False)

    if form == "page":
        answer = client.post(reverse(f"progress:{name}", args=[report.pk]), read)
    else:
        address = reverse(f"api-progress-{name}", args=[report.pk])
        answer = client.post(address, read, content_type="application/json")

    if (name, state, form) == ("propose", "proposed", "page"):
        assert (answer.status_code, footprint(with_journal=False)) == (302, before)
        return
    assert answer.status_code == 409
    refused(answer, before, person=str(answer.wsgi_request.user))


@pytest.mark.parametrize(("name", "data"), [("accept", JUDGED), ("return", REMARKED)])
def test_a_report_that_was_sent_anew_is_not_judged_by_its_old_version(
    name: str, data: Mapping[str, Any], house: House
) -> None:
    report = house.report("returned")
    said = {row.pk: "Sudah kami lengkapi." for row in remarks_of_return(report)}
    answer_remarks(report, said, by=house.stage.people.operator, at=NOW)
    operator, approver = house.client("operator"), house.client("approver")
    version = {"version": str(report.version)}
    assert operator.post(reverse("progress:propose", args=[report.pk]), version).status_code == 302
    assert approver.post(reverse("progress:submit", args=[report.pk]), version).status_code == 302
    assert Submission.everything.filter(report=report).count() == 2
    before = footprint(with_journal=False)

    answer = house.client("verifier").post(reverse(f"progress:{name}", args=[report.pk]), data)

    assert answer.status_code == 409
    assert "dikirim ulang" in refused(answer, before, person="Intan Kusumawati")


@pytest.mark.parametrize("kind", STAGES)
def test_a_file_that_was_replaced_is_not_approved(kind: str, house: House) -> None:
    report = house.annual[kind, At.AWAITING_DECISION]
    before = footprint(with_journal=False)

    answer = house.client("head").post(
        reverse("reporting:approve", args=[report.pk]), {"sha256": "b" * 64}
    )

    assert answer.status_code == 409
    assert "versi yang lebih baru" in refused(answer, before, person="Bima Ardhana")


def test_an_approval_falls_when_the_content_changes(house: House) -> None:
    report = house.annual[ReportKind.PUBLIC, At.APPROVED]
    section = report.sections.all()[0]
    secretariat = house.client("secretariat")
    address = reverse("reporting:section", args=[report.pk, section.pk])
    assert secretariat.post(address, {"text": "Teks lain.", "version": "0"}).status_code == 302
    before = footprint(with_journal=False)

    answer = ANNUAL_VERBS["publish"].post(secretariat, report)

    refused(answer, before, person="Dewi Larasati")


def test_a_chapter_is_not_overwritten_by_an_old_page(house: House) -> None:
    report = house.annual[ReportKind.PUBLIC, At.DRAFTING]
    section = report.sections.all()[0]
    address = reverse("reporting:section", args=[report.pk, section.pk])
    secretariat = house.client("secretariat")
    assert secretariat.post(address, {"text": "Yang baru.", "version": "0"}).status_code == 302
    before = footprint(with_journal=False)

    answer = secretariat.post(address, {"text": "Yang lama.", "version": "0"})

    assert answer.status_code == 409
    refused(answer, before, person="Dewi Larasati")


def test_a_report_is_not_overwritten_by_an_old_page(house: House) -> None:
    report = house.report("draft")
    data = {"narrative": "Teks dari halaman lama.", "version": "0", "base_version": "0"}

    answer = house.client("operator").post(reverse("progress:edit", args=[report.pk]), data)

    assert answer.status_code == 409
    assert "Teks dari halaman lama." in sentence_in(answer)
    assert factories.again(report).narrative == report.narrative


# --- An incomplete report ------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["page", "program"])
@pytest.mark.parametrize(("name", "person"), [("propose", "operator"), ("submit", "approver")])
def test_an_incomplete_report_is_not_sent(name: str, person: str, form: str, house: House) -> None:
    report = house.report("draft")
    report.evidences.update(removed_at=NOW, removed_by=house.stage.people.operator)
    address = f"progress:{name}" if form == "page" else f"api-progress-{name}"
    before = footprint(with_journal=False)

    read = {"version": report.version}
    answer = house.client(person).post(reverse(address, args=[report.pk]), read)

    assert answer.status_code == 422
    said = refused(answer, before, person=house.stage.cast[person].name)
    assert "data dukung" in said


@pytest.mark.parametrize(
    "verb",
    [ANNUAL_VERBS["return_to_drafting"], ANNUAL_VERBS["withdraw_approval"]],
    ids=lambda verb: verb.name,
)
def test_a_step_that_needs_a_reason_is_not_taken_without_one(verb: Verb, house: House) -> None:
    state = At.APPROVED if verb.name == "withdraw_approval" else At.AWAITING_DECISION
    report = house.annual[ReportKind.PRESIDENT, state]
    before = footprint()

    answer = house.client(verb.person).post(verb.to(report), {"reason": "  "})

    assert answer.status_code == 422
    assert footprint() == before


# --- Posts from elsewhere ------------------------------------------------------------------------

ANY = {
    "code": "en", "extension": "csv", "kind": "csv", "label": "actions.action", "name": "x",
    "activity_pk": 1, "line_pk": 1, "period_pk": 1, "item_pk": 1, "institution_pk": 1,
    "form": "surat", "key": "operator", "secret": "x" * 43,
    "pk": 1, "plan": "CONTOH-2026",
    "section_pk": 1, "sha256": "0" * 64, "version": 1,
    "year": 2026,
}  # fmt: skip


def _addresses() -> list[Any]:
    found: dict[str, Any] = {}
    for route in routes():
        is_api = issubclass(getattr(route.view, "cls", object), APIView)
        names = ("pk",) if is_api and not route.name.endswith(("list", "root", "schema")) else ()
        recipe = RECIPES.get(route.name)
        arguments = {name: ANY[name] for name in (*route.parameters, *names) if name != "format"}
        if isinstance(recipe, Open):
            arguments |= recipe.arguments
        found.setdefault(route.name, pytest.param(route.name, arguments, id=route.name))
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize(("name", "arguments"), _addresses())
def test_a_post_without_its_token_is_refused_everywhere(
    name: str, arguments: Mapping[str, Any], careful: Client
) -> None:
    answer = careful.post(reverse(name, kwargs=dict(arguments)))

    # What only reads says so before it looks for a token; nothing is done in either case.
    assert answer.status_code in (403, 405)
    assert answer.status_code == 403 or name.startswith("api")


@pytest.fixture(scope="module")
def careful(house: House) -> Client:
    """A browser of the Secretariat that insists on tokens, as the real one does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.stage.people.secretariat)
    return client


def test_a_verb_without_its_token_changes_nothing(house: House) -> None:
    report = house.report("draft")
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.stage.people.approver)
    before = footprint(with_journal=False)

    for name in ("progress:submit", "api-progress-submit"):
        assert client.post(reverse(name, args=[report.pk])).status_code == 403

    assert footprint(with_journal=False) == before


def test_a_stranger_without_an_account_leaves_no_trace(house: House) -> None:
    report = house.report("draft")
    before = footprint()

    answer = Client().post(reverse("progress:submit", args=[report.pk]))

    assert answer.status_code == 302
    assert footprint() == before
