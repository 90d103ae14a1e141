"""The notices of a person, by record."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from journal.models import Notice
from journal.services import mark_read

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class NoticeGroup:
    """What was told about one record, the newest first."""

    label: str
    subject_id: int | None
    notices: tuple[Notice, ...]

    @property
    def is_new(self) -> bool:
        """Whether any of it is unread."""
        return any(notice.read_at is None for notice in self.notices)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What has changed for the person, the newest first."""
    rows = Notice.everything.visible_to(request.user).order_by("-created_at", "-pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    grouped: dict[tuple[str, int | None], list[Notice]] = {}
    for row in page.object_list:
        grouped.setdefault((row.subject_label, row.subject_id), []).append(row)
    groups = [NoticeGroup(*key, notices=tuple(found)) for key, found in grouped.items()]
    context = {
        "groups": groups,
        "page_obj": page,
        "has_new": any(group.is_new for group in groups),
    }
    return render(request, "pages/notices.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = mark_read(Notice.everything.visible_to(request.user), at=timezone.now())
    sentence = ngettext(
        "%(count)s notifikasi ditandai sudah dibaca.",
        "%(count)s notifikasi ditandai sudah dibaca.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect("notices")
