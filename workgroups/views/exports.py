"""The tables of bodies and meetings as files: the same rows as on the page, as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ranpe.kit.clock import day_of
from ranpe.kit.downloads import table_answer
from workgroups.access import knows_names
from workgroups.models import Meeting
from workgroups.queries import Body, Comer, bodies_on, comers_to, meetings_ahead, meetings_of
from workgroups.views.parts import meeting_of


@require_safe
def bodies_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The register of the bodies as it stands today; names only for those who know them."""
    at = timezone.now()
    headers = [
        _("Badan"), _("Jabatan"), _("Instansi"), _("Pejabat saat ini"), _("Kedudukan"),
        _("Nomor SK"), _("Sejak"), _("Sampai"),
    ]  # fmt: skip
    shows_names = knows_names(request.user)
    rows = [row for body in bodies_on(day_of(at)) for row in _seats(body, shows_names)]
    return table_answer(kind, "sekber-pokja", headers, rows, at)


def _seats(body: Body, shows_names: bool) -> Iterator[list[object]]:
    for seat in body.seats:
        row = seat.membership
        held = _("Jabatan kosong") if seat.is_vacant else _("Terisi")
        names = ", ".join(f"{holder.name} ({holder.capacity})" for holder in seat.holders)
        yield [
            body.group.name, row.position.title, row.position.institution.name,
            names if shows_names and names else held, row.get_part_display(), row.decree,
            row.starts_on, row.ends_on,
        ]  # fmt: skip


@require_safe
def meetings_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The meetings that the person may read about: those to come, then those that were held."""
    user: Any = request.user
    headers = [_("Rapat"), _("Badan"), _("Tanggal"), _("Tempat"), _("Keadaan"), _("Ringkasan")]
    rows = [_meeting(row) for row in [*meetings_ahead(user), *meetings_of(user)]]
    return table_answer(kind, "rapat", headers, rows, timezone.now())


def _meeting(row: Meeting) -> list[object]:
    return [
        row.title, row.group.name, row.day, row.place, row.get_state_display(), row.summary,
    ]  # fmt: skip


@require_safe
def agenda_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The agenda of a meeting with what was said to each item."""
    meeting = meeting_of(request, pk)
    headers = [_("Nomor urut"), _("Butir"), _("Jenis"), _("Alasan"), _("Notula")]
    rows = [
        [place, row.text, row.get_kind_display(), row.reason, row.minutes]
        for place, row in enumerate(meeting.agenda.all(), start=1)
    ]
    return table_answer(kind, f"agenda-rapat-{meeting.pk}", headers, rows, timezone.now())


@require_safe
def attendance_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Who was called to a meeting and who came; the guests below."""
    meeting = meeting_of(request, pk)
    headers = [_("Jabatan"), _("Instansi"), _("Kehadiran"), _("Nama")]
    rows = [_comer(row) for row in comers_to(meeting)]
    guests = [line.strip() for line in meeting.guests.splitlines() if line.strip()]
    rows += [[_("Tamu"), None, None, guest] for guest in guests]
    return table_answer(kind, f"kehadiran-rapat-{meeting.pk}", headers, rows, timezone.now())


def _comer(row: Comer) -> list[object]:
    position = row.seat.membership.position
    presence = row.attendance.get_presence_display() if row.attendance else None
    return [position.title, position.institution.short, presence, row.shown_name]
