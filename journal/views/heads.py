"""The heads of the journal, day by day: to be printed, kept outside, and compared later."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journal.access import only_auditors
from journal.models import DailyHead
from journal.outside.periksa_jejak import FEWEST_DIGITS
from journal.queries import chain_state, seals_like
from ranpe.kit.downloads import table_answer

ROWS_A_PAGE = 50
# As many digits as nobody meets by chance, and few enough to type from paper.
_TYPED = re.compile(rf"[0-9a-f]{{{FEWEST_DIGITS},64}}")


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """A head a day, the newest first, and the answer to one that was typed in."""
    user: Any = request.user
    only_auditors(user)
    typed = re.sub(r"\s", "", request.GET.get("kepala", "")).lower()[:100]
    is_head = bool(_TYPED.fullmatch(typed))
    rows = DailyHead.everything.visible_to(user).order_by("-day")
    context = {
        "page_obj": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("halaman")),
        "query": "",
        "chain": chain_state(),
        "typed": typed,
        "is_wrong": bool(typed) and not is_head,
        "found": list(seals_like(typed)[:2]) if is_head else [],
    }
    return render(request, "journal/heads.html", context)


@require_safe
def heads_export(request: HttpRequest, kind: str) -> HttpResponse:
    """All heads as a table."""
    user: Any = request.user
    only_auditors(user)
    headers = [_("Hari"), _("Nomor segel"), _("Kepala rantai (SHA-256)"), _("Dicatat")]
    rows = DailyHead.everything.visible_to(user).order_by("-day")
    shown = ([row.day, row.sequence, row.hash, row.made_at] for row in rows)
    return table_answer(kind, "kepala-jejak", headers, shown, timezone.now())
