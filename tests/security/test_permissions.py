"""Every cell of docs/permissions.csv is executed: who may take which step, who sees what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Grant, Position, Role, User
from actions.workflow import COMMITMENT_FLOW
from files.workflow import FILE_FLOW
from journal.models import Entry
from pillars.models import Classification
from pillars.workflow import PERIOD_FLOW
from progress.models import ActivityDraft, Draft, Evidence
from progress.services import autosave
from progress.workflow import EXTENSION_FLOW, REPORT_FLOW, SESSION_FLOW
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import ScopedQuerySet
from reporting.models import AnnualReport, ReportKind
from reporting.models import Stage as At
from reporting.workflow import ANNUAL_FLOW
from tests.factories import World
from tests.people import People
from tests.security.admin_deeds import ADMIN_DEEDS, some_work
from tests.security.annual import (
    ANNUAL_DEEDS,
    ANNUAL_SEEN,
    OF_ONE_KIND,
    STEPS_OF_ONE_KIND,
    annual_reports,
)
from tests.security.bodies import BODY_DEEDS, decisions, meetings
from tests.security.deeds import DEEDS
from tests.security.letter_deeds import LETTER_DEEDS, letters
from tests.security.matrix import (
    COLUMNS,
    MATRIX,
    NO_OFFICE,
    PARTS,
    PUBLIC,
    Matter,
    anonymous,
    column_of,
)
from tests.security.session_deeds import SESSION_DEEDS
from tests.security.stage import Stage
from workgroups.workflow import DECISION_FLOW, LETTER_FLOW, MEETING_FLOW

FLOWS = (
    REPORT_FLOW,
    COMMITMENT_FLOW,
    PERIOD_FLOW,
    SESSION_FLOW,
    EXTENSION_FLOW,
    MEETING_FLOW,
    DECISION_FLOW,
    FILE_FLOW,
    LETTER_FLOW,
)
STEPS = [f"{flow.name}.{step.name}" for flow in FLOWS for step in flow.steps]
# Giving an annual report back is the right of whoever has it: one row for each state.
DIVIDED = ANNUAL_FLOW.step("return_to_drafting")
ANNUAL_STEPS = [
    *[f"annual.{step.name}" for step in ANNUAL_FLOW.steps if step is not DIVIDED],
    *[f"annual.{DIVIDED.name}:{state}" for state in sorted(DIVIDED.sources)],
]
ALL_DEEDS = {
    **DEEDS,
    **SESSION_DEEDS,
    **ANNUAL_DEEDS,
    **BODY_DEEDS,
    **ADMIN_DEEDS,
    **LETTER_DEEDS,
}
OF_BODIES = {"meeting": meetings, "decision": decisions, "official_letter": letters}


@pytest.fixture
def stage(small_plan: World, people: People, now: datetime) -> Stage:
    return Stage(small_plan, people, now)


Answers = list[tuple[str, str, bool]]


def contradictions(code: str, answers: Answers) -> list[str]:
    """Where code and page differ; a cell that was not executed must be empty, and the reverse."""
    cells = MATRIX.said(code)
    found = [
        f"{code}: {who} [{column}] is {answer}, the page says {cells[column]}"
        for column, who, answer in answers
        if column in cells and cells[column] is not answer
    ]
    executed = {column for column, _who, _answer in answers}
    found += [f"{code}: [{column}] stands on the page only" for column in cells.keys() - executed]
    found += [f"{code}: [{column}] is empty on the page" for column in executed - cells.keys()]
    return sorted(found)


def sees(person: Any, record: models.Model) -> bool:
    rows: ScopedQuerySet[Any] = type(record).everything.all()  # type: ignore[attr-defined]
    return rows.visible_to(person).filter(pk=record.pk).exists()


def test_every_workflow_step_and_every_role_has_its_place_on_the_page() -> None:
    columns = [column for role in Role.values for column in COLUMNS[role]]

    assert set(MATRIX.cells) == {*STEPS, *ANNUAL_STEPS, *ALL_DEEDS, *SEEN, "portal.read"}
    assert MATRIX.header == ["kata kerja", "kode", *columns, NO_OFFICE, PUBLIC]
    assert {cell for row in MATRIX.cells.values() for cell in row.values()} == {"ya", "tidak", ""}
    assert all(MATRIX.verbs.values())


def test_the_public_portal_is_read_by_everyone(stage: Stage, client: Client) -> None:
    answers = [(PUBLIC, "anonymous", client.get(reverse("portal:home")).status_code == 200)]
    for name, person in stage.cast.items():
        client.force_login(person)
        is_open = client.get(reverse("portal:home")).status_code == 200
        answers.append((column_of(PARTS[name], Matter(None)), name, is_open))

    assert contradictions("portal.read", answers) == []


def test_the_sample_people_fill_every_role(stage: Stage) -> None:
    assert stage.cast.keys() == PARTS.keys()
    assert {part.role for part in PARTS.values() if part.role} == set(Role.values)
    for name, person in stage.cast.items():
        assert person.reach.roles == frozenset({PARTS[name].role} - {""})


@pytest.mark.parametrize("code", STEPS)
def test_a_step_is_open_to_those_whom_the_page_names(code: str, stage: Stage) -> None:
    flow = next(flow for flow in FLOWS if code.startswith(f"{flow.name}."))
    step = flow.step(code.removeprefix(f"{flow.name}."))
    of_body = OF_BODIES.get(flow.name)
    matters = of_body(stage) if of_body else stage.of_flow(flow.name)

    answers = [
        (column_of(PARTS[name], matter), f"{name} over {matter.record}", taken)
        for matter in matters
        for name, person in stage.cast.items()
        for taken in [bool(step.taken_by(person, matter.record))]
    ]
    answers += [(PUBLIC, "anonymous", sees(anonymous(), matter.record)) for matter in matters]

    assert contradictions(code, answers) == []


def _told_in(kind: str, states: Iterable[str], reports: list[Matter]) -> list[AnnualReport]:
    """The report of a kind in each of the states that it knows."""
    report = next(matter.record for matter in reports if matter.record.kind == kind)
    found = []
    for state in sorted(states):
        if OF_ONE_KIND.get(At(state), kind) == kind:
            found.append(copy(report))
            found[-1].state = state
    return found


@pytest.mark.parametrize("code", ANNUAL_STEPS)
def test_a_step_of_an_annual_report_is_open_to_those_whom_the_page_names(
    code: str, stage: Stage
) -> None:
    name, _colon, state = code.removeprefix("annual.").partition(":")
    step = ANNUAL_FLOW.step(name)
    reports = annual_reports(stage)
    kinds = [STEPS_OF_ONE_KIND[name]] if name in STEPS_OF_ONE_KIND else list(ReportKind)
    records = [
        record
        for kind in kinds
        for record in _told_in(kind, [state] if state else step.sources, reports)
    ]

    answers = [
        (
            column_of(PARTS[who], Matter(record)),
            f"{who} over {record} in {record.state}",
            bool(step.taken_by(person, record)),
        )
        for record in records
        for who, person in stage.cast.items()
    ]
    answers += [(PUBLIC, "anonymous", sees(anonymous(), record)) for record in records]

    assert contradictions(code, answers) == []


def test_a_step_of_one_kind_of_annual_report_is_open_to_nobody_over_the_other(
    stage: Stage,
) -> None:
    reports = annual_reports(stage)

    taken = [
        f"{who}: {name} over {record.kind} in {record.state}"
        for name, kind in STEPS_OF_ONE_KIND.items()
        for other in set(ReportKind) - {kind}
        for record in _told_in(other, ANNUAL_FLOW.step(name).sources, reports)
        for who, person in stage.cast.items()
        if ANNUAL_FLOW.step(name).taken_by(person, record)
    ]

    assert taken == []


def test_whoever_wrote_an_annual_report_does_not_approve_it(stage: Stage) -> None:
    position = stage.people.secretariat.offices[0].position
    Grant.everything.create(position=position, role=Role.HEAD)
    writer = User.objects.get(pk=stage.people.secretariat.pk)
    report = annual_reports(stage, ReportKind.PRESIDENT)[0].record

    assert not ANNUAL_FLOW.step("approve").taken_by(writer, report)
    assert ANNUAL_FLOW.step("approve").taken_by(stage.people.head, report)


class _Undone(Exception):  # noqa: N818
    """Takes back what was tried."""


COUNTED = [model._meta.db_table for model in (Entry, Evidence, Draft, ActivityDraft)]
COUNTS = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in COUNTED)  # noqa: S608


def _footprint(record: Any) -> tuple[Any, ...]:
    """The row of a record, and how many rows there are of what a deed may leave."""
    row = type(record)._base_manager.filter(pk=record.pk).values().get()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTS}")
        return row, cursor.fetchone()


def _done(code: str, record: Any, person: Any, now: datetime, before: tuple[Any, ...]) -> bool:
    """Whether the real service does it; a refusal must leave no trace."""
    try:
        with transaction.atomic():
            ALL_DEEDS[code].do(record, person, now)
            assert _footprint(record) != before, f"{code} did nothing"
            raise _Undone
    except _Undone:
        return True
    except NotYours:
        assert _footprint(record) == before, f"{code} was refused and left a trace"
        return False


@pytest.mark.parametrize("code", ALL_DEEDS)
def test_the_real_service_obeys_the_page(code: str, stage: Stage) -> None:
    deed = ALL_DEEDS[code]
    matters = [replace(m, record=deed.prepare(stage, m.record)) for m in deed.of(stage)]

    answers: Answers = []
    for matter in matters:
        before = _footprint(matter.record)
        for name, person in stage.cast.items():
            record = type(matter.record)._base_manager.get(pk=matter.record.pk)
            may = _done(code, record, person, stage.now, before)
            assert not may or sees(person, record), f"{name} may do {code} on what they do not see"
            answers.append((column_of(PARTS[name], matter), f"{name} over {record}", may))
        answers.append((PUBLIC, "anonymous", sees(anonymous(), matter.record)))

    assert contradictions(code, answers) == []


def _drafts(stage: Stage) -> list[Matter]:
    matters = stage.walked(stage.reports(), "draft")
    return [replace(m, record=_draft_of(m.record, stage)) for m in matters]


def _draft_of(report: Any, stage: Stage) -> Draft:
    return autosave(
        report, {"narrative": "setengah"}, version=0, by=stage.writer_of(report), at=stage.now
    )


def _evidence(matters: Iterable[Matter]) -> list[Matter]:
    return [replace(matter, record=matter.record.evidences.get()) for matter in matters]


def _an_entry(stage: Stage) -> list[Matter]:
    stage.walked(stage.national_reports()[:1], "draft")
    return [Matter(Entry.everything.all()[0])]


def _an_account(_stage: Stage) -> list[Matter]:
    return [Matter(User.objects.get(email="berkas@ranpe.example"))]


def _a_grant(stage: Stage) -> list[Matter]:
    position = Position.everything.get(title="Deputi Bappenas")
    assert position.occupancies.get().user == stage.people.sekber_member
    return [Matter(Grant.everything.get(position=position))]


SEEN: dict[str, Callable[[Stage], list[Matter]]] = {
    "draft.read": _drafts,
    "report.read_unsent": lambda stage: stage.walked(stage.national_reports(), "proposed"),
    "report.read_sent": lambda stage: stage.walked(stage.national_reports(), "submitted"),
    "evidence.download": lambda stage: _evidence(
        stage.walked(stage.national_reports(), "submitted")
    ),
    "regional_report.read_unsent": lambda stage: stage.walked(stage.regional_reports(), "proposed"),
    "regional_report.read_sent": lambda stage: stage.walked(stage.regional_reports(), "submitted"),
    "regional_evidence.download": lambda stage: _evidence(
        stage.walked(stage.regional_reports(), "submitted")
    ),
    "commitment.read": lambda stage: stage.commitments(),
    "action.read_open": lambda stage: stage.actions(Classification.OPEN),
    "action.read_limited": lambda stage: stage.actions(Classification.LIMITED),
    "action.read_secret": lambda stage: stage.actions(Classification.SECRET),
    "meeting.read": meetings,
    "official_letter.read_unsent": lambda stage: letters(stage, "numbered"),
    "official_letter.read_sent": lambda stage: letters(stage, "sent")[:1],
    "official_letter.read_sent_to_governor": lambda stage: letters(stage, "sent")[1:],
    "journal.read": _an_entry,
    "job.read": some_work,
    "account.read": _an_account,
    "grant.read": _a_grant,
    **ANNUAL_SEEN,
}


@pytest.mark.parametrize("code", SEEN)
def test_a_row_is_seen_by_those_whom_the_page_names(code: str, stage: Stage) -> None:
    matters = SEEN[code](stage)

    answers = [
        (
            column_of(PARTS[name], matter),
            f"{name} over {matter.record}",
            sees(person, matter.record),
        )
        for matter in matters
        for name, person in stage.cast.items()
    ]
    answers += [(PUBLIC, "anonymous", sees(anonymous(), matter.record)) for matter in matters]

    assert contradictions(code, answers) == []
