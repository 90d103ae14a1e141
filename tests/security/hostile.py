"""Posts that nobody should send: each verb by its address, and fields that no form asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.test import Client
from django.urls import reverse

from journal.models import Entry, EntrySeal
from progress.models import ReportState
from progress.workflow import REPORT_FLOW
from reporting.models import ReportKind
from reporting.models import Stage as At
from reporting.workflow import ANNUAL_FLOW
from tests.factories import RUBRIC
from tests.security.marking import tables

REFUSED = frozenset({403, 404, 409, 422})
REASON = "Mohon dilengkapi (data contoh)."
NO_FILE = "a" * 64


@dataclass(frozen=True)
class Verb:
    """Something that is done to a record by a post: from which states it leads, who may."""

    name: str
    address: str
    sources: frozenset[str]
    person: str
    data: Mapping[str, Any] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()

    def post(self, client: Client, record: Any) -> Any:
        """Do it; an `{edition}` in the data is the hash of the record's final file."""
        data = {key: _filled(value, record) for key, value in self.data.items()}
        return client.post(self.to(record), data)

    def to(self, record: Any) -> str:
        """The address of the verb on this record."""
        name, _colon, step = self.address.partition(" ")
        return reverse(name, args=[record.pk, step] if step else [record.pk])


def _filled(value: Any, record: Any) -> Any:
    if value == "{version}":
        return str(record.version)
    if value != "{edition}":
        return value
    final = record.editions.filter(is_final=True).first()
    return final.sha256 if final else NO_FILE


def _report_verbs() -> list[Verb]:
    flow = {step.name: step.sources for step in REPORT_FLOW.steps}
    edited = frozenset({ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED})
    sent = frozenset({ReportState.SUBMITTED, ReportState.AWAITING_CHAIR, ReportState.VERIFIED})
    typed = {
        "narrative": "Pelatihan berjalan di dua tempat sesuai rencana kerja.",
        "version": "0",
        "base_version": "{version}",
        "do": "save",
    }
    read = {"version": "{version}"}
    judged = {"submission_number": "1", "recognised_value": "48", "rubric": list(RUBRIC)}
    remarked = {"submission_number": "1", "remark_narrative": REASON}
    sources = edited | {ReportState.PROPOSED}
    accepted = flow["accept"] | flow["forward"]
    # Pressing a button twice is no attack: it leads on without doing anything.
    return [
        Verb("write", "edit", sources, "operator", typed),
        Verb("autosave", "autosave", sources, "operator", typed),
        Verb("propose", "propose", flow["propose"], "operator", read, quiet=flow["hand_back"]),
        Verb("hand_back", "hand_back", flow["hand_back"], "approver", {"reason": REASON}),
        Verb("submit", "submit", flow["submit"], "approver", read, quiet=sent),
        Verb("withdraw", "withdraw", flow["withdraw"], "approver", quiet=frozenset({"draft"})),
        Verb("accept", "accept", accepted, "verifier", judged),
        Verb("return", "return", flow["return"], "verifier", remarked),
        Verb("endorse", "endorse", flow["endorse"], "chair"),
        Verb("start", "start", flow["accept"], "verifier", quiet=_CHECKED),
    ]


_CHECKED = frozenset({"awaiting_chair", "verified", "returned"})
REPORT_VERBS = {verb.name: verb for verb in _report_verbs()}
# Taken by closing a period or by confirming a letter, never by an address of their own; undoing
# is open to a verdict's author for ten seconds (tests/progress/test_undo.py).
WITHOUT_ADDRESS = frozenset(
    {"begin", "confirm_paper", "forward", "lock", "unlock", "undo", "undo_to_chair"}
)


def _annual(name: str, person: str, address: str = "") -> Verb:
    sources = ANNUAL_FLOW.step(name).sources
    data = {"reason": REASON, "sha256": "{edition}", "note": REASON}
    return Verb(name, address or f"reporting:step {name}", sources, person, data)


ANNUAL_VERBS = {
    verb.name: verb
    for verb in (
        _annual("send_to_review", "secretariat"),
        _annual("to_plenary", "pokja_head"),
        _annual("to_harm_test", "secretariat"),
        _annual("finish_harm_test", "ppid"),
        _annual("close_plenary", "secretariat"),
        _annual("ask_decision", "secretariat"),
        _annual("approve", "head", "reporting:approve"),
        _annual("return_to_drafting", "head"),
        _annual("withdraw_approval", "head"),
        _annual("dispatch", "secretariat", "reporting:dispatch"),
        _annual("publish", "secretariat", "reporting:publish"),
        _annual("withdraw_publication", "head"),
    )
}
_ON_THE_WAY = (At.DRAFTING, At.POKJA_REVIEW, At.PLENARY)
STAGES: dict[str, tuple[str, ...]] = {
    ReportKind.PRESIDENT: (*_ON_THE_WAY, At.AWAITING_DECISION, At.APPROVED, At.DISPATCHED),
    ReportKind.PUBLIC: (
        *_ON_THE_WAY, At.HARM_TEST, At.AWAITING_DECISION, At.WITHDRAWN, At.PUBLISHED, At.APPROVED,
    ),
}  # fmt: skip


Footprint = dict[str, list[str]]


def footprint(*, with_journal: bool = True) -> Footprint:
    """Every row of the house without its own key; two footprints are equal if nothing differs.

    The chain over the journal is left out: any reader may have it continued.
    """
    left_out = {EntrySeal} if with_journal else {EntrySeal, Entry}
    with connection.cursor() as cursor:
        return {
            model._meta.label: _rows(cursor, model) for model in tables() if model not in left_out
        }


def _rows(cursor: Any, model: type[models.Model]) -> list[str]:
    cursor.execute(*_question(model))
    return sorted(map(repr, cursor.fetchall()))


@lru_cache
def _question(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    """The SQL for all columns but the own key and what is unique by nature."""
    unstable = {model._meta.pk.name, "recorded_at", "key"}
    names = [column.name for column in model._meta.concrete_fields if column.name not in unstable]
    rows = model._base_manager.order_by().values_list(*names)
    return rows.query.sql_with_params()


def refusals() -> list[Entry]:
    """What the journal says of refusals, the newest first."""
    return list(Entry.everything.filter(verb="refused").order_by("-pk"))


def hostile_fields(record: models.Model, legitimate: frozenset[str]) -> dict[str, str]:
    """Every column of a record, and the usual suspects, with a value that would do harm."""
    found = dict.fromkeys(SUSPECTS, "1")
    for column in record._meta.concrete_fields:
        found[column.name] = found[column.attname] = _harmful(column)
    return {name: value for name, value in found.items() if name not in legitimate}


SUSPECTS = [
    "is_staff",
    "is_superuser",
    "is_active",
    "role",
    "roles",
    "grants",
    "capacity",
    "actor",
    "user",
    "by",
    "at",
    "reach",
    "unit",
    "institution",
    "assignment_id",
    "owner",
    "password",
    "email",
    "verified_by",
    "verified_at",
    "recognised_value",
    "computed_status",
    "approved_sha256",
    "approved_edition",
    "decided_by",
    "decided_at",
    "state",
    "_state",
    "pk",
]


def _harmful(column: Any) -> str:
    values: list[tuple[type[models.Field[Any, Any]], Callable[[], str]]] = [
        (models.BooleanField, lambda: "true"),
        (models.DateTimeField, lambda: datetime(2020, 1, 1).isoformat()),  # noqa: DTZ001
        (models.DateField, lambda: "2020-01-01"),
        (models.ForeignKey, lambda: "1"),
        (models.IntegerField, lambda: "777"),
        (models.DecimalField, lambda: "777"),
        (models.JSONField, lambda: '{"diretas": true}'),
    ]
    if column.choices:
        return str(list(dict(column.flatchoices))[-1])
    return next((make() for kind, make in values if isinstance(column, kind)), "DIRETAS")
