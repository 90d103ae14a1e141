"""Beranda: what a person owes, decides or watches, first thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.queries import lacks_sender
from actions.models import RegionalPlan, RegionalPlanState
from actions.queries import count_of_commitments_awaiting
from institutions.models import NATIONAL_KINDS, Region
from journal.models import READING, Entry
from pillars.models import Period, PeriodState
from pillars.queries import rules_of
from progress.figures import Line
from progress.lines import lines_of
from progress.models import ProgressReport, ReportState
from progress.queries import Task, TaskList, queue_rows, task_list
from progress.queries.proposals import doors_of
from progress.queries.units import internal_deadlines
from ranpe.kit.charts import Tile, tile_map
from ranpe.kit.clock import day_of
from ranpe.kit.formats import countdown, in_sentence, long_day
from ranpe.pages.boards import Board, board_for, board_scope, shown_period
from ranpe.pages.context import period_chip
from ranpe.pages.families import family_of
from ranpe.pages.outlook import outlook_of
from ranpe.pages.upkeep import upkeep
from reporting.models import AnnualReport, Stage
from workgroups.access import calls
from workgroups.queries import decisions_owed_by

Context = dict[str, Any]
LATE_ON_HOME = 10
QUEUE_ON_HOME = 10
ENTRIES_ON_HOME = 15


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page of the person's family of roles."""
    family = family_of(request.user)
    at = timezone.now()
    context = _CONTEXTS[family](request.user, at)
    board: Board | None = context.get("board")
    period: Period | None = context.get("period") or (board.period if board else None)
    if period is not None and period.state == PeriodState.OPEN:  # the frame need not ask again
        context["period_chip"] = period_chip(period, at)
    return render(request, f"pages/home_{family}.html", context)


def _reporter(user: Any, at: datetime) -> Context:
    period = shown_period()
    tasks = task_list(user, period, at) if period else None
    return {
        "period": period,
        "tasks": tasks,
        "first": _first_task(user, tasks) if tasks else None,
        "lead": _lead(user, period, tasks, at),
        "doors": doors_of(user, tasks),
        "internal_deadlines": internal_deadlines(user, period, at),
        "owed_decisions": list(decisions_owed_by(user)),
        "today": day_of(at),
        "own_codes": _own_codes(user),
        "lacks_sender": lacks_sender(user, on=day_of(at)),
    }


def _own_codes(user: Any) -> list[str]:
    """The codes of the K/L for which a person reports; each has a profile."""
    homes = (office.position.institution for office in user.offices)
    return list(dict.fromkeys(home.code for home in homes if home.kind in NATIONAL_KINDS))


def _first_task(user: Any, tasks: TaskList) -> Task | None:
    """What to take up now, whichever unit owes it; a proposal waits for the official only."""
    order = ["returned", "not_started", "draft"]
    if user.reach.has(Role.APPROVER):
        order.insert(0, "proposed")
    waiting = [
        (order.index(group.key), task.owed_at, task.code, task)
        for section in tasks.sections
        for group in section.groups
        if group.key in order
        for task in group.tasks
    ]
    return min(waiting, key=lambda row: row[:3])[3] if waiting else None


def _lead(user: Any, period: Period | None, tasks: Any, at: datetime) -> str:
    """What a reporter has to know first, in one sentence."""
    if period is None or tasks is None or not tasks.total:
        return ""
    groups = dict.fromkeys(("proposed", "returned"), 0)
    for section in tasks.sections:
        for group in section.groups:
            if group.key in groups:
                groups[group.key] += len(group.tasks)
    words = {
        "done": tasks.done,
        "total": tasks.total,
        "count": groups["proposed"],
        "returned": groups["returned"],
        "due": long_day(period.due_at),
    }
    if tasks.done == tasks.total:
        return _all_sent(tasks.total)
    if groups["proposed"] and user.reach.has(Role.APPROVER):
        return _("%(count)s laporan menunggu keputusan Anda.") % words
    if groups["returned"]:
        return _("%(returned)s laporan perlu diperbaiki.") % words
    left = countdown(period.due_at, at)
    return _("%(done)s dari %(total)s selesai; batas waktu %(due)s (%(left)s).") % {
        **words,
        "left": in_sentence(left),
    }


def _all_sent(total: int) -> str:
    if total == 1:
        return _("Laporan periode ini sudah terkirim.")
    return _("Semua laporan %(total)s aksi sudah terkirim.") % {"total": total}


@dataclass(frozen=True)
class ProvinceStanding:
    """A province among its peers: its own RAD PE, and the map of all."""

    plan: Any
    stage: str
    is_missing: bool
    chart: str
    enacted: int
    total: int


# Level on the map and the word in the tile for each stage of a regional plan.
_LEVELS = {
    RegionalPlanState.NONE: (0, "–"),
    RegionalPlanState.EXPIRED: (1, "×"),
    RegionalPlanState.DRAFTING: (2, "1/3"),
    RegionalPlanState.HARMONISING: (3, "2/3"),
    RegionalPlanState.ENACTED: (4, "3/3"),
}


def _province(user: Any, at: datetime) -> Context:
    home = user.offices[0].position.institution
    plans: dict[int, RegionalPlan] = {}
    for plan in RegionalPlan.everything.visible_to(user).order_by("enacted_on", "pk"):
        plans[plan.region_id] = plan
    regions = list(Region.everything.visible_to(user))
    stages = {row.pk: _stage(plans.get(row.pk)) for row in regions}
    own = stages.get(home.region_id, RegionalPlanState.NONE)
    standing = ProvinceStanding(
        plan=plans.get(home.region_id),
        stage=str(RegionalPlanState(own).label),
        is_missing=own in (RegionalPlanState.NONE, RegionalPlanState.EXPIRED),
        chart=_map(regions, stages, home.region_id),
        enacted=sum(stage == RegionalPlanState.ENACTED for stage in stages.values()),
        total=len(regions),
    )
    return {**_reporter(user, at), "standing": standing, "region_name": home.short}


def _stage(plan: RegionalPlan | None) -> str:
    return plan.stage if plan else RegionalPlanState.NONE


def _map(regions: list[Region], stages: dict[int, str], own: int | None) -> str:
    tiles = [
        Tile(
            code=row.code,
            label=row.short,
            value=_LEVELS[RegionalPlanState(stages[row.pk])][1],
            row=row.tile_row,
            column=row.tile_column,
            level=_LEVELS[RegionalPlanState(stages[row.pk])][0],
            name=f"{row.name}: {RegionalPlanState(stages[row.pk]).label}",
        )
        for row in regions
    ]
    code = next((row.code for row in regions if row.pk == own), None)
    labels = [f"{stage.label} ({mark})" for stage, (_level, mark) in _LEVELS.items()]
    return tile_map(
        tiles, title=_("RAD PE menurut provinsi"), key="rad", own=code, level_labels=labels
    )


@dataclass(frozen=True)
class StageCount:
    """How many reports stand at one stage of checking."""

    label: str
    count: int


def _verifier(user: Any, at: datetime) -> Context:
    rows = queue_rows(user, at, compares=False)
    period = shown_period(checked=True)
    counts: list[StageCount] = []
    if period is not None:
        scope = ProgressReport.everything.filter(board_scope(user), period=period)
        states = list(scope.values_list("state", flat=True))
        counts = [
            StageCount(_("Belum terkirim"), sum(state in _UNSENT for state in states)),
            StageCount(_("Menunggu verifikasi"), states.count("submitted")),
            StageCount(_("Menunggu ketua Pokja"), states.count("awaiting_chair")),
            StageCount(_("Perlu perbaikan"), states.count("returned")),
            StageCount(_("Terverifikasi"), sum(state in _CHECKED for state in states)),
        ]
    return {
        "period": period,
        "rows": rows[:QUEUE_ON_HOME],
        "total": len(rows),
        "first": rows[0] if rows else None,
        "counts": counts,
        "waiting": reports_waiting_for(user),
        "promises": count_of_commitments_awaiting(user),
        "empty_due": period.due_at if period and at <= period.due_at else None,
    }


_UNSENT = ("not_started", "draft", "proposed")
_CHECKED = ("verified", "locked")


def _secretariat(user: Any, at: datetime) -> Context:
    board = board_for(user, at, periods=1)
    if board is None:
        return {"board": None}
    rules = rules_of(board.period.version.plan)
    return {
        "board": board,
        "late": board.late_rows[:LATE_ON_HOME],
        "waiting": reports_waiting_for(user),
        "more": max(len(board.late_rows) - LATE_ON_HOME, 0),
        "outlook": outlook_of(board.period, board.lines, rules, at, risks=0)
        if board.period.is_checked
        else None,
        "provinces_late": sum(row.days_late > 0 for row in board.provinces),
    }


# What waits for whom in the making of the annual reports.
_STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (Role.HEAD, (Stage.AWAITING_DECISION,)),
    (Role.SECRETARIAT, (Stage.DRAFTING, Stage.PLENARY, Stage.APPROVED)),
    (Role.POKJA_HEAD, (Stage.POKJA_REVIEW, Stage.PLENARY)),
    (Role.SEKBER_MEMBER, (Stage.PLENARY,)),
    (Role.POKJA_CHAIR, (Stage.POKJA_REVIEW,)),
    (Role.PPID, (Stage.HARM_TEST,)),
)


def reports_waiting_for(user: Any) -> list[AnnualReport]:
    """The annual reports on which somebody in `user`'s office has the next word."""
    stages = {stage for role, found in _STAGES if user.reach.has(role) for stage in found}
    rows = AnnualReport.everything.visible_to(user).filter(state__in=stages)
    return list(rows.order_by("-year", "kind"))


def _leader(user: Any, at: datetime) -> Context:
    period = shown_period(checked=True)
    context: Context = {"waiting": reports_waiting_for(user), "period": period, "outlook": None}
    context["promises"] = count_of_commitments_awaiting(user)
    context["calls"] = calls(user)
    if period is not None:
        lines = lines_of(period, ProgressReport.everything.filter(board_scope(user), period=period))
        context["outlook"] = outlook_of(period, lines, rules_of(period.version.plan), at)
        context["endorsable"] = _endorsable(user, lines)
        context["next_due"] = period.due_at if at <= period.due_at else None
    return context


def _endorsable(user: Any, lines: list[Line]) -> int:
    """How many reports wait for the Pokja's head; the queue itself is a page of its own."""
    if not user.reach.has(Role.POKJA_HEAD):
        return 0
    return sum(
        line.state == ReportState.AWAITING_CHAIR
        and line.institution_id not in user.reach.home_institutions
        for line in lines
    )


def _ppid(user: Any, _at: datetime) -> Context:
    return {"waiting": reports_waiting_for(user)}


def _regions(user: Any, at: datetime) -> Context:
    return {"board": board_for(user, at, periods=1)}


def _auditor(user: Any, _at: datetime) -> Context:
    rows = Entry.everything.visible_to(user).exclude(verb__startswith=READING)
    rows = rows.select_related("seal").order_by("-at", "-pk")
    return {"entries": rows[:ENTRIES_ON_HOME]}


def _admin(_user: Any, at: datetime) -> Context:
    return {"upkeep": upkeep(at)}


def _visitor(_user: Any, _at: datetime) -> Context:
    return {}


_CONTEXTS: dict[str, Callable[[Any, datetime], Context]] = {
    "reporter": _reporter,
    "province": _province,
    "verifier": _verifier,
    "secretariat": _secretariat,
    "leader": _leader,
    "ppid": _ppid,
    "regions": _regions,
    "auditor": _auditor,
    "admin": _admin,
    "visitor": _visitor,
}
