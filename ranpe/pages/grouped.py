"""Pantau in groups: one row a pillar, Pokja, institution, province or focus; also as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pillars.models import Period, PeriodState, Status
from progress.models import ReportState
from ranpe.kit.downloads import table_answer
from ranpe.kit.scope import visible_or_404
from ranpe.pages.context import period_chip
from ranpe.pages.groupings import (
    BY_PROVINCE,
    Group,
    GroupedRow,
    Grouping,
    choices_for,
    duty_labels,
    grouping_for,
)

ROWS_A_PAGE = 50


def grouping_asked(request: HttpRequest) -> str:
    """By what the address groups, if the reader may; empty for the summary."""
    asked = request.GET.get("menurut", "")
    return asked if asked in choices_for(request.user) else ""


def period_asked(request: HttpRequest) -> Period | None:
    """The period that the address names; None leaves it to the calendar."""
    asked = request.GET.get("periode", "")
    if not asked:
        return None
    begun = Period.everything.exclude(state=PeriodState.SCHEDULED).select_related("version__plan")
    found: Period = visible_or_404(begun, request.user, pk=asked)
    return found


def _asked(request: HttpRequest, found: Grouping) -> tuple[str, str]:
    """The group and the kind whose rows are asked for; an unknown one is all of them."""
    group, kind = request.GET.get("baris", ""), request.GET.get("saring", "")
    kinds = {*duty_labels(), *Status.values}
    keys = {row.key for row in found.groups}
    return group if group in keys else "", kind if kind in kinds else ""


def grouped_page(
    request: HttpRequest, by: str, *, pillar: int | None, at: datetime
) -> HttpResponse:
    """The groups, and below them the rows behind the number that was chosen."""
    chosen = period_asked(request)
    found = grouping_for(request.user, at, by=by, pillar=pillar, chosen=chosen)
    context: dict[str, Any] = {
        "found": found,
        "by": by,
        "pillar": pillar,
        "choices": choices_for(request.user),
        "running": found.running if found else (),
        "has_statuses": by != BY_PROVINCE and bool(found and found.period.is_checked),
    }
    if found is not None:
        group, kind = _asked(request, found)
        words = {**duty_labels(), **{row.value: str(row.label) for row in Status}}
        labels = {row.key: row.label for row in found.groups}
        parameters = request.GET.copy()
        parameters.pop("halaman", None)
        rows = found.rows_of(group, kind) if group or kind else []
        context |= {
            "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
            "query": parameters.urlencode(),
            "is_opened": bool(group or kind),
            "opened": " · ".join(word for word in (labels.get(group), words.get(kind)) if word),
            "period_chip": period_chip(found.period, at),
        }
    return render(request, "pages/board_groups.html", context)


def grouped_file(
    request: HttpRequest, kind: str, by: str, *, pillar: int | None, at: datetime
) -> HttpResponse:
    """The groups as a table, or the rows that were opened."""
    period = period_asked(request)
    found = grouping_for(request.user, at, by=by, pillar=pillar, chosen=period)
    name = f"pantau-per-{by}"
    if found is None:
        return table_answer(kind, name, [choices_for(request.user)[by]], [], at)
    name += f"-{found.period.code}-{found.period.year}"
    group, chosen = _asked(request, found)
    if group or chosen:
        headers = [
            _("Kode"), _("Aksi"), _("Pelapor"), _("Keadaan laporan"), _("Terlambat (hari)"),
            _("Status dihitung"),
        ]  # fmt: skip
        opened = map(_exported_row, found.rows_of(group, chosen))
        return table_answer(kind, f"{name}-laporan", headers, opened, at)
    statuses = list(Status) if by != BY_PROVINCE and found.period.is_checked else []
    headers = [choices_for(request.user)[by], _("Wajib"), *duty_labels().values()]
    headers += [str(status.label) for status in statuses]
    rows = [_exported_group(row, statuses) for row in found.groups]
    return table_answer(kind, name, headers, rows, at)


def _exported_group(row: Group, statuses: list[Status]) -> list[object]:
    counts = {figure.key: figure.count for figure in row.statuses}
    return [
        row.label,
        row.due,
        *(figure.count for figure in row.duty),
        *(counts.get(status.value, 0) for status in statuses),
    ]


def _exported_row(row: GroupedRow) -> list[object]:
    report = row.report
    return [
        report.code,
        report.title,
        row.owner,
        str(ReportState(report.state).label),
        report.days_late or None,
        str(Status(report.status).label) if report.status else None,
    ]
