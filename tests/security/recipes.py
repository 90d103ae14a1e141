"""How a stranger asks for every address: for a record of somebody else, a list, or openly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.factories import RUBRIC
from tests.security.foreign import (
    AUDITORS,
    DESK,
    KEMENSOS,
    PILLAR_ONE,
    PILLAR_TWO,
    SUPERVISOR,
    UNIT,
    VERIFIERS,
    Names,
)
from tests.security.matrix import PARTS

NOBODY: Names = frozenset()
# The prefix of the form is the key of the item.
ITEM_DECIDED = {"uji{pk}-decision": "release", "uji{pk}-reason": "Tidak merugikan siapa pun."}
DRAFTERS: Names = frozenset({"secretariat"})
LEADERS: Names = frozenset({"secretariat", "pokja_head"})
HEAD: Names = frozenset({"head"})
# Whoever enters decrees.
ENTERING: Names = frozenset({"secretariat", "admin"})
PPID: Names = frozenset({"ppid"})
ABSENT = 987_654


def by_key(record: Any) -> dict[str, Any]:
    """The key of the record itself."""
    return {"pk": record.pk}


def without_row(_record: Any) -> dict[str, Any]:
    """A key that no row has."""
    return {"pk": ABSENT}


@dataclass(frozen=True)
class Open:
    """An address that needs no account."""

    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """A page of many rows that shows to each only what is theirs.

    `readers` and `askers` None are everyone.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict)
    queries: tuple[str, ...] = ("",)
    readers: Names | None = None
    askers: Names | None = None


@dataclass(frozen=True)
class OfSubject:
    """An address of one record.

    Whoever does not read the record gets 404 for every method. Whoever reads it without being
    one of the `doers` gets 403 for the verb (a POST of `data`), and the record stays as it is.
    `askers` (None is everybody) are those strangers who ask, `witnesses` (None is every reader)
    those who prove that the record is there.
    """

    subject: str
    doers: Names = NOBODY
    data: Mapping[str, Any] | None = None
    arguments: Callable[[Any], dict[str, Any]] = by_key
    absent: Callable[[Any], dict[str, Any]] = without_row
    is_shown: bool = True
    askers: Names | None = None
    witnesses: Names | None = None

    @property
    def is_verb(self) -> bool:
        """Whether the address does something."""
        return self.data is not None


@dataclass(frozen=True)
class Shared:
    """A verb on what everyone knows, such as a period: 403 for whoever is not a doer.

    Where it `has_page`, that is closed to the same people; elsewhere nothing can be read there.
    """

    arguments: Callable[[Any], dict[str, Any]]
    doers: Names
    data: Mapping[str, Any] = field(default_factory=dict)
    has_page: bool = False


Recipe = Open | Listing | Shared | OfSubject | tuple[OfSubject, ...]

TYPED = {
    "claimed_status": "on_track",
    "achieved_value": "48",
    "narrative": "Pelatihan berjalan di dua tempat sesuai rencana kerja.",
    "version": "0",
    "base_version": "1",
    "do": "save",
}
HELD = {
    "title": "Pelatihan penggerak desa",
    "held_on": "2026-05-12",
    "region": "32",
    "version": "0",
    "do": "save",
}
JUDGED = {"submission_number": "1", "recognised_value": "48", "rubric": list(RUBRIC)}
RETURNED = {"submission_number": "1", "remark_narrative": "Mohon dilengkapi."}
# Those who give more time to institutions; the leading one gets it from another member.
TIMEKEEPERS: Names = frozenset({"secretariat", "pokja_head"})
SENDERS: Names = frozenset({"other_approver"})
WRITERS: Names = frozenset({"other_operator"})
# Those who send, and those who propose, each for an institution, unit or province of their own.
SENDING: Names = frozenset({"approver", "unit_approver", "other_approver", "province_approver"})
PROPOSING: Names = frozenset(
    {
        "operator",
        "coordinator",
        "unit_operator",
        "other_operator",
        "province_operator",
        "other_province_operator",
    }
)
# The searches of the list pages: the marked phrase itself, an owner, a state, a pillar.
ACTION_QUERIES = ("", "?kata=RAHASIA", "?rencana=semua&urut=status", "?status=no_report")
# Everybody whose duty is to check what others report, and those who lead.
CHECKS_PILLAR_ONE: Names = frozenset({"verifier", "sekber_verifier"})
REVIEWS_PILLAR_ONE = CHECKS_PILLAR_ONE | {"chair", "pokja_head"}


def _verb(subject: str, doers: Names, data: Mapping[str, Any] | None = None) -> OfSubject:
    return OfSubject(subject, doers, data or {}, is_shown=False)


def _progress(name: str, prefix: str) -> Recipe:
    draft, sent = ("province_draft", "province_sent") if prefix else ("draft", "sent")
    writers = frozenset({"other_province_operator"}) if prefix else KEMENSOS
    proposers = frozenset({"other_province_operator"}) if prefix else WRITERS
    senders = NOBODY if prefix else SENDERS
    checkers = CHECKS_PILLAR_ONE | PILLAR_TWO if prefix else CHECKS_PILLAR_ONE
    reviewers = checkers | {"pokja_head"} if prefix else REVIEWS_PILLAR_ONE
    found: dict[str, Recipe] = {
        "edit": OfSubject(draft, writers, TYPED),
        "autosave": _verb(draft, writers, TYPED),
        "check": (OfSubject(draft), OfSubject(sent)),
        "propose": _verb(draft, proposers, {"version": "1"}),
        "submit": _verb(draft, senders, {"version": "1"}),
        "hand_back": _verb("proposed", SENDERS, {"reason": "Mohon diperiksa lagi."}),
        "withdraw": _verb(sent, senders),
        "receipt": OfSubject(sent),
        "desk": OfSubject(sent, is_shown=False),
        "start": _verb(sent, reviewers),
        "accept": _verb(sent, checkers, JUDGED),
        "return": _verb(sent, reviewers, RETURNED),
        "undo": OfSubject(sent, is_shown=False),  # nothing has just been decided here
        "paper_form": OfSubject(draft),
        "sheet": OfSubject(draft, writers, {"number": "S1"}, is_shown=False),
        "sheet_pdf": OfSubject(draft, is_shown=False),
        "time": OfSubject(draft, writers | TIMEKEEPERS, {"until": "2026-08-07"}, is_shown=False),
        "record": OfSubject(draft, DRAFTERS, {"surat-number": "B-1"}, is_shown=False),
    }
    if prefix:
        found["hand_back"] = OfSubject(draft, is_shown=False)
    found["endorse"] = OfSubject(sent, is_shown=False)  # nothing waits for a chair here
    wider = found[name]
    if prefix or not isinstance(wider, OfSubject):
        return wider
    # An institution's reports are strange to its units, and a unit's to other institutions.
    if name == "receipt":
        return wider
    house = OfSubject("of_house", is_shown=False, askers=UNIT)
    return (wider, house, OfSubject("of_unit", is_shown=False, askers=KEMENSOS))


_PROGRESS_PAGES = (
    "accept autosave check desk edit endorse hand_back paper_form propose receipt record return "
    "sheet sheet_pdf start submit time undo withdraw"
)


def _of_action(action: Any) -> dict[str, Any]:
    return {"plan": action.plan.code, "code": action.code}


def _without_action(action: Any) -> dict[str, Any]:
    return {"plan": action.plan.code, "code": "P2-F01-A099"}


def _gone_to(*subjects: str) -> tuple[OfSubject, ...]:
    def label(record: Any) -> dict[str, Any]:
        return {"label": record._meta.label_lower, "pk": record.pk}

    def absent(record: Any) -> dict[str, Any]:
        return {**label(record), "pk": ABSENT}

    return tuple(OfSubject(name, arguments=label, absent=absent) for name in subjects)


def _of_report(record: Any) -> dict[str, Any]:
    return {"pk": record.report_id, "section_pk": record.pk}


def _without_report(_record: Any) -> dict[str, Any]:
    return {"pk": ABSENT, "section_pk": ABSENT}


def _step(name: str, subject: str, doers: Names) -> OfSubject:
    return OfSubject(
        subject,
        doers,
        {"reason": "Mohon dilengkapi."},
        arguments=lambda record: {"pk": record.pk, "name": name},
        absent=lambda _record: {"pk": ABSENT, "name": name},
    )


REPORTING: dict[str, Recipe] = {
    "reporting:list": Listing(),
    "reporting:open": Shared(
        lambda _foreign: {}, DRAFTERS, {"kind": "public", "seal": "the newest"}
    ),
    "reporting:seal_provisionally": Shared(lambda _foreign: {"year": 2026}, LEADERS),
    "reporting:seal": Shared(lambda _foreign: {"year": 2026}, LEADERS),
    "reporting:edition": tuple(
        OfSubject(f"{name}_file")
        for name in ("drafted", "drafted_for_president", "discussed", "tested", "awaiting")
    ),
    "reporting:decide_item": _verb("tested_item", PPID, ITEM_DECIDED),
    "reporting:detail": (
        OfSubject("drafted"),
        OfSubject("drafted_for_president"),
        OfSubject("discussed"),
        OfSubject("tested"),
        OfSubject("awaiting"),
    ),
    "reporting:section": OfSubject(
        "drafted_section",
        DRAFTERS,
        {"text": "Bab yang ditulis ulang.", "version": "0"},
        arguments=_of_report,
        absent=_without_report,
    ),
    "reporting:requests": OfSubject(
        "drafted_for_president", DRAFTERS, {"text_1": "Mohon arahan.", "owner_1": "BNPT"}
    ),
    "reporting:build": _verb("tested", LEADERS | HEAD | PPID),
    "reporting:job": OfSubject("drafted"),
    # Laying a document out takes a second: one who may read it but not build it is enough.
    "reporting:preview": OfSubject("drafted", is_shown=False, witnesses=frozenset({"auditor"})),
    "reporting:review": OfSubject("discussed", is_shown=True),
    "reporting:harm_test": OfSubject("tested"),
    "reporting:add_item": _verb("tested", PPID, {"what": "action:P1-F01-A001"}),
    "reporting:decide": (OfSubject("awaiting"), OfSubject("drafted_for_president")),
    "reporting:approve": _verb("awaiting", HEAD, {"sha256": "a" * 64}),
    "reporting:cover_letter": OfSubject(
        "awaiting",
        DRAFTERS,
        {"number": "R-1", "dated_on": "2027-03-01", "city": "Jakarta", "text": "Surat."},
    ),
    "reporting:dispatch": OfSubject("awaiting"),
    "reporting:publish": OfSubject("tested"),
    "reporting:step": (
        _step("send_to_review", "drafted", DRAFTERS),
        _step("to_plenary", "discussed", frozenset({"pokja_head"})),
        _step("finish_harm_test", "tested", PPID),
        _step("return_to_drafting", "awaiting", HEAD),
    ),
}

PORTAL: dict[str, Recipe] = {
    "portal:about": Open(),
    "portal:action": Open({"code": "P1-F01-A001"}),
    "portal:actions": Open(),
    "portal:catalogue": Open(),
    "portal:correction": Open(),
    "portal:correction_received": Open(),
    "portal:data": Open(),
    "portal:feed": Open(),
    "portal:file": Open({"sha256": "0" * 64, "name": "laporan.pdf"}),
    "portal:home": Open(),
    "portal:plain": Open({"year": 2026, "version": 1}),
    "portal:province": Open({"code": "32"}),
    "portal:provinces": Open(),
    "portal:report": Open({"year": 2026}),
    "portal:report_actions": Open({"year": 2026, "version": 1}),
    "portal:reports": Open(),
    "portal:robots": Open(),
    "portal:security": Open(),
    "portal:sitemap": Open(),
    "portal:table": Open({"year": 2026, "name": "aksi", "extension": "csv"}),
    "portal:verification": Open(),
    "portal:version": Open({"year": 2026, "version": 1}),
}

_FILES = tuple(
    OfSubject(f"{name}_file")
    for name in (
        "draft", "proposed", "sent", "of_house", "of_unit", "province_draft", "province_sent",
    )
)  # fmt: skip

PAGES: dict[str, Recipe] = {
    "acting": Listing(readers=frozenset({"admin", "secretariat"})),
    "delegate": Shared(lambda _foreign: {}, frozenset(PARTS) - {"nobody"}),
    "end_delegation": _verb("delegation", frozenset({"other_approver"})),
    "actions:detail": tuple(
        OfSubject(name, arguments=_of_action, absent=_without_action)
        for name in ("secret_action", "limited_action")
    ),
    "actions:export": Listing({"kind": "csv"}, ACTION_QUERIES),
    "actions:history": tuple(
        OfSubject(name, arguments=_of_action, absent=_without_action)
        for name in ("secret_action", "limited_action")
    ),
    "actions:list": Listing(queries=ACTION_QUERIES),
    "board": Listing(
        queries=(
            "", "?pokja=1", "?pokja=2", "?pokja=3", "?terlambat=belum",
            "?menurut=kl&saring=terlambat", "?menurut=fokus&baris=1",
            "?menurut=provinsi&saring=terlambat",
        ),
        readers=DESK | PILLAR_ONE | PILLAR_TWO | SUPERVISOR,
    ),
    "board-export": Listing(
        {"kind": "xlsx"},
        ("", "?pokja=2", "?menurut=kl"),
        DESK | PILLAR_ONE | PILLAR_TWO | SUPERVISOR,
    ),
    "institution": Listing(
        {"code": "KL15"},
        ("", "?saring=terlambat", "?saring=no_report"),
        KEMENSOS | DESK | PILLAR_ONE | PILLAR_TWO,
    ),
    "institution-export": Listing(
        {"code": "KL15", "kind": "csv"}, ("",), KEMENSOS | DESK | PILLAR_ONE | PILLAR_TWO
    ),
    "heatmap": Listing(
        queries=("", "?pokja=semua", "?pokja=2", "?kl=KL15"),
        readers=DESK | PILLAR_ONE | PILLAR_TWO | SUPERVISOR,
    ),
    "heatmap-export": Listing(
        {"kind": "csv"}, ("", "?pokja=2"), DESK | PILLAR_ONE | PILLAR_TWO | SUPERVISOR
    ),
    "radar": Listing(
        queries=("", "?pokja=1", "?aturan=vacant"), readers=DESK | PILLAR_ONE | PILLAR_TWO
    ),
    "office": OfSubject("office", is_shown=False, witnesses=frozenset({"auditor"})),
    "offices": Listing(
        queries=("", "?kata=Kemensos", "?keadaan=unattended"), readers=AUDITORS | {"admin"}
    ),
    "people": Listing(
        queries=("", "?kata=Kemensos", "?peran=operator", "?keadaan=never"),
        readers=AUDITORS | {"admin"},
    ),
    "people-export": Listing({"kind": "csv"}, readers=ENTERING),
    "people-import": Listing(readers=ENTERING),
    "people-import-confirm": Shared(lambda _foreign: {}, ENTERING, {"content": "x"}),
    "right-confirm": _verb("right_request", ENTERING),
    "right-end": _verb("right", ENTERING, {"reason": "Sebab"}),
    "right-give": _verb("office", ENTERING, {"role": "operator", "reason": "Sebab"}),
    "right-withdraw": _verb("right_request", ENTERING),
    "queues": Listing(
        queries=("", "?keadaan=running", "?pekerjaan=contoh"), readers=AUDITORS | {"admin"}
    ),
    "queues-retry": Shared(lambda _foreign: {}, frozenset({"admin"})),
    "radar-export": Listing(
        {"kind": "csv"}, ("", "?pokja=2"), DESK | PILLAR_ONE | PILLAR_TWO
    ),
    "calls": Listing(readers=LEADERS | HEAD),
    "choose_language": Open({"code": "en"}),
    "go": _gone_to(
        "draft", "proposed", "sent", "of_house", "of_unit", "province_draft", "province_sent",
        "secret_action", "limited_action", "commitment", "draft_commitment", "sent_commitment",
        "meeting", "decision", "advice", "job",
        "drafted", "discussed", "tested", "awaiting", "delegation",
        "compiled", "session", "sent_letter", "drafted_letter", "file",
    ),
    "feed": Open({"secret": "x" * 43}),
    "feed-make": Listing(),
    "feed-revoke": Listing(),
    "health": Open(),
    "help": Open(),
    "help-guide": Listing({"key": "operator"}),
    "help-reading": Listing(),
    "home": Listing(),
    "job": OfSubject("job"),
    "journal:entries": Listing(
        queries=("", "?kata=RAHASIA", "?jenis=report", "?jenis=annual"), readers=AUDITORS
    ),
    "job-retry": _verb("job", frozenset({"admin"})),
    "journal:bundle": Listing(readers=AUDITORS),
    "journal:export": Listing({"kind": "csv"}, ("", "?jenis=report"), readers=AUDITORS),
    "journal:readings": Listing(queries=("", "?kata=RAHASIA"), readers=AUDITORS | PPID),
    "journal:readings-export": Listing({"kind": "csv"}, readers=AUDITORS | PPID),
    "journal:incidents": Listing(readers=AUDITORS | PPID | {"admin"}),
    "journal:incident": OfSubject("incident"),
    "journal:incident-step": OfSubject(
        "incident",
        PPID | {"admin"},
        {"note": "B-1/2026"},
        arguments=lambda row: {"pk": row.pk, "name": "lembaga"},
        absent=lambda _row: {"pk": ABSENT, "name": "lembaga"},
        is_shown=False,
    ),
    "journal:terms": Listing(readers=AUDITORS | PPID | {"admin"}),
    "journal:heads": Listing(queries=("", "?kepala=abcdef012345"), readers=AUDITORS),
    "journal:heads-export": Listing({"kind": "csv"}, readers=AUDITORS),
    "mail-choice": Listing(),
    "mail-retry": _verb("account", frozenset({"admin"})),
    "mailbox": Listing(),
    "notices": Listing(queries=("", "?halaman=2")),
    "notices-read": Listing(),
    "period-step": Shared(
        lambda foreign: {"pk": foreign.stage.world.period.pk, "name": "close"}, LEADERS
    ),
    "holidays": Listing(queries=("", "?tahun=2027", "?tahun=x"), readers=LEADERS, askers=LEADERS),
    "holidays-confirm": Shared(lambda _foreign: {}, LEADERS),
    "holidays-export": Listing(arguments={"kind": "csv"}, readers=LEADERS),
    "period-reschedule": Shared(
        lambda foreign: {"pk": foreign.stage.world.next_period.pk}, LEADERS, has_page=True
    ),
    "period-schedule": Listing(readers=LEADERS, askers=LEADERS),
    "periods": Listing(readers=LEADERS),
    "permissions": Listing(),
    "phone": Listing(),
    "own-data": Listing(),
    "privacy": Listing(readers=AUDITORS | PPID | {"admin"}),
    "privacy-copy": Shared(lambda _foreign: {}, PPID | {"admin"}, {"email": "x", "reason": ""}),
    "profile": Listing(),
    "progress:remind": Listing(
        queries=("", "?kl=1"), readers=frozenset({"secretariat", "regional_supervisor"})
    ),
    "progress:unremind": Listing(),
    "progress:begin_institution_report": Shared(
        lambda _foreign: {},
        frozenset({"coordinator", "approver", "other_approver", "province_approver"}),
    ),
    "progress:compile": _verb("compiled", SENDERS),
    "progress:compiled_file": OfSubject("compiled"),
    "progress:cover": _verb("compiled", SENDERS, {"number": "B-2", "version": "1"}),
    "progress:cover_file": OfSubject("compiled"),
    "progress:institution_report": OfSubject("compiled"),
    "progress:institution_reports": Listing(),
    "progress:coordination": Listing(
        queries=("", "?periode=the open one"), readers=frozenset({"coordinator"})
    ),
    "progress:coordination-export": Listing(
        {"kind": "csv"}, ("", "?periode=the open one"), readers=frozenset({"coordinator"})
    ),
    "progress:hand_on": Shared(lambda _foreign: {}, frozenset({"coordinator"})),
    "progress:unit_deadline": Shared(
        lambda foreign: {"pk": foreign.stage.world.unit.pk},
        frozenset({"coordinator"}),
        {"due_on": "2026-07-30"},
    ),
    "progress:activity": OfSubject(
        "draft_activity",
        KEMENSOS,
        {**HELD, "base_version": "1"},
        arguments=lambda row: {"pk": row.reports.get().pk, "activity_pk": row.pk},
        absent=lambda row: {"pk": row.reports.get().pk, "activity_pk": ABSENT},
    ),
    "progress:activity_autosave": OfSubject(
        "draft_activity",
        KEMENSOS,
        {**HELD, "base_version": "1"},
        arguments=lambda row: {"pk": row.reports.get().pk, "activity_pk": row.pk},
        absent=lambda row: {"pk": row.reports.get().pk, "activity_pk": ABSENT},
        is_shown=False,
    ),
    "progress:activity_add": OfSubject("draft", KEMENSOS, HELD),
    "progress:activity_add_autosave": _verb("draft", KEMENSOS, HELD),
    "progress:joint_narrative": Shared(
        lambda foreign: {
            "pk": foreign.subjects["joint"].record.action_id,
            "period_pk": foreign.stage.world.period.pk,
        },
        PILLAR_ONE - {"pokja_member"},
        {"text": "Uraian bersama.", "version": "1"},
    ),
    "progress:times": Listing(readers=TIMEKEEPERS | {"sekber_member"}),
    "progress:time_grant": _verb("time", TIMEKEEPERS),
    "progress:time_decline": _verb("time", TIMEKEEPERS, {"reason": "Cukup."}),
    "progress:time_for_all": Listing(readers=TIMEKEEPERS | {"sekber_member"}),
    "progress:nil_many": Listing(
        queries=("", "?periode=the open one"), readers=SENDING | PROPOSING
    ),
    "progress:evidence": _FILES,
    "progress:preview": _FILES,
    "progress:public_copy": tuple(replace(row, is_shown=False) for row in _FILES),
    "progress:shown": _FILES,
    "progress:closed": OfSubject("draft", KEMENSOS, {"base_version": "0"}, is_shown=False),
    "progress:letter": OfSubject("letter"),
    "progress:letter_confirm": _verb("letter", DRAFTERS),
    "progress:letter_object": _verb("letter", KEMENSOS, {"reason": "Bukan surat kami."}),
    "progress:letter_refuse": _verb("letter", DRAFTERS, {"reason": "Nomor keliru."}),
    "progress:letters": Listing(),
    "progress:path": _verb("draft", DRAFTERS, {"reason": "Isi tidak dapat diserahkan."}),
    "progress:queue": Listing(),
    "progress:handing_over": Listing(queries=("", "?dari=1"), readers=LEADERS),
    "progress:handing-over-export": Listing({"kind": "csv"}, readers=LEADERS),
    "progress:shortcuts": Listing(),
    "progress:queue-export": Listing({"kind": "csv"}),
    "progress:receipts-export": Listing({"kind": "csv"}),
    "progress:reports-export": Listing({"kind": "csv"}),
    "progress:receipts": Listing(queries=("", "?kata=P1-F01")),
    "progress:reports": Listing(queries=("", "?periode=the open one", f"?periode={ABSENT}")),
    "progress:send_many": Listing(readers=SENDING),
    "progress:scan": OfSubject("letter"),
    "progress:workbook": Listing(
        queries=("", "?periode=the open one", f"?periode={ABSENT}"),
    ),
    "progress:workbook-compare": OfSubject("workbook", WRITERS, {}),
    "progress:workbook-download": Listing(
        queries=("", "?periode=the open one", f"?periode={ABSENT}"),
    ),
    "search": Listing(queries=("?q=RAHASIA", "?q=P2-F01", "?q=Kemensos", "?q=Laporan")),
    "sign_in": Open(),
    "account_login": Open(),
    "mfa_authenticate": Open(),
    "factor_codes": Listing(),
    "factor_enrol": Listing(),
    "passkey_add": Listing(),
    "passkey_remove": _verb("passkey", WRITERS),
    "recoveries": Listing(readers=frozenset({"admin"})),
    "recovery_grant": _verb("recovery", frozenset({"admin"})),
    "recovery_withdraw": _verb("recovery", frozenset({"admin"})),
    "security": Listing(),
    "password_forgotten": Open(),
    "door_key": Open({"purpose": "pulihkan", "key": "k" * 40}),
    "invite": _verb("invited", frozenset({"secretariat", "admin"})),
    "password": Listing(),
    "session_end": _verb("own_session", WRITERS),
    "sessions_end": Listing(),
    "shortcut-choice": Listing(),
    "sign_out": Listing(),
    "style": Listing(),
}  # fmt: skip

DECIDED = {"text": "Keputusan baru.", "owner": "1", "due_on": "2026-09-01"}


def _named(name: str, subject: str, doers: Names, data: Mapping[str, Any]) -> OfSubject:
    return OfSubject(
        subject,
        doers,
        data,
        arguments=lambda record: {"pk": record.pk, "name": name},
        absent=lambda _record: {"pk": ABSENT, "name": name},
        is_shown=False,
    )


def _taken_along(kind: str) -> OfSubject:
    return OfSubject(
        "meeting",
        arguments=lambda record: {"pk": record.pk, "kind": kind},
        absent=lambda _record: {"pk": ABSENT, "kind": kind},
        witnesses=frozenset({"auditor"}),
    )


BODIES: dict[str, Recipe] = {
    "meeting-plan": Listing(readers=DRAFTERS),
    "meeting-package": tuple(_taken_along(kind) for kind in ("html", "pdf", "pptx")),
    "meeting-propose": _verb("called_meeting", DRAFTERS),
    "workgroups:advice": OfSubject("advice", DRAFTERS, {"progress": "done", "note": "Selesai."}),
    "workgroups:advice-assign": OfSubject(
        "advice", DRAFTERS, {"owner": "1", "due_on": "2027-03-31"}, is_shown=False
    ),
    "workgroups:advice-new": Listing(readers=DRAFTERS),
    "workgroups:recommendations": Listing(queries=("", "?halaman=2")),
    "workgroups:recommendations-export": Listing({"kind": "csv"}),
    "workgroups:agenda": OfSubject("meeting", DRAFTERS, {"version": "0"}, is_shown=False),
    "workgroups:agenda-export": OfSubject(
        "meeting",
        arguments=lambda row: {"pk": row.pk, "kind": "csv"},
        absent=lambda _row: {"pk": ABSENT, "kind": "csv"},
        is_shown=False,
    ),
    "workgroups:attendance-export": OfSubject(
        "meeting",
        arguments=lambda row: {"pk": row.pk, "kind": "csv"},
        absent=lambda _row: {"pk": ABSENT, "kind": "csv"},
        is_shown=False,
    ),
    "workgroups:bodies-export": Listing({"kind": "csv"}),
    "workgroups:meetings-export": Listing({"kind": "csv"}),
    "workgroups:attendance": OfSubject("meeting", DRAFTERS, {"version": "0"}, is_shown=False),
    # Laying a page out takes a second: one who reads it but does not arrange it is enough.
    "workgroups:attendance_list": OfSubject("meeting", witnesses=frozenset({"auditor"})),
    "workgroups:bodies": Listing(),
    "workgroups:calendar": OfSubject("called_meeting"),
    "workgroups:change": OfSubject("called_meeting", DRAFTERS, {"version": "0"}, is_shown=False),
    "workgroups:decide": OfSubject("meeting", DRAFTERS, DECIDED, is_shown=False),
    "workgroups:decision": OfSubject("decision"),
    "workgroups:decision_step": (
        _named("report", "decision", KEMENSOS, {"note": "Sudah dilaksanakan."}),
        _named("close", "decision", DRAFTERS, {"on": "2026-07-28"}),
    ),
    "workgroups:invitation": OfSubject("meeting", witnesses=frozenset({"auditor"})),
    "workgroups:meeting": (OfSubject("meeting"), OfSubject("called_meeting")),
    "workgroups:meetings": Listing(),
    "workgroups:member_add": Listing(readers=frozenset({"secretariat", "admin"})),
    "workgroups:organisation_add": Listing(readers=frozenset({"secretariat", "admin"})),
    "workgroups:member_end": Shared(
        lambda foreign: {"pk": foreign.subjects["seat"].record.pk},
        frozenset({"secretariat", "admin"}),
        {"ends_on": "2026-07-28", "decree": "SK-2"},
    ),
    "workgroups:minutes": OfSubject("meeting", DRAFTERS, {"version": "0"}, is_shown=False),
    "workgroups:note": OfSubject("called_meeting", DRAFTERS, {"note": "Catatan."}, is_shown=False),
    "workgroups:notula": OfSubject("meeting", witnesses=frozenset({"auditor"})),
    "workgroups:projector": OfSubject("called_meeting", DRAFTERS, DECIDED),
    "workgroups:step": (
        _named("invite", "called_meeting", DRAFTERS, {}),
        _named("hold", "called_meeting", DRAFTERS, {"on": "2026-07-28"}),
    ),
}

WORDS = {"addressee": "Pimpinan", "subject": "Hal", "body": "Isi", "version": "0"}

LETTERS: dict[str, Recipe] = {
    "letters:list": Listing(queries=("", "?keadaan=draft", "?jenis=firm&halaman=2", "?kata=Kem")),
    "letters:export": Listing({"kind": "csv"}, ("", "?keadaan=sent")),
    "letters:propose": Listing(
        queries=("", "?jenis=firm", "?jenis=invitation&pilih=semua"), readers=DRAFTERS
    ),
    "letters:templates": Listing(),
    "letters:template": Listing({"kind": "request", "form": "surat"}, readers=DRAFTERS),
    "letters:letter": (OfSubject("sent_letter"), OfSubject("drafted_letter")),
    "letters:edit": OfSubject("drafted_letter", DRAFTERS, WORDS, is_shown=False),
    "letters:step": (
        _named("initial", "drafted_letter", LEADERS, {}),
        _named("cancel", "drafted_letter", DRAFTERS, {"batal-reason": "Sudah masuk."}),
        _named("receive", "sent_letter", KEMENSOS | DRAFTERS, {"received_on": "2026-07-28"}),
    ),
    "letters:print": (
        OfSubject("sent_letter", witnesses=frozenset({"other_approver"})),
        OfSubject("drafted_letter", witnesses=frozenset({"auditor"})),
    ),
    "letters:scan": OfSubject("sent_letter", is_shown=False),
}

FORM_A = {
    "planned_activity": "Kegiatan yang ditulis ulang.",
    "indicator": "the first",
    "annual_target": "100",
    "version": "0",
}

BUDGET = {"source": "apbn", "allocated": "5.000", "share": "60", "version": "0"}


def _of_assignment(commitment: Any) -> dict[str, Any]:
    return {"pk": commitment.assignment_id, "year": commitment.year}


COMMITMENTS: dict[str, Recipe] = {
    "commitments:approve": _verb("sent_commitment", frozenset({"chair", "pokja_head"})),
    "commitments:detail": tuple(
        OfSubject(name) for name in ("commitment", "draft_commitment", "sent_commitment")
    ),
    "commitments:edit": OfSubject("draft_commitment", KEMENSOS, FORM_A, is_shown=False),
    "commitments:export": Listing({"kind": "csv"}, ("", "?tahun=2026", "?keadaan=draft")),
    "commitments:line": OfSubject(
        "budget_line",
        KEMENSOS,
        BUDGET,
        arguments=lambda row: {"pk": row.commitment_id, "line_pk": row.pk},
        absent=lambda row: {"pk": row.commitment_id, "line_pk": ABSENT},
        is_shown=False,
    ),
    "commitments:line_add": OfSubject("draft_commitment", KEMENSOS, BUDGET, is_shown=False),
    "commitments:paper": tuple(
        OfSubject(name, is_shown=False, witnesses=frozenset({"auditor"}))
        for name in ("commitment", "draft_commitment", "sent_commitment")
    ),
    "commitments:paper_new": OfSubject(
        "commitment",
        arguments=_of_assignment,
        absent=lambda _row: {"pk": ABSENT, "year": 2026},
        is_shown=False,
        witnesses=frozenset({"other_operator"}),
    ),
    "commitments:list": Listing(queries=("", "?tahun=2026", "?keadaan=approved&halaman=2")),
    "commitments:new": OfSubject(
        "commitment",
        KEMENSOS,
        FORM_A,
        arguments=_of_assignment,
        absent=lambda _row: {"pk": ABSENT, "year": 2026},
        is_shown=False,
    ),
    "commitments:queue": Listing(),
    "commitments:return": _verb(
        "sent_commitment", frozenset({"chair", "pokja_head"}), {"reason": "Mohon dilengkapi."}
    ),
    "commitments:revise": _verb("commitment", KEMENSOS),
    "commitments:submit": _verb("draft_commitment", SENDERS),
}


def _of_item(item: Any) -> dict[str, Any]:
    return {"pk": item.session_id, "item_pk": item.pk}


def _of_minutes(row: Any) -> dict[str, Any]:
    return {"pk": row.session_id, "institution_pk": row.institution_id}


def _without_session(row: Any) -> dict[str, Any]:
    return {"pk": ABSENT, "institution_pk": row.institution_id}


def _in_session(**more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda row: {"pk": row.pk, **more}


def _in_no_session(**more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda _row: {"pk": ABSENT, **more}


SESSIONS: dict[str, Recipe] = {
    "progress:seconds": Listing(
        queries=("", "?ukuran=status"), readers=DESK | VERIFIERS | frozenset({"chair"})
    ),
    "progress:seconds-export": Listing({"kind": "csv"}, readers=DESK | frozenset({"chair"})),
    "progress:second": OfSubject(
        "second",
        NOBODY,
        {"accepts": "yes", "recognised_value": "48"},
        is_shown=False,
    ),
    "progress:second_settle": OfSubject(
        "second", frozenset({"pokja_head"}), {"note": "Dibahas."}, is_shown=False
    ),
    "progress:sessions": Listing(queries=("", "?halaman=2")),
    "progress:session_new": Listing(readers=LEADERS),
    "progress:session": OfSubject("session"),
    "progress:session_board": OfSubject("session"),
    "progress:session_share": _verb("session", LEADERS),
    "progress:session_step": OfSubject(
        "session",
        LEADERS,
        {},
        arguments=_in_session(name="start"),
        absent=_in_no_session(name="start"),
        is_shown=False,
    ),
    "progress:session_move": _verb("session", LEADERS, {"item": "1", "seat": "1"}),
    "progress:session_mark": OfSubject(
        "session_item",
        PILLAR_TWO,
        {"accepts": "yes"},
        arguments=_of_item,
        absent=lambda item: {"pk": item.session_id, "item_pk": ABSENT},
        is_shown=False,
    ),
    "progress:session_list": OfSubject("session", is_shown=False),
    "progress:session-list-export": OfSubject(
        "session",
        arguments=_in_session(kind="csv"),
        absent=_in_no_session(kind="csv"),
        is_shown=False,
    ),
    "progress:session-export": OfSubject(
        "session", arguments=_in_session(kind="csv"), absent=_in_no_session(kind="csv")
    ),
    "progress:session_minutes": OfSubject(
        "session_minutes",
        LEADERS,
        {"number": "1"},
        arguments=_of_minutes,
        absent=_without_session,
    ),
    "progress:session_minutes_pdf": OfSubject(
        "session_minutes",
        arguments=_of_minutes,
        absent=_without_session,
        witnesses=frozenset({"other_approver"}),
    ),
}

API: dict[str, Recipe] = {
    "api-root": Listing(),
    "api_schema": Listing(askers=frozenset({"nobody"})),  # the same slow text for everyone
    "api-action-detail": (OfSubject("secret_action"), OfSubject("limited_action")),
    "api-action-list": Listing(queries=("", "?page=2", "?search=RAHASIA")),
    "api-institution-detail": Listing({"pk": "an institution"}),
    "api-institution-list": Listing(),
    "api-period-detail": Listing({"pk": "a period"}),
    "api-period-list": Listing(),
    "api-progress-detail": tuple(
        OfSubject(name) for name in ("draft", "proposed", "sent", "of_house", "of_unit")
    ),
    "api-progress-list": Listing(queries=("", "?institution=KL15", "?state=draft", "?pillar=2")),
    "api-progress-propose": _verb("draft", WRITERS),
    "api-progress-submit": _verb("draft", SENDERS),
    "api-progress-withdraw": _verb("sent", SENDERS),
    "api-regional-detail": (OfSubject("province_draft"), OfSubject("province_sent")),
    "api-regional-list": Listing(queries=("", "?region=51", "?state=submitted")),
    "api-regional-propose": _verb("province_draft", frozenset({"other_province_operator"})),
    "api-regional-submit": _verb("province_draft", NOBODY),
    "api-regional-withdraw": _verb("province_sent", NOBODY),
}

RECIPES: dict[str, Recipe] = {
    **{
        f"progress:{prefix}{name}": _progress(name, prefix)
        for prefix in ("", "regional-")
        for name in _PROGRESS_PAGES.split()
    },
    **REPORTING,
    **PORTAL,
    **PAGES,
    **COMMITMENTS,
    **BODIES,
    **SESSIONS,
    **LETTERS,
    **API,
}
