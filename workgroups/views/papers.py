"""What is sent or printed for a meeting: .ics, invitation, attendance list, notula."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from ranpe.kit.paper import file_answer, printed_pdf
from workgroups.models import Meeting
from workgroups.queries import comers_to, shows_sample
from workgroups.views.parts import meeting_of

USUAL_LENGTH = timedelta(hours=2)


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar: title, time and place, no agenda."""
    meeting = meeting_of(request, pk)
    if meeting.starts_at is None:
        raise Http404
    content = _calendar(meeting, meeting.starts_at, timezone.now())
    return file_answer(content, f"rapat-{meeting.pk}.ics", "text/calendar; charset=utf-8")


def _calendar(meeting: Meeting, starts_at: datetime, at: datetime) -> bytes:
    event = Event()
    event.add("uid", f"workgroups.meeting.{meeting.pk}@ranpe")
    event.add("sequence", meeting.version)
    event.add("summary", meeting.title)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + USUAL_LENGTH)
    event.add("dtstamp", at)
    where = " · ".join(part for part in (meeting.place, meeting.link) if part)
    if where:
        event.add("location", where)
    kept = Calendar()
    kept.add("prodid", "-//RAN PE//Rapat//ID")
    kept.add("version", "2.0")
    kept.add_component(event)
    return bytes(kept.to_ical())


def _printed(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    meeting, at = meeting_of(request, pk), timezone.now()
    context: dict[str, Any] = {
        "meeting": meeting,
        "items": list(meeting.agenda.prefetch_related("decisions__owner")),
        "decisions": list(meeting.decisions.select_related("owner")),
        "comers": comers_to(meeting),
        "guests": [line for line in meeting.guests.splitlines() if line.strip()],
        "is_sample": shows_sample(),
        "printed_at": at,
    }
    name = f"{kind}-rapat-{meeting.pk}.pdf"
    content = printed_pdf(f"workgroups/print/{kind}.html", context, title=name, at=at)
    return file_answer(content, name, "application/pdf")


@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that calls to the meeting, to be numbered and signed."""
    return _printed(request, pk, "undangan")


@require_safe
def attendance_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list on which those who come sign in ink."""
    return _printed(request, pk, "daftar-hadir")


@require_safe
def notula(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on paper, with who came and what was decided."""
    return _printed(request, pk, "notula")
