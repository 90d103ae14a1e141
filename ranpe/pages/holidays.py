"""The calendar of days off: shown, taken along, and replaced by a file after a preview."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pillars.access import keeps_the_holidays
from pillars.forms import ConfirmHolidaysForm, HolidayFileForm
from pillars.imports import (
    COLUMNS,
    KINDS,
    HolidayFile,
    compare_holidays,
    import_holidays,
    read_holidays,
)
from pillars.queries import holidays_of_year
from ranpe.kit.clock import day_of
from ranpe.kit.downloads import table_answer
from ranpe.kit.refusals import Incomplete, NotYours, note_refusal
from ranpe.kit.sheets import MAX_BYTES

# A preview may wait for a working day, not longer: the calendar may have moved on.
_PREVIEW_SECONDS: Final = 24 * 60 * 60


def _admitted(user: Any) -> None:
    if not keeps_the_holidays(user):
        raise NotYours(_("Hari libur dicatat oleh Sekretariat dan Ketua Pokja."))


def _salt(user: Any) -> str:
    return f"holidays:{user.pk}"


@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The days off of a year; an uploaded file is compared and nothing is saved yet."""
    _admitted(request.user)
    year = _year(request)
    if request.method != "POST":
        return _page(request, year, HolidayFileForm(initial={"year": year}))
    form = HolidayFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, year, form, status=422)
    upload = form.cleaned_data["file"]
    try:
        found = read_holidays(
            upload.read(MAX_BYTES + 1), name=upload.name or "", year=form.cleaned_data["year"]
        )
    except Incomplete as refusal:
        note_refusal(request, refusal)
        return _page(request, form.cleaned_data["year"], form, refusal=refusal, status=422)
    return _preview(request, found)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("tahun", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4
    return max(int(asked), 1) if known else day_of(timezone.now()).year


def _page(
    request: HttpRequest,
    year: int,
    form: HolidayFileForm,
    *,
    refusal: Incomplete | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "year": year,
        "days": list(holidays_of_year(year)),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "pages/holidays.html", context, status=status)


def _preview(request: HttpRequest, found: HolidayFile) -> HttpResponse:
    differences = compare_holidays(found)
    if differences.is_empty and not differences.absent:
        messages.info(request, _("Isi berkas sama dengan kalender; tidak ada yang disimpan."))
        return redirect(_address(found.year))
    kept = {
        "year": found.year,
        "name": found.name,
        "days": [[str(on), row["name"], row["kind"]] for on, row in found.days.items()],
    }
    content = signing.dumps(kept, salt=_salt(request.user), compress=True)
    context = {
        "found": found,
        "differences": differences,
        "form": ConfirmHolidaysForm(initial={"content": content}),
    }
    return render(request, "pages/holidays_preview.html", context)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Save what the preview showed."""
    _admitted(request.user)
    form = ConfirmHolidaysForm(request.POST)
    found = _sealed(form, request.user)
    drops = form.cleaned_data["drops_absent"]
    differences = import_holidays(found, drops_absent=drops, by=request.user, at=timezone.now())
    if differences.is_empty:
        messages.info(request, _("Isi berkas sama dengan kalender; tidak ada yang disimpan."))
    else:
        messages.success(request, _("Hari libur %(year)s tersimpan.") % {"year": found.year})
    return redirect(_address(found.year))


def _sealed(form: ConfirmHolidaysForm, user: Any) -> HolidayFile:
    """What this person compared, exactly as it was shown.

    Raises:
        Incomplete: it is not what was shown, or it was shown too long ago.
    """
    text = form.cleaned_data["content"] if form.is_valid() else ""
    try:
        kept = signing.loads(text, salt=_salt(user), max_age=_PREVIEW_SECONDS)
    except signing.BadSignature:
        sentence = _("Pratinjau ini sudah tidak berlaku; unggah berkas hari libur sekali lagi.")
        raise Incomplete(sentence) from None
    days = {date.fromisoformat(on): {"name": name, "kind": k} for on, name, k in kept["days"]}
    return HolidayFile(kept["year"], kept["name"], days)


def _address(year: int) -> str:
    return f"{reverse('holidays')}?tahun={year}"


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The days off of a year as the file that can be handed in again."""
    _admitted(request.user)
    year = _year(request)
    words: dict[str, str] = {value: label for label, value in KINDS.items()}
    rows = [[row.day, row.name, words[row.kind]] for row in holidays_of_year(year)]
    headers = [column.header for column in COLUMNS]
    return table_answer(kind, f"hari-libur-{year}", headers, rows, timezone.now())
