"""Pantau: who is late, in words, worst first; also as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.views.step_up import fresh_second_factor
from pillars.queries import rules_of
from ranpe.kit.downloads import table_answer
from ranpe.kit.phones import shown_phone
from ranpe.kit.refusals import NotYours
from ranpe.pages.boards import Board, OwnerRow, ProvinceRow, board_for
from ranpe.pages.grouped import grouped_file, grouped_page, grouping_asked, period_asked
from ranpe.pages.groupings import choices_for
from ranpe.pages.lateness import LACKS
from ranpe.pages.outlook import outlook_of
from workgroups.access import keeps_letters


def oversees(user: Any) -> bool:
    """Whether the board and the heat map are open to a person."""
    reach = user.reach
    return bool(reach.national or reach.pillar_numbers or reach.has(Role.REGIONAL_SUPERVISOR))


def admit(user: Any) -> None:
    """Turn away whoever oversees nobody.

    Raises:
        NotYours: the person neither leads, checks nor supervises.
    """
    if not oversees(user):
        raise NotYours(_("Papan pantau dibaca oleh Sekretariat, Pokja, Sekber, dan pimpinan."))


def pillar_asked(request: HttpRequest) -> int | None:
    """The pillar to which the address narrows a page; None for all."""
    asked = request.GET.get("pokja", "")
    return int(asked) if asked.isdecimal() and len(asked) <= 3 else None


def lack_asked(request: HttpRequest) -> str:
    """What the late institutions in the list lack; empty for all of them."""
    asked = request.GET.get("terlambat", "")
    return asked if asked in LACKS else ""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board; `pokja` narrows it to one pillar, `terlambat` the late ones to what they lack.

    With `menurut` it is shown in groups, and `baris` and `saring` open the rows of a number.
    """
    user: Any = request.user
    admit(user)
    at = timezone.now()
    pillar = pillar_asked(request)
    by = grouping_asked(request)
    if by:
        return grouped_page(request, by, pillar=pillar, at=at)
    found = board_for(user, at, pillar=pillar, chosen=period_asked(request))
    reach = user.reach
    context: dict[str, Any] = {
        "board": found,
        "choices": choices_for(user),
        "pillar": pillar,
        "writes_letters": keeps_letters(user),
        "ticked": request.GET.get("pilih", ""),
    }
    if found is not None:
        rules = rules_of(found.period.version.plan)
        context |= {
            "running": found.running,
            "reminds": found.is_current and reach.has(Role.SECRETARIAT),
            "reminds_provinces": found.is_current
            and reach.has(Role.SECRETARIAT, Role.REGIONAL_SUPERVISOR),
        }
        context["lack"] = lack_asked(request)
        context["late_rows"] = found.late_rows_of(context["lack"])
        if found.period.is_checked:
            context["outlook"] = outlook_of(found.period, found.lines, rules, at, risks=0)
        context["label"] = found.period.version.plan.level_one_label
        context["pillars"] = _pillars(user, found)
    return render(request, "pages/board.html", context)


def _pillars(user: Any, found: Board) -> list[int]:
    """The pillars to choose from: all of the plan for the desk, else the own ones."""
    expected = found.period.version.expected_per_pillar
    numbers = [int(number) for number in expected] or [line.pillar_number for line in found.lines]
    own = user.reach.pillar_numbers
    return sorted({key for key in numbers if user.reach.national or key in own})


@fresh_second_factor
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of the board, as on the page."""
    user: Any = request.user
    admit(user)
    at = timezone.now()
    by, pillar = grouping_asked(request), pillar_asked(request)
    if by:
        return grouped_file(request, kind, by, pillar=pillar, at=at)
    found = board_for(user, at, pillar=pillar, periods=1, chosen=period_asked(request))
    headers = [
        _("Kode"), _("Nama"), _("Pejabat"), _("Jabatan"), _("Terlambat (hari)"),
        _("Wajib"), _("Terkirim"), _("Belum terkirim"), _("Perlu perbaikan"),
        _("Pengingat terakhir"), _("Usulan surat"), _("Telepon"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    name = "pantau"
    if found is not None:
        name = f"pantau-{found.period.code}-{found.period.year}"
        lack = lack_asked(request)
        rows = [_exported(row) for row in found.late_rows_of(lack)]
        if not lack:
            rows += [_exported(row) for row in found.other_rows]
            rows += [_exported_province(row) for row in found.provinces]
    return table_answer(kind, name, headers, rows, at)


def _exported(row: OwnerRow) -> list[object]:
    return [
        row.code, row.full_name, row.contact, row.office, row.days_late or None, row.due,
        row.sent, row.unsent, row.returned, row.last_reminder_at, row.proposal,
        shown_phone(row.phone) or None,
    ]  # fmt: skip


def _exported_province(row: ProvinceRow) -> list[object]:
    sent = int(row.is_sent)
    late = row.days_late or None
    returned = int(row.state == "returned")
    return [
        row.code, row.name, "", "", late, 1, sent, 1 - sent, returned,
        row.last_reminder_at, row.proposal, None,
    ]  # fmt: skip
