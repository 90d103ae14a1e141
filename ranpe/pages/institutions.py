"""Profil capaian K/L: compliance beside completeness, and the rows behind every number."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.models import NATIONAL_KINDS, Institution
from pillars.models import Period, Status
from progress.models import ProgressReport, ReportState
from ranpe.kit.downloads import table_answer
from ranpe.kit.formats import NOTHING
from ranpe.kit.refusals import NotYours
from ranpe.kit.scope import visible_or_404
from ranpe.pages.boards import shown_of
from ranpe.pages.context import period_chip
from ranpe.pages.profiles import (
    Profile,
    ProfileRow,
    begun_periods,
    officials_of,
    open_decisions,
    profile_of,
    profile_scope,
)
from workgroups.models import Letter
from workgroups.queries import newest_letter_to

ROWS_A_PAGE = 50


def _fetch(request: HttpRequest, code: str) -> Any:
    """The institution, for its own people and for those who oversee a report of it."""
    user: Any = request.user
    theirs = profile_scope(models.OuterRef("pk"), user)
    rows = Institution.everything.filter(kind__in=NATIONAL_KINDS).annotate(
        is_overseen=models.Exists(ProgressReport.everything.filter(theirs)),
        **newest_letter_to(models.OuterRef("pk"), user),
    )
    found: Any = visible_or_404(rows, user, code=code)
    reach = user.reach
    if not (reach.national or found.pk in reach.institutions or found.is_overseen):
        raise NotYours(_("Profil ini dibaca oleh K/L itu sendiri, Pokjanya, dan Sekretariat."))
    return found


def _newest_letter(institution: Any) -> Letter | None:
    """The newest letter to the institution, as far as its line says."""
    found = institution.newest_letter
    if found is None:
        return None
    letter = Letter(pk=found["key"], kind=found["kind"], state=found["state"])
    letter.is_internal = bool(found["is_internal"])
    return letter


def _chosen(request: HttpRequest, begun: list[Period]) -> Period | None:
    """The period that was asked for, or the one that pages speak about."""
    asked = request.GET.get("periode", "")
    if not asked:
        return shown_of(begun)
    found = next((row for row in begun if str(row.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _profile(request: HttpRequest, code: str, at: Any) -> tuple[Any, Profile | None, list[Period]]:
    institution = _fetch(request, code)
    begun = begun_periods()
    period = _chosen(request, begun)
    if period is None:
        return institution, None, begun
    return institution, profile_of(institution, period, begun, request.user, at), begun


def _key(request: HttpRequest, profile: Profile) -> str:
    """Which number's rows are asked for; an unknown one is all of them."""
    asked = request.GET.get("saring", "")
    return asked if asked in profile.labels else ""


@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One institution in one period; `saring` limits the table to the rows of a number."""
    at = timezone.now()
    institution, found, begun = _profile(request, code, at)
    user: Any = request.user
    context: dict[str, Any] = {
        "institution": institution,
        "profile": found,
        "oversees": user.reach.national or bool(user.reach.pillar_numbers),
    }
    if found is not None:
        key = _key(request, found)
        rows = Paginator(found.rows_of(key), ROWS_A_PAGE)
        parameters = request.GET.copy()
        parameters.pop("halaman", None)
        context |= {
            "periods": begun,
            "page_obj": rows.get_page(request.GET.get("halaman")),
            "query": parameters.urlencode(),
            "key": key,
            "key_label": found.labels.get(key, ""),
            "officials": officials_of(institution, user, at),
            "decisions": open_decisions(institution, user, at),
            "letter": _newest_letter(institution),
            "period_chip": period_chip(found.period, at),
        }
    return render(request, "pages/institution.html", context)


@require_safe
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The rows of the table, as they are limited on the page."""
    at = timezone.now()
    institution, found, _begun = _profile(request, code, at)
    headers = [
        _("Kode"), _("Aksi"), _("Keadaan laporan"), _("Terlambat (hari)"), _("Status menurut K/L"),
        _("Status dihitung"), _("Nilai"), _("Target periode"), _("Satuan"),
    ]  # fmt: skip
    name, rows = f"profil-{institution.code}", list[ProfileRow]()
    if found is not None:
        name += f"-{found.period.code}-{found.period.year}"
        rows = found.rows_of(_key(request, found))
    return table_answer(kind, name, headers, map(_exported, rows), at)


def _exported(row: ProfileRow) -> list[object]:
    return [
        row.code,
        row.title,
        str(ReportState(row.state).label),
        row.days_late or None,
        row.claimed_word or NOTHING,
        str(Status(row.status).label),
        row.value,
        row.target,
        row.unit,
    ]
