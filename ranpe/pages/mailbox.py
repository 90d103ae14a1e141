"""Kotak surat contoh: in the demonstration mode mails are files, and this page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

MAILS_A_PAGE = 20
_RULER = b"-" * 79


@dataclass(frozen=True)
class SampleMail:
    """One mail as it was written to the folder."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    body: str


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails of the demonstration: the Secretariat's desk sees all, others their own."""
    if not settings.DEMO:
        raise Http404
    user: Any = request.user
    mails = _mails()
    if not user.reach.national:
        mails = [mail for mail in mails if mail.to == user.email]
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "pages/mailbox.html", {"page_obj": page})


def _mails() -> list[SampleMail]:
    """Everything in the folder, the newest first; one file holds what one sending wrote."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [mail for file in files for mail in _read(file)]


def _read(file: Path) -> list[SampleMail]:
    sent_at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    parts = [part.strip() for part in file.read_bytes().split(_RULER)]
    found = []
    for number, part in enumerate(parts):
        if part:
            message: Any = message_from_bytes(part, policy=policy.default)
            name = f"{file.stem}-{number}"
            to, subject = str(message["To"] or ""), str(message["Subject"] or "")
            found.append(SampleMail(name, sent_at, to, subject, str(message.get_content())))
    return found
